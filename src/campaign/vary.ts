/**
 * `--vary path=value,value,…`: the settings that a campaign chooses its combinations from.
 *
 *     producers.acks=0,1,all
 *     topic.config.min.insync.replicas=1,2
 *     faults[0].partition={ isolate: leader },{ isolate: follower }      a comma within brackets or quotes is no end
 */
import { parse } from "yaml";
import { UsageError } from "../errors.js";
import type { CampaignSetting } from "../rundir/campaign.js";

export interface Axis {
  /** As in `--set`. */
  readonly path: string;
  /** YAML, each other than the rest. */
  readonly values: readonly string[];
}

/** One value of each axis, in the order of the axes. */
export type Combination = readonly { readonly path: string; readonly value: string }[];

export const VALUES_MAX = 100;

/** @throws UsageError */
export function readAxis(text: string): Axis {
  const equals = text.indexOf("=");
  const refuse = (message: string): never => {
    throw new UsageError(`--vary ${text}: ${message}`);
  };
  if (equals <= 0) refuse("write it as path=value,value, such as producers.acks=1,all");
  const path = text.slice(0, equals).trim();
  const values = valuesOf(text.slice(equals + 1)).map((value) => value.trim());
  if (values.includes("")) refuse("a value is empty");
  if (values.length > VALUES_MAX) refuse(`has more than ${VALUES_MAX} values`);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) refuse(`${twice} is written twice`);
  return { path, values };
}

/** @throws UsageError for two axes with the same path */
export function refuseTwins(axes: readonly Axis[]): void {
  const twin = axes.find(({ path }, index) => axes.findIndex((other) => other.path === path) !== index);
  if (twin !== undefined) throw new UsageError(`${twin.path} is varied twice: write all its values once`);
}

/** Every combination, the last axis changing fastest. Without an axis: one that changes nothing. */
export function combinations(axes: readonly Axis[]): readonly Combination[] {
  return axes.reduce<readonly Combination[]>(
    (all, { path, values }) => all.flatMap((one) => values.map((value) => [...one, { path, value }])),
    [[]],
  );
}

/** `producers.acks=1 cluster.controllers=3` */
export function writeCombination(combination: Combination): string {
  return combination.map(({ path, value }) => `${path}=${value}`).join(" ");
}

/** As campaign.json has it: a mapping or a list is its text. */
export function settingsOf(combination: Combination): Record<string, CampaignSetting> {
  return Object.fromEntries(combination.map(({ path, value }) => [path, settingOf(value)]));
}

function settingOf(text: string): CampaignSetting {
  try {
    const value: unknown = parse(text, { logLevel: "silent" });
    // 3.10 is a version.
    if (typeof value === "number" && String(value) !== text) return text;
    return value === null || ["string", "number", "boolean"].includes(typeof value)
      ? (value as CampaignSetting)
      : text;
  } catch {
    // The loader refuses it, with its place.
    return text;
  }
}

function valuesOf(text: string): string[] {
  const values = [""];
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if ("[{".includes(character)) depth++;
    else if ("]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      values.push("");
      continue;
    }
    values[values.length - 1] += character;
  }
  return values;
}
