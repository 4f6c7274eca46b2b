/**
 * Who the client of a session is, by its logins and its requests, and what follows from that: whether it is served, which
 * tenant it belongs to, and which interceptors apply to it.
 */

import { type ApiName, ProtocolError } from "../protocol/index.js";
import { HeldExchange } from "./exchange.js";
import type { RulesInForce } from "./interceptor-rules.js";
import type { Armed, Client } from "./interceptors/interceptor.js";
import type { RequestHead } from "./request-head.js";
import { PASSTHROUGH } from "./tenants/names.js";
import type { Tenant } from "./tenants/rename.js";
import { Login } from "./tenants/sasl.js";
import type { Tokens } from "./tenants/token.js";
import type { TopicNames } from "./topic-names.js";

export interface ClientContextOptions {
  /** The broker whose port the client came to; −1 for the bootstrap port. */
  readonly brokerId: number;
  readonly rules: () => RulesInForce;
  readonly tokens: Tokens;
  readonly tenantOf: (vCluster: string) => Tenant;
  readonly topicNames: TopicNames;
  /** Whether only clients that log in are served. */
  readonly isLoginRequired: boolean;
}

export class ClientContext {
  readonly login: Login;
  /** Null for a client of the cluster itself. */
  tenant: Tenant | null = null;
  private client: Client = { clientId: null, vCluster: PASSTHROUGH, username: null };
  private armed: readonly Armed[] = [];
  private armedVersion = -1;

  constructor(private readonly options: ClientContextOptions) {
    this.login = new Login(options.tokens);
  }

  /** @throws ProtocolError when the client's login does not allow it to send requests */
  requireLogin(): void {
    if (this.login.expired)
      throw new ProtocolError("the client's token has expired, and it has not logged in again");
    if (this.login.principal !== null) return;
    if (this.options.isLoginRequired || this.login.expects !== "handshake") {
      throw new ProtocolError("the client has not logged in; it needs SASL PLAIN with a token");
    }
  }

  /** A login has succeeded or failed: after success the client is who its token says. */
  learnPrincipal(): void {
    const { principal } = this.login;
    if (principal === null) return;
    this.client = { ...this.client, ...principal };
    this.tenant = principal.vCluster === PASSTHROUGH ? null : this.options.tenantOf(principal.vCluster);
    this.armedVersion = -1;
  }

  /** The interceptors that apply to the client now, in order of priority. */
  interceptors(): readonly Armed[] {
    const rules = this.options.rules();
    if (this.armedVersion !== rules.version) {
      this.armed = rules.applyingTo(this.client);
      this.armedVersion = rules.version;
    }
    return this.armed;
  }

  /** Whether a tenant or an interceptor needs a request to be decoded. */
  needsDecoding({ api, isKnown }: RequestHead): boolean {
    if (this.tenant !== null) {
      if (api === undefined || !isKnown || !this.tenant.offers(api) || this.tenant.touches(api)) return true;
    }
    if (api === undefined || !isKnown) return false;
    return this.interceptors().some(({ apis }) => apis === null || apis.has(api));
  }

  /** The exchange that a request begins. The request has the client's id. */
  exchange(api: ApiName, version: number, frame: Buffer): HeldExchange {
    const exchange = this.exchangeOf(api, version, frame);
    const { clientId } = exchange.header;
    if (this.client.clientId !== clientId) {
      this.client = { ...this.client, clientId };
      exchange.client = this.client;
    }
    return exchange;
  }

  /** The exchange of a request that passed: only its response can be decoded. */
  passedExchange(api: ApiName, version: number): HeldExchange {
    return this.exchangeOf(api, version, null);
  }

  private exchangeOf(api: ApiName, version: number, frame: Buffer | null): HeldExchange {
    const { brokerId, topicNames } = this.options;
    const prefix = this.tenant === null ? "" : `${this.client.vCluster}.`;
    return new HeldExchange(api, version, this.client, brokerId, frame, (id) => {
      const name = topicNames.nameOf(id);
      return name?.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    });
  }
}
