/** A run directory of any size without a cluster: ten producers, of whose messages one per cent failed and a tenth is lost. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLedger } from "../../dist/history/ledger.js";
import { keepLedger } from "../../dist/history/ledger-file.js";
import { LogWriter } from "../../dist/history/log-file.js";
import { messageWriter } from "../../dist/history/message.js";
import { readRun, runPaths, writeResult } from "../../dist/rundir/rundir.js";

const NONCE = 1;
const PRODUCERS = 10;
const SIZE_BYTES = 100;
const BATCH_MESSAGES = 50;
/** From its first message to its last. */
const LASTS_MS = 60_000;
const LOG_LINES = 2_000;

const published = new URL("../../docs/results/readme/", import.meta.url);

/** `count`: a multiple of 500. */
export async function storeRun(directory, count) {
  const messages = count / PRODUCERS;
  const [name] = readdirSync(published);
  const example = readRun(new URL(name, published).pathname);
  const paths = runPaths(directory);
  mkdirSync(paths.logs, { recursive: true });
  const startedAtMs = Date.parse(example.result.startedAt);

  const ledger = createLedger({
    ...{ nonce: NONCE, partitions: 1, startedAtMs },
    producers: Array.from({ length: PRODUCERS }, () => ({ messages, acks: 1 })),
  });
  const isLost = (sequence) => sequence >= messages * 0.6 && sequence < messages * 0.7;
  const isFailed = (sequence) => sequence % 100 === 7 && !isLost(sequence);
  const producers = Array.from({ length: PRODUCERS }, () => ({ messages, sizeBytes: SIZE_BYTES }));
  const identity = { topics: [{ name: "test1", partitions: 1 }], nonce: NONCE, producers, schemaId: null };
  const log = await LogWriter.create(paths.log, identity);
  log.begin(0);
  const writers = Array.from({ length: PRODUCERS }, (_, producer) =>
    messageWriter({ nonce: NONCE, producer, sizeBytes: SIZE_BYTES }),
  );
  let offset = 0;
  let lost = 0;
  let failed = 0;
  let random = 1;
  for (let first = 0; first < messages; first += BATCH_MESSAGES) {
    const sentMs = (first / messages) * LASTS_MS;
    for (let producer = 0; producer < PRODUCERS; producer++) {
      log.batch({
        leaderEpoch: first < messages / 2 ? 0 : 1,
        producerId: -1,
        isTransactional: false,
        marker: null,
      });
      for (let sequence = first; sequence < Math.min(messages, first + BATCH_MESSAGES); sequence++) {
        random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
        ledger.sent(producer, sequence, sentMs);
        if (isFailed(sequence)) {
          failed++;
          ledger.failed(producer, sequence, 0, "ERR__MSG_TIMED_OUT", sentMs + 5_000);
          continue;
        }
        ledger.acknowledged(producer, sequence, 0, offset, sentMs + 2 + (random >>> 24) / 20);
        if (isLost(sequence)) {
          lost++;
          continue;
        }
        const bytes = writers[producer].write(sequence, sentMs);
        log.record(offset, bytes, 0, bytes.length);
        offset++;
      }
    }
    await log.flush();
  }
  log.end(offset);
  await log.finish({ topicConfigs: [null] });
  await log[Symbol.asyncDispose]();
  await keepLedger(paths.ledger, ledger, LASTS_MS)[Symbol.asyncDispose]();

  const counts = {
    ...example.result.counts,
    planned: count,
    sent: count,
    acknowledged: count - failed,
    failed,
    lost,
  };
  writeResult(paths, { ...example.result, counts: { ...counts, lostAtLeast: lost, lostAtMost: lost } });
  writeFileSync(paths.timeline, example.timeline.map((event) => `${JSON.stringify(event)}\n`).join(""));
  for (const node of ["kafka1", "kafka2", "kafka3"]) {
    const lines = Array.from({ length: LOG_LINES }, (_, i) => {
      const time = new Date(startedAtMs + i * 30)
        .toISOString()
        .replace("T", " ")
        .replace(".", ",")
        .slice(0, 23);
      return `[${time}] INFO [Partition test1-0 broker=1] Leader epoch of line ${i} (kafka.cluster.Partition)`;
    });
    writeFileSync(join(paths.logs, `${node}.log`), `${lines.join("\n")}\n`);
  }
}
