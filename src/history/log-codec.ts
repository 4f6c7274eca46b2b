/**
 * The entries of a log as bytes. One entry is a tag and what the tag announces:
 *
 *     tag 1 · origin · schema id · offset · row · count
 *
 *     tag    bits 0–2  kind: 0 message, 1 foreign, 2 damaged, 3 changed, 4 broken, 5 control, 6 deleted
 *            bit 3     offset: how far it is from the next one, else it is the next one
 *            bit 4     origin: the number of another one, else it is that of the entry before
 *            bit 5     count: there are so many at consecutive offsets, with consecutive rows (or all without one)
 *            bit 6     row: how far it is from the next row of this origin, else it is the next one
 *            bit 7     schema id: another one, plus 1, else it is that of the entry before
 *            kind 7    says something else, by bits 3–4: 0 begin (number of the partition), 1 a new origin
 *                      (leader epoch · producer id f64 · flags 1: 1 transactional, 2 commit, 4 abort, 8 with the producer
 *                      epoch, zigzag, 16 with the coordinator epoch behind that), 2 end (end offset)
 *
 * Counts and numbers are varints of 7 bits each, lowest first; those that say how far are zigzag. Origins are numbered
 * from 0 in the order in which they come, and begin at 0 again after 4,096. So a message that follows its predecessor in
 * the log and in the ledger takes nothing but its share of a count, and any other message of an origin takes a tag and a
 * few bytes.
 */
import { TopicPartitions } from "../topic-partitions.js";
import { type BatchOrigin, type LogIdentity, type LogSink, RECORD, type RecordKind } from "./log-entries.js";

const BROKEN = 4;
const CONTROL = 5;
const DELETED = 6;
const OTHER = 7;
const HAS_OFFSET = 1 << 3;
const HAS_ORIGIN = 1 << 4;
const HAS_COUNT = 1 << 5;
const HAS_ROW = 1 << 6;
const HAS_SCHEMA = 1 << 7;
const BEGIN = OTHER | (0 << 3);
const NEW_ORIGIN = OTHER | (1 << 3);
const END = OTHER | (2 << 3);

const TRANSACTIONAL = 1;
const COMMIT = 2;
const ABORT = 4;
/** Since version 3. Without it the epoch is not known. */
const HAS_PRODUCER_EPOCH = 8;
const HAS_COORDINATOR_EPOCH = 16;

const ORIGINS_MAX = 4_096;
/** More than any entry takes. */
const ENTRY_BYTES_MAX = 64;
const CHUNK_BYTES = 1 << 20;

/** What both sides keep in step. */
class Context {
  readonly origins: BatchOrigin[] = [];
  /** Of each origin: the row after the last one that it had. */
  readonly nextRows: number[] = [];
  origin = 0;
  schemaId = -1;
  nextOffset = 0;

  /** The number of a new origin. */
  add(origin: BatchOrigin): number {
    if (this.origins.length === ORIGINS_MAX) {
      this.origins.length = 0;
      this.nextRows.length = 0;
    }
    this.nextRows.push(0);
    return this.origins.push(origin) - 1;
  }

  pass(kind: number, firstOffset: number, count: number, row: number): void {
    this.nextOffset = firstOffset + count;
    if (hasRow(kind) && row >= 0) this.nextRows[this.origin] = row + count;
  }
}

function hasRow(kind: number): boolean {
  return kind === RECORD.message || kind === RECORD.damaged || kind === RECORD.changed;
}

const NO_ORIGIN: BatchOrigin = { leaderEpoch: -1, producerId: -1, isTransactional: false, marker: null };

/** Takes in entries and gives their bytes, piece by piece. */
export class LogEncoder {
  readonly #context = new Context();
  readonly #numbers = new Map<string, number>();
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  #full: Buffer[] = [];
  /** The origin of the records that come now. */
  #origin = -1;
  // The run of records that is not written yet.
  #kind: RecordKind = RECORD.message;
  #offset = 0;
  #row = -1;
  #schemaId = -1;
  #count = 0;

  begin(partition: number): void {
    this.#room();
    this.#byte(BEGIN);
    this.#varint(partition);
    this.#context.nextOffset = 0;
  }

