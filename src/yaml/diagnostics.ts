/**
 * What is wrong with a file, and where.
 *
 *     scenarios/mine.yaml:9:9: acks must be 0, 1 or all, not 2
 *        9 |   acks: 2
 *          |         ^
 *
 * A problem is a span of a source and a message. Sources are files, and the command line's `--set path=value`,
 * which needs no excerpt because it is its own.
 */
import { UsageError } from "../errors.js";
import { lookAlikeIn } from "./look-alikes.js";
import { clipped, harmless } from "./wording.js";

export interface Source {
  /** The path of a file as the person wrote it, or `--set path=value`. */
  readonly label: string;
  readonly text: string;
  readonly kind: "file" | "option";
}

/** Offsets into a source's text, in UTF-16 units, end exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** Offset of the merge (`<<: *name`) that brought the text to where it counts. */
  readonly mergedAt?: number;
}

export interface Diagnostic {
  /** The file, or the option of the command line. */
  readonly file: string;
  /** From 1, as editors count; absent for options and for files that cannot be read. */
  readonly line?: number;
  readonly column?: number;
  /** A sentence without its place and without a full stop. */
  readonly message: string;
  /** The offending line and a caret under the place. */
  readonly excerpt?: readonly [line: string, caret: string];
}

const EXCERPT_COLUMNS = 110;
const MESSAGE_LENGTH_MAX = 300;
const DIAGNOSTICS_SHOWN = 20;

/** One or more files cannot be used as they are. The message is the rendered list of what is wrong. */
export class InputError extends UsageError {
  override name = "InputError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(renderDiagnostics(diagnostics), options);
    this.diagnostics = diagnostics;
  }
}

/** A character that only looks right, where something is wrong, says more than what came of it. */
export function diagnose({ source, ...span }: Span, text: string): Diagnostic {
  const lookAlike = lookAlikeIn(source.text, span.start, span.end);
  const merged = span.mergedAt === undefined ? "" : ` (merged on line ${lineOf(source.text, span.mergedAt)})`;
  const message = `${clipped(lookAlike?.message ?? text, MESSAGE_LENGTH_MAX)}${merged}`;
  const [start, end] = lookAlike === undefined ? [span.start, span.end] : [lookAlike.at, lookAlike.at + 1];
  if (source.kind === "option") return { file: clipped(source.label, EXCERPT_COLUMNS), message };
  const file = harmless(source.label);
  const lineStart = start === 0 ? 0 : source.text.lastIndexOf("\n", start - 1) + 1;
  const newline = source.text.indexOf("\n", start);
  const lineEnd = newline === -1 ? source.text.length : newline;
  const line = lineOf(source.text, start);
  const column = start - lineStart + 1;
  const length = Math.max(1, Math.min(end, lineEnd) - start);
  const written = source.text.slice(lineStart, lineEnd);
  return {
    file,
    line,
    column,
    message,
    ...(written.trim() === "" ? {} : { excerpt: excerpt(written, column, length) }),
  };
}

/** Counted from 1. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** At most 20 of them, one after another, and how many there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const shown = diagnostics.slice(0, DIAGNOSTICS_SHOWN).map(({ file, line, column, message, excerpt }) => {
    const place = line === undefined ? file : `${file}:${line}:${column}`;
    if (!excerpt) return `${place}: ${message}`;
    const number = String(line).padStart(4);
    return `${place}: ${message}\n${number} | ${excerpt[0]}\n${" ".repeat(number.length)} | ${excerpt[1]}`;
  });
  const rest = diagnostics.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more`);
  if (diagnostics.length > 1) shown.push(`${diagnostics.length} problems`);
  return shown.join("\n");
}

/** A window of the line around the column, and a caret line that stays under it whatever the terminal does. */
function excerpt(line: string, column: number, length: number): [string, string] {
  const text = line.trimEnd();
  const from = column + length > EXCERPT_COLUMNS && column > 20 ? column - 20 : 0;
  const [head, tail] = [from > 0 ? "…" : "", text.length - from > EXCERPT_COLUMNS - 2 ? "…" : ""];
  const window = text.slice(from, from + EXCERPT_COLUMNS - head.length - tail.length);
  const before = harmless(window.slice(0, column - 1 - from));
  const carets = Math.max(1, Math.min(length, window.length - before.length));
  return [
    `${head}${harmless(window)}${tail}`,
    `${" ".repeat(head.length + columnsOf(before))}${"^".repeat(carets)}`,
  ];
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

/** Terminal columns: East Asian characters and emoji take two. */
function columnsOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
