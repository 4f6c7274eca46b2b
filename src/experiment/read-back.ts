/**
 * The measurement of a run: its log is read back and checked, and the losses are explained. The experiment is over by
 * then, so what goes wrong here is a doubt about the measurement, and never a pass; what was found before stays.
 */
import { startCheck } from "../checker/check.js";
import { type Evidence, gatherEvidence, NO_EVIDENCE, whoAcknowledged } from "../checker/evidence.js";
import type { CheckOutcome } from "../checker/outcome.js";
import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { readLog } from "../reader/read-log.js";
import type { RunPaths } from "../rundir/rundir.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Ledger } from "../workload/ledger.js";
import type { Journal } from "./journal.js";
import { proxyTrace } from "./proxy-trace.js";
import { askAboutSchemas } from "./schemas.js";

export interface ReadBack {
  readonly cluster: Cluster;
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly schemaId: number | null;
  readonly paths: Pick<RunPaths, "timeline">;
  readonly journal: Pick<Journal, "phase" | "doubt" | "note" | "result">;
  readonly signal: AbortSignal;
}

/** The phases "evidence" and "read". Rejects only when aborted. */
export async function readBack(options: ReadBack): Promise<void> {
  const { journal, signal } = options;
  journal.phase("evidence");
  const evidence = await gather(options);
  journal.phase("read");
  try {
    await check(options, evidence);
  } catch (error) {
    signal.throwIfAborted();
    const isDefect = !(error instanceof InfrastructureError);
    journal.doubt(
      "measurement",
      `${isDefect ? "the check of the log failed: " : ""}${(error as Error).message}`,
    );
  }
}

/** Evidence explains a verdict and never makes one: a search that fails is a note. */
async function gather({ cluster, scenario, ledger, paths, journal, signal }: ReadBack): Promise<Evidence> {
  try {
    return await gatherEvidence({ cluster, timeline: paths.timeline, scenario, ledger });
  } catch (error) {
    signal.throwIfAborted();
    journal.note(`the broker logs could not be searched for evidence: ${(error as Error).message}`);
    return NO_EVIDENCE;
  }
}

async function check(options: ReadBack, evidence: Evidence): Promise<void> {
  const { cluster, scenario, ledger, schemaId, journal, signal } = options;
  const proxy = await proxyTrace(cluster, scenario, ledger, journal, signal);
  const outcome = await readLog(
    brokersOf(cluster),
    scenario.topic,
    startCheck(ledger, proxy, schemaId, whoAcknowledged(evidence, ledger)),
    signal,
  );
  record(outcome, journal);
  if (schemaId !== null && outcome.schemaIds !== undefined) {
    journal.result.schemas = await askAboutSchemas(cluster, schemaId, outcome.schemaIds, journal, signal);
  }
}

function record(outcome: CheckOutcome, journal: ReadBack["journal"]): void {
  const { result } = journal;
  const { counts, lostAtLeast, lostAtMost, lostUnknownBecause, planted } = outcome;
  Object.assign(result.counts, counts, { lostAtLeast, lostAtMost });
  if (lostUnknownBecause !== null) result.lostUnknownBecause = lostUnknownBecause;
  if (planted !== undefined) {
    result.planted = planted;
    // Copies lift the watermark: it says nothing of what is missing below it.
    if (planted.duplicated > 0) result.counts.lostByWatermark = null;
  }
  result.anomalies = [...outcome.anomalies];
  result.lostRanges = [...outcome.lostRanges];
  result.lostRangesOmitted = outcome.lostRangesOmitted;
  for (const text of outcome.inconclusive) journal.doubt("measurement", text);
}
