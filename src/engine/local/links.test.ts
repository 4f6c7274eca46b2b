import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Links } from "./links.js";

/** kafka2 echoes what it is sent; kafka1 reaches it at `view`. */
let links: Links;
let peer: Server;
let peerPort: number;
let peerSockets: Socket[];
let starting: Set<string>;
let sockets: Socket[];
const CLOSED_MS_MAX = 1_000;
const view = { host: "127.0.0.1", port: 0 };

beforeEach(async () => {
  starting = new Set();
  sockets = [];
  peerSockets = [];
  links = new Links(
    (node) => starting.has(node),
    () => 0.5,
  );
  peer = await listen();
  peerPort = (peer.address() as AddressInfo).port;
  view.port = await freePort();
  await open({ closedMsMax: 0 });
});

afterEach(async () => {
  links.close();
  for (const socket of [...sockets, ...peerSockets]) socket.destroy();
  if (peer.listening) await new Promise((closed) => peer.close(closed));
});

function open({ closedMsMax }: { closedMsMax: number }): Promise<void> {
  const target = { host: "127.0.0.1", port: peerPort };
  return links.open({ from: "kafka1", to: "kafka2", listen: { ...view }, target, closedMsMax });
}

async function listen(port = 0): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    peerSockets.push(socket);
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function dial(): Promise<Socket> {
  const socket = connect({ ...view, allowHalfOpen: true });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function read(socket: Socket, length: number): Promise<string> {
  let text = "";
  while (text.length < length) text += (await once(socket, "data"))[0].toString();
  return text;
}

async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  return read(socket, text.length);
}

/** True when nothing arrives on `socket` while another, uncut connection makes `rounds` round trips. */
async function staysSilent(socket: Socket, probe: Socket, rounds = 20): Promise<boolean> {
  let silent = true;
  const heard = () => {
    silent = false;
  };
  socket.on("data", heard).on("end", heard).on("close", heard);
  for (let i = 0; i < rounds; i++) await echo(probe, "ping");
  socket.off("data", heard).off("end", heard).off("close", heard);
  return silent;
}

