/**
 * How far the log of a leader reached at a time, by the messages that only this leader can have acknowledged.
 *
 * Within a term offsets rise with time. So a leader that appended something at offset 600 after a message was settled
 * cannot have appended that message at 700; and one that had appended something at 700 before a message was sent cannot
 * have appended that message at 600. This tells two leaders apart that both lost the offset: while the first was cut off
 * and acknowledged, the log of the second stood still.
 *
 * Times are rounded to a tenth of a second, to the safe side.
 */
import { type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import { mayHold, type Term } from "./terms.js";

const STEP_TICKS = 100 * TICKS_PER_MS;
const NOT_YET = 0xffffffff;

/** Whether the leader can have appended a message at this offset between these times, as far as others tell. */
export type Reaches = (term: Term, offset: number, sentMs: number, settledMs: number) => boolean;

interface Witnesses {
  /** By step: the lowest offset of what was sent in it or later. */
  readonly lowestAfter: Uint32Array;
  /** By step, one behind: the highest offset, plus one, of what was settled before it. */
  readonly highestBefore: Uint32Array;
}

export function reachOf(ledger: Ledger, termsOf: (partition: number) => readonly Term[]): Reaches {
  const { rows, outcome, offset: offsets, partition: partitions, sentAt, settledAt } = ledger;
  const steps = 2 + Math.floor(settledAt.reduce((last, ticks) => Math.max(last, ticks), 0) / STEP_TICKS);
  const witnesses = new Map<Term, Witnesses>();

  for (let row = 0; row < rows; row++) {
    if (outcome[row] !== OUTCOME.acknowledged) continue;
    const offset = offsets[row]!;
    const [sentMs, settledMs] = [sentAt[row]! / TICKS_PER_MS, settledAt[row]! / TICKS_PER_MS];
    let only: Term | null = null;
    let candidates = 0;
    for (const term of termsOf(partitions === null ? 0 : partitions[row]!)) {
      if (!mayHold(term, offset, sentMs, settledMs)) continue;
      only = term;
      candidates++;
    }
    if (only === null || candidates > 1) continue;
    let found = witnesses.get(only);
    if (found === undefined) {
      found = { lowestAfter: new Uint32Array(steps).fill(NOT_YET), highestBefore: new Uint32Array(steps) };
      witnesses.set(only, found);
    }
    const [sent, settled] = [Math.floor(sentAt[row]! / STEP_TICKS), Math.floor(settledAt[row]! / STEP_TICKS)];
    found.lowestAfter[sent] = Math.min(found.lowestAfter[sent]!, offset);
    found.highestBefore[settled + 1] = Math.max(found.highestBefore[settled + 1]!, offset + 1);
  }
  for (const { lowestAfter, highestBefore } of witnesses.values()) {
    for (let step = steps - 2; step >= 0; step--) {
      lowestAfter[step] = Math.min(lowestAfter[step]!, lowestAfter[step + 1]!);
    }
    for (let step = 1; step < steps; step++) {
      highestBefore[step] = Math.max(highestBefore[step]!, highestBefore[step - 1]!);
    }
  }

  return (term, offset, sentMs, settledMs) => {
    const found = witnesses.get(term);
    if (found === undefined) return true;
    const sent = Math.floor((sentMs * TICKS_PER_MS) / STEP_TICKS);
    const settled = Math.floor((settledMs * TICKS_PER_MS) / STEP_TICKS);
    return (found.lowestAfter[settled + 1] ?? NOT_YET) > offset && (found.highestBefore[sent] ?? 0) <= offset;
  };
}
