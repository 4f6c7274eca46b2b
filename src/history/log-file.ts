/**
 * `log.bin`: the log of a run's topic as it was read back, so that the run can be checked again without its cluster.
 * All numbers are little endian.
 *
 *     0     "chaosLOG"
 *     8     u32 version of this layout: 3. Since 3 origins of records have the epoch of their producer
 *     12    blocks, one after another:
 *           u32 length of the content · u32 checksum · content: its kind, one byte, and
 *             0  identity   JSON (LogIdentity): whose log this is. The first block, and only the first. In version 1
 *                           `producers` is their number, and all have the same `messages` and `sizeBytes` beside it
 *             1  entries    what was read (log-codec.ts), in order
 *             2  footer     JSON (LogFooter): every partition was read to its end. The last block; nothing follows it
 *
 * A checksum is the CRC-32C of all bytes of the file up to the end of the content, without the checksums: it
 * continues the checksum before it, so a block that is gone, or in another place, is noticed as one that is damaged is.
 *
 * The file only grows while the log is read, and what was read is there when the process is killed. But without its
 * footer it says that it is not whole, and such a log is never judged.
 *
 * An ordinary message takes well below 8 bytes: see log-codec.ts.
 */
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { alike } from "../alike.js";
import { InfrastructureError } from "../errors.js";
import { crc32c } from "../protocol/index.js";
import { LogCodecError, LogDecoder } from "./log-codec.js";
import type { LogIdentity, LogSink, ProducerValues } from "./log-entries.js";
import { LogRecorder } from "./log-recorder.js";

const MAGIC = "chaosLOG";
const VERSION = 3;
const START_BYTES = 12;
const BLOCK_HEADER_BYTES = 8;
const IDENTITY = 0;
const ENTRIES = 1;
const FOOTER = 2;
/** Blocks may be small, and each read of the file is a turn of the event loop. */
const READ_AHEAD_BYTES = 1 << 20;
/** Larger than any that is written: the footer has about 70 bytes for each aborted transaction and partition. */
const CONTENT_BYTES_MAX = 512 << 20;

const u32 = z.number().int().min(0).max(0xffffffff);
const producerValues = z.object({ messages: u32.min(1), sizeBytes: u32 });
const identitySchema = z.object({
  topics: z
    .array(z.object({ name: z.string(), partitions: u32.min(1), isCopy: z.literal(true).exactOptional() }))
    .min(1)
    .readonly(),
  nonce: u32,
  producers: z.array(producerValues).min(1),
  schemaId: u32.nullable(),
});
/** Older files are of one topic. */
const onlyTopic = z
  .object({ topic: z.string(), partitions: u32.min(1) })
  .transform(({ topic: name, partitions }) => ({ name, partitions }));
/** Of version 1. */
const equalProducers = producerValues.extend({ producers: u32.min(1).max(65_535) });

function eachOf(identity: unknown): ProducerValues[] {
  const { producers, messages, sizeBytes } = equalProducers.parse(identity);
  return alike(producers, { messages, sizeBytes });
}

const topicConfig = z.record(z.string(), z.string().nullable()).nullable();
const footerSchema = z.object({
  /** Of each topic, as a broker has it after the last read; null: no broker told it. */
  topicConfigs: z.array(topicConfig).min(1).readonly(),
  /** How the logs of the replicas compare, once they had caught up. Absent: they were not compared. */
  replicas: z
    .object({
      differences: z
        .array(
          z.object({
            partition: u32,
            replica: z.string(),
            leader: z.string(),
            /** Where the two begin to differ. */
            offset: z.number().int().nonnegative(),
          }),
        )
        .readonly(),
      /** Why some could not be compared; null: all were. */
      unknown: z.string().nullable(),
    })
    .optional(),
  /** Absent: in files of before this was told. */
  transactions: z
    .object({
      aborted: z
        .array(
          z.object({
            partition: u32,
            producerId: z.number(),
            first: z.number().int().nonnegative(),
            end: z.number().int().nonnegative(),
          }),
        )
        .readonly(),
      open: z.number().int().nonnegative(),
    })
    .optional(),
});

/** Older files are of one topic. @throws ZodError */
function footerIn(json: { readonly topicConfigs?: unknown; readonly topicConfig?: unknown }): LogFooter {
  const { topicConfigs = [json.topicConfig], ...footer } = json;
  return footerSchema.parse({ ...footer, topicConfigs });
}

export type LogFooter = z.infer<typeof footerSchema>;

