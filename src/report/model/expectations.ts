/**
 * The expectations that a scenario names, each with what the run showed of it. `holds` null: the run does not know.
 * The verdict itself comes from the checker; pretty.test.ts holds the two against each other.
 */
import { type Expectations, OBSERVED, type Result } from "../../rundir/result.js";
import { duration } from "../text.js";

export interface Expected {
  /** `loss: none`, `no writes: < 10 s` */
  readonly text: string;
  readonly holds: boolean | null;
}

type Found = Pick<Result, "counts" | "failovers" | "noWrites" | "expect">;

export function expectationsOf({ counts, failovers, noWrites, expect }: Found): Expected[] {
  const expected: Expected[] = [{ text: `loss: ${expect.loss}`, holds: lossHolds(counts, expect) }];
  const add = (text: string, holds: boolean | null) => expected.push({ text, holds });
  const { duplicates, order, corrupted, failover, unavailable } = expect;
  if (duplicates !== undefined) add(`duplicates: ${duplicates}`, amountHolds(duplicates, counts.duplicated));
  if (order !== undefined) add(`order: ${order}`, amountHolds(AMOUNT[order], counts.reordered));
  if (corrupted !== undefined) add(`corrupted: ${corrupted}`, amountHolds(corrupted, counts.corrupted));
  if (failover !== undefined) {
    // A run that ended before its log was read may have seen no leader at all.
    const seen = failovers.length === 0 && counts.logMessages === null ? null : failovers.length;
    add(`new leader: ${failover}`, amountHolds(failover, seen));
  }
  if (unavailable !== undefined) {
    const longestMs = noWrites?.longestMs ?? null;
    const holds = longestMs === null ? null : longestMs < unavailable.belowMs;
    add(`no writes: < ${duration(unavailable.belowMs)}`, holds);
  }
  for (const name of OBSERVED) {
    const value = expect[name];
    if (value !== undefined) add(`${name}: ${value}`, amountHolds(AMOUNT[value], counts[name] ?? null));
  }
  return expected;
}

/** What an expectation asks of a count. */
const AMOUNT = { none: "none", some: "some", any: "any", kept: "none", broken: "some" } as const;

function amountHolds(amount: Expectations["loss"], found: number | null): boolean | null {
  if (amount === "any") return true;
  if (found === null) return null;
  return amount === "none" ? found === 0 : found > 0;
}

/** `loss: none` speaks of every message that was acknowledged: one that is damaged or elsewhere is not kept either. */
function lossHolds(counts: Result["counts"], { loss, corrupted }: Expectations): boolean | null {
  const lost = counts.lost ?? (counts.lostAtLeast ? counts.lostAtLeast : null);
  if (loss !== "none") return amountHolds(loss, lost);
  const kinds = [lost, counts.misplaced, ...(corrupted === undefined ? [counts.corrupted] : [])];
  if (kinds.some((kind) => kind !== null && kind > 0)) return false;
  return kinds.includes(null) ? null : true;
}
