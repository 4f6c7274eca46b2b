/**
 * Finds NotLeaderOrFollowerException, by all the names that clients give it, in the log of an application.
 *
 * The log is a stream of any size and content. It is searched chunk by chunk for a few words, and only the lines around
 * them are looked at, of each at most LINE_BYTES_MAX. The counts that are kept have limits.
 */

import { TextDecoder } from "node:util";
import { RULE_OF_A_LOG } from "../error-bursts.js";

/** Of a line that does not end, this much is looked at in one piece. */
const LINE_BYTES_MAX = 64 * 1024;
/** Pieces of such a line overlap by more than any word searched for. */
const OVERLAP_BYTES = 256;
/** A stack trace without times of its own belongs to the line with a time this far before. */
const TRACE_BYTES_MAX = 16 * 1024;
const PARTITIONS_MAX = 1_000;
const BURSTS_MAX = 1_000;

/** Java's and librdkafka's names and texts, older and newer. */
const WORDS = [
  "NotLeaderOrFollower",
  "NotLeaderForPartition",
  "NOT_LEADER_OR_FOLLOWER",
  "NOT_LEADER_FOR_PARTITION",
  "Not leader for partition",
  "Not leader or follower",
  "not the leader for that topic-partition",
  "not the leader or follower for",
] as const;
const ANY = new RegExp(WORDS.join("|"), "g");
const NEEDLES = [...new Set(WORDS.map((word) => word.slice(0, 10)))].map((word) => Buffer.from(word));

export interface Burst {
  /** As the log writes them. */
  readonly first: string;
  readonly last: string;
  readonly lengthMs: number;
  readonly errors: number;
}

export interface ErrorLog {
  readonly bytes: number;
  /** Lines, or pieces of endless lines; a stack trace counts once with its line. */
  readonly errors: number;
  /** Errors by partition, as `orders-3`; the most first. */
  readonly partitions: readonly (readonly [partition: string, errors: number])[];
  /** There were more partitions than are kept. */
  readonly hasMorePartitions: boolean;
  readonly bursts: readonly Burst[];
  readonly burstsLeftOut: number;
  /** Errors without a time that is recognised. */
  readonly untimed: number;
}

export async function readErrorLog(stream: AsyncIterable<Buffer | string>): Promise<ErrorLog> {
  const log = new LogReader();
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of stream) {
      const buffer = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += buffer.length;
      yield buffer;
    }
  };
  for await (const chunk of withoutUtf16(counted())) log.push(chunk);
  return { bytes, ...log.end() };
}

/** A log in UTF-16, as PowerShell writes it, begins with a byte order mark. Here it becomes UTF-8. */
async function* withoutUtf16(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  let decoder: TextDecoder | null = null;
  for await (const chunk of stream) {
    let next = chunk;
    if (head !== null) {
      next = Buffer.concat([head, chunk]);
      if (next.length < 2) {
        head = next;
        continue;
      }
      head = null;
      const encoding = UTF_16[next.readUInt16BE(0)];
      if (encoding !== undefined) decoder = new TextDecoder(encoding);
    }
    yield decoder === null ? next : Buffer.from(decoder.decode(next, { stream: true }));
  }
  if (head !== null) yield head;
}

/** By the byte order mark. */
const UTF_16: Readonly<Record<number, string>> = { 65534: "utf-16le", 65279: "utf-16be" };

