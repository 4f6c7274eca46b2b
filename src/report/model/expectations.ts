/** The expectations that a scenario names, in words: `loss: none`, `no writes: < 10 s`. */
import { type CheckResult, checkResults, type Judged } from "../../rundir/expectations.js";
import { countOf, duration } from "../text.js";

export interface Expected {
  readonly text: string;
  readonly status: CheckResult["status"];
}

/** What a check is called here, where that is not its name in `expect`. */
const LABELS: Readonly<Record<string, string>> = { failover: "new leader", unavailable: "no writes" };

export function expectationsOf(run: Judged): Expected[] {
  return checkResults(run).flatMap(({ name, expected, status }) => {
    if (expected === null) return [];
    return [{ text: `${LABELS[name] ?? name}: ${inWords(expected)}`, status }];
  });
}

/** `expected none, found 65,502 messages` */
export function comparison({ expected, found, unit }: CheckResult): string {
  const wanted = expected === null ? "nothing" : inWords(expected);
  if (found === null) return `expected ${wanted}, and the count is not known`;
  return `expected ${wanted}, found ${unit === "ms" ? duration(found) : countOf(found, unit.slice(0, -1), unit)}`;
}

function inWords(expected: NonNullable<CheckResult["expected"]>): string {
  if (typeof expected === "string") return expected;
  if ("belowMs" in expected) return `< ${duration(expected.belowMs)}`;
  return Object.entries(expected)
    .map(([error, kind]) => `${error} ${kind}`)
    .join(", ");
}
