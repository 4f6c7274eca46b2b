/**
 * The verdict: is what was found what the scenario expects? True, false, or unknown; unknown is never swallowed.
 *
 * Each key of `expect` is a check (checks/), which says what is broken. `any` accepts every count that could be found. A
 * check that a scenario does not name is reported and not judged.
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
 * Each check says what is broken for certain. A promise that is kept for certain while there is a doubt (`loss: some` with a
 * certain loss) stays inconclusive: false weighs more than unknown, and unknown more than true, so that as-expected always
 * means that nothing was in doubt.
 */
import type { Doubt, Expectations, Reason, Verdict } from "../rundir/result.js";
import type { Broken, Check, Findings, Need } from "./check-kind.js";
import { whyUnknown } from "./checks/errors.js";
import { checks } from "./checks/index.js";

export type { Doubt } from "../rundir/result.js";
export type { Findings } from "./check-kind.js";

export interface Judgement {
  readonly verdict: Verdict;
  /** Empty only when the verdict is as-expected. */
  readonly reasons: readonly Reason[];
}

/** `doubts`: why the findings may not be the truth, from anything that took part in the run. */
export function judge(findings: Findings, expect: Expectations, doubts: readonly Doubt[]): Judgement {
  const isOfTheExperiment = ({ about }: Doubt) => about === "experiment";
  const all = doubts.some(isOfTheExperiment) ? doubts : [...doubts, ...doubtsAbout(findings, expect, doubts)];
  const broken = all.some(isOfTheExperiment) ? [] : brokenPromises(findings, expect);
  const certain = broken.filter(({ isCertain }) => isCertain);
  if (all.length > 0) {
    return {
      verdict: certain.length > 0 ? "not-as-expected" : "inconclusive",
      reasons: [...certain.map(reasonOf), ...all],
    };
  }
  const reasons = [...certain, ...broken.filter(({ isCertain }) => !isCertain)].map(reasonOf);
  return { verdict: reasons.length === 0 ? "as-expected" : "not-as-expected", reasons };
}

function reasonOf({ text }: Broken): Reason {
  return { about: "expectation", text };
}

function brokenPromises(findings: Findings, expect: Expectations): Broken[] {
  // The list is of one check for each key: its type is that of the key's expectation.
  return (checks as readonly Check[]).flatMap((check) => {
    const expected = expect[check.name];
    return expected === undefined ? [] : check.broken(findings, expected as never, expect);
  });
}

/** What a check needs beyond the log: whether it is known, and what to say where it is not. */
const KNOWN: Record<
  Exclude<Need, "log">,
  { isKnown(findings: Findings): boolean; unknown(findings: Findings): string }
> = {
  leaders: {
    isKnown: ({ failovers }) => failovers !== null,
    unknown: () =>
      "no broker told which broker leads each partition, so it is not known whether a leader changed",
  },
  writes: {
    isKnown: ({ noWrites }) => (noWrites ?? null) !== null,
    unknown: () => "how long no message could be written is not known",
  },
  errors: {
    isKnown: ({ leaderErrors }) => (leaderErrors?.kind ?? null) !== null,
    unknown: ({ leaderErrors }) => whyUnknown(leaderErrors),
  },
};

/** What is not known though an expectation needs it. `told`: doubts that say already why counts are not known. */
function doubtsAbout(findings: Findings, expect: Expectations, told: readonly Doubt[]): Doubt[] {
  const doubts: Doubt[] = [];
  const { acknowledged, logMessages, lost, duplicated, reordered, corrupted, misplaced } = findings.counts;
  if (acknowledged === 0) {
    doubts.push({ about: "experiment", text: "no message was acknowledged, so none could be lost" });
  }
  if (told.length === 0 && logMessages === null) {
    doubts.push({ about: "measurement", text: "the log was not checked" });
  } else if (told.length === 0 && [lost, duplicated, reordered, corrupted, misplaced].includes(null)) {
    doubts.push({ about: "measurement", text: "the log could not be checked in full" });
  }
  for (const check of checks as readonly Check[]) {
    const { name } = check;
    const expected = expect[name];
    if (expected === undefined) continue;
    for (const text of check.unknown?.(findings, expected as never) ?? []) {
      doubts.push({ about: "measurement", text });
    }
  }
  for (const check of checks) {
    const { name, needs } = check;
    if ((expect[name] ?? "any") === "any") continue;
    if (needs !== "log" && !KNOWN[needs].isKnown(findings)) {
      doubts.push({ about: "measurement", text: KNOWN[needs].unknown(findings) });
    }
    if ("observe" in check && told.length === 0 && (findings.counts[check.name] ?? null) === null) {
      doubts.push({ about: "measurement", text: `the count for ${name} is not known` });
    }
  }
  return doubts;
}
