/**
 * zod's issues → sentences with a place.
 *
 * A wrong value is shown under its value, an unknown key under the key, a missing key under the key that lacks it.
 * What merely follows from another complaint is left out: `cout: 5` is an unknown key, not also a missing count.
 */
import type { z } from "zod";
import { type Diagnostic, diagnose, type Span } from "./diagnostics.js";
import type { Path, YamlData } from "./document.js";
import type { FileKind } from "./file-kind.js";
import type { Outline } from "./outline.js";
import { clipped, nearest, oneOf } from "./wording.js";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** Words for what the schema itself has no words for; given to zod with each parse. */
export function words(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected as string] ?? `of type ${issue.expected}`}`;
    case "invalid_value": {
      const values = (issue.values as unknown[]).map(String);
      const near = typeof issue.input === "string" ? nearest(issue.input, values) : undefined;
      return `must be ${oneOf(values)}${near === undefined ? "" : `\ndid you mean ${near}?`}`;
    }
    case "too_small":
      return issue.origin === "number"
        ? `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`
        : `must have at least ${counted(issue.minimum as number, issue.origin as string)}`;
    case "too_big":
      return issue.origin === "number"
        ? `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`
        : `must have at most ${counted(issue.maximum as number, issue.origin as string)}`;
    case "invalid_union":
      return ""; // the branch that comes closest speaks
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

const counted = (count: number, origin: string) =>
  `${count} ${origin === "array" ? "item" : "character"}${count === 1 ? "" : "s"}`;

interface Complaint {
  readonly path: Path;
  /** Lower is told first. */
  readonly rank: 0 | 1 | 2;
  readonly span: Span;
  readonly message: string;
  /** The key that an unknown key stands for, or the one that is missing; "*" when any key could be. */
  readonly means?: string | undefined;
}

export function complaints(
  issues: readonly Issue[],
  { data, places }: YamlData,
  outline: Outline,
  { noun, synonyms = {}, choice }: FileKind,
): Diagnostic[] {
  const isChoice = (path: Path): boolean => choice?.isAt(path) === true;
  const valueAt = (path: Path): unknown =>
    path.reduce<unknown>(
      (value, segment) => (value as Record<string, unknown> | null | undefined)?.[segment],
      data,
    );

  /** Paths outside of lists, which are the same in every file. */
  const settled = outline.paths(() => 0);
  const found: Complaint[] = [];
  const complain = (issue: Issue, base: Path, inUnion: boolean): void => {
    const path = [...base, ...(issue.path as Path)];
    const value = valueAt(path);
    if (issue.code === "invalid_union" && value !== undefined && value !== null) {
      const branches = (issue.errors as Issue[][]).filter((branch) => closest([branch]) !== undefined);
      const branch = closest(branches);
      if (branch) {
        if (isEmpty(value)) found.push(emptyMapping(path));
        else for (const inner of branch) complain(inner, path, inUnion || branches.length > 1);
        return;
      }
    }
    if (issue.code === "invalid_key") {
      for (const inner of issue.issues) found.push(wrongKey(path, inner.message));
    } else if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) found.push(unknownKey(path, key, inUnion));
    } else if (value === undefined && path.length > 0) {
      found.push(missingKey(path, inUnion));
    } else {
      found.push(wrongValue(path, value, issue));
    }
  };

  const spanOf = (path: Path): Span => {
    const { key, value } = places.nearest(path);
    const at = valueAt(path);
    return key && (at === null || typeof at === "object") ? key : value;
  };
  const written = (path: Path, value: unknown): string => {
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "a mapping";
    const { source, start, end } = places.nearest(path).value;
    return clipped(source.text.slice(start, end), 40);
  };
  const labelOf = (path: Path): string => {
    const last = path.at(-1);
    if (last === undefined) return `a ${noun}`;
    return typeof last === "number" ? `${path.at(-2) ?? "item"}[${last}]` : clipped(last, 60);
  };

  const wrongValue = (path: Path, value: unknown, issue: Issue): Complaint => {
    const branches =
      issue.code === "invalid_union" && issue.message === "" ? kinds(issue.errors as Issue[][]) : undefined;
    const [predicate = "", hint] = (branches ?? issue.message).split("\n");
    const label = labelOf(path);
    const takes = outline.keys(path);
    if (value === null && takes.length > 0) return emptyMapping(path);
    let message = /^(must|needs) /.test(predicate) ? `${label} ${predicate}` : `${label}: ${predicate}`;
    if (value === null) message = `${label} has no value; it ${predicate}`;
    else if (predicate.startsWith("must be ")) message += `, not ${written(path, value)}`;
    if (hint !== undefined && value !== null) message += `; ${hint}`;
    if (predicate.endsWith("a mapping")) message += `; it takes ${takes.join(", ")}`;
    if (predicate.endsWith("a list") && isMapping(value)) message += "; begin each item with a dash";
    if (issue.code === "custom" && issue.params?.lacksFault === true) {
      return {
        path: [...path, "*"],
        rank: 2,
        span: spanOf(path),
        message: message.replace(/^\S+/, `a ${choice?.noun}`),
        means: "*",
      };
    }
    const key = issue.code === "custom" && issue.params?.atKey === true ? places.exact(path)?.key : undefined;
    return { path, rank: 1, span: key ?? spanOf(path), message };
  };
  const wrongKey = (path: Path, message: string): Complaint => {
    const place = places.nearest(path);
    const predicate = message.split("\n")[0]!;
    return { path, rank: 0, span: place.key ?? place.value, message: `${labelOf(path)} ${predicate}` };
  };
  const missingKey = (path: Path, inUnion: boolean): Complaint => {
    const [parent, key] = [path.slice(0, -1), String(path.at(-1))];
    const place = places.nearest(parent);
    const about = outline.description(path);
    const owner =
      parent.length === 0 ? "" : ` in ${isChoice(parent) ? `this ${choice?.noun}` : labelOf(parent)}`;
    const message = `${key} is missing${owner}${about ? `: ${about.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())}` : ""}`;
    const span = place.key ?? { ...place.value, end: place.value.start + 1 };
    return { path, rank: 2, span, message, means: inUnion ? "*" : key };
  };
  const emptyMapping = (path: Path): Complaint => {
    const message = `${labelOf(path)} is empty; it takes ${outline.keys(path).join(", ")}`;
    return { path, rank: 1, span: spanOf(path), message };
  };
  const unknownKey = (path: Path, key: string, inUnion: boolean): Complaint => {
    const known = outline.keys(path);
    const place = places.nearest([...path, key]);
    const own = { path: [...path, key], rank: 0, span: place.key ?? place.value } as const;
    if (inUnion && known.includes(key)) {
      const others = Object.keys(valueAt(path) as object).filter(
        (other) => other !== key && known.includes(other),
      );
      return { ...own, message: `${key} does not go with ${others.join(" and ")}` };
    }
    const unknown = `unknown ${isChoice(path) ? `${choice?.of} or key` : "key"} ${clipped(key, 60)}`;
    if (key.includes(".") && known.includes("config")) {
      return { ...own, message: `${unknown}; properties go under ${labelOf(path)}.config` };
    }
    const within = isChoice(path)
      ? known.filter((fault) => outline.keys([...path, fault]).includes(key))
      : [];
    if (within.length === 1) {
      const [fault] = within;
      const value = clipped(written([...path, key], (valueAt(path) as Record<string, unknown>)[key]), 40);
      return { ...own, message: `${unknown}; did you mean ${fault}: { ${key}: ${value} }?`, means: "*" };
    }
    const plain = key.toLowerCase().replace(/[-_. ]/g, "");
    const synonym = Object.hasOwn(synonyms, plain)
      ? synonyms[plain]!.find((one) => known.includes(one))
      : undefined;
    const elsewhere = settled.find((other) => String(other.at(-1)).toLowerCase() === plain);
    const means = synonym ?? nearest(key, known);
    if (elsewhere && synonym === undefined && means?.toLowerCase() !== plain) {
      return { ...own, message: `${unknown}; did you mean ${elsewhere.join(".")}?` };
    }
    if (means !== undefined) return { ...own, message: `${unknown}; did you mean ${means}?`, means };
    const owner = isChoice(path) ? `a ${choice?.noun}` : labelOf(path);
    return { ...own, message: known.length > 0 ? `${unknown}; ${owner} takes ${known.join(", ")}` : unknown };
  };

  for (const issue of issues) complain(issue, [], false);
  return withoutConsequences(found)
    .sort((a, b) => a.rank - b.rank || a.span.start - b.span.start)
    .map(({ span, message }) => diagnose(span, message));
}

/** The union's branch with the least against it; undefined when the value is of the wrong kind for all of them. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const costs = branches.map((issues) => issues.reduce((sum, issue) => sum + costOf(issue), 0));
  const least = Math.min(...costs);
  return least >= WRONG_KIND ? undefined : branches[costs.indexOf(least)];
}

const WRONG_KIND = 1_000;

function costOf(issue: Issue): number {
  if (issue.code === "invalid_union") {
    const branch = closest(issue.errors as Issue[][]);
    if (branch) return branch.reduce((sum, inner) => sum + costOf(inner), 0);
  }
  if (issue.code === "unrecognized_keys") return 2 * issue.keys.length;
  const wrongKind =
    issue.code === "invalid_type" || issue.code === "invalid_union" || issue.code === "invalid_value";
  return wrongKind && issue.path.length === 0 ? WRONG_KIND : 1;
}

/** For a value of the wrong kind for each branch: what kinds there are, unless a branch has words of its own. */
function kinds(branches: readonly (readonly Issue[])[]): string {
  const messages = [
    ...new Set(branches.map((issues) => issues[0]?.message.split("\n")[0] ?? "").filter(Boolean)),
  ];
  return `must be ${oneOf([...new Set(messages.map((message) => message.replace(/^must be /, "")))])}`;
}

const isMapping = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean => isMapping(value) && Object.keys(value).length === 0;

function withoutConsequences(found: readonly Complaint[]): Complaint[] {
  const parentOf = ({ path }: Complaint) => JSON.stringify(path.slice(0, -1));
  const unknown = found.filter(({ rank }) => rank === 0);
  const said = new Set<string>();
  return found.filter((complaint) => {
    const path = JSON.stringify(complaint.path);
    const follows =
      complaint.rank === 2 &&
      unknown.some(
        (key) =>
          parentOf(key) === parentOf(complaint) && (complaint.means === "*" || key.means === complaint.means),
      );
    if (follows || said.has(path)) return false;
    said.add(path);
    return true;
  });
}
