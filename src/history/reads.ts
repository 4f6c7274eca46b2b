/**
 * `reads.bin`: what the consumer groups of a run read, member by member. All numbers are little endian.
 *
 *     0     "chaosRDS"
 *     8     u32 version of this layout: 1
 *     12    u32 length of the header
 *     16    u32 CRC-32C of all bytes of the file without these four
 *     20    the header, JSON (ReadsHeader): whose reads these are, the groups, and for each member how many records it has
 *           and how it ended
 *           the records (read-records.ts) of the first member, then of the second one, and so on
 *
 * While the run goes on each member writes its segment. At the end the segments become this file, under another name until
 * it is whole. A run that is killed before leaves its segments, and such a run has no reads.bin.
 */
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { endianness } from "node:os";
import { z } from "zod";
import { InfrastructureError } from "../errors.js";
import { crc32c } from "../protocol/index.js";
import { NO_ROW, READ_KIND, READ_KIND_MAX, READ_RECORD_BYTES } from "./read-records.js";

const MAGIC = "chaosRDS";
const VERSION = 1;
const CHECKSUM_AT = 16;
const HEADER_AT = 20;
const HEADER_BYTES_MAX = 64 << 20;
const BLOCK_BYTES = 1 << 20;
const WORDS_A_RECORD = READ_RECORD_BYTES / 4;

const u32 = z.number().int().min(0).max(0xffffffff);
const groupSchema = z.object({
  group: z.string(),
  mode: z.enum(["subscribe", "assign"]),
  commit: z.enum(["auto", "after", "before", "never"]),
  isolation: z.enum(["read_committed", "read_uncommitted"]),
  /** Where reading begins without a committed offset. */
  offsetReset: z.enum(["earliest", "latest"]),
  /** Partitions of the topics that it reads. Absent: all. */
  partitions: z.array(u32).exactOptional(),
  /** Of a copier: partitions that it writes to, and whether it does so in transactions. Absent: it copies nothing. */
  copies: z.object({ partitions: z.array(u32), transactions: z.boolean() }).exactOptional(),
});
const memberSchema = z.object({
  group: z.string(),
  instance: u32,
  /** 0 for the first process of the instance, 1 for the one after it. */
  incarnation: u32,
  /** A `final` member reads the rest at the end of the run. */
  role: z.enum(["member", "final"]),
  /** Milliseconds since the run's start, here and below. */
  startedMs: z.number(),
  endedMs: z.number(),
  /** `died`: it ended by itself. `running`: the run ended first. */
  end: z.enum(["closed", "killed", "died", "running"]),
  /** Of a copier with transactions: how they ended, as far as the process said it before it ended itself. */
  transactions: z.object({ committed: u32, aborted: u32, unknown: u32 }).exactOptional(),
});
const headerSchema = z
  .object({
    nonce: u32,
    topic: z.string(),
    partitions: u32.min(1),
    /** Messages of the run: producers × messages of each. */
    rows: u32.min(1),
    groups: z.array(groupSchema).readonly(),
    members: z.array(memberSchema.extend({ records: z.number().int().nonnegative() })).readonly(),
    /** Partitions in which a final member did not get to the end of the log within its time. */
    unfinished: z
      .array(
        z.object({
          group: z.string(),
          partition: u32,
          /** The next offset that it would have read. */
          at: z.number().int().nonnegative(),
          end: z.number().int().nonnegative(),
        }),
      )
      .readonly(),
  })
  .refine(
    ({ groups, members, unfinished }) =>
      [...members, ...unfinished].every(({ group }) => groups.some((known) => known.group === group)),
    "it names a group that it does not have",
  );

export type GroupOfReads = z.infer<typeof groupSchema>;
export type MemberOfReads = z.infer<typeof memberSchema>;
export type ReadsHeader = z.infer<typeof headerSchema>;
export type StoredMember = ReadsHeader["members"][number];

/** The file cannot be written, or is no reads.bin that can be judged. */
export class ReadsFileError extends InfrastructureError {
  override name = "ReadsFileError";
}

/** A member, and the path of what it wrote. The file need not exist: a process may end before it creates it. */
export interface Segment {
  readonly member: MemberOfReads;
  readonly path: string;
}

/**
 * Writes reads.bin from the segments, which stay where they are. A record at the end of a segment that was cut short is left
 * out. @throws ReadsFileError when a segment cannot be read, or the disk does not take the file
 */
