/**
 * One client's connection and the broker's behind it, from the client's first bytes to the end of both.
 *
 *     client ──bytes──▶ ClientSide ──requests──▶ BrokerSide ──bytes──▶ broker
 *     client ◀──bytes── ResponseQueue ◀──responses── BrokerSide ◀──bytes── broker
 *
 * A session is in one of five states. Each arrow is the method of that name, and no other code changes the state.
 *
 *     connecting ──connected()──▶ serving ──brokerEnded()──▶ draining
 *                                    │                          │
 *                                 close()                    close()
 *                                    │                          │
 *                                    └────────▶ closing ◀───────┘
 *                                                  │
 *                                                end()
 *                                                  ▼
 *                                                over ◀──end()── every other state
 *
 * - connecting: the proxy connects to the broker. The client is not read yet.
 * - serving: requests go to the broker, and responses to the client. When the client sends no more, the broker is told,
 *   and still responds.
 * - draining: the broker sends no more. Complete responses still go to the client, each when it is due. close() follows
 *   when none is left.
 * - closing: nothing more is written. The client has CLOSING_MS_MAX to take what was written. close() leads here from
 *   serving when a login was refused and the client was told.
 * - over: both connections are closed. An error, the end of the client's connection and the end of the proxy lead here
 *   from every state.
 */

import type { Socket } from "node:net";
import type { BrokerLogin } from "../protocol/index.js";
import type { AddressMap } from "./addresses.js";
import { BrokerSide } from "./broker-side.js";
import { ClientContext, type ClientContextOptions } from "./client-context.js";
import { ClientSide } from "./client-side.js";
import type { FramePool } from "./frame-pool.js";
import { FramedSocket } from "./framed-socket.js";
import type { Metrics } from "./metrics.js";
import { ResponseQueue } from "./response-queue.js";
import type { BrokerConnection } from "./upstream.js";

/** For the client to take what was written for it. */
const CLOSING_MS_MAX = 10_000;

export interface SessionOptions extends ClientContextOptions {
  readonly client: Socket;
  readonly connect: (signal: AbortSignal) => Promise<BrokerConnection>;
  readonly addresses: AddressMap;
  readonly frames: FramePool;
  /** Brokers refuse larger ones (socket.request.max.bytes). */
  readonly requestBytesMax: number;
  readonly metrics: Metrics;
  readonly log: (line: string) => void;
  readonly onEnd: () => void;
}

/** What there is once the broker is connected. */
interface Connections {
  readonly clientSide: ClientSide;
  readonly brokerSide: BrokerSide;
  readonly queue: ResponseQueue;
}

type State =
  | { readonly name: "connecting" }
  | ({ readonly name: "serving" | "draining" | "closing" } & Connections)
  | { readonly name: "over" };

export class Session {
  private state: State = { name: "connecting" };
  /** A socket forgets its address when it closes. */
  private readonly clientAddress: string;
  private closingTimer: NodeJS.Timeout | undefined;
  private readonly over = new AbortController();

  constructor(private readonly options: SessionOptions) {
    const { client } = options;
    this.clientAddress = `${client.remoteAddress}:${client.remotePort}`;
    client.pause();
    client.on("error", () => this.end());
    client.on("close", () => this.end());
    options.connect(this.over.signal).then(
      (connection) => this.connected(connection),
      (error: Error) => this.fail(error),
    );
  }

  /** connecting → serving */
  private connected({ socket, login }: BrokerConnection): void {
    if (this.state.name !== "connecting") {
      socket.destroy();
      return;
    }
    const { metrics } = this.options;
    metrics.connections(1, "broker");
    socket.once("close", () => metrics.connections(-1, "broker"));
    const connections = this.open(socket, login);
    this.state = { name: "serving", ...connections };
    socket.on("end", () => this.brokerEnded());
    socket.on("error", (error: Error) => {
      // A broker that has ended resets the connection when more requests come. What it said before still goes to the client.
      if (this.state.name !== "draining") this.fail(error);
    });
    socket.on("close", () => this.brokerEnded());
    // Both sockets are paused: the client's by the constructor, the broker's when the proxy has logged in to it.
    socket.resume();
    this.options.client.resume();
  }

  /** serving → draining */
  private brokerEnded(): void {
    if (this.state.name === "serving") this.state = { ...this.state, name: "draining" };
    if (this.state.name === "draining") this.state.queue.sendDue();
  }

  /** serving, draining → closing */
  private close(): void {
    if (this.state.name !== "serving" && this.state.name !== "draining") return;
    this.state = { ...this.state, name: "closing" };
    this.limitClosing();
    this.state.clientSide.close(() => this.end());
  }

  /** Any state → over. Both connections end at once, whatever was on its way. */
  end(): void {
    const { state } = this;
    if (state.name === "over") return;
    this.state = { name: "over" };
    this.over.abort(new Error("the client has gone"));
    clearTimeout(this.closingTimer);
    this.options.client.destroy();
    if (state.name !== "connecting") {
      state.brokerSide.destroy();
      // Interceptors are told about requests that were still unanswered: their outcome is unknown.
      state.queue.discard(({ message }) => this.options.log(`client ${this.clientAddress}: ${message}`));
    }
    this.options.onEnd();
  }

  private fail(error: Error): void {
    if (this.state.name === "over" || this.state.name === "closing") return;
    const { brokerId, log } = this.options;
    const where = brokerId < 0 ? "bootstrap" : `broker ${brokerId}`;
    log(`client ${this.clientAddress} at ${where}: ${error.message}`);
    this.end();
  }

  /** A client that does not read is not waited for any longer. */
  private limitClosing(): void {
    this.closingTimer ??= setTimeout(() => this.end(), CLOSING_MS_MAX);
  }

  /** Both sides, and the queue between them. */
  private open(socket: Socket, login: BrokerLogin | null): Connections {
    const { options } = this;
    const { signal } = this.over;
    const client = new FramedSocket(options.client);
    const broker = new FramedSocket(socket);
    const onError = (error: Error): void => this.fail(error);
    const sendToClient = (bytes: Buffer): void => {
      if (client.socket.writableEnded) return;
      options.metrics.bytes("out", bytes.length);
      if (!client.socket.write(bytes)) broker.pause("slow client");
    };
    client.socket.on("drain", () => {
      broker.resume("slow client");
      client.resume("slow client");
    });
    const queue = new ResponseQueue({
      client,
      broker,
      send: sendToClient,
      onLastSent: () => this.close(),
      onAllCompleteSent: () => {
        // A response that is being handled will be complete.
        if (this.state.name === "draining" && !broker.isHandling) this.close();
      },
    });
    const context = new ClientContext(options);
    const brokerSide = new BrokerSide({
      ...options,
      client,
      broker,
      login,
      queue,
      context,
      sendToClient,
      onError,
      signal,
    });
    const clientSide = new ClientSide({
      ...options,
      client,
      brokerSide,
      queue,
      context,
      onRefused: () => this.limitClosing(),
      onError,
      signal,
    });
    return { clientSide, brokerSide, queue };
  }
}
