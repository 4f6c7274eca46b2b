/**
 * Where a member, within one assignment of a partition, read on elsewhere than at the offset next in turn.
 *
 *   back    it was handed the same offset again, or a lower one
 *   ahead   it was handed a higher one, and the log has messages between. This counts once the message is read, and proves to
 *           be the one that the log has there: then the log had the same messages before it at that time
 *
 * A reset that the client told belongs to the batches of the next poll. A poll may return several batches of one partition,
 * whose messages are processed afterwards, one batch after another.
 */
import { SPANS_MAX, type Span } from "./consumer-check.js";
import type { Overtaken } from "./deleted-unread.js";
import { COMPARED, type GroupFacts } from "./group-facts.js";
import type { ReadSink } from "./read-sink.js";

/** The moves of one kind. */
export class MovesFound {
  /** How often. */
  times = 0;
  /** Messages of the log that they are about. */
  messages = 0;
  readonly spans: Span[] = [];
}

interface Batch {
  readonly first: number;
  readonly last: number;
  readonly ticks: number;
  readonly isReset: boolean;
}

export class Moves implements Partial<ReadSink> {
  readonly back = new MovesFound();
  readonly ahead = new MovesFound();
  readonly byReset = new MovesFound();
  /** The start of the log moved past the member, and its client said that it reset its position. */
  readonly overtaken: Overtaken[] = [];
  /** Messages that a member read next, and whose log no longer tells what was between. */
  unclear = 0;
  /** Of each partition: the offset next in turn, behind the batch that was handed over last; −1: not known. */
  readonly #expected: Float64Array;
  /** Of the batch that is processed: its first and its last offset, and the next one to process. −1: there is none. */
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  readonly #next: Float64Array;
  /** Where the member was before the batch, if that is ahead of it; −1: it is not. */
  readonly #from: Float64Array;
  readonly #isFromReset: Uint8Array;
  readonly #isUnread: Uint8Array;
  readonly #isReset: Uint8Array;
  /** Batches that wait for those before. */
  readonly #waiting = new Map<number, Batch[]>();
  #member = -1;

  constructor(readonly facts: GroupFacts) {
    const { partitions } = facts.log;
    const offsets = () => new Float64Array(partitions).fill(-1);
    this.#expected = offsets();
    this.#first = offsets();
    this.#last = offsets();
    this.#next = offsets();
    this.#from = offsets();
    this.#isFromReset = new Uint8Array(partitions);
    this.#isUnread = new Uint8Array(partitions);
    this.#isReset = new Uint8Array(partitions);
  }

  member(index: number): void {
    this.#member = index;
    for (const offsets of [this.#expected, this.#first, this.#last, this.#next, this.#from]) offsets.fill(-1);
    for (const flags of [this.#isFromReset, this.#isUnread, this.#isReset]) flags.fill(0);
    this.#waiting.clear();
  }

  assigned(partition: number): void {
    this.#forget(partition);
  }

  revoked(partition: number): void {
    this.#forget(partition);
  }

  reset(partition: number): void {
    if (this.#expected[partition]! >= 0) this.#isReset[partition] = 1;
  }

  handed(partition: number, first: number, last: number, ticks: number): void {
    const batch: Batch = { first, last, ticks, isReset: this.#isReset[partition] === 1 };
    const waiting = this.#waiting.get(partition);
    if (this.#isUnread[partition] === 0) this.#begin(partition, batch);
    else if (waiting === undefined) this.#waiting.set(partition, [batch]);
    else waiting.push(batch);
  }

  read(partition: number, offset: number, kind: number, row: number, ticks: number): void {
    if (this.#next[partition]! < 0) return;
    if (this.#waiting.size > 0 && (offset < this.#first[partition]! || offset > this.#last[partition]!))
      this.#advance(partition, offset);
    this.#isUnread[partition] = 0;
    this.#isReset[partition] = 0;
    const from = this.#from[partition]!;
    const next = this.#next[partition]!;
    this.#next[partition] = offset + 1;
    if (from < 0 && offset === next) return;
    if (from < 0 && offset < next) {
      this.#back(partition, next, offset, ticks, false);
      return;
    }
    this.#from[partition] = -1;
    const { log, isCommittedOnly } = this.facts;
    const isFromReset = from >= 0 && this.#isFromReset[partition] === 1;
    if (!isFromReset && (from < 0 ? next : from) < log.starts[partition]!) this.unclear++;
    if (this.facts.compare(log.placeOf(partition, offset), kind, row) !== COMPARED.same) return;
    const begin = from < 0 ? next : from;
    const messages = log.messagesBetween(partition, begin, offset, isCommittedOnly);
    if (messages === 0) return;
    const found = isFromReset ? this.byReset : this.ahead;
    const span = { partition, first: begin, last: offset - 1, messages, ticks };
    this.#add(found, span, isFromReset, begin, offset);
  }

  #begin(partition: number, { first, last, ticks, isReset }: Batch): void {
    const expected = this.#expected[partition]!;
    this.#from[partition] = -1;
    if (expected >= 0 && first < expected) this.#back(partition, expected, first, ticks, isReset);
    if (expected >= 0 && first > expected) {
      this.#from[partition] = expected;
      this.#isFromReset[partition] = isReset ? 1 : 0;
      if (isReset && first <= this.facts.log.starts[partition]!)
        this.overtaken.push({
          ...{ partition, first: expected, end: first, member: this.#member, ticks },
          ...{ isBeginning: false, isStranded: false },
        });
    }
    this.#first[partition] = first;
    this.#last[partition] = last;
    this.#next[partition] = first;
    this.#expected[partition] = last + 1;
    this.#isUnread[partition] = 1;
  }

  /** To the waiting batch that has the offset. */
  #advance(partition: number, offset: number): void {
    const waiting = this.#waiting.get(partition);
    if (waiting === undefined) return;
    const at = waiting.findIndex(({ first, last }) => offset >= first && offset <= last);
    for (const batch of waiting.splice(0, at + 1)) this.#begin(partition, batch);
    if (waiting.length === 0) this.#waiting.delete(partition);
  }

  #back(partition: number, from: number, to: number, ticks: number, isReset: boolean): void {
    const found = isReset ? this.byReset : this.back;
    this.#add(found, { partition, first: to, last: from - 1, messages: from - to, ticks }, isReset, from, to);
  }

  #add(
    found: MovesFound,
    span: Omit<Span, "member" | "detail">,
    isReset: boolean,
    from: number,
    to: number,
  ): void {
    found.times++;
    found.messages += span.messages;
    if (found.spans.length === SPANS_MAX) return;
    const detail = isReset
      ? {
          detail: `The next offset in turn was ${from}. The client reset its position, and read on at ${to}.`,
        }
      : {};
    found.spans.push({ ...span, member: this.#member, ...detail });
  }

  #forget(partition: number): void {
    for (const offsets of [this.#expected, this.#first, this.#last, this.#next, this.#from])
      offsets[partition] = -1;
    for (const flags of [this.#isUnread, this.#isReset]) flags[partition] = 0;
    this.#waiting.delete(partition);
  }
}
