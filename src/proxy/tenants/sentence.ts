/**
 * A broker's error message as a tenant may read it: `Topic 'teamA.my_topic' collides with existing topics:
 * teamA.my.topic, teamA_my.topic` becomes `Topic 'my_topic' collides with existing topics: my.topic, …`.
 *
 * A word with a dot or an underscore may be a name of another tenant. It is hidden unless the name is the tenant's own
 * or the request has it. A name of letters alone cannot be told from a word. Such names are safe: brokers quote names
 * of the request, and otherwise only names that differ from these in dots and underscores.
 */

import type { Names } from "./names.js";

const HIDDEN = "…";
const WORD = /[A-Za-z0-9._-]+/g;

export function sentenceFor(names: Names, request: unknown, text: string): string {
  let asked: ReadonlySet<string> | undefined;
  return text.replace(WORD, (written) => {
    const word = written.replace(/\.+$/, "");
    const rest = written.slice(word.length);
    if (names.owns(word)) return names.toClient(word) + rest;
    if (!/[._]/.test(word)) return written;
    asked ??= wordsOf(request);
    return (asked.has(word) ? word : HIDDEN) + rest;
  });
}

function wordsOf(value: unknown, words = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    for (const word of value.match(WORD) ?? []) words.add(word);
  } else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    for (const inner of Object.values(value)) wordsOf(inner, words);
  }
  return words;
}
