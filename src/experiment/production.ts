/** The part of a run in which messages are sent and faults strike. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { noWritesOf } from "../checker/availability.js";
import { producersBootstrapOf } from "../engine/addresses.js";
import type { Cluster } from "../engine/engine.js";
import { errorCounts, type Ledger } from "../history/ledger.js";
import { TRANSACTION_ABORTED } from "../history/transaction-file.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Consumers } from "../workload/consumers.js";
import type { LeaderWatch } from "../workload/leader-watch.js";
import { Workload } from "../workload/producers.js";
import type { Journal } from "./journal.js";
import type { Schedule } from "./schedule.js";
import { TransactionBook } from "./transaction-book.js";
import { SLOW_MESSAGES_PER_SECOND } from "./watch.js";

const PROGRESS_EVERY_MS = 250;
/** How much of a run a kill -9 of this process may take with it. */
const SAVE_EVERY_MS = 1_000;

export interface Production {
  readonly scenario: Scenario;
  readonly cluster: Cluster;
  readonly schedule: Schedule;
  readonly consumers: Pick<Consumers, "begin">;
  readonly ledger: Ledger;
  readonly schemaId: number | null;
  readonly journal: Journal;
  readonly leaderWatch?: LeaderWatch | undefined;
  /** Directory for librdkafka's own log. */
  readonly logs: string;
  /** Path of transactions.ndjson. */
  readonly transactions: string;
  readonly signal: AbortSignal;
}

/** Every message sent and settled, while the schedule strikes. */
export async function produce(production: Production): Promise<void> {
  const { scenario, cluster, schedule, consumers, ledger, schemaId, journal, leaderWatch, logs, signal } =
    production;
  const { producers } = scenario;
  const perSecond = producers.reduce((sum, { rate, instances }) => sum + Number(rate) * instances, 0);
  // At full speed it is not a number.
  const isSlow = perSecond <= SLOW_MESSAGES_PER_SECOND;
  const log = join(logs, "producers.log");

  // It outlives the producers: they end transactions when they are disposed of, too.
  using book = new TransactionBook(scenario, production.transactions, journal);
  journal.phase("connect");
  await using workload = await Workload.connect({
    scenario,
    bootstrap: producersBootstrapOf(cluster),
    ledger,
    schemaId,
    nowMs: journal.nowMs,
    leaderWatch,
    signal,
    listener: {
      log: (line) => journal.guard(() => appendFileSync(log, `[${new Date().toISOString()}] ${line}\n`)),
      sent: (total) => schedule.sent(total),
      report: (producer, sequence, offset, error) => {
        if (isSlow) {
          journal.show({ event: "message", producer, sequence, offset, error: error?.name ?? null });
        }
      },
      failover: (producer, partition, lost, lastOffset, offset) =>
        journal.happened({ event: "offset-regressed", producer, partition, lost, lastOffset, offset }),
      transaction: (transaction, isReplaced) => book.add(transaction, isReplaced),
      gaveUp: (producer, why) => journal.doubt("experiment", `producer ${producer} stopped: ${why}`),
    },
  });

  journal.phase("produce");
  let errorsSeen = 0;
  const progress = () => {
    const { sent, acknowledged, failed } = ledger.totals;
    book.show();
    journal.happened({ event: "progress", sent, acknowledged, failed });
    const errors = failed - book.messagesAbortedAsPlanned;
    if (errors > errorsSeen) journal.happened({ event: "errors", errors: errorsOf(ledger, book) });
    errorsSeen = errors;
  };
  const timers = [
    setInterval(progress, PROGRESS_EVERY_MS),
    setInterval(() => {
      journal.count(ledger.totals);
      journal.save();
    }, SAVE_EVERY_MS),
  ];
  schedule.start();
  consumers.begin();
  try {
    await workload.run();
  } finally {
    for (const timer of timers) clearInterval(timer);
    progress();
    journal.result.errors = errorsOf(ledger, book);
    journal.result.noWrites = noWritesOf(ledger, journal.nowMs());
    const { sent, acknowledged, failed } = ledger.totals;
    journal.show({ event: "settled", sent, acknowledged, failed });
  }
}

/** Those that the scenario does not ask for. */
function errorsOf(ledger: Ledger, { messagesAbortedAsPlanned }: TransactionBook): Record<string, number> {
  const errors = errorCounts(ledger);
  const unplanned = (errors[TRANSACTION_ABORTED] ?? 0) - messagesAbortedAsPlanned;
  if (unplanned > 0) errors[TRANSACTION_ABORTED] = unplanned;
  else delete errors[TRANSACTION_ABORTED];
  return errors;
}
