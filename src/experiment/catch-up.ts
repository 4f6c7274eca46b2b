/**
 * Catching up after healing: all replicas back in the ISR, and the high watermark at the log's end.
 *
 * Both are needed. A replica is back in the ISR as soon as it has reached the high watermark; what a leader holds beyond
 * it (written with acks=1 while it was alone in the ISR, say) is in the log but not readable yet, and a reader that came
 * too early would call it lost.
 */
import { HIGH_WATERMARK, LOG_END, listOffsets } from "../checker/list-offsets.js";
import type { Cluster } from "../engine/engine.js";
import { Connection } from "../protocol/index.js";
import type { Scenario } from "../scenario/syntax.js";
import { type Look, waitFor } from "../wait.js";
import { brokersOf, waitForFullIsr } from "./topic.js";

const ASK_MS_MAX = 5_000;

export async function waitForCatchUp(
  cluster: Cluster,
  topic: Scenario["topic"],
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<void> {
  await waitForFullIsr(cluster, topic, { limitMs, signal });
  await waitFor(() => watermarksAtEnd(cluster, topic.name, signal), {
    what: `the high watermark of ${topic.name} to reach the end of its log`,
    limitMs,
    everyMs: 50,
    signal,
  });
}

/** Every partition's leader says that its high watermark is its log end offset. */
async function watermarksAtEnd(cluster: Cluster, topic: string, signal: AbortSignal): Promise<Look<void>> {
  const options = { timeoutMs: ASK_MS_MAX, signal };
  try {
    const brokers = brokersOf(cluster);
    await using any = await Connection.open({ ...brokers[0]!.client, connectTimeoutMs: ASK_MS_MAX, signal });
    const { topics } = await any.request("Metadata", { topics: [{ name: topic }] }, options);
    for (const { partitionIndex: partition, leaderId } of topics[0]?.partitions ?? []) {
      const leader = brokers.find(({ id }) => id === leaderId);
      if (leader === undefined) return { done: false, seen: `no leader for partition ${partition}` };
      await using connection = await Connection.open({
        ...leader.client,
        connectTimeoutMs: ASK_MS_MAX,
        signal,
      });
      const [watermark] = await listOffsets(connection, topic, [partition], HIGH_WATERMARK, options);
      const [logEnd] = await listOffsets(connection, topic, [partition], LOG_END, options);
      if (watermark?.errorCode !== 0 || logEnd?.errorCode !== 0) {
        return { done: false, seen: `${leader.name} not ready to tell about partition ${partition}` };
      }
      if (watermark.offset !== logEnd.offset) {
        return { done: false, seen: `partition ${partition} at ${watermark.offset} of ${logEnd.offset}` };
      }
    }
    return { done: true, value: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}
