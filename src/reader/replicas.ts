/**
 * Do all replicas of a partition hold the same log? A follower appends the leader's batches as they are, so after
 * catching up each offset has the same bytes on every replica. Where it has not, brokers have truncated or
 * copied wrongly, and which messages a consumer sees depends on the replica that leads.
 *
 * Every replica is asked for its log with Fetch, to its end. Consumers are answered up to the high watermark only, and a
 * follower of Kafka 3.9.1 that had truncated its log did not learn it for 10 s and more, while nothing new was written.
 * Nothing but digests is kept: one for each 4,096 offsets.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Admin, type Broker, FUTURE_LOCAL_REPLICA, type PartitionMetadata } from "../kafka/admin.js";
import {
  Connection,
  crc32c,
  ErrorCode,
  errorInfo,
  type RecordBatch,
  readBatches,
} from "../protocol/index.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { CONNECT_MS_MAX, fetchRecords } from "./fetch.js";

/** A replica without any progress for this long is not compared. */
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
  topics: TopicPartitions,
  ends: readonly number[],
  signal: AbortSignal,
  { stallMsMax = STALL_MS_MAX } = {},
): Promise<ReplicaComparison> {
  const comparison = new Comparison(brokers, { topics, stallMsMax, signal });
  const metadata = await comparison.whenInSync(ends.length);
  const differences: ReplicaDifference[] = [];
  let unknown: string | null = null;
  for (const [partition, end] of ends.entries()) {
    try {
      differences.push(...(await comparison.differences(partition, end, metadata.get(partition))));
    } catch (error) {
      signal.throwIfAborted();
      unknown ??= `the replicas of ${topics.name(partition)} could not be compared: ${(error as Error).message}`;
    }
  }
  return { differences, unknown };
}

interface Limits {
  readonly topics: TopicPartitions;
  readonly stallMsMax: number;
  readonly signal: AbortSignal;
}

class Comparison {
  constructor(
    private readonly brokers: readonly Broker[],
    private readonly limits: Limits,
  ) {}

