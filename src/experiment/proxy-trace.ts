/** What the checker has to know of the proxy, from the proxy's own journal. */
import type { ProxyTrace } from "../checker/check.js";
import { plantedIn } from "../checker/planted.js";
import type { Cluster } from "../engine/engine.js";
import { type ProxyJournalEntry, readProxyJournal } from "../rundir/proxy-journal.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Journal } from "./journal.js";

/**
 * Null where there is no proxy. One that did nothing at all makes the run inconclusive: it was an experiment without
 * its fault.
 */
export async function proxyTrace(
  cluster: Pick<Cluster, "proxyJournal">,
  { topic, producers }: Pick<Scenario, "topic" | "producers">,
  journal: Pick<Journal, "doubt">,
): Promise<ProxyTrace | null> {
  const path = await cluster.proxyJournal();
  if (path === null) return null;
  let entries = 0;
  async function* counted(): AsyncGenerator<ProxyJournalEntry> {
    for await (const entry of readProxyJournal(path!)) {
      entries++;
      yield entry;
    }
  }
  const planted = await plantedIn(counted(), topic.name);
  if (entries === 0) {
    journal.doubt(
      "the proxy did nothing to any request: see whether the interceptor's config fits the topic",
    );
  }
  return { planted, sizeBytes: producers.sizeBytes };
}
