/**
 * The log at the end of a run, by place: which message has which offset, and who may read it. A place is a number: the
 * offsets of the first partition, then those of the second one, and so on.
 */
import { type LogSink, RECORD } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import {
  type AbortedTransaction,
  BegunTransactions,
  RecordsOfTransactions,
} from "../../history/transactions.js";
import { type Bits, bits } from "../bits.js";
import { DEAF } from "../check-kind.js";
import { toAll } from "../to-all.js";
import { Wholeness } from "../wholeness.js";
import { ZombieWrites } from "../zombie-writes.js";

/** In `rows`: no consumer gets a record at this offset. */
export const NO_RECORD = 0xffffffff;
/** In `rows`: a record that is not intact, or of another run. Which message it was is not known. */
export const UNKNOWN_RECORD = 0xfffffffe;

const PLACES_MAX = 2 ** 31;

/** How far a log reaches, and its transactions. */
interface Extent {
  /** By partition: the first offset that was not deleted. */
  readonly starts: readonly number[];
  /** By partition: the offset after the last one. */
  readonly ends: readonly number[];
  readonly aborted: readonly AbortedTransaction[];
  /** Transactions that did not end. */
  readonly open: readonly AbortedTransaction[];
  readonly openCount: number;
}

export class FinalLog {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** By place. Below UNKNOWN_RECORD: a row of the ledger. */
  readonly rows: Uint32Array;
  /** By row: whether the log has the message, and not only a copy. */
  readonly kept: Bits;
  /** By place: readers of committed messages do not get it, for its transaction was aborted or did not end. Null: they get all. */
  readonly uncommitted: Bits | null;
  /** By place: a record of a transaction that was aborted. Null: there is none. */
  readonly aborted: Bits | null;
  /** By place: a record of a transaction that did not end. Null: there is none. */
  readonly open: Bits | null;
  /** By partition: the first record of a transaction that did not end, where readers of committed messages stop. Null: there is none. */
  readonly unstable: readonly (number | null)[];
  /** Transactions that did not end. */
  readonly openTransactions: number;
  readonly whole: Wholeness;
  readonly zombies = new ZombieWrites();
  /** By place: whether the log has a control record. */
  readonly #controls: Bits;
  /** By partition: its first place. */
  readonly #bases: Uint32Array;

  /** `messages`: of the run. */
  constructor({ starts, ends, aborted, open, openCount }: Extent, messages: number) {
    this.starts = starts;
    this.ends = ends;
    this.#bases = new Uint32Array(ends.length);
    let places = 0;
    for (const [partition, end] of ends.entries()) {
      this.#bases[partition] = places;
      places += end;
    }
    if (places > PLACES_MAX) throw new RangeError(`a log of ${places} offsets is too large to check`);
    this.rows = new Uint32Array(places).fill(NO_RECORD);
    this.kept = bits(messages);
    this.#controls = bits(places);
    this.whole = new Wholeness(ends.length);
    this.aborted = aborted.length === 0 ? null : bits(places);
    this.open = openCount === 0 ? null : bits(places);
    this.uncommitted = this.aborted === null && this.open === null ? null : bits(places);
    this.openTransactions = openCount;
    const unstable = ends.map((): number | null => null);
    for (const { partition, first } of openCount === 0 ? [] : open)
      unstable[partition] = Math.min(first, unstable[partition] ?? first);
    this.unstable = unstable;
    for (const [partition, first] of unstable.entries()) {
      if (first === null) continue;
      const end = this.#bases[partition]! + ends[partition]!;
      for (let place = this.#bases[partition]! + first; place < end; place++) this.uncommitted?.set(place);
    }
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

/**
 * `copies`: partitions that copiers wrote. It reads the log twice: no place is known before the ends of all partitions are.
 * @throws LogFileError when the log is not whole; RangeError when it is too large
 */
export async function readFinalLog(
  log: Pick<StoredLog, "read">,
  messages: number,
  copies: ReadonlySet<number> = new Set(),
): Promise<FinalLog> {
  const extent = await extentOf(log);
  const final = new FinalLog(extent, messages);
  const { aborted, open, uncommitted } = final;
  const sinks: LogSink[] = [rowsInto(final, copies), final.whole, final.zombies];
  if (aborted !== null) sinks.push(marksInto(final, extent.aborted, [aborted, uncommitted!]));
  if (open !== null) sinks.push(marksInto(final, extent.open, [open]));
  await log.read(toAll(sinks));
  return final;
}

async function extentOf(log: Pick<StoredLog, "read">): Promise<Extent> {
  const starts: number[] = [];
  const ends: number[] = [];
  const open: AbortedTransaction[] = [];
  const begun = new BegunTransactions();
  let partition = -1;
  const reach = (end: number) => {
    ends[partition] = Math.max(ends[partition]!, end);
  };
  const { transactions } = await log.read({
    begin(next) {
      partition = next;
      starts[partition] = 0;
      ends[partition] = 0;
      begun.begin();
    },
    batch: (origin) => begun.batch(origin),
    records(offset, count) {
      reach(offset + count);
      begun.record(offset);
    },
    broken: (_, last) => reach(last + 1),
    control(_, last) {
      reach(last + 1);
      begun.control();
    },
    deleted(_, last) {
      starts[partition] = last + 1;
      reach(last + 1);
    },
    end(end) {
      reach(end);
      for (const [producerId, first] of begun.first)
        open.push({ partition, producerId, first, end: Number.POSITIVE_INFINITY });
    },
  });
  return { starts, ends, open, openCount: transactions?.open ?? 0, aborted: transactions?.aborted ?? [] };
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

/** Marks the places of records of the transactions. */
function marksInto(
  final: FinalLog,
  transactions: readonly AbortedTransaction[],
  each: readonly Bits[],
): LogSink {
  const records = new RecordsOfTransactions(transactions);
  let partition = -1;
  const mark = (offset: number, count: number, isOfOne: boolean) => {
    const place = final.placeOf(partition, offset);
    for (let i = 0; isOfOne && i < count; i++) for (const marks of each) marks.set(place + i);
  };
  return {
    ...DEAF,
    begin(next) {
      partition = next;
      records.begin(next);
    },
    batch: (origin) => records.batch(origin),
    records: (offset, count) => records.each(offset, count, mark),
  };
}
