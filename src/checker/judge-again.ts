/**
 * The judgement of a run that is over, made again from what its directory holds. What only the run itself could see stays
 * as it was told: faults, changes of leaders, times without writes, and its own doubts. What follows from the ledger and
 * the log is found anew.
 */
import type { History } from "../history/open.js";
import { NOT_FINISHED, type Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { checkLog } from "./check-log.js";
import { gatherEvidence, NO_EVIDENCE, sentenceWithoutEvidence, whoAcknowledged } from "./evidence.js";
import { doubtsOf, tellFindings, tellLeaders, tellNothing } from "./findings.js";
import type { WhoAcknowledged } from "./lost-ranges.js";
import type { CheckOutcome } from "./outcome.js";
import type { ProxyTrace } from "./proxy-doubts.js";
import { proxyTrace } from "./proxy-trace.js";
import { tellClients } from "./tell-clients.js";
import { type Doubt, judge } from "./verdict.js";

export interface CheckedAgain {
  readonly outcome: CheckOutcome;
  readonly who: WhoAcknowledged;
  /** Null: there was no proxy. */
  readonly proxy: ProxyTrace | null;
  /** What was doubted on the way to the check. */
  readonly doubts: readonly Doubt[];
  readonly notes: readonly string[];
}

/** `signal`: aborted, the check rejects with its reason. Rejects with an InfrastructureError for a log that is not whole. */
export async function checkAgain(history: History, signal: AbortSignal): Promise<CheckedAgain> {
  const { scenario, ledger, log, proxyJournal } = history;
  const doubts: Doubt[] = [];
  const notes: string[] = [];
  const doubt = (about: Doubt["about"], text: string) => void doubts.push({ about, text });
  const proxy = await proxyTrace(async () => proxyJournal, scenario, ledger, doubt, signal);
  const evidence = await gatherEvidence(history).catch((error: Error) => {
    notes.push(sentenceWithoutEvidence(error));
    return NO_EVIDENCE;
  });
  const who = whoAcknowledged(evidence, ledger);
  return { outcome: await checkLog(log, ledger, proxy, who), who, proxy, doubts, notes };
}

/** Rejects as `checkAgain` does. */
export async function judgeAgain(run: RunData, history: History, signal: AbortSignal): Promise<Result> {
  const { ledger } = history;
  const { outcome, ...checked } = await checkAgain(history, signal);
  const notes = [...(run.result.notes ?? []), ...checked.notes];
  const { sent, acknowledged, failed, settled } = ledger.totals;
  const counts = { ...run.result.counts, sent, acknowledged, failed, unsettled: sent - settled };
  const result: Result = { ...run.result, counts, ...(notes.length > 0 && { notes: [...new Set(notes)] }) };
  tellFindings(outcome, ledger, result);
  await tellClients(history, history.log, ledger, checked.proxy, result);
  const doubts = [...doubtsOfTheRun(run.result), ...checked.doubts, ...doubtsOf(outcome)];
  return judged(result, doubts, leadersAreKnown(run, ledger.partitions));
}

/** Of a run whose history cannot be read, and why. */
export function unableToJudge(run: RunData, why: string): Result {
  const result: Result = { ...run.result, counts: { ...run.result.counts } };
  tellNothing(result);
  const doubts: Doubt[] = [{ about: "experiment", text: why }, ...doubtsOfTheRun(run.result)];
  return judged(result, doubts, false);
}

function doubtsOfTheRun({ doubts = [], finishedAt }: Result): Doubt[] {
  return finishedAt === null ? [...doubts, { about: "experiment", text: NOT_FINISHED }] : [...doubts];
}

function judged(result: Result, doubts: readonly Doubt[], knowsLeaders: boolean): Result {
  const once = doubts.filter(({ text }, i) => doubts.findIndex((doubt) => doubt.text === text) === i);
  const findings = { ...result, failovers: knowsLeaders ? result.failovers : null };
  const { verdict, reasons } = judge(findings, result.expect, once);
  tellLeaders(findings, result);
  return { ...result, verdict, reasons: [...reasons] };
}

/** Whether the timeline has a leader of every partition. */
function leadersAreKnown({ timeline }: RunData, partitions: number): boolean {
  const led = timeline.flatMap((event) =>
    event.event === "view" && event.leader !== null ? [event.partition] : [],
  );
  return new Set(led).size === partitions;
}
