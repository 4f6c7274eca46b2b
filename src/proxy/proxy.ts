/**
 * A Kafka proxy. It listens on one port for bootstrap connections and on one port per broker. Each client has a
 * session, and rules say what is done with its requests and responses.
 *
 *     client ──▶ :6969 bootstrap ──▶ any broker          client ──▶ :6971 ──▶ broker 2
 *                :6970 broker 1  ──▶ broker 1                       …
 *
 * The cluster need not be up when the proxy starts. Until it is, the proxy closes clients' connections.
 */

import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { InfrastructureError } from "../errors.js";
import { decodeResponse, encodeRequest, type Security } from "../protocol/index.js";
import type { Advertised } from "./addresses.js";
import { type Advertise, advertisedAt } from "./advertise.js";
import { Brokers } from "./brokers.js";
import { limitConnections } from "./connection-limit.js";
import { withSize } from "./frame.js";
import { FramePool } from "./frame-pool.js";
import type { InterceptorRules, JournalEntry, Rule, RulesInForce } from "./interceptor-rules.js";
import { Metrics } from "./metrics.js";
import { checkSelf, newInstance, SELF_CHECK_KEY, selfCheckAnswer } from "./self-check.js";
import { Session } from "./session.js";
import { type Tenant, tenant } from "./tenants/rename.js";
import { Tokens } from "./tenants/token.js";
import { TopicNames } from "./topic-names.js";
import { type BrokerConnection, connectBroker, readFrame, within } from "./upstream.js";

/** As brokers have it by default (socket.request.max.bytes). */
const REQUEST_BYTES_MAX = 100 * 1024 * 1024;
const RETRY_MS = 500;
/** For a broker to answer the proxy's own Metadata request. */
const LEARN_MS = 5_000;
const FRAME_HEAD_BYTES = 12;
/** For a client to send its first bytes. Brokers have this limit by default (connections.max.idle.ms). */
const SILENCE_MS = 10 * 60_000;

/** With keep-alive, as at brokers: a client whose machine has died does not close its connection. */
const CLIENT_SOCKETS = { allowHalfOpen: true, noDelay: true, keepAlive: true };

export interface ProxyOptions {
  readonly bootstrap: readonly Advertised[];
  /** Where clients bootstrap; a broker gets the port after it by its id. Port 0 takes free ports. */
  readonly listen: Advertised;
  /** What clients are told instead of the addresses that are listened on. */
  readonly advertise?: Advertise;
  readonly cluster?: Security;
  /** Clients speak TLS. */
  readonly tls?: TlsOptions;
  readonly isLoginRequired?: boolean;
  /** Signs tokens. Random unless given: tokens are then valid until the process ends. */
  readonly tokenSecret?: Uint8Array;
  /** In force from the first client on. */
  readonly rules?: readonly Rule[];
  readonly seed: number;
  readonly onEffect?: (entry: JournalEntry) => void;
  readonly log: (line: string) => void;
  /** For lines that clients cause, of which there may be thousands per second; `log` unless given. */
  readonly clientLog?: (line: string) => void;
}

export class KafkaProxy implements AsyncDisposable {
  readonly metrics = new Metrics();
  readonly tokens: Tokens;
  private readonly brokers: Brokers;
  private readonly clientLog: (line: string) => void;
  private readonly servers: Server[] = [];
  private readonly sessions = new Set<Session>();
  /** Of all accepted connections, also those without a session. */
  private readonly sockets = new Set<Socket>();
  private readonly tenants = new Map<string, Tenant>();
  private readonly topicNames = new TopicNames();
  private readonly frames = new FramePool();
  private readonly instance = newInstance();
  private readonly ending = new AbortController();
  private hasSeenCluster = false;
  private bootstrapPort = 0;
  private inForce: RulesInForce = { version: 0, applyingTo: () => [] };
  private loading: Promise<InterceptorRules> | undefined;

  private constructor(private readonly options: ProxyOptions) {
    this.clientLog = options.clientLog ?? options.log;
    this.tokens = new Tokens(options.tokenSecret);
    this.brokers = new Brokers({
      bootstrap: options.bootstrap,
      advertise: (nodeId, port) => advertisedAt(nodeId, port, options.listen, options.advertise),
      basePort: options.listen.port,
      listen: (nodeId, port) => this.listen(nodeId, port),
      log: options.log,
    });
  }

