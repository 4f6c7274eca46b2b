/** What `chaos run` of a campaign will make: its combinations and settings, from the command line, a file or an earlier campaign. */
import { resolve } from "node:path";
import { type CampaignText, isCampaignText, readCampaignText } from "../campaign/file.js";
import { type PlannedCell, planCells, refuseExcess } from "../campaign/plan.js";
import type { CampaignRecord, CampaignSettings } from "../campaign/record.js";
import { readShard } from "../campaign/shard.js";
import { readUntil } from "../campaign/until.js";
import { readAxis } from "../campaign/vary.js";
import { UsageError } from "../errors.js";
import { faults } from "../faults/index.js";
import { CAMPAIGN_RUNS_MAX } from "../rundir/campaign.js";
import type { ScenarioText } from "../scenario/files.js";
import { grammarsOf } from "../scenario/grammar.js";
import { shellWord } from "../shell-word.js";
import type { Edge } from "./command.js";
import { loadTexts, readNamed } from "./scenarios.js";

/** Settings as on the command line; absent: not given. */
export interface Asked {
  readonly engine?: string;
  readonly scale?: number;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly vary?: readonly string[];
  readonly repeat?: number;
  readonly until?: string;
  readonly retryInconclusive?: number;
  readonly shard?: string;
}

const STANDARD_INPUT = "standard input";

/** The campaign file among these texts; null: they are scenarios. */
export function campaignAmong(texts: readonly ScenarioText[]): CampaignText | null {
  const found = texts.find(({ text }) => typeof text === "string" && isCampaignText(text));
  if (found === undefined) return null;
  if (texts.length > 1)
    throw new UsageError(`${found.path} is a campaign, and cannot run together with scenarios`, {
      remedy: `run it alone: chaos run ${shellWord(found.path)}`,
    });
  return readCampaignText(found.path, found.text as string);
}

/** What a campaign will make: a campaign file, with what the command line changes in it, or scenarios. */
export async function planCampaign(
  texts: readonly ScenarioText[],
  file: CampaignText | null,
  command: Asked,
  edge: Edge,
) {
  const varied = (command.vary ?? []).map(readAxis);
  const axes = [
    ...(file?.vary ?? []).filter(({ path }) => !varied.some((axis) => axis.path === path)),
    ...varied,
  ];
  const until = command.until ?? file?.until ?? null;
  const scenarios = file === null ? texts : await readNamed(file.scenarios, edge);
  const settings: Omit<CampaignSettings, "engine" | "repeat"> = {
    vary: axes.map(({ path, values }) => `${path}=${values.join(",")}`),
    set: [...(file?.set ?? []), ...(command.set ?? [])],
    scale: command.scale ?? file?.scale ?? null,
    seed: command.seed ?? null,
    until: until === null ? null : readUntil(until).text,
    retryInconclusive: command.retryInconclusive ?? file?.retryInconclusive ?? 0,
    shard: command.shard ?? null,
  };
  const cells = await cellsOf(scenarios, settings, file);
  const most = Math.max(1, Math.floor(CAMPAIGN_RUNS_MAX / cells.length));
  const repeat = command.repeat ?? file?.repeat ?? (until === null ? 1 : most);
  const shard = settings.shard === null ? null : readShard(settings.shard);
  refuseExcess(cells, repeat, shard);
  return { scenarios, settings, cells, repeat, shard };
}

/** The plan of a campaign file, for `chaos validate`. `runs` is null where the number depends on what they show. */
export async function planFile(
  { path, text }: ScenarioText,
  set: readonly string[],
  edge: Edge,
): Promise<{
  readonly cells: readonly PlannedCell[];
  readonly repeat: number;
  readonly runs: number | null;
}> {
  const file = readCampaignText(path, text as string);
  const { cells, repeat, settings } = await planCampaign([], file, { set }, edge);
  return { cells, repeat, runs: settings.until === null ? cells.length * repeat : null };
}

/** The scenarios of a campaign to its record, which `textsOf` reads. */
export function recordsOf(scenarios: readonly ScenarioText[]): CampaignRecord["scenarios"] {
  return scenarios.map(({ path, text }) => ({
    path: path === STANDARD_INPUT ? path : resolve(path),
    label: path,
    text: text as string,
  }));
}

/** Files are read again, so that a change in them is seen. What came through a pipe is gone. */
export async function textsOf({ scenarios }: CampaignRecord, edge: Edge): Promise<readonly ScenarioText[]> {
  const texts: ScenarioText[] = [];
  for (const { path, label, text } of scenarios) {
    const isFile = path !== STANDARD_INPUT && !path.startsWith("/dev/") && !path.startsWith("/proc/");
    texts.push(isFile ? (await readNamed([path], edge))[0]! : { path: label, text });
  }
  return texts;
}

export function givenOf(command: Asked): Partial<CampaignSettings> {
  const { engine, scale, seed, set, vary, repeat, until, retryInconclusive, shard } = command;
  return {
    ...(engine !== undefined && engine !== "auto" && { engine }),
    ...(vary !== undefined && {
      vary: vary.map(readAxis).map(({ path, values }) => `${path}=${values.join(",")}`),
    }),
    ...(set !== undefined && { set: [...set] }),
    ...(scale !== undefined && { scale }),
    ...(seed !== undefined && { seed }),
    ...(repeat !== undefined && { repeat }),
    ...(until !== undefined && { until: readUntil(until).text }),
    ...(retryInconclusive !== undefined && { retryInconclusive }),
    ...(shard !== undefined && { shard }),
  };
}

export function cellsOf(
  texts: readonly ScenarioText[],
  { vary, set, scale, seed }: Pick<CampaignSettings, "vary" | "set" | "scale" | "seed">,
  file: CampaignText | null,
): Promise<readonly PlannedCell[]> {
  const grammars = grammarsOf(faults);
  return planCells({
    texts,
    axes: vary.map(readAxis),
    faults,
    load: (some, more, randomSeed) =>
      loadTexts(
        some,
        { set: [...set, ...more], ...(scale !== null && { scale }), ...(seed !== null && { seed }) },
        { grammars, ...(randomSeed !== null && { randomSeed }) },
      ),
    ...(file !== null && { placeOf: file.placeOf }),
  });
}
