/**
 * The proxy with nothing armed against no proxy, kroxylicious and toxiproxy; armed on every Produce request; with a
 * thousand clients; and its start. One broker, acks=1, so that what is added is seen and not what replication takes.
 */
import { NEWEST_KAFKA } from "../../dist/cluster/versions.js";
import { inChild } from "../support/child.mjs";
import { withDirectory } from "../support/directory.mjs";
import { atLeast, atMost, information, megabytes, perSecond, times } from "../support/figure.mjs";
import { residentBytes, startChaosProxy, startKroxylicious, startToxiproxy } from "../support/proxies.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { withSingleBroker } from "../support/single-broker.mjs";

export const summary = "the proxy: throughput, added latency, a thousand clients, against its peers";

const ROUNDS = 5;
const SIZES = [
  { sizeBytes: 100, count: 600_000 },
  { sizeBytes: 1024, count: 200_000 },
];
const LATENCY_REQUESTS = 5_000;
const CONNECTIONS = 1_000;
const IDLE_MIN = 0.95;
const ARMED_MIN = 0.85;
const ADDED_P99_MS_MAX = 0.5;
const START_MS_MAX = 500;
const TOPIC = "bench";

const milliseconds = (ms) => `${ms.toFixed(2)} ms`;

export async function measure(progress) {
  return [...(await ofProxies(progress)), ...(await ofNewestKafka(progress))];
}

/** The share of the throughput that the proxy leaves in front of the newest Kafka. */
function ofNewestKafka(progress) {
  return withSingleBroker(async (broker) => {
    const proxy = await startChaosProxy(broker);
    const [{ sizeBytes, count }] = SIZES;
    const to = (port) => () => pour(port, { count, sizeBytes });
    try {
      await pour(broker.direct, { count: 200_000, sizeBytes });
      const rates = mapValues(
        await takeTurns(ROUNDS, { direct: to(broker.direct), chaos: to(proxy.port) }, progress),
        median,
      );
      const what = `${sizeBytes}-byte messages through chaos, in front of Kafka ${NEWEST_KAFKA}`;
      return [atLeast(what, rates.chaos / rates.direct, IDLE_MIN, times)];
    } finally {
      await proxy.end();
    }
  }, NEWEST_KAFKA);
}

function ofProxies(progress) {
  return withSingleBroker((broker) =>
    withDirectory(async (directory) => {
      const standing = { chaos: await startChaosProxy(broker) };
      const missing = [];
      for (const [name, begin] of Object.entries({
        kroxylicious: startKroxylicious,
        toxiproxy: startToxiproxy,
      })) {
        try {
          standing[name] = await begin(broker, directory);
        } catch (error) {
          missing.push(information(`${name} is left out`, error.message.split("\n")[0]));
        }
      }
      try {
        const ports = { direct: broker.direct, ...mapValues(standing, ({ port }) => port) };
        await pour(broker.direct, { count: 200_000, sizeBytes: 100 });
        return [
          ...(await throughput(ports, progress)),
          ...(await latency(ports, progress)),
          ...(await armed(broker, standing.chaos, progress)),
          ...(await thousand(standing.chaos, progress)),
          ...(await starts(broker, progress)),
          ...missing,
        ];
      } finally {
        await Promise.all(Object.values(standing).map(({ end }) => end()));
      }
    }),
  );
}

/** Resolves to the messages per second that went through this port. */
async function pour(port, messages) {
  const bootstrap = `127.0.0.1:${port}`;
  return (await inChild("pour", { bootstrap, topic: TOPIC, acks: 1, ...messages })).perSecond;
}

async function throughput(ports, progress) {
  const figures = [];
  for (const { sizeBytes, count } of SIZES) {
    const to = (port) => () => pour(port, { count, sizeBytes });
    const rates = mapValues(
      await takeTurns(ROUNDS, mapValues(ports, to), (line) => progress(`${sizeBytes} bytes, ${line}`)),
      median,
    );
    const { direct, chaos, ...peers } = rates;
    figures.push(
      information(`${sizeBytes}-byte messages, no proxy`, perSecond(direct)),
      atLeast("… through chaos, nothing armed", chaos / direct, IDLE_MIN, times),
      ...Object.entries(peers).map(([name, rate]) => information(`… through ${name}`, times(rate / direct))),
    );
    if (peers.kroxylicious)
      figures.push(atLeast("… chaos against kroxylicious", chaos / peers.kroxylicious, 1, times));
  }
  return figures;
}

