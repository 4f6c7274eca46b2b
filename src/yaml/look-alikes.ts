/**
 * Characters that look like YAML's own and are others: blanks and quotes from a word processor, a web page or a chat.
 * In a text they are welcome. Where something is wrong they are most likely why, and the eye cannot find them.
 */
import { CST, Lexer } from "yaml";

export interface LookAlike {
  /** Offset of the character. */
  readonly at: number;
  readonly message: string;
}

const BLANKS: Readonly<Record<string, string>> = {
  "\u00a0": "no-break space",
  "\u1680": "ogham space",
  ...Object.fromEntries(
    [
      "en quad",
      "em quad",
      "en space",
      "em space",
      "third of an em",
      "quarter of an em",
      "sixth of an em",
    ].map((name, i) => [String.fromCharCode(0x2000 + i), name]),
  ),
  "\u2007": "figure space",
  "\u2008": "punctuation space",
  "\u2009": "thin space",
  "\u200a": "hair space",
  "\u202f": "narrow no-break space",
  "\u205f": "mathematical space",
  "\u3000": "ideographic space",
};
const INVISIBLE: Readonly<Record<string, string>> = {
  "\u00ad": "soft hyphen",
  "\u200b": "zero-width space",
  "\u200c": "zero-width non-joiner",
  "\u200d": "zero-width joiner",
  "\u2060": "word joiner",
  "\ufeff": "byte order mark",
};
const DOUBLE_QUOTES = "“”„‟«»＂";
const QUOTES = `${DOUBLE_QUOTES}‘’‚‛‹›＇`;
const DASHES = "‐‑‒–—―−－";

const group = (characters: string): string => `[${characters}]`;
const [blank, dash, quote] = [
  group([...Object.keys(BLANKS), ...Object.keys(INVISIBLE)].join("")),
  group(DASHES),
  group(QUOTES),
];
const ANY = new RegExp(`${blank}|${dash}|${quote}|：`, "u");
/** Where a line gets its structure: its indentation, its dash, the colon of its key, and the start of its value. */
const IN_STRUCTURE = new RegExp(
  [
    `(?<=^[ -]*)${blank}`,
    `(?<=^ *)${dash}(?=\\s)`,
    `(?<=^[ -]*[\\w.-]+)(?:${blank}(?=:)|：)`,
    `(?<=^[ -]*[\\w.-]+:)${blank}`,
    `(?<=^[ -]*[\\w.-]+: *)${quote}`,
  ].join("|"),
  "mu",
);

/** The first one between two offsets of a line. */
export function lookAlikeIn(text: string, start: number, end: number): LookAlike | undefined {
  const part = text.slice(start, end);
  return part.includes("\n") ? undefined : told(ANY.exec(part), start);
}

/** The first one in the structure of the line of `offset`, or of the line with text before it, where it may have begun. */
export function lookAlikeNear(text: string, offset: number): LookAlike | undefined {
  const before = text.slice(0, offset);
  const start = Math.max(0, before.lastIndexOf("\n", before.trimEnd().lastIndexOf("\n")) + 1);
  const newline = text.indexOf("\n", offset);
  for (let from = start; from < (newline === -1 ? text.length : newline); ) {
    const lineEnd = text.indexOf("\n", from) === -1 ? text.length : text.indexOf("\n", from);
    const found = told(IN_STRUCTURE.exec(text.slice(from, lineEnd)), from);
    if (found !== undefined && !isText(text, found.at)) return found;
    from = lineEnd + 1;
  }
  return undefined;
}

/** Whether an offset is in a text that `|` or `>` begins. */
function isText(text: string, offset: number): boolean {
  let [end, header] = [0, false];
  for (const token of new Lexer().lex(text)) {
    if (token === CST.DOCUMENT || token === CST.SCALAR || token === CST.FLOW_END) continue;
    end += token.length;
    if (end > offset) return header;
    if (/^[|>]/.test(token)) header = true;
    else if (token.trim() !== "" && !token.startsWith("#")) header = false;
  }
  return false;
}

function told(match: RegExpExecArray | null, start: number): LookAlike | undefined {
  if (match === null) return undefined;
  const character = match[0];
  return { at: start + match.index, message: describe(character) };
}

function describe(character: string): string {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = BLANKS[character];
  if (name !== undefined) return `${name} (${code}); YAML needs an ordinary space here`;
  const invisible = INVISIBLE[character];
  if (invisible !== undefined) return `${invisible} (${code}), which cannot be seen; take it out`;
  if (character === "：") return `${character} (${code}) is not YAML's colon; write : and a space`;
  if (DASHES.includes(character)) return `${character} (${code}) is not YAML's dash; write -`;
  return `${character} (${code}) is not YAML's quote; write ${DOUBLE_QUOTES.includes(character) ? '"' : "'"}`;
}
