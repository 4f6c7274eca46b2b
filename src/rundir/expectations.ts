/**
 * Every check with what was expected of it and what the run showed, in the order in which reports have them. The verdict
 * itself comes from the checker; expectations.test.ts holds the two against each other.
 */
import { lengthMs } from "./leadership-times.js";
import { type Amount, type Counts, type Expectations, OBSERVED, type Result } from "./result.js";

/** Those in `expect`, and checks of which nothing can be expected yet. */
export const CHECK_NAMES = [
  ...["loss", "duplicates", "order", "corrupted", "misplaced", "unexpected"],
  ...OBSERVED,
  ...["failover", "unavailable", "unsafe", "errors"],
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface CheckResult {
  readonly name: CheckName;
  /** Null: nothing is expected. */
  readonly expected: string | { readonly belowMs: number } | NonNullable<Expectations["errors"]> | null;
  /** Null: not known. */
  readonly found: number | null;
  readonly unit: "messages" | "records" | "batches" | "offsets" | "replicas" | "changes" | "errors" | "ms";
  /** pass, fail: of what is expected. unknown: the run cannot tell. observed: nothing is expected. */
  readonly status: "pass" | "fail" | "unknown" | "observed";
}

export type Judged = Pick<
  Result,
  "counts" | "failovers" | "noWrites" | "expect" | "unsafe" | "leaderErrors" | "unknownBecause"
>;

export function checkResults(run: Judged): CheckResult[] {
  const { counts, failovers, noWrites, expect, unsafe, unknownBecause } = run;
  const { duplicates, order, corrupted, failover, unavailable } = expect;
  // A run that ended before its log was read may have seen no leader at all.
  const isUnknown = failovers.length === 0 && counts.logMessages === null;
  const leadersSeen = isUnknown || unknownBecause?.failover !== undefined ? null : failovers.length;
  const longestMs = noWrites?.longestMs ?? null;
  const loss = statusOf(lossHolds(counts, expect));
  return [
    { name: "loss", expected: expect.loss, found: counts.lost, unit: "messages", status: loss },
    ofAmount("duplicates", duplicates, counts.duplicated, "messages"),
    ofAmount("order", order, counts.reordered, "messages"),
    ofAmount("corrupted", corrupted, counts.corrupted, "records"),
    ofAmount("misplaced", undefined, counts.misplaced, "messages"),
    // Older runs did not tell its parts apart.
    ...(counts.foreign === undefined && counts.unexpected !== null
      ? [ofAmount("unexpected", undefined, counts.unexpected, "records")]
      : []),
    ...OBSERVED.map((name) => ofAmount(name, expect[name], counts[name] ?? null, UNITS[name])),
    ofAmount("failover", failover, leadersSeen, "changes"),
    {
      name: "unavailable",
      expected: unavailable ?? null,
      found: longestMs,
      unit: "ms",
      status:
        unavailable === undefined
          ? "observed"
          : statusOf(longestMs === null ? null : longestMs < unavailable.belowMs),
    },
    ofAmount("unsafe", undefined, unsafe === undefined ? null : lengthMs(unsafe[0] ?? NONE), "ms"),
    // Only a run that expects something of it looks for errors.
    ...(expect.errors === undefined ? [] : [ofErrors(expect.errors, run.leaderErrors)]),
  ];
}

function ofErrors(expected: NonNullable<Expectations["errors"]>, found: Judged["leaderErrors"]): CheckResult {
  const kind = found?.kind ?? null;
  const status = statusOf(kind === null ? null : kind === expected.NOT_LEADER_OR_FOLLOWER);
  return { name: "errors", expected, found: found?.wire?.errors ?? null, unit: "errors", status };
}

const NONE = { from: "1970-01-01T00:00:00Z", to: "1970-01-01T00:00:00Z" };

const UNITS = {
  failedButStored: "messages",
  neverSent: "messages",
  foreign: "records",
  epochs: "batches",
  doubleAcknowledged: "offsets",
  backdated: "messages",
  replicas: "replicas",
} as const satisfies Record<(typeof OBSERVED)[number], CheckResult["unit"]>;

/** What an expectation asks of a count. */
const AMOUNT = { none: "none", some: "some", any: "any", kept: "none", broken: "some" } as const;

function ofAmount(
  name: CheckName,
  expected: keyof typeof AMOUNT | undefined,
  found: number | null,
  unit: CheckResult["unit"],
): CheckResult {
  const status = expected === undefined ? "observed" : statusOf(amountHolds(AMOUNT[expected], found));
  return { name, expected: expected ?? null, found, unit, status };
}

function statusOf(holds: boolean | null): CheckResult["status"] {
  return holds === null ? "unknown" : holds ? "pass" : "fail";
}

function amountHolds(amount: Amount, found: number | null): boolean | null {
  if (amount === "any") return true;
  if (found === null) return null;
  return amount === "none" ? found === 0 : found > 0;
}

/** `loss: none` speaks of every message that was acknowledged: one that is damaged or elsewhere is not kept either. */
function lossHolds(counts: Counts, { loss, corrupted }: Expectations): boolean | null {
  const lost = counts.lost ?? (counts.lostAtLeast ? counts.lostAtLeast : null);
  if (loss !== "none") return amountHolds(loss, lost);
  const kinds = [lost, counts.misplaced, ...(corrupted === undefined ? [counts.corrupted] : [])];
  if (kinds.some((kind) => kind !== null && kind > 0)) return false;
  return kinds.includes(null) ? null : true;
}
