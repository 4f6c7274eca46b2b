/**
 * How the runs of a scenario came out over months. Runs with the same settings are a series. Its groups are in the order of
 * time: the runs of one campaign, or those of one day, with the same versions. Or all runs in a row with the same versions.
 *
 * Each group is compared with the one before it, as comparison.ts compares two groups of runs. All p-values of the history are
 * corrected together, so that one of many groups does not look like a change by chance.
 */
import type { Result } from "../../rundir/result.js";
import { type CellSummary, summarizeCell } from "./campaign.js";
import { type ComparedScenario, comparePairs, factsOf, type Group } from "./comparison.js";

export const GROUPINGS = ["time", "version"] as const;
/** version: groups in a row with the same versions are one. */
export type Grouping = (typeof GROUPINGS)[number];

export interface PastRun {
  readonly result: Result;
  /** Null: it was made alone. */
  readonly campaign: PastCampaign | null;
}

export interface PastCampaign {
  readonly name: string;
  /** What the campaign varied of this run's scenario: paths and values. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Runs that a campaign wanted of one cell, and does not have. */
export interface MissingRuns {
  readonly campaign: string;
  readonly scenario: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly runs: number;
}

export interface History {
  readonly series: readonly Series[];
  /** Of cells without a single run, whose series is not known. */
  readonly missing: readonly MissingRuns[];
  /** P-values that were corrected together. */
  readonly comparisons: number;
}

export interface Series {
  readonly scenario: string;
  /** Those in which the series of the scenario differ. */
  readonly settings: readonly (readonly [path: string, value: string])[];
  /** Oldest first. */
  readonly groups: readonly HistoryGroup[];
}

export interface HistoryGroup {
  /** ISO times at which its first and its last run began. */
  readonly from: string;
  readonly to: string;
  /** Names. Empty: its runs were made alone. */
  readonly campaigns: readonly string[];
  readonly versions: Versions;
  readonly summary: CellSummary;
  readonly missing: number;
  /** Compared with the group before. Null: there is none. */
  readonly change: ComparedScenario | null;
}

export interface Versions {
  readonly chaos: string;
  readonly kafka: string;
  readonly engine: string;
}

/** Where and with what a run was made. A series goes on when these change, and the comparison names them. */
const SURROUNDINGS: ReadonlySet<string> = new Set([
  ...["engine", "chaos", "librdkafka", "java", "cpus", "cluster.kafka", "cluster.reused"],
]);

interface Open {
  readonly scenario: string;
  readonly facts: ReadonlyMap<string, string>;
  readonly runs: PastRun[];
}

export function historyOf(
  runs: readonly PastRun[],
  missing: readonly MissingRuns[],
  grouping: Grouping,
): History {
  const open = openSeries(runs);
  const drafts = open.map((series) => ({ series, groups: groupsOf(series, grouping) }));
  const left = new Set(missing);
  const absent = new Map<DraftGroup, number>();
  for (const one of missing) {
    const group = drafts
      .flatMap(({ groups }) => groups)
      .find(({ runs }) => runs.some((run) => isOfCell(run, one)));
    if (group === undefined) continue;
    absent.set(group, (absent.get(group) ?? 0) + one.runs);
    left.delete(one);
  }
  const asGroup = ({ scenario }: Open, group: DraftGroup): Group => ({
    ...{ scenario, combination: "", runs: group.runs, missing: absent.get(group) ?? 0 },
  });
  const pairs = drafts.flatMap(({ series, groups }) =>
    groups.slice(1).map((group, i) => ({
      ...{
        name: series.scenario,
        sides: null,
        first: asGroup(series, groups[i]!),
        second: asGroup(series, group),
      },
      group,
    })),
  );
  const changes = comparePairs(pairs);
  const changeOf = new Map(pairs.map(({ group }, i) => [group, changes[i]!]));
  return {
    series: drafts.map(({ series, groups }) => ({
      scenario: series.scenario,
      settings: distinguishing(series, open),
      groups: groups.map((group) => ({
        ...{ from: group.runs[0]!.result.startedAt, to: group.runs.at(-1)!.result.startedAt },
        campaigns: [...new Set(group.runs.flatMap(({ campaign }) => campaign?.name ?? []))],
        versions: versionsOf(group.runs[0]!),
        summary: summarizeCell(group.runs),
        missing: absent.get(group) ?? 0,
        change: changeOf.get(group) ?? null,
      })),
    })),
    missing: [...left],
    comparisons: changes.reduce((sum, { checks, amounts }) => sum + checks.length + amounts.length, 0),
  };
}

/** Of each scenario, in the order of its name. Those without a verdict may lack facts, and join a series that is there. */
function openSeries(runs: readonly PastRun[]): Open[] {
  const byTime = [...runs].sort((a, b) => a.result.startedAt.localeCompare(b.result.startedAt));
  const isJudged = ({ result }: PastRun) => result.verdict !== "inconclusive";
  const series = new Map<string, Open>();
  for (const run of [...byTime.filter(isJudged), ...byTime.filter((one) => !isJudged(one))]) {
    const { scenario } = run.result;
    const facts = settingsOf(run);
    const key = JSON.stringify([scenario, ...facts]);
    const alike = () =>
      [...series.values()].find((one) => one.scenario === scenario && isAlike(one.facts, facts));
    const found = series.get(key) ?? (isJudged(run) ? undefined : alike());
    if (found !== undefined) found.runs.push(run);
    else series.set(key, { scenario, facts, runs: [run] });
  }
  for (const { runs } of series.values())
    runs.sort((a, b) => a.result.startedAt.localeCompare(b.result.startedAt));
  return [...series.values()].sort(
    (a, b) =>
      a.scenario.localeCompare(b.scenario, "en", { numeric: true }) ||
      JSON.stringify([...a.facts]).localeCompare(JSON.stringify([...b.facts]), "en", { numeric: true }),
  );
}

function settingsOf({ result, campaign }: PastRun): ReadonlyMap<string, string> {
  const facts = new Map(
    [...factsOf(result)].filter(([path]) => !SURROUNDINGS.has(path)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  // A campaign that varies the version compares versions side by side, and not over time.
  const kafka = campaign?.settings["cluster.kafka"];
  if (kafka !== undefined) facts.set("cluster.kafka", String(kafka));
  return facts;
}

/** A run that did not come to its faults has none, and one that did not come to its cluster may not know its settings. */
function isAlike(known: ReadonlyMap<string, string>, some: ReadonlyMap<string, string>): boolean {
  return [...some].every(([path, value]) => path.startsWith("faults.") || known.get(path) === value);
}

/** Of settings that differ together, the one that a person would name first. */
const FIRST = [
  "producers.acks",
  "producers.",
  "scale",
  "cluster.metadata.",
  "cluster.kafka",
  "topic.",
  "cluster.brokers",
];

/** As few settings as tell the series of a scenario apart. */
function distinguishing({ scenario, facts }: Open, all: readonly Open[]): Series["settings"] {
  const others = all.filter((one) => one.scenario === scenario);
  const rank = (path: string) => {
    const place = FIRST.findIndex((prefix) => path.startsWith(prefix));
    return place < 0 ? FIRST.length : place;
  };
  const paths = [...new Set(others.flatMap((one) => [...one.facts.keys()]))].sort(
    (a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  const kept: string[] = [];
  const kinds = (some: readonly string[]) =>
    new Set(others.map((one) => JSON.stringify(some.map((path) => one.facts.get(path) ?? null)))).size;
  for (const path of paths) if (kinds([...kept, path]) > kinds(kept)) kept.push(path);
  return kept.map((path) => [path, facts.get(path) ?? "–"] as const);
}

interface DraftGroup {
  readonly runs: PastRun[];
}

function groupsOf({ runs }: Open, grouping: Grouping): DraftGroup[] {
  const groups: DraftGroup[] = [];
  const byKey = new Map<string, DraftGroup>();
  for (const run of runs) {
    const versions = JSON.stringify(versionsOf(run));
    const key = JSON.stringify([run.campaign?.name ?? run.result.startedAt.slice(0, 10), versions]);
    const last = groups.at(-1);
    const isSame = last !== undefined && JSON.stringify(versionsOf(last.runs[0]!)) === versions;
    const group = grouping === "time" ? byKey.get(key) : isSame ? last : undefined;
    if (group !== undefined) group.runs.push(run);
    else {
      const begun = { runs: [run] };
      groups.push(begun);
      byKey.set(key, begun);
    }
  }
  return groups;
}

function versionsOf({ result: { environment, engine } }: PastRun): Versions {
  return { chaos: environment.chaos, kafka: environment.kafka, engine };
}

function isOfCell({ result, campaign }: PastRun, cell: MissingRuns): boolean {
  return (
    campaign?.name === cell.campaign &&
    result.scenario === cell.scenario &&
    JSON.stringify(campaign.settings) === JSON.stringify(cell.settings)
  );
}