  batch(origin: BatchOrigin): void {
    const { leaderEpoch, producerId, isTransactional, marker, producerEpoch, coordinatorEpoch } = origin;
    const key = `${leaderEpoch}/${producerId}/${producerEpoch}/${isTransactional}/${marker}/${coordinatorEpoch}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#room();
      number = this.#context.add(origin);
      if (number === 0) this.#numbers.clear();
      this.#numbers.set(key, number);
      this.#byte(NEW_ORIGIN);
      this.#zigzag(leaderEpoch);
      this.#used = this.#chunk.writeDoubleLE(producerId, this.#used);
      const flags = marker === null ? 0 : marker === "commit" ? COMMIT : ABORT;
      this.#byte(
        flags |
          (isTransactional ? TRANSACTIONAL : 0) |
          (producerEpoch === undefined ? 0 : HAS_PRODUCER_EPOCH) |
          (coordinatorEpoch === undefined ? 0 : HAS_COORDINATOR_EPOCH),
      );
      if (producerEpoch !== undefined) this.#zigzag(producerEpoch);
      if (coordinatorEpoch !== undefined) this.#zigzag(coordinatorEpoch);
    }
    if (number !== this.#origin) this.#close();
    this.#origin = number;
  }

  record(offset: number, kind: RecordKind, row: number, schemaId: number): void {
    if (
      this.#count > 0 &&
      offset === this.#offset + this.#count &&
      kind === this.#kind &&
      schemaId === this.#schemaId &&
      (this.#row < 0 ? row < 0 : row === this.#row + this.#count)
    ) {
      this.#count++;
      return;
    }
    this.#close();
    this.#kind = kind;
    this.#offset = offset;
    this.#row = row;
    this.#schemaId = schemaId;
    this.#count = 1;
  }

  broken(firstOffset: number, lastOffset: number): void {
    this.#span(BROKEN, firstOffset, lastOffset);
  }

  control(firstOffset: number, lastOffset: number): void {
    this.#span(CONTROL, firstOffset, lastOffset);
  }

  deleted(firstOffset: number, lastOffset: number): void {
    this.#span(DELETED, firstOffset, lastOffset);
  }

  end(endOffset: number): void {
    this.#room();
    this.#byte(END);
    this.#varint(endOffset);
  }

  /** What came since the last call. */
  take(): Buffer[] {
    this.#close();
    const taken = this.#full;
    if (this.#used > 0) taken.push(Buffer.from(this.#chunk.subarray(0, this.#used)));
    this.#full = [];
    this.#used = 0;
    return taken;
  }

  #span(kind: number, firstOffset: number, lastOffset: number): void {
    this.#close();
    this.#write(kind, firstOffset, lastOffset - firstOffset + 1, -1, this.#context.schemaId);
  }

  #close(): void {
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    this.#write(this.#kind, this.#offset, count, this.#row, this.#schemaId);
  }

  #write(kind: number, offset: number, count: number, row: number, schemaId: number): void {
    this.#room();
    // Records before the first batch header have an origin that says nothing.
    if (this.#origin < 0) this.batch(NO_ORIGIN);
    const context = this.#context;
    const isOtherOrigin = this.#origin !== context.origin;
    context.origin = this.#origin;
    const isOtherSchema = schemaId !== context.schemaId;
    context.schemaId = schemaId;
    const farOffset = offset - context.nextOffset;
    const farRow = hasRow(kind) ? row - context.nextRows[context.origin]! : 0;
    this.#byte(
      kind |
        (farOffset === 0 ? 0 : HAS_OFFSET) |
        (isOtherOrigin ? HAS_ORIGIN : 0) |
        (count === 1 ? 0 : HAS_COUNT) |
        (farRow === 0 ? 0 : HAS_ROW) |
        (isOtherSchema ? HAS_SCHEMA : 0),
    );
    if (isOtherOrigin) this.#varint(this.#origin);
    if (isOtherSchema) this.#varint(schemaId + 1);
    if (farOffset !== 0) this.#zigzag(farOffset);
    if (farRow !== 0) this.#zigzag(farRow);
    if (count !== 1) this.#varint(count);
    context.pass(kind, offset, count, row);
  }

  /** Ends the run before, and makes room for one more entry. */
  #room(): void {
    this.#close();
    if (this.#used + ENTRY_BYTES_MAX <= this.#chunk.length) return;
    this.#full.push(this.#chunk.subarray(0, this.#used));
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
  }

  #byte(value: number): void {
    this.#chunk[this.#used++] = value;
  }

  #varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`log.bin cannot hold ${value}`);
    let rest = value;
    while (rest > 0x7f) {
      this.#chunk[this.#used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#chunk[this.#used++] = rest;
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }
}

/** The bytes are no entries of a log. */
export class LogCodecError extends Error {
  override name = "LogCodecError";
}

/** Reads what an encoder gave, in the same pieces. */
export class LogDecoder {
  readonly #context = new Context();
  readonly #rows: number;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #partition = -1;
  readonly #partitions: number;
  #isOpen = false;

  constructor(
    identity: Pick<LogIdentity, "producers" | "topics">,
    readonly sink: LogSink,
  ) {
    this.#partitions = new TopicPartitions(identity.topics).count;
    this.#rows = identity.producers.reduce((sum, { messages }) => sum + messages, 0);
  }

  /** @throws LogCodecError */
  read(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#at = 0;
    while (this.#at < bytes.length) this.#entry(bytes[this.#at++]!);
  }

  /** @throws LogCodecError when a partition was not read to its end */
  finish(): void {
    const partitions = this.#partitions;
    if (this.#isOpen || this.#partition !== partitions - 1) {
      refuse(`partition ${this.#partition + (this.#isOpen ? 0 : 1)} of ${partitions} has no end`);
    }
  }

