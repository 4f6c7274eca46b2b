/**
 * Do all replicas of a partition hold the same log? A follower appends the leader's batches as they are, so after
 * catching up each offset has the same bytes on every replica. Where it has not, brokers have truncated or
 * copied wrongly, and which messages a consumer sees depends on the replica that leads.
 *
 * Every replica is asked for its log with Fetch, as consumers may do since version 11 (KIP-392): a follower answers up to
 * its own high watermark. Nothing but digests is kept: one for each 4,096 offsets.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Admin, type Broker, type PartitionMetadata } from "../kafka/admin.js";
import {
  Connection,
  crc32c,
  ErrorCode,
  errorInfo,
  type RecordBatch,
  readBatches,
} from "../protocol/index.js";
import { waitFor } from "../wait.js";
import { CONNECT_MS_MAX, fetchRecords } from "./fetch.js";

/** A follower learns the high watermark with its next Fetch; without any progress for this long it is not compared. */
const STALL_MS_MAX = 10_000;
const RETRY_MS = 50;
const OFFSETS_A_DIGEST = 4_096;

export interface ReplicaDifference {
  readonly partition: number;
  readonly replica: string;
  readonly leader: string;
  /** Where the two logs begin to differ: the batches that hold this offset. */
  readonly offset: number;
}

export interface ReplicaComparison {
  /** At most one for each replica of a partition. */
  readonly differences: readonly ReplicaDifference[];
  /** Why some replica could not be compared, a sentence; null: all were. */
  readonly unknown: string | null;
}

/** A replica that cannot be compared, and why. */
class Incomparable extends Error {}

/**
 * `ends[partition]`: the offset after the last record that has to be there. Rejects only when aborted.
 */
export async function compareReplicas(
  brokers: readonly Broker[],
  topic: string,
  ends: readonly number[],
  signal: AbortSignal,
  { stallMsMax = STALL_MS_MAX } = {},
): Promise<ReplicaComparison> {
  const differences: ReplicaDifference[] = [];
  let unknown: string | null = null;
  for (const [partition, end] of ends.entries()) {
    try {
      differences.push(...(await comparePartition(brokers, topic, partition, end, stallMsMax, signal)));
    } catch (error) {
      signal.throwIfAborted();
      unknown ??= `the replicas of ${topic}-${partition} could not be compared: ${(error as Error).message}`;
    }
  }
  return { differences, unknown };
}

async function comparePartition(
  brokers: readonly Broker[],
  topic: string,
  partition: number,
  end: number,
  stallMsMax: number,
  signal: AbortSignal,
): Promise<ReplicaDifference[]> {
  const brokerOf = (id: number) => {
    const broker = brokers.find((one) => one.id === id);
    if (broker === undefined) throw new Incomparable(`no broker has the id ${id}`);
    return broker;
  };
  const { leaderId, replicaNodes } = await waitFor(
    async () => {
      const metadata = await newestMetadata(brokers, topic, partition, signal);
      const late = metadata.replicaNodes.find((id) => !metadata.isrNodes.includes(id));
      return late === undefined
        ? { done: true, value: metadata }
        : { done: false, seen: `${brokerOf(late).name} is not in sync` };
    },
    { what: "every replica to be in sync", limitMs: stallMsMax, everyMs: RETRY_MS, signal },
  );
  const leader = brokerOf(leaderId);
  const followers = replicaNodes.filter((id) => id !== leaderId).map(brokerOf);
  if (followers.length === 0) return [];

  const digestsOf = async (broker: Broker) => {
    await using replica = await Replica.open(broker, topic, partition, stallMsMax, signal);
    return await replica.digests(end);
  };
  const [ofLeader, ...ofFollowers] = await Promise.all([leader, ...followers].map(digestsOf));
  const differences: ReplicaDifference[] = [];
  for (const [i, digests] of ofFollowers.entries()) {
    const differing = digests.findIndex((digest, chunk) => digest !== ofLeader![chunk]);
    if (differing < 0) continue;
    const replica = followers[i]!;
    const chunkStart = differing * OFFSETS_A_DIGEST;
    const offset = await firstDifference(leader, replica, topic, partition, differing, end, signal).catch(
      () => {
        signal.throwIfAborted();
        return chunkStart;
      },
    );
    differences.push({ partition, replica: replica.name, leader: leader.name, offset });
  }
  return differences;
}

