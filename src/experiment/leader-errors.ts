/**
 * NOT_LEADER_OR_FOLLOWER in a run, from the two places that saw it: the proxy's journal has the answers of brokers, and the
 * watch has the requests of librdkafka that failed.
 */
import { type Burst, BurstRecorder, RULE_OF_A_RUN } from "../error-bursts.js";
import { type ProxyJournalEntry, ProxyJournalError, readProxyJournal } from "../rundir/proxy-journal.js";
import type { LeaderErrors, SeenErrors } from "../rundir/result.js";
import type { TopicPartitions } from "../topic-partitions.js";
import type { LeaderWatch } from "../workload/leader-watch.js";

const ERROR = "NOT_LEADER_OR_FOLLOWER";

interface AtTheWire {
  readonly answers: BurstRecorder;
  /** Of producers. */
  readonly metadataRequests: number;
}

/** `journal`: resolves to the path of the proxy's journal when it is complete. `note`: why it does not tell. */
export async function leaderErrors(
  journal: () => Promise<string | null>,
  topics: TopicPartitions,
  watch: LeaderWatch,
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<LeaderErrors> {
  let wire: AtTheWire | null = null;
  try {
    const path = await journal();
    if (path !== null) wire = await atTheWire(readProxyJournal(path), topics, watch.sinceMs);
  } catch (error) {
    signal.throwIfAborted();
    note((error as Error).message);
  }
  const { requests, messagesSentAgain, requestsRetried, metadataRequests } = watch;
  return {
    kind: wire === null || wire.answers.errors > 0 !== requests.errors > 0 ? null : wire.answers.kind(),
    wire: wire && told(wire.answers),
    client: told(requests),
    ...{ messagesSentAgain, requestsRetried },
    metadataRequests: { wire: wire?.metadataRequests ?? null, client: metadataRequests },
  };
}

/**
 * `sinceMs`: when the producers began. Every client asks for metadata first, so a journal without such a request is not that of
 * a proxy that watched.
 *
 * @throws ProxyJournalError
 */
export async function atTheWire(
  journal: AsyncIterable<ProxyJournalEntry> | Iterable<ProxyJournalEntry>,
  topics: TopicPartitions,
  sinceMs: number,
): Promise<AtTheWire> {
  const answers = new BurstRecorder(RULE_OF_A_RUN);
  let metadataRequests = 0;
  for await (const { effect, api, topic, partition: number, error, atMs, times = 1 } of journal) {
    if (effect !== "observed") continue;
    if (api === "Metadata" && atMs >= sinceMs) metadataRequests += times;
    if (topic === undefined || number === undefined) continue;
    const partition = topics.of(topic, number);
    if (partition === undefined) continue;
    if (error === ERROR) answers.error(partition, atMs, times);
    else answers.success(partition, atMs);
  }
  if (metadataRequests === 0) throw new ProxyJournalError("the proxy did not watch the producers");
  return { answers, metadataRequests };
}

function told({ errors, bursts, burstsOmitted }: BurstRecorder): SeenErrors {
  return { errors, bursts: bursts.map(burstOf), burstsOmitted };
}

function burstOf({ partition, fromMs, toMs, errors, successMs }: Burst) {
  const iso = (ms: number) => new Date(ms).toISOString();
  const writesAgainAfterMs = successMs === null ? null : Math.max(0, successMs - fromMs);
  return { partition, from: iso(fromMs), to: iso(toMs), errors, writesAgainAfterMs };
}
