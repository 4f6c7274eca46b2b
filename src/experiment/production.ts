/** The part of a run in which messages are sent and faults strike. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { noWritesOf } from "../checker/availability.js";
import { producersBootstrapOf } from "../engine/addresses.js";
import type { Cluster } from "../engine/engine.js";
import { errorCounts, type Ledger } from "../history/ledger.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Consumers } from "../workload/consumers.js";
import type { LeaderWatch } from "../workload/leader-watch.js";
import { Workload } from "../workload/producers.js";
import type { Journal } from "./journal.js";
import type { Schedule } from "./schedule.js";
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
    },
  });

  journal.phase("produce");
  let errorsSeen = 0;
  const progress = () => {
    const { sent, acknowledged, failed } = ledger.totals;
    journal.happened({ event: "progress", sent, acknowledged, failed });
    if (failed > errorsSeen) journal.happened({ event: "errors", errors: errorCounts(ledger) });
    errorsSeen = failed;
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
    journal.result.errors = errorCounts(ledger);
    journal.result.noWrites = noWritesOf(ledger, journal.nowMs());
    const { sent, acknowledged, failed } = ledger.totals;
    journal.show({ event: "settled", sent, acknowledged, failed });
  }
}
