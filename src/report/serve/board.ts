/** All runs of a command, as their live page shows them: folded from what the runs tell while they go on. */
import { performance } from "node:perf_hooks";
import type { RunHeader, RunView } from "../../experiment/watch.js";
import type { Result } from "../../rundir/result.js";
import { clean, cleaned } from "../clean.js";
import { campaignOf } from "../html/campaign-page.js";
import type { EndedRun, LiveCampaign, LiveRun, LiveState } from "../html/live.js";
import type { CampaignPage } from "../html/payload.js";
import { summaryOf } from "../html/run-page.js";
import { LiveState as Progress } from "../live/state.js";
import type { CountedCell } from "../model/campaign.js";

export interface BoardOptions {
  readonly session: string;
  /** Called when a run is over. */
  readonly onEnd: (run: EndedRun) => void;
}

/** Where a run is, for whoever draws its page. */
export interface BoardRun {
  readonly id: number;
  readonly directory: string;
  readonly isRunning: boolean;
  readonly version: number;
}

interface Entry {
  readonly id: number;
  readonly name: string;
  readonly directory: string;
  readonly planned: number;
  readonly progress: Progress;
  readonly beganMs: number;
  version: number;
  faultsInjected: number;
  readonly inForce: Map<string, string>;
  ended: EndedRun | null;
}

export class Board {
  readonly #options: BoardOptions;
  readonly #runs: Entry[] = [];
  #campaign: LiveCampaign | null = null;
  #cells: readonly CountedCell[] = [];
  /** Of these cells; null: no page has asked for it yet. */
  #cellsPage: CampaignPage | null = null;
  #isOver = false;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** A view of a run that begins. `name`: the scenario and what was varied. */
  begin(name: string, directory: string, header: Pick<RunHeader, "planned">): RunView {
    const run = this.#add(name, directory, header.planned);
    return {
      event: (event) => {
        run.progress.apply(event);
        if (event.event === "fault") {
          const { name: fault, targets, action } = cleaned(event);
          if (action === "injected") {
            run.faultsInjected++;
            run.inForce.set(fault, targets.length === 0 ? fault : `${fault} on ${targets.join(", ")}`);
          } else if (action === "healed") run.inForce.delete(fault);
        }
        run.version++;
      },
      done() {},
    };
  }

  /** The run in this directory is over: its result is final. One that never began here was made by an earlier command. */
  end(directory: string, result: Result, name = result.scenario): void {
    const run = this.#runs.find((one) => one.directory === directory) ?? this.#add(name, directory, 0);
    run.version++;
    run.ended = {
      ...{ id: run.id, directory: clean(directory), version: run.version },
      // Of a run that is not one of several, the scenario says nothing that its directory does not.
      summary: summaryOf({ result }, run.name === clean(result.scenario) ? undefined : run.name),
    };
    this.#options.onEnd(run.ended);
  }

  tell(campaign: LiveCampaign): void {
    this.#campaign = { ...campaign, directory: clean(campaign.directory) };
  }

  /** What the runs of each cell say together until now. */
  tellCells(cells: readonly CountedCell[]): void {
    this.#cells = cells;
    this.#cellsPage = null;
  }

  /** Another object after each change. Null: the runs are not those of a campaign. */
  cells(): CampaignPage | null {
    if (this.#cells.length === 0) return null;
    // The id of a run is its place in this list.
    this.#cellsPage ??= campaignOf(this.#cells, this.#runs);
    return this.#cellsPage;
  }

  /** The command ends. */
  close(): void {
    this.#isOver = true;
  }

  get ended(): readonly EndedRun[] {
    return this.#runs.flatMap(({ ended }) => ended ?? []);
  }

  find(id: number): BoardRun | undefined {
    const run = this.#runs[id];
    return run && { id, directory: run.directory, isRunning: run.ended === null, version: run.version };
  }

  state(): LiveState {
    return {
      session: this.#options.session,
      isOver: this.#isOver,
      campaign: this.#campaign,
      running: this.#runs.filter(({ ended }) => ended === null).map(liveRun),
    };
  }

  #add(name: string, directory: string, planned: number): Entry {
    const run: Entry = {
      ...{ id: this.#runs.length, name: clean(name), directory, planned, version: 0 },
      ...{ progress: new Progress(), beganMs: performance.now() },
      ...{ faultsInjected: 0, inForce: new Map<string, string>(), ended: null },
    };
    this.#runs.push(run);
    return run;
  }
}

function liveRun({ id, name, directory, planned, version, progress, ...run }: Entry): LiveRun {
  const { phase, step, totals } = progress;
  return {
    ...{ id, name, directory: clean(directory), version, phase, step, planned },
    ...{ sent: totals.sent, acknowledged: totals.acknowledged, failed: totals.failed },
    elapsedMs: Math.round(performance.now() - run.beganMs),
    faultsInjected: run.faultsInjected,
    faultsInForce: [...run.inForce.values()],
  };
}