  /** @throws InfrastructureError when the proxy cannot listen, or does not reach itself at its advertised address */
  static async start(options: ProxyOptions): Promise<KafkaProxy> {
    const proxy = new KafkaProxy(options);
    try {
      for (const rule of options.rules ?? []) (await proxy.rules()).put(rule);
      const { port } = await proxy.listen(-1, options.listen.port);
      proxy.bootstrapPort = port;
      await proxy.checkAddress();
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw error;
    }
    void proxy.discover();
    return proxy;
  }

  /** Where clients bootstrap. */
  get address(): Advertised {
    const { listen, advertise } = this.options;
    return advertisedAt(-1, this.bootstrapPort, listen, advertise);
  }

  /** Another port than the one listened on is mapped by something else, and this machine may not reach it. */
  private async checkAddress(): Promise<void> {
    const { log, tls } = this.options;
    const { host, port } = this.address;
    const problem = await checkSelf(this.address, this.instance, tls !== undefined);
    if (problem === null) return;
    const sentence = `the proxy does not reach itself at ${host}:${port}: ${problem}`;
    if (port !== this.bootstrapPort) return log(sentence);
    throw new InfrastructureError(sentence, {
      remedy: "give --advertise a host under which clients reach this machine",
    });
  }

  /** Loaded when first needed: interceptors take as long to load as the rest of the proxy. */
  rules(): Promise<InterceptorRules> {
    this.loading ??= this.loadRules();
    return this.loading;
  }

  health(): { ready: boolean; clients: number; brokers: readonly { nodeId: number; address: Advertised }[] } {
    return { ready: this.hasSeenCluster, clients: this.sessions.size, brokers: this.brokers.list() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort(new Error("the proxy ends"));
    for (const session of this.sessions) session.end();
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private async loadRules(): Promise<InterceptorRules> {
    const { InterceptorRules } = await import("./interceptor-rules.js");
    const rules = new InterceptorRules({
      seed: this.options.seed,
      note: (entry) => {
        if (entry.effect !== "observed") this.metrics.effect(entry);
        this.options.onEffect?.(entry);
      },
    });
    this.inForce = rules;
    return rules;
  }

  private async listen(nodeId: number, port: number): Promise<{ port: number }> {
    const { tls, listen } = this.options;
    const server =
      tls === undefined
        ? createServer(CLIENT_SOCKETS, (client) => this.awaitFirstBytes(client, nodeId))
        : createTlsServer({ ...tls, ...CLIENT_SOCKETS } as TlsOptions, (client) =>
            this.awaitFirstBytes(client, nodeId),
          );
    limitConnections(server, this.clientLog);
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    server.on("tlsClientError", (error: Error, client: Socket) => {
      this.clientLog(`client ${client.remoteAddress}:${client.remotePort}: no TLS: ${error.message}`);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause: NodeJS.ErrnoException) => {
        const address = `${listen.host}:${port}`;
        const what =
          cause.code === "EADDRINUSE" ? `the port ${address} is taken` : `${address}: ${cause.message}`;
        reject(
          new InfrastructureError(`the proxy can't listen: ${what}`, {
            remedy: "give --listen another port; each broker gets that port plus its id",
            cause,
          }),
        );
      });
      server.listen(port, listen.host, resolve);
    });
    // For example when no file descriptors are left. Only this client is not served.
    server.on("error", (error: Error) => this.clientLog(`a client could not be taken: ${error.message}`));
    this.servers.push(server);
    return { port: (server.address() as { port: number }).port };
  }

