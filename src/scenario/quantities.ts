/**
 * Durations, sizes and triggers as people write them: `1.5s`, `1m30s`, `1KiB`, `5s after kill`.
 *
 * Each has a pattern, which editors check too, and a reader that may assume the pattern. What does not match gets
 * a suggestion: the nearest thing that would.
 */
import type { Trigger } from "./syntax.js";

const MS_PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof MS_PER_UNIT;
const AMOUNT = String.raw`\d+(?:\.\d+)?`;
/** Each unit at most once, the largest first. The digit at the front is what must not be missing. */
export const DURATION = String.raw`(?=\d)(?:${AMOUNT}h)?(?:${AMOUNT}m(?!s))?(?:${AMOUNT}s)?(?:${AMOUNT}ms)?`;
const NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

export const DURATION_PATTERN = new RegExp(`^${DURATION}$`);
export const TRIGGER_PATTERN = new RegExp(`^(?:\\d+ messages?|${DURATION}|(?:${DURATION} )?after ${NAME})$`);
export const SIZE_PATTERN = /^\d+(?:B|KB|KiB|MB|MiB)?$/;
export const RATE_PATTERN = /^\d+(?:B|KB|KiB|MB|MiB)\/s$/;
export const MESSAGES_PATTERN = /^\d+ messages?$/;
export const PERCENT_PATTERN = /^\d+(?:\.\d+)?%$/;
/** Names of scenarios and fault steps: they end up in paths and after `after`. */
export const NAME_PATTERN = new RegExp(`^${NAME}$`);

/** Milliseconds of a text that matches DURATION_PATTERN; not rounded. */
export function readDuration(text: string): number {
  const ms = [...text.matchAll(/([\d.]+)([a-z]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * MS_PER_UNIT[unit as Unit],
    0,
  );
  return Math.abs(ms - Math.round(ms)) < 1e-6 ? Math.round(ms) : ms; // 1.001 s is 1000.9999… in binary
}

/** The shortest exact form: 60000 → 1m, 90000 → 90s, 1500 → 1500ms. */
export function writeDuration(ms: number): string {
  if (ms === 0) return "0s";
  const unit = (["h", "m", "s"] as const).find((unit) => ms % MS_PER_UNIT[unit] === 0) ?? "ms";
  return `${ms / MS_PER_UNIT[unit]}${unit}`;
}

/** What was meant by `10`, `10 seconds`, `1min` or `1m 30`; undefined when there is no telling. */
export function suggestDuration(written: unknown): string | undefined {
  if (isAmount(written)) return `write ${written}s or ${written}ms`;
  if (typeof written !== "string") return undefined;
  const text = written.trim().replace(/^\+|\.$/g, "");
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-zµ]*)\.?/giy)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) return undefined;
  const amounts = new Map<Unit, string>();
  let before: Unit | undefined;
  for (const [, digits, word] of parts) {
    const amount = digits!.startsWith(".") ? `0${digits}` : digits!;
    if (word === "" && parts.length === 1) return `write ${amount}s or ${amount}ms`;
    // `1m30`: the next smaller unit is meant.
    const unit = word === "" ? UNIT_BELOW[before ?? "ms"] : unitOf(word!.toLowerCase());
    if (unit === undefined || amounts.has(unit)) return undefined;
    amounts.set(unit, amount);
    before = unit;
  }
  return `write ${UNITS.map((unit) => (amounts.has(unit) ? amounts.get(unit) + unit : "")).join("")}`;
}

/** The largest first. */
const UNITS = ["h", "m", "s", "ms"] as const satisfies readonly Unit[];
const UNIT_BELOW: Readonly<Record<Unit, Unit | undefined>> = { h: "m", m: "s", s: undefined, ms: undefined };

function unitOf(word: string): Unit | undefined {
  if (/^(ms|msecs?|millis?|milliseconds?)$/.test(word)) return "ms";
  if (/^(s|secs?|seconds?)$/.test(word)) return "s";
  if (/^(m|mins?|minutes?)$/.test(word)) return "m";
  if (/^(h|hrs?|hours?)$/.test(word)) return "h";
  return undefined;
}

const isAmount = (written: unknown): written is number =>
  typeof written === "number" && written >= 0 && written < 1e9;

const BYTES_PER_UNIT = { B: 1, KB: 1_000, KiB: 1_024, MB: 1_000_000, MiB: 1_048_576 } as const;

/** Bytes of a number, or of a text that matches SIZE_PATTERN. */
export function readSize(written: string | number): number {
  const [, amount, unit] = /^(\d+)([A-Za-z]*)$/.exec(String(written))!;
  return Number(amount) * BYTES_PER_UNIT[(unit || "B") as keyof typeof BYTES_PER_UNIT];
}

