/** Every text that users read keeps the rule of plain-english.ts. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { faults } from "../src/faults/index.js";
import { interceptors } from "../src/proxy/interceptors/index.js";
import { resultJsonSchema } from "../src/rundir/result-file/result-file.js";
import { scenarioJsonSchema } from "../src/scenario/json-schema.js";
import {
  type Breach,
  breaches,
  descriptionsOf,
  phrases,
  proseOfMarkdown,
  proseOfYamlComments,
  sentencesOfCode,
} from "./plain-english.js";
import { commandsOf, helpOf, programOf } from "./program.js";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const listed = (folder: string, ending: string): string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

function expectNone(found: readonly Breach[]): void {
  expect(found.map(({ rule, text }) => `${rule}: ${text}`)).toEqual([]);
}

describe("pages", () => {
  const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...listed("docs", ".md")];
  it.each(pages)("%s", (page) => {
    expectNone(proseOfMarkdown(read(page)).flatMap(breaches));
  });
});

describe("scenarios", () => {
  it.each([...listed("scenarios", ".yaml"), ...listed("examples", ".yaml")])("%s", (path) => {
    const text = read(path);
    const { description, reference } = parse(text) as { description: string; reference?: { note?: string } };
    const prose = [...description.split("\n\n"), reference?.note ?? "", ...proseOfYamlComments(text)];
    expectNone(prose.flatMap(breaches));
  });
});

describe("help", async () => {
  const commands = commandsOf(await programOf());

  it.each(commands.map((command) => [command.name(), command] as const))("%s", (_, command) => {
    const lines = helpOf(command)
      .split("\n")
      .filter((line) => !/^\s+chaos |^Usage:/.test(line));
    // Options and arguments: the term, two blanks or more, the text.
    const prose = lines.map((line) =>
      line
        .trim()
        .split(/ {2,}/)
        .at(-1)!
        .replace(/\(default: .*\)$/, ""),
    );
    expectNone(prose.flatMap(breaches));
  });
});

describe("schemas", () => {
  const schemas: Readonly<Record<string, unknown>> = {
    scenario: scenarioJsonSchema(faults),
    result: resultJsonSchema(),
    interceptors: interceptors.flatMap(({ forms }) =>
      forms.map(({ schema }) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })),
    ),
  };
  it.each(Object.keys(schemas))("%s", (name) => {
    expectNone(descriptionsOf(schemas[name]).flatMap(breaches));
  });

  it("summaries of faults and interceptors", () => {
    expectNone([...faults, ...interceptors].map(({ summary }) => summary).flatMap(breaches));
  });
});

test("messages in the code", () => {
  const files = listed("src", ".ts").filter((path) => !/\.test|testing|generated|generate\//.test(path));
  const found = files.flatMap((path) =>
    sentencesOfCode(read(path))
      .flatMap(phrases)
      // "the problem; the remedy" is the form of an error.
      .filter(({ rule }) => rule !== "semicolon")
      .map(({ rule, text }) => ({ rule, text: `${path}: ${text}` })),
  );
  expectNone(found);
});

describe("the rule", () => {
  it.each([
    ["It reads back what was sent.", "what, who as a noun"],
    ["Whoever asks is answered.", "whatever"],
    ["Lost is counted message by message in ours.", "ours, theirs, of its own"],
    ["A random seed, which is told.", "is told, meant, there"],
    ["The watermark stands still.", "stands"],
    ["The broker goes on.", "goes on"],
    ["The broker stops; the client waits.", "semicolon"],
    ["word ".repeat(26), "more than 25 words"],
  ])("finds %j", (text, rule) => {
    expect(breaches(text).map((breach) => breach.rule)).toEqual([rule]);
  });

  it("leaves plain sentences and questions alone", () => {
    expect(
      breaches("What is measured? The broker stops. It starts again: `x; y` is code.".replace(/`.*`/, "X")),
    ).toEqual([]);
  });
});
