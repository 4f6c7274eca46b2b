/** The check of a log in its file, once it is whole: what became of each message, and all that checks observe besides. */

import type { Ledger } from "../history/ledger.js";
import type { LogSink } from "../history/log-entries.js";
import type { LogFooter, StoredLog } from "../history/log-file.js";
import { readCommitted } from "../history/read-committed.js";
import { TopicPartitions } from "../topic-partitions.js";
import { startCheck } from "./check.js";
import { checks } from "./checks/index.js";
import { cleanupPolicyIn } from "./cleanup-policy.js";
import { count } from "./count.js";
import type { WhoAcknowledged } from "./lost-ranges.js";
import type { CheckOutcome } from "./outcome.js";
import type { ProxyTrace } from "./proxy-doubts.js";
import { toAll } from "./to-all.js";
import { unendedTransactions } from "./unended-transactions.js";

/** @throws LogFileError when the log is not whole, or damaged */
export async function checkLog(
  log: StoredLog,
  ledger: Ledger,
  proxy: ProxyTrace | null = null,
  whoAcknowledged?: WhoAcknowledged,
): Promise<CheckOutcome> {
  let open = 0;
  const { sink, footer } = await readCommitted(
    log,
    () => {
      const check = startCheck(ledger, log.identity.schemaId, proxy, whoAcknowledged);
      const observers = startObservers(ledger);
      return { ...toAll([check, observers]), check, observers };
    },
    async () => {
      const unended = await unendedTransactions(log, ledger);
      open = unended.doubtful;
      return unended.harmless;
    },
  );
  const { topicConfigs } = footer;
  const topics = new TopicPartitions(log.identity.topics);
  const policies = topicConfigs.map((config) => (config === null ? null : cleanupPolicyIn(config)));
  const outcome = sink.check.finish((partition) => policies[topics.placeOf(partition)] ?? null, topics);
  const told = sink.observers.addTo(outcome, footer);
  if (open === 0) return told;
  const whose = open === 1 ? "its" : "their";
  const doubt = `${count(open, "transaction")} in the log did not end, so it is not known whether consumers get ${whose} records`;
  return { ...told, inconclusive: [...told.inconclusive, doubt] };
}

interface Observers extends LogSink {
  addTo(outcome: CheckOutcome, footer: LogFooter): CheckOutcome;
}

/** Every check that observes a log by itself. */
export function startObservers(ledger: Ledger): Observers {
  const observing = checks.flatMap((check) => {
    const sink = "observe" in check ? check.observe(ledger) : null;
    return sink === null ? [] : [{ name: check.name, sink }];
  });
  return {
    ...toAll(observing.map(({ sink }) => sink)),
    addTo(outcome, footer) {
      const found = observing.map(({ name, sink }) => ({ name, ...sink.found(footer) }));
      return {
        ...outcome,
        observed: {
          ...outcome.observed,
          ...Object.fromEntries(found.map(({ name, count }) => [name, count])),
        },
        unknownBecause: {
          ...outcome.unknownBecause,
          ...Object.fromEntries(
            found.flatMap(({ name, because }) => (because === undefined ? [] : [[name, because]])),
          ),
        },
        anomalies: [...outcome.anomalies, ...found.flatMap(({ examples }) => examples)],
      };
    },
  };
}
