/**
 * A limit that a scenario gives to a figure, such as `< 10s`, `<= 1 %` or `> 0.5`, and whether the figure keeps it: yes, no,
 * or not known. A figure that is not known exactly is a range of values. It keeps a limit if every value of the range
 * does, and it breaks the limit if no value does. In between nothing is known.
 *
 * As data a bound is one key: how it compares, with the unit, and the limit: `{ belowMs: 10000 }`, `{ above: 0.5 }`.
 */

const WORDS = { "<": "below", "<=": "atMost", ">": "above", ">=": "atLeast" } as const;
export type Comparison = keyof typeof WORDS;
export const COMPARISONS = Object.keys(WORDS) as readonly Comparison[];

/** Without a unit it limits a number. `Ms`: milliseconds. `Percent`: of all that could be counted. */
export type Bound<Unit extends "" | "Ms" | "Percent" = ""> = {
  [Word in (typeof WORDS)[Comparison]]: { readonly [Key in `${Word}${Unit}`]: number };
}[(typeof WORDS)[Comparison]];
export type AnyBound = Bound | Bound<"Ms"> | Bound<"Percent">;

/** That something happens in a run: 0 to 1. Only several runs show it. */
export interface Probable {
  readonly probability: Bound;
}

/** Every value that a figure may have, its ends included. */
export interface Range {
  readonly low: number;
  /** Infinity: it has no upper end. */
  readonly high: number;
}

interface Parts {
  readonly comparison: Comparison;
  readonly limit: number;
  readonly isPercent: boolean;
}

export function boundOf<Unit extends "" | "Ms" | "Percent">(
  comparison: Comparison,
  limit: number,
  unit: Unit,
): Bound<Unit> {
  return { [`${WORDS[comparison]}${unit}`]: limit } as unknown as Bound<Unit>;
}

export function partsOf(bound: AnyBound): Parts {
  const [[key, limit]] = Object.entries(bound) as unknown as [[string, number]];
  const comparison = COMPARISONS.find((one) => key.startsWith(WORDS[one]))!;
  return { comparison, limit, isPercent: key.endsWith("Percent") };
}

/** Null: some values of the range keep it, and others do not. */
export function isKept(bound: AnyBound, { low, high }: Range): boolean | null {
  const { comparison, limit } = partsOf(bound);
  const keeps = {
    "<": (value: number) => value < limit,
    "<=": (value: number) => value <= limit,
    ">": (value: number) => value > limit,
    ">=": (value: number) => value >= limit,
  }[comparison];
  const ends = [keeps(low), keeps(high)];
  return ends[0] === ends[1] ? ends[0]! : null;
}

/** A count as the bound measures it: as it is, or in percent of all. */
export function measuredFor(bound: AnyBound, count: number, all: number): number {
  return partsOf(bound).isPercent ? (100 * count) / all : count;
}

/** `show`: the limit as a person writes it. Percents have their sign already. */
export function boundText(bound: AnyBound, show: (limit: number) => string = String): string {
  const { comparison, limit, isPercent } = partsOf(bound);
  return `${comparison} ${show(limit)}${isPercent ? " %" : ""}`;
}

export function isProbable(expected: unknown): expected is Probable {
  return typeof expected === "object" && expected !== null && "probability" in expected;
}
