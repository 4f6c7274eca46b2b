/**
 * YAML text → plain data, and for every key and value the place it came from.
 *
 * Only what such files need is let in: one document, text keys, no tags, merge keys and aliases that stay small.
 * Cost is bounded before the YAML library sees the text: a scan of its tokens refuses what is too long or nested too
 * deep (nesting makes the library recurse), so no file takes longer than a moment.
 */
import {
  type Alias,
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  parseDocument,
  Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { type Diagnostic, diagnose, InputError, type Source, type Span } from "./diagnostics.js";
import type { FileKind } from "./file-kind.js";
import { lookAlikeNear } from "./look-alikes.js";
import { clipped } from "./wording.js";

export type Path = readonly (string | number)[];

export interface Place {
  /** Where the key stands; absent for items of lists and for the whole. */
  readonly key?: Span;
  readonly value: Span;
}

/** Looks places up by path; a path that is not there has the place of its nearest ancestor. */
export class Places {
  readonly #places = new Map<string, Place>();

  set(path: Path, place: Place): void {
    this.#places.set(JSON.stringify(path), place);
  }

  /** Forgets the places at and below a path, whose data is being replaced. */
  delete(path: Path): void {
    const prefix = JSON.stringify(path).slice(0, -1);
    for (const key of this.#places.keys()) {
      if (key === `${prefix}]` || key.startsWith(`${prefix},`)) this.#places.delete(key);
    }
  }

  /** Takes the places at and below `path` from another source, where the whole of `key` is the key. */
  adopt(others: Places, path: Path, key: Span): void {
    for (const [at, place] of others.#places) this.#places.set(at, place);
    this.set(path, { key, value: others.exact(path)!.value });
  }

  exact(path: Path): Place | undefined {
    return this.#places.get(JSON.stringify(path));
  }

  nearest(path: Path): Place {
    for (let length = path.length; length > 0; length--) {
      const place = this.exact(path.slice(0, length));
      if (place) return place;
    }
    return this.exact([])!;
  }
}

export interface YamlData {
  readonly data: unknown;
  readonly places: Places;
}

/** A key of a mapping, with its value. */
interface Entry {
  readonly key: string;
  /** Of the key. */
  readonly at: Span;
  readonly value: Node | null;
  /** Where the value would be, if there is none. */
  readonly gap: number;
  /** Offset of the alias through which another mapping has it. */
  readonly mergedAt?: number;
}

/** How a node came to where its value is, if it is not written there. */
interface Via {
  /** Its place counts instead of the node's own. */
  readonly alias?: Span;
  /** Offset of the alias after `<<`: the node's own place counts, and this one is named beside it. */
  readonly mergedAt?: number;
}

const placeOf = (own: Span, { alias, mergedAt }: Via): Span =>
  alias ?? (mergedAt === undefined ? own : { ...own, mergedAt });

const TOKENS_MAX = 10_000;
const DEPTH_MAX = 32;
const VALUES_MAX = 5_000;
const SYNTAX_ERRORS_SHOWN = 5;
const TOO_DEEP = `nested more than ${DEPTH_MAX} levels deep`;

/**
 * @param from.offset where in the source the text to read begins; the rest is read to its end
 * @param from.base the path at which the data will stand
 * @throws InputError with every syntax error that is worth showing
 */
export function readYaml(
  source: Source,
  { noun, keepsDigits = () => false }: FileKind,
  { offset = 0, base = [] }: { readonly offset?: number; readonly base?: Path } = {},
): YamlData {
  const text = source.text.slice(offset);
  const span = (start: number, end: number): Span => ({ source, start: start + offset, end: end + offset });
  const refuse = (at: Span, message: string): never => {
    throw new InputError([diagnose(at, message)]);
  };
  refuseExcess(text, noun, (start, message) => refuse(span(start, start + 1), message));

  const document = parseDocument<Node>(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    prettyErrors: false,
    uniqueKeys: false, // quadratic; looked for below
    logLevel: "error", // silent would also keep quiet about a second document
  });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) throw new InputError(syntaxDiagnostics(errors, text, noun, span));

  const places = new Places();
  const anchors = new Map<string, Node>();
  /** Of each mapping that was converted, with those that it merged: what a merge of this mapping brings. */
  const entriesOf = new Map<Node, readonly Entry[]>();
  const problems: Diagnostic[] = [];
  let values = 0;

  const spend = (at: Span, isRepeated: boolean): void => {
    if (++values <= VALUES_MAX) return;
    refuse(
      at,
      isRepeated ? `aliases make this more than ${VALUES_MAX} values` : `more than ${VALUES_MAX} values`,
    );
  };

  const targetOf = (alias: Alias, at: Span): Node =>
    anchors.get(alias.source) ??
    refuse(at, `there is no anchor &${clipped(alias.source, 40)} before this alias`);

  const convert = (
    node: Node | null,
    path: Path,
    key: Span | undefined,
    gap: number,
    via: Via = {},
  ): unknown => {
    const [start, end] = node?.range ?? [gap, gap];
    const value = placeOf(span(start, end), via);
    places.set(path, key ? { key, value } : { value });
    spend(value, via.alias !== undefined || via.mergedAt !== undefined);
    if (path.length - base.length > DEPTH_MAX) refuse(value, TOO_DEEP);
    if (isAlias(node)) return convert(targetOf(node, value), path, key, gap, { alias: value });
    const data = isMap(node)
      ? mapping(node, path, via)
      : isSeq(node)
        ? list(node, path, via)
        : scalar(node, keepsDigits(path));
    const isFirst = via.alias === undefined && via.mergedAt === undefined;
    if (isFirst && node && "anchor" in node && node.anchor) anchors.set(node.anchor, node);
    return data;
  };

  const list = (node: { items: unknown[]; range?: Node["range"] }, path: Path, via: Via): unknown[] =>
    node.items.map((item, index) =>
      convert(item as Node | null, [...path, index], undefined, node.range?.[0] ?? 0, via),
    );

  const mapping = (node: YAMLMap, path: Path, via: Via): Record<string, unknown> => {
    const data: Record<string, unknown> = {};
    const add = (entry: Entry): void => {
      const inner = entry.mergedAt === undefined ? via : { ...via, mergedAt: entry.mergedAt };
      const at = placeOf(entry.at, inner);
      data[entry.key] = convert(entry.value, [...path, entry.key], at, entry.gap, inner);
    };
    const known = entriesOf.get(node);
    if (known !== undefined) {
      known.forEach(add);
      return data;
    }
    const entries: Entry[] = [];
    const own = new Map<string, Span>();
    const merges: { readonly from: Node; readonly at: Span }[] = [];
    let merge: Span | undefined;
    for (const pair of node.items as { key: Node | null; value: Node | null }[]) {
      const [start, end] = pair.key?.range ?? pair.value?.range ?? [0, 0];
      const at = span(start, end);
      if (!isScalar(pair.key) || pair.key.value === null) {
        problems.push(diagnose(at, "a key must be a word"));
        continue;
      }
      const key = String(isTextual(pair.key) ? pair.key.value : (pair.key.source ?? pair.key.value));
      const isMerge = key === "<<" && pair.key.type === Scalar.PLAIN;
      const first = isMerge ? merge : own.get(key);
      if (key === "__proto__") problems.push(diagnose(at, "unknown key __proto__"));
      else if (first !== undefined) {
        const { line } = diagnose(first, "");
        const where = line === undefined ? "" : `; the first is on line ${line}`;
        const advice = isMerge ? "; write <<: [*a, *b]" : where;
        problems.push(diagnose(at, `${clipped(key, 60)} is here twice${advice}`));
      } else if (isMerge) {
        merge = at;
        merges.push(...mergedBy(pair.value, at));
      } else {
        const entry = { key, at, value: pair.value, gap: end };
        own.set(key, at);
        entries.push(entry);
        add(entry);
      }
    }
    // Keys of the mapping itself win over merged ones, wherever they are. Among merged ones the first wins.
    for (const { from, at } of merges) {
      for (const entry of entriesOf.get(from) ?? []) {
        spend(at, true);
        if (Object.hasOwn(data, entry.key)) continue;
        const merged = { ...entry, mergedAt: at.start };
        entries.push(merged);
        add(merged);
      }
    }
    entriesOf.set(node, entries);
    return data;
  };

  const mergedBy = (value: Node | null, key: Span): { readonly from: Node; readonly at: Span }[] => {
    const items: unknown[] = isSeq(value) ? value.items : [value];
    return items.flatMap((item) => {
      const [start, end] = (item as Node | null)?.range ?? [key.start - offset, key.end - offset];
      const at = span(start, end);
      if (isAlias(item)) {
        const from = targetOf(item, at);
        if (isMap(from)) return [{ from, at }];
      }
      problems.push(diagnose(at, "<< takes an alias of a mapping, such as <<: *name, or a list of them"));
      return [];
    });
  };

  const root = document.contents;
  const [start, end] = root?.range ?? [0, 0];
  if (root && "anchor" in root && root.anchor)
    refuse(span(start, end), "an anchor for the whole is of no use");
  const data = convert(root, base, undefined, 0);
  if (problems.length > 0) throw new InputError(problems);
  return { data, places };
}

