/**
 * `ledger.bin`: the ledger on disk, kept up to date while the run goes on, so that a process that is killed leaves what
 * was known a second before. All numbers are little endian.
 *
 *     0       "chaosLGR"
 *     8       u32 version of this layout: 2
 *     12      u32 length of the header
 *     16      the header, JSON: the ledger's shape (version 1: `producers` is their number, and all have the same `messages`
 *             and `acks` beside it), `columns: [{ name, type, at }]`, errorNames, contradictions,
 *             contradictionCount, complete (false: the run did not get to its end), unknownPartition
 *     65,532  u32 CRC-32C of all bytes before it, and of the columns in the order below. 0: there is none, for the run did not
 *             get to its end, or an older chaos wrote the file
 *     65,536  the columns, each at its `at`: `rows` elements of its `type`, in the order of producer-rows.ts
 *
 * Columns, in the order of COLUMN_TYPES: outcome u8 (0 unsent, 1 in flight, 2 acknowledged, 3 acknowledged without an offset, 4 + n failed with
 * errorNames[n]), offset u32, sentAt u32, settledAt u32 (0.1 ms since startedAtMs), partition u16 (only where the topic
 * has more than one; acknowledged and failed messages have one, `unknownPartition` where the client did not name it). A
 * cell means something where its row's outcome says so; see ledger.ts. Files of chaos 0.1 have no `unknownPartition`:
 * there the partition of a failed message means nothing.
 *
 * What a row says on disk is never ahead of what the producers knew: rows are copied all columns at once, between two
 * delivery reports, and their outcomes are written last.
 */
import { type FileHandle, open } from "node:fs/promises";
import { endianness } from "node:os";
import { z } from "zod";
import { alike } from "../alike.js";
import { InfrastructureError } from "../errors.js";
import { crc32c } from "../protocol/index.js";
import {
  createLedger,
  DIRTY_BLOCK,
  type Ledger,
  type LedgerColumns,
  OUTCOME,
  type ProducerShape,
  UNKNOWN_PARTITION,
} from "./ledger.js";
import { producerRows } from "./producer-rows.js";

const MAGIC = "chaosLGR";
const VERSION = 2;
const COLUMNS_AT = 65_536;
const CHECKSUM_AT = COLUMNS_AT - 4;
const HEADER_AT = 16;
const EVERY_MS = 1_000;
/** More than a scenario of that version could have; a damaged number must not fill the memory. */
const PRODUCERS_OF_1_MAX = 65_535;
/** Blocks that are copied and written together: about a megabyte. */
const BLOCKS_A_WRITE = 16;

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array } as const;
type ColumnName = keyof LedgerColumns;
type ColumnType = keyof typeof TYPES;

/** In the order of writing: an outcome goes last, when all it speaks of is there. */
const COLUMN_TYPES: Readonly<Record<ColumnName, ColumnType>> = {
  offset: "u32",
  sentAt: "u32",
  settledAt: "u32",
  partition: "u16",
  outcome: "u8",
};

const u32 = z.number().int().min(0).max(0xffffffff);
const acks = z.union([z.literal(0), z.literal(1), z.literal("all")]);
/** Of version 1. */
const equalProducers = z.object({ producers: u32.max(PRODUCERS_OF_1_MAX), messages: u32, acks });
const headerSchema = z.object({
  nonce: u32,
  producers: z.array(z.object({ messages: u32, acks })),
  partitions: u32,
  startedAtMs: z.number(),
  columns: z.array(
    z.object({
      name: z.enum(["offset", "sentAt", "settledAt", "partition", "outcome"]),
      type: z.enum(["u8", "u16", "u32"]),
      at: z.number().int().min(COLUMNS_AT),
    }),
  ),
  errorNames: z.array(z.string()),
  contradictions: z.array(z.string()),
  contradictionCount: z.number().int().min(0),
  complete: z.boolean(),
  unknownPartition: z.literal(UNKNOWN_PARTITION).exactOptional(),
});

interface Column {
  readonly name: ColumnName;
  readonly type: ColumnType;
  readonly at: number;
}

export interface LedgerKeeper extends AsyncDisposable {
  /** Writes what changed. Rejects with an InfrastructureError when the disk doesn't take it. */
  flush(): Promise<void>;
}