async function firstDifference(
  leader: Broker,
  follower: Broker,
  topic: string,
  partition: number,
  chunk: number,
  end: number,
  signal: AbortSignal,
): Promise<number> {
  const from = chunk * OFFSETS_A_DIGEST;
  const until = Math.min(end, from + OFFSETS_A_DIGEST);
  const batchesOf = async (broker: Broker) => {
    await using replica = await Replica.open(broker, topic, partition, STALL_MS_MAX, signal);
    const found: { readonly baseOffset: number; readonly digest: number }[] = [];
    await replica.read(from, until, (batch) => {
      found.push({ baseOffset: batch.baseOffset, digest: digestOf(batch, 0) });
    });
    return found;
  };
  const [one, other] = await Promise.all([leader, follower].map(batchesOf));
  const at = one!.findIndex(({ digest }, i) => digest !== other![i]?.digest);
  const offsets = [one![at], other![at]].flatMap((batch) => batch?.baseOffset ?? []);
  return offsets.length === 0 ? from : Math.min(...offsets);
}

function digestOf({ buffer, start, end }: RecordBatch, before: number): number {
  return crc32c(buffer, start, end, before);
}

/** By the highest leader epoch that any broker knows; within an epoch the leader's own, for a leader knows its ISR. */
async function newestMetadata(
  brokers: readonly Broker[],
  topic: string,
  partition: number,
  signal: AbortSignal,
): Promise<PartitionMetadata> {
  const answers = await Promise.allSettled(
    brokers.map(async ({ id, client }) => {
      await using admin = await Admin.connect(client, { answerMsMax: CONNECT_MS_MAX, signal });
      const { partitions } = await admin.topic(topic);
      return partitions
        .filter(({ partitionIndex }) => partitionIndex === partition)
        .map((metadata) => ({ metadata, isLeaders: metadata.leaderId === id }));
    }),
  );
  const [newest] = answers
    .flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []))
    .sort(
      (a, b) => b.metadata.leaderEpoch - a.metadata.leaderEpoch || Number(b.isLeaders) - Number(a.isLeaders),
    );
  if (newest === undefined) throw new Incomparable("no broker knows the partition");
  return newest.metadata;
}

/** One broker's copy of a partition. */
class Replica implements AsyncDisposable {
  private constructor(
    private readonly broker: Broker,
    private readonly connection: Connection,
    private readonly topic: string,
    private readonly partition: number,
    private readonly stallMsMax: number,
    private readonly signal: AbortSignal,
  ) {}

  static async open(
    broker: Broker,
    topic: string,
    partition: number,
    stallMsMax: number,
    signal: AbortSignal,
  ): Promise<Replica> {
    const { host, port } = broker.client;
    const connection = await Connection.open({ host, port, connectTimeoutMs: CONNECT_MS_MAX, signal });
    return new Replica(broker, connection, topic, partition, stallMsMax, signal);
  }

  /** One digest for each `OFFSETS_A_DIGEST` offsets, over the bytes of the batches that begin there. */
  async digests(end: number): Promise<number[]> {
    const digests = new Array<number>(Math.ceil(end / OFFSETS_A_DIGEST)).fill(0);
    await this.read(0, end, (batch) => {
      const chunk = Math.floor(batch.baseOffset / OFFSETS_A_DIGEST);
      digests[chunk] = digestOf(batch, digests[chunk]!);
    });
    return digests;
  }

  /** Tells every batch that holds an offset in `[from, until)`. */
  async read(from: number, until: number, tell: (batch: RecordBatch) => void): Promise<void> {
    const { topic, partition, signal } = this;
    let next = from;
    let progressMs = performance.now();
    while (next < until) {
      const asked = { topic, partition, offset: next, leaderEpoch: -1 };
      const { errorCode, records } = await fetchRecords(this.connection, asked, signal);
      const { batches } = readBatches(records, { checkCrc: false });
      const last = batches.at(-1);
      if (errorCode === ErrorCode.NONE && last !== undefined && last.lastOffset >= next) {
        for (const batch of batches) if (batch.lastOffset >= next && batch.baseOffset < until) tell(batch);
        next = last.lastOffset + 1;
        progressMs = performance.now();
        continue;
      }
      // A follower says "later" in several ways: with an error that may pass, or with nothing.
      const { name, retriable } = errorInfo(errorCode);
      const mayPass = errorCode === ErrorCode.NONE || retriable;
      if (!mayPass || performance.now() - progressMs > this.stallMsMax) {
        const answer = errorCode === ErrorCode.NONE ? "without a record" : `with ${name}`;
        throw new Incomparable(`${this.broker.name} answered ${answer} at offset ${next}`);
      }
      await sleep(RETRY_MS, undefined, { signal });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connection.close();
  }
}
