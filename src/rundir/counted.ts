/** What checks of clients count, as a result has it: of a consumer group, of a copier, or of the transactions of a run. */
import type { Range } from "../bound.js";

export interface Counted<Check extends string> {
  /** By check: those that are certain. Null: none is certain, and it is not known whether there are any. */
  readonly found: Readonly<Record<Check, number | null>>;
  /** By check, a clause: why it is not known, or why there may be more. */
  readonly unknownBecause: Readonly<Partial<Record<Check, string>>>;
}

/** All values that the true count may have. */
export function rangeOf<Check extends string>(
  { found, unknownBecause }: Counted<Check>,
  check: Check,
): Range {
  const low = found[check] ?? 0;
  const isAll = found[check] !== null && unknownBecause[check] === undefined;
  return { low, high: isAll ? low : Number.POSITIVE_INFINITY };
}

/** All values that the count of the one with the most may have. */
export function rangeOfAny<Check extends string>(all: readonly Counted<Check>[], check: Check): Range {
  const ranges = all.map((one) => rangeOf(one, check));
  if (ranges.length === 0) return { low: 0, high: Number.POSITIVE_INFINITY };
  return {
    low: Math.max(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  };
}

/** The count of the one that has the most; null: of one it is not known, and no other has any. Also where there is none. */
export function mostIn<Check extends string>(all: readonly Counted<Check>[], check: Check): number | null {
  if (all.length === 0) return null;
  const found = all.map((one) => one.found[check]);
  const most = Math.max(...found.map((one) => one ?? 0));
  return found.includes(null) && most === 0 ? null : most;
}
