/** What copiers made of the messages that they read, as a result has it. */
import { mostIn } from "./counted.js";
import type { Amount, Continuity } from "./result.js";

/**
 * The checks of copiers, in the order in which reports have them. Readers are those of committed records.
 *
 *   missing      messages that readers of `from` get, below the copier's committed offset, without a copy that readers of `to` get
 *   twice        messages with more copies than they have records in `from`
 *   invented     copies of messages that readers of `from` do not get
 *   uncopied     messages at or above the committed offset without a copy: the run ended too early for them
 *   exactlyOnce  the first three together. With messages that are not copied yet it is not known, unless it is broken already
 */
export const COPIER_CHECKS = ["missing", "twice", "invented", "uncopied", "exactlyOnce"] as const;
export type CopierCheckName = (typeof COPIER_CHECKS)[number];

/** Those that a scenario may expect something of. */
export const EXPECTED_OF_COPIERS = ["missing", "twice", "invented", "exactlyOnce"] as const;
export type ExpectedCopierCheck = (typeof EXPECTED_OF_COPIERS)[number];

/** Of each copier. Only copiers with transactions promise `exactlyOnce`. */
export type ExpectedOfCopiers = {
  [Name in Exclude<ExpectedCopierCheck, "exactlyOnce">]?: Amount;
} & { exactlyOnce?: Continuity };

/** Consecutive messages of `from` that share a fate; of `invented`, consecutive records of `to`. */
export interface CopierFinding {
  check: Exclude<CopierCheckName, "exactlyOnce">;
  partition: number;
  firstOffset: number;
  lastOffset: number;
  messages: number;
  /** Sentences. */
  detail: string;
}

export interface CopierResult {
  name: string;
  from: string;
  to: string;
  hasTransactions: boolean;
  /** That were started. */
  processes: number;
  /** Messages read, each as often as it was. */
  reads: number;
  /** Messages with a copy. */
  messages: number;
  /** That readers get. */
  copies: number;
  /** Copies that readers do not get, as their transaction was aborted or did not end. */
  uncommittedCopies: number;
  /** As far as the processes said it before they ended. Null: it has none. */
  transactions: { committed: number; aborted: number; unknown: number } | null;
  /** By partition of all topics: the last committed offset that is known; null: none, or it does not read the partition. */
  committed: (number | null)[];
  /** By check. Null: not known. */
  found: Record<CopierCheckName, number | null>;
  /** By check: why it is not known, or may be more. */
  unknownBecause: Partial<Record<CopierCheckName, string>>;
  /** The first of each check. */
  findings: CopierFinding[];
}

export interface CopiersResult {
  copiers: CopierResult[];
  /** Why nothing is known of the copiers, a clause; null: it is. */
  unknown: string | null;
}

/** Copiers of which something is expected of this check. */
export function copiersOf({ copiers }: CopiersResult, check: CopierCheckName): readonly CopierResult[] {
  return check === "exactlyOnce" ? copiers.filter(({ hasTransactions }) => hasTransactions) : copiers;
}

/** The copier that has the most; null: of a copier it is not known, and no other has any. */
export function mostOfCopiers(result: CopiersResult, check: CopierCheckName): number | null {
  return result.unknown === null ? mostIn(copiersOf(result, check), check) : null;
}

/** The one word: kept, broken or unknown. */
export function exactlyOnceOf({ found }: CopierResult): "kept" | "broken" | "unknown" {
  if (found.exactlyOnce === null) return "unknown";
  return found.exactlyOnce === 0 ? "kept" : "broken";
}
