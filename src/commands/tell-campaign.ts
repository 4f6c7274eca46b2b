/** What a campaign tells: its progress while its runs go on, and at the end what they say together. */
import { join } from "node:path";
import type { CampaignProgress, Job, JobEnd } from "../campaign/campaign.js";
import { type PlannedCell, runsOf } from "../campaign/plan.js";
import { timeLeftMs } from "../campaign/time-left.js";
import type { RunHeader, RunView } from "../experiment/watch.js";
import { clean } from "../report/clean.js";
import { openOverview, progressLine } from "../report/live/overview.js";
import type { Terminal } from "../report/live/view.js";
import { cellName, countedOf, runName } from "../report/model/campaign.js";
import { judgeCell } from "../report/model/odds.js";
import { table } from "../report/table.js";
import { countOf, duration } from "../report/text.js";
import { accent, tookMs, verdictWords } from "../report/verdict-words.js";
import { type CampaignFile, readCampaign } from "../rundir/campaign.js";
import type { Result } from "../rundir/result.js";
import type { ScenarioText } from "../scenario/files.js";
import { shellWord } from "../shell-word.js";
import { type Edge, pageOf, paintOf } from "./command.js";
import { tellGitHub } from "./github.js";
import { both, type LivePage } from "./live-page.js";
import { type Reporting, renderShown, writeFiles } from "./outputs.js";

export interface CampaignTeller {
  /** A line on standard error. */
  say(line: string): void;
  /** A run that begins. */
  run(job: Job): {
    onDirectory(directory: string): void;
    open(header: RunHeader): RunView;
    /** It is over, whether it counts or not. */
    end(directory: string, result: Result): void;
  };
  onEnd(job: Job, end: JobEnd, isRetried: boolean, progress: CampaignProgress): void;
  done(): void;
}

export interface TellerOptions {
  readonly directory: string;
  /** As it was when the command began. */
  readonly file: CampaignFile;
  readonly cells: readonly PlannedCell[];
  readonly jobs: number;
  /** The number of runs is not known before they are made: nor is the time that they take. */
  readonly isOpenEnded: boolean;
  readonly reporting: Reporting;
  readonly live: LivePage | null;
}

export function tellCampaign(
  { directory, file, cells: planned, jobs, isOpenEnded, reporting, live }: TellerOptions,
  { stdout, stderr }: Edge,
): CampaignTeller {
  const { tellsProgress, document } = reporting;
  const lines = document === null ? stdout : stderr;
  const paint = paintOf(stderr);
  const durations = new Map<string, number[]>();
  let totals: CampaignProgress = {
    wanted: runsOf(planned.length, file.repeats, file.shard),
    over: overOf(file),
    left: [],
  };
  let [leftMs, atMs]: [number | null, number] = [null, performance.now()];
  const overview = openOverview(stderr, () => ({
    ...totals,
    leftMs: leftMs === null ? null : Math.max(0, leftMs - (performance.now() - atMs)),
  }));
  const cells = live === null ? [] : liveCells(directory);
  const tellLive = () => {
    live?.tell({ directory, wanted: totals.wanted, over: totals.over, leftMs });
    // Runs that are still to come are not missing. No probability is judged before all runs are over.
    const isWhole = totals.over === totals.wanted && file.shard === null;
    live?.tellCells(
      cells.map((cell) => ({
        ...cell,
        missing: 0,
        isRepeated: cell.isRepeated && isWhole,
        runs: [...cell.runs],
      })),
    );
  };
  tellLive();
  return {
    say(line) {
      if (tellsProgress) stderr.write(`${paint.dim(clean(line))}\n`);
    },
    run(job) {
      const name = runName(job.cell, job.round);
      const shown = live?.run(name);
      return {
        onDirectory: (made) => shown?.onDirectory(made),
        open: (header) => both(tellsProgress ? overview.open(name, header) : SILENT, shown?.open(header)),
        end: (made, result) => live?.end(made, result),
      };
    },
    onEnd(job, { result, failure }, isRetried, progress) {
      const took = tookMs(result);
      if (took !== null) durations.set(result.scenario, [...(durations.get(result.scenario) ?? []), took]);
      if (!isRetried)
        cells
          .find(({ id }) => id === job.cell.id)
          ?.runs.push({ directory: join(directory, result.run), result: countedOf(result) });
      totals = progress;
      atMs = performance.now();
      const left = progress.left.map((scenario) => ({ scenario, elapsedMs: 0 }));
      leftMs = isOpenEnded ? null : timeLeftMs(durations, left, jobs);
      tellLive();
      if (!tellsProgress) return;
      overview.above(() => {
        lines.write(lineOf(job, result, isRetried, lines));
        const remedy = (failure as { remedy?: string } | null)?.remedy;
        if (remedy !== undefined) stderr.write(`${paint.dim("try")}   ${clean(remedy)}\n`);
        stderr.write(`${paint.dim(progressLine({ ...totals, leftMs }))}\n`);
      });
    },
    done: () => overview.done(),
  };
}

