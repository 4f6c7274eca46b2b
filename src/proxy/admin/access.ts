/**
 * Who may call which route. The gateway's first generation had no passwords. Its routes need none here either while
 * only this machine can call them: on a loopback address, with the default credentials. `/health` never needs a
 * password. All other routes need basic auth.
 *
 * A web page in a browser of this machine can call loopback addresses too. The browser does not let it send JSON to
 * another origin, because the proxy never allows that origin. If the page's host name resolves to 127.0.0.1 (DNS
 * rebinding), the Host header has that name, and the request is refused.
 */

import { createHash, timingSafeEqual } from "node:crypto";
import basicAuth from "@fastify/basic-auth";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isLoopback } from "../../loopback.js";
import { Problem } from "./problem.js";

/** `everyone`: never a password. `local`: none on loopback with the default credentials. */
export type Access = "everyone" | "local" | "password";

declare module "fastify" {
  interface FastifyContextConfig {
    /** `password` unless given. */
    access?: Access;
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** These are the default credentials, which are public. */
  readonly isDefault?: boolean;
}

export const DEFAULT_CREDENTIALS: Credentials = {
  username: "admin",
  password: "conduktor",
  isDefault: true,
};

export interface AccessControl {
  readonly credentials: Credentials;
  /** The address on which the API listens. */
  readonly address: string;
  /** Names of this machine, besides localhost and the address, under which it may be called on loopback. */
  readonly names: readonly string[];
}

export async function controlAccess(app: FastifyInstance, accessControl: AccessControl): Promise<void> {
  const { credentials, address } = accessControl;
  const onLoopback = isLoopback(address);
  const localIsOpen = onLoopback && credentials.isDefault === true;
  const names = new Set(["localhost", ...accessControl.names].map((name) => name.toLowerCase()));
  await app.register(basicAuth, {
    authenticate: { realm: "chaos proxy" },
    async validate(username, password) {
      // Both are always compared, so that the time taken does not tell which of them is wrong.
      const right = [isSame(username, credentials.username), isSame(password, credentials.password)];
      if (right.includes(false)) throw new Problem(401, "the user or the password is wrong");
    },
  });

  app.addHook("onRequest", async (request, reply) => {
    if (onLoopback && !isOwn(hostOf(request))) {
      throw new Problem(
        421,
        `this is not ${hostOf(request)}: call it by the address it listens on, ${address}, or as localhost`,
      );
    }
    const access = request.is404 ? "local" : (request.routeOptions.config.access ?? "password");
    if (access === "everyone" || (access === "local" && localIsOpen)) return;
    await authenticate(app, request, reply);
  });

  function isOwn(host: string): boolean {
    return names.has(host) || host === address || isLoopback(host);
  }
}

/** Without port and brackets. */
function hostOf({ headers }: FastifyRequest): string {
  const host = headers.host ?? "";
  return host
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
}

function authenticate(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    app.basicAuth.call(app, request, reply, (error?: Error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}

/** Digests have the same length, so the comparison takes the same time for every input. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
