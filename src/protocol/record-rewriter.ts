/**
 * Record batches with other values in them.
 *
 * {@link rewriteRecords} gives the changed batch in pieces: long runs of bytes that stay as they were are handed on where
 * they lie, and only changed values, lengths that have to grow and what lies close between them are written anew. Of a
 * batch's header the length and the checksum change; counts, offsets, timestamps, the producer's sequence and the codec
 * are the same.
 *
 *     editor ── per record: how large is the new value? ──▶ its bytes, written where they belong
 *
 *     came   [header][    records     ][record][      records      ]
 *     goes   [header][ where they lay ][record][ where they lay    ]
 *              new                       new
 *
 * What can't be changed stays to the byte: batches of the formats v0 and v1, control batches, a batch whose records do
 * not read as they should, and a last batch that is cut off. The checksum that came is not verified, as that costs as
 * much as all the rest; a batch with changed values gets a right one.
 */

import { COMPRESSIONS, compress, DECOMPRESSED_BYTES_MAX, decompress } from "./compression.js";
import { crc32c } from "./crc32c.js";
import { ProtocolError } from "./protocol-error.js";
import { BATCH_HEADER_BYTES, LOG_OVERHEAD_BYTES } from "./records.js";

const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const COUNT_AT = 57;
const CODEC_BITS = 0x07;
const CONTROL_BIT = 0x20;
/** Of a 32-bit number. */
const VARINT_BYTES_MAX = 5;
/** Unchanged bytes are handed on from here on; fewer are copied, which costs less than a piece more. */
const RUN_BYTES_MIN = 16 * 1024;
/** What is written anew goes into buffers that become larger up to here. */
const OUTPUT_BYTES_MIN = 2 * 1024;
const OUTPUT_BYTES_MAX = 64 * 1024;

/** What to put in the place of a value. Null values are passed over. */
export interface ValueEditor {
  /** The size of the new value; −1 leaves the record as it is. */
  newSize(bytes: Buffer, start: number, end: number): number;
  /** Writes the new value, of the size just given, to `into` at `at`. */
  write(bytes: Buffer, start: number, end: number, into: Buffer, at: number): void;
}

export interface RewrittenRecords {
  /** Pieces that follow each other, many of them slices of what was given; all of it when nothing was changed. */
  readonly records: readonly Buffer[];
  readonly changed: number;
  /** Which records were changed, counted from 0 through all batches: first, last, first, last… */
  readonly places: readonly number[];
}

/** A promise only when a batch has to be compressed with zstd. */
export function rewriteRecords(
  records: Buffer,
  editor: ValueEditor,
): RewrittenRecords | Promise<RewrittenRecords> {
  const places: number[] = [];
  const batches: (Buffer[] | Promise<Buffer[]>)[] = [];
  let place = 0;
  let passedTo = 0;
  let isLater = false;
  for (let start = 0; ; ) {
    const end = batchEnd(records, start);
    if (end < 0) break;
    if (isEditable(records, start)) {
      const rewritten = rewriteBatch(records, start, end, editor, place, places);
      if (rewritten !== undefined) {
        if (start > passedTo) batches.push([records.subarray(passedTo, start)]);
        batches.push(rewritten);
        isLater ||= rewritten instanceof Promise;
        passedTo = end;
      }
    }
    place += batchCount(records, start);
    start = end;
  }
  if (batches.length === 0) return { records: [records], changed: 0, places };
  if (passedTo < records.length) batches.push([records.subarray(passedTo)]);
  const changed = countPlaces(places);
  if (isLater) {
    return Promise.all(batches).then((settled) => ({ records: settled.flat(), changed, places }));
  }
  return { records: (batches as Buffer[][]).flat(), changed, places };
}

/** By the batches' headers; a compressed set of the formats v0 and v1 counts as one. */
export function countRecords(records: Buffer): number {
  let count = 0;
  for (let start = 0, end = 0; ; start = end) {
    end = batchEnd(records, start);
    if (end < 0) return count;
    count += batchCount(records, start);
  }
}

/** A record in a batch of its own, uncompressed, which says of itself all that its old batch said. */
export interface SingleRecord {
  readonly offset: bigint;
  readonly batch: Buffer;
}

/**
 * The records of the v2 batch at `[start, end)` in batches of their own; undefined when they do not read as they
 * should. The last one ends at the offset at which the whole batch did, as compaction may have taken records behind it.
 */
