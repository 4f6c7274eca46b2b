/** A client that writes whatever it is told to, and hands out the frames that come back one by one. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import {
  type ApiName,
  decodeResponse,
  encodeRequest,
  type Input,
  type Requests,
  type Responses,
} from "../../protocol/index.js";
import { withSize } from "../frame.js";
import { FrameStream } from "./frame-stream.js";

export class TestClient implements Disposable {
  readonly frames: Buffer[] = [];
  /** When nothing more can come, however that came about. */
  readonly closed: Promise<void>;
  private correlationId = 0;
  private wake: () => void = () => {};
  private isClosed = false;

  private constructor(readonly socket: Socket) {
    const stream = new FrameStream((frame) => {
      this.frames.push(frame);
      this.wake();
    });
    socket.on("data", (chunk: Buffer) => stream.push(chunk));
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.isClosed = true;
        this.wake();
        resolve();
      });
    });
  }

  static async connect(port: number, tls?: ConnectionOptions): Promise<TestClient> {
    const address = { host: "127.0.0.1", port };
    const socket =
      tls === undefined
        ? connect({ ...address, noDelay: true, allowHalfOpen: false })
        : connectTls({ ...address, ...tls });
    await once(socket, tls === undefined ? "connect" : "secureConnect");
    return new TestClient(socket);
  }

  raw(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  send<A extends ApiName>(
    api: A,
    version: number,
    body: Input<Requests[A]>,
    clientId: string | null = "client",
  ): number {
    const correlationId = this.correlationId++;
    this.raw(withSize(encodeRequest(api, version, { correlationId, clientId }, body)));
    return correlationId;
  }

  /** The next frame; rejects when the connection closes first. */
  async next(): Promise<Buffer> {
    for (;;) {
      const frame = this.frames.shift();
      if (frame !== undefined) return frame;
      if (this.isClosed) throw new Error("the proxy closed the connection");
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async ask<A extends ApiName>(
    api: A,
    version: number,
    body: Input<Requests[A]>,
    clientId?: string,
  ): Promise<Responses[A]> {
    this.send(api, version, body, clientId);
    return decodeResponse(api, version, await this.next()).body;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
