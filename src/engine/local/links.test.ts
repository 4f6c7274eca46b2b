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
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, "cut");
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
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, "cut");
    links.disturb({ from: "kafka2", to: "kafka1" }, 1, "cut");
    socket.write("during");
    expect(await staysSilent(socket, probe)).toBe(true);
    const arrives = read(socket, 6);
    links.heal(1);
    expect(await arrives).toBe("during");
  });

  it("in one direction lets the other pass", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, "cut");
    socket.write("lost on the way");
    expect(await staysSilent(peerSockets[0]!, probe)).toBe(true);
    peerSockets[0]!.write("news");
    expect(await read(socket, 4)).toBe("news");
  });

  it("does not tell one side that the other has closed", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.disturb({ from: "kafka2", to: "kafka1" }, 1, "cut");
    peerSockets[0]!.destroy();
    expect(await staysSilent(socket, probe)).toBe(true);
    const ended = once(socket, "end");
    links.heal(1);
    await ended;
  });

  it("does not tell one side that the other was reset", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "hello");
    links.disturb({ from: "kafka2", to: "kafka1" }, 1, "cut");
    peerSockets[0]!.resetAndDestroy();
    socket.write("to nobody");
    expect(await staysSilent(socket, probe)).toBe(true);
    links.heal(1);
    const [error] = await once(socket, "error");
    expect(error.code).toBe("ECONNRESET");
  });

  it("holds new connections until both directions are whole", async () => {
    links.disturb({ from: "kafka2", to: "kafka1" }, 7, "cut");
    const [socket, probe] = [await dial(), await bystander()];
    const answered = echo(socket, "knock");
    expect(await staysSilent(socket, probe)).toBe(true);
    expect(peerSockets).toHaveLength(1); // the bystander's own
    links.heal(7);
    expect(await answered).toBe("knock");
  });

  it("forgets a connection whose opener gave up before healing", async () => {
    links.disturb({ from: "kafka1", to: "kafka2" }, 7, "cut");
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
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, "cut");
    links.disturb({ from: "kafka1", to: "kafka2" }, 2, "cut");
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
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, { latencyMs: 40, jitterMs: 0 });
    links.disturb({ from: "kafka2", to: "kafka1" }, 1, { latencyMs: 30, jitterMs: 0 });
    const startMs = performance.now();
    const chunks = Array.from({ length: 50 }, (_, i) => String(i).padStart(4, "0"));
    for (const chunk of chunks) socket.write(chunk);
    expect(await read(socket, 200)).toBe(chunks.join(""));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(69);
  });

  it("is as before once healed, with nothing overtaking what was still under way", async () => {
    const socket = await dial();
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, { latencyMs: 30, jitterMs: 0 });
    socket.write("slow ");
    await new Promise((turn) => setImmediate(turn));
    links.heal(1);
    expect(await echo(socket, "fast")).toMatch(/^slow( fast)?$|^slow fast$/);
  });

  it("cut on top of a delay holds what was still under way", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.disturb({ from: "kafka1", to: "kafka2" }, 1, { latencyMs: 20, jitterMs: 0 });
    socket.write("under way");
    links.disturb({ from: "kafka1", to: "kafka2" }, 2, "cut");
    expect(await staysSilent(socket, probe, 200)).toBe(true);
    const arrives = read(socket, 9);
    links.heal(2);
    expect(await arrives).toBe("under way");
  });
});

