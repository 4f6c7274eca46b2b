/** The expectations that a scenario names, in words: `loss: none`, `no writes: < 10 s`, `loss: probability > 0.5`. */
import { boundText, isProbable } from "../../bound.js";
import { type CheckResult, checkResults, type Judged, ofPart } from "../../rundir/expectations.js";
import { countOf, duration } from "../text.js";

export interface Expected {
  readonly text: string;
  readonly status: CheckResult["status"];
}

/** What a check is called here, where that is not its name in `expect`. */
const LABELS: Readonly<Record<string, string>> = { failover: "new leader", unavailable: "no writes" };

/** What became of an expectation. */
export const MET: Readonly<Record<CheckResult["status"], string>> = {
  pass: "met",
  fail: "not met",
  unknown: "not known",
  campaign: "a campaign judges it",
  observed: "not judged",
};

export function expectationsOf(run: Judged): Expected[] {
  return checkResults(run).flatMap((result) => {
    const { name, expected, status, unit } = result;
    if (expected === null) return [];
    return [{ text: `${LABELS[name] ?? name}${ofPart(result)}: ${inWords(expected, unit)}`, status }];
  });
}

/** `expected none, found 65,502 messages` */
export function comparison({ expected, found, unit, status }: CheckResult): string {
  const wanted = expected === null ? "nothing" : inWords(expected, unit);
  if (found === null) return `expected ${wanted}, and the count is not known`;
  const seen = `expected ${wanted}, found ${unit === "ms" ? duration(found) : countOf(found, unit.slice(0, -1), unit)}`;
  return status === "campaign" ? `${seen}. ${NEEDS_CAMPAIGN}` : seen;
}

/** Of runs of which some expects a probability. Empty: none does. */
export function probabilityNotes(runs: readonly Judged[]): string[] {
  const isExpected = runs.some((run) => checkResults(run).some(({ status }) => status === "campaign"));
  return isExpected ? [`${NEEDS_CAMPAIGN}: chaos run <scenario> --repeat 20`] : [];
}

const NEEDS_CAMPAIGN = "One run does not decide a probability. A campaign does";

function inWords(expected: NonNullable<CheckResult["expected"]>, unit: CheckResult["unit"]): string {
  if (typeof expected === "string") return expected;
  if (isProbable(expected)) return `probability ${boundText(expected.probability)}`;
  if ("NOT_LEADER_OR_FOLLOWER" in expected) {
    return Object.entries(expected)
      .map(([error, kind]) => `${error} ${kind}`)
      .join(", ");
  }
  return boundText(expected, unit === "ms" ? duration : String);
}
