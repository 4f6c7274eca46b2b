/**
 * The times that tell how a run went: for how long nothing could be written, how long acknowledgements were worth nothing,
 * and how fast the cluster came back. What is taken from the timeline is as exact as the observer's looks at the brokers,
 * which are 250 ms apart.
 */
import type { Result } from "../../rundir/result.js";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { clock, count, duration, list, span } from "../text.js";
import { Beliefs } from "./beliefs.js";

export interface Time {
  readonly label: string;
  /** null: not known. */
  readonly ms: number | null;
  readonly notes: readonly string[];
}

export function timesOf(result: Result, timeline: readonly TimelineEvent[]): Time[] {
  return [
    noWrites(result),
    unsafeAcknowledgements(result),
    newLeader(result),
    twoLeaders(timeline),
    recovery(timeline),
  ].filter((time) => time !== null);
}

function noWrites({ noWrites: found, producers }: Result): Time | null {
  if (found === undefined) return null;
  const label = "no writes";
  if (found === null) return { label, ms: null, notes: producers.acks === 0 ? ["with acks=0"] : [] };
  const { longestMs, totalMs, partition, from, to } = found;
  const notes = [
    ...(totalMs > longestMs ? [`the longest of ${duration(totalMs)} in all`] : []),
    ...(from === null || to === null ? [] : [timeOfDay(from, to)]),
    ...(partition === null || longestMs === 0 ? [] : [`partition ${partition}`]),
  ];
  return { label, ms: longestMs, notes };
}

function unsafeAcknowledgements(result: Result): Time | null {
  const [longest, ...others] = unsafeStretches(result);
  if (longest === undefined) return null;
  const { from, to, partition } = longest;
  const notes = [timeOfDay(from, to), "every message acknowledged in this time is lost"];
  if (partition > 0 || others.some((other) => other.partition > 0)) notes.push(`partition ${partition}`);
  // result.json has no more than these.
  if (others.length > 0) notes.push(`${others.length < 19 ? others.length : "at least 19"} shorter`);
  return { label: "unsafe acks", ms: Date.parse(to) - Date.parse(from), notes };
}

/** Older results have none: there it is the one range, where one producer had nothing else acknowledged. */
export function unsafeStretches(result: Result): NonNullable<Result["unsafe"]> {
  const { unsafe, lostRanges, producers } = result;
  if (unsafe !== undefined) return unsafe;
  const [range, ...others] = lostRanges;
  if (range === undefined || others.length > 0 || producers.instances > 1 || producers.acks === 0) return [];
  const { partition, messages, acknowledgedFrom: from, acknowledgedTo: to } = range;
  if (messages < 2 || messages !== range.lastSequence - range.firstSequence + 1) return [];
  return [{ partition, from, to, messages }];
}

/** The first change of leader after a fault, as the first broker told it. */
function newLeader({ failovers }: Result): Time | null {
  const after = failovers.filter(({ afterFaultMs, to }) => afterFaultMs !== null && to !== null);
  const [first, ...others] = after;
  if (first === undefined) return null;
  const { from, to, epoch, afterFaultMs, partition } = first;
  const notes = [`after the fault: ${from === null ? "" : `${from} → `}${to} (epoch ${epoch})`];
  if (after.some((change) => change.partition > 0)) notes.push(`partition ${partition}`);
  if (others.length > 0) notes.push(`${count(others.length)} more`);
  return { label: "new leader", ms: afterFaultMs, notes };
}

/** The longest time in which brokers that answered believed, more than one, to lead a partition. */
function twoLeaders(timeline: readonly TimelineEvent[]): Time | null {
  const beliefs = new Beliefs();
  const open = new Map<number, { readonly fromMs: number; readonly notes: readonly string[] }>();
  let longest: Time | null = null;
  const close = (partition: number, untilMs: number) => {
    const { fromMs, notes } = open.get(partition)!;
    open.delete(partition);
    const ms = untilMs - fromMs;
    if (longest === null || ms > longest.ms!) longest = { label: "two leaders", ms, notes };
  };
  for (const event of timeline) {
    beliefs.apply(event);
    const contested = beliefs.contested();
    for (const partition of open.keys()) if (!contested.has(partition)) close(partition, event.ms);
    for (const [partition, brokers] of contested) {
      if (open.has(partition)) continue;
      const epochs = brokers.map((name) => `${name} (epoch ${beliefs.views(name).get(partition)!.epoch})`);
      const of = beliefs.severalPartitions ? [`partition ${partition}`] : [];
      open.set(partition, { fromMs: event.ms, notes: [list(epochs), ...of] });
    }
  }
  for (const partition of open.keys()) close(partition, timeline.at(-1)!.ms);
  return longest;
}

/** The longest time from the healing of a fault until every replica was in sync again, where no fault came in between. */
function recovery(timeline: readonly TimelineEvent[]): Time | null {
  const newest = new Map<number, { readonly epoch: number; readonly isr: readonly string[] }>();
  const replicas = new Map<number, number>();
  const isWhole = () => [...newest].every(([partition, { isr }]) => isr.length === replicas.get(partition));
  let healed: { readonly fault: string; readonly ms: number } | null = null;
  let longest: Time | null = null;
  for (const event of timeline) {
    if (event.event === "fault") {
      healed = event.action === "healed" && !isWhole() ? { fault: event.name, ms: event.ms } : null;
    }
    if (event.event !== "view") continue;
    const { node, partition, leader, epoch, isr } = event;
    replicas.set(partition, Math.max(replicas.get(partition) ?? 0, isr.length));
    const before = newest.get(partition);
    if (before === undefined || epoch > before.epoch || (epoch === before.epoch && leader === node)) {
      newest.set(partition, { epoch, isr });
    }
    if (healed === null || !isWhole()) continue;
    const ms = event.ms - healed.ms;
    const notes = [`from the end of the fault ${healed.fault} until all replicas were in sync`];
    if (longest === null || ms > longest.ms!) longest = { label: "recovery", ms, notes };
    healed = null;
  }
  return longest;
}

function timeOfDay(from: string, to: string): string {
  return `${span(clock(from, 1), clock(to, 1))} UTC`;
}
