import { describe, expect, it } from "vitest";
import { equalLedger } from "../history/equal.test-support.js";
import { type Acknowledgement, lostRanges, NOBODY, type WhoAcknowledged } from "./lost-ranges.js";

/** A producer's messages, each acknowledged at the offset given, 10 ms apart; null: without an offset. */
function ledgerOf(...producers: readonly (readonly (number | null)[])[]) {
  const messages = producers[0]!.length;
  const ledger = equalLedger({
    ...{ nonce: 1, producers: producers.length, messages, partitions: 1, acks: 1 as const, startedAtMs: 0 },
  });
  for (const [producer, offsets] of producers.entries()) {
    for (const [sequence, offset] of offsets.entries()) {
      ledger.sent(producer, sequence, 10 * sequence);
      ledger.acknowledged(producer, sequence, 0, offset ?? -1001 + sequence, 10 * sequence + 5);
    }
  }
  return ledger;
}

const spans = ({ ranges }: ReturnType<typeof lostRanges>) =>
  ranges.map(({ firstSequence, lastSequence, acknowledgedBy, overwritten }) => [
    ...[firstSequence, lastSequence, acknowledgedBy, overwritten],
  ]);
const by = (acknowledgedBy: string): Acknowledgement => ({ ...NOBODY, acknowledgedBy });
const all = () => true;
const none = () => false;

describe("a lost range", () => {
  it("ends where the acknowledged offset does not rise: another leader began below", () => {
    const found = lostRanges(ledgerOf([10, 11, 12, 11, 12, 12]), all, (_, offset) => offset < 12);
    expect(spans(found)).toEqual([
      [0, 2, null, 2],
      [3, 4, null, 1],
      [5, 5, null, 0],
    ]);
    expect(found.lost).toBe(6);
  });

  it("belongs to one broker: it ends where another one acknowledged, though the offsets go on", () => {
    const [first, second] = [by("kafka1"), by("kafka2")];
    const who: WhoAcknowledged = (_, offset, sentMs, settledMs) => {
      expect([sentMs, settledMs]).toEqual([10 * (offset - 10), 10 * (offset - 10) + 5]);
      return offset < 13 ? first : offset === 13 ? NOBODY : second;
    };
    const found = lostRanges(ledgerOf([10, 11, 12, 13, 14, 15]), all, none, who);
    expect(spans(found)).toEqual([
      [0, 2, "kafka1", 0],
      [3, 3, null, 0],
      [4, 5, "kafka2", 0],
    ]);
  });

  it("has an offset for each of its messages or for none", () => {
    const found = lostRanges(ledgerOf([10, null, null, 11]), all, none, () => by("kafka1"));
    expect(spans(found).map(([first, last]) => [first, last])).toEqual([
      [0, 0],
      [1, 2],
      [3, 3],
    ]);
    expect(found.ranges[1]).toMatchObject({ firstOffset: null, lastOffset: null, acknowledgedBy: null });
  });
});

it("every lost message is counted, in a range that is kept or in one that is not", () => {
  const [one, other] = [by("kafka1"), by("kafka2")];
  const offsets = Array.from({ length: 2_500 }, (_, i) => i);
  const isLost = (row: number) => row % 7 !== 3;
  const lost = 2 * offsets.length - Math.floor((2 * offsets.length - 4) / 7) - 1;
  for (const who of [() => NOBODY, (_: number, offset: number) => (offset % 5 < 2 ? one : other)]) {
    const { lost: counted, ranges, omitted } = lostRanges(ledgerOf(offsets, offsets), isLost, none, who);
    expect(counted).toBe(lost);
    const kept = ranges.reduce((sum, { messages }) => sum + messages, 0);
    if (omitted === 0) expect(kept).toBe(lost);
    else expect(ranges).toHaveLength(1_000);
  }
});
