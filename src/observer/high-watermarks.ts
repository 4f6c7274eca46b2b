/**
 * The high watermark as the published experiments measured it: from the leader that most brokers name, before anything
 * heals. While a partition lasts, two brokers may both believe that they lead; the leader that most brokers name is the
 * one that a client finds.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Admin, type Broker, HIGH_WATERMARK, type Landmark } from "../kafka/admin.js";
import { offsetsOf } from "../kafka/offsets.js";
import { errorInfo } from "../protocol/index.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { majorityLeader, type View } from "./leadership.js";

const ASK_MS_MAX = 5_000;
/** A new leader has no watermark to tell before its followers have fetched from it (KIP-207). */
const WATERMARK_MS_MAX = 10_000;
const RETRY_MS = 100;

export type HighWatermarks =
  | { readonly offsets: readonly number[] }
  /** `reason` says which partition has none and why. */
  | { readonly offsets: null; readonly reason: string };

/** The high watermark of every partition, or another place in each, from the leader that most brokers name. Rejects only when aborted. */
export async function highWatermarks(
  brokers: readonly Broker[],
  views: readonly View[],
  topics: TopicPartitions,
  signal: AbortSignal,
  landmark: Landmark = HIGH_WATERMARK,
): Promise<HighWatermarks> {
  const byLeader = new Map<Broker, number[]>();
  for (const partition of topics.indexes()) {
    const elected = majorityLeader(views, partition);
    const broker = brokers.find(({ name }) => name === elected?.leader);
    if (broker === undefined) {
      return { offsets: null, reason: `most brokers name no leader for ${topics.label(partition)}` };
    }
    byLeader.set(broker, [...(byLeader.get(broker) ?? []), partition]);
  }
  const offsets = new Array<number>(topics.count).fill(0);
  try {
    await Promise.all(
      [...byLeader].map(async ([broker, partitions]) => {
        const found = await askForWatermarks(broker, topics, partitions, landmark, signal);
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
  broker: Broker,
  topics: TopicPartitions,
  partitions: readonly number[],
  landmark: Landmark,
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const deadlineMs = performance.now() + WATERMARK_MS_MAX;
  await using admin = await Admin.connect(broker.client, { answerMsMax: ASK_MS_MAX, signal });
  const found = new Map<number, number>();
  for (;;) {
    const missing = partitions.filter((partition) => !found.has(partition));
    if (missing.length === 0) return found;
    for (const { partition, offset, errorCode } of await offsetsOf(admin, topics, missing, landmark)) {
      if (errorCode === 0) {
        found.set(partition, offset);
      } else if (!errorInfo(errorCode).retriable || performance.now() > deadlineMs) {
        throw new Error(
          `${broker.name} has no high watermark for ${topics.label(partition)}: ${errorInfo(errorCode).name}`,
        );
      }
    }
    if (found.size < partitions.length) await sleep(RETRY_MS, undefined, { signal });
  }
}
