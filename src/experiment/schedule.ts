/**
 * The fault schedule of a run: waits for each trigger, injects, heals what heals by itself, and remembers what is still
 * broken. Triggers by messages fire on the send that reaches them; the others on a timer.
 */
import type { Cluster, Undo } from "../engine/engine.js";
import type { Fault, Targets } from "../faults/fault.js";
import type { Happening } from "../rundir/timeline.js";
import type { FaultStep } from "../scenario/syntax.js";

/** What became of one step; the shape of `result.json`'s `faults`. */
export interface FaultRecord {
  readonly name: string;
  readonly fault: string;
  targets: string[];
  injectedAt: string | null;
  healedAt: string | null;
  afterMessages: number | null;
}

export interface ScheduleOptions {
  readonly steps: readonly FaultStep[];
  readonly faults: readonly Fault[];
  readonly cluster: Cluster;
  readonly targets: Targets;
  readonly onHappening: (happening: Happening) => void;
  readonly signal: AbortSignal;
}

interface Step {
  readonly step: FaultStep;
  readonly record: FaultRecord;
  heal: Undo | null;
}

export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #steps: readonly Step[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underway = new Set<Promise<void>>();
  /** Steps waiting for a count of messages, by that count. */
  #byMessages: { messages: number; step: Step }[];
  /** Why a step did not do what the scenario asks; each makes the run inconclusive. */
  readonly problems: string[] = [];
  /** When a fault last struck, by performance.now(); −Infinity before the first. */
  lastInjectedMs = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #finished = false;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#steps = options.steps.map((step) => ({
      step,
      record: {
        name: step.name,
        fault: step.fault,
        targets: [],
        injectedAt: null,
        healedAt: null,
        afterMessages: null,
      },
      heal: null,
    }));
    this.#byMessages = this.#steps
      .flatMap((step) =>
        step.step.at.kind === "messages" ? [{ messages: step.step.at.messages, step }] : [],
      )
      .sort((a, b) => a.messages - b.messages);
  }

  get records(): readonly FaultRecord[] {
    return this.#steps.map(({ record }) => record);
  }

  /** The first message is about to be sent: times count from here. */
  start(): void {
    for (const step of this.#steps) {
      if (step.step.at.kind === "time") this.#after(step.step.at.afterMs, () => this.#inject(step));
    }
  }

  /** `total` messages were handed over. */
  sent(total: number): void {
    this.#sent = total;
    while (this.#byMessages.length > 0 && this.#byMessages[0]!.messages <= total) {
      const { step } = this.#byMessages.shift()!;
      this.#track(this.#inject(step));
    }
  }

  /** Nothing strikes any more; resolves when what was striking has struck. Steps that never came are problems. */
  async finish(): Promise<void> {
    this.#finished = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#byMessages = [];
    while (this.#underway.size > 0) await Promise.all(this.#underway);
    for (const { record } of this.#steps) {
      if (
        record.injectedAt === null &&
        !this.problems.some((problem) => problem.startsWith(`${record.name} `))
      ) {
        this.problems.push(`${record.name} never struck: every message was settled before its time came`);
      }
    }
  }

  /** The nodes that a fault which is not healed yet was aimed at. */
  targets(): string[] {
    return this.#steps.flatMap(({ heal, record }) => (heal === null ? [] : record.targets));
  }

  /** Heals whatever is still broken, all at once: a node may need another's link to come back. */
  async healAll(): Promise<void> {
    await Promise.all(this.#steps.map((step) => this.#heal(step)));
  }

  async #inject(step: Step): Promise<void> {
    const { faults, cluster, targets, onHappening, signal } = this.#options;
    const { name, fault: kind, options, forMs } = step.step;
    if (signal.aborted) return;
    const { record } = step;
    record.afterMessages = this.#sent;
    try {
      const fault = faults.find((candidate) => candidate.name === kind)!;
      const injection = await fault.inject(cluster, options, targets);
      record.injectedAt = new Date().toISOString();
      record.targets = [...injection.targets];
      step.heal = injection.heal;
      this.lastInjectedMs = performance.now();
      const detail = injection.detail === undefined ? {} : { detail: injection.detail };
      onHappening({
        event: "fault",
        name,
        fault: kind,
        action: "injected",
        targets: record.targets,
        ...detail,
      });
    } catch (error) {
      this.#failed(step, "could not be injected", error);
      return;
    }
    if (forMs !== undefined) this.#after(forMs, () => this.#heal(step));
    for (const next of this.#steps) {
      const { at } = next.step;
      if (at.kind === "fault" && at.fault === name) this.#after(at.afterMs, () => this.#inject(next));
    }
  }

  async #heal(step: Step): Promise<void> {
    const { heal, record } = step;
    if (heal === null) return;
    step.heal = null;
    try {
      await heal();
    } catch (error) {
      this.#failed(step, "could not be healed", error);
      return;
    }
    record.healedAt = new Date().toISOString();
    const { name, fault } = step.step;
    this.#options.onHappening({ event: "fault", name, fault, action: "healed", targets: record.targets });
  }

  #failed({ step: { name, fault }, record: { targets } }: Step, what: string, error: unknown): void {
    const detail = `${what}: ${error instanceof Error ? error.message : error}`;
    this.problems.push(`${name} ${detail}`);
    this.#options.onHappening({ event: "fault", name, fault, action: "failed", targets, detail });
  }

  #after(delayMs: number, act: () => Promise<void>): void {
    if (this.#finished) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#track(act());
    }, delayMs);
    this.#timers.add(timer);
  }

  #track(work: Promise<void>): void {
    this.#underway.add(work);
    work.finally(() => this.#underway.delete(work));
  }
}
