/**
 * Limits as people write them in `expect`: `< 10s`, `<= 100`, `< 1 %`, and `> 0.5` for a probability.
 *
 * As in quantities.ts, each has a pattern, which editors check too, and a reader that may assume the pattern. What does
 * not match gets a suggestion.
 */
import { type Bound, boundOf, boundText, type Comparison, isProbable } from "../bound.js";
import { DURATION, DURATION_PATTERN, readDuration, suggestDuration, writeDuration } from "./quantities.js";
import type { Expectations } from "./syntax.js";

const COMPARISON = "[<>]=?";
const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)`;
const pattern = (limit: string) => new RegExp(String.raw`^\s*${COMPARISON}\s*${limit}\s*$`);

export const TIME_BOUND_PATTERN = pattern(DURATION);
export const COUNT_BOUND_PATTERN = pattern(String.raw`\d+`);
/** Of messages, or of their share. */
export const SHARE_BOUND_PATTERN = pattern(String.raw`(?:\d+|${NUMBER}\s*%)`);
export const PROBABILITY_PATTERN = pattern(String.raw`${NUMBER}\s*%?`);

function split(text: string): { readonly comparison: Comparison; readonly limit: string } {
  const [, comparison, limit] = /^\s*([<>]=?)\s*(.*?)\s*$/.exec(text) as unknown as [
    string,
    Comparison,
    string,
  ];
  return { comparison, limit };
}

const isPercent = (limit: string) => limit.endsWith("%");
const numberIn = (limit: string) => Number(limit.replace("%", ""));

/** A text that matches TIME_BOUND_PATTERN. */
export function readTimeBound(text: string): Bound<"Ms"> {
  const { comparison, limit } = split(text);
  return boundOf(comparison, readDuration(limit), "Ms");
}

/** A text that matches COUNT_BOUND_PATTERN. */
export function readCountBound(text: string): Bound {
  const { comparison, limit } = split(text);
  return boundOf(comparison, Number(limit), "");
}

/** A text that matches SHARE_BOUND_PATTERN. */
export function readShareBound(text: string): Bound | Bound<"Percent"> {
  const { comparison, limit } = split(text);
  return isPercent(limit) ? boundOf(comparison, numberIn(limit), "Percent") : readCountBound(text);
}

/** A text that matches PROBABILITY_PATTERN. */
export function readProbability(text: string): Bound {
  const { comparison, limit } = split(text);
  // 33.3 / 100 is 0.33299999999999996 in binary.
  const share = isPercent(limit) ? Number((numberIn(limit) / 100).toPrecision(12)) : numberIn(limit);
  return boundOf(comparison, share, "");
}

/** The section `expect`, as it is written. */
export function writeExpectations({ groups, topics, ...expect }: Expectations): object {
  // The keys of these are names that a person chose.
  const writtenParts = (parts: object) => writtenEach(parts, (words) => writtenEach(words, writeExpectation));
  return {
    ...writtenEach(expect, writeExpectation),
    ...(groups !== undefined && { groups: writtenParts(groups) }),
    ...(topics !== undefined && { topics: writtenParts(topics) }),
  };
}

/** The value of a key of `expect`. */
function writeExpectation(expected: Written): unknown {
  if (isOfSeveral(expected)) {
    const { groups, ...ofEach } = expected as NonNullable<Expectations["consumers"]>;
    return {
      ...writtenEach(ofEach, writeExpectation),
      ...(groups !== undefined && { groups: writtenEach(groups, writeExpectation) }),
    };
  }
  if (typeof expected === "string" || "NOT_LEADER_OR_FOLLOWER" in expected) return expected;
  if (isProbable(expected)) return { probability: boundText(expected.probability) };
  const isTime = Object.keys(expected).some((key) => key.endsWith("Ms"));
  return boundText(expected, isTime ? writeDuration : String);
}

function writtenEach(all: object, write: (one: never) => unknown) {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, write(one as never)]));
}

type Written = NonNullable<Expectations[Exclude<keyof Expectations, "groups" | "topics">]>;

/** Its keys are checks, and not the one key of a limit. */
function isOfSeveral(
  expected: Written,
): expected is NonNullable<Expectations["consumers" | "transactions" | "copiers"]> {
  if (typeof expected === "string" || isProbable(expected) || "NOT_LEADER_OR_FOLLOWER" in expected)
    return false;
  return Object.values(expected).every((value) => typeof value !== "number");
}

/** What was meant by a limit without a comparison, with another sign for it, or with a space too few or many. */
function suggest(
  written: unknown,
  limitOf: (limit: string) => string | undefined,
  unsigned: readonly Comparison[] = ["<", ">"],
): string | undefined {
  const text = String(written).trim();
  const [, sign = "", rest = ""] = /^([<>=≤≥!]*)\s*(.*)$/s.exec(text) ?? [];
  const limit = limitOf(rest.trim());
  if (limit === undefined) return undefined;
  const comparisons = SIGNS[sign] === undefined ? unsigned : [SIGNS[sign]];
  return `write ${comparisons.map((comparison) => `"${comparison} ${limit}"`).join(" or ")}`;
}

const SIGNS: Readonly<Record<string, Comparison>> = {
  ...{ "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
  ...{ "=<": "<=", "≤": "<=", "=>": ">=", "≥": ">=" },
};

export function suggestTimeBound(written: unknown): string | undefined {
  const limitOf = (limit: string) =>
    DURATION_PATTERN.test(limit) ? limit : suggestDuration(limit)?.replace(/^write (\S+).*$/, "$1");
  return suggest(written, limitOf, ["<"]);
}

export function suggestCountBound(written: unknown): string | undefined {
  if (typeof written === "object") return undefined;
  return suggest(written, (limit) => {
    const digits = limit.replace(/(?<=\d)[_, ](?=\d{3}\b)/g, "").replace(/\s*(?:messages?|records?)$/i, "");
    return /^\d+$/.test(digits) ? digits : undefined;
  });
}

export function suggestProbability(written: unknown): string | undefined {
  if (typeof written === "object") return undefined;
  return suggest(written, (limit) => {
    const [, amount, percent] = new RegExp(`^(${NUMBER})\\s*(%|percent|per cent)?$`, "i").exec(limit) ?? [];
    if (amount === undefined) return undefined;
    const share = percent === undefined ? Number(amount) : Number(amount) / 100;
    return share <= 1 ? (percent === undefined ? amount : `${amount} %`) : undefined;
  });
}
