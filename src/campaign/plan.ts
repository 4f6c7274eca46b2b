/**
 * Which cells a campaign has: every scenario with every combination of the settings that are varied. A combination that
 * the loader refuses is refused here, before anything starts.
 */
import { createHash } from "node:crypto";
import type { ClusterSpec } from "../cluster/spec.js";
import { UsageError } from "../errors.js";
import { CAMPAIGN_RUNS_MAX, type CampaignCell, type CampaignFile, isOfShard } from "../rundir/campaign.js";
import { specOf } from "../scenario/cluster-spec.js";
import type { ScenarioText } from "../scenario/files.js";
import type { LoadedScenario } from "../scenario/load.js";
import type { Expectations, FaultSyntax, ProducerGroup } from "../scenario/syntax.js";
import { type Diagnostic, diagnose, InputError, type Span } from "../yaml/diagnostics.js";
import { clipped } from "../yaml/wording.js";
import {
  type Axis,
  type Combination,
  combinations,
  refuseTwins,
  settingsOf,
  writeCombination,
} from "./vary.js";

export interface PlannedCell extends CampaignCell {
  /** `producers.acks=1 cluster.controllers=3`; empty when nothing is varied. */
  readonly combination: string;
  /** Of the scenario, as the person wrote it. */
  readonly path: string;
  readonly spec: ClusterSpec;
  readonly expect: Expectations;
  /** Its producers may use all of a processor: other runs at the same time would change what it measures. */
  readonly isHungry: boolean;
  /** Equal for two cells whose runs are repetitions of one experiment. */
  readonly fingerprint: string;
  readonly notes: readonly string[];
  /** For one run. A seed that was not set is another one each time. */
  load(): Promise<LoadedScenario>;
}

export interface PlanOptions {
  readonly texts: readonly ScenarioText[];
  readonly axes: readonly Axis[];
  readonly faults: readonly FaultSyntax[];
  /** Loads with these settings, `path=value`. `randomSeed`: for scenarios without a seed; null: any. */
  readonly load: (
    texts: readonly ScenarioText[],
    set: readonly string[],
    randomSeed: number | null,
  ) => Promise<readonly LoadedScenario[]>;
  /** Where the campaign file has this setting; undefined: the command line has it. */
  readonly placeOf?: (path: string) => Span | undefined;
}

/** Messages per second of all producers together. One core sends four to five times as many: bench part `producer`. */
const HUNGRY_RATE = 50_000;

/** @throws UsageError, with the combination that is refused */
export async function planCells(options: PlanOptions): Promise<readonly PlannedCell[]> {
  const { texts, axes } = options;
  refuseTwins(axes);
  const count = axes.reduce((product, { values }) => product * values.length, texts.length);
  if (count > CAMPAIGN_RUNS_MAX) throw tooMany(count);
  const all = combinations(axes);
  const loaded: (readonly LoadedScenario[])[] = [];
  const refused: Refused[] = [];
  for (const combination of all) {
    try {
      loaded.push(await options.load(texts, assignments(combination), 0));
    } catch (error) {
      if (error instanceof InputError)
        refused.push(...error.diagnostics.map((diagnostic) => ({ combination, diagnostic })));
      else if (error instanceof UsageError && combination.length > 0)
        throw new UsageError(`with ${writeCombination(combination)}: ${error.message}`, { cause: error });
      else throw error;
    }
  }
  if (refused.length > 0) throw new InputError(complaintsOf(refused, all.length, options));
  return texts.flatMap((text, index) =>
    all.map((combination, at) => {
      const number = index * all.length + at + 1;
      return cellOf(text, number, combination, loaded[at]![index]!, options);
    }),
  );
}

/** @throws UsageError for more runs than one campaign directory may have */
export function refuseExcess(
  cells: readonly PlannedCell[],
  repeats: number,
  shard: CampaignFile["shard"],
): void {
  const count = runsOf(cells.length, repeats, shard);
  if (count > CAMPAIGN_RUNS_MAX) throw tooMany(count);
}

/** Runs of this part of a campaign. */
export function runsOf(cells: number, repeats: number, shard: CampaignFile["shard"]): number {
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    for (let round = 1; round <= repeats; round++) if (isOfShard(shard, { cell, round })) count++;
  }
  return count;
}

function tooMany(count: number): UsageError {
  return new UsageError(`this makes ${count} runs, and a campaign has at most ${CAMPAIGN_RUNS_MAX}`, {
    remedy: "name fewer scenarios or values, or repeat them less often",
  });
}

function cellOf(
  text: ScenarioText,
  number: number,
  combination: Combination,
  { scenario, yaml, notes, path }: LoadedScenario,
  { faults, load }: PlanOptions,
): PlannedCell {
  const isHungry = ({ rate, instances }: ProducerGroup) => rate === "max" || rate * instances >= HUNGRY_RATE;
  return {
    id: `${number}-${scenario.name.replace(/[^A-Za-z0-9-]+/g, "-")}`,
    scenario: scenario.name,
    settings: settingsOf(combination),
    combination: writeCombination(combination),
    path,
    spec: specOf(scenario, faults),
    expect: scenario.expect,
    isHungry: scenario.producers.some(isHungry),
    fingerprint: createHash("sha256").update(yaml).digest("hex"),
    notes,
    load: async () => (await load([text], assignments(combination), null))[0]!,
  };
}

function assignments(combination: Combination): string[] {
  return combination.map(({ path, value }) => `${path}=${value}`);
}

interface Refused {
  readonly combination: Combination;
  readonly diagnostic: Diagnostic;
}

/** A problem of every combination is one of the scenario: no combination is named. */
function complaintsOf(refused: readonly Refused[], of: number, { placeOf }: PlanOptions): Diagnostic[] {
  const keyOf = ({ file, line, column, message }: Diagnostic) =>
    JSON.stringify([file, line, column, message]);
  const groups = new Map<string, Refused[]>();
  for (const one of refused) {
    const key = keyOf(one.diagnostic);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { combination, diagnostic } = group[0]!;
    const own = combination.find(
      ({ path, value }) => diagnostic.file === clipped(`--set ${path}=${value}`, FILE_COLUMNS),
    );
    const others = group.length === 1 ? "" : `, and in ${group.length - 1} more combinations`;
    const where = group.length === of ? "" : ` (with ${writeCombination(combination)}${others})`;
    const message = `${diagnostic.message}${where}`;
    if (own === undefined) return { ...diagnostic, message };
    const span = placeOf?.(own.path);
    return span === undefined
      ? { ...diagnostic, file: `--vary ${own.path}=${own.value}`, message }
      : diagnose(span, `${own.path}=${own.value}: ${message}`);
  });
}

/** As diagnose() clips the label of an option. */
const FILE_COLUMNS = 110;