export async function mergeSegments(
  path: string,
  header: Omit<ReadsHeader, "members">,
  segments: readonly Segment[],
): Promise<ReadsHeader> {
  const half = `${path}.part`;
  try {
    const members = await Promise.all(
      segments.map(async ({ member, path }) => ({ ...member, records: await recordsIn(path) })),
    );
    const whole = headerSchema.parse({ ...header, members });
    const start = startOf(whole);
    let checksum = crc32c(start, HEADER_AT, start.length, crc32c(start, 0, CHECKSUM_AT));
    {
      await using file = await open(half, "w");
      await writeWhole(file, start);
      for (const [index, { path }] of segments.entries()) {
        for await (const block of blocksOf(path, 0, members[index]!.records * READ_RECORD_BYTES)) {
          checksum = crc32c(block, 0, block.length, checksum);
          await writeWhole(file, block);
        }
      }
      const seal = Buffer.alloc(4);
      seal.writeUInt32LE(checksum);
      await file.write(seal, 0, seal.length, CHECKSUM_AT);
    }
    await rename(half, path);
    return whole;
  } catch (cause) {
    await rm(half, { force: true });
    throw new ReadsFileError(`the reads cannot be written to ${path}: ${(cause as Error).message}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

async function recordsIn(path: string): Promise<number> {
  try {
    return Math.floor((await stat(path)).size / READ_RECORD_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

function startOf(header: ReadsHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  if (json.length > HEADER_BYTES_MAX) throw new RangeError(`a header of ${json.length} bytes has no room`);
  const start = Buffer.alloc(HEADER_AT);
  start.write(MAGIC, "latin1");
  start.writeUInt32LE(VERSION, 8);
  start.writeUInt32LE(json.length, 12);
  return Buffer.concat([start, json]);
}

/** Records of one member, in the order in which it wrote them. Valid until the next block is asked for. */
export interface ReadsBlock {
  /** Index of `header.members`. */
  readonly member: number;
  /** Four of each record: kind + detail × 2⁸ + partition × 2¹⁶, ticks, offset, arg. */
  readonly words: Uint32Array;
}

/** What the groups read, in its file. */
export interface StoredReads {
  readonly header: ReadsHeader;
  /**
   * All records, member by member. It ends when the file proves to be whole, and throws a ReadsFileError when it does not:
   * the blocks before are no reads to judge then.
   */
  blocks(): AsyncGenerator<ReadsBlock, void>;
}

/** @throws ReadsFileError when the file is no reads.bin, or its beginning is damaged, or a newer chaos wrote it */
export async function openReads(path: string): Promise<StoredReads> {
  if (endianness() !== "LE") throw new ReadsFileError("reads are little endian, and this machine is not");
  const start = await readStart(path);
  const header = headerIn(path, start);
  return {
    header,
    async *blocks() {
      let checksum = crc32c(start, HEADER_AT, start.length, crc32c(start, 0, CHECKSUM_AT));
      let at = start.length;
      for (const [member, { records }] of header.members.entries()) {
        const bytes = records * READ_RECORD_BYTES;
        for await (const block of blocksOf(path, at, bytes)) {
          checksum = crc32c(block, 0, block.length, checksum);
          const words = new Uint32Array(block.buffer, block.byteOffset, block.length / 4);
          checkRecords(path, header, words);
          yield { member, words };
        }
        at += bytes;
      }
      if (checksum !== start.readUInt32LE(CHECKSUM_AT)) throw damaged(path, "it does not match its checksum");
    },
  };
}

/** Plausible is enough here: the checksum finds what is not. Checks index arrays by these numbers. */
function checkRecords(path: string, { partitions, rows }: ReadsHeader, words: Uint32Array): void {
  for (let at = 0; at < words.length; at += WORDS_A_RECORD) {
    const head = words[at]!;
    const kind = head & 0xff;
    const isKnown = kind <= READ_KIND_MAX && head >>> 16 < partitions;
    const row = words[at + 3]!;
    if (isKnown && (kind !== READ_KIND.read || row < rows || row === NO_ROW)) continue;
    throw damaged(path, isKnown ? `it names message ${row} of ${rows}` : "a record in it makes no sense");
  }
}

async function readStart(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const fixed = Buffer.alloc(Math.min(HEADER_AT, size));
    await readWhole(file, fixed, 0);
    const magic = fixed.toString("latin1", 0, MAGIC.length);
    if (magic !== MAGIC)
      throw MAGIC.startsWith(magic) ? cut(path) : damaged(path, "it has no reads of a run");
    if (fixed.length < HEADER_AT) throw cut(path);
    const version = fixed.readUInt32LE(MAGIC.length);
    if (version > VERSION) {
      throw new ReadsFileError(
        `${path} was written by a newer chaos (its version is ${version}, this one reads up to ${VERSION})`,
        { remedy: "update chaos" },
      );
    }
    if (version !== VERSION) throw damaged(path, `it has the unknown version ${version}`);
    const end = HEADER_AT + fixed.readUInt32LE(12);
    if (end > Math.min(size, HEADER_AT + HEADER_BYTES_MAX)) throw cut(path);
    const start = Buffer.alloc(end);
    await readWhole(file, start, 0);
    const expected = end + recordsOf(headerIn(path, start)) * READ_RECORD_BYTES;
    if (size < expected) throw cut(path);
    if (size > expected) throw damaged(path, `${size - expected} bytes follow its end`);
    return start;
  } catch (cause) {
    if (cause instanceof ReadsFileError) throw cause;
    throw new ReadsFileError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function recordsOf({ members }: ReadsHeader): number {
  return members.reduce((sum, { records }) => sum + records, 0);
}

function headerIn(path: string, start: Buffer): ReadsHeader {
  try {
    return headerSchema.parse(JSON.parse(start.toString("utf8", HEADER_AT)));
  } catch (cause) {
    throw damaged(path, "it does not say whose reads it has", cause);
  }
}

/** `bytes` of the file from `at` on, in pieces that share their memory. */
async function* blocksOf(path: string, at: number, bytes: number): AsyncGenerator<Buffer, void> {
  if (bytes === 0) return;
  await using file = await open(path, "r");
  const buffer = Buffer.from(new ArrayBuffer(Math.min(BLOCK_BYTES, bytes)));
  for (let done = 0; done < bytes; ) {
    const block = buffer.subarray(0, Math.min(buffer.length, bytes - done));
    await readWhole(file, block, at + done);
    yield block;
    done += block.length;
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

async function readWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let read = 0; read < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, at + read);
    if (bytesRead === 0) throw new Error("it ends too early");
    read += bytesRead;
  }
}

function cut(path: string): ReadsFileError {
  return new ReadsFileError(`${path} is not whole: the end of the file is gone`);
}

function damaged(path: string, what: string, cause?: unknown): ReadsFileError {
  return new ReadsFileError(`${path} is damaged: ${what}`, { cause });
}
