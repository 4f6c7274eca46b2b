/** What fingers, merges and bad disks do to valid files: a scenario or a ScenarioError comes of it, and soon. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { ScenarioError } from "./diagnostics.js";
import { loadScenario } from "./load.js";

const MUTATIONS = 1_000;
const SEED = 20_250_101;

const valid = ["scenarios", "examples"]
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".yaml"))
  .map((path) => readFileSync(path, "utf8"));

const VALUES = [
  "",
  "~",
  "-1",
  "1e309",
  ".nan",
  "[]",
  "{}",
  "[[[",
  "*a",
  "&a",
  "!!x",
  "'",
  '"',
  "|",
  "@",
  "30",
  "a: b",
  "\t",
  "\0",
  "999999999999",
  "kafka9",
  "5s after kill",
];

type Mutation = (text: string, a: number, b: number, value: string) => string;

const onLines =
  (change: (lines: string[], at: number, other: number, value: string) => void): Mutation =>
  (text, a, b, value) => {
    const lines = text.split("\n");
    change(lines, Math.floor(a * lines.length), Math.floor(b * lines.length), value);
    return lines.join("\n");
  };

const mutations: Readonly<Record<string, Mutation>> = {
  flipByte(text, a, b) {
    const bytes = Buffer.from(text);
    bytes[Math.floor(a * bytes.length)]! ^= 1 << Math.floor(b * 8);
    return bytes.toString("utf8");
  },
  cutOff: (text, a) => text.slice(0, Math.floor(a * text.length)),
  insert: (text, a, _, value) => {
    const at = Math.floor(a * text.length);
    return text.slice(0, at) + value + text.slice(at);
  },
  deleteLine: onLines((lines, at) => lines.splice(at, 1)),
  duplicateLine: onLines((lines, at, other) => lines.splice(other, 0, lines[at]!)),
  swapLines: onLines((lines, at, other) => {
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }),
  indent: onLines((lines, at, other) => {
    lines[at] = `${" ".repeat(1 + (other % 5))}${lines[at]}`;
  }),
  dedent: onLines((lines, at) => {
    lines[at] = lines[at]!.replace(/^ {1,2}/, "");
  }),
  swapKeys: onLines((lines, at, other) => {
    const [one, two] = [lines[at]!, lines[other]!].map((line) => /[\w.-]+(?=:)/.exec(line)?.[0]);
    if (one && two)
      [lines[at], lines[other]] = [lines[at]!.replace(one, two), lines[other]!.replace(two, one)];
  }),
  changeValue: onLines((lines, at, _, value) => {
    lines[at] = lines[at]!.replace(/: .*$/, () => `: ${value}`);
  }),
};

it(`${MUTATIONS} mutations of valid files load or are refused in words, each within a second`, () => {
  const unit = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1e6);
  const mutation = fc.tuple(
    fc.constantFrom(...Object.keys(mutations)),
    unit,
    unit,
    fc.constantFrom(...VALUES),
  );
  const outcomes = { loaded: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      (text, steps) => {
        const mutant = steps.reduce((text, [name, a, b, value]) => mutations[name]!(text, a, b, value), text);
        const before = process.cpuUsage(); // not the clock, which other processes make run
        try {
          const { yaml } = loadScenario(mutant, { path: "mutant.yaml", faults, randomSeed: 1 });
          loadScenario(yaml, { path: "again.yaml", faults, randomSeed: 2 });
          outcomes.loaded++;
        } catch (error) {
          expect(error).toBeInstanceOf(ScenarioError);
          const { diagnostics, message } = error as ScenarioError;
          expect(diagnostics.length).toBeGreaterThan(0);
          for (const { line, column } of diagnostics)
            expect([line, column].every((at) => at! >= 1)).toBe(true);
          expect(message).toMatch(/^mutant\.yaml:\d+:\d+: \S/);
          expect(message).not.toMatch(/undefined|NaN|\[object|Invalid input|ZodError/);
          outcomes.refused++;
        }
        expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
      },
    ),
    { seed: SEED, numRuns: MUTATIONS, endOnFailure: true },
  );
  expect(outcomes.loaded).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(300);
}, 120_000);
