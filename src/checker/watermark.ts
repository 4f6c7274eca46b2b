/**
 * The high watermark as the seeds measured it: from the leader that most brokers see, before anything heals.
 *
 * While a partition lasts, two brokers may both believe that they lead. Every broker that answers has one vote, and "I
 * see no leader" is a vote as well. The leader with most votes is the one a client that asks around ends up with;
 * between equals the higher leader epoch wins, for the controller only ever counts up.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode, NodeName } from "../engine/engine.js";
import { Connection, errorInfo } from "../protocol/index.js";
import { HIGH_WATERMARK, listOffsets } from "./list-offsets.js";

const ASK_MS_MAX = 5_000;
/** A new leader has no watermark to tell before its followers have fetched from it (KIP-207). */
const WATERMARK_MS_MAX = 10_000;
const RETRY_MS = 100;

/** One broker's view of one partition. */
export interface LeaderView {
  readonly node: NodeName;
  /** null: it sees none. */
  readonly leader: NodeName | null;
  readonly epoch: number;
}

export interface PartitionView extends LeaderView {
  readonly partition: number;
}

/** The leader that most of these views of one partition name; null when most see none, or there is no view. */
export function majorityLeader(
  views: readonly LeaderView[],
): { readonly leader: NodeName; readonly epoch: number } | null {
  const candidates = new Map<NodeName | null, { votes: number; epoch: number }>();
  for (const { leader, epoch } of views) {
    const candidate = candidates.get(leader);
    if (candidate === undefined) {
      candidates.set(leader, { votes: 1, epoch });
    } else {
      candidate.votes++;
      candidate.epoch = Math.max(candidate.epoch, epoch);
    }
  }
  const [winner] = [...candidates].sort(
    ([aName, a], [bName, b]) =>
      b.votes - a.votes ||
      b.epoch - a.epoch ||
      // Nothing left to decide by: the same answer every time, and a leader rather than none.
      Number(aName === null) - Number(bName === null) ||
      String(aName).localeCompare(String(bName)),
  );
  if (winner === undefined || winner[0] === null) return null;
  return { leader: winner[0], epoch: winner[1].epoch };
}

export type HighWatermarks =
  | { readonly offsets: readonly number[] }
  /** `reason` says which partition has none and why. */
  | { readonly offsets: null; readonly reason: string };

/** The high watermark of every partition, from the leader that the majority sees. Rejects only when aborted. */
export async function highWatermarks(
  brokers: readonly ClusterNode[],
  views: readonly PartitionView[],
  topic: { readonly name: string; readonly partitions: number },
  signal: AbortSignal,
): Promise<HighWatermarks> {
  const byLeader = new Map<ClusterNode, number[]>();
  for (let partition = 0; partition < topic.partitions; partition++) {
    const elected = majorityLeader(views.filter((view) => view.partition === partition));
    const broker = brokers.find(({ name }) => name === elected?.leader);
    if (broker === undefined) {
      return { offsets: null, reason: `most brokers see no leader for partition ${partition}` };
    }
    byLeader.set(broker, [...(byLeader.get(broker) ?? []), partition]);
  }
  const offsets = new Array<number>(topic.partitions).fill(0);
  try {
    await Promise.all(
      [...byLeader].map(async ([broker, partitions]) => {
        const found = await askForWatermarks(broker, topic.name, partitions, signal);
        for (const [partition, offset] of found) offsets[partition] = offset;
      }),
    );
    return { offsets };
  } catch (error) {
    signal.throwIfAborted();
    return { offsets: null, reason: (error as Error).message };
  }
}

async function askForWatermarks(
  broker: ClusterNode,
  topic: string,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const deadlineMs = performance.now() + WATERMARK_MS_MAX;
  await using connection = await Connection.open({ ...broker.client, connectTimeoutMs: ASK_MS_MAX, signal });
  const found = new Map<number, number>();
  for (;;) {
    const missing = partitions.filter((partition) => !found.has(partition));
    if (missing.length === 0) return found;
    const answers = await listOffsets(connection, topic, missing, HIGH_WATERMARK, {
      timeoutMs: ASK_MS_MAX,
      signal,
    });
    for (const { partition, offset, errorCode } of answers) {
      if (errorCode === 0) {
        found.set(partition, offset);
      } else if (!errorInfo(errorCode).retriable || performance.now() > deadlineMs) {
        throw new Error(
          `${broker.name} has no high watermark for partition ${partition}: ${errorInfo(errorCode).name}`,
        );
      }
    }
    if (found.size < partitions.length) await sleep(RETRY_MS, undefined, { signal });
  }
}