async function latency(ports, progress) {
  const ask = (port) => async () =>
    (await inChild("round-trips", { port, topic: TOPIC, count: LATENCY_REQUESTS })).p99Ms;
  const p99 = mapValues(
    await takeTurns(ROUNDS, mapValues(ports, ask), (line) =>
      progress(`p99 in ms at 10,000 messages/s, ${line}`),
    ),
    median,
  );
  const { direct, chaos, ...peers } = p99;
  const figures = [
    information("p99 at 10,000 messages/s, no proxy", milliseconds(direct)),
    atMost("… added by chaos", chaos - direct, ADDED_P99_MS_MAX, milliseconds),
    ...Object.entries(peers).map(([name, ms]) =>
      information(`… added by ${name}`, milliseconds(ms - direct)),
    ),
  ];
  if (peers.kroxylicious) {
    figures.push(atMost("… chaos against kroxylicious", chaos / peers.kroxylicious, 1, times));
  }
  return figures;
}

/** random-bytes on one message of every Produce request. */
async function armed({ direct }, { port, admin }, progress) {
  const path = "/tenant/bench/user/bench/feature/random-bytes";
  const body = {
    config: { topics: [TOPIC], nbMessages: 1, sizeInBytes: 10 },
    direction: "REQUEST",
    apiKeys: "PRODUCE",
  };
  await call(admin, "POST", path, body);
  const figures = [];
  for (const compression of ["none", "lz4", "zstd"]) {
    const { sizeBytes, count } = SIZES[1];
    const messages = { count: compression === "zstd" ? count / 4 : count, sizeBytes, compression };
    let rates;
    try {
      rates = mapValues(
        await takeTurns(
          3,
          { direct: () => pour(direct, messages), armed: () => pour(port, messages) },
          (line) => progress(`armed, ${compression}, ${line}`),
        ),
        median,
      );
    } catch (error) {
      figures.push(
        information(
          `random-bytes on every request, ${compression}`,
          `not measured: ${error.message.split("\n")[0]}`,
        ),
      );
      continue;
    }
    const ratio = rates.armed / rates.direct;
    const what = `random-bytes on every request, 1 KB, ${compression}, against no proxy`;
    figures.push(
      compression === "none" ? atLeast(what, ratio, ARMED_MIN, times) : information(what, times(ratio)),
    );
  }
  await call(admin, "DELETE", `${path}/apiKeys/PRODUCE/direction/REQUEST`);
  return figures;
}

async function thousand({ port, pid }, progress) {
  const before = await residentBytes(pid);
  let most = before;
  const watch = setInterval(async () => {
    most = Math.max(most, await residentBytes(pid));
  }, 100);
  try {
    const { p99Ms } = await inChild("round-trips", {
      port,
      topic: TOPIC,
      count: LATENCY_REQUESTS,
      idle: CONNECTIONS,
    });
    progress(`${CONNECTIONS} connections: p99 ${milliseconds(p99Ms)}`);
    return [
      information(`p99 with ${CONNECTIONS.toLocaleString("en")} more clients connected`, milliseconds(p99Ms)),
      information("… memory: before, most", `${megabytes(before)}, ${megabytes(most)}`),
    ];
  } finally {
    clearInterval(watch);
  }
}

async function starts(broker, progress) {
  const { ms } = mapValues(
    await takeTurns(
      ROUNDS,
      {
        ms: async () => {
          const { readyMs, end } = await startChaosProxy(broker);
          await end();
          return readyMs;
        },
      },
      (line) => progress(`start, ${line}`),
    ),
    median,
  );
  return [atMost("start until a client is served", ms, START_MS_MAX, milliseconds)];
}

async function call(port, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

function mapValues(record, map) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
