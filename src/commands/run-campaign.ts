/** `chaos run` of a campaign: many runs in one directory, side by side, and what they say together. */
import { cpus } from "node:os";
import { resolve } from "node:path";
import { type Job, type JobEnd, type JobWatch, runCampaign } from "../campaign/campaign.js";
import { ClusterPool, kindOfCluster } from "../campaign/cluster-pool.js";
import { type CampaignText, isCampaignText, readCampaignText } from "../campaign/file.js";
import { holdCampaign } from "../campaign/hold.js";
import { automaticJobs } from "../campaign/jobs.js";
import { type PlannedCell, planCells, RUNS_MAX, refuseExcess, runsOf } from "../campaign/plan.js";
import {
  type CampaignRecord,
  type CampaignSettings,
  readRecord,
  refuseDifferences,
  refuseOtherScenarios,
  writeRecord,
} from "../campaign/record.js";
import { readShard } from "../campaign/shard.js";
import { timeLeftMs } from "../campaign/time-left.js";
import { readUntil } from "../campaign/until.js";
import { readAxis } from "../campaign/vary.js";
import type { ClusterSource } from "../engine/cluster-source.js";
import { selectEngine } from "../engine/select.js";
import { UsageError } from "../errors.js";
import { type ExperimentOutcome, runExperiment } from "../experiment/experiment.js";
import type { RunView } from "../experiment/watch.js";
import { faults } from "../faults/index.js";
import { clean } from "../report/clean.js";
import { type Overview, openOverview, progressLine } from "../report/live/overview.js";
import type { Terminal } from "../report/live/view.js";
import { cellName, runNames } from "../report/model/campaign.js";
import { judgeCell, runsForOdds } from "../report/model/odds.js";
import type { ServeAddress } from "../report/serve/address.js";
import { table } from "../report/table.js";
import { countOf, duration } from "../report/text.js";
import { accent, tookMs, verdictWords } from "../report/verdict-words.js";
import {
  CAMPAIGN_SCHEMA_VERSION,
  type CampaignFile,
  createCampaign,
  readCampaign,
  readCampaignFile,
  writeCampaign,
} from "../rundir/campaign.js";
import type { ScenarioText } from "../scenario/files.js";
import { grammarsOf } from "../scenario/grammar.js";
import { shellWord } from "../shell-word.js";
import { type Edge, EXIT, exitCodeOf, pageOf, paintOf } from "./command.js";
import { engines } from "./engines.js";
import { tellGitHub } from "./github.js";
import { both, type LivePage, openLive } from "./live-page.js";
import { notesOnFewRuns } from "./odds.js";
import { type Reporting, renderShown, writeFiles } from "./outputs.js";
import { loadTexts, readNamed } from "./scenarios.js";

/** As on the command line; absent: not given. */
export interface CampaignCommand {
  readonly engine?: string;
  readonly scale?: number;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly vary?: readonly string[];
  readonly repeat?: number;
  readonly until?: string;
  readonly retryInconclusive?: number;
  readonly shard?: string;
  readonly jobs: number | "auto";
  readonly bail: boolean;
  /** A new cluster for each run. */
  readonly fresh: boolean;
  readonly out: string;
  readonly reporting: Reporting;
  readonly serve?: ServeAddress;
}

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

type Asked = Pick<
  CampaignCommand,
  "scale" | "set" | "seed" | "vary" | "repeat" | "until" | "retryInconclusive" | "shard"
>;

/** What a campaign will make: a campaign file, with what the command line changes in it, or scenarios. */
async function plan(texts: readonly ScenarioText[], file: CampaignText | null, command: Asked, edge: Edge) {
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
  const most = Math.max(1, Math.floor(RUNS_MAX / cells.length));
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
  const { cells, repeat, settings } = await plan([], file, { set }, edge);
  return { cells, repeat, runs: settings.until === null ? cells.length * repeat : null };
}

