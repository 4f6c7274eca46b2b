/**
 * The verdict: is what was found what the scenario expects? True, false, or unknown; unknown is never swallowed.
 *
 *   loss: none          no acknowledged message is lost, corrupted or misplaced
 *   loss: some          at least one acknowledged message is lost
 *   duplicates: none    no message is in the log twice
 *   order: kept         no message stands after a later one of the same producer and partition
 *   corrupted: none     no record's value is damaged
 *   failover: some      another broker became the leader of a partition
 *   unavailable: "< t"  the longest time without writes is shorter than t
 *
 * `any` accepts every count that could be found. An expectation that a scenario does not name is not judged; `corrupted`,
 * when named, takes the corrupted records away from `loss`.
 *
 * A doubt is a reason why the run may not be able to tell. A doubt about the *experiment* (it was not the one that was
 * asked for) makes every run inconclusive. A doubt about the *measurement* bounds what is known: it makes a run
 * inconclusive unless a promise is broken for certain. So the order is: doubt about the experiment, broken for certain,
 * doubt about the measurement, broken, kept.
 */
import type { Counts, Expectations, Result, Verdict } from "../rundir/result.js";

export interface Doubt {
  readonly about: "experiment" | "measurement";
  /** One sentence. */
  readonly text: string;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** A sentence each; empty only when the verdict is as-expected. */
  readonly reasons: readonly string[];
}

/** What a verdict is made of. */
export type Findings = Pick<Result, "counts" | "failovers" | "noWrites">;

/** `doubts`: why the findings may not be the truth, from anything that took part in the run. */
export function judge(findings: Findings, expect: Expectations, doubts: readonly Doubt[]): Judgement {
  const { counts } = findings;
  const all = [...doubts, ...doubtsAbout(findings, expect)];
  if (all.length > 0) {
    const texts = all.map(({ text }) => text);
    const certain = all.some(({ about }) => about === "experiment") ? [] : brokenForCertain(counts, expect);
    return {
      verdict: certain.length > 0 ? "not-as-expected" : "inconclusive",
      reasons: [...certain, ...texts],
    };
  }
  const reasons = broken(findings, expect);
  return { verdict: reasons.length === 0 ? "as-expected" : "not-as-expected", reasons };
}

function doubtsAbout({ counts, noWrites }: Findings, expect: Expectations): Doubt[] {
  const doubts: Doubt[] = [];
  const { acknowledged, lost, duplicated, reordered, corrupted, misplaced, logMessages } = counts;
  if (logMessages === null) {
    doubts.push({ about: "measurement", text: "the log was not checked" });
  } else if ([lost, duplicated, reordered, corrupted, misplaced].includes(null)) {
    doubts.push({ about: "measurement", text: "the log could not be checked in full" });
  }
  if (acknowledged === 0) {
    doubts.push({ about: "experiment", text: "no message was acknowledged, so none could be lost" });
  }
  if (expect.unavailable !== undefined && (noWrites ?? null) === null) {
    doubts.push({ about: "measurement", text: "for how long nobody could write is not known" });
  }
  return doubts;
}

/** What no doubt about the measurement can explain away. */
function brokenForCertain({ lostAtLeast }: Counts, { loss }: Expectations): string[] {
  return loss === "none" && (lostAtLeast ?? 0) > 0
    ? [`no loss was expected, and at least ${messages(lostAtLeast!)} lost`]
    : [];
}

function broken({ counts, failovers, noWrites }: Findings, expect: Expectations): string[] {
  const { lost, duplicated, reordered, corrupted, misplaced } = counts;
  const found: string[] = [];
  if (expect.loss === "none") {
    if (lost !== 0) found.push(`no loss was expected, and ${messages(lost)} lost`);
    if (corrupted !== 0 && expect.corrupted === undefined) {
      found.push(`no loss was expected, and ${messages(corrupted)} corrupted`);
    }
    if (misplaced !== 0) {
      found.push(`no loss was expected, and ${messages(misplaced)} not where they were acknowledged`);
    }
  }
  if (expect.loss === "some" && lost === 0)
    found.push("loss was expected, and no acknowledged message is lost");
  if (expect.duplicates === "none" && duplicated !== 0) {
    found.push(`no duplicates were expected, and ${messages(duplicated)} in the log once more`);
  }
  if (expect.duplicates === "some" && duplicated === 0) {
    found.push("duplicates were expected, and no message is in the log twice");
  }
  if (expect.order === "kept" && reordered !== 0) {
    found.push(`order was expected to be kept, and ${messages(reordered)} after a later one`);
  }
  if (expect.order === "broken" && reordered === 0) {
    found.push("order was expected to be broken, and every message is in its place");
  }
  if (expect.corrupted === "none" && corrupted !== 0) {
    found.push(`no corruption was expected, and ${messages(corrupted)} corrupted`);
  }
  if (expect.corrupted === "some" && corrupted === 0) {
    found.push("corruption was expected, and no record is corrupted");
  }
  if (expect.failover === "none" && failovers.length > 0) {
    found.push(`no fail-over was expected, and leaders changed ${times(failovers.length)}`);
  }
  if (expect.failover === "some" && failovers.length === 0) {
    found.push("a fail-over was expected, and no leader changed");
  }
  if (expect.unavailable !== undefined && noWrites && noWrites.longestMs >= expect.unavailable.belowMs) {
    const { longestMs } = noWrites;
    found.push(
      `writes were expected again within ${seconds(expect.unavailable.belowMs)}, and there were none for ${seconds(longestMs)}`,
    );
  }
  return found;
}

function messages(count: number | null): string {
  return count === 1 ? "1 message is" : `${count} messages are`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
