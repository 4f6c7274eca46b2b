/**
 * The end of the transactions of a run: the last stable offset of each partition is at its high watermark.
 *
 * A client that was killed leaves its transaction open, and consumers of committed messages read no further. The
 * transaction coordinator aborts it when transaction.timeout.ms has passed, which it looks for at an interval. So a run
 * waits, and a transaction that is open after that has nobody who would end it.
 */
import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { Admin, type Broker, HIGH_WATERMARK, LAST_STABLE, type OpenTransaction } from "../kafka/admin.js";
import { offsetsOf } from "../kafka/offsets.js";
import { newestLeader } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { waitFor } from "../wait.js";

const ASK_MS_MAX = 5_000;
const LOOK_EVERY_MS = 250;
/** Kafka's default of transaction.abort.timed.out.transaction.cleanup.interval.ms: how often coordinators look. */
const SCAN_EVERY_MS = 10_000;
const SCAN_INTERVAL = "transaction.abort.timed.out.transaction.cleanup.interval.ms";
/** For the markers on their way to the partitions. */
const GRACE_MS = 15_000;
/** Partitions that sentences are about; the others are counted. */
const TOLD_MAX = 5;

/** A partition whose last stable offset stays below its high watermark. */
interface OpenPartition {
  readonly partition: number;
  readonly lastStable: number;
  readonly watermark: number;
  /** null: its leader does not tell. */
  readonly open: readonly OpenTransaction[] | null;
}

/** How long a coordinator may take to abort what no client ends. `config`: of the brokers. */
export function transactionsLimitMs(
  transactionTimeoutMs: number,
  config: Readonly<Record<string, string>>,
): number {
  return transactionTimeoutMs + Number(config[SCAN_INTERVAL] ?? SCAN_EVERY_MS) + GRACE_MS;
}

/**
 * Waits until no transaction is open in any partition, and resolves to sentences about what is open, or not known, when
 * `limitMs` is over: none. Rejects only when aborted.
 */
export async function waitForTransactions(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  topics: TopicPartitions,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<string[]> {
  let open: readonly OpenPartition[] = [];
  try {
    await waitFor(
      async () => {
        const look = await lookAt(cluster, observer, topics, signal);
        open = "open" in look ? look.open : [];
        if ("failure" in look) return { done: false, seen: look.failure };
        const [first] = open;
        if (first === undefined) return { done: true, value: undefined };
        return { done: false, seen: `an open transaction in ${topics.label(first.partition)}` };
      },
      { what: "the end of all transactions", limitMs, everyMs: LOOK_EVERY_MS, signal },
    );
    return [];
  } catch (error) {
    signal.throwIfAborted();
    return open.length === 0 ? [(error as Error).message] : sentencesAbout(open, topics, limitMs);
  }
}

function sentencesAbout(
  partitions: readonly OpenPartition[],
  topics: TopicPartitions,
  limitMs: number,
): string[] {
  const seconds = Math.round(limitMs / 1000);
  const sentences = partitions.slice(0, TOLD_MAX).map(({ partition, lastStable, watermark, open }) => {
    const of = topics.label(partition);
    const whose = (open ?? [])
      .map(({ producerId, firstOffset }) => `producer id ${producerId} from offset ${firstOffset} on`)
      .join(", ");
    const transaction = whose === "" ? "a transaction" : `the transaction of ${whose}`;
    return `in ${of} ${transaction} did not end within ${seconds} s, so consumers of committed messages read up to offset ${lastStable} of ${watermark}`;
  });
  const rest = partitions.length - sentences.length;
  return rest > 0 ? [...sentences, `${rest} more partitions have a transaction without an end`] : sentences;
}

async function lookAt(
  cluster: Pick<Cluster, "nodes">,
  observer: Pick<Observer, "views">,
  topics: TopicPartitions,
  signal: AbortSignal,
): Promise<{ readonly open: readonly OpenPartition[] } | { readonly failure: string }> {
  const led = new Map<Broker, number[]>();
  for (const partition of topics.indexes()) {
    const newest = newestLeader(observer.views(), partition);
    const leader = brokersOf(cluster).find(({ name }) => name === newest?.leader);
    if (leader === undefined) return { failure: `no leader for ${topics.label(partition)}` };
    led.set(leader, [...(led.get(leader) ?? []), partition]);
  }
  try {
    const found = await Promise.all(
      [...led].map(([leader, partitions]) => openAt(leader, topics, partitions, signal)),
    );
    return { open: found.flat().sort((a, b) => a.partition - b.partition) };
  } catch (error) {
    signal.throwIfAborted();
    return { failure: (error as Error).message };
  }
}

async function openAt(
  leader: Broker,
  topics: TopicPartitions,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<OpenPartition[]> {
  await using admin = await Admin.connect(leader.client, { answerMsMax: ASK_MS_MAX, signal });
  const ask = async (landmark: typeof LAST_STABLE) => {
    const answers = await offsetsOf(admin, topics, partitions, landmark);
    for (const { partition, errorCode } of answers) {
      if (errorCode === 0) continue;
      throw new Error(`${leader.name} not ready to tell about ${topics.label(partition)}`);
    }
    return new Map(answers.map(({ partition, offset }) => [partition, offset]));
  };
  // In this order: what ends in between is not taken for open.
  const watermarks = await ask(HIGH_WATERMARK);
  const stable = await ask(LAST_STABLE);
  const found: OpenPartition[] = [];
  for (const [partition, watermark] of watermarks) {
    const lastStable = stable.get(partition) ?? watermark;
    if (lastStable >= watermark) continue;
    const open = await admin.openTransactions(topics.at(partition));
    found.push({ partition, lastStable, watermark, open });
  }
  return found;
}