export async function newCampaign(
  texts: readonly ScenarioText[],
  file: CampaignText | null,
  command: CampaignCommand,
  edge: Edge,
): Promise<number> {
  const { scenarios, settings, cells, repeat, shard } = await plan(texts, file, command, edge);
  await using live = await openLive(command.serve, edge);
  const chosen = await engineFor(command.engine ?? "auto", cells, edge);
  const directory = createCampaign(command.out);
  await using _ = await holdCampaign(directory, edge.signal);
  writeRecord(directory, {
    schemaVersion: 1,
    chaos: edge.version,
    settings: { ...settings, repeat, engine: chosen.engine.name },
    scenarios: scenarios.map(({ path, text }) => ({
      path: path === STANDARD_INPUT ? path : resolve(path),
      label: path,
      text: text as string,
    })),
    fingerprints: Object.fromEntries(cells.map(({ id, fingerprint }) => [id, fingerprint])),
  });
  const begun: CampaignFile = {
    schemaVersion: CAMPAIGN_SCHEMA_VERSION,
    chaos: edge.version,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    repeats: repeat,
    shard,
    cells: cells.map(({ id, scenario, settings }) => ({ id, scenario, settings })),
    runs: [],
  };
  writeCampaign(directory, begun);
  return await makeRuns(
    directory,
    begun,
    scenarios,
    cells,
    { ...settings, repeat },
    chosen,
    command,
    live,
    edge,
  );
}

export async function resumeCampaign(
  directory: string,
  patterns: readonly string[],
  command: CampaignCommand,
  edge: Edge,
): Promise<number> {
  if (patterns.length > 0)
    throw new UsageError("--resume takes its scenarios from the campaign: name none", {
      remedy: `chaos run --resume ${shellWord(directory)}`,
    });
  readCampaignFile(directory);
  await using live = await openLive(command.serve, edge);
  await using _ = await holdCampaign(directory, edge.signal);
  const file = readCampaignFile(directory);
  const record = readRecord(directory);
  refuseDifferences(directory, record, { chaos: edge.version, settings: givenOf(command) });
  const { settings } = record;
  const texts = await textsOf(record, edge);
  const cells = await cellsOf(texts, settings, null);
  refuseOtherScenarios(directory, record, cells);
  const chosen = await engineFor(settings.engine, cells, edge);
  if (live !== null) {
    const { cells: before } = readCampaign(directory);
    const names = runNames(before);
    for (const { directory, result } of before.flatMap(({ runs }) => runs))
      live.end(directory, result, names.get(directory));
  }
  return await makeRuns(directory, file, texts, cells, settings, chosen, command, live, edge);
}

const STANDARD_INPUT = "standard input";

/** Files are read again, so that a change in them is seen. What came through a pipe is gone. */
async function textsOf({ scenarios }: CampaignRecord, edge: Edge): Promise<readonly ScenarioText[]> {
  const texts: ScenarioText[] = [];
  for (const { path, label, text } of scenarios) {
    const isFile = path !== STANDARD_INPUT && !path.startsWith("/dev/") && !path.startsWith("/proc/");
    texts.push(isFile ? (await readNamed([path], edge))[0]! : { path: label, text });
  }
  return texts;
}