  /** A session starts with the client's first bytes: a client that only connects causes no connection to a broker. */
  private awaitFirstBytes(client: Socket, brokerId: number): void {
    client.on("error", () => client.destroy());
    let first = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      first = Buffer.concat([first, chunk]);
      const otherProtocol = otherProtocolIn(first);
      if (otherProtocol !== null) {
        this.clientLog(
          `client ${client.remoteAddress}:${client.remotePort}: ${otherProtocol}; it is turned away`,
        );
        client.destroy();
        return;
      }
      if (first.length < FRAME_HEAD_BYTES) return;
      client.off("data", take).setTimeout(0).pause();
      if (first.readInt16BE(4) === SELF_CHECK_KEY) {
        client.end(selfCheckAnswer(this.instance), () => client.destroy());
        return;
      }
      this.startSession(client, brokerId, first);
    };
    client.on("data", take);
    client.setTimeout(SILENCE_MS, () => client.destroy());
    client.once("end", () => {
      if (first.length < FRAME_HEAD_BYTES) client.destroy();
    });
  }

  private startSession(client: Socket, brokerId: number, first: Buffer): void {
    const { options } = this;
    this.metrics.connections(1);
    const session = new Session({
      client,
      brokerId,
      connect: (signal) => this.connect(brokerId, signal),
      addresses: this.brokers,
      rules: () => this.inForce,
      tokens: this.tokens,
      tenantOf: (vCluster) => this.tenantOf(vCluster),
      topicNames: this.topicNames,
      frames: this.frames,
      isLoginRequired: options.isLoginRequired ?? false,
      requestBytesMax: REQUEST_BYTES_MAX,
      metrics: this.metrics,
      log: this.clientLog,
      onEnd: () => {
        this.sessions.delete(session);
        this.metrics.connections(-1);
      },
    });
    this.sessions.add(session);
    client.unshift(first);
  }

  /** All clients of a virtual cluster share a tenant, which knows the topic ids that each of them has seen. */
  private tenantOf(vCluster: string): Tenant {
    const known = this.tenants.get(vCluster) ?? tenant(vCluster);
    this.tenants.set(vCluster, known);
    return known;
  }

  private async connect(nodeId: number, signal: AbortSignal): Promise<BrokerConnection> {
    try {
      return await connectBroker(this.brokers.addressesOf(nodeId), this.options.cluster ?? {}, signal);
    } catch (error) {
      // The broker may have another address now: the next client should connect to that.
      if (!signal.aborted && this.hasSeenCluster) void this.discover();
      throw error;
    }
  }

  private isDiscovering = false;

  /** Asks the cluster for its brokers until it answers. Responses to clients name them as well, but later. */
  private async discover(): Promise<void> {
    if (this.isDiscovering) return;
    this.isDiscovering = true;
    const { signal } = this.ending;
    let lastSaid = "";
    while (!signal.aborted) {
      try {
        await this.learn(signal);
        this.hasSeenCluster = true;
        break;
      } catch (error) {
        const { message } = error as Error;
        if (message !== lastSaid && !signal.aborted)
          this.options.log(`the cluster does not answer: ${message}`);
        lastSaid = message;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
    this.isDiscovering = false;
  }

  private async learn(signal: AbortSignal): Promise<void> {
    const security = this.options.cluster ?? {};
    const { socket: broker } = await connectBroker(this.brokers.addressesOf(-1), security, signal);
    try {
      const header = { correlationId: 0, clientId: "chaos-proxy" };
      broker.write(withSize(encodeRequest("Metadata", 1, header, { topics: [] })));
      const answer = await within(broker, LEARN_MS, signal, () => readFrame(broker));
      const { brokers } = decodeResponse("Metadata", 1, answer).body;
      const inOrder = [...brokers].sort((a, b) => a.nodeId - b.nodeId);
      for (const { nodeId, host, port } of inOrder) await this.brokers.advertised({ nodeId, host, port });
      if (inOrder.length === 0) throw new Error("it has no brokers yet");
    } finally {
      broker.destroy();
    }
  }
}

/** The protocol of a client that does not speak Kafka, by its first bytes. Null when it may be Kafka. */
function otherProtocolIn(first: Buffer): string | null {
  if (first[0] === 0x16 && (first.length < 2 || first[1] === 0x03))
    return first.length < 2 ? null : "a TLS hello on a plain port";
  if (/^(GET|HEAD|POST|PUT|DELETE|OPTIONS|CONNECT) /.test(first.subarray(0, 8).toString("latin1"))) {
    return "an HTTP request on Kafka's port";
  }
  return null;
}
