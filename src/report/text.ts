/**
 * Text for terminals: how wide it is, and how figures and times are written. Layout is done on plain text and colours
 * are put on last, so that a page without colours is the same page.
 *
 * Counts are written with thousands separators (`65,502`); numbers that name something (sequences, offsets, epochs)
 * are written as Kafka writes them (`30012`).
 */
import type { ChalkInstance } from "chalk";
import stringWidth from "string-width";

/** Labels and texts need this much room: a narrower terminal breaks the lines itself. */
export const COLUMNS_MIN = 48;

/** How wide a page is and what its colours are (a chalk of level 0 paints nothing). */
export interface Page {
  readonly columns: number;
  readonly paint: ChalkInstance;
}

/** Columns that the text takes on a terminal. */
export function width(text: string): number {
  return stringWidth(text);
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** Plain text of at most `columns`, its end replaced by `…` when there was more. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return columns < 1 ? "" : `${take(text, columns - 1)}…`;
}

/** Plain text of at most `columns`, its middle replaced by ` … `: log lines say who at the start and what at the end. */
export function clipMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const mark = " … ";
  const tail = Math.floor((columns - mark.length) * 0.6);
  const head = columns - mark.length - tail;
  if (head < 1) return clip(text, columns);
  return take(text, head).trimEnd() + mark + takeLast(text, tail).trimStart();
}

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
}

function take(text: string, columns: number): string {
  let taken = "";
  let room = columns;
  for (const grapheme of graphemes(text)) {
    room -= width(grapheme);
    if (room < 0) break;
    taken += grapheme;
  }
  return taken;
}

function takeLast(text: string, columns: number): string {
  let taken = "";
  let room = columns;
  for (const grapheme of graphemes(text).reverse()) {
    room -= width(grapheme);
    if (room < 0) break;
    taken = grapheme + taken;
  }
  return taken;
}

/** Plain text as lines of at most `columns`, broken between words where that is possible. */
export function wrap(text: string, columns: number): string[] {
  return flow(
    text.split(" ").flatMap((word) => cut(word, columns)),
    " ",
    columns,
  );
}

/** Parts joined by ` · `, broken between parts where that is possible. */
export function wrapParts(parts: readonly string[], columns: number): string[] {
  return flow(
    parts.flatMap((part) => wrap(part, columns)),
    " · ",
    columns,
  );
}

/** Fills line after line. Neighbours that were one piece before never share a line, as they did not fit on one. */
function flow(pieces: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = lines.length === 0 ? undefined : lines.at(-1) + separator + piece;
    if (longer !== undefined && width(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

function cut(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (rest !== "" && width(rest) > columns) {
    const piece = take(rest, columns) || rest;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, rest];
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Of an interval of shares, 0 to 1: `11–60 %` */
export function percents({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
}

/** `65,502` */
export function count(n: number): string {
  return grouped.format(n);
}

/** `1 message`, `65,502 messages` */
export function countOf(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `68.6 %`; what is not nothing and not all never looks so. */
export function percent(part: number, whole: number): string {
  const value = (100 * part) / whole;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  if (value < 100 && value > 99.9) return "> 99.9 %";
  return `${value.toFixed(1).replace(/\.0$/, "")} %`;
}

/** `850 µs`, `14.8 ms`, `104 ms`, `2.0 s`, `1 min 58 s`, `2 h 05 min` */
export function duration(ms: number): string {
  if (ms > 0 && ms < 0.95) return `${Math.round(ms * 1000)} µs`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${tenths(ms)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
}

/** Time since something, all alike so that they align: `+6.8 s`. */
export function since(ms: number): string {
  const [seconds, tenth] = tenths(ms).split(".");
  return `+${grouped.format(Number(seconds))}.${tenth} s`;
}

/** Seconds with one digit, rounded: `6.0` of 5,984 ms. */
function tenths(ms: number): string {
  return (Math.round(ms / 100) / 10).toFixed(1);
}

/** `0:43`, `1:02:03` */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Time of day in UTC, as in the files and directory names of a run: `12:00:31.204`, or `12:00:31.2` with one digit. */
export function clock(iso: string, digits: 1 | 3 = 3): string {
  const unitMs = 10 ** (3 - digits);
  return new Date(Math.round(Date.parse(iso) / unitMs) * unitMs).toISOString().slice(11, 20 + digits);
}

/** `30012–95513`, or one of them when they are the same. */
export function span(first: number | string, last: number | string): string {
  return first === last ? String(first) : `${first}–${last}`;
}

/** `kafka1`, `kafka1 and kafka2`, `kafka1, kafka2 and kafka3` */
export function list(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
