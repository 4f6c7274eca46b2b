/**
 * What a member of a consumer group writes while it reads: records of 16 bytes, little endian, in a file of its own, its
 * segment. A member is one process: one incarnation of one instance of a group.
 *
 *     u8 kind · u8 detail · u16 partition · u32 ticks (0.1 ms since the run's start) · u32 offset · u32 arg
 *
 *     0  handed        a poll returned messages from `offset` to `arg`, both inclusive, possibly with gaps. Written before
 *                      their processing begins
 *     1  read          the processing of the message at `offset` ended. `arg`: its row in the ledger, NO_ROW for none.
 *                      `detail`: what its value is, a RECORD of log-entries.ts
 *     2  committed     a broker confirmed the commit of `offset`, which is the next one to read
 *     3  commitFailed  a commit of `offset` failed. `arg`: librdkafka's error code, as the u32 of an int32
 *     4  assigned      the partition was assigned. `offset`: where reading begins, UNKNOWN_OFFSET where the client did not say
 *     5  revoked       the partition was taken away. `detail`: 0 revoked, 1 lost
 *     6  reset         the client had no valid position, and chose another one. `offset`: where that is, or UNKNOWN_OFFSET.
 *                      `detail`: 1 the beginning, 2 the end
 *
 * The write of a `read` record is the effect of processing a message. A SIGKILL takes nothing back that was written, and what
 * was not written did not happen. A record that was cut short was not written.
 */
import { closeSync, openSync, writeSync } from "node:fs";

export const READ_KIND = {
  handed: 0,
  read: 1,
  committed: 2,
  commitFailed: 3,
  assigned: 4,
  revoked: 5,
  reset: 6,
} as const;

export const READ_KIND_MAX = 6;

/** In `detail` of a `reset`. */
export const RESET_TO = { unknown: 0, beginning: 1, end: 2 } as const;

export const READ_RECORD_BYTES = 16;

/** In `arg` of a `read` record: the value names no message of this run. */
export const NO_ROW = 0xffffffff;

/** In `offset` of an `assigned` or a `reset` record: the client did not say. */
export const UNKNOWN_OFFSET = 0xffffffff;

const TICKS_PER_MS = 10;
const MAX_UINT32 = 0xffffffff;
const BUFFER_RECORDS = 4_096;

/**
 * Writes the segment of one member. Records collect in memory until `flush`, which hands them to the operating system in one
 * write: so the records of a batch are there together, or those before the point where the process was killed.
 * Times are milliseconds since the run's start. All methods throw the error of the file system, and after that the segment
 * takes nothing more.
 */
export class SegmentWriter implements Disposable {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER_RECORDS * READ_RECORD_BYTES);
  #used = 0;
  #isBroken = false;

  /** Creates the file. Throws when it is there already: each incarnation has its own. */
  constructor(readonly path: string) {
    this.#file = openSync(path, "wx");
  }

  handed(partition: number, first: number, last: number, nowMs: number): void {
    this.#add(READ_KIND.handed, 0, partition, nowMs, first, last);
  }

  /** `kind` and `row` as a ValueClassifier says; −1: no row. */
  read(partition: number, offset: number, kind: number, row: number, nowMs: number): void {
    this.#add(READ_KIND.read, kind, partition, nowMs, offset, row < 0 ? NO_ROW : row);
  }

  committed(partition: number, offset: number, nowMs: number): void {
    this.#add(READ_KIND.committed, 0, partition, nowMs, offset, 0);
  }

  commitFailed(partition: number, offset: number, code: number, nowMs: number): void {
    this.#add(READ_KIND.commitFailed, 0, partition, nowMs, offset, code >>> 0);
  }

  /** `offset` null: the client did not say where reading begins. */
  assigned(partition: number, offset: number | null, nowMs: number): void {
    this.#add(READ_KIND.assigned, 0, partition, nowMs, offset ?? UNKNOWN_OFFSET, 0);
  }

  revoked(partition: number, isLost: boolean, nowMs: number): void {
    this.#add(READ_KIND.revoked, isLost ? 1 : 0, partition, nowMs, 0, 0);
  }

  /** `offset` null: the client did not say where it reads on. */
  reset(partition: number, offset: number | null, to: keyof typeof RESET_TO, nowMs: number): void {
    this.#add(READ_KIND.reset, RESET_TO[to], partition, nowMs, offset ?? UNKNOWN_OFFSET, 0);
  }

  flush(): void {
    if (this.#isBroken) throw new Error(`${this.path} could not be written before`);
    this.#isBroken = true;
    for (let written = 0; written < this.#used; ) {
      written += writeSync(this.#file, this.#buffer, written, this.#used - written);
    }
    this.#used = 0;
    this.#isBroken = false;
  }

  [Symbol.dispose](): void {
    try {
      if (!this.#isBroken) this.flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #add(kind: number, detail: number, partition: number, nowMs: number, offset: number, arg: number): void {
    // The client gives offsets as doubles. One that has no room here would name another message.
    if (!(offset >= 0 && offset <= MAX_UINT32))
      throw new RangeError(`a segment cannot hold offset ${offset}`);
    if (this.#used === this.#buffer.length) this.flush();
    const at = this.#used;
    const buffer = this.#buffer;
    buffer[at] = kind;
    buffer[at + 1] = detail;
    buffer.writeUInt16LE(partition, at + 2);
    buffer.writeUInt32LE(Math.min(Math.max(0, Math.round(nowMs * TICKS_PER_MS)), MAX_UINT32), at + 4);
    buffer.writeUInt32LE(offset, at + 8);
    buffer.writeUInt32LE(arg, at + 12);
    this.#used = at + READ_RECORD_BYTES;
  }
}
