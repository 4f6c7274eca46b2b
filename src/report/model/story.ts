/**
 * The timeline told in sentences, the same ones while a run goes on and in the report of it years later.
 */

import { Beliefs, type Change } from "../../rundir/beliefs.js";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { count, countOf, list, span } from "../text.js";
import { ofOneTopic, type PartitionName } from "./partitions.js";

export interface Sentence {
  readonly kind:
    | "phase"
    | "injected"
    | "changed"
    | "healed"
    | "fault-failed"
    | "died"
    | "leads"
    | "yields"
    | "went-back"
    | "isr"
    | "node"
    | "reachable"
    | "controller"
    | "active-controller"
    | "voters"
    | "fenced"
    | "elr"
    | "client"
    | "client-died"
    | "rebalance"
    | "transaction"
    | "transaction-coordinator"
    | "note";
  readonly text: string;
  /** The broker that leads from now on, for those who put several partitions into one sentence. */
  readonly leads?: { readonly leader: string; readonly partition: number };
  /** By how much acknowledged offsets went back, and where, for those who put several producers into one sentence. */
  readonly back?: { readonly by: number; readonly partition: number };
  /** The fault was healed because the run ended, for those who put several faults into one sentence. */
  readonly healedAtTheEnd?: string;
}

export class Story {
  /** `name`: of a partition, in sentences about several. */
  constructor(private readonly name: PartitionName = ofOneTopic) {}

  readonly beliefs = new Beliefs();
  /** What each broker said last: the first sight of it is no news, and neither is the same again. */
  readonly #reachable = new Map<string, { readonly now: boolean; readonly ever: boolean }>();
  readonly #controllers = new Map<string, string | null>();
  /** The newest epoch of a KRaft quorum. */
  #quorumEpoch: number | undefined;
  /** By the broker that sees it so. */
  readonly #fenced = new Map<string, readonly string[]>();
  /** By partition: what the broker says that was the first to tell of the newest epoch. `node` null: it is silent now. */
  readonly #eligible = new Map<number, { node: string | null; epoch: number; elr: readonly string[] }>();
  #phase = "";