describe("a throttled link", () => {
  const THERE = { from: "kafka1", to: "kafka2" };

  it("passes so many bytes a second of all its connections together, to each its share", async () => {
    const [one, other] = [await dial(), await dial()];
    await Promise.all([echo(one, "before"), echo(other, "before")]);
    links.disturb(THERE, 1, { bytesPerSecond: 400_000 });
    const payload = "0123456789".repeat(10_000);
    const startMs = performance.now();
    const tookMs = async (socket: Socket) => {
      expect(await echo(socket, payload)).toBe(payload);
      return performance.now() - startMs;
    };
    const times = await Promise.all([tookMs(one), tookMs(other)]);
    // 200,000 bytes take half a second, but for those of the first turns.
    for (const ms of times) expect(ms).toBeGreaterThan(400);
  });

  it("in one direction is as fast as before in the other", async () => {
    const socket = await dial();
    await echo(socket, "before");
    links.disturb({ from: "kafka2", to: "kafka1" }, 1, { bytesPerSecond: 1_000 });
    const payload = "x".repeat(1_000_000);
    let arrived = 0;
    const whole = new Promise<void>((resolve) => {
      peerSockets[0]!.on("data", (chunk) => {
        arrived += chunk.length;
        if (arrived >= payload.length) resolve();
      });
    });
    socket.write(payload);
    await whole;
  });

  it("holds back a sender that sends more than it carries", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.disturb(THERE, 1, { bytesPerSecond: 1_000 });
    const payload = Buffer.alloc(64 * 1024 * 1024);
    socket.write(payload);
    for (let i = 0; i < 100; i++) await echo(probe, "ping");
    // What is in the buffers of two sockets, and little more.
    expect(socket.writableLength).toBeGreaterThan(payload.length / 2);
  });

  it("is as narrow as the narrowest of several, and as wide as before once all are healed", async () => {
    const socket = await dial();
    await echo(socket, "before");
    links.disturb(THERE, 1, { bytesPerSecond: 1_000_000_000 });
    links.disturb(THERE, 2, { bytesPerSecond: 1_000 });
    const payload = "y".repeat(100_000);
    const answered = echo(socket, payload);
    expect(await staysUnfinished(answered, await bystander())).toBe(true);
    links.heal(1);
    expect(await staysUnfinished(answered, await bystander())).toBe(true);
    links.heal(2);
    expect(await answered).toBe(payload);
  });

  it("passes nothing while it is cut as well, and not too fast afterwards", async () => {
    const [socket, probe] = [await dial(), await bystander()];
    await echo(socket, "before");
    links.disturb(THERE, 1, { bytesPerSecond: 100_000 });
    links.disturb(THERE, 2, "cut");
    const payload = "z".repeat(20_000);
    socket.write(payload);
    expect(await staysSilent(socket, probe)).toBe(true);
    const startMs = performance.now();
    const arrives = read(socket, payload.length);
    links.heal(2);
    expect(await arrives).toBe(payload);
    expect(performance.now() - startMs).toBeGreaterThan(100);
  });

  it("passes on that a sender has finished, after all that it sent", async () => {
    const socket = await dial();
    links.disturb(THERE, 1, { bytesPerSecond: 100_000 });
    socket.end("w".repeat(10_000));
    expect(await read(socket, 10_000)).toHaveLength(10_000);
    await once(socket, "end");
  });
});

describe("a reset", () => {
  const errorOf = async (socket: Socket) => ((await once(socket, "error"))[0] as NodeJS.ErrnoException).code;

  it("ends the connections that one node has opened to the other, at both ends, and lets new ones pass", async () => {
    const [one, other] = [await dial(), await dial()];
    await Promise.all([echo(one, "hello"), echo(other, "hello")]);
    const ends = [one, other, ...peerSockets].map(errorOf);
    expect(links.reset({ from: "kafka1", to: "kafka2" })).toBe(2);
    expect(await Promise.all(ends)).toEqual(Array(4).fill("ECONNRESET"));
    expect(await echo(await dial(), "again")).toBe("again");
  });

  it("leaves those alone that were opened the other way round, and those that have ended", async () => {
    const [gone, socket] = [await dial(), await dial()];
    await Promise.all([echo(gone, "hello"), echo(socket, "hello")]);
    gone.destroy();
    await once(peerSockets[0]!, "close");
    expect(links.reset({ from: "kafka2", to: "kafka1" })).toBe(0);
    expect(await echo(socket, "still here")).toBe("still here");
    expect(links.reset({ from: "kafka1", to: "kafka2" })).toBe(1);
  });
});

/** Whether a promise is pending after another, undisturbed connection has made `rounds` round trips. */
async function staysUnfinished(promise: Promise<unknown>, probe: Socket, rounds = 20): Promise<boolean> {
  let isPending = true;
  promise.finally(() => {
    isPending = false;
  });
  for (let i = 0; i < rounds; i++) await echo(probe, "ping");
  return isPending;
}