class LogReader {
  #rest: Buffer = Buffer.alloc(0);
  /** Where `#rest` begins in the stream. */
  #at = 0;
  #errors = 0;
  #untimed = 0;
  #timedAt = Number.NEGATIVE_INFINITY;
  readonly #partitions = new Map<string, number>();
  #hasMorePartitions = false;
  readonly #bursts: { first: string; last: string; firstMs: number; lastMs: number; errors: number }[] = [];
  #open: { first: string; last: string; firstMs: number; lastMs: number; errors: number } | null = null;
  #burstsLeftOut = 0;

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; from += LINE_BYTES_MAX) {
      this.#take(chunk.subarray(from, from + LINE_BYTES_MAX));
    }
  }

  end(): Omit<ErrorLog, "bytes"> {
    this.#search(this.#rest);
    this.#close();
    return {
      errors: this.#errors,
      partitions: [...this.#partitions].sort(([, a], [, b]) => b - a),
      hasMorePartitions: this.#hasMorePartitions,
      bursts: this.#bursts.map(({ first, last, firstMs, lastMs, errors }) => ({
        ...{ first, last, errors },
        lengthMs: lastMs - firstMs,
      })),
      burstsLeftOut: this.#burstsLeftOut,
      untimed: this.#untimed,
    };
  }

  #take(chunk: Buffer): void {
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let whole = all.lastIndexOf(0x0a) + 1;
    if (all.length - whole > LINE_BYTES_MAX) whole = all.length - OVERLAP_BYTES;
    this.#search(all.subarray(0, whole), all);
    // A copy: the chunk itself may be large.
    this.#rest = Buffer.from(all.subarray(whole));
    this.#at += whole;
  }

  /** `beyond`: the same with the bytes that follow, in which a word at the end may end. */
  #search(piece: Buffer, beyond: Buffer = piece): void {
    let next = firstOf(beyond, 0);
    while (next >= 0 && next < piece.length) {
      const start = piece.lastIndexOf(0x0a, next) + 1;
      const newline = beyond.indexOf(0x0a, next);
      const end = newline < 0 ? beyond.length : newline;
      this.#line(beyond.toString("latin1", start, end), this.#at + start);
      next = firstOf(beyond, end);
    }
  }

  #line(text: string, at: number): void {
    ANY.lastIndex = 0;
    const found = ANY.exec(text);
    if (found === null) return;
    const time = timeOf(text);
    const isTrace = time === null && TRACE.test(text) && at - this.#timedAt < TRACE_BYTES_MAX;
    const partitions = partitionsOf(text);
    if (isTrace) return;
    this.#errors++;
    for (const partition of partitions) {
      const errors = this.#partitions.get(partition);
      if (errors === undefined && this.#partitions.size >= PARTITIONS_MAX) this.#hasMorePartitions = true;
      else this.#partitions.set(partition, (errors ?? 0) + 1);
    }
    if (time === null) {
      this.#untimed++;
      return;
    }
    this.#timedAt = at;
    const { ms, written } = time;
    if (this.#open !== null && Math.abs(ms - this.#open.lastMs) > RULE_OF_A_LOG.gapMs) this.#close();
    if (this.#open === null) {
      this.#open = { first: written, last: written, firstMs: ms, lastMs: ms, errors: 1 };
      return;
    }
    this.#open.errors++;
    // Threads write out of order.
    if (ms < this.#open.lastMs) return;
    this.#open.last = written;
    this.#open.lastMs = ms;
  }

  #close(): void {
    if (this.#open === null) return;
    if (this.#bursts.length < BURSTS_MAX) this.#bursts.push(this.#open);
    else this.#burstsLeftOut++;
    this.#open = null;
  }
}

/** The first place of one of the words, or of their beginnings; -1: none. */
function firstOf(bytes: Buffer, from: number): number {
  let first = -1;
  for (const needle of NEEDLES) {
    const at = bytes.indexOf(needle, from);
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}

/** How a line of a stack trace begins. */
const TRACE = /^(?:\s|Caused by:|\.\.\.|(?:[\w$]+\.)+[\w$]*(?:Exception|Error)\b)/;

const ISO = /\b(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
/** librdkafka: `%5|1719678789.772|` */
const RDKAFKA = /^%\d\|(\d{9,11})(?:\.(\d{1,6}))?\|/;
/** syslog: `Jun 29 16:33:09`, without a year. */
const SYSLOG = /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)\b/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** A line with an error in it is read up to here for its time and its partitions. */
const READ_CHARACTERS_MAX = 8 * 1024;

/** Times are compared with those of the same log, so their zone does not matter. */
function timeOf(line: string): { readonly ms: number; readonly written: string } | null {
  const text = line.slice(0, READ_CHARACTERS_MAX);
  const rdkafka = RDKAFKA.exec(text);
  if (rdkafka !== null) {
    const ms = Number(rdkafka[1]) * 1_000 + fraction(rdkafka[2]);
    return { ms, written: new Date(ms).toISOString() };
  }
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [year, month, day, hour, minute, second] = iso.slice(1, 7).map(Number) as number[];
    const ms = Date.UTC(year!, month! - 1, day, hour, minute, second) + fraction(iso[7]);
    return Number.isNaN(ms) ? null : { ms, written: iso[0] };
  }
  const syslog = SYSLOG.exec(text);
  if (syslog === null) return null;
  const [day, hour, minute, second] = syslog.slice(2, 6).map(Number) as number[];
  return { ms: Date.UTC(2000, MONTHS.indexOf(syslog[1]!), day, hour, minute, second), written: syslog[0] };
}

/** `772` → 772 ms, `7` → 700 ms */
function fraction(digits = ""): number {
  return Number(digits.padEnd(3, "0").slice(0, 3));
}

const TOPIC = "[A-Za-z0-9._-]{1,249}";
const PARTITIONS: readonly RegExp[] = [
  new RegExp(String.raw`\bpartitions? (${TOPIC})-(\d{1,9})\b`, "gi"),
  new RegExp(String.raw`\btopic=['"]?(${TOPIC})['"]?, ?partition=(\d{1,9})\b`, "g"),
  // librdkafka: `orders [3]`
  new RegExp(String.raw`(?<![\w.-])(${TOPIC}) \[(\d{1,9})\]`, "g"),
];

function partitionsOf(line: string): Set<string> {
  const text = line.slice(0, READ_CHARACTERS_MAX);
  const found = new Set<string>();
  for (const pattern of PARTITIONS) {
    for (const [, topic, partition] of text.matchAll(pattern)) found.add(`${topic}-${partition}`);
  }
  return found;
}
