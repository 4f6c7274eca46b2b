/** `chaos run` of a campaign: many runs in one directory, side by side. */
import { cpus } from "node:os";
import { type Job, type JobWatch, resumed, runCampaign } from "../campaign/campaign.js";
import { ClusterPool, kindOfCluster } from "../campaign/cluster-pool.js";
import type { CampaignText } from "../campaign/file.js";
import { holdCampaign } from "../campaign/hold.js";
import { automaticJobs } from "../campaign/jobs.js";
import type { PlannedCell } from "../campaign/plan.js";
import {
  type CampaignSettings,
  readRecord,
  refuseDifferences,
  refuseOtherScenarios,
  writeRecord,
} from "../campaign/record.js";
import { readUntil } from "../campaign/until.js";
import type { ClusterSource } from "../engine/cluster-source.js";
import { selectEngine } from "../engine/select.js";
import { UsageError } from "../errors.js";
import { type ExperimentOutcome, runExperiment } from "../experiment/experiment.js";
import type { RunView } from "../experiment/watch.js";
import { faults } from "../faults/index.js";
import { runNames } from "../report/model/campaign.js";
import type { ServeAddress } from "../report/serve/address.js";
import { countOf } from "../report/text.js";
import {
  CAMPAIGN_SCHEMA_VERSION,
  type CampaignFile,
  createCampaign,
  readCampaign,
  readCampaignFile,
  writeCampaign,
} from "../rundir/campaign.js";
import type { ScenarioText } from "../scenario/files.js";
import { shellWord } from "../shell-word.js";
import { type Edge, EXIT } from "./command.js";
import { engines } from "./engines.js";
import { type LivePage, openLive } from "./live-page.js";
import { exitCodeOfCampaign, notesOnFewRuns } from "./odds.js";
import type { Reporting } from "./outputs.js";
import { type Asked, cellsOf, givenOf, planCampaign, recordsOf, textsOf } from "./plan-campaign.js";
import { tellCampaign, tellSummary } from "./tell-campaign.js";

/** As on the command line; absent: not given. */
export interface CampaignCommand extends Asked {
  readonly jobs: number | "auto";
  readonly bail: boolean;
  /** A new cluster for each run. */
  readonly fresh: boolean;
  readonly out: string;
  readonly reporting: Reporting;
  readonly serve?: ServeAddress;
}

export async function newCampaign(
  texts: readonly ScenarioText[],
  file: CampaignText | null,
  command: CampaignCommand,
  edge: Edge,
): Promise<number> {
  const { scenarios, settings, cells, repeat, shard } = await planCampaign(texts, file, command, edge);
  await using live = await openLive(command.serve, edge);
  const chosen = await engineFor(command.engine ?? "auto", cells, edge);
  const directory = createCampaign(command.out);
  await using _ = await holdCampaign(directory, edge.signal);
  writeRecord(directory, {
    schemaVersion: 1,
    chaos: edge.version,
    settings: { ...settings, repeat, engine: chosen.engine.name },
    scenarios: recordsOf(scenarios),
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
  const made = { directory, file: begun, texts: scenarios, cells, settings, chosen };
  return await makeRuns(made, command, live, edge);
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
  const file = resumed(readCampaignFile(directory));
  const record = readRecord(directory);
  refuseDifferences(directory, record, { chaos: edge.version, settings: givenOf(command) });
  const { settings } = record;
  const texts = await textsOf(record, edge);
  const cells = await cellsOf(texts, settings, null);
  refuseOtherScenarios(directory, record, cells);
  const chosen = await engineFor(settings.engine, cells, edge);
  writeCampaign(directory, file);
  if (live !== null) {
    const { cells: before } = readCampaign(directory);
    const names = runNames(before);
    for (const { directory, result } of before.flatMap(({ runs }) => runs))
      live.end(directory, result, names.get(directory));
  }
  return await makeRuns({ directory, file, texts, cells, settings, chosen }, command, live, edge);
}

type Chosen = Awaited<ReturnType<typeof selectEngine>>;

function engineFor(name: string, cells: readonly PlannedCell[], edge: Edge): Promise<Chosen> {
  return selectEngine(engines(edge.env), name, new Set(cells.flatMap(({ spec }) => [...spec.needs])));
}

interface Made {
  readonly directory: string;
  readonly file: CampaignFile;
  readonly texts: readonly ScenarioText[];
  readonly cells: readonly PlannedCell[];
  readonly settings: Pick<CampaignSettings, "until" | "retryInconclusive">;
  readonly chosen: Chosen;
}

async function makeRuns(
  { directory, file, texts, cells, settings, chosen: { engine, why } }: Made,
  { reporting, jobs: asked, fresh, bail }: CampaignCommand,
  live: LivePage | null,
  edge: Edge,
): Promise<number> {
  const jobs = asked === "auto" ? automaticJobs(cpus().length) : asked;
  const until = settings.until === null ? null : readUntil(settings.until);
  const teller = tellCampaign(
    { directory, file, cells, jobs, isOpenEnded: until !== null, reporting, live },
    edge,
  );
  teller.say(`engine ${why}`);
  teller.say(
    `campaign ${directory}: ${countOf(cells.length, "combination")}, at most ${countOf(jobs, "run")} at a time`,
  );
  for (const note of new Set(cells.flatMap(({ notes }) => notes))) teller.say(note);
  for (const note of notesOnFewRuns(cells, file.repeats)) teller.say(note);

  const freeBytes = () => process.availableMemory();
  const makeAll = async () => {
    // With the last run, the clusters go that no run has.
    await using pool = fresh ? null : new ClusterPool({ engine, freeBytes, signal: edge.signal });
    const clustersFor = ({ cell }: Job, watch: JobWatch): { clusters?: ClusterSource } => {
      const isWanted = (kind: string) => watch.waiting().some(({ spec }) => kindOfCluster(spec) === kind);
      return pool === null ? {} : { clusters: pool.clustersFor(cell, isWanted) };
    };
    return await runCampaign({
      ...{ directory, file, cells, until, jobs, bail },
      retries: settings.retryInconclusive,
      freeBytes: pool === null ? freeBytes : () => pool.freeBytes(),
      signal: edge.signal,
      onEnd: teller.onEnd,
      run: async (job, watch, signal): Promise<ExperimentOutcome> => {
        const { scenario, yaml } = await job.cell.load();
        const told = teller.run(job);
        const outcome = await runExperiment({
          ...{ scenario, yaml, engine, faults, signal },
          ...clustersFor(job, watch),
          out: directory,
          keep: false,
          chaosVersion: edge.version,
          onDirectory(made) {
            watch.begun(made);
            told.onDirectory(made);
          },
          openView: (header) => watched(told.open(header), watch.started),
        });
        told.end(outcome.paths.directory, outcome.result);
        return outcome;
      },
    });
  };

  let failures: readonly unknown[];
  try {
    failures = await makeAll();
  } catch (error) {
    teller.done();
    // What ended the campaign matters more than a report that cannot be written.
    await tellSummary(directory, texts, reporting, edge).catch(() => {});
    throw error;
  }
  teller.done();
  await tellSummary(directory, texts, reporting, edge);
  if (edge.signal.aborted) return EXIT.interrupted;
  // What a person can mend counts first.
  if (failures.some((failure) => failure instanceof UsageError)) return EXIT.usage;
  return exitCodeOfCampaign(readCampaign(directory));
}

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
