/**
 * Produce requests, 1,000 a second, each with 10 messages of 100 bytes, acks=1: the 99th percentile of the time from
 * when a request was really sent until its answer. What is due is sent with the next tick of a timer, so that the sender
 * leaves the processor to those that it measures. Idle connections beside it, if asked for, have only said which
 * versions they speak.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Connection, writeBatch } from "../../dist/protocol/index.js";

const REQUESTS_PER_SECOND = 1_000;
const MESSAGES_A_REQUEST = 10;
const MESSAGE_BYTES = 100;
const TICK_MS = 1;
/** More than this unanswered and the sender waits: what it then measures is no longer a steady rate, and shows it. */
const UNANSWERED_MAX = 200;
/** Until compiled code and caches are warm. */
const WARM_UP = 1_000;

export default async function roundTrips({ port, topic, count, idle = 0 }) {
  const address = { host: "127.0.0.1", port };
  const others = [];
  for (let i = 0; i < idle; i += 50) {
    others.push(...(await Promise.all(Array.from({ length: 50 }, () => Connection.open(address)))));
  }
  const first = await Connection.open(address);
  const { brokers } = await first.request("Metadata", { topics: [{ name: topic }] });
  await first.close();
  const connection = await Connection.open({ host: brokers[0].host, port: brokers[0].port });
  const records = await writeBatch({
    records: Array.from({ length: MESSAGES_A_REQUEST }, () => ({ value: Buffer.alloc(MESSAGE_BYTES, "x") })),
  });
  const took = new Float64Array(count);
  let answered = 0;
  let unanswered = 0;
  const startedMs = performance.now();
  const all = [];
  for (let i = 0; i < count + WARM_UP; i++) {
    const dueMs = startedMs + (i * 1000) / REQUESTS_PER_SECOND;
    while (performance.now() < dueMs || unanswered >= UNANSWERED_MAX) await sleep(TICK_MS);
    unanswered++;
    const sentMs = performance.now();
    all.push(
      connection
        .request("Produce", {
          acks: 1,
          timeoutMs: 10_000,
          topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
        })
        .then(() => {
          unanswered--;
          if (i >= WARM_UP) took[answered++] = performance.now() - sentMs;
        }),
    );
  }
  await Promise.all(all);
  await Promise.all([connection, ...others].map((one) => one.close()));
  took.sort();
  return { p50Ms: took[count >> 1], p99Ms: took[Math.floor(count * 0.99)] };
}
