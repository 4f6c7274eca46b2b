/**
 * The timeline told in sentences, the same ones while a run goes on and in the report of it years later.
 */
import type { TimelineEvent } from "../rundir/timeline.js";
import { Beliefs, type Change } from "./beliefs.js";
import { countOf, list } from "./text.js";

export interface Sentence {
  readonly kind:
    | "phase"
    | "injected"
    | "healed"
    | "fault-failed"
    | "died"
    | "leads"
    | "yields"
    | "loss"
    | "isr"
    | "node"
    | "reachable"
    | "controller"
    | "note";
  readonly text: string;
  /** The broker that leads from now on, for those who put several partitions into one sentence. */
  readonly leads?: { readonly leader: string; readonly partition: number };
  /** Acknowledged messages that are gone, for those who add them up. */
  readonly lost?: number;
}

export class Story {
  readonly beliefs = new Beliefs();

  /** What the event means to a person; often nothing. */
  tell(event: TimelineEvent): Sentence[] {
    const changes = this.beliefs.apply(event);
    switch (event.event) {
      case "phase":
        return [{ kind: "phase", text: event.phase }];
      case "fault":
        return [tellFault(event)];
      case "view":
        return changes.map((change) => this.#tellChange(change));
      case "failover":
        return [
          { kind: "loss", text: `Partition fail-over, messages lost: ${event.lost}`, lost: event.lost },
        ];
      case "node":
        return [tellNode(event)];
      case "reachable": {
        const why = event.reason === undefined ? "" : `: ${event.reason}`;
        const text = event.reachable ? `${event.node} answers again` : `${event.node} does not answer${why}`;
        return [{ kind: "reachable", text }];
      }
      case "controller": {
        const text = event.controller === null ? "no controller" : `${event.controller} as controller`;
        return [{ kind: "controller", text: `${event.node} sees ${text}` }];
      }
      case "note":
        return [{ kind: "note", text: event.message }];
      case "progress":
      case "errors":
        return [];
    }
  }

  #tellChange(change: Change): Sentence {
    const of = this.beliefs.severalPartitions ? ` partition ${change.partition}` : "";
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
          text: `in sync${of && ` for${of}`}: ${[...change.isr].sort().join(" ") || "nobody"}`,
        };
    }
  }
}

function tellFault(event: TimelineEvent & { event: "fault" }): Sentence {
  const name = event.name === event.fault ? event.fault : `${event.name} (${event.fault})`;
  const on = event.targets.length === 0 ? "" : ` on ${list(event.targets)}`;
  const detail = event.detail === undefined ? "" : `: ${event.detail}`;
  if (event.action === "injected") return { kind: "injected", text: `${name} injected${on}${detail}` };
  if (event.action === "healed") return { kind: "healed", text: `${name} healed${detail}` };
  return { kind: "fault-failed", text: `${name}${on} failed${detail}` };
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

/** What a person wants to know first about a fail-over, most wanted first. Kinds that are not here never appear. */
const IMPORTANCE = [
  "first fault",
  "died",
  "leads",
  "fault-failed",
  "yields",
  "healed",
  "injected",
  "loss",
  "isr",
];
/** Partitions that get their new leaders within this time do so for one reason. */
const TOGETHER_MS = 2_000;

/**
 * The few moments that tell what happened, oldest first, from the first fault on (or from the start when there was
 * none). `omitted` counts what was left out.
 */
export function moments(
  timeline: readonly TimelineEvent[],
  limit: number,
): { moments: Moment[]; omitted: number } {
  const story = new Story();
  const told = timeline.flatMap((event) =>
    story.tell(event).map((sentence) => ({ ms: event.ms, ...sentence })),
  );
  const firstFault = told.find(({ kind }) => kind === "injected");
  const startMs = firstFault?.ms ?? 0;
  const ranked = together(told.filter(({ ms }) => ms >= startMs))
    .map((moment) => ({
      ...moment,
      rank: IMPORTANCE.indexOf(moment === firstFault ? "first fault" : moment.kind),
    }))
    .filter(({ rank }) => rank >= 0);
  const chosen = new Set([...ranked].sort((a, b) => a.rank - b.rank || a.ms - b.ms).slice(0, limit));
  return {
    moments: ranked
      .filter((moment) => chosen.has(moment))
      .map(({ ms, text }) => ({ ms: ms - startMs, text })),
    omitted: ranked.length - chosen.size,
  };
}

type Told = Sentence & { readonly ms: number };

/** Puts new leaders of several partitions into one sentence, and losses of several producers. */
function together(told: readonly Told[]): Told[] {
  const groups: Told[][] = [];
  for (const sentence of told) {
    const group = groups.findLast(([first]) => first?.kind === sentence.kind);
    if (group !== undefined && belongs(sentence, group)) group.push(sentence);
    else groups.push([sentence]);
  }
  return groups.map((group) => {
    const first = group[0]!;
    if (first.kind === "loss") {
      const lost = group.reduce((sum, sentence) => sum + (sentence.lost ?? 0), 0);
      return { ...first, text: `acknowledged offsets go backwards: ${countOf(lost, "message")} lost` };
    }
    if (group.length === 1) return first;
    const leaders = [...new Set(group.flatMap(({ leads }) => leads?.leader ?? []))].sort();
    const partitions = new Set(group.map(({ leads }) => leads?.partition)).size;
    const lead = leaders.length === 1 ? "leads" : "lead";
    return { ...first, text: `${list(leaders)} now ${lead} ${countOf(partitions, "partition")}` };
  });
}

function belongs(sentence: Told, group: readonly Told[]): boolean {
  if (sentence.ms - group[0]!.ms > TOGETHER_MS) return false;
  if (sentence.kind === "loss") return true;
  const partition = sentence.leads?.partition;
  return partition !== undefined && group.every(({ leads }) => leads?.partition !== partition);
}
