/** What the checker has to know of the proxy, from the proxy's own journal. */
import type { ProxyTrace } from "../checker/check.js";
import { plantedIn } from "../checker/planted.js";
import type { Cluster } from "../engine/engine.js";
import { type ProxyJournalEntry, readProxyJournal } from "../rundir/proxy-journal.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Journal } from "./journal.js";

const FAULT = "proxy";

/**
 * Null where there is no proxy. A rule that did nothing at all makes the run inconclusive: it was an experiment without
 * its fault. So does a journal that can't be had or read; what was read of it is used.
 */
export async function proxyTrace(
  cluster: Pick<Cluster, "proxyJournal">,
  { topic, producers, faults }: Pick<Scenario, "topic" | "producers" | "faults">,
  journal: Pick<Journal, "doubt">,
): Promise<ProxyTrace | null> {
  const rulesAtWork = new Set<string>();
  async function* read(): AsyncGenerator<ProxyJournalEntry> {
    const path = await cluster.proxyJournal();
    if (path === null) return;
    for await (const entry of readProxyJournal(path)) {
      rulesAtWork.add(entry.rule);
      yield entry;
    }
  }
  async function* untilItFails(): AsyncGenerator<ProxyJournalEntry> {
    try {
      yield* read();
    } catch (error) {
      journal.doubt("measurement", `what the proxy did is not known in full: ${(error as Error).message}`);
    }
  }
  const rules = faults.filter(({ fault }) => fault === FAULT).length;
  if (rules === 0) return null;
  const planted = await plantedIn(untilItFails(), topic.name);
  const idle = rules - rulesAtWork.size;
  if (idle > 0) {
    journal.doubt(
      "experiment",
      `${idle} of ${rules} interceptors did nothing to any request: see whether their config fits the topic, and whether the producers had anything to send by then`,
    );
  }
  return { planted, sizeBytes: producers.sizeBytes, isAnswered: producers.acks !== 0 };
}
