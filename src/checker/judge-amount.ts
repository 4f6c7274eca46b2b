/** How a count of clients is judged: of consumer groups, of copiers and of transactions. A count that is too high stays too high. */
import { type AnyBound, boundText, isKept, isProbable, type Probable, type Range } from "../bound.js";
import type { Amount, Continuity } from "../rundir/result.js";
import type { Broken } from "./check-kind.js";

type Expected = Amount | Continuity | AnyBound | Probable;

interface Words {
  /** Of a count above 0, which should be lower. */
  readonly some: (found: number) => string;
  /** Of a count of 0, which should be higher. */
  readonly none: string;
  /** What follows where a limit is not kept. */
  readonly limit?: (limit: AnyBound, isTooHigh: boolean) => string;
}

/** `range`: all values that the count may have. A probability is not broken by one run. */
export function judgeAmount(
  amount: Expected,
  range: Range,
  { some, none, limit = (bound) => `the limit is ${boundText(bound)}` }: Words,
): Broken[] {
  if (amount === "any" || isProbable(amount)) return [];
  if (amount === "some" || amount === "broken")
    return range.high === 0 ? [{ text: none, isCertain: false }] : [];
  if (amount === "none" || amount === "kept")
    return range.low > 0 ? [{ text: some(range.low), isCertain: true }] : [];
  if (isKept(amount, range) !== false) return [];
  const isTooHigh = isKept(amount, { low: range.low, high: Number.POSITIVE_INFINITY }) === false;
  const text = range.low > 0 ? some(range.low) : none;
  return [{ text: `${text}, and ${limit(amount, isTooHigh)}`, isCertain: isTooHigh }];
}

/** Whether the values that the count may have agree about what is expected. A single run cannot decide on a probability, but on a count. */
export function isDecided(amount: Expected, range: Range): boolean {
  if (amount === "any") return true;
  if (typeof amount === "object" && !isProbable(amount)) return isKept(amount, range) !== null;
  return range.low > 0 || range.high === 0;
}