function givenOf(command: CampaignCommand): Partial<CampaignSettings> {
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

function cellsOf(
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

type Chosen = Awaited<ReturnType<typeof selectEngine>>;

function engineFor(name: string, cells: readonly PlannedCell[], edge: Edge): Promise<Chosen> {
  return selectEngine(engines(edge.env), name, new Set(cells.flatMap(({ spec }) => [...spec.needs])));
}

async function makeRuns(
  directory: string,
  file: CampaignFile,
  texts: readonly ScenarioText[],
  cells: readonly PlannedCell[],
  settings: Pick<CampaignSettings, "until" | "retryInconclusive" | "repeat">,
  { engine, why }: Chosen,
  command: CampaignCommand,
  live: LivePage | null,
  edge: Edge,
): Promise<number> {
  const { stderr } = edge;
  const { tellsProgress, document } = command.reporting;
  const lines = document === null ? edge.stdout : stderr;
  const paint = paintOf(stderr);
  const jobs = command.jobs === "auto" ? automaticJobs(cpus().length) : command.jobs;
  const say = (line: string) => {
    if (tellsProgress) stderr.write(`${paint.dim(clean(line))}\n`);
  };
  say(`engine ${why}`);
  say(
    `campaign ${directory}: ${countOf(cells.length, "combination")}, at most ${countOf(jobs, "run")} at a time`,
  );
  for (const note of new Set(cells.flatMap(({ notes }) => notes))) say(note);
  for (const note of notesOnFewRuns(cells, file.repeats)) say(note);

  const until = settings.until === null ? null : readUntil(settings.until);
  const durations = new Map<string, number[]>();
  let totals = {
    wanted: runsOf(cells.length, file.repeats, file.shard),
    over: countedOf(file),
    left: [] as readonly string[],
  };
  let [leftMs, atMs]: [number | null, number] = [null, performance.now()];
  const overview: Overview = openOverview(stderr, () => ({
    ...totals,
    leftMs: leftMs === null ? null : Math.max(0, leftMs - (performance.now() - atMs)),
  }));

  const tellLive = () => live?.tell({ directory, wanted: totals.wanted, over: totals.over, leftMs });
  tellLive();

  const onEnd = (job: Job, { result, failure }: JobEnd, isRetried: boolean, progress: typeof totals) => {
    const took = tookMs(result);
    if (took !== null) durations.set(result.scenario, [...(durations.get(result.scenario) ?? []), took]);
    totals = progress;
    atMs = performance.now();
    const left = progress.left.map((scenario) => ({ scenario, elapsedMs: 0 }));
    leftMs = until === null ? timeLeftMs(durations, left, jobs) : null;
    tellLive();
    if (!tellsProgress) return;
    overview.above(() => {
      lines.write(lineOf(job, result, isRetried, lines));
      const remedy = (failure as { remedy?: string } | null)?.remedy;
      if (remedy !== undefined) stderr.write(`${paint.dim("try")}   ${clean(remedy)}\n`);
      stderr.write(`${paint.dim(progressLine({ ...totals, leftMs }))}\n`);
    });
  };

  const freeBytes = () => process.availableMemory();
  const makeAll = async () => {
    // With the last run, the clusters go that no run has.
    await using pool = command.fresh ? null : new ClusterPool({ engine, freeBytes, signal: edge.signal });
    const clustersFor = ({ cell }: Job, watch: JobWatch): { clusters?: ClusterSource } => {
      const isWanted = (kind: string) => watch.waiting().some(({ spec }) => kindOfCluster(spec) === kind);
      return pool === null ? {} : { clusters: pool.clustersFor(cell, isWanted) };
    };
    return await runCampaign({
      ...{ directory, file, cells, until, jobs, onEnd },
      retries: settings.retryInconclusive,
      bail: command.bail,
      freeBytes: pool === null ? freeBytes : () => pool.freeBytes(),
      signal: edge.signal,
      run: async (job, watch, signal): Promise<ExperimentOutcome> => {
        const { scenario, yaml } = await job.cell.load();
        const name = nameOf(job, settings.repeat);
        const shown = live?.run(name);
        const outcome = await runExperiment({
          ...{ scenario, yaml, engine, faults, signal },
          ...clustersFor(job, watch),
          out: directory,
          keep: false,
          chaosVersion: edge.version,
          onDirectory(made) {
            watch.begun(made);
            shown?.onDirectory(made);
          },
          openView(header) {
            const view = tellsProgress ? overview.open(name, header) : SILENT;
            return watched(both(view, shown?.open(header)), watch.started);
          },
        });
        live?.end(outcome.paths.directory, outcome.result);
        return outcome;
      },
    });
  };

  let failures: readonly unknown[];
  try {
    failures = await makeAll();
  } catch (error) {
    overview.done();
    // What ended the campaign matters more than a report that cannot be written.
    await tellSummary(directory, texts, command, edge).catch(() => {});
    throw error;
  }
  overview.done();
  await tellSummary(directory, texts, command, edge);
  if (edge.signal.aborted) return EXIT.interrupted;
  // What a person can mend counts first.
  if (failures.some((failure) => failure instanceof UsageError)) return EXIT.usage;
  const made = readCampaign(directory).cells;
  // A part of a campaign has too few runs by design. `chaos report --merge` judges all of them.
  const odds = file.shard === null ? made.flatMap(({ runs }) => judgeCell(runs)) : [];
  return exitCodeOf(
    made.flatMap(({ runs }) => runs.map(({ result }) => result)),
    odds,
  );
}

const SILENT: RunView = { event() {}, done() {} };

/** Says when the cluster is up: the first phase is its start. */
function watched(view: RunView, started: () => void): RunView {
  return {
    event(event) {
      if (event.event === "phase" && event.phase !== "start") started();
      view.event(event);
    },
    done: () => view.done(),
  };
}

function nameOf({ cell, round }: Job, repeats: number): string {
  return [cell.scenario, cell.combination, repeats > 1 ? `#${round}` : ""]
    .filter((word) => word !== "")
    .join(" ");
}

function lineOf(
  job: Job,
  result: ExperimentOutcome["result"],
  isRetried: boolean,
  terminal: Terminal,
): string {
  const page = pageOf(terminal);
  const { lost, acknowledged } = result.counts;
  const took = tookMs(result);
  const parts = [
    accent(result.verdict, page)(verdictWords[result.verdict]),
    clean(nameOf(job, job.round + 1)),
    lost === null ? "lost ?" : `lost ${lost} of ${acknowledged}`,
    ...(took === null ? [] : [duration(took)]),
    ...(result.environment.reusedCluster === undefined ? [] : ["reused cluster"]),
    ...(isRetried ? ["made again"] : []),
    page.paint.dim(result.run),
  ];
  const reasons =
    result.verdict === "as-expected" ? [] : result.reasons.map(({ text }) => `  ${clean(text)}`);
  return [parts.join("  "), ...reasons, ""].join("\n");
}

async function tellSummary(
  directory: string,
  texts: readonly ScenarioText[],
  { reporting }: CampaignCommand,
  edge: Edge,
): Promise<void> {
  const { document, files, tellsProgress } = reporting;
  const { cells, damage, file } = readCampaign(directory);
  const runs = cells.flatMap((cell) => cell.runs);
  const beside = { cells, problems: damage };
  if (document !== null) edge.stdout.write(await renderShown(document, runs, edge, beside));
  else if (runs.length > 0) edge.stdout.write(await renderShown(table, runs, edge, beside));
  const paint = paintOf(edge.stderr);
  const missing = cells.filter((cell) => cell.missing > 0);
  for (const line of damage) edge.stderr.write(`${paint.red("damaged")} ${clean(line)}\n`);
  for (const cell of missing) {
    edge.stderr.write(
      `${paint.dim("missing")}  ${countOf(cell.missing, "run")} of ${clean(cellName(cell))}\n`,
    );
  }
  if (missing.length > 0)
    edge.stderr.write(`${paint.dim("try")}   chaos run --resume ${shellWord(directory)}\n`);
  if (tellsProgress) edge.stderr.write(`${paint.dim("campaign")} ${clean(directory)}\n`);
  const isPart = file.shard !== null;
  if (tellsProgress && isPart && runs.some(({ result }) => runsForOdds(result.expect) !== null)) {
    edge.stderr.write(
      `${paint.dim("part")}  all parts together judge a probability: chaos report --merge <directory of each part>\n`,
    );
  }
  tellGitHub(runs, texts, edge, { isDocument: document !== null, beside, isPart });
  await writeFiles(files, runs, edge, beside);
}

function countedOf({ runs }: CampaignFile): number {
  return runs.filter(({ isOver, isRetried }) => isOver && !isRetried).length;
}
