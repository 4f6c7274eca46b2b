/**
 * A broker on 127.0.0.1 that says what a test tells it to. It keeps every frame that it was sent.
 *
 * Unless it is told otherwise it offers every API that the definitions know, is the only broker of its cluster (node 1),
 * and answers whatever else it is asked with a response of defaults.
 */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import {
  type ApiName,
  apiByKey,
  apiOf,
  encodeResponse,
  type Input,
  type Responses,
} from "../../protocol/index.js";
import { withSize } from "../frame.js";
import { FrameStream } from "./frame-stream.js";

export interface Asked {
  /** Without its size. */
  readonly frame: Buffer;
  readonly api: ApiName | undefined;
  readonly version: number;
  readonly correlationId: number;
  readonly socket: Socket;
  answer<A extends ApiName>(api: A, body: Input<Responses[A]>): void;
}

export interface FakeBrokerOptions {
  /** Whatever it does not take, by returning false, is answered as by default. */
  readonly onRequest?: (asked: Asked) => boolean | undefined;
  readonly onConnection?: (socket: Socket) => void;
  readonly tls?: TlsOptions;
  readonly port?: number;
}

export class FakeBroker implements AsyncDisposable {
  readonly asked: Asked[] = [];
  readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** Below TLS, where there is TLS. */
    private readonly taken: ReadonlySet<Socket>,
    readonly port: number,
  ) {}

  static async start({
    onRequest,
    onConnection,
    tls,
    port = 0,
  }: FakeBrokerOptions = {}): Promise<FakeBroker> {
    const taken = new Set<Socket>();
    const take = (socket: Socket): void => {
      broker.sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => broker.sockets.delete(socket));
      socket.on("end", () => socket.end());
      if (onConnection !== undefined) {
        onConnection(socket);
        return;
      }
      const frames = new FrameStream((frame) => {
        const asked = askedOf(frame, socket);
        broker.asked.push(asked);
        if (onRequest?.(asked) !== true) answerByDefault(asked, broker.port);
      });
      socket.on("data", (chunk: Buffer) => frames.push(chunk));
    };
    const server =
      tls === undefined
        ? createServer({ allowHalfOpen: true, noDelay: true }, take)
        : createTlsServer({ ...tls, allowHalfOpen: true } as TlsOptions, take);
    server.on("tlsClientError", () => {});
    server.on("connection", (socket: Socket) => {
      taken.add(socket);
      socket.on("close", () => taken.delete(socket));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const broker = new FakeBroker(server, taken, (server.address() as { port: number }).port);
    return broker;
  }

  get address() {
    return { host: "127.0.0.1", port: this.port };
  }

  /** Of clients, not of the proxy's own looks at the cluster. */
  get askedByClients(): Asked[] {
    return this.asked.filter(({ frame }) => !frame.subarray(0, 40).includes("chaos-proxy"));
  }

  /** As when its machine loses power, as far as that can be had on one machine. */
  async die(): Promise<void> {
    for (const socket of this.sockets) socket.resetAndDestroy();
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.taken) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function askedOf(frame: Buffer, socket: Socket): Asked {
  const api = frame.length >= 8 ? apiByKey(frame.readInt16BE(0)) : undefined;
  const version = frame.length >= 8 ? frame.readInt16BE(2) : -1;
  const correlationId = frame.length >= 8 ? frame.readInt32BE(4) : -1;
  return {
    frame,
    api,
    version,
    correlationId,
    socket,
    answer: (name, body) => {
      socket.write(withSize(encodeResponse(name, version, { correlationId }, body)));
    },
  };
}

function answerByDefault({ api, version, answer }: Asked, port: number): void {
  if (api === undefined) return;
  const self = { host: "127.0.0.1", port };
  if (api === "ApiVersions") answer(api, { apiKeys: everyApi() });
  else if (api === "Metadata")
    answer(api, { brokers: [{ nodeId: 1, ...self }], topics: [], controllerId: 1 });
  else if (api === "FindCoordinator") {
    answer(api, version >= 4 ? { coordinators: [{ key: "k", nodeId: 1, ...self }] } : { nodeId: 1, ...self });
  } else answer(api, {});
}

export function everyApi(): { apiKey: number; minVersion: number; maxVersion: number }[] {
  return Array.from({ length: 200 }, (_, key) => apiByKey(key))
    .filter((api): api is ApiName => api !== undefined && apiOf(api).listeners.includes("broker"))
    .map((api) => {
      const { key, versions } = apiOf(api);
      return { apiKey: key, minVersion: versions[0], maxVersion: versions[1] };
    });
}
