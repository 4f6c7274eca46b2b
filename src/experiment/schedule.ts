/**
 * The fault schedule of a run: waits for each trigger, injects, heals what heals by itself, and remembers what is still
 * broken. Triggers by messages fire on the send that reaches them; the others on a timer.
 */

import type { NodeName } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import type { Fault, Strike, Surroundings, Targets } from "../faults/fault.js";
import type { Ledger } from "../history/ledger.js";
import type { FaultRecord, StrikeRecord, TargetRole, TriggerOfFault } from "../rundir/result.js";
import type { Happening } from "../rundir/timeline.js";
import type { FaultStep, Trigger } from "../scenario/syntax.js";
import { whyItMetNone } from "./met-messages.js";

/** What became of one step. */
export type { FaultRecord } from "../rundir/result.js";

/** Why a step did not do what the scenario asks; it makes the run inconclusive. */
export interface FaultProblem {
  readonly kind: "not-injected" | "not-as-asked" | "not-healed" | "never-struck" | "met-no-message";
  /** One sentence. */
  readonly text: string;
}

export interface ScheduleOptions {
  readonly steps: readonly FaultStep[];
  readonly faults: readonly Fault[];
  readonly cluster: Cluster;
  readonly targets: Targets;
  readonly topics: Surroundings["topics"];
  /** The roles of nodes now, those of leaders first. */
  readonly roles: () => readonly TargetRole[];
  readonly ledger: Pick<Ledger, "rows" | "totals">;
  readonly takeClients: Surroundings["takeClients"];
  readonly onHappening: (happening: Happening) => void;
  readonly signal: AbortSignal;
}

interface Step {
  readonly step: FaultStep;
  /** The step's name; with its place in the list where another step has the same name. */
  readonly label: string;
  readonly record: FaultRecord;
  readonly problems: FaultProblem[];
  /** Brokers that the metadata quorum no longer hears while this is not healed. */
  silenced: readonly NodeName[];
  heal: Undo | null;
}

type FaultHappening = Happening & { readonly event: "fault" };

/** What is known before something strikes. */
interface Moment {
  /** ISO time. */
  readonly at: string;
  readonly sent: number;
  readonly settled: number;
  readonly roles: readonly TargetRole[];
}

export class Schedule implements Disposable {
  readonly #options: ScheduleOptions;
  readonly #steps: readonly Step[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underway = new Set<Promise<void>>();
  /** Steps that wait for a count of messages, the lowest count first. */
  #byMessages: { messages: number; step: Step }[];
  /** When a fault last struck, by performance.now(); −Infinity before the first. */
  lastInjectedMs = Number.NEGATIVE_INFINITY;
  #finished = false;

