/**
 * Histories (see histories.test-support.ts) written into topics of a real cluster, record by record and at the offsets
 * that the history says: by our own Produce, in batches of any size and compression, with keys and headers, and with
 * control batches that real transactions leave.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { checkLog } from "../../src/checker/check-log.js";
import { type History, type LogRecord, ledgerOf, NONCE } from "../../src/checker/histories.test-support.js";
import type { CheckOutcome } from "../../src/checker/outcome.js";
import { brokersOf } from "../../src/cluster/topology.js";
import type { Cluster } from "../../src/engine/engine.js";
import { identityFor } from "../../src/history/equal.test-support.js";
import { LogWriter, openLog } from "../../src/history/log-file.js";
import { messageWriter } from "../../src/history/message.js";
import { Admin, LOG_END } from "../../src/kafka/admin.js";
import { createTopics } from "../../src/kafka/topics.js";
import {
  type BatchInput,
  COMPRESSIONS,
  Connection,
  ErrorCode,
  type RecordInput,
  writeBatch,
} from "../../src/protocol/index.js";
import { readLog } from "../../src/reader/read-log.js";
import { waitFor } from "../../src/wait.js";

const WAIT_MS_MAX = 30_000;
const SIZE_BYTES = 32;
export const TRANSACTION = "planting";
const forever = new AbortController().signal;

export interface PlantOptions {
  readonly topic: string;
  /** Of the size and compression of batches, of keys and of headers. */
  readonly random: () => number;
  readonly sizeBytes?: number;
  readonly recordsPerBatchMax?: number;
}

/** Creates the topic, one replica a partition, and writes the log of `history` into it. */
export async function plantLog(cluster: Cluster, history: History, options: PlantOptions): Promise<void> {
  const topic = { name: options.topic, partitions: history.partitions, replicas: 1, config: {} };
  await createTopics(brokersOf(cluster), [topic], forever);
  for (const [partition, records] of history.log.entries()) {
    await using leader = await connectToLeader(cluster, topic.name, partition);
    await writePartition(cluster, leader, partition, records, options);
  }
}

/** Reads the topic back and holds it against the history's ledger, as a run does. */
export async function checkPlanted(
  cluster: Cluster,
  history: History,
  topic: string,
  { stallMsMax, sizeBytes = SIZE_BYTES }: { readonly stallMsMax?: number; readonly sizeBytes?: number } = {},
): Promise<CheckOutcome> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-planted-"));
  const path = join(directory, "log.bin");
  try {
    const ledger = ledgerOf(history);
    await using log = await LogWriter.create(path, identityFor(ledger, { topic, sizeBytes }));
    const options = stallMsMax === undefined ? {} : { stallMsMax };
    await readLog(brokersOf(cluster), log, forever, options);
    return await checkLog(await openLog(path), ledger);
  } finally {
    await rm(directory, { recursive: true });
  }
}

export async function connectToLeader(
  cluster: Cluster,
  topic: string,
  partition: number,
): Promise<Connection> {
  const brokers = brokersOf(cluster);
  await using any = await Connection.open(brokers[0]!.client);
  const { topics } = await any.request("Metadata", { topics: [{ name: topic }] });
  const leader = topics[0]!.partitions.find(({ partitionIndex }) => partitionIndex === partition)!.leaderId;
  return Connection.open(brokers.find(({ id }) => id === leader)!.client);
}

async function writePartition(
  cluster: Cluster,
  leader: Connection,
  partition: number,
  log: readonly LogRecord[],
  { topic, random, sizeBytes = SIZE_BYTES, recordsPerBatchMax = 20 }: PlantOptions,
): Promise<void> {
  for (let offset = 0; offset < log.length; ) {
    const batchRecords = Math.ceil(random() * recordsPerBatchMax);
    const control = log.findIndex((record, at) => at > offset && record.kind === "control");
    const end = Math.min(offset + batchRecords, log.length, control < 0 ? log.length : control);
    const batch: BatchInput = {
      records: log.slice(offset, end).map((record) => recordOf(record, sizeBytes, random)),
      compression: COMPRESSIONS[Math.floor(random() * COMPRESSIONS.length)]!,
    };
    if (end === control) {
      await commit(cluster, leader, topic, partition, offset, batch);
      offset = end + 1;
    } else {
      await produce(leader, topic, partition, offset, batch, null);
      offset = end;
    }
  }
}