/** The file cannot be written, or is no log that can be judged. */
export class LogFileError extends InfrastructureError {
  override name = "LogFileError";
}

/**
 * Where the reader of a log writes what it reads. What it tells is kept in memory until `flush`.
 * All that writes rejects with a LogFileError when the disk does not take it.
 */
export class LogWriter extends LogRecorder implements AsyncDisposable {
  readonly #blocks: BlockWriter;

  private constructor(identity: LogIdentity, blocks: BlockWriter) {
    super(identity);
    this.#blocks = blocks;
  }

  static async create(path: string, identity: LogIdentity): Promise<LogWriter> {
    const parsed = identitySchema.parse(identity);
    return new LogWriter(parsed, await BlockWriter.create(path, parsed));
  }

  async flush(): Promise<void> {
    for (const entries of this.take()) await this.#blocks.write(ENTRIES, entries);
  }

  /** Every partition was read to its end. */
  async finish(footer: Omit<LogFooter, "transactions">): Promise<void> {
    await this.flush();
    const whole: LogFooter = { ...footer, transactions: this.transactions };
    await this.#blocks.write(FOOTER, Buffer.from(JSON.stringify(whole)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#blocks.close();
  }
}

class BlockWriter {
  #checksum: number;

  private constructor(
    readonly path: string,
    readonly file: FileHandle,
    start: Buffer,
  ) {
    this.#checksum = crc32c(start);
  }

