/**
 * The proxy's REST APIs, listening: three generations of one interface (see the files of that name), health, metrics
 * and an OpenAPI document.
 */

import { lookup } from "node:dns/promises";
import type { AddressInfo } from "node:net";
import { UsageError } from "../../errors.js";
import { isLoopback } from "../../loopback.js";
import type { Credentials } from "./access.js";
import { type AppOptions, createApp } from "./app.js";

export { type Credentials, DEFAULT_CREDENTIALS } from "./access.js";
export type { TopicDeclaration } from "./first-generation.js";
export type { Health } from "./operations.js";
export type { TokenIssuer } from "./second-generation.js";

export interface AdminOptions extends Omit<AppOptions, "accessControl"> {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly credentials: Credentials;
  /** Names of this machine, besides localhost, under which it may be called on loopback: the advertised host. */
  readonly names?: readonly string[];
}

export interface Admin extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** @throws UsageError when it cannot listen, or when other machines could call it with the default credentials */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const { host, port, credentials, names = [], log, ...rest } = options;
  const address = await addressOf(host);
  if (credentials.isDefault === true) {
    if (!isLoopback(address)) {
      throw new UsageError(
        `the REST API would listen on ${host}, where others reach it, with the password that is in every manual: ` +
          "choose a user and a password for it, or listen on 127.0.0.1",
      );
    }
    log(
      `the REST API takes the default user and password, ${credentials.username}:${credentials.password}: ` +
        "every user of this machine can use it",
    );
  }
  const app = await createApp({ ...rest, log, accessControl: { credentials, address, names } });
  try {
    await app.listen({ host: address, port });
  } catch (error) {
    await app.close();
    throw new UsageError(`the REST API cannot listen on ${host}:${port}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return {
    host: address,
    port: (app.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** A name may have several addresses. The proxy checks one of them and listens on that one. */
async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw new UsageError(
      `the REST API cannot listen on ${host}, which is no address or name of this machine`,
      {
        cause,
      },
    );
  }
}
