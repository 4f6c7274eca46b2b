/**
 * Catching up: leaders whose high watermark is at the end of their log.
 *
 * A log may hold more than its watermark says: what followers have not fetched yet, or what a leader wrote while it was
 * alone. A watermark taken too early calls messages lost that are merely late, so it is waited for, twice: before
 * healing (with acks=0 and with a new leader the log is still growing when the last message is settled), and after,
 * when every replica has to be back in the ISR as well.
 */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Fault } from "../faults/fault.js";
import { Admin, type Broker, HIGH_WATERMARK, LOG_END } from "../kafka/admin.js";
import { waitForFullIsr } from "../kafka/topics.js";
import { newestLeader } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { FaultStep, ProducerGroup, Scenario } from "../scenario/syntax.js";
import { TopicPartitions } from "../topic-partitions.js";
import { type Look, type WaitOptions, waitFor } from "../wait.js";
import { ELECTION_GRACE_MS } from "./election.js";
import type { Journal } from "./journal.js";

const ASK_MS_MAX = 5_000;
/** Kafka's own default (since 2.5, KIP-537) where a scenario sets none. */
const REPLICA_LAG_MS = 30_000;
/** A log that has not grown between two looks this far apart is taken to be at rest. */
const LOOK_EVERY_MS = 250;

const CATCH_UP_MS_MIN = 180_000;
/** Slower than the disks and networks of any machine that runs this: a replica that lost its log fetches all of it. */
const CATCH_UP_BYTES_PER_SECOND = 5_000_000;

/** How long replicas may take to fetch so many bytes: three minutes, or more where a run wrote more than 900 MB. */
export function catchUpLimitMs(bytesWritten: number): number {
  return Math.max(CATCH_UP_MS_MIN, Math.ceil((1000 * bytesWritten) / CATCH_UP_BYTES_PER_SECOND));
}

interface Limit extends Pick<WaitOptions, "limitMs" | "signal"> {
  /**
   * Nothing can be written any more: every message was acknowledged, and no fault delays a request. Then a log need not be
   * seen twice.
   */
  readonly isAtRest: boolean;
  /** Whose watermarks are waited for. Absent: all. Copiers go on writing until they are closed. */
  readonly partitions?: readonly number[];
}

/** Those that producers write to: what copiers write grows until they are closed. */
export function partitionsOfProducers({
  topics,
  copiers = [],
}: Pick<Scenario, "topics" | "copiers">): number[] {
  const all = new TopicPartitions(topics);
  return all.indexes().filter((index) => copiers.every(({ to }) => to !== all.at(index).topic));
}

/** Whether a run that has settled its messages cannot have another copy of one on its way to a broker. */
export function isAtRest(
  groups: readonly Pick<ProducerGroup, "acks">[],
  steps: readonly Pick<FaultStep, "fault">[],
  faults: readonly Fault[],
  { sent, acknowledged }: { readonly sent: number; readonly acknowledged: number },
): boolean {
  const delays = ({ fault }: Pick<FaultStep, "fault">) =>
    faults.find(({ name }) => name === fault)?.delaysNoRequest !== true;
  return groups.every(({ acks }) => acks !== 0) && sent === acknowledged && !steps.some(delays);
}

/** After healing: all replicas in the ISR of every broker's view, and every watermark at the end of its log. */
export async function waitForCatchUp(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  topics: Scenario["topics"],
  limit: Limit,
): Promise<void> {
  await waitForFullIsr(brokersOf(cluster), topics, limit);
  await waitForWatermarks(cluster, observer, new TopicPartitions(topics), limit);
}

/** Every partition's leader has its watermark at the end of a log that is at rest. */
async function waitForWatermarks(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  topics: TopicPartitions,
  { limitMs, signal, isAtRest, partitions = topics.indexes() }: Limit,
): Promise<void> {
  let before = "";
  await waitFor(
    async () => {
      const found = await watermarks(cluster, observer, topics, partitions, signal);
      if (!found.done) return found;
      const now = found.value.join();
      const hasStopped = isAtRest || now === before;
      before = now;
      return hasStopped
        ? { done: true, value: undefined }
        : { done: false, seen: `a log still growing (${now})` };
    },
    {
      what: `the high watermark of ${topics.topics.map(({ name }) => name).join(", ")} to reach the end of its log`,
      limitMs,
      everyMs: LOOK_EVERY_MS,
      signal,
    },
  );
}

/**
 * Before healing: the same, for as long as a lagging follower may hold a watermark back. One that still cannot reach the
 * end of its log then is taken as it is: that is a finding too.
 */
export async function restingWatermarks(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  { cluster: { config }, topics }: Scenario,
  journal: Journal,
  options: Omit<Limit, "limitMs">,
): Promise<void> {
  const { signal } = options;
  const lagMs = Number(config["replica.lag.time.max.ms"] ?? REPLICA_LAG_MS);
  try {
    const limit = { limitMs: lagMs + ELECTION_GRACE_MS, ...options };
    await waitForWatermarks(cluster, observer, new TopicPartitions(topics), limit);
  } catch (error) {
    signal.throwIfAborted();
    journal.happened({ event: "note", message: (error as Error).message });
  }
}

async function watermarks(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  topics: TopicPartitions,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<Look<number[]>> {
  const brokers = brokersOf(cluster);
  const offsets: number[] = [];
  try {
    for (const partition of partitions) {
      const newest = newestLeader(observer.views(), partition);
      const leader = brokers.find(({ name }) => name === newest?.leader);
      if (leader === undefined) return { done: false, seen: `no leader for ${topics.label(partition)}` };
      const { watermark, logEnd } = await endsOf(leader, topics, partition, signal);
      if (watermark !== logEnd) {
        return { done: false, seen: `the one of ${topics.label(partition)} at ${watermark} of ${logEnd}` };
      }
      offsets.push(logEnd);
    }
    return { done: true, value: offsets };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}

async function endsOf(leader: Broker, topics: TopicPartitions, index: number, signal: AbortSignal) {
  const { topic, partition } = topics.at(index);
  await using admin = await Admin.connect(leader.client, { answerMsMax: ASK_MS_MAX, signal });
  const ask = async (landmark: typeof LOG_END) => {
    const [answer] = await admin.offsets(topic, [partition], landmark);
    if (answer?.errorCode !== 0)
      throw new Error(`${leader.name} not ready to tell about ${topics.label(index)}`);
    return answer.offset;
  };
  return { watermark: await ask(HIGH_WATERMARK), logEnd: await ask(LOG_END) };
}