  /** By partition, as soon as every replica is in sync; after the limit as it is then. */
  async whenInSync(partitions: number): Promise<ReadonlyMap<number, PartitionMetadata>> {
    const { stallMsMax, signal } = this.limits;
    const deadlineMs = performance.now() + stallMsMax;
    for (;;) {
      const newest = await this.#newestMetadata();
      const isReady = Array.from({ length: partitions }, (_, partition) => newest.get(partition)).every(
        (metadata) => metadata !== undefined && lateReplica(metadata) === undefined,
      );
      if (isReady || performance.now() > deadlineMs) return newest;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }

  /** @throws Incomparable, or what a connection throws */
  async differences(
    partition: number,
    end: number,
    metadata: PartitionMetadata | undefined,
  ): Promise<ReplicaDifference[]> {
    if (metadata === undefined) throw new Incomparable("no broker knows the partition");
    const late = lateReplica(metadata);
    if (late !== undefined) throw new Incomparable(`${this.#broker(late).name} is not in sync`);
    const leader = this.#broker(metadata.leaderId);
    const followers = metadata.replicaNodes.filter((id) => id !== leader.id).map((id) => this.#broker(id));
    if (followers.length === 0) return [];

    const read = await Promise.allSettled(
      [leader, ...followers].map(async (broker) => {
        await using replica = await Replica.open(broker, partition, this.limits);
        return await replica.digests(end);
      }),
    );
    const [ofLeader, ...ofFollowers] = read.map((digests) => {
      if (digests.status === "rejected") throw digests.reason;
      return digests.value;
    });
    const differences: ReplicaDifference[] = [];
    for (const [i, digests] of ofFollowers.entries()) {
      const chunk = digests.findIndex((digest, chunk) => digest !== ofLeader![chunk]);
      if (chunk < 0) continue;
      const follower = followers[i]!;
      const offset = await this.#firstDifference(leader, follower, partition, chunk, end);
      differences.push({ partition, replica: follower.name, leader: leader.name, offset });
    }
    return differences;
  }

  /** The beginning of the chunk, where the two cannot be read again. */
  async #firstDifference(
    leader: Broker,
    follower: Broker,
    partition: number,
    chunk: number,
    end: number,
  ): Promise<number> {
    const from = chunk * OFFSETS_A_DIGEST;
    const until = Math.min(end, from + OFFSETS_A_DIGEST);
    const batchesOf = async (broker: Broker) => {
      await using replica = await Replica.open(broker, partition, this.limits);
      const found: { readonly baseOffset: number; readonly digest: number }[] = [];
      await replica.read(from, until, (batch) => {
        found.push({ baseOffset: batch.baseOffset, digest: digestOf(batch) });
      });
      return found;
    };
    try {
      const [one, other] = await Promise.all([leader, follower].map(batchesOf));
      const at = one!.findIndex(({ digest }, i) => digest !== other![i]?.digest);
      const offsets = [one![at], other![at]].flatMap((batch) => batch?.baseOffset ?? []);
      return offsets.length === 0 ? from : Math.min(...offsets);
    } catch {
      this.limits.signal.throwIfAborted();
      return from;
    }
  }

  /**
   * Of each partition by the highest leader epoch that any broker knows; within an epoch the leader's own, for a leader knows
   * its ISR.
   */
  async #newestMetadata(): Promise<ReadonlyMap<number, PartitionMetadata>> {
    const { topics, signal } = this.limits;
    const names = topics.topics.map(({ name }) => name);
    const answers = await Promise.allSettled(
      this.brokers.map(async ({ id, client }) => {
        await using admin = await Admin.connect(client, { answerMsMax: CONNECT_MS_MAX, signal });
        const { partitions } = await admin.topics(names);
        return partitions.map((metadata) => ({ metadata, isLeaders: metadata.leaderId === id }));
      }),
    );
    const oldestFirst = answers
      .flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []))
      .sort(
        (a, b) =>
          a.metadata.leaderEpoch - b.metadata.leaderEpoch || Number(a.isLeaders) - Number(b.isLeaders),
      );
    return new Map(
      oldestFirst.flatMap(({ metadata }) => {
        const partition = topics.of(metadata.topic, metadata.partitionIndex);
        return partition === undefined ? [] : [[partition, metadata] as const];
      }),
    );
  }

  #broker(id: number): Broker {
    const broker = this.brokers.find((one) => one.id === id);
    if (broker === undefined) throw new Incomparable(`no broker has the id ${id}`);
    return broker;
  }
}

/** The id of a replica that is not in sync. */
function lateReplica({ replicaNodes, isrNodes }: PartitionMetadata): number | undefined {
  return replicaNodes.find((id) => !isrNodes.includes(id));
}

/** Of all bytes of the batch; `before`: the digest of the batches before it. */
export function digestOf({ buffer, start, end }: RecordBatch, before = 0): number {
  return crc32c(buffer, start, end, before);
}

/** One broker's copy of a partition. */
class Replica implements AsyncDisposable {
  private constructor(
    private readonly broker: Broker,
    private readonly partition: number,
    private readonly limits: Limits,
    private readonly connection: Connection,
  ) {}

  static async open(broker: Broker, partition: number, limits: Limits): Promise<Replica> {
    const { host, port } = broker.client;
    const { signal } = limits;
    const connection = await Connection.open({ host, port, connectTimeoutMs: CONNECT_MS_MAX, signal });
    return new Replica(broker, partition, limits, connection);
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
    const { topics, stallMsMax, signal } = this.limits;
    const { topic, partition } = topics.at(this.partition);
    let next = from;
    let progressMs = performance.now();
    while (next < until) {
      const asked = { topic, partition, offset: next, leaderEpoch: -1, replicaId: FUTURE_LOCAL_REPLICA };
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
      if (!mayPass || performance.now() - progressMs > stallMsMax) {
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
