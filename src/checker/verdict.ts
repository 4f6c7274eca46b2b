/**
 * The verdict: is what was found what the scenario expects? True, false, or unknown; unknown is never swallowed.
 *
 *   loss: none          no acknowledged message is lost, corrupted or misplaced
 *   loss: some          at least one acknowledged message is lost
 *   duplicates: none    no message is in the log twice, not counting copies that the proxy made
 *   order: kept         no message stands after a later one of the same producer and partition
 *   corrupted: none     no record's value is damaged, not counting what the proxy changed
 *   failover: some      another broker became the leader of a partition
 *   unavailable: "< t"  the longest time without writes is shorter than t
 *
 * `any` accepts every count that could be found. An expectation that a scenario does not name is not judged; `corrupted`,
 * when named, takes the corrupted records away from `loss`.
 *
 * A doubt is a reason why the run may not be able to tell. A doubt about the *experiment* (it was not the one that was
 * asked for) makes every run inconclusive. A doubt about the *measurement* bounds what is known. The order is:
 *
 *   doubt about the experiment   inconclusive
 *   broken for certain           not as expected: no doubt about the measurement can explain it away
 *   doubt about the measurement  inconclusive
 *   broken                       not as expected
 *   kept                         as expected
 *
 * Broken for certain is `loss: none` with at least one certain loss, `failover: none` with a change of leaders that was
 * seen, and `unavailable` with a longer time: neither leaders nor acknowledgements are read from the log. A promise that
 * is kept for certain while there is a doubt (`loss: some` with a certain loss) stays inconclusive: false weighs more than
 * unknown, and unknown more than true, so that as-expected always means that nothing was in doubt.
 */
import { roughDuration } from "../rough-duration.js";
import type { Counts, Expectations, Result, Verdict } from "../rundir/result.js";

export type Doubt = Readonly<NonNullable<Result["doubts"]>[number]>;

export interface Judgement {
  readonly verdict: Verdict;
  /** A sentence each; empty only when the verdict is as-expected. */
  readonly reasons: readonly string[];
}

/** What a verdict is made of. */
export interface Findings extends Pick<Result, "counts" | "noWrites"> {
  /** Null: not known, as no broker told who leads. */
  readonly failovers: Result["failovers"] | null;
}

/** `doubts`: why the findings may not be the truth, from anything that took part in the run. */
export function judge(findings: Findings, expect: Expectations, doubts: readonly Doubt[]): Judgement {
  const isOfTheExperiment = ({ about }: Doubt) => about === "experiment";
  const all = doubts.some(isOfTheExperiment) ? doubts : [...doubts, ...doubtsAbout(findings, expect, doubts)];
  const certain = all.some(isOfTheExperiment) ? [] : brokenForCertain(findings, expect);
  if (all.length > 0) {
    return {
      verdict: certain.length > 0 ? "not-as-expected" : "inconclusive",
      reasons: [...certain, ...all.map(({ text }) => text)],
    };
  }
  const reasons = [...certain, ...broken(findings, expect)];
  return { verdict: reasons.length === 0 ? "as-expected" : "not-as-expected", reasons };
}

/** What is not known though an expectation needs it. `told`: doubts that say already why counts are not known. */
function doubtsAbout(
  { counts, failovers, noWrites }: Findings,
  { failover = "any", unavailable }: Expectations,
  told: readonly Doubt[],
): Doubt[] {
  const doubts: Doubt[] = [];
  const { acknowledged, logMessages, lost, duplicated, reordered, corrupted, misplaced } = counts;
  if (acknowledged === 0) {
    doubts.push({ about: "experiment", text: "no message was acknowledged, so none could be lost" });
  }
  if (told.length === 0 && logMessages === null) {
    doubts.push({ about: "measurement", text: "the log was not checked" });
  } else if (told.length === 0 && [lost, duplicated, reordered, corrupted, misplaced].includes(null)) {
    doubts.push({ about: "measurement", text: "the log could not be checked in full" });
  }
  if (failover !== "any" && failovers === null) {
    const text =
      "no broker told which broker leads each partition, so it is not known whether a leader changed";
    doubts.push({ about: "measurement", text });
  }
  if (unavailable !== undefined && (noWrites ?? null) === null) {
    doubts.push({ about: "measurement", text: "how long no message could be written is not known" });
  }
  return doubts;
}

/** What no doubt about the measurement can explain away. */
function brokenForCertain(
  { counts: { lost, lostAtLeast }, failovers, noWrites }: Findings,
  { loss, failover, unavailable }: Expectations,
): string[] {
  const found: string[] = [];
  const certain = lostAtLeast ?? 0;
  if (loss === "none" && certain > 0) {
    const atLeast = certain === lost ? "" : "at least ";
    found.push(`no loss was expected, but ${atLeast}${messages(certain)} lost`);
  }
  if (failover === "none" && failovers !== null && failovers.length > 0) {
    found.push(`no fail-over was expected, but the leader of a partition changed ${times(failovers.length)}`);
  }
  if (unavailable !== undefined && noWrites && noWrites.longestMs >= unavailable.belowMs) {
    const where = noWrites.partition === null ? "" : ` in partition ${noWrites.partition}`;
    found.push(
      `writes were expected again within ${roughDuration(unavailable.belowMs)}, but no message was acknowledged${where} for ` +
        roughDuration(noWrites.longestMs),
    );
  }
  return found;
}

/** The rest of what is broken, where nothing is in doubt. */
function broken({ counts, failovers }: Findings, expect: Expectations): string[] {
  const { lost, lostAtLeast, duplicated, reordered, corrupted, misplaced } = counts;
  const found: string[] = [];
  if (expect.loss === "none") {
    if (lost !== 0 && !lostAtLeast) found.push(`no loss was expected, but ${messages(lost)} lost`);
    if (corrupted !== 0 && expect.corrupted === undefined) {
      found.push(`no loss was expected, but ${messages(corrupted)} corrupted`);
    }
    if (misplaced !== 0) {
      found.push(`no loss was expected, but ${messages(misplaced)} not where they were acknowledged`);
    }
  }
  if (expect.loss === "some" && lost === 0) {
    found.push("loss was expected, but no acknowledged message is lost");
  }
  if (expect.duplicates === "none" && duplicated !== 0) {
    found.push(`no duplicates were expected, but the log has ${extra(duplicated)}`);
  }
  if (expect.duplicates === "some" && duplicated === 0) {
    found.push("duplicates were expected, but no message is in the log twice");
  }
  if (expect.order === "kept" && reordered !== 0) {
    found.push(`order was expected to be kept, but ${messages(reordered)} in the log behind a later one`);
  }
  if (expect.order === "broken" && reordered === 0) {
    found.push("order was expected to be broken, but no message is in the log behind a later one");
  }
  if (expect.corrupted === "none" && corrupted !== 0) {
    found.push(`no corruption was expected, but ${messages(corrupted)} corrupted`);
  }
  if (expect.corrupted === "some" && corrupted === 0) {
    found.push("corruption was expected, but no record is corrupted");
  }
  if (expect.failover === "some" && failovers?.length === 0) {
    found.push("a fail-over was expected, but no leader changed");
  }
  return found;
}

function messages(count: Counts["lost"]): string {
  return count === 1 ? "1 message is" : `${count} messages are`;
}

function extra(count: Counts["duplicated"]): string {
  return count === 1 ? "1 extra copy of a message" : `${count} extra copies of messages`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
