/**
 * What a timeline says about leadership and time: when each broker believed that it led, for how long two did, and how fast
 * replicas were in sync again.
 * It is as exact as the observer's looks at the brokers, which are 250 ms apart.
 */
import { Beliefs } from "./beliefs.js";
import type { LeaderTerm, Recovery, Stretch, TwoLeaders } from "./result.js";
import type { TimelineEvent } from "./timeline.js";

/** When each broker believed that it led a partition, by its own word, in the order of time. */
export function leaderTermsIn(timeline: readonly TimelineEvent[]): LeaderTerm[] {
  const beliefs = new Beliefs();
  const open = new Map<string, { readonly term: LeaderTerm; readonly since: TimelineEvent }>();
  const terms: LeaderTerm[] = [];
  for (const event of timeline) {
    beliefs.apply(event);
    for (const [key, { term, since }] of open) {
      const belief = beliefs.views(term.node).get(term.partition);
      if (belief?.leader === term.node && belief.epoch === term.epoch) continue;
      term.to = between(since, event).to;
      open.delete(key);
    }
    if (event.event !== "view" || event.leader !== event.node) continue;
    const { node, partition, epoch } = event;
    const key = `${node} ${partition}`;
    if (open.has(key)) continue;
    const term: LeaderTerm = { partition, node, epoch, from: event.at, to: null };
    open.set(key, { term, since: event });
    terms.push(term);
  }
  return terms;
}

/** When brokers that answered believed, more than one, to lead a partition. The longest first. */
export function twoLeadersIn(timeline: readonly TimelineEvent[]): TwoLeaders[] {
  const beliefs = new Beliefs();
  const open = new Map<number, { readonly since: TimelineEvent; readonly leaders: TwoLeaders["leaders"] }>();
  const found: TwoLeaders[] = [];
  const close = (partition: number, until: TimelineEvent) => {
    const { since, leaders } = open.get(partition)!;
    found.push({ partition, leaders, ...between(since, until) });
    open.delete(partition);
  };
  for (const event of timeline) {
    beliefs.apply(event);
    const contested = beliefs.contested();
    for (const partition of open.keys()) if (!contested.has(partition)) close(partition, event);
    for (const [partition, brokers] of contested) {
      if (open.has(partition)) continue;
      const leaders = brokers.map((node) => ({ node, epoch: beliefs.views(node).get(partition)!.epoch }));
      open.set(partition, { since: event, leaders });
    }
  }
  for (const partition of open.keys()) close(partition, timeline.at(-1)!);
  return found.sort((a, b) => lengthMs(b) - lengthMs(a));
}

/** From each healing of a fault until every replica was in sync again, where no other fault came in between. */
export function recoveriesIn(timeline: readonly TimelineEvent[]): Recovery[] {
  const newest = new Map<number, Pick<TimelineEvent & { event: "view" }, "epoch" | "isr" | "replicas">>();
  // Files before 2.2 do not name the replicas: as many as were ever in sync.
  const mostInSync = new Map<number, number>();
  const isWhole = () =>
    [...newest].every(
      ([partition, { isr, replicas }]) => isr.length === (replicas?.length ?? mostInSync.get(partition)),
    );
  const found: Recovery[] = [];
  let healed: (TimelineEvent & { event: "fault" }) | null = null;
  for (const event of timeline) {
    if (event.event === "fault") {
      healed = event.action === "healed" && !isWhole() ? event : null;
    }
    if (event.event !== "view") continue;
    const { node, partition, leader, epoch, isr } = event;
    mostInSync.set(partition, Math.max(mostInSync.get(partition) ?? 0, isr.length));
    const before = newest.get(partition);
    if (before === undefined || epoch > before.epoch || (epoch === before.epoch && leader === node)) {
      newest.set(partition, event);
    }
    if (healed === null || !isWhole()) continue;
    found.push({ fault: healed.name, ...between(healed, event) });
    healed = null;
  }
  return found;
}

/** As long as the run's own clock says: the wall clock may be set while a run goes on. */
function between(since: TimelineEvent, until: TimelineEvent): Stretch {
  return { from: since.at, to: new Date(Date.parse(since.at) + until.ms - since.ms).toISOString() };
}

export function lengthMs({ from, to }: { readonly from: string; readonly to: string }): number {
  return Date.parse(to) - Date.parse(from);
}
