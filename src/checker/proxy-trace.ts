/** What the check has to know of the proxy, from the proxy's own journal. */

import { type Ledger, lastSettledAtMs } from "../history/ledger.js";
import { type ProxyJournalEntry, readProxyJournal } from "../rundir/proxy-journal.js";
import { TopicPartitions, type TopicShape } from "../topic-partitions.js";
import { plantedIn } from "./planted.js";
import type { ProxyTrace } from "./proxy-doubts.js";
import type { Doubt } from "./verdict.js";

const FAULT = "proxy";

/** The API that every rule of a scenario works on: the fault's schema refuses what works on others alone. */
const MEASURED = "Produce";

/** Of a scenario. */
export interface ProxiedRun {
  readonly topics: readonly TopicShape[];
  readonly faults: readonly { readonly fault: string }[];
}

/**
 * Null where there is no proxy. `journal`: where its journal is, as soon as that is complete. A rule that did nothing to a message of the run makes the run inconclusive: it was an
 * experiment without its fault. So does a journal that can't be had or read; what was read of it is used.
 */
export async function proxyTrace(
  journal: () => Promise<string | null>,
  { topics: shapes, faults }: ProxiedRun,
  ledger: Pick<Ledger, "producers" | "settledAt" | "startedAtMs">,
  doubt: (about: Doubt["about"], text: string) => void,
  signal: AbortSignal,
): Promise<ProxyTrace | null> {
  // With acks=0 a message is settled before the proxy sees it.
  const isAnswered = ledger.producers.every(({ acks }) => acks !== 0);
  const settledMs = !isAnswered ? Number.POSITIVE_INFINITY : lastSettledAtMs(ledger);
  const topics = new TopicPartitions(shapes);
  const names = shapes.map(({ name }) => name);
  const metMessages = ({ api, effect, topic, records, atMs }: ProxyJournalEntry) =>
    api === MEASURED &&
    effect !== "observed" &&
    (topic === undefined || names.includes(topic)) &&
    // What changed the log did so whenever it is written down, which may be after the client had its answer.
    (records !== undefined || atMs <= settledMs);
  const rulesAtWork = new Set<string>();
  let isComplete = true;
  async function* read(): AsyncGenerator<ProxyJournalEntry> {
    const path = await journal();
    if (path === null) return;
    for await (const entry of readProxyJournal(path)) {
      if (metMessages(entry)) rulesAtWork.add(entry.rule);
      yield entry;
    }
  }
  async function* untilItFails(): AsyncGenerator<ProxyJournalEntry> {
    try {
      yield* read();
    } catch (error) {
      signal.throwIfAborted();
      isComplete = false;
      doubt("measurement", `what the proxy did is not known in full: ${(error as Error).message}`);
    }
  }
  const rules = faults.filter(({ fault }) => fault === FAULT).length;
  if (rules === 0) return null;
  const planted = await plantedIn(untilItFails(), topics);
  const idle = rules - rulesAtWork.size;
  if (idle > 0) {
    doubt(
      "experiment",
      `${idle} of ${rules} interceptors did nothing to any message of ${names.join(" and ")}: check that the config fits the topic, and that producers still send messages when the interceptor is armed`,
    );
  }
  return { planted, isAnswered, isComplete };
}