/** Keeps `path` up to date with the ledger, every second and for the last time when disposed. */
export function keepLedger(path: string, ledger: Ledger, everyMs = EVERY_MS): LedgerKeeper {
  assertLittleEndian();
  const columns = layOut(ledger.rows, ledger.partition !== null);
  const scratch = Buffer.alloc(
    BLOCKS_A_WRITE * DIRTY_BLOCK * Math.max(...columns.map(bytesEach)) * columns.length,
  );
  let file: FileHandle | null = null;
  let last: Promise<void> = Promise.resolve();
  let busy = false;

  async function write(complete: boolean): Promise<void> {
    busy = true;
    try {
      file ??= await create(path, fileBytes(columns, ledger.rows));
      await writeFully(file, headerOf(ledger, columns, false), 0);
      // The checksum is of what is in memory, so that has to be on the disk.
      do await writeDirty(file);
      while (complete && ledger.dirty.includes(1));
      if (complete) {
        const header = headerOf(ledger, columns, true);
        const checksum = sealOf(header, ledger, columns);
        // It is a letter shorter than the header before it, which said false.
        await writeFully(file, Buffer.concat([header, Buffer.alloc(1)]), 0);
        await writeFully(file, checksum, CHECKSUM_AT);
      }
    } catch (cause) {
      throw new InfrastructureError(`the ledger can't be written to ${path}: ${(cause as Error).message}`, {
        remedy: "make room on that disk, or choose another directory with --out",
        cause,
      });
    } finally {
      busy = false;
    }
  }

  async function writeDirty(file: FileHandle): Promise<void> {
    for (let block = 0; block < ledger.dirty.length; ) {
      if (ledger.dirty[block] === 0) {
        block++;
        continue;
      }
      let end = block + 1;
      while (end < ledger.dirty.length && end - block < BLOCKS_A_WRITE && ledger.dirty[end] === 1) end++;
      await writeBlocks(file, block, end);
      block = end;
    }
  }

  async function writeBlocks(file: FileHandle, block: number, end: number): Promise<void> {
    const first = block * DIRTY_BLOCK;
    const rows = Math.min(end * DIRTY_BLOCK, ledger.rows) - first;
    ledger.dirty.fill(0, block, end);
    let used = 0;
    const writes = columns.map((column) => {
      const cells = ledger[column.name]!.subarray(first, first + rows);
      const copy = scratch.subarray(used, used + cells.byteLength);
      copy.set(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength));
      used += cells.byteLength;
      return { copy, at: column.at + first * bytesEach(column) };
    });
    try {
      for (const { copy, at } of writes) await writeFully(file, copy, at);
    } catch (error) {
      ledger.dirty.fill(1, block, end);
      throw error;
    }
  }

  function flush(complete: boolean): Promise<void> {
    last = last.catch(() => {}).then(() => write(complete));
    return last;
  }

  const timer = setInterval(() => {
    // What could not be written stays dirty, and the last flush rejects.
    if (!busy) flush(false).catch(() => {});
  }, everyMs).unref();

  return {
    flush: () => flush(false),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      try {
        await flush(true);
      } finally {
        await file?.close();
      }
    },
  };
}

export interface StoredLedger {
  readonly ledger: Ledger;
  /** False: the run that wrote it did not get to its end. */
  readonly complete: boolean;
}

