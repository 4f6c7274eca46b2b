/** What the journal of a proxy leaves open about a log: sentences, and whether copies may hide a loss. */
import { count } from "./count.js";
import type { Planted } from "./planted.js";

/** What a check has to know of a proxy that the producers went through. */
export interface ProxyTrace {
  readonly planted: Planted;
  /** Whether producers are told what became of a message; not with acks=0. */
  readonly isAnswered: boolean;
  /** Whether the journal could be read to its end. */
  readonly isComplete: boolean;
}

/** What a check found before it knows how much of it can be believed. */
export interface Found {
  readonly missing: number;
  readonly duplicated: number;
  readonly misplaced: number;
  readonly corrupted: number;
  readonly strayChanges: number;
  readonly unproven: number;
  /** Whether messages were acknowledged without a place: a copy can stand for one of them unnoticed. */
  readonly hasUnplaced: boolean;
}

/** Copies whose places the proxy could not learn may be all that is left of messages. */
export function mayCopiesHideLoss({ unplaced }: Planted, found: Found): boolean {
  return unplaced.copies > 0 && (found.hasUnplaced || found.duplicated > 0 || found.misplaced > 0);
}

export function doubtsAboutTheProxy({ planted, isAnswered }: ProxyTrace, found: Found): string[] {
  const { unplaced, withheld } = planted;
  const doubts: string[] = [];
  if (!isAnswered && withheld > 0 && found.missing > 0) {
    doubts.push(
      `the proxy withheld ${count(withheld, "request")} from the brokers, and with acks=0 no producer got an error: ` +
        `the ${count(found.missing, "missing message")} may have been in them`,
    );
  }
  if (mayCopiesHideLoss(planted, found)) {
    doubts.push(
      `the proxy copied ${count(unplaced.copies, "message")} and its journal does not say where the copies went, ` +
        "so they can't be told from duplicates, nor from the messages themselves",
    );
  }
  if (found.unproven > 0) {
    doubts.push(
      `${count(found.unproven, "message")} may be in the log only as copies that the proxy made, ` +
        "so lost and misplaced messages can't be told apart",
    );
  }
  if (unplaced.changes > 0 && (found.corrupted > 0 || found.missing > 0)) {
    doubts.push(
      `the proxy changed ${count(unplaced.changes, "message")} and its journal does not say where they went, ` +
        `so they can't be told from ${count(found.corrupted, "corrupted record")} and ` +
        `${count(found.missing, "missing message")}`,
    );
  } else if (found.strayChanges > 0) {
    doubts.push(
      `${count(found.strayChanges, "corrupted record")} may be the proxy's doing, though its journal does not have them: ` +
        "no broker's answer told the proxy that they were written",
    );
  }
  return doubts;
}
