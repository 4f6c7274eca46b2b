/** What a link of the local engine does to the bytes that pass it, against a loopback connection without one. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { information } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "throughput and delay of a link, against a loopback connection without one";

const ROUNDS = 5;
const BYTES = 1024 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const ROUND_TRIPS = 2_000;
const host = fileURLToPath(new URL("../support/child-host.mjs", import.meta.url));

export async function measure(progress) {
  const sink = await listen((socket) => socket.resume());
  const echo = await listen((socket) => socket.pipe(socket));
  const links = [await openLink(sink.address()), await openLink(echo.address())];
  try {
    const [toSink, toEcho] = links.map(({ address }) => address);
    const rates = await takeTurns(
      ROUNDS,
      { link: () => pour(toSink), direct: () => pour(sink.address()) },
      (line) => progress(`MB/s, ${line}`),
    );
    const delays = await takeTurns(
      ROUNDS,
      { link: () => roundTrip(toEcho), direct: () => roundTrip(echo.address()) },
      (line) => progress(`µs, ${line}`),
    );
    return [
      information(
        "throughput: link, direct",
        `${Math.round(median(rates.link))} MB/s, ${Math.round(median(rates.direct))} MB/s`,
      ),
      information(
        "round trip: link, direct",
        `${Math.round(median(delays.link))} µs, ${Math.round(median(delays.direct))} µs`,
      ),
    ];
  } finally {
    await Promise.all(links.map((link) => link.close()));
    sink.close();
    echo.close();
  }
}

async function listen(onSocket) {
  const server = createServer({ noDelay: true }, onSocket);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** A forwarder in a process of its own, in front of `target`. */
async function openLink({ address: targetHost, port: targetPort }) {
  // A port that was free a moment ago.
  const probe = await listen(() => {});
  const { address, port } = probe.address();
  probe.close();
  await once(probe, "close");
  const child = fork(host, ["forwarder"]);
  child.send({ listen: { host: address, port }, target: { host: targetHost, port: targetPort } });
  await once(child, "message");
  return {
    address: { address, port },
    async close() {
      child.send("close");
      await once(child, "exit");
    },
  };
}

async function open({ address, port }) {
  const socket = connect({ host: address, port, noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** MB a second, until the other side has read all of it. */
async function pour(address) {
  const socket = await open(address);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const startedMs = performance.now();
  for (let sent = 0; sent < BYTES; sent += CHUNK_BYTES) {
    if (!socket.write(chunk)) await once(socket, "drain");
  }
  socket.end().resume();
  await once(socket, "close");
  return BYTES / 1e3 / (performance.now() - startedMs);
}

/** Microseconds that one byte takes there and back. */
async function roundTrip(address) {
  const socket = await open(address);
  const startedMs = performance.now();
  for (let i = 0; i < ROUND_TRIPS; i++) {
    socket.write("x");
    await once(socket, "data");
  }
  const elapsedMs = performance.now() - startedMs;
  socket.destroy();
  return (elapsedMs * 1e3) / ROUND_TRIPS;
}
