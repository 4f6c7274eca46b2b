/**
 * The times that tell how a run went: for how long nothing could be written, how long acknowledgements were worth nothing,
 * and how fast the cluster came back.
 */
import { lengthMs } from "../../rundir/leadership-times.js";
import type { Result } from "../../rundir/result.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { clock, count, countOf, duration, list, span } from "../text.js";
import { hasSeveralTopics, partitionNames } from "./partitions.js";

export interface Time {
  readonly label: string;
  /** null: not known. */
  readonly ms: number | null;
  readonly notes: readonly string[];
}

export function timesOf(result: Result): Time[] {
  return [
    noWrites(result),
    leaderErrors(result),
    unsafeAcknowledgements(result),
    newLeader(result),
    twoLeaders(result),
    recovery(result),
  ].filter((time) => time !== null);
}

function noWrites({ noWrites: found, producers, settings }: Result): Time | null {
  if (found === undefined) return null;
  const label = "no writes";
  if (found === null) return { label, ms: null, notes: producers.acks === 0 ? ["with acks=0"] : [] };
  const { longestMs, totalMs, partition, from, to } = found;
  const notes = [
    ...(totalMs > longestMs ? [`the longest of ${duration(totalMs)} in all`] : []),
    ...(from === null || to === null ? [] : [timeOfDay(from, to)]),
    ...(partition === null || longestMs === 0 ? [] : [partitionNames({ settings })(partition)]),
  ];
  return { label, ms: longestMs, notes };
}

/** The longest time from the first error of a burst until the partition took writes again. */
function leaderErrors({ leaderErrors: found }: Result): Time | null {
  if (found === undefined) return null;
  const label = "not leader";
  const { wire, kind, messagesSentAgain } = found;
  if (wire === null) return { label, ms: null, notes: [] };
  if (wire.errors === 0) return { label, ms: kind === null ? null : 0, notes: ["no broker gave this error"] };
  const times = wire.bursts.map(({ writesAgainAfterMs }) => writesAgainAfterMs);
  const bursts = countOf(wire.bursts.length + wire.burstsOmitted, "burst");
  const notes = [
    `${kind ?? "not known"}: ${countOf(wire.errors, "error")} in ${bursts}`,
    `${countOf(messagesSentAgain, "message")} sent again`,
    ...(times.includes(null) ? ["no write succeeded after the last error"] : []),
  ];
  return { label, ms: times.includes(null) ? null : Math.max(...times.map(Number)), notes };
}

function unsafeAcknowledgements(result: Result): Time | null {
  const [longest, ...others] = unsafeStretches(result);
  if (longest === undefined) return null;
  const { from, to, partition } = longest;
  const notes = [timeOfDay(from, to), "every message acknowledged in this time is lost"];
  if (hasSeveralTopics(result) || partition > 0 || others.some((other) => other.partition > 0))
    notes.push(partitionNames(result)(partition));
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
function newLeader({ failovers, settings }: Result): Time | null {
  const after = failovers.filter(({ afterFaultMs, to }) => afterFaultMs !== null && to !== null);
  const [first, ...others] = after;
  if (first === undefined) return null;
  const { from, to, epoch, afterFaultMs, partition } = first;
  const notes = [`after the fault: ${from === null ? "" : `${from} → `}${to} (epoch ${epoch})`];
  if (hasSeveralTopics({ settings }) || after.some((change) => change.partition > 0))
    notes.push(partitionNames({ settings })(partition));
  if (others.length > 0) notes.push(`${count(others.length)} more`);
  return { label: "new leader", ms: afterFaultMs, notes };
}

/** The longest time in which brokers that answered believed, more than one, to lead a partition. */
function twoLeaders({ twoLeaders: [longest], ...result }: Result): Time | null {
  if (longest === undefined) return null;
  const { leaders, partition } = longest;
  const brokers = leaders.map(({ node, epoch }) => `${node} (epoch ${epoch})`);
  const notes = [
    list(brokers),
    ...(hasPartitions(result, partition) ? [partitionNames(result)(partition)] : []),
  ];
  return { label: "two leaders", ms: lengthMs(longest), notes };
}

/** The longest time from the healing of a fault until every replica was in sync again. */
function recovery({ recoveries }: Result): Time | null {
  const [longest] = [...recoveries].sort((a, b) => lengthMs(b) - lengthMs(a));
  if (longest === undefined) return null;
  const notes = [`from the end of the fault ${longest.fault} until all replicas were in sync`];
  return { label: "recovery", ms: lengthMs(longest), notes };
}

/** Whether a partition has to be named. */
function hasPartitions({ settings }: Pick<Result, "settings">, partition: number): boolean {
  return partition > 0 || (settings !== null && new TopicPartitions(settings.topics).count > 1);
}

function timeOfDay(from: string, to: string): string {
  return `${span(clock(from, 1), clock(to, 1))} UTC`;
}
