/** A run's page as the pictures need it: typed arrays of the byte strings. */
import { type ProducerRows, producerRows } from "../../../history/producer-rows.js";
import { unpack, VarintReader } from "../pack.js";
import type { Blob as Bytes, MessageMap, RunPage } from "../payload.js";
import { FATES } from "../payload.js";
import { type AtOffset, atOffset } from "../stored-log.js";

export interface LogLine {
  readonly ms: number;
  readonly node: number;
  readonly level: string;
  readonly text: string;
}

export interface Dots {
  readonly step: Uint32Array;
  readonly bucket: Uint16Array;
  readonly count: Uint32Array;
}

export interface RunModel {
  readonly page: RunPage;
  readonly sent: Float64Array | null;
  readonly acknowledged: Float64Array | null;
  readonly failed: Float64Array | null;
  readonly latencies: Dots | null;
  readonly failures: Dots | null;
  /** By partition: at the end of each step. */
  readonly acknowledgedTo: readonly Float64Array[];
  readonly lines: readonly LogLine[];
  readonly map: MapModel | null;
}

/** Rejects when the text is no page. */
export function decodeRun(base64: string): Promise<RunModel> {
  return decodePage(bytesOf(base64));
}

/** Of deflated bytes. Rejects when they are no page. */
export async function decodePage(deflated: Uint8Array<ArrayBuffer>): Promise<RunModel> {
  const { page, bytes } = unpack(await inflate(deflated));
  const { series } = page;
  const column = (blob: Bytes | null) => (blob === null ? null : numbers(bytes(blob), series.steps));
  let map: MapModel | null = null;
  const text = page.logLines.text === null ? "" : new TextDecoder().decode(bytes(page.logLines.text));
  return {
    page,
    sent: column(series.sent),
    acknowledged: column(series.acknowledged),
    failed: column(series.failed),
    latencies: series.latencies === null ? null : dots(bytes(series.latencies)),
    failures: series.failures === null ? null : dots(bytes(series.failures)),
    acknowledgedTo: series.acknowledgedTo.map((blob) => sums(numbers(bytes(blob), series.steps))),
    lines: text === "" ? [] : text.split("\n").map(lineIn),
    // Made when it is asked for, so that the answer is on the page before ten million messages are decoded.
    get map() {
      if (page.map !== null) map ??= new MapModel(page.map, bytes);
      return map;
    },
  };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function numbers(bytes: Uint8Array, length: number): Float64Array {
  const reader = new VarintReader(bytes);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = reader.next();
  return values;
}

function sums(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

function dots(bytes: Uint8Array): Dots {
  const reader = new VarintReader(bytes);
  const [steps, buckets, counts]: [number[], number[], number[]] = [[], [], []];
  let step = 0;
  while (!reader.done) {
    step += reader.next();
    steps.push(step);
    buckets.push(reader.next());
    counts.push(reader.next());
  }
  return {
    step: Uint32Array.from(steps),
    bucket: Uint16Array.from(buckets),
    count: Uint32Array.from(counts),
  };
}

function lineIn(line: string): LogLine {
  const [ms, node, level, ...text] = line.split("\t");
  return { ms: Number(ms), node: Number(node), level: level ?? "", text: text.join(" ") };
}

const TICKS_PER_MS = 10;

/** What is known of one message. Times are in milliseconds; null: not known, or there is none. */
export interface MessageFacts {
  readonly producer: number;
  readonly sequence: number;
  readonly sentMs: number | null;
  /** The time of sending is that of a neighbour. */
  readonly isAbout: boolean;
  readonly settledMs: number | null;
  readonly partition: number | null;
  readonly offset: number | null;
}

/** Fates of cells, and of cells together: level n has the fates of 2ⁿ cells of one producer in one number. */
export class MapModel {
  readonly producers: number;
  readonly rowsOf: ProducerRows;
  readonly levels: Uint16Array[] = [];
  /** Cells of each producer, by level; a producer with fewer messages than another has empty ones. */
  readonly lengths: number[] = [];
  /** 1 + index in epochValues, by cell. Null: not known. */
  readonly epochs: Uint16Array | null;
  /** Samples of each producer. */
  readonly samples: number;
  readonly #sentAt: Uint32Array;
  readonly #latency: Uint32Array | null;
  readonly #places: Uint8Array | null;
  readonly #stored: Uint8Array | null;

  constructor(
    readonly data: MessageMap,
    bytes: (blob: Bytes) => Uint8Array,
  ) {
    const { unit, every } = data;
    this.rowsOf = producerRows(data.messages);
    this.producers = data.messages.length;
    const [producers, longest] = [this.producers, Math.max(...data.messages)];
    const cells = Math.ceil(longest / unit);
    this.levels.push(spans(bytes(data.fates), producers * cells));
    this.lengths.push(cells);
    for (let length = cells; length > 1; ) {
      const half = Math.ceil(length / 2);
      const below = this.levels.at(-1)!;
      const level = new Uint16Array(producers * half);
      for (let producer = 0; producer < producers; producer++) {
        const from = producer * length;
        for (let i = 0; i < half; i++) {
          const second = 2 * i + 1 < length ? below[from + 2 * i + 1]! : 0;
          level[producer * half + i] = below[from + 2 * i]! | second;
        }
      }
      this.levels.push(level);
      this.lengths.push(half);
      length = half;
    }
    this.epochs = data.epochs === null ? null : spans(bytes(data.epochs), producers * cells);
    this.samples = Math.ceil(longest / every);
    this.#sentAt = new Uint32Array(producers * this.samples);
    const reader = new VarintReader(bytes(data.sentAt));
    for (let producer = 0; producer < producers; producer++) {
      let at = 0;
      for (let i = 0; i < this.samples; i++) {
        at += reader.nextSigned();
        this.#sentAt[producer * this.samples + i] = at;
      }
    }
    this.#latency =
      data.latency === null ? null : Uint32Array.from(numbers(bytes(data.latency), this.rowsOf.rows));
    this.#places = data.places === null ? null : bytes(data.places);
    this.#stored = data.stored === null ? null : bytes(data.stored);
  }

  get cells(): number {
    return this.lengths[0]!;
  }

  /** How many messages of a producer were sent by then, at least; exact where every message has its time. */
  sentBy(producer: number, ms: number): number {
    const ticks = ms * TICKS_PER_MS;
    const first = producer * this.samples;
    let [low, high] = [0, this.samples];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sentAt[first + middle]! <= ticks) low = middle + 1;
      else high = middle;
    }
    return Math.min(this.data.messages[producer]!, low * this.data.every);
  }

  /** Of the nearest sample. */
  sentMs(producer: number, sequence: number): number {
    const sample = Math.min(this.samples - 1, Math.floor(sequence / this.data.every));
    return this.#sentAt[producer * this.samples + sample]! / TICKS_PER_MS;
  }

  facts(producer: number, sequence: number): MessageFacts {
    const mask = this.levels[0]![producer * this.cells + Math.floor(sequence / this.data.unit)]!;
    const isUnsent = mask === 1 << FATES.indexOf("unsent");
    const row = this.rowsOf.rowOf(producer, sequence);
    const latency = this.#latency?.[row] ?? null;
    const sentMs = isUnsent ? null : this.sentMs(producer, sequence);
    const isUnsettled = isUnsent || (mask & (1 << FATES.indexOf("unsettled"))) !== 0;
    return {
      ...{ producer, sequence, sentMs, isAbout: this.data.every > 1 },
      settledMs: sentMs === null || latency === null || isUnsettled ? null : sentMs + latency / TICKS_PER_MS,
      ...this.#placeOf(row),
    };
  }

  /** Null: the page does not have the log. */
  atOffset(partition: number, offset: number): AtOffset | null {
    if (this.#stored === null) return null;
    return atOffset(this.#stored, this.data.epochValues, partition, offset);
  }

  #placeOf(row: number): { readonly partition: number | null; readonly offset: number | null } {
    const none = { partition: null, offset: null };
    if (this.#places === null) return none;
    const reader = new VarintReader(this.#places);
    const next: number[] = [];
    for (let first = 0; !reader.done; ) {
      const count = reader.next();
      const place = reader.next();
      const partition = place - 1;
      const offset = place === 0 ? 0 : (next[partition] ?? 0) + reader.nextSigned();
      if (place > 0) next[partition] = offset + count;
      if (row < first + count) return place === 0 ? none : { partition, offset: offset + row - first };
      first += count;
    }
    return none;
  }
}

function spans(bytes: Uint8Array, length: number): Uint16Array {
  const reader = new VarintReader(bytes);
  const values = new Uint16Array(length);
  for (let at = 0; at < length && !reader.done; ) {
    const count = reader.next();
    values.fill(reader.next(), at, at + count);
    at += count;
  }
  return values;
}
