/** What several commands do with the scenarios a person names. */
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "commander";
import { faults } from "../faults/index.js";
import { type Input, loadScenarios, readScenarios, type ScenarioText } from "../scenario/files.js";
import { findScenarios } from "../scenario/find.js";
import type { LoadedScenario, LoadOptions, Overrides } from "../scenario/load.js";

/** The texts of every scenario that the patterns name. What comes through a pipe or standard input is read here, once. */
export async function readNamed(patterns: readonly string[], input: Input): Promise<readonly ScenarioText[]> {
  return readScenarios(await findScenarios(patterns), input);
}

/** Checked as far as that is possible before anything starts. */
export async function loadTexts(
  texts: readonly ScenarioText[],
  overrides: Overrides,
  options: Partial<Pick<LoadOptions, "grammars" | "randomSeed">> = {},
): Promise<readonly LoadedScenario[]> {
  const loaded = loadScenarios(texts, { faults, overrides, randomSeed: randomInt(2 ** 31), ...options });
  const configured = loaded.filter(({ scenario }) =>
    scenario.producers.some(({ config }) => Object.keys(config).length > 0),
  );
  if (configured.length > 0) {
    const { checkProducerConfig } = await import("../workload/producers.js");
    for (const { path, scenario } of configured) checkProducerConfig(scenario, path);
  }
  return loaded;
}

export async function loadNamed(
  patterns: readonly string[],
  overrides: Overrides,
  input: Input,
): Promise<readonly LoadedScenario[]> {
  return loadTexts(await readNamed(patterns, input), overrides);
}

/** `scenarios/` here, else the ones that come with this package. */
export function ownScenarios(): string {
  return existsSync("scenarios") ? "scenarios" : fileURLToPath(new URL("../../scenarios", import.meta.url));
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  const advice = Number(percent) > 0 ? `; write ${Number(percent) / 100}` : "";
  throw new InvalidArgumentError(`It has to be a number above 0${advice}.`);
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 2 ** 31 - 1)
    throw new InvalidArgumentError("It has to be a whole number.");
  return value;
}