  constructor(options: ScheduleOptions) {
    const { steps } = options;
    this.#options = options;
    this.#steps = steps.map((step, index) => ({
      step,
      label: labelOf(step, index, steps),
      record: {
        name: step.name,
        fault: step.fault,
        targets: [],
        trigger: triggerOf(step.at),
        injectedAt: null,
        healedAt: null,
        afterMessages: null,
      },
      problems: [],
      silenced: [],
      heal: null,
    }));
    this.#byMessages = this.#steps
      .flatMap((step) =>
        step.step.at.kind === "messages" ? [{ messages: step.step.at.messages, step }] : [],
      )
      .sort((a, b) => a.messages - b.messages);
  }

  get records(): FaultRecord[] {
    return this.#steps.map(({ record }) => record);
  }

  get problems(): readonly FaultProblem[] {
    return this.#steps.flatMap(({ problems }) => problems);
  }

  /** The first message is about to be sent: times count from here. */
  start(): void {
    for (const step of this.#steps) {
      if (step.step.at.kind === "time") this.#after(step.step.at.afterMs, () => this.#inject(step));
    }
  }

  /**
   * `total` messages were handed over. Answers at which total it has to be told next, so that a burst of messages does
   * not run past a trigger.
   */
  sent(total: number): number {
    while (this.#byMessages.length > 0 && this.#byMessages[0]!.messages <= total) {
      const { step } = this.#byMessages.shift()!;
      this.#track(this.#inject(step));
    }
    return this.#byMessages[0]?.messages ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Production is over: cancels the steps that wait, and resolves when the injections under way are complete.
   * A step that never struck, or that met no message, is a problem.
   */
  async finish(): Promise<void> {
    this.#cancel();
    while (this.#underway.size > 0) await Promise.all(this.#underway);
    for (const step of this.#steps) this.#judge(step);
  }

  /** The nodes that a fault which is not healed yet was aimed at. */
  targets(): NodeName[] {
    return this.#steps.flatMap(({ heal, record }) => (heal === null ? [] : record.targets));
  }

  /** The brokers that the metadata quorum does not hear for so long, because of a fault which is not healed yet. */
  silenced(longerThanMs: number): NodeName[] {
    return this.#steps.flatMap(({ heal, silenced, record: { silencedMs = Number.POSITIVE_INFINITY } }) =>
      heal === null || silencedMs <= longerThanMs ? [] : silenced,
    );
  }

  /** Heals whatever is still broken, all at once: a node may need another's link to come back. */
  async healAll(): Promise<void> {
    await Promise.all(this.#steps.map((step) => this.#heal(step, "run")));
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #cancel(): void {
    this.#finished = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#byMessages = [];
  }

  async #inject(step: Step): Promise<void> {
    const { faults, cluster, targets, topics, takeClients, ledger, onHappening, signal } = this.#options;
    const { name, fault: kind, options, forMs } = step.step;
    if (signal.aborted) return;
    const { record } = step;
    const before = this.#now();
    record.afterMessages = before.sent;
    const isProducing = () => ledger.totals.settled < ledger.rows;
    try {
      const fault = faults.find((candidate) => candidate.name === kind)!;
      const injection = await fault.inject(cluster, options, targets, {
        ...{ topics, isProducing, takeClients, signal },
        onChange: (detail) => this.#tell(step, "changed", { targets: record.targets, detail }),
        strike: async (act) => {
          const before = this.#now();
          const struck = await act();
          const strike = this.#struck(step, before, struck);
          record.strikes = [...(record.strikes ?? []), strike];
          const { length } = record.strikes;
          if (length === 1) this.#tell(step, "injected", struck);
          else this.#tell(step, "changed", { targets: strike.targets, detail: strikeNumber(length, struck) });
          return struck;
        },
      });
      if (record.strikes === undefined) {
        this.#struck(step, before, injection);
        this.#tell(step, "injected", injection);
      }
      step.silenced = injection.silenced ?? [];
      if (injection.silencedMs !== undefined) record.silencedMs = injection.silencedMs;
      step.heal = fault.lasts === "for-good" ? null : injection.heal;
      if (injection.flaw !== undefined) step.problems.push({ kind: "not-as-asked", text: injection.flaw });
      injection.aftermath?.then(
        () => this.#heal(step, "itself"),
        (error) => {
          if (step.heal === null || signal.aborted) return;
          step.heal = null; // it would reject with this error
          this.#failed(step, "not-as-asked", "ended with an error", error);
        },
      );
      for (const cut of injection.taken ?? []) onHappening({ event: "log-cut", ...cut });
    } catch (error) {
      this.#failed(step, "not-injected", "could not be injected", error);
      return;
    }
    if (forMs !== undefined) this.#after(forMs, () => this.#heal(step, "step"));
    for (const next of this.#steps) {
      const { at } = next.step;
      if (at.kind === "fault" && at.fault === name) this.#after(at.afterMs, () => this.#inject(next));
    }
  }

  #now(): Moment {
    const { ledger, roles } = this.#options;
    return { at: new Date().toISOString(), ...ledger.totals, roles: roles() };
  }

  #struck(step: Step, before: Moment, strike: Strike): StrikeRecord {
    const { targets, silenced = [], isGradual = false } = strike;
    const { record } = step;
    const { at, sent, settled } = isGradual ? before : this.#now();
    if (record.injectedAt === null) {
      record.injectedAt = at;
      record.sentAtInjection = sent;
      record.settledAtInjection = settled;
    }
    const roleOf = (node: NodeName) => before.roles.find((one) => one.node === node);
    const roles = targets.flatMap((node) => roleOf(node) ?? []);
    const isNew = (node: NodeName) => !record.targets.includes(node);
    record.roles = [...(record.roles ?? []), ...roles.filter(({ node }) => isNew(node))];
    record.targets = [...record.targets, ...targets.filter(isNew)];
    const leaders = silenced.filter((node) => roleOf(node)?.role === "leader");
    record.silencedLeaders = [...new Set([...(record.silencedLeaders ?? []), ...leaders])];
    this.lastInjectedMs = performance.now();
    return { at, targets: [...targets], roles };
  }

  #tell(
    { step: { name, fault } }: Step,
    action: FaultHappening["action"],
    { targets, detail }: Pick<Strike, "targets" | "detail">,
  ): void {
    this.#options.onHappening({
      ...{ event: "fault", name, fault, action, targets: [...targets] },
      ...(detail !== undefined && { detail }),
    });
  }

  async #heal(step: Step, by: NonNullable<FaultRecord["healedBy"]>): Promise<void> {
    const { heal, record } = step;
    if (heal === null) return;
    step.heal = null;
    try {
      await heal();
    } catch (error) {
      this.#failed(step, "not-healed", "could not be healed", error);
      return;
    }
    record.healedAt = new Date().toISOString();
    record.healedBy = by;
    record.sentAtHealing = this.#options.ledger.totals.sent;
    this.#tell(step, "healed", record);
  }

  #judge(step: Step): void {
    const { ledger } = this.#options;
    const { record, problems } = step;
    const { settledAtInjection, sentAtHealing = ledger.totals.sent } = record;
    if (settledAtInjection === undefined) {
      if (problems.length === 0) this.#problem(step, "never-struck", `never struck: ${this.#whyNever(step)}`);
      return;
    }
    const why = whyItMetNone({ settledAtInjection, sentAtHealing }, ledger);
    if (why !== null) this.#problem(step, "met-no-message", `met no message: ${why}`);
  }

  #whyNever({ step: { at } }: Step): string {
    const awaited = at.kind === "fault" ? this.#steps.find(({ step }) => step.name === at.fault) : undefined;
    return awaited !== undefined && awaited.record.injectedAt === null
      ? `it comes after ${awaited.label}, which was not injected`
      : "production was over before its time came";
  }

  #failed(step: Step, kind: FaultProblem["kind"], what: string, error: unknown): void {
    const detail = `${what}: ${error instanceof Error ? error.message : error}`;
    this.#problem(step, kind, detail);
    this.#tell(step, "failed", { targets: step.record.targets, detail });
  }

  #problem({ problems, label }: Step, kind: FaultProblem["kind"], what: string): void {
    problems.push({ kind, text: `${label} ${what}` });
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

function strikeNumber(number: number, { detail }: Strike): string {
  return detail === undefined ? `strike ${number}` : `strike ${number}: ${detail}`;
}

function triggerOf({ kind, ...trigger }: Trigger): TriggerOfFault {
  return trigger;
}

function labelOf({ name }: FaultStep, index: number, steps: readonly FaultStep[]): string {
  const isAlone = steps.filter((step) => step.name === name).length === 1;
  return isAlone ? name : `${name} (fault ${index + 1} of ${steps.length})`;
}