  /** What the event means to a person; often nothing. */
  tell(event: TimelineEvent): Sentence[] {
    const changes = this.beliefs.apply(event);
    switch (event.event) {
      case "phase":
        this.#phase = event.phase;
        return [{ kind: "phase", text: event.phase }];
      case "fault":
        return [tellFault(event, this.#phase === "heal")];
      case "view":
        return [...changes.map((change) => this.#tellChange(change)), ...this.#tellEligible(event)];
      case "fenced":
        return this.#tellFenced(event.node, event.fenced);
      case "voters":
        return [{ kind: "voters", text: `the voters are ${list(event.voters)}` }];
      case "undone":
        return [
          {
            kind: "client",
            text: `${event.group}-${event.instance} undid a batch of ${countOf(event.messages, "message")}: ${event.reason}`,
          },
        ];
      case "offset-regressed":
        return [tellFailover(event, this.name)];
      case "node":
        return [tellNode(event)];
      case "reachable":
        return [...this.#tellReachable(event), ...(event.reachable ? [] : this.#forget(event.node))];
      case "controller":
        return this.#tellController(event);
      case "note":
        return [{ kind: "note", text: event.message }];
      // The fault's own sentence tells of it.
      case "log-cut":
      case "progress":
      case "errors":
      case "commits":
      case "consumed":
        return [];
      case "client":
        return [tellClient(event)];
      case "rebalance":
        return [tellRebalance(event, this.name)];
      case "transaction":
        return [tellTransaction(event)];
      case "transaction-coordinator":
        return [tellTransactionCoordinator(event)];
    }
  }

  #tellReachable({ node, reachable, reason }: TimelineEvent & { event: "reachable" }): Sentence[] {
    const before = this.#reachable.get(node);
    this.#reachable.set(node, { now: reachable, ever: reachable || (before?.ever ?? false) });
    if (before === undefined ? reachable : before.now === reachable) return [];
    const why = reason === undefined ? "" : `: ${reason}`;
    const answers = before?.ever ? "answers again" : "answers";
    return [{ kind: "reachable", text: `${node} ${reachable ? answers : `does not answer${why}`}` }];
  }

  #tellController({ node, controller, epoch }: TimelineEvent & { event: "controller" }): Sentence[] {
    const before = this.#controllers.get(node);
    this.#controllers.set(node, controller);
    if (epoch !== undefined) return this.#tellElection(controller, epoch);
    if (before === undefined || before === controller) return [];
    return [
      {
        kind: "controller",
        text: `${node} sees ${controller === null ? "no controller" : `${controller} as controller`}`,
      },
    ];
  }

  /** Of a KRaft quorum, as the voter says that it elected. */
  #tellElection(leader: string | null, epoch: number): Sentence[] {
    const before = this.#quorumEpoch;
    if (before !== undefined && epoch <= before) return [];
    this.#quorumEpoch = epoch;
    if (before === undefined || leader === null) return [];
    return [{ kind: "active-controller", text: `${leader} is the active controller (epoch ${epoch})` }];
  }

  /** What a broker saw before it fell silent holds no longer. */
  #forget(node: string): Sentence[] {
    for (const eligible of this.#eligible.values()) if (eligible.node === node) eligible.node = null;
    return this.#tellFenced(node, []);
  }

  /** A broker is told as fenced as long as any broker sees it so: the others learn of it a moment later. */
  #tellFenced(node: string, fenced: readonly string[]): Sentence[] {
    const union = () => new Set([...this.#fenced.values()].flat());
    const before = union();
    this.#fenced.set(node, fenced);
    const now = union();
    const told = (names: readonly string[], how: string): Sentence[] =>
      names.length === 0
        ? []
        : [{ kind: "fenced", text: `${list(names)} ${names.length === 1 ? "is" : "are"} ${how}` }];
    return [
      ...told(
        [...now].filter((name) => !before.has(name)),
        "fenced",
      ),
      ...told(
        [...before].filter((name) => !now.has(name)),
        "not fenced any more",
      ),
    ];
  }

  #tellEligible({ node, partition, epoch, elr = [] }: TimelineEvent & { event: "view" }): Sentence[] {
    const before = this.#eligible.get(partition);
    const teller = before?.node ?? node;
    if (before !== undefined && (epoch < before.epoch || (epoch === before.epoch && node !== teller)))
      return [];
    this.#eligible.set(partition, { node, epoch, elr });
    if ((before?.elr ?? []).join() === elr.join()) return [];
    const of = this.beliefs.severalPartitions ? ` of ${this.name(partition)}` : "";
    return [{ kind: "elr", text: `eligible leader replicas${of}: ${elr.join(" ") || "none"}` }];
  }

  #tellChange(change: Change): Sentence {
    const of = this.beliefs.severalPartitions ? ` ${this.name(change.partition)}` : "";
    switch (change.change) {
      case "leads": {
        const again = change.leader === change.previous ? " again" : "";
        const believe = change.stale.length > 1 ? "believe they lead" : "believes it leads";
        const stale = change.stale.length > 0 ? `; ${list(change.stale)} still ${believe}` : "";
        return {
          kind: "leads",
          text: `${change.leader} leads${of}${again} (epoch ${change.epoch})${stale}`,
          leads: change,
        };
      }
      case "yields": {
        const { leader, epoch } = change.belief;
        const now = leader === null ? "sees no leader" : `sees that ${leader} leads`;
        return { kind: "yields", text: `${change.node} ${now}${of} (epoch ${epoch})` };
      }
      case "isr":
        return {
          kind: "isr",
          text: `in sync${of && ` for${of}`}: ${[...change.isr].sort().join(" ") || "none"}`,
        };
    }
  }
}

/** `runEnds`: no step asked for the healing; the run ended, and with it what was still broken. */
function tellFault(event: TimelineEvent & { event: "fault" }, runEnds: boolean): Sentence {
  const name = event.name === event.fault ? event.fault : `${event.name} (${event.fault})`;
  const on = event.targets.length === 0 ? "" : ` on ${list(event.targets)}`;
  const detail = event.detail === undefined ? "" : `: ${event.detail}`;
  if (event.action === "injected") return { kind: "injected", text: `${name} injected${on}${detail}` };
  if (event.action === "changed") return { kind: "changed", text: `${name}${on}${detail}` };
  if (event.action === "failed") return { kind: "fault-failed", text: `${name}${on} failed${detail}` };
  if (!runEnds) return { kind: "healed", text: `${name} healed${detail}` };
  return { kind: "healed", text: `${name} healed${AT_THE_END}${detail}`, healedAtTheEnd: name };
}

const AT_THE_END = " at the end of the run";

/** What a producer noticed: whether anything was lost is for the check to say. */
function tellFailover(
  { partition, lastOffset, offset }: TimelineEvent & { event: "offset-regressed" },
  name: PartitionName,
): Sentence {
  const back = { by: lastOffset + 1 - offset, partition };
  const text = `acknowledged offsets went back by ${count(back.by)} on ${name(partition)}`;
  return { kind: "went-back", text, back };
}

function tellNode(event: TimelineEvent & { event: "node" }): Sentence {
  const detail = event.detail === undefined ? "" : `: ${event.detail}`;
  if (event.state === "died") return { kind: "died", text: `${event.node} died by itself${detail}` };
  return { kind: "node", text: `${event.node} ${event.state}${detail}` };
}

/** One line of the fail-over's short story; `ms` counts from the first fault. */
export interface Moment {
  readonly ms: number;
  readonly text: string;
}

/** These are always told, however many: without them, what follows has no cause. */
const CAUSES: ReadonlySet<string> = new Set(["injected", "fault-failed", "died"]);
/** The rest, most wanted first, as far as there is room. Kinds that are in neither never appear. */
const IMPORTANCE = [
  "healed",
  "leads",
  "active-controller",
  "voters",
  "elr",
  "yields",
  "changed",
  "healed at the end",
  "went-back",
  "transaction",
  "isr",
];
/** Told only where there is room for all of them: a new leader says as much. */
const SPARE: ReadonlySet<string> = new Set(["fenced"]);

function importance({ kind, healedAtTheEnd }: Sentence): number {
  return IMPORTANCE.indexOf(healedAtTheEnd === undefined ? kind : "healed at the end");
}

/** Partitions that get their new leaders within this time do so for one reason. */
const TOGETHER_MS = 2_000;

/**
 * The few moments that tell what happened, oldest first, from the first fault on (or from the start when there was
 * none). At most `limit`, or as many as there were faults and deaths; `omitted` counts what was left out, but for the spare.
 */
export function moments(
  timeline: readonly TimelineEvent[],
  limit: number,
  name: PartitionName = ofOneTopic,
): { moments: Moment[]; omitted: number } {
  const story = new Story(name);
  const told = timeline.flatMap((event) =>
    story.tell(event).map((sentence) => ({ ms: event.ms, ...sentence })),
  );
  const startMs = told.find(({ kind }) => CAUSES.has(kind))?.ms ?? 0;
  const sentences = together(
    told.filter(({ ms }) => ms >= startMs),
    name,
  );
  const wanted = (sentence: Told) => CAUSES.has(sentence.kind) || importance(sentence) >= 0;
  const withSpare = sentences.filter((sentence) => wanted(sentence) || SPARE.has(sentence.kind));
  const all = withSpare.length <= limit ? withSpare : sentences.filter(wanted);
  const causes = all.filter(({ kind }) => CAUSES.has(kind));
  const others = all
    .filter(({ kind }) => !CAUSES.has(kind))
    .sort((a, b) => importance(a) - importance(b) || a.ms - b.ms);
  const chosen = new Set([...causes, ...others.slice(0, Math.max(0, limit - causes.length))]);
  return {
    moments: all.filter((moment) => chosen.has(moment)).map(({ ms, text }) => ({ ms: ms - startMs, text })),
    omitted: all.length - chosen.size,
  };
}

type Told = Sentence & { readonly ms: number };

/** Puts new leaders of several partitions, what several producers noticed, and what the run's end healed into one sentence each. */
function together(told: readonly Told[], name: PartitionName): Told[] {
  const groups: Told[][] = [];
  for (const sentence of told) {
    const group = groups.findLast(([first]) => first?.kind === sentence.kind);
    if (group !== undefined && belongs(sentence, group)) group.push(sentence);
    else groups.push([sentence]);
  }
  return groups.map((group) =>
    group.length === 1 ? group[0]! : { ...group[0]!, text: summary(group, name) },
  );
}

function belongs(sentence: Told, group: readonly Told[]): boolean {
  const [first] = group;
  if (first === undefined || sentence.ms - first.ms > TOGETHER_MS) return false;
  if (sentence.healedAtTheEnd !== undefined) return first.healedAtTheEnd !== undefined;
  if (sentence.back !== undefined) return true;
  const partition = sentence.leads?.partition;
  return partition !== undefined && group.every(({ leads }) => leads?.partition !== partition);
}

function summary(group: readonly Told[], name: PartitionName): string {
  const healed = group.flatMap(({ healedAtTheEnd }) => healedAtTheEnd ?? []);
  if (healed.length > 0) return `${list(healed)} healed${AT_THE_END}`;
  const back = group.flatMap(({ back }) => back ?? []);
  if (back.length > 0) {
    const most = Math.max(...back.map(({ by }) => by));
    return `acknowledged offsets went back by up to ${count(most)} on ${partitions(back, name)}`;
  }
  const leads = group.flatMap(({ leads }) => leads ?? []);
  const leaders = [...new Set(leads.map(({ leader }) => leader))].sort();
  return `${list(leaders)} now ${leaders.length === 1 ? "leads" : "lead"} ${partitions(leads, name)}`;
}

function partitions(items: readonly { readonly partition: number }[], name: PartitionName): string {
  const [first, ...others] = new Set(items.map(({ partition }) => partition));
  return others.length === 0 ? name(first!) : countOf(1 + others.length, "partition");
}

function tellClient({ group, instance, state, detail }: TimelineEvent & { event: "client" }): Sentence {
  const what = { started: "starts", closed: "has closed", killed: "was killed", died: "ended by itself" };
  const words = state === "paused" || state === "resumed" ? `was ${state}` : what[state];
  return {
    kind: state === "died" ? "client-died" : "client",
    text: `the consumer ${group}-${instance} ${words}${detail === undefined ? "" : `: ${detail}`}`,
  };
}

const OUTCOMES = {
  aborted: "was aborted",
  unknown: "has an unknown outcome",
  abandoned: "has no confirmed end",
} as const;

function tellTransaction(event: TimelineEvent & { event: "transaction" }): Sentence {
  const { producer, first, messages, outcome, error, newClient } = event;
  const which = `the transaction of messages ${span(first, first + messages - 1)} of producer ${producer}`;
  const then = newClient ? ", and a new client took over" : "";
  return { kind: "transaction", text: `${which} ${OUTCOMES[outcome]} (${error})${then}` };
}

function tellTransactionCoordinator({
  group,
  node,
}: TimelineEvent & { event: "transaction-coordinator" }): Sentence {
  const text =
    node === null
      ? `no broker coordinates the transactions of ${group}`
      : `${node} coordinates the transactions of ${group}`;
  return { kind: "transaction-coordinator", text };
}

function tellRebalance(
  { group, instance, action, partitions }: TimelineEvent & { event: "rebalance" },
  name: PartitionName,
): Sentence {
  const ordered = partitions.toSorted((a, b) => a - b);
  const numbers = `${partitions.length === 1 ? "partition" : "partitions"} ${list(ordered.map(String))}`;
  const which =
    partitions.length === 0 ? "no partition" : name === ofOneTopic ? numbers : list(ordered.map(name));
  const words = { assigned: "gets", revoked: "gives up", lost: "lost" }[action];
  return { kind: "rebalance", text: `the consumer ${group}-${instance} ${words} ${which}` };
}
