/**
 * Makes the runs of a campaign: round after round of its cells, several side by side, until every cell has the runs that
 * it wants.
 *
 *     wanted ──mayBegin──▶ running ──▶ over: counts
 *       ▲                     │
 *       └──── inconclusive ───┘  marked as retried, does not count
 *
 * campaign.json tells of each run when it begins and when it ends. A run that was interrupted is not over.
 */
import { EventEmitter, once } from "node:events";
import { basename } from "node:path";
import { InterruptedError, UsageError } from "../errors.js";
import {
  type CampaignFile,
  type CampaignRun,
  isOfShard,
  readCampaign,
  writeCampaign,
} from "../rundir/campaign.js";
import type { Result } from "../rundir/result.js";
import { mayBegin, type RunningNeeds } from "./jobs.js";
import type { PlannedCell } from "./plan.js";
import { type EndedRun, sameError } from "./same-error.js";
import { isKnown, type Until } from "./until.js";

export interface Job {
  readonly cell: PlannedCell;
  /** 1 to the number of repetitions. */
  readonly round: number;
}

export interface JobEnd {
  readonly result: Result;
  /** What stopped the run, if something did. */
  readonly failure: unknown;
}

/** What a run tells the campaign while it goes on. */
export interface JobWatch {
  /** It has its directory. */
  begun(directory: string): void;
  /** Its cluster is up. */
  started(): void;
  /** The cells of runs that are still to begin, as far as it is known now. */
  waiting(): readonly PlannedCell[];
}

export interface CampaignProgress {
  /** Runs that are wanted, with those that are over. */
  readonly wanted: number;
  readonly over: number;
  /** The scenario of each run that is not over. */
  readonly left: readonly string[];
}

export interface CampaignOptions {
  readonly directory: string;
  /** Without runs, or as `resumed` has it. */
  readonly file: CampaignFile;
  /** In the order of the file. */
  readonly cells: readonly PlannedCell[];
  readonly until: Until | null;
  /** How often an inconclusive run is made again. */
  readonly retries: number;
  /** Begin no run after the first that is not as expected. */
  readonly bail: boolean;
  readonly jobs: number;
  /** Of memory, while none of the runs goes on. */
  readonly freeBytes: () => number;
  /** Rejects when there is no run directory to tell it in. */
  readonly run: (job: Job, watch: JobWatch, signal: AbortSignal) => Promise<JobEnd>;
  /** `isRetried`: another run is made in its place. */
  readonly onEnd: (job: Job, end: JobEnd, isRetried: boolean, progress: CampaignProgress) => void;
  readonly signal: AbortSignal;
}

interface Slot extends Job {
  retriesLeft: number;
}

interface Running extends RunningNeeds {
  isStarting: boolean;
}

