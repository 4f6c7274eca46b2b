/** How many acknowledged messages are lost at least, and at most: see check.ts for what each bound leaves out. */
import { count } from "./count.js";

export interface Bounds {
  readonly atLeast: number;
  /** Null: not known. */
  readonly atMost: number | null;
}

/** Acknowledged messages, counted. */
export interface Missing {
  /** Without a copy, and no damaged record was the message. */
  readonly missing: number;
  /** Those of them that no unread offset and no copy of the proxy's can stand for. */
  readonly missingForCertain: number;
  /** Damaged records that could be any missing message. */
  readonly undecided: number;
  /** Not missing, but all that is there may be the proxy's copy. */
  readonly unprovenThere: number;
  /** Not missing, but all that is there is a damaged record at the acknowledged place. */
  readonly damagedThere: number;
}

export interface Trust {
  /** The ledger does not contradict itself. */
  readonly ledger: boolean;
  /** What was read stayed as it was while the rest was read. */
  readonly log: boolean;
  /** Every acknowledged message reached a broker. */
  readonly delivery: boolean;
  /** Every copy in the log is a producer's, or known to be the proxy's. */
  readonly copies: boolean;
  /** Every change that the proxy made is at a place that its journal names. */
  readonly changes: boolean;
}

export function boundsOfLoss(found: Missing, trust: Trust): Bounds {
  const { missing, missingForCertain, undecided, unprovenThere, damagedThere } = found;
  return {
    atLeast: trust.ledger && trust.delivery ? Math.max(0, missingForCertain - undecided) : 0,
    atMost:
      trust.ledger && trust.log && trust.copies
        ? missing + unprovenThere + (trust.changes ? 0 : damagedThere)
        : null,
  };
}

export function isKnown({ atLeast, atMost }: Bounds): boolean {
  return atLeast === atMost;
}

/** Of bounds that differ. */
export function sentenceAboutLoss({ atLeast, atMost }: Bounds, acknowledged: number): string {
  const of = `of ${count(acknowledged, "acknowledged message")}`;
  if (atMost !== null && atLeast > 0) return `between ${atLeast} and ${atMost} ${of} are lost`;
  const bound = atMost !== null ? `, at most ${atMost}` : atLeast > 0 ? `, at least ${atLeast}` : "";
  return `how many ${of} are lost is unknown${bound}`;
}