function recordOf(record: LogRecord, sizeBytes: number, random: () => number): RecordInput {
  const timestamp = Date.now();
  const decoration: RecordInput = {
    ...(random() < 0.5 && { key: Buffer.from(`key ${random()}`) }),
    ...(random() < 0.5 && {
      headers: [
        { key: "trace", value: Buffer.from([0, 255]) },
        { key: "", value: null },
      ],
    }),
    timestamp,
  };
  if (record.kind === "no value") return { ...decoration, value: null };
  if (record.kind === "control" || record.kind === "broken batch") {
    throw new TypeError(`a ${record.kind} is not a producer's to write`);
  }
  const nonce = record.kind === "foreign" ? record.nonce : NONCE;
  const { write } = messageWriter({ nonce, producer: record.producer, sizeBytes });
  const value = write(record.sequence, timestamp);
  if (record.kind === "damaged") value[record.at]! ^= 0xff;
  return { ...decoration, value };
}

async function produce(
  leader: Connection,
  name: string,
  index: number,
  offset: number,
  batch: BatchInput,
  transactionalId: string | null,
): Promise<void> {
  const { responses } = await leader.request("Produce", {
    transactionalId,
    acks: -1,
    timeoutMs: WAIT_MS_MAX,
    topicData: [{ name, partitionData: [{ index, records: await writeBatch(batch) }] }],
  });
  const { errorCode, baseOffset } = responses[0]!.partitionResponses[0]!;
  expect({ errorCode, baseOffset }).toEqual({ errorCode: ErrorCode.NONE, baseOffset: BigInt(offset) });
}

/** Writes the batch in a transaction; its commit takes the offset after the batch. */
async function commit(
  ...[cluster, leader, topic, partition, offset, batch]: TransactionPlace
): Promise<void> {
  await using transaction = await beginTransaction(cluster, leader, topic, partition, offset, batch);
  await transaction.commit();
}

type TransactionPlace = [
  cluster: Cluster,
  leader: Connection,
  topic: string,
  partition: number,
  offset: number,
  batch: BatchInput,
];

export interface Begun extends AsyncDisposable {
  readonly producerId: bigint;
  /** Resolves when the marker is in the log. */
  commit(): Promise<void>;
}

/** Writes the batch in a transaction, and leaves that open. */
export async function beginTransaction(
  ...[cluster, leader, topic, partition, offset, batch]: TransactionPlace
): Promise<Begun> {
  const coordinator = await connectToCoordinator(cluster);
  const { producerId, producerEpoch } = await retried("a producer id", () =>
    coordinator.request("InitProducerId", { transactionalId: TRANSACTION, transactionTimeoutMs: 60_000 }),
  );
  const transaction = { producerId, producerEpoch, transactionalId: TRANSACTION };
  await retried("the partition to be in the transaction", async () => {
    const { resultsByTopicV3AndBelow } = await coordinator.request(
      "AddPartitionsToTxn",
      {
        v3AndBelowTransactionalId: TRANSACTION,
        v3AndBelowProducerId: producerId,
        v3AndBelowProducerEpoch: producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: [partition] }],
      },
      { versionMax: 3 },
    );
    return { errorCode: resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode };
  });
  const identity = { isTransactional: true, producerId: Number(producerId), producerEpoch, baseSequence: 0 };
  await produce(leader, topic, partition, offset, { ...batch, ...identity }, TRANSACTION);
  return {
    producerId,
    async commit() {
      await retried("the commit", () => coordinator.request("EndTxn", { ...transaction, committed: true }));
      // The coordinator answers before its marker is in the log.
      const end = offset + batch.records.length + 1;
      const admin = new Admin(leader, { answerMsMax: WAIT_MS_MAX });
      await waitFor(
        async () => {
          const [listed] = await admin.offsets(topic, [partition], LOG_END);
          return listed?.offset === end
            ? { done: true, value: undefined }
            : { done: false, seen: `the log ends at ${listed?.offset}` };
        },
        { what: `the marker before offset ${end}`, limitMs: WAIT_MS_MAX, everyMs: 10, signal: forever },
      );
    },
    [Symbol.asyncDispose]: () => coordinator.close(),
  };
}

async function connectToCoordinator(cluster: Cluster): Promise<Connection> {
  await using any = await Connection.open(brokersOf(cluster)[0]!.client);
  const { nodeId } = await retried("a transaction coordinator", () =>
    any.request("FindCoordinator", { key: TRANSACTION, keyType: 1 }, { versionMax: 3 }),
  );
  return Connection.open(brokersOf(cluster).find(({ id }) => id === nodeId)!.client);
}

/** Asks until the answer is no error: coordinators load, and transactions complete, in their own time. */
function retried<T extends { readonly errorCode: number }>(what: string, ask: () => Promise<T>): Promise<T> {
  return waitFor(
    async () => {
      const value = await ask();
      return value.errorCode === ErrorCode.NONE
        ? { done: true, value }
        : { done: false, seen: `error ${value.errorCode}` };
    },
    { what, limitMs: WAIT_MS_MAX, everyMs: 20, signal: forever },
  );
}
