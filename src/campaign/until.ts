/**
 * `--until "loss.p ± 0.05"`: the runs of a cell end when it is known how often they lose messages.
 *
 * A run that does not know whether it lost messages does not count. With no run that knows, nothing is known. The
 * interval is Wilson's at 95 %. Its half width is compared, which for 0 losses needs 35 runs at ± 0.05.
 */
import { UsageError } from "../errors.js";
import { COUNTED_CHECKS, type CountedCheck, happened } from "../rundir/happened.js";
import type { Result } from "../rundir/result.js";
import { wilson } from "../statistics/wilson.js";

const CONFIDENCE = 0.95;

export interface Until {
  readonly text: string;
  readonly check: CountedCheck;
  /** Half the width of the interval, at most. */
  readonly halfWidth: number;
}

/** @throws UsageError */
export function readUntil(text: string): Until {
  const [, check = "", figure = ""] = /^\s*([\w.]+)\.p\s*(?:±|\+-|\+\/-)\s*(\d*\.?\d+)\s*$/.exec(text) ?? [];
  const halfWidth = Number(figure);
  if (
    !(COUNTED_CHECKS as readonly string[]).includes(check) ||
    figure === "" ||
    halfWidth <= 0 ||
    halfWidth >= 0.5
  ) {
    throw new UsageError(`--until ${text}: write a check, and half the width of the interval`, {
      remedy: `"loss.p ± 0.05". The checks are ${COUNTED_CHECKS.join(", ")}. The number is above 0 and below 0.5`,
    });
  }
  return { text: `${check}.p ± ${halfWidth}`, check: check as Until["check"], halfWidth };
}

export function isKnown(
  { check, halfWidth }: Until,
  runs: readonly {
    readonly result: Pick<Result, "counts" | "consumers" | "transactions" | "copiers" | "verdict">;
  }[],
): boolean {
  const known = runs.flatMap(({ result }) => happened(result, check) ?? []);
  if (known.length === 0) return false;
  const { low, high } = wilson(known.filter(Boolean).length, known.length, CONFIDENCE);
  return (high - low) / 2 <= halfWidth;
}
