/**
 * All that the history of a run holds about one message: what its producer knows, where the log has it, and what stands
 * where it was acknowledged. Whether it is lost is the answer of the check (check.ts).
 */

import { type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import { type BatchOrigin, type LogSink, RECORD } from "../history/log-entries.js";
import type { History } from "../history/open.js";
import { readCommitted } from "../history/read-committed.js";
import type { Acknowledgement, WhoAcknowledged } from "./lost-ranges.js";
import { Unended } from "./unended.js";

/** A record of the log that is this message, or claims to be. */
export interface FoundRecord {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly state: "intact" | "changed" | "damaged";
}

/** A record of the message as its producer wrote it, in a transaction that ended or not. */
export interface WrittenRecord {
  readonly partition: number;
  readonly offset: number;
  readonly producerId: number;
  /** Null: not known, as older files do not have it. */
  readonly producerEpoch: number | null;
  readonly isTransactional: boolean;
  /** That ended its transaction. Null: it was in none, or the log has no end of it. */
  marker: {
    readonly kind: "commit" | "abort";
    readonly offset: number;
    readonly producerEpoch: number | null;
    readonly coordinatorEpoch: number | null;
  } | null;
}

/** What the log has at an offset. */
export type AtOffset =
  | {
      readonly what: "message";
      readonly producer: number;
      readonly sequence: number;
      readonly leaderEpoch: number;
    }
  | { readonly what: "foreign" | "damaged" | "broken" | "control" | "deleted" | "nothing" }
  | { readonly what: "beyond the end"; readonly endOffset: number };

export interface MessageStory {
  readonly producer: number;
  readonly sequence: number;
  /** Times are milliseconds since the run's start. null: it was not sent, or has no delivery report. */
  readonly sentMs: number | null;
  readonly settledMs: number | null;
  readonly outcome: "unsent" | "in flight" | "acknowledged" | "failed";
  /** librdkafka's name of the error it failed with. */
  readonly error: string | null;
  readonly partition: number | null;
  /** That was acknowledged. */
  readonly offset: number | null;
  readonly records: readonly FoundRecord[];
  /** Of idempotent and transactional producers, records of aborted transactions and copies among them. */
  readonly written: readonly WrittenRecord[];
  /** Of the log where it was acknowledged. null: it was acknowledged at no offset. */
  readonly atOffset: AtOffset | null;
}

/** Rejects with a LogFileError when the log is not whole. */
export async function storyOf(
  { ledger, log }: Pick<History, "ledger" | "log">,
  producer: number,
  sequence: number,
): Promise<MessageStory> {
  const row = ledger.rowsOf.rowOf(producer, sequence);
  const told = fromLedger(ledger, row);
  const { sink: search } = await readCommitted(log, () => new Search(ledger, row, told));
  const writers = new Writers(row);
  await log.read(writers);
  const { found: written } = writers;
  return { producer, sequence, ...told, records: search.found, written, atOffset: search.atOffset };
}

/** Who acknowledged a message that is lost. null: it has no offset. */
export function acknowledgerOf(
  { partition, offset, sentMs, settledMs }: MessageStory,
  who: WhoAcknowledged,
): Acknowledgement | null {
  if (partition === null || offset === null || sentMs === null || settledMs === null) return null;
  return who(partition, offset, sentMs, settledMs);
}

type FromLedger = Omit<MessageStory, "producer" | "sequence" | "records" | "written" | "atOffset">;

function fromLedger(ledger: Ledger, row: number): FromLedger {
  const state = ledger.outcome[row]!;
  const isSettled = state >= OUTCOME.acknowledged;
  const hasPlace = state === OUTCOME.acknowledged;
  const isFailed = state >= OUTCOME.failed;
  const partition = ledger.partition?.[row] ?? 0;
  return {
    sentMs: state === OUTCOME.unsent ? null : ledger.sentAt[row]! / TICKS_PER_MS,
    settledMs: isSettled ? ledger.settledAt[row]! / TICKS_PER_MS : null,
    outcome:
      state === OUTCOME.unsent
        ? "unsent"
        : state === OUTCOME.inFlight
          ? "in flight"
          : isFailed
            ? "failed"
            : "acknowledged",
    error: isFailed ? (ledger.errorNames[state - OUTCOME.failed] ?? null) : null,
    partition: isSettled && partition < ledger.partitions ? partition : null,
    offset: hasPlace ? ledger.offset[row]! : null,
  };
}

/** Reads a log, with all that committed readers do not get, for who wrote one message and what ended the transaction. */
class Writers implements LogSink {
  readonly found: WrittenRecord[] = [];
  #partition = -1;
  #origin: BatchOrigin | null = null;
  readonly #unended = new Unended<WrittenRecord>();

  constructor(private readonly row: number) {}

  begin(partition: number): void {
    this.#partition = partition;
    this.#unended.begin();
  }

  batch(origin: BatchOrigin): void {
    this.#origin = origin;
  }

  records(first: number, count: number, _kind: number, firstRow: number): void {
    if (firstRow < 0 || this.row < firstRow || this.row >= firstRow + count) return;
    const origin = this.#origin;
    if (origin === null || origin.producerId < 0) return;
    const { producerId, producerEpoch = null, isTransactional } = origin;
    const place = { partition: this.#partition, offset: first + this.row - firstRow };
    const record = { ...place, producerId, producerEpoch, isTransactional, marker: null };
    this.found.push(record);
    if (isTransactional) this.#unended.add(record);
  }

  broken(): void {}

  control(offset: number): void {
    const origin = this.#origin;
    if (origin === null || origin.marker === null) return;
    const { marker: kind, producerEpoch = null, coordinatorEpoch = null } = origin;
    for (const record of this.#unended.endedBy(origin))
      record.marker = { kind, offset, producerEpoch, coordinatorEpoch };
  }

  deleted(): void {}

  end(): void {}
}

/** Reads a log for the records of one message, and for what is at one offset. */
class Search implements LogSink {
  readonly found: FoundRecord[] = [];
  atOffset: AtOffset | null;
  readonly #rowsOf: Ledger["rowsOf"];
  #partition = -1;
  #leaderEpoch = -1;

  constructor(
    ledger: Pick<Ledger, "rowsOf">,
    private readonly row: number,
    private readonly place: { readonly partition: number | null; readonly offset: number | null },
  ) {
    this.#rowsOf = ledger.rowsOf;
    this.atOffset = place.offset === null ? null : { what: "nothing" };
  }

  begin(partition: number): void {
    this.#partition = partition;
  }

  batch({ leaderEpoch }: BatchOrigin): void {
    this.#leaderEpoch = leaderEpoch;
  }

  records(first: number, count: number, kind: number, firstRow: number): void {
    const leaderEpoch = this.#leaderEpoch;
    if (firstRow >= 0 && this.row >= firstRow && this.row < firstRow + count) {
      const state = kind === RECORD.message ? "intact" : kind === RECORD.changed ? "changed" : "damaged";
      const offset = first + this.row - firstRow;
      this.found.push({ partition: this.#partition, offset, leaderEpoch, state });
    }
    if (!this.#isPlace(first, first + count - 1)) return;
    const row = firstRow + this.place.offset! - first;
    this.atOffset =
      kind === RECORD.foreign
        ? { what: "foreign" }
        : kind === RECORD.damaged
          ? { what: "damaged" }
          : {
              what: "message",
              producer: this.#rowsOf.producerOf(row),
              sequence: this.#rowsOf.sequenceOf(row),
              leaderEpoch,
            };
  }

  broken(firstOffset: number, lastOffset: number): void {
    if (this.#isPlace(firstOffset, lastOffset)) this.atOffset = { what: "broken" };
  }

  control(firstOffset: number, lastOffset: number): void {
    if (this.#isPlace(firstOffset, lastOffset)) this.atOffset = { what: "control" };
  }

  deleted(firstOffset: number, lastOffset: number): void {
    if (this.#isPlace(firstOffset, lastOffset)) this.atOffset = { what: "deleted" };
  }

  end(endOffset: number): void {
    const { partition, offset } = this.place;
    if (partition === this.#partition && offset !== null && offset >= endOffset) {
      this.atOffset = { what: "beyond the end", endOffset };
    }
  }

  #isPlace(firstOffset: number, lastOffset: number): boolean {
    const { partition, offset } = this.place;
    return partition === this.#partition && offset !== null && offset >= firstOffset && offset <= lastOffset;
  }
}
