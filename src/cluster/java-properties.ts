/**
 * The text of a `.properties` file, to write and to read, as java.util.Properties reads it: the bytes are Latin-1, a backslash begins an escape,
 * and a key ends at the first blank, `=` or `:`. Every other character than printable ASCII is written as `\uXXXX`.
 */

export function javaProperties(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(String(value))}\n`)
    .join("");
}

function escapeKey(key: string): string {
  return escaped(key).replace(/[ =:#!]/g, "\\$&");
}

/** Blanks before a value are skipped unless they are escaped. */
function escapeValue(value: string): string {
  return escaped(value).replace(/^ +/, (blanks) => blanks.replaceAll(" ", "\\ "));
}

function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A key with its value, and where they are in the text: offsets, end exclusive. Escapes are resolved in the words alone. */
export interface JavaProperty {
  readonly key: string;
  readonly value: string;
  readonly keyAt: readonly [start: number, end: number];
  /** Empty where there is no value. Of a value that continues on other lines: the part on its first line. */
  readonly valueAt: readonly [start: number, end: number];
}

/**
 * Reads the text of a `.properties` file as java.util.Properties does (its `load`): comments begin with `#` or `!`, a
 * backslash at the end of a line continues it, and a key ends at the first blank, `=` or `:` that is not escaped.
 * @throws MalformedEscape for a `\u` without four hexadecimal digits, as Java throws for it
 */
export function readJavaProperties(text: string): JavaProperty[] {
  const found: JavaProperty[] = [];
  for (const line of logicalLines(text)) {
    const { characters } = line;
    let at = 0;
    const skip = (isSkipped: (character: string) => boolean) => {
      while (at < characters.length && isSkipped(characters[at]!.text)) at++;
    };
    skip((character) => !isEnd(character));
    const keyEnd = at;
    skip(isBlank);
    if (characters[at] !== undefined && /^[=:]$/.test(characters[at]!.text)) at++;
    skip(isBlank);
    const key = characters.slice(0, keyEnd);
    const value = characters.slice(at);
    const endOfKey = key.at(-1)?.end ?? line.start;
    const onFirstLine = value.filter(({ end }) => end <= line.firstLineEnd);
    const valueStart = value[0]?.start ?? endOfKey;
    found.push({
      key: key.map(unescaped).join(""),
      value: value.map(unescaped).join(""),
      keyAt: [key[0]?.start ?? line.start, endOfKey],
      valueAt: [valueStart, onFirstLine.at(-1)?.end ?? value[0]?.end ?? endOfKey],
    });
  }
  return found;
}

export class MalformedEscape extends Error {
  override name = "MalformedEscape";

  constructor(readonly offset: number) {
    super("\\u must have four hexadecimal digits after it");
  }
}

/** One character as Java sees it, or an escape: `\u00e9` and `\=` are one each. */
interface Character {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface LogicalLine {
  readonly characters: readonly Character[];
  readonly start: number;
  readonly firstLineEnd: number;
}

const isBlank = (text: string): boolean => /^[ \t\f]$/.test(text);
const isEnd = (text: string): boolean => isBlank(text) || text === "=" || text === ":";
const LINE_END = /\r\n|\r|\n|$/g;

function* logicalLines(text: string): Generator<LogicalLine> {
  let at = 0;
  const lineEnd = (from: number) => {
    LINE_END.lastIndex = from;
    const match = LINE_END.exec(text)!;
    return { end: match.index, next: match.index + match[0].length };
  };
  const skipBlanks = () => {
    while (at < text.length && isBlank(text[at]!)) at++;
  };
  while (at < text.length) {
    skipBlanks();
    const start = at;
    let { end, next } = lineEnd(at);
    if (start === end || text[start] === "#" || text[start] === "!") {
      at = next;
      continue;
    }
    const firstLineEnd = end;
    const characters: Character[] = [];
    for (;;) {
      if (at === end) {
        at = next;
        break;
      }
      if (text[at] !== "\\") {
        characters.push({ text: text[at]!, start: at, end: at + 1 });
        at++;
      } else if (at + 1 === end) {
        // The line continues, without the blanks at the beginning of the next one.
        at = next;
        skipBlanks();
        ({ end, next } = lineEnd(at));
      } else {
        const length = text[at + 1] === "u" ? 6 : 2;
        const written = text.slice(at, Math.min(at + length, end));
        if (length === 6 && !/^\\u[0-9a-f]{4}$/i.test(written)) throw new MalformedEscape(at);
        characters.push({ text: written, start: at, end: at + length });
        at += length;
      }
    }
    yield { characters, start, firstLineEnd };
  }
}

const CONTROLS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescaped({ text }: Character): string {
  if (text.length === 1) return text;
  if (text.length === 6) return String.fromCharCode(Number.parseInt(text.slice(2), 16));
  return CONTROLS[text[1]!] ?? text[1]!;
}