/** Reads a ledger back. Throws an InfrastructureError when the file is none, or not whole. */
export async function readLedger(path: string): Promise<StoredLedger> {
  assertLittleEndian();
  try {
    await using file = await open(path, "r");
    const start = await readStart(file);
    const { columns, complete, errorNames, contradictions, contradictionCount, unknownPartition, ...shape } =
      headerIn(start);
    const { rows } = producerRows(shape.producers.map(({ messages }) => messages));
    const { size } = await file.stat();
    const cells = new Map<ColumnName, Uint8Array | Uint16Array | Uint32Array>();
    // The run may be writing: it writes outcomes last, so they are read first. What they speak of is there then.
    const outcomesFirst = [...columns].sort(
      (a, b) => Number(b.name === "outcome") - Number(a.name === "outcome"),
    );
    for (const column of outcomesFirst) {
      if (column.at + rows * bytesEach(column) > size)
        throw new Error(`it ends within the column ${column.name}`);
      const array = new TYPES[column.type](rows);
      await readWhole(file, new Uint8Array(array.buffer), column.at);
      cells.set(column.name, array);
    }
    const checksum = start.length < COLUMNS_AT ? 0 : start.readUInt32LE(CHECKSUM_AT);
    if (complete && checksum !== 0) {
      const isWhole = size === fileBytes(columns, rows) && checksum === checksumOf(start, cells);
      if (!isWhole) throw new Error("it does not match its checksum");
    }
    const column = <Type extends Uint8Array | Uint16Array | Uint32Array>(
      name: ColumnName,
      type: new (length: number) => Type,
    ): Type => {
      const array = cells.get(name);
      if (!(array instanceof type)) throw new Error(`it has no column ${name} of the right type`);
      return array;
    };
    const outcome = column("outcome", Uint8Array);
    const partition = shape.partitions > 1 ? column("partition", Uint16Array) : null;
    if (partition !== null && unknownPartition === undefined) forgetPartitionsOfFailed(outcome, partition);
    const ledger = createLedger(shape, {
      outcome,
      offset: column("offset", Uint32Array),
      sentAt: column("sentAt", Uint32Array),
      settledAt: column("settledAt", Uint32Array),
      partition,
      errorNames,
      contradictions,
      contradictionCount,
    });
    return { ledger, complete };
  } catch (cause) {
    throw new InfrastructureError(`the ledger ${path} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function forgetPartitionsOfFailed(outcome: Uint8Array, partition: Uint16Array): void {
  for (const [row, state] of outcome.entries()) {
    if (state >= OUTCOME.failed) partition[row] = UNKNOWN_PARTITION;
  }
}

async function readStart(file: FileHandle): Promise<Buffer> {
  const start = Buffer.alloc(COLUMNS_AT);
  const { bytesRead } = await file.read(start, 0, COLUMNS_AT, 0);
  return start.subarray(0, bytesRead);
}

function headerIn(start: Buffer): z.infer<typeof headerSchema> {
  if (start.length < HEADER_AT || start.toString("latin1", 0, MAGIC.length) !== MAGIC)
    throw new Error("it is no ledger");
  const version = start.readUInt32LE(8);
  if (version < 1 || version > VERSION) {
    throw new Error(`it has version ${version}, known here is ${VERSION}`);
  }
  const end = HEADER_AT + start.readUInt32LE(12);
  if (end > start.length) throw new Error("it ends within its header");
  const header = JSON.parse(start.toString("utf8", HEADER_AT, end));
  return headerSchema.parse(version === 1 ? { ...header, producers: eachOf(header) } : header);
}

function eachOf(header: unknown): ProducerShape[] {
  const { producers, messages, acks } = equalProducers.parse(header);
  return alike(producers, { messages, acks });
}

function headerOf(ledger: Ledger, columns: readonly Column[], complete: boolean): Buffer {
  const { nonce, producers, partitions, startedAtMs, errorNames, contradictions, totals } = ledger;
  const header: z.infer<typeof headerSchema> = {
    ...{ nonce, producers: [...producers], partitions, startedAtMs },
    columns: [...columns],
    errorNames: [...errorNames],
    contradictions: [...contradictions],
    contradictionCount: totals.contradictions,
    complete,
    unknownPartition: UNKNOWN_PARTITION,
  };
  const json = Buffer.from(JSON.stringify(header));
  if (HEADER_AT + json.length > CHECKSUM_AT)
    throw new RangeError(`a header of ${json.length} bytes has no room`);
  const start = Buffer.alloc(HEADER_AT);
  start.write(MAGIC, "latin1");
  start.writeUInt32LE(VERSION, 8);
  start.writeUInt32LE(json.length, 12);
  return Buffer.concat([start, json]);
}

/** The checksum of a ledger that does not change any more, as it stands in the file. */
function sealOf(header: Buffer, ledger: Ledger, columns: readonly Column[]): Buffer {
  const start = Buffer.alloc(COLUMNS_AT);
  header.copy(start);
  const seal = Buffer.alloc(4);
  seal.writeUInt32LE(checksumOf(start, new Map(columns.map(({ name }) => [name, ledger[name]!]))));
  return seal;
}

function checksumOf(
  start: Buffer,
  cells: ReadonlyMap<ColumnName, Uint8Array | Uint16Array | Uint32Array>,
): number {
  let checksum = crc32c(start, 0, CHECKSUM_AT);
  for (const name of Object.keys(COLUMN_TYPES) as ColumnName[]) {
    const column = cells.get(name);
    if (column === undefined) continue;
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    checksum = crc32c(bytes, 0, bytes.length, checksum);
  }
  return checksum;
}

function layOut(rows: number, withPartition: boolean): Column[] {
  let at = COLUMNS_AT;
  return (Object.entries(COLUMN_TYPES) as [ColumnName, ColumnType][])
    .filter(([name]) => name !== "partition" || withPartition)
    .map(([name, type]) => {
      const column = { name, type, at };
      at += Math.ceil((rows * bytesEach(column)) / 8) * 8;
      return column;
    });
}

function bytesEach({ type }: { readonly type: ColumnType }): number {
  return TYPES[type].BYTES_PER_ELEMENT;
}

function fileBytes(columns: readonly Column[], rows: number): number {
  return Math.max(...columns.map((column) => column.at + rows * bytesEach(column)));
}

/** A file of zeros, which read as "unsent", and take no room on the disk until they are written. */
async function create(path: string, bytes: number): Promise<FileHandle> {
  const file = await open(path, "w");
  try {
    await file.truncate(bytes);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
}

async function readWhole(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let read = 0; read < bytes.length; ) {
    // Linux reads at most 2 GiB at once, and Node refuses to ask for more.
    const length = Math.min(bytes.length - read, 2 ** 30);
    const { bytesRead } = await file.read(bytes, read, length, at + read);
    if (bytesRead === 0) throw new Error("it ends too early");
    read += bytesRead;
  }
}

function assertLittleEndian(): void {
  if (endianness() !== "LE")
    throw new InfrastructureError("ledgers are little endian, and this machine is not");
}
