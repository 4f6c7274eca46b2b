/**
 * Regular expressions in requests. The broker compares them with whole names, so they get the prefix too:
 * `orders-.*` of `teamA` is `teamA\.(?:orders-.*)`. The syntax is RE2's.
 *
 * An expression must not end the group by itself: `a)|(?:.*` would match the names of all tenants. So its groups,
 * classes and quotes must be closed.
 */

import type { Names } from "./names.js";

/** Undefined when the expression is not closed. */
export function patternToCluster({ prefix }: Names, pattern: string): string | undefined {
  const body = withoutBegin(pattern);
  return body === undefined ? undefined : `${before(prefix)}${body})`;
}

/** Undefined for an expression of another client, which has names of the cluster. */
export function patternToClient({ prefix }: Names, pattern: string): string | undefined {
  const start = before(prefix);
  return pattern.startsWith(start) && pattern.endsWith(")") ? pattern.slice(start.length, -1) : undefined;
}

function before(prefix: string): string {
  return `${prefix.replaceAll(".", "\\.")}(?:`;
}

/**
 * The expression without `^` and `\A`: the name begins with the prefix, and the expression matches the rest. Each becomes
 * an empty group. Undefined when the expression is not closed.
 */
function withoutBegin(pattern: string): string | undefined {
  let depth = 0;
  let body = "";
  for (let at = 0; at < pattern.length; ) {
    const end = endOfToken(pattern, at);
    const token = pattern.slice(at, end);
    if (end < 0) return undefined;
    if (token === "(") depth++;
    if (token === ")" && --depth < 0) return undefined;
    body += token === "^" || token === "\\A" ? "(?:)" : token;
    at = end;
  }
  return depth === 0 ? body : undefined;
}

/** A quote, an escape, a class or one character. −1 when it is not closed. */
function endOfToken(pattern: string, at: number): number {
  if (pattern.startsWith("\\Q", at)) return after(pattern, "\\E", at + 2);
  if (pattern[at] === "\\") return at + 2 <= pattern.length ? at + 2 : -1;
  if (pattern[at] !== "[") return at + 1;
  let inside = at + 1;
  if (pattern[inside] === "^") inside++;
  // A bracket at the beginning of a class is one of its characters.
  if (pattern[inside] === "]") inside++;
  while (inside < pattern.length && pattern[inside] !== "]") {
    const named = pattern.startsWith("[:", inside) ? after(pattern, ":]", inside + 2) : -1;
    if (named >= 0) inside = named;
    else inside += pattern[inside] === "\\" ? 2 : 1;
  }
  return inside < pattern.length ? inside + 1 : -1;
}

function after(pattern: string, end: string, from: number): number {
  const found = pattern.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}
