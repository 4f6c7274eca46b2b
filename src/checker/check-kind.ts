/**
 * A check is one question that a scenario may put to a run, under one name in `expect`, in result.json and in the docs.
 * It says what is broken of what was expected. What is not known is for the verdict to say, from what the check needs.
 */

import { type Bound, boundText, isKept, isProbable } from "../bound.js";
import type { Ledger } from "../history/ledger.js";
import type { LogSink } from "../history/log-entries.js";
import type { LogFooter } from "../history/log-file.js";
import type { Amount, Continuity, Expectations, Result } from "../rundir/result.js";
import type { Anomaly, Observed } from "./outcome.js";

/** What a verdict is made of. */
export interface Findings
  extends Pick<
    Result,
    "counts" | "noWrites" | "leaderErrors" | "consumers" | "transactions" | "copiers" | "groups" | "topics"
  > {
  /** Null: not known, as no broker told who leads. */
  readonly failovers: Result["failovers"] | null;
  /** Absent: not known. */
  readonly settings?: Result["settings"];
}

/** What a check needs to know; the log is needed by every run. */
export type Need = "log" | "leaders" | "writes" | "errors";

export interface Check<Name extends keyof Expectations = keyof Expectations> {
  readonly name: Name;
  readonly needs: Need;
  /** A sentence for each thing that is broken. `expect`: all that is expected, for what one check leaves to another. */
  broken(
    findings: Findings,
    expected: Exclude<Expectations[Name], undefined>,
    expect: Expectations,
  ): readonly Broken[];
  /** Beyond `needs`: a sentence for each thing that is not known though it is expected. */
  unknown?(findings: Findings, expected: Exclude<Expectations[Name], undefined>): readonly string[];
}

/** A check that counts by itself what it finds in a log; the count has its name. */
export interface ObservingCheck<Name extends keyof Expectations & keyof Observed> extends Check<Name> {
  /** Null: a run with this ledger cannot tell. */
  observe(ledger: Ledger): LogCheck | null;
}

export interface Broken {
  readonly text: string;
  /** No doubt about the measurement can explain it away. */
  readonly isCertain: boolean;
}

/** Takes in a log, whole, and then says how often it found what it looks for. */
export interface LogCheck extends LogSink {
  found(footer: LogFooter): Observation;
}

export interface Observation {
  /** Null: the log does not tell. */
  readonly count: number | null;
  /** Why it does not, a clause. */
  readonly because?: string;
  /** The first of them. */
  readonly examples: readonly Anomaly[];
}

export const EXAMPLES_A_CHECK = 20;

/** Of a sink: what a check does not listen to. */
export const DEAF: LogSink = {
  begin() {},
  batch() {},
  records() {},
  broken() {},
  control() {},
  deleted() {},
  end() {},
};

/**
 * Of a check that counts: its sentence for `none`, where there are some, and for `some`, where there are none. A limit has
 * the same sentence for each check. A probability is not broken by one run.
 */
export function brokenAmount(
  name: keyof Expectations,
  found: number | null | undefined,
  expected: Amount | Continuity,
  { some, none }: { readonly some: (found: number) => string; readonly none: string },
): readonly Broken[] {
  if (found == null || isProbable(expected)) return [];
  if (typeof expected === "object") return brokenLimit(name, expected, found);
  if ((expected === "none" || expected === "kept") && found > 0)
    return [{ text: some(found), isCertain: false }];
  if ((expected === "some" || expected === "broken") && found === 0)
    return [{ text: none, isCertain: false }];
  return [];
}

/** `seen`: each of those that were counted was seen, so a count that is too high is certain. */
export function brokenLimit(
  name: keyof Expectations,
  limit: Bound,
  found: number,
  { seen = false } = {},
): readonly Broken[] {
  if (isKept(limit, { low: found, high: found })) return [];
  const isTooHigh = isKept(limit, { low: found, high: Number.POSITIVE_INFINITY }) === false;
  const text = `the limit for ${name} is ${boundText(limit)}, but the count is ${found}`;
  return [{ text, isCertain: seen && isTooHigh }];
}

/** "1 message is", "7 messages are" */
export function messagesAre(count: number): string {
  return count === 1 ? "1 message is" : `${count} messages are`;
}