/** A connection to kafka2 that no fault is on. */
async function bystander(): Promise<Socket> {
  const socket = connect(peerPort, "127.0.0.1");
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

describe("a whole link", () => {
  it("carries bytes both ways, in order, however large", async () => {
    const socket = await dial();
    const payload = "0123456789".repeat(300_000);
    expect(await echo(socket, payload)).toBe(payload);
  });

  it("passes on that one side has finished while the other still talks", async () => {
    const socket = await dial();
    socket.end("last words");
    expect(await read(socket, 10)).toBe("last words");
    await once(socket, "end");
  });

  it("resets whoever connects to a node that is down", async () => {
    await new Promise((closed) => peer.close(closed));
    const socket = connect(view);
    sockets.push(socket);
    const [error] = await once(socket, "error");
    expect(error.code).toBe("ECONNRESET");
  });

  it("holds connections to a node that is starting until it listens", async () => {
    await new Promise((closed) => peer.close(closed));
    starting.add("kafka2");
    const socket = await dial();
    const answered = echo(socket, "early bird");
    peer = await listen(peerPort);
    expect(await answered).toBe("early bird");
  });

  it("holds them for as long as it was told when a port is closed, and resets them then", async () => {
    await new Promise((closed) => peer.close(closed));
    view.port = await freePort();
    await open({ closedMsMax: CLOSED_MS_MAX });
    const answered = echo(await dial(), "in time");
    peer = await listen(peerPort);
    expect(await answered).toBe("in time");

    await new Promise((closed) => {
      peer.close(closed);
      for (const socket of peerSockets) socket.destroy();
    });
    const late = await dial();
    const sinceMs = performance.now();
    const [error] = await once(late, "error");
    expect(error.code).toBe("ECONNRESET");
    expect(performance.now() - sinceMs).toBeGreaterThan(CLOSED_MS_MAX / 2);
  });

  it("holds one that is cut while it waits until it is healed", async () => {
    await new Promise((closed) => peer.close(closed));
    starting.add("kafka2");
    const socket = await dial();
    links.cut("kafka1", "kafka2", 1);
    peer = await listen(peerPort);
    socket.write("patient");
    expect(await staysSilent(socket, await bystander())).toBe(true);
    const answered = read(socket, 7);
    links.heal(1);
    expect(await answered).toBe("patient");
  });

  it("passes on a reset", async () => {
    const socket = await dial();
    await echo(socket, "hello");
    peerSockets[0]!.resetAndDestroy();
    const [error] = await once(socket, "error");
    expect(error.code).toBe("ECONNRESET");
  });
});

describe("a cut link", () => {
  it("passes no byte and resets nobody; after healing what was sent arrives", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.cut("kafka1", "kafka2", 1);
    links.cut("kafka2", "kafka1", 1);
    socket.write("during");
    expect(await staysSilent(socket, probe)).toBe(true);
    const arrives = read(socket, 6);
    links.heal(1);
    expect(await arrives).toBe("during");
  });

  it("in one direction lets the other pass", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.cut("kafka1", "kafka2", 1);
    socket.write("lost on the way");
    expect(await staysSilent(peerSockets[0]!, probe)).toBe(true);
    peerSockets[0]!.write("news");
    expect(await read(socket, 4)).toBe("news");
  });

  it("does not tell one side that the other has closed", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.cut("kafka2", "kafka1", 1);
    peerSockets[0]!.destroy();
    expect(await staysSilent(socket, probe)).toBe(true);
    const ended = once(socket, "end");
    links.heal(1);
    await ended;
  });

  it("does not tell one side that the other was reset", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "hello");
    links.cut("kafka2", "kafka1", 1);
    peerSockets[0]!.resetAndDestroy();
    socket.write("to nobody");
    expect(await staysSilent(socket, probe)).toBe(true);
    links.heal(1);
    const [error] = await once(socket, "error");
    expect(error.code).toBe("ECONNRESET");
  });

  it("holds new connections until both directions are whole", async () => {
    links.cut("kafka2", "kafka1", 7);
    const [socket, probe] = [await dial(), await bystander()];
    const answered = echo(socket, "knock");
    expect(await staysSilent(socket, probe)).toBe(true);
    expect(peerSockets).toHaveLength(1); // the bystander's own
    links.heal(7);
    expect(await answered).toBe("knock");
  });

  it("forgets a connection whose opener gave up before healing", async () => {
    links.cut("kafka1", "kafka2", 7);
    const [socket, probe] = [await dial(), await bystander()];
    socket.end("never mind");
    await once(socket, "close").catch(() => {});
    links.heal(7);
    await echo(probe, "ping");
    expect(peerSockets).toHaveLength(1);
  });

  it("stays cut while any cut is left on it", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.cut("kafka1", "kafka2", 1);
    links.cut("kafka1", "kafka2", 2);
    socket.write("during");
    links.heal(1);
    expect(await staysSilent(socket, probe)).toBe(true);
    const arrives = read(socket, 6);
    links.heal(2);
    expect(await arrives).toBe("during");
  });
});

describe("a delayed link", () => {
  it("takes at least its latency each way it is delayed, and keeps the order", async () => {
    const socket = await dial();
    await echo(socket, "before");
    links.delay("kafka1", "kafka2", 1, { latencyMs: 40, jitterMs: 0 });
    links.delay("kafka2", "kafka1", 1, { latencyMs: 30, jitterMs: 0 });
    const startMs = performance.now();
    const chunks = Array.from({ length: 50 }, (_, i) => String(i).padStart(4, "0"));
    for (const chunk of chunks) socket.write(chunk);
    expect(await read(socket, 200)).toBe(chunks.join(""));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(69);
  });

  it("is as before once healed, with nothing overtaking what was still under way", async () => {
    const socket = await dial();
    links.delay("kafka1", "kafka2", 1, { latencyMs: 30, jitterMs: 0 });
    socket.write("slow ");
    await new Promise((turn) => setImmediate(turn));
    links.heal(1);
    expect(await echo(socket, "fast")).toMatch(/^slow( fast)?$|^slow fast$/);
  });

  it("cut on top of a delay holds what was still under way", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.delay("kafka1", "kafka2", 1, { latencyMs: 20, jitterMs: 0 });
    socket.write("under way");
    links.cut("kafka1", "kafka2", 2);
    expect(await staysSilent(socket, probe, 200)).toBe(true);
    const arrives = read(socket, 9);
    links.heal(2);
    expect(await arrives).toBe("under way");
  });
});
