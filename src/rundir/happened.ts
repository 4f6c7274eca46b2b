/** Whether a run has what a check counts. Campaigns ask how often. */
import type { Counts, Result } from "./result.js";

/** The checks that count messages or places, and the count of each. */
export const COUNTED = {
  loss: "lost",
  duplicates: "duplicated",
  order: "reordered",
  corrupted: "corrupted",
  epochs: "epochs",
  doubleAcknowledged: "doubleAcknowledged",
  backdated: "backdated",
  failedButStored: "failedButStored",
  neverSent: "neverSent",
  foreign: "foreign",
  replicas: "replicas",
} as const satisfies Readonly<Record<string, keyof Counts>>;

export type CountedCheck = keyof typeof COUNTED;

/** Null: not known. Where loss is known as a range, a lower bound above 0 says that there was one. */
export function happened({ counts }: Pick<Result, "counts">, check: CountedCheck): boolean | null {
  const count = counts[COUNTED[check]];
  if (count != null) return count > 0;
  return check === "loss" && (counts.lostAtLeast ?? 0) > 0 ? true : null;
}
