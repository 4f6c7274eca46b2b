/**
 * The rule for every text that users read: one sentence is one fact, its subject is a noun that can be searched for, and
 * its verb is something that a program does. A regular expression cannot prove that, but it finds the usual breaches.
 */

const RULES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["whatever", /\b(?:whatever|whoever)\b/i],
  ["what, who as a noun", /(?<!^)\b(?:what|who)\b/],
  ["ours, theirs, of its own", /\b(?:ours|theirs|of (?:its|their) own)\b/i],
  ["is told, meant, there", /\b(?:is|are|was|were) (?:told|meant|there)\b/i],
  ["goes on", /\bgo(?:es)? on\b/i],
  ["stands", /\bstands?\b/i],
  ["semicolon", /;/],
];

const WORDS_MAX = 25;

/** Error texts that are plain all the same. */
const ALLOWED: readonly RegExp[] = [/which is what -1 means/, /must say what happens/];

export interface Breach {
  readonly rule: string;
  readonly text: string;
}

/** Of one piece of prose without markup, such as a paragraph, a table's cell, or a description. */
export function breaches(prose: string): Breach[] {
  return sentencesOf(prose).flatMap((text) => [
    ...phrases(text),
    ...text
      .split(/: /)
      .filter((clause) => clause.split(/\s+/).filter((word) => /\w/.test(word)).length > WORDS_MAX)
      .map((clause) => ({ rule: `more than ${WORDS_MAX} words`, text: clause })),
  ]);
}

/** Without the length: error messages name what they found, which may be long. */
export function phrases(text: string): Breach[] {
  if (ALLOWED.some((allowed) => allowed.test(text))) return [];
  return RULES.filter(([, pattern]) => pattern.test(text)).map(([rule]) => ({ rule, text }));
}

function sentencesOf(prose: string): string[] {
  return prose
    .replace(/\s+/g, " ")
    .split(/(?<=[.!?])\)?\s+(?=["(`*A-Z]|X\b)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** Paragraphs, list items, headings and cells of a Markdown page; code is an X. */
export function proseOfMarkdown(page: string): string[] {
  return page
    .replace(/^```[\s\S]*?^```$/gm, "\n")
    .replace(/<!--[\s\S]*?-->/g, "\n")
    .replace(/^ {4,}\S.*$/gm, "\n")
    .replace(/`[^`\n]*`/g, "X")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.|#+|\|) ?)/)
    .flatMap((block) => (block.trim().startsWith("|") ? block.split("|") : [block]))
    .map((block) => block.replace(/^\s*(?:[-*]|\d+\.|#+) /, "").replaceAll("**", ""))
    .filter((block) => /[a-z]{2}/.test(block));
}

/** Comments of a YAML file, consecutive lines together. Descriptions are prose of the parsed file. */
export function proseOfYamlComments(text: string): string[] {
  const blocks: string[] = [];
  let open = false;
  for (const line of text.split("\n")) {
    const own = /^\s*# ?(.*)$/.exec(line);
    const trailing = own === null ? / # (.*)$/.exec(line) : null;
    if (own !== null && open && own[1]!.trim() !== "") blocks[blocks.length - 1] += ` ${own[1]!}`;
    else if (own !== null) blocks.push(own[1]!);
    else if (trailing !== null) blocks.push(trailing[1]!);
    open = own !== null && own[1]!.trim() !== "";
  }
  // A command in a comment is indented.
  return blocks
    .map((block) => block.replace(/ {2,}chaos \S.*?(?= {2}|$)/g, " X"))
    .filter((block) => /[a-z]/.test(block));
}

/** Every text that is a description in a JSON Schema. */
export function descriptionsOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "description" && typeof value === "string" ? [value] : descriptionsOf(value),
  );
}

/** String literals of a TypeScript file that are sentences: four words or more. */
export function sentencesOfCode(code: string): string[] {
  const bare = code
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/(?<=[;,{(]) +\/\/ .*$/gm, "");
  const literals = bare.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return literals
    .map((literal) => literal.slice(1, -1).replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, "X"))
    .filter((text) => (text.match(/\b[a-z']{2,}\b/g) ?? []).length >= 4 && /[a-z] [a-z]/.test(text));
}