/** Resolves to the failures of its runs. Rejects when the directory can no longer be written; runs that go on end first. */
export async function runCampaign(options: CampaignOptions): Promise<readonly unknown[]> {
  const { directory, cells, until, jobs, signal } = options;
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  let { file } = options;
  const write = (change: Partial<CampaignFile>) => {
    file = { ...file, ...change };
    writeCampaign(directory, file);
  };
  write({ finishedAt: null });

  const results = new Map(
    readCampaign(directory).cells.map(
      ({ id, runs }) => [id, runs.map(({ result }) => ({ result }))] as const,
    ),
  );
  const isEnough = (id: string) => file.cells.some((cell) => cell.id === id && cell.isEnough === true);
  const settle = (id: string) => {
    if (until === null || isEnough(id) || !isKnown(until, results.get(id) ?? [])) return;
    write({ cells: file.cells.map((cell) => (cell.id === id ? { ...cell, isEnough: true } : cell)) });
  };
  for (const { id } of cells) settle(id);

  const waiting = wantedOf(options, file);
  const running = new Map<Slot, Running>();
  const ended: EndedRun[] = [];
  const failures: unknown[] = [];
  const changes = new EventEmitter();
  let freeBytes = 0;
  let isBailing = false;
  let broken: { readonly error: unknown } | null = null;
  const breakOff = (error: unknown) => {
    broken ??= { error };
    stopped.abort(new InterruptedError("a run of the campaign cannot be kept"));
  };

  const errorOfAll = () =>
    sameError(
      ended,
      [...running.keys()].map(({ cell }) => cell.id),
      waiting.filter(({ cell }) => !isEnough(cell.id)).map(({ cell }) => cell.spec),
    );

  const make = async (slot: Slot, needs: Running) => {
    const { cell, round } = slot;
    const own: { run: CampaignRun | null } = { run: null };
    try {
      const end = await options.run(
        slot,
        {
          begun(path) {
            own.run = { cell: cell.id, round, directory: basename(path), isOver: false, isRetried: false };
            write({ runs: [...file.runs, own.run] });
          },
          started() {
            needs.isStarting = false;
            changes.emit("change");
          },
          waiting: () => waiting.map((other) => other.cell).filter(({ id }) => !isEnough(id)),
        },
        either,
      );
      if (either.aborted && end.failure instanceof InterruptedError) return;
      if (end.failure !== null) failures.push(end.failure);
      ended.push({ cell: cell.id, spec: cell.spec, directory: own.run!.directory, failure: end.failure });
      const isRetried =
        end.result.verdict === "inconclusive" &&
        slot.retriesLeft > 0 &&
        !(end.failure instanceof UsageError) &&
        !either.aborted;
      write({ runs: file.runs.map((run) => (run === own.run ? { ...run, isOver: true, isRetried } : run)) });
      if (isRetried) waiting.unshift({ ...slot, retriesLeft: slot.retriesLeft - 1 });
      else {
        results.set(cell.id, [...(results.get(cell.id) ?? []), { result: end.result }]);
        settle(cell.id);
        if (options.bail && end.result.verdict !== "as-expected") isBailing = true;
      }
      const over = file.runs.filter((run) => run.isOver && !run.isRetried).length;
      const others = [...running.keys()].filter((other) => other !== slot);
      const left = [...others, ...waiting.filter((other) => !isEnough(other.cell.id))];
      const progress = { wanted: over + left.length, over, left: left.map((other) => other.cell.scenario) };
      options.onEnd(slot, end, isRetried, progress);
    } catch (error) {
      breakOff(error);
    } finally {
      running.delete(slot);
      changes.emit("change");
    }
  };

  for (;;) {
    while (waiting.length > 0 && isEnough(waiting[0]!.cell.id)) waiting.shift();
    const isEnding = waiting.length === 0 || either.aborted || isBailing || errorOfAll() !== null;
    if (isEnding && running.size === 0) break;
    if (running.size === 0) freeBytes = options.freeBytes();
    const change = once(changes, "change");
    // A run that has to be alone, or that memory lacks for, lets the others of its round begin.
    const next = isEnding
      ? undefined
      : waiting.find(
          ({ cell, round }) =>
            round === waiting[0]!.round &&
            !isEnough(cell.id) &&
            mayBegin(cell, [...running.values()], { jobs, freeBytes }),
        );
    if (next !== undefined) {
      waiting.splice(waiting.indexOf(next), 1);
      const { spec, isHungry } = next.cell;
      const needs: Running = { spec, isHungry, isStarting: true };
      running.set(next, needs);
      void make(next, needs);
      continue;
    }
    await change;
  }
  if (broken !== null) throw (broken as { readonly error: unknown }).error;
  if (waiting.length === 0 && !signal.aborted) write({ finishedAt: new Date().toISOString() });
  const error = waiting.length === 0 || either.aborted || isBailing ? null : errorOfAll();
  if (error !== null) write({ stopped: { error, runs: ended.map(({ directory }) => directory) } });
  return failures;
}

/**
 * The file of a campaign whose missing runs are to be made. Runs that were interrupted do not count, nor do those whose
 * error stopped the campaign. Others take their places.
 */
export function resumed({ stopped, ...file }: CampaignFile): CampaignFile {
  const failed = new Set(stopped?.runs);
  return {
    ...file,
    runs: file.runs.map((run) =>
      run.isOver && !failed.has(run.directory) ? run : { ...run, isOver: true, isRetried: true },
    ),
  };
}

/** Round after round, what there is already left out. */
function wantedOf({ cells, retries }: CampaignOptions, { repeats, shard, runs }: CampaignFile): Slot[] {
  const has = (id: string, round: number) =>
    runs.some((run) => run.cell === id && run.round === round && run.isOver && !run.isRetried);
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((round) =>
    cells.flatMap((cell, index) =>
      isOfShard(shard, { cell: index, round }) && !has(cell.id, round)
        ? [{ cell, round, retriesLeft: retries }]
        : [],
    ),
  );
}