const SILENT: RunView = { event() {}, done() {} };

function lineOf(job: Job, result: Result, isRetried: boolean, terminal: Terminal): string {
  const page = pageOf(terminal);
  const { lost, acknowledged } = result.counts;
  const took = tookMs(result);
  const parts = [
    accent(result.verdict, page)(verdictWords[result.verdict]),
    clean(runName(job.cell, job.round)),
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

/** The runs that there are, those that are missing, and the files that were asked for. */
export async function tellSummary(
  directory: string,
  texts: readonly ScenarioText[],
  { document, files, tellsProgress }: Reporting,
  edge: Edge,
): Promise<void> {
  const { cells, damage, file } = readCampaign(directory);
  const runs = cells.flatMap((cell) => cell.runs);
  const beside = { cells, problems: damage };
  if (document !== null) edge.stdout.write(await renderShown(document, runs, edge, beside));
  else if (runs.length > 0) edge.stdout.write(await renderShown(table, runs, edge, beside));
  const paint = paintOf(edge.stderr);
  const { stopped } = file;
  if (stopped !== undefined)
    edge.stderr.write(
      `${paint.red("stopped")}  the first ${countOf(stopped.runs.length, "run")} ended with the same error, so chaos begins no more: ${clean(stopped.error)}\n`,
    );
  const missing = cells.filter((cell) => cell.missing > 0);
  for (const line of damage) edge.stderr.write(`${paint.red("damaged")} ${clean(line)}\n`);
  for (const cell of missing) {
    edge.stderr.write(
      `${paint.dim(stopped === undefined ? "missing" : "not run")}  ${countOf(cell.missing, "run")} of ${clean(cellName(cell))}\n`,
    );
  }
  if (missing.length > 0) {
    const first = stopped === undefined ? "" : "mend that, then ";
    edge.stderr.write(`${paint.dim("try")}   ${first}chaos run --resume ${shellWord(directory)}\n`);
  }
  if (tellsProgress) edge.stderr.write(`${paint.dim("campaign")} ${clean(directory)}\n`);
  const isPart = file.shard !== null;
  if (tellsProgress && isPart && cells.some((cell) => judgeCell(cell).length > 0)) {
    edge.stderr.write(
      `${paint.dim("part")}  all parts together judge a probability: chaos report --merge <directory of each part>\n`,
    );
  }
  tellGitHub(runs, texts, edge, { isDocument: document !== null, beside, isPart });
  await writeFiles(files, runs, edge, beside);
}

/** The cells of a campaign with the runs that it has. */
function liveCells(directory: string) {
  return readCampaign(directory).cells.map(({ runs, ...cell }) => ({
    ...cell,
    runs: runs.map((run) => ({ directory: run.directory, result: countedOf(run.result) })),
  }));
}

function overOf({ runs }: CampaignFile): number {
  return runs.filter(({ isOver, isRetried }) => isOver && !isRetried).length;
}
