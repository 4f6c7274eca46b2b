/**
 * The log at the end of a run, by place: which message has which offset, and who may read it. A place is a number: the
 * offsets of the first partition, then those of the second one, and so on.
 */
import { type BatchOrigin, type LogSink, RECORD } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import { withoutAborted } from "../../history/transactions.js";
import { type Bits, bits } from "../bits.js";
import { DEAF } from "../check-kind.js";

/** In `rows`: no consumer gets a record at this offset. */
export const NO_RECORD = 0xffffffff;
/** In `rows`: a record that is not intact, or of another run. Which message it was is not known. */
export const UNKNOWN_RECORD = 0xfffffffe;

const PLACES_MAX = 2 ** 31;

export class FinalLog {
  /** By place. Below UNKNOWN_RECORD: a row of the ledger. */
  readonly rows: Uint32Array;
  /** By row: whether the log has the message, and not only a copy. */
  readonly kept: Bits;
  /** By place: whether the log has a control record. */
  readonly #controls: Bits;
  /** By place: readers of committed messages do not get it, for its transaction was aborted or did not end. Null: they get all. */
  uncommitted: Bits | null = null;
  /** By place: a record of a transaction that was aborted. Null: there is none. */
  aborted: Bits | null = null;
  /** By place: a record of a transaction that did not end. Null: there is none. */
  open: Bits | null = null;
  /** By partition: the first record of a transaction that did not end, where readers of committed messages stop. Null: there is none. */
  readonly unstable: (number | null)[];
  /** Transactions that did not end. */
  openTransactions = 0;
  readonly #bases: Float64Array;

  constructor(
    /** By partition: the first offset that was not deleted. */
    readonly starts: readonly number[],
    /** By partition: the offset after the last one. */
    readonly ends: readonly number[],
    messages: number,
  ) {
    this.#bases = new Float64Array(ends.length);
    let places = 0;
    for (const [partition, end] of ends.entries()) {
      this.#bases[partition] = places;
      places += end;
    }
    if (places > PLACES_MAX) throw new RangeError(`a log of ${places} offsets is too large to check`);
    this.rows = new Uint32Array(places).fill(NO_RECORD);
    this.kept = bits(messages);
    this.#controls = bits(places);
    this.unstable = ends.map(() => null);
  }

  /** A control record. No consumer gets it. */
  setControl(place: number): void {
    this.#controls.set(place);
  }

  /** Whether brokers removed the record there: retention deleted it, or compaction. */
  isRemoved(place: number): boolean {
    return this.rows[place] === NO_RECORD && !this.#controls.has(place);
  }

  get partitions(): number {
    return this.ends.length;
  }

  /** −1: the log ends before this offset. */
  placeOf(partition: number, offset: number): number {
    return offset < this.ends[partition]! ? this.#bases[partition]! + offset : -1;
  }

  /** Whether a consumer gets a message of this run from there. */
  holdsMessage(place: number, isCommittedOnly: boolean): boolean {
    return (
      this.rows[place]! < UNKNOWN_RECORD && !(isCommittedOnly && (this.uncommitted?.has(place) ?? false))
    );
  }

  /** How many messages a consumer gets from `first` up to, not including, `end`. */
  messagesBetween(partition: number, first: number, end: number, isCommittedOnly: boolean): number {
    let count = 0;
    const last = Math.min(end, this.ends[partition]!);
    for (let offset = Math.max(first, 0); offset < last; offset++) {
      if (this.holdsMessage(this.#bases[partition]! + offset, isCommittedOnly)) count++;
    }
    return count;
  }
}

/** `copies`: partitions that copiers wrote. @throws LogFileError when the log is not whole; RangeError when it is too large */
export async function readFinalLog(
  log: Pick<StoredLog, "read">,
  messages: number,
  copies: ReadonlySet<number> = new Set(),
): Promise<FinalLog> {
  const starts: number[] = [];
  const ends: number[] = [];
  let partition = -1;
  const reach = (end: number) => {
    ends[partition] = Math.max(ends[partition]!, end);
  };
  await log.read({
    ...DEAF,
    begin(next) {
      partition = next;
      starts[partition] = 0;
      ends[partition] = 0;
    },
    records: (offset, count) => reach(offset + count),
    broken: (_, last) => reach(last + 1),
    control: (_, last) => reach(last + 1),
    deleted(_, last) {
      starts[partition] = last + 1;
      reach(last + 1);
    },
    end: reach,
  });
  const final = new FinalLog(starts, ends, messages);
  const { transactions } = await log.read(rowsInto(final, copies));
  const { aborted, open } = transactions ?? { aborted: [], open: 0 };
  final.openTransactions = open;
  if (aborted.length === 0 && open === 0) return final;
  const uncommitted = bits(final.rows.length);
  final.uncommitted = uncommitted;
  if (aborted.length > 0) {
    const marks = bits(final.rows.length);
    final.aborted = marks;
    await log.read(withoutAborted(controlsInto(final, [uncommitted, marks]), aborted));
  }
  if (open > 0) {
    const marks = bits(final.rows.length);
    final.open = marks;
    await log.read(unstableInto(final, uncommitted, marks));
  }
  return final;
}

function rowsInto(final: FinalLog, copies: ReadonlySet<number>): LogSink {
  let partition = -1;
  return {
    ...DEAF,
    begin(next) {
      partition = next;
    },
    control(first, last) {
      for (let offset = first; offset <= last; offset++) final.setControl(final.placeOf(partition, offset));
    },
    records(offset, count, kind, row) {
      const place = final.placeOf(partition, offset);
      const isKnown = row >= 0 && (kind === RECORD.message || kind === RECORD.changed);
      for (let i = 0; i < count; i++) {
        final.rows[place + i] = isKnown ? row + i : UNKNOWN_RECORD;
        if (isKnown && !copies.has(partition)) final.kept.set(row + i);
      }
    },
  };
}

/** A record of an aborted transaction is told as a control batch. */
function controlsInto(final: FinalLog, each: readonly Bits[]): LogSink {
  let partition = -1;
  return {
    ...DEAF,
    begin(next) {
      partition = next;
    },
    control(first, last) {
      for (let offset = first; offset <= last; offset++)
        for (const marks of each) marks.set(final.placeOf(partition, offset));
    },
  };
}

/** Readers of committed messages get nothing from the first record of a transaction that did not end. */
function unstableInto(final: FinalLog, uncommitted: Bits, open: Bits): LogSink {
  let partition = -1;
  let origin: BatchOrigin | null = null;
  /** By producer: the offsets of its transaction. */
  const begun = new Map<number, number[]>();
  return {
    ...DEAF,
    begin(next) {
      partition = next;
      begun.clear();
    },
    batch(next) {
      origin = next;
    },
    records(offset, count) {
      if (!origin?.isTransactional) return;
      const { producerId } = origin;
      const offsets = begun.get(producerId) ?? [];
      begun.set(producerId, offsets);
      for (let i = 0; i < count; i++) offsets.push(offset + i);
    },
    control() {
      if (origin?.marker) begun.delete(origin.producerId);
    },
    end() {
      if (begun.size === 0) return;
      const first = Math.min(...[...begun.values()].map(([first]) => first!));
      final.unstable[partition] = first;
      for (const offsets of begun.values())
        for (const offset of offsets) open.set(final.placeOf(partition, offset));
      for (let offset = first; offset < final.ends[partition]!; offset++)
        uncommitted.set(final.placeOf(partition, offset));
    },
  };
}