  static async create(path: string, identity: LogIdentity): Promise<BlockWriter> {
    try {
      const file = await open(path, "w");
      const writer = new BlockWriter(path, file, start());
      try {
        await file.appendFile(start());
        await writer.write(IDENTITY, Buffer.from(JSON.stringify(identity)));
      } catch (error) {
        await file.close();
        throw error;
      }
      return writer;
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }

  async write(kind: number, bytes: Buffer): Promise<void> {
    const block = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + 1 + bytes.length);
    block.writeUInt32LE(1 + bytes.length, 0);
    block[BLOCK_HEADER_BYTES] = kind;
    bytes.copy(block, BLOCK_HEADER_BYTES + 1);
    this.#checksum = checksumOf(block, this.#checksum);
    block.writeUInt32LE(this.#checksum, 4);
    try {
      await this.file.appendFile(block);
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function start(version = VERSION): Buffer {
  const bytes = Buffer.alloc(START_BYTES);
  bytes.write(MAGIC, "latin1");
  bytes.writeUInt32LE(version, MAGIC.length);
  return bytes;
}

/** Of a block's length and content, behind all before it. */
function checksumOf(block: Buffer, before: number): number {
  return crc32c(block, BLOCK_HEADER_BYTES, block.length, crc32c(block, 0, 4, before));
}

function cannotWrite(path: string, cause: unknown): Error {
  if (cause instanceof LogFileError) return cause;
  return new LogFileError(`the log cannot be written to ${path}: ${(cause as Error).message}`, {
    remedy: "make room on that disk, or choose another directory with --out",
    cause,
  });
}

/** A log that was read back, in its file. */
export interface StoredLog {
  readonly identity: LogIdentity;
  /**
   * Tells the sink every entry, and resolves when the log proves to be whole. Rejects with a LogFileError when it does not:
   * what the sink was told then is no log to judge.
   */
  read(sink: LogSink): Promise<LogFooter>;
}

/** @throws LogFileError when the file is no log.bin, or its beginning is damaged, or a newer chaos wrote it */
export async function openLog(path: string): Promise<StoredLog> {
  await using blocks = await BlockReader.open(path);
  const identity = await blocks.identity();
  return {
    identity,
    async read(sink) {
      await using blocks = await BlockReader.open(path);
      await blocks.identity();
      const decoder = new LogDecoder(identity, sink);
      for (;;) {
        const { kind, bytes } = await blocks.next();
        try {
          if (kind === FOOTER) {
            decoder.finish();
            blocks.expectEnd();
            return footerIn(JSON.parse(bytes.toString()));
          }
          if (kind !== ENTRIES) throw new LogCodecError(`a block has the unknown kind ${kind}`);
          decoder.read(bytes);
        } catch (error) {
          throw isOfTheFile(error) ? blocks.refuse(error.message, error) : error;
        }
      }
    },
  };
}

function isOfTheFile(error: unknown): error is Error {
  return error instanceof LogCodecError || error instanceof z.ZodError || error instanceof SyntaxError;
}

class BlockReader implements AsyncDisposable {
  #at = START_BYTES;
  #checksum = 0;
  #version = VERSION;
  /** What is read of the file: each block is of use until the next one is asked for. */
  #memory: Buffer = Buffer.alloc(0);
  /** What was read last, and where that begins. */
  #ahead: Buffer = this.#memory;
  #aheadAt = 0;

  private constructor(
    readonly path: string,
    readonly file: FileHandle,
    readonly sizeBytes: number,
  ) {}

  static async open(path: string): Promise<BlockReader> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, "r");
      const reader = new BlockReader(path, file, (await file.stat()).size);
      const found = await reader.#bytes(0, Math.min(START_BYTES, reader.sizeBytes));
      if (found.toString("latin1", 0, MAGIC.length) !== MAGIC) {
        const isCut = MAGIC.startsWith(found.toString("latin1", 0, MAGIC.length));
        throw isCut ? reader.#cut() : reader.refuse("it is no log of a run");
      }
      if (found.length < START_BYTES) throw reader.#cut();
      const version = found.readUInt32LE(MAGIC.length);
      if (version > VERSION) {
        throw new LogFileError(
          `${path} was written by a newer chaos (its version is ${version}, this one reads up to ${VERSION})`,
          { remedy: "update chaos" },
        );
      }
      if (version < 1) throw reader.refuse(`it has the unknown version ${version}`);
      reader.#begin(version);
      return reader;
    } catch (cause) {
      await file?.close();
      if (cause instanceof LogFileError) throw cause;
      throw new LogFileError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
  }

  #begin(version: number): void {
    this.#version = version;
    this.#checksum = crc32c(start(version));
  }

  async identity(): Promise<LogIdentity> {
    const { kind, bytes } = await this.next();
    if (kind !== IDENTITY) throw this.refuse("it does not begin with whose log it is");
    try {
      const identity = JSON.parse(bytes.toString());
      return identitySchema.parse({
        ...identity,
        ...(this.#version === 1 && { producers: eachOf(identity) }),
        ...(identity.topics === undefined && { topics: [onlyTopic.parse(identity)] }),
      });
    } catch (error) {
      throw this.refuse("it does not say whose log it is", error);
    }
  }

  async next(): Promise<{ readonly kind: number; readonly bytes: Buffer }> {
    const at = this.#at;
    if (at + BLOCK_HEADER_BYTES > this.sizeBytes) throw this.#cut();
    const header = await this.#bytes(at, BLOCK_HEADER_BYTES);
    const contentBytes = header.readUInt32LE(0);
    if (contentBytes < 1 || contentBytes > CONTENT_BYTES_MAX) {
      throw this.refuse(`the block at byte ${at} has a length of ${contentBytes} bytes`);
    }
    const end = at + BLOCK_HEADER_BYTES + contentBytes;
    if (end > this.sizeBytes) throw this.#cut();
    const block = await this.#bytes(at, end - at);
    this.#checksum = checksumOf(block, this.#checksum);
    if (this.#checksum !== block.readUInt32LE(4)) {
      throw this.refuse(`the block at byte ${at} does not match its checksum`);
    }
    this.#at = end;
    return { kind: block[BLOCK_HEADER_BYTES]!, bytes: block.subarray(BLOCK_HEADER_BYTES + 1) };
  }

  /** @throws LogFileError when anything follows the last block */
  expectEnd(): void {
    if (this.#at < this.sizeBytes) {
      throw this.refuse(`${this.sizeBytes - this.#at} bytes follow its end`);
    }
  }

  refuse(what: string, cause?: unknown): LogFileError {
    return new LogFileError(`${this.path} is damaged: ${what}`, { cause });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.file.close();
  }

  #cut(): LogFileError {
    return new LogFileError(
      `${this.path} is not whole: the run stopped before it had read the log to its end, or the end of the file is gone`,
    );
  }

  async #bytes(at: number, length: number): Promise<Buffer> {
    const from = at - this.#aheadAt;
    if (from >= 0 && from + length <= this.#ahead.length) return this.#ahead.subarray(from, from + length);
    const wanted = Math.min(Math.max(length, READ_AHEAD_BYTES), this.sizeBytes - at);
    if (wanted > this.#memory.length) this.#memory = Buffer.allocUnsafe(wanted);
    const bytes = this.#memory.subarray(0, wanted);
    for (let read = 0; read < wanted; ) {
      const { bytesRead } = await this.file.read(bytes, read, wanted - read, at + read);
      if (bytesRead === 0) throw this.#cut();
      read += bytesRead;
    }
    this.#ahead = bytes;
    this.#aheadAt = at;
    return bytes.subarray(0, length);
  }
}