  #entry(tag: number): void {
    if (tag === BEGIN) this.#begin();
    else if (tag === NEW_ORIGIN) this.#newOrigin();
    else if (tag === END) this.#end();
    else if ((tag & 7) === OTHER) refuse(`an entry has the unknown tag ${tag}`);
    else this.#records(tag);
  }

  #records(tag: number): void {
    const kind = tag & 7;
    if (!this.#isOpen) refuse("an entry belongs to no partition");
    const { sink } = this;
    const context = this.#context;
    if ((tag & HAS_ORIGIN) !== 0) context.origin = this.#varint();
    const origin = context.origins[context.origin];
    if (origin === undefined) refuse(`origin ${context.origin} was not declared`);
    if ((tag & HAS_SCHEMA) !== 0) context.schemaId = this.#varint() - 1;
    const offset = context.nextOffset + ((tag & HAS_OFFSET) === 0 ? 0 : this.#zigzag());
    const farRow = (tag & HAS_ROW) === 0 ? 0 : this.#zigzag();
    const row = hasRow(kind) ? context.nextRows[context.origin]! + farRow : -1;
    const count = (tag & HAS_COUNT) === 0 ? 1 : this.#varint();
    const rows = this.#rows;
    if (offset < 0 || !Number.isSafeInteger(offset + count) || count < 1) {
      refuse(`it has ${count} records at offset ${offset}`);
    }
    if (
      row < -1 ||
      row >= rows ||
      (row >= 0 && row + count > rows) ||
      (row < 0 && kind !== RECORD.damaged && hasRow(kind))
    ) {
      refuse(`it names message ${row + count - 1} of ${rows}`);
    }
    const last = offset + count - 1;
    if (kind === BROKEN) sink.broken(offset, last);
    else if (kind === DELETED) sink.deleted(offset, last);
    else {
      sink.batch(origin!);
      if (kind === CONTROL) sink.control(offset, last);
      else sink.records(offset, count, kind as RecordKind, row, context.schemaId);
    }
    context.pass(kind, offset, count, row);
  }

  #begin(): void {
    const partition = this.#varint();
    if (this.#isOpen || partition !== this.#partition + 1 || partition >= this.#partitions) {
      refuse(`partition ${partition} begins where another has to`);
    }
    this.#partition = partition;
    this.#isOpen = true;
    this.#context.nextOffset = 0;
    this.sink.begin(partition);
  }

  #newOrigin(): void {
    const leaderEpoch = this.#zigzag();
    if (this.#at + 9 > this.#bytes.length) refuse("it ends within an entry");
    const producerId = this.#bytes.readDoubleLE(this.#at);
    const flags = this.#bytes[this.#at + 8]!;
    this.#at += 9;
    const producerEpoch = (flags & HAS_PRODUCER_EPOCH) === 0 ? undefined : this.#zigzag();
    const coordinatorEpoch = (flags & HAS_COORDINATOR_EPOCH) === 0 ? undefined : this.#zigzag();
    this.#context.add({
      leaderEpoch,
      producerId,
      ...(producerEpoch !== undefined && { producerEpoch }),
      ...(coordinatorEpoch !== undefined && { coordinatorEpoch }),
      isTransactional: (flags & TRANSACTIONAL) !== 0,
      marker: (flags & COMMIT) !== 0 ? "commit" : (flags & ABORT) !== 0 ? "abort" : null,
    });
  }

  #end(): void {
    const endOffset = this.#varint();
    if (!this.#isOpen) refuse("a partition ends that did not begin");
    this.#isOpen = false;
    this.sink.end(endOffset);
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) refuse("it ends within an entry");
      value += (byte! & 0x7f) * scale;
      if (!Number.isSafeInteger(value)) refuse("a number in it is too large");
      if (byte! < 0x80) return value;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function refuse(what: string): never {
  throw new LogCodecError(what);
}