const isTextual = (node: Scalar): boolean => typeof node.value === "string";

function scalar(node: Node | null, keepsDigits: boolean): unknown {
  if (!isScalar(node)) return null;
  const isNumber = typeof node.value === "number" && /^-?\d+(\.\d+)?$/.test(node.source ?? "");
  return isNumber && keepsDigits ? node.source : node.value;
}

/** The lexer marks the start of documents and scalars and the end of flow collections; these are no text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.SCALAR, CST.FLOW_END]);

/** The tokens of a text with their offsets; linear, and never recursive. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly offset: number }> {
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue;
    yield { token, offset };
    offset += token.length;
  }
}

/**
 * Stops at the first token that is too much. Levels are counted generously, as a level costs at least an indent,
 * a bracket or an indicator; what is exact is said later, when there is a tree.
 */
function refuseExcess(text: string, noun: string, refuse: (start: number, message: string) => never): void {
  const indents: number[] = []; // of the lines that enclose this one
  let [tokens, indent, brackets, indicators] = [0, 0, 0, 0];
  let atLineStart = true;
  for (const { token, offset } of tokensOf(text)) {
    if (++tokens > TOKENS_MAX) refuse(offset, `this is far more than a ${noun} needs`);
    if (token === "\n" || token === "\r\n") {
      [atLineStart, indent, indicators] = [true, 0, 0];
      continue;
    }
    if (token.trim() === "") {
      if (atLineStart) indent = token.length;
      continue;
    }
    if (token.startsWith("#")) continue;
    if (atLineStart) {
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
      atLineStart = false;
    }
    if (token === "[" || token === "{") brackets++;
    else if (token === "]" || token === "}") brackets = Math.max(0, brackets - 1);
    else if (token === "-" || token === "?" || token === ":") indicators++;
    else if (token === ",") indicators = 0;
    if (indents.length + brackets + indicators > 2 * DEPTH_MAX) refuse(offset, TOO_DEEP);
  }
}

