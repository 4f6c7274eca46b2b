/**
 * `groups` and `topics`: what is expected of the messages of one group of producers, or of one topic. Each word is that of the
 * check of the same name, and the counts are those of the part.
 */
import { isProbable } from "../../bound.js";
import {
  asCounts,
  countOfPart,
  countsOfPart,
  type PartCheckName,
  partTitle,
  partWords,
} from "../../rundir/parts.js";
import type { Expectations } from "../../rundir/result.js";
import type { Broken, Check, Findings } from "../check-kind.js";
import { corrupted } from "./corrupted.js";
import { duplicates } from "./duplicates.js";
import { failedButStored } from "./failed-but-stored.js";
import { foreign } from "./foreign.js";
import { loss } from "./loss.js";
import { neverSent } from "./never-sent.js";
import { order } from "./order.js";

const CHECKS = {
  loss,
  duplicates,
  order,
  corrupted,
  failedButStored,
  neverSent,
  foreign,
} as const satisfies {
  readonly [Name in PartCheckName]: Check<Name>;
};

export const groups: Check<"groups"> = {
  name: "groups",
  needs: "log",
  broken: (findings, expected, expect) => broken(findings, { groups: expected }, expect),
  unknown: (findings, expected) => unknown(findings, { groups: expected }),
};

export const topics: Check<"topics"> = {
  name: "topics",
  needs: "log",
  broken: (findings, expected, expect) => broken(findings, { topics: expected }, expect),
  unknown: (findings, expected) => unknown(findings, { topics: expected }),
};

type OfParts = Pick<Expectations, "groups" | "topics">;

function broken(findings: Findings, expected: OfParts, { corrupted }: Expectations): Broken[] {
  return partWords(expected).flatMap(({ check: name, amount, all, ...part }) => {
    const of = { ...findings, counts: asCounts(countsOfPart(findings, part)) };
    const check = CHECKS[name] as Check;
    const found = check.broken(of, amount as never, { loss: "any", ...(corrupted && { corrupted }), ...all });
    return found.map(({ text, isCertain }) => ({ text: `${partTitle(part)}: ${text}`, isCertain }));
  });
}

function unknown(findings: Findings, expected: OfParts): string[] {
  return partWords(expected).flatMap(({ check, amount, ...part }) => {
    if (amount === "any" || isProbable(amount)) return [];
    const counts = countsOfPart(findings, part);
    const title = partTitle(part);
    if (check === "loss" && counts?.acknowledged === 0)
      return [`${title}: no message was acknowledged, so none could be lost`];
    return countOfPart(counts, check) !== null ? [] : [`${title}: the count for ${check} is not known`];
  });
}