export function suggestSize(written: unknown): string | undefined {
  const match = /^(\d+)\s*([a-z]+)$/i.exec(String(written).trim());
  if (!match) return undefined;
  const letter = match[2]![0]!.toUpperCase();
  if (letter === "B") return `write ${match[1]}B`;
  if (letter !== "K" && letter !== "M") return undefined;
  return `write ${match[1]}${letter}${/i/i.test(match[2]!) ? "iB" : "B"}`;
}

/** Bytes per second of a text that matches RATE_PATTERN. */
export function readRate(written: string): number {
  return readSize(written.slice(0, -"/s".length));
}

/** What was meant by `100`, `100KB` or `100 kb/s`. Bits are left alone: a factor of eight is no slip of the pen. */
export function suggestRate(written: unknown): string | undefined {
  const text = String(written).trim();
  if (/bit|bps/i.test(text)) return undefined;
  if (/^\d+$/.test(text)) return `write ${text}B/s or ${text}KB/s`;
  const size = text.replace(/\s*(?:\/|per )\s*s(?:ec(?:ond)?)?$/i, "");
  if (SIZE_PATTERN.test(size)) return `write ${size}/s`;
  const meant = suggestSize(size);
  return meant && `${meant}/s`;
}

/** Of a text that matches PERCENT_PATTERN. */
export function readPercent(written: string): number {
  return Number(written.slice(0, -"%".length));
}

export function suggestPercent(written: unknown): string | undefined {
  const [, amount] = /^(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)?$/i.exec(String(written).trim()) ?? [];
  if (amount === undefined || PERCENT_PATTERN.test(String(written))) return undefined;
  const percent = Number(amount) < 1 ? Number((Number(amount) * 100).toFixed(4)) : Number(amount);
  return `write ${percent}%`;
}

/** Messages of a number, or of a text that matches MESSAGES_PATTERN. */
export function readMessages(written: string | number): number {
  return Number(String(written).split(" ")[0]);
}

/** A text that matches TRIGGER_PATTERN. */
export function readTrigger(text: string): Trigger {
  const [first, second, third] = text.split(" ");
  if (first === "after") return { kind: "fault", fault: second!, afterMs: 0 };
  if (second === "after") return { kind: "fault", fault: third!, afterMs: readDuration(first!) };
  if (second !== undefined) return { kind: "messages", messages: Number(first) };
  return { kind: "time", afterMs: readDuration(first!) };
}

export function writeTrigger(trigger: Trigger): string {
  if (trigger.kind === "messages")
    return `${trigger.messages} ${trigger.messages === 1 ? "message" : "messages"}`;
  if (trigger.kind === "time") return writeDuration(trigger.afterMs);
  return trigger.afterMs === 0
    ? `after ${trigger.fault}`
    : `${writeDuration(trigger.afterMs)} after ${trigger.fault}`;
}

export function suggestTrigger(written: unknown): string | undefined {
  if (isAmount(written)) return `write ${written} messages or ${written}s`;
  if (typeof written !== "string") return undefined;
  const text = written.trim().replace(/^(?:after|at)\s+(?=[\d.])/i, "");
  const messages = /^(\d[\d_,. ]*)\s*(k?)\s*(?:m(?:es)?sa?ges?|msgs?|records?|events?)?$/i.exec(text);
  const digits = messages?.[1]?.replace(/[_,. ]/g, "");
  if (messages && digits && /[_, ]|k|m|r|e/i.test(text))
    return `write ${digits}${messages[2] ? "000" : ""} messages`;
  const delayed = /^(.+?)\s+(?:after|past)\s+(\S+)$/i.exec(text);
  if (delayed) {
    const duration = suggestDuration(delayed[1])?.replace(/ or .*/, "");
    return duration && NAME_PATTERN.test(delayed[2]!) ? `${duration} after ${delayed[2]}` : undefined;
  }
  if (/^\d+$/.test(text)) return `write ${text} messages or ${text}s`;
  return suggestDuration(text);
}

/** Of a role: the broker that coordinates a consumer group, or the transactions of producers or of a copier. */
export const COORDINATOR = "(?:transaction )?coordinator of [A-Za-z0-9][A-Za-z0-9._-]*";

/** The group in `coordinator of billing` and in `transaction coordinator of orders`; undefined for another role. */
export function coordinatedIn(
  role: string,
): { readonly kind: "group" | "transactions"; readonly group: string } | undefined {
  const [, transaction, group] = /^(transaction )?coordinator of (\S+)$/.exec(role) ?? [];
  return group === undefined
    ? undefined
    : { kind: transaction === undefined ? "group" : "transactions", group };
}