export function oneRecordBatches(records: Buffer, start: number, end: number): SingleRecord[] | undefined {
  try {
    const walk = new RecordWalk(records, start, end);
    const baseOffset = records.readBigInt64BE(start);
    const singles: SingleRecord[] = [];
    while (walk.next()) {
      const { bytes, recordStart, recordEnd, offsetDelta } = walk;
      const batch = Buffer.allocUnsafe(BATCH_HEADER_BYTES + recordEnd - recordStart);
      records.copy(batch, 0, start, start + BATCH_HEADER_BYTES);
      bytes.copy(batch, BATCH_HEADER_BYTES, recordStart, recordEnd);
      batch.writeInt16BE(batch.readInt16BE(ATTRIBUTES_AT) & ~CODEC_BITS, ATTRIBUTES_AT);
      if (walk.left > 0) batch.writeInt32BE(offsetDelta, LAST_OFFSET_DELTA_AT);
      batch.writeInt32BE(1, COUNT_AT);
      singles.push({ offset: baseOffset + BigInt(offsetDelta), batch: seal(batch) });
    }
    return singles;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Where the batch ends that begins at `start`; −1 when no whole batch of a known format does. */
export function batchEnd(records: Buffer, start: number): number {
  if (records.length - start <= MAGIC_AT) return -1;
  const end = start + LOG_OVERHEAD_BYTES + records.readInt32BE(start + LENGTH_AT);
  const magic = records[start + MAGIC_AT] as number;
  const sizeMin = magic === 2 ? BATCH_HEADER_BYTES : MAGIC_AT + 1;
  return magic > 2 || end - start < sizeMin || end > records.length ? -1 : end;
}

/** Whether the batch has the format v2 and records of users. */
export function isEditable(records: Buffer, start: number): boolean {
  return records[start + MAGIC_AT] === 2 && (records.readInt16BE(start + ATTRIBUTES_AT) & CONTROL_BIT) === 0;
}

function batchCount(records: Buffer, start: number): number {
  return records[start + MAGIC_AT] === 2 ? Math.max(0, records.readInt32BE(start + COUNT_AT)) : 1;
}

/** Writes the length and the checksum of a whole batch into its header. */
export function seal(batch: Buffer): Buffer {
  sealed(batch, []);
  return batch;
}

/** A batch in pieces, of which the first has at least the whole header: the length and the checksum are put there. */
function sealed(first: Buffer, rest: readonly Buffer[]): Buffer[] {
  let sizeBytes = first.length;
  let checksum = crc32c(first, ATTRIBUTES_AT);
  for (const piece of rest) {
    sizeBytes += piece.length;
    checksum = crc32c(piece, 0, piece.length, checksum);
  }
  first.writeInt32BE(sizeBytes - LOG_OVERHEAD_BYTES, LENGTH_AT);
  first.writeUInt32BE(checksum, CRC_AT);
  return [first, ...rest];
}

function countPlaces(places: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < places.length; i += 2) count += (places[i + 1] as number) - (places[i] as number) + 1;
  return count;
}

/** Undefined when nothing was changed. */
function rewriteBatch(
  records: Buffer,
  start: number,
  end: number,
  editor: ValueEditor,
  firstPlace: number,
  places: number[],
): Buffer[] | Promise<Buffer[]> | undefined {
  const placesBefore = places.length;
  const lastBefore = places.at(-1);
  try {
    const walk = new RecordWalk(records, start, end);
    const edited = editRecords(walk, editor, firstPlace, places);
    if (edited === undefined) return undefined;
    const header = Buffer.from(records.subarray(start, start + BATCH_HEADER_BYTES));
    if (walk.bytes === records) return sealed(header, edited);
    const codec = COMPRESSIONS[records.readInt16BE(start + ATTRIBUTES_AT) & CODEC_BITS]!;
    const body = compress(codec, Buffer.concat(edited));
    return body instanceof Promise
      ? body.then((compressed) => sealed(header, [compressed]))
      : sealed(header, [body]);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    places.length = placesBefore;
    if (lastBefore !== undefined) places[placesBefore - 1] = lastBefore;
    return undefined;
  }
}

/** The records in pieces; undefined when nothing was changed. */
function editRecords(
  walk: RecordWalk,
  editor: ValueEditor,
  firstPlace: number,
  places: number[],
): Buffer[] | undefined {
  const { bytes } = walk;
  const out = new Output(bytes);
  let takenTo = walk.position;
  let isChanged = false;
  for (let place = firstPlace; walk.next(); place++) {
    const { bodyStart, valueStart, valueEnd } = walk;
    if (valueStart < 0) continue;
    const size = editor.newSize(bytes, valueStart, valueEnd);
    if (size < 0) continue;
    const { recordStart, valueLengthAt, recordEnd } = walk;
    const lengthBytes = varintBytes(size);
    const bodyBytes = recordEnd - bodyStart - (valueEnd - valueLengthAt) + lengthBytes + size;
    out.run(takenTo, recordStart);
    out.reserve(VARINT_BYTES_MAX + valueLengthAt - bodyStart + lengthBytes + size);
    out.varint(bodyBytes);
    out.run(bodyStart, valueLengthAt);
    out.varint(size);
    editor.write(bytes, valueStart, valueEnd, out.buffer, out.length);
    out.length += size;
    takenTo = valueEnd;
    if (places.length > 0 && places[places.length - 1] === place - 1) places[places.length - 1] = place;
    else places.push(place, place);
    isChanged = true;
  }
  if (!isChanged) return undefined;
  out.run(takenTo, walk.end);
  return out.end();
}

function varintBytes(value: number): number {
  let count = 1;
  for (let rest = (value << 1) >>> 7; rest > 0; rest >>>= 7) count++;
  return count;
}

/** Pieces that follow each other: what is written, and between it slices of `source`. Who writes reserves first. */
class Output {
  buffer = Buffer.alloc(0);
  length = 0;
  /** Of what is in `buffer`, the beginning that is among the pieces already. */
  private pieceEnd = 0;
  private readonly pieces: Buffer[] = [];

  constructor(private readonly source: Buffer) {}

  reserve(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    this.endPiece();
    const roomBytes = Math.min(OUTPUT_BYTES_MAX, Math.max(OUTPUT_BYTES_MIN, this.buffer.length * 2));
    this.buffer = Buffer.allocUnsafe(Math.max(roomBytes, size));
    this.length = this.pieceEnd = 0;
  }

  /** `[start, end)` of the source, for which room is found here. */
  run(start: number, end: number): void {
    const size = end - start;
    if (size >= RUN_BYTES_MIN) {
      this.endPiece();
      this.pieces.push(this.source.subarray(start, end));
      return;
    }
    this.reserve(size);
    const { source, buffer, length } = this;
    // A call into the runtime costs more than a few bytes by hand.
    if (size > 24) source.copy(buffer, length, start, end);
    else for (let from = start, to = length; from < end; from++, to++) buffer[to] = source[from] as number;
    this.length += size;
  }

  /** Zigzag, of a number that is not negative. */
  varint(value: number): void {
    let rest = (value << 1) >>> 0;
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  end(): Buffer[] {
    this.endPiece();
    return this.pieces;
  }

  private endPiece(): void {
    if (this.length > this.pieceEnd) this.pieces.push(this.buffer.subarray(this.pieceEnd, this.length));
    this.pieceEnd = this.length;
  }
}

/** Walks the records of one v2 batch and shows where their parts lie. Every position is checked before it is shown. */
class RecordWalk {
  /** What the positions refer to: the buffer of the batch, or its decompressed records. */
  readonly bytes: Buffer;
  readonly end: number;
  position: number;
  /** Records to come. */
  left: number;
  /** Of the length before the record. */
  recordStart = 0;
  bodyStart = 0;
  recordEnd = 0;
  offsetDelta = 0;
  valueLengthAt = 0;
  /** −1 for a null value. */
  valueStart = -1;
  valueEnd = -1;

  /** @throws ProtocolError when the records can't be decompressed */
  constructor(records: Buffer, start: number, end: number) {
    const codec = COMPRESSIONS[records.readInt16BE(start + ATTRIBUTES_AT) & CODEC_BITS];
    if (codec === undefined) throw new ProtocolError("an unknown compression");
    this.left = records.readInt32BE(start + COUNT_AT);
    if (codec === "none") {
      this.bytes = records;
      this.position = start + BATCH_HEADER_BYTES;
      this.end = end;
    } else {
      const body = records.subarray(start + BATCH_HEADER_BYTES, end);
      this.bytes = decompress(codec, body, DECOMPRESSED_BYTES_MAX);
      this.position = 0;
      this.end = this.bytes.length;
    }
  }

  /** @throws ProtocolError when the records are not what the batch says */
  next(): boolean {
    if (this.left <= 0) {
      if (this.position !== this.end) this.refuse();
      return false;
    }
    this.left--;
    this.recordStart = this.position;
    const length = this.varint();
    this.bodyStart = this.position;
    const recordEnd = this.position + length;
    if (length < 0 || recordEnd > this.end) this.refuse();
    this.recordEnd = recordEnd;
    this.position++; // attributes
    this.skipVarint(); // the timestamp's delta
    this.offsetDelta = this.varint();
    const keyLength = this.varint();
    if (keyLength > 0) this.position += keyLength;
    this.valueLengthAt = this.position;
    const valueLength = this.position < recordEnd ? this.varint() : this.refuse();
    if (valueLength < 0) {
      this.valueStart = this.valueEnd = -1;
    } else {
      this.valueStart = this.position;
      this.position += valueLength;
      this.valueEnd = this.position;
    }
    if (this.position > recordEnd) this.refuse();
    this.position = recordEnd;
    return true;
  }

  private varint(): number {
    const { bytes } = this;
    let at = this.position;
    let byte = bytes[at++] as number;
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28) this.refuse();
      byte = bytes[at++] as number;
      value |= (byte & 0x7f) << shift;
    }
    this.position = at;
    return (value >>> 1) ^ -(value & 1);
  }

  private skipVarint(): void {
    while ((this.bytes[this.position++] as number) >= 0x80);
  }

  private refuse(): never {
    throw new ProtocolError("the records do not match the header of their batch", this.position);
  }
}
