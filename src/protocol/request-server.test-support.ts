import { createServer, type Server, type Socket } from "node:net";
import { FrameAssembler, framesIn } from "./frames.js";
import { type DecodedRequest, decodeRequest } from "./index.js";

export interface RequestServer {
  readonly port: number;
  /** Ends its connections, too. */
  close(): void;
}

/** Listens on 127.0.0.1 and hands over each request as it comes; `frame` is the request as it was sent. */
export async function serveRequests(
  onRequest: (request: DecodedRequest, socket: Socket, frame: Buffer) => void,
): Promise<RequestServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    const assembler = new FrameAssembler(1_000_000);
    socket.on("data", (chunk) => {
      for (const frame of framesIn(chunk, assembler)) onRequest(decodeRequest(frame), socket, frame);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