/** The first error of each line; those that follow from it are of no help. */
function syntaxDiagnostics(
  errors: readonly YAMLError[],
  text: string,
  noun: string,
  span: (start: number, end: number) => Span,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  let lineEnd = -1; // of the line of the last error told
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    if (error.pos[0] <= lineEnd) continue;
    const { start, end, message } = explain(error, text, noun);
    found.push(diagnose(span(start, end), message));
    if (found.length === SYNTAX_ERRORS_SHOWN) break;
    lineEnd = lineAround(text, error.pos[0]).end;
  }
  return found;
}

function explain(
  error: YAMLError,
  text: string,
  noun: string,
): { start: number; end: number; message: string } {
  const [start, end] = error.pos;
  const here = (message: string) => ({ start, end, message });
  const lookAlike = lookAlikeNear(text, start);
  if (lookAlike !== undefined) return { ...lookAlike, start: lookAlike.at, end: lookAlike.at + 1 };
  const line = lineAround(text, start);
  const original = `not valid YAML: ${error.message.replace(/^./, (letter) => letter.toLowerCase())}`;

  const open = /^Flow (sequence|map) .*end with a/.exec(error.message);
  if (open) {
    const [bracket, closing] = open[1] === "map" ? ["{", "}"] : ["[", "]"];
    const opening = text.lastIndexOf(bracket!, Math.max(0, start - 1));
    if (opening === -1) return here(`a ${closing} is missing`);
    return { start: opening, end: opening + 1, message: `${bracket} is never closed with ${closing}` };
  }
  switch (error.code) {
    case "TAB_AS_INDENT":
      return here("indented with a tab; YAML wants spaces");
    case "BAD_INDENT":
      return {
        ...line,
        message: "indented unlike the lines around it; keys that belong together start in one column",
      };
    case "MISSING_CHAR": {
      const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
      if (quote) {
        const opening = openingQuote(text, start, quote);
        return {
          start: opening,
          end: opening + 1,
          message: `this text in quotes never ends: a closing ${quote} is missing`,
        };
      }
      if (!error.message.startsWith("Implicit map keys")) return here(original);
      const squeezed = spacedOut(text.slice(line.start, line.end));
      if (squeezed) return { ...line, message: `a space is missing after the colon; write ${squeezed}` };
      return {
        ...line,
        message: "a key without a value: a colon is missing, or this belongs to the line above",
      };
    }
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY": {
      if (/: /.test(text.slice(start, line.end)))
        return here('a second colon in one line: text with ": " in it needs quotes');
      const next = /\n\s*(?=\S)/g;
      next.lastIndex = start;
      const following = next.exec(text) ? lineAround(text, next.lastIndex) : line;
      return { ...following, message: "indented further than the line above, which has a value already" };
    }
    case "MULTIPLE_DOCS": {
      const marker = text.startsWith("---", start) ? start : Math.max(0, text.lastIndexOf("---", end));
      return {
        start: marker,
        end: marker + 3,
        message: `a second document starts here; a file holds one ${noun}`,
      };
    }
    case "BAD_SCALAR_START":
      return here(`a text that starts with ${text[start]} needs quotes`);
    case "TAG_RESOLVE_FAILED":
      return here(`YAML tags have no meaning in a ${noun}`);
    case "BAD_DQ_ESCAPE":
      return here("an escape that YAML does not know; in single quotes a backslash is a backslash");
    case "UNEXPECTED_TOKEN":
      return here("this does not fit here; look at the indentation, brackets and quotes just before it");
    default:
      return here(original);
  }
}

/** The line that an offset is in, without the blanks around it. */
function lineAround(text: string, offset: number): { start: number; end: number } {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const line = text.slice(start, newline === -1 ? text.length : newline);
  return { start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length };
}

/** `acks:1` → `acks: 1`; undefined for any other line. */
export function spacedOut(line: string): string | undefined {
  const match = /^(?:- )?([\w.-]{1,60}):([^\s:].{0,60})$/.exec(line.trim());
  return match ? clipped(`${match[1]}: ${match[2]}`, 60) : undefined;
}

/** Where the text in quotes began that `end` is the end of. */
function openingQuote(text: string, end: number, quote: string): number {
  let opening = Math.max(0, end - 1);
  for (const { token, offset } of tokensOf(text)) {
    if (offset >= end) break;
    if (token.startsWith(quote)) opening = offset;
  }
  return opening;
}
