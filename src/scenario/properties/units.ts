/**
 * The unit that a property counts in, by its name, and amounts that were written with a unit all the same:
 * `6s` under `zookeeper.session.timeout.ms` is 6000.
 */

const MS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const BYTES_PER = {
  ...{ b: 1, kb: 1e3, mb: 1e6, gb: 1e9 },
  ...{ kib: 1_024, mib: 1_048_576, gib: 1_073_741_824 },
} as const;

interface Unit {
  /** As in "6000 (milliseconds)". */
  readonly name: string;
  readonly measures: "time" | "bytes";
  /** Milliseconds or bytes. */
  readonly size: number;
}

const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/(^|\.)ms$|^broker\.address\.ttl$/, { name: "milliseconds", measures: "time", size: MS_PER.ms }],
  [/\.(seconds|secs)$/, { name: "seconds", measures: "time", size: MS_PER.s }],
  [/\.minutes$/, { name: "minutes", measures: "time", size: MS_PER.m }],
  [/\.hours$/, { name: "hours", measures: "time", size: MS_PER.h }],
  [/\.kbytes$/, { name: "kilobytes of 1,024 bytes", measures: "bytes", size: BYTES_PER.kib }],
  [/\bbytes\b|\b(buffer|batch)\.size$/, { name: "bytes", measures: "bytes", size: BYTES_PER.b }],
];

export interface Amount {
  readonly number: number;
  /** Of the property's unit. */
  readonly unit: string;
}

/** What `written` is in the unit of the property; undefined when there is no telling, or no whole number of them. */
export function amountIn(property: string, written: string): Amount | undefined {
  const [, digits, word] = /^(\d+(?:\.\d+)?)\s*([a-z]+)\.?$/i.exec(written.trim()) ?? [];
  const unit = UNITS.find(([names]) => names.test(property))?.[1];
  if (digits === undefined || word === undefined || unit === undefined) return undefined;
  const size = unit.measures === "time" ? msOf(word) : bytesOf(word);
  if (size === undefined) return undefined;
  const exact = Number(((Number(digits) * size) / unit.size).toFixed(6)); // 1.1 × 1,000 is 1100.0000000000002
  // Kilobytes are of 1,000 bytes for people and of 1,024 for librdkafka: 1MB is 977 of them, and no whole number.
  const number = unit.measures === "bytes" ? Math.ceil(exact) : exact;
  return Number.isSafeInteger(number) ? { number, unit: unit.name } : undefined;
}

function msOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (/^(ms|msecs?|millis?|milliseconds?)$/.test(lower)) return MS_PER.ms;
  if (/^(s|secs?|seconds?)$/.test(lower)) return MS_PER.s;
  if (/^(m|mins?|minutes?)$/.test(lower)) return MS_PER.m;
  if (/^(h|hrs?|hours?)$/.test(lower)) return MS_PER.h;
  if (/^(d|days?)$/.test(lower)) return MS_PER.d;
  if (/^(w|weeks?)$/.test(lower)) return MS_PER.w;
  return undefined;
}

function bytesOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (/^(b|bytes?)$/.test(lower)) return BYTES_PER.b;
  const short = /^[kmg]i?$/.test(lower) ? `${lower}b` : lower;
  return Object.hasOwn(BYTES_PER, short) ? BYTES_PER[short as keyof typeof BYTES_PER] : undefined;
}
