import { expect, it } from "vitest";
import { createLedger } from "../history/ledger.js";
import type { BatchOrigin } from "../history/log-entries.js";
import { MemoryLog } from "../history/memory-log.test-support.js";
import { messageWriter } from "../history/message.js";
import { storyOf } from "./message-story.js";

const NONCE = 5;
const SIZE_BYTES = 32;
const OF_TRANSACTION: BatchOrigin = {
  ...{ leaderEpoch: 3, producerId: 1003, producerEpoch: 5, isTransactional: true, marker: null },
};

/** A message at offset 0, and what comes behind it. */
async function writtenIn(origin: BatchOrigin, ...markers: readonly BatchOrigin[]) {
  const shape = { nonce: NONCE, producers: [{ messages: 1, acks: "all" as const }], partitions: 1 };
  const ledger = createLedger({ ...shape, startedAtMs: 0 });
  const log = new MemoryLog({
    ...{ topics: [{ name: "test1", partitions: 1 }], nonce: NONCE, schemaId: null },
    producers: [{ messages: 1, sizeBytes: SIZE_BYTES }],
  });
  const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: SIZE_BYTES });
  log.begin(0);
  log.batch(origin);
  log.record(0, writer.write(0, 1), 0, SIZE_BYTES);
  for (const [i, marker] of markers.entries()) {
    log.batch(marker);
    log.control(1 + i, 1 + i);
  }
  log.end(1 + markers.length);
  const stored = {
    identity: log.identity,
    async read(sink: Parameters<MemoryLog["read"]>[0]) {
      log.read(sink);
      return { topicConfigs: [null], transactions: log.transactions };
    },
  };
  return storyOf({ ledger, log: stored }, 0, 0);
}

it("a record has the producer id and epoch that wrote it, and the marker that ended its transaction", async () => {
  const other = { ...OF_TRANSACTION, producerId: 9, marker: "abort" as const };
  const end = { ...OF_TRANSACTION, producerEpoch: 6, marker: "commit" as const, coordinatorEpoch: 2 };
  const { written } = await writtenIn(OF_TRANSACTION, other, end);
  expect(written).toEqual([
    {
      ...{ partition: 0, offset: 0, producerId: 1003, producerEpoch: 5, isTransactional: true },
      marker: { kind: "commit", offset: 2, producerEpoch: 6, coordinatorEpoch: 2 },
    },
  ]);
});

it("a record of an aborted transaction is no record of the message, and its writer is known all the same", async () => {
  const end = { ...OF_TRANSACTION, marker: "abort" as const, coordinatorEpoch: 0 };
  const { records, written } = await writtenIn(OF_TRANSACTION, end);
  expect(records).toEqual([]);
  expect(written).toMatchObject([{ producerId: 1003, marker: { kind: "abort", producerEpoch: 5 } }]);
});

it("an epoch that an older file does not have is not known", async () => {
  const { producerEpoch: _, ...older } = OF_TRANSACTION;
  const { written } = await writtenIn(older, { ...older, marker: "commit" });
  expect(written).toMatchObject([
    { producerEpoch: null, marker: { producerEpoch: null, coordinatorEpoch: null } },
  ]);
});

it("a producer that is not idempotent has no id", async () => {
  const plain = { ...OF_TRANSACTION, producerId: -1, producerEpoch: -1, isTransactional: false };
  expect((await writtenIn(plain)).written).toEqual([]);
});
