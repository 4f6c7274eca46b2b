/**
 * Evidence for lost messages: who acknowledged them, and which line of its log threw them away.
 *
 * Who: a broker acknowledges while it believes that it leads. The timeline holds each broker's own view, so at the time
 * of an acknowledgement there are none, one or, during a partition, several believers. Views are taken a few times a
 * second and reports reach the ledger a little late, so a belief counts for a moment beyond its edges when nothing fits
 * better. Among several believers it was the one whose log lost the offset afterwards; if that doesn't single out one,
 * nobody is named.
 *
 * What threw them away: a leader that comes back as a follower cuts its log where it parts from the new leader's, and
 * says so. In Kafka's words, from 0.11 to 3.9 (Log.scala, UnifiedLog.scala, AbstractFetcherThread.scala):
 *
 *     [UnifiedLog partition=test1-0, dir=…] Truncating to offset 59925
 *     [Log partition=test1-0, dir=…] Truncating to offset 59925
 *     Truncating log test1-0 to offset 59925.
 *     [ReplicaFetcher …] Truncating partition test1-0 with TruncationState(offset=59925, …) due to …
 *
 * The last only announces: it stands for the truncation where the log itself is silent, and is void when the log
 * answers "Truncating to 59925 has no effect as the largest offset in the log is …".
 *
 * Evidence explains a verdict and never makes one: what can't be found is null.
 */
import { createReadStream } from "node:fs";
import type { Cluster } from "../engine/engine.js";
import type { MessageRange } from "../rundir/result.js";
import { readTimeline } from "../rundir/rundir.js";
import type { TimelineEvent } from "../rundir/timeline.js";
import type { CheckOutcome } from "./check.js";

/** How far a belief is stretched when no belief holds at the very moment. */
const BELIEF_EDGE_MS = 2_000;

/** A time during which a broker believed that it led a partition; in milliseconds since the run's start. */
export interface Belief {
  readonly node: string;
  readonly partition: number;
  readonly epoch: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Truncation {
  readonly node: string;
  readonly partition: number;
  readonly toOffset: number;
  /** Since the run's start; null: the line bears no time. */
  readonly atMs: number | null;
  readonly line: string;
}

export interface EvidenceSources {
  readonly cluster: Pick<Cluster, "nodes" | "logs">;
  /** Path of timeline.ndjson. */
  readonly timeline: string;
  readonly scenario: { readonly topic: { readonly name: string } };
  /** Milliseconds since the epoch at which the timeline's clock is 0. */
  readonly ledger: { readonly startedAtMs: number };
}

/** The lost ranges of a check, with all that timeline and broker logs say about them. */
export async function withEvidence(
  { lostRanges }: Pick<CheckOutcome, "lostRanges">,
  { cluster, timeline, scenario, ledger }: EvidenceSources,
): Promise<{ lostRanges: MessageRange[] }> {
  if (lostRanges.length === 0) return { lostRanges: [] };
  const beliefs = beliefsIn(readTimeline(timeline).timeline);
  const truncations: Truncation[] = [];
  for (const { name, kind } of cluster.nodes) {
    if (kind !== "broker") continue;
    const path = await cluster.logs(name);
    truncations.push(...(await truncationsIn(linesOf(path), name, scenario.topic.name, ledger.startedAtMs)));
  }
  return { lostRanges: lostRanges.map((range) => explain(range, beliefs, truncations, ledger.startedAtMs)) };
}

/** One range with its acknowledging leader and the truncation, as far as they can be told. */
export function explain<Range extends MessageRange>(
  range: Range,
  beliefs: readonly Belief[],
  truncations: readonly Truncation[],
  startedAtMs: number,
): Range {
  const { partition, firstOffset, lastOffset } = range;
  // Without an offset nobody acknowledged anything, and no truncation can be matched.
  if (firstOffset === null || lastOffset === null) return range;
  const atMs = Date.parse(range.acknowledgedFrom) - startedAtMs;
  const truncationOf = (node: string): Truncation | undefined => {
    const after = truncations.filter(
      (truncation) =>
        truncation.node === node &&
        truncation.partition === partition &&
        (truncation.atMs === null || truncation.atMs >= atMs),
    );
    return (
      after.find(({ toOffset }) => toOffset <= firstOffset) ??
      after.find(({ toOffset }) => toOffset <= lastOffset)
    );
  };
  const heldWithin = (edgeMs: number): Belief[] =>
    beliefs.filter(
      (belief) =>
        belief.partition === partition && belief.fromMs <= atMs + edgeMs && belief.toMs >= atMs - edgeMs,
    );
  const exact = heldWithin(0);
  const believers = exact.length > 0 ? exact : heldWithin(BELIEF_EDGE_MS);
  const truncated = believers.filter(({ node }) => truncationOf(node) !== undefined);
  const [leader, ...others] = truncated.length > 0 ? truncated : believers;
  if (leader === undefined || others.some(({ node }) => node !== leader.node)) return range;
  const truncation = truncationOf(leader.node);
  return {
    ...range,
    acknowledgedBy: leader.node,
    leaderEpoch: leader.epoch,
    truncation: truncation
      ? { node: truncation.node, line: truncation.line, toOffset: truncation.toOffset }
      : null,
  };
}

/** Who believed when that it led. A broker that is down or can't be reached says nothing, so it believes nothing. */
export function beliefsIn(events: Iterable<TimelineEvent>): Belief[] {
  const beliefs: Belief[] = [];
  const open = new Map<string, Omit<Belief, "toMs">>();
  const close = (key: string, toMs: number): void => {
    const belief = open.get(key);
    if (belief === undefined) return;
    beliefs.push({ ...belief, toMs });
    open.delete(key);
  };
  for (const event of events) {
    const gone =
      (event.event === "reachable" && !event.reachable) ||
      (event.event === "node" && ["stopped", "killed", "died"].includes(event.state));
    if (gone) {
      for (const [key, { node }] of open) if (node === event.node) close(key, event.ms);
    } else if (event.event === "view") {
      const { node, partition, leader, epoch, ms } = event;
      const key = `${node}/${partition}`;
      if (leader === node && open.get(key)?.epoch === epoch) continue;
      close(key, ms);
      if (leader === node) open.set(key, { node, partition, epoch, fromMs: ms });
    }
  }
  for (const key of [...open.keys()]) close(key, Number.POSITIVE_INFINITY);
  return beliefs;
}

const TIMESTAMP = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)[,.](\d{3})\]/;
const BY_THE_LOG =
  /\[(?:Unified)?Log partition=(\S+)-(\d+), [^\]]*\] Truncating to (?:offset )?(\d+)( has no effect)?/;
const BY_AN_OLD_LOG = /Truncating log (\S+)-(\d+) to offset (\d+)/;
const ANNOUNCED = /Truncating partition (\S+)-(\d+) (?:with TruncationState\(offset=|to (?:offset )?)(\d+)/;

/** The truncations of the topic's partitions that a broker's log tells of, in its order. */
export async function truncationsIn(
  lines: AsyncIterable<string> | Iterable<string>,
  node: string,
  topic: string,
  startedAtMs: number,
): Promise<Truncation[]> {
  const found: Truncation[] = [];
  /** Announcements that the log has not answered yet, by partition. */
  const announced = new Map<number, Truncation>();
  for await (const line of lines) {
    if (!line.includes("Truncating ")) continue;
    const byTheLog = BY_THE_LOG.exec(line) ?? BY_AN_OLD_LOG.exec(line);
    const match = byTheLog ?? ANNOUNCED.exec(line);
    if (match === null || match[1] !== topic) continue;
    const written = timestampOf(line);
    const truncation = {
      node,
      partition: Number(match[2]),
      toOffset: Number(match[3]),
      atMs: written === null ? null : written - startedAtMs,
      line,
    };
    const pending = announced.get(truncation.partition);
    if (byTheLog === null) {
      if (pending !== undefined) found.push(pending);
      announced.set(truncation.partition, truncation);
      continue;
    }
    announced.delete(truncation.partition);
    if (pending !== undefined && pending.toOffset !== truncation.toOffset) found.push(pending);
    if (match[4] === undefined) found.push(truncation);
  }
  return [...found, ...announced.values()];
}

/** In milliseconds since the epoch: nodes write their logs in UTC. */
function timestampOf(line: string): number | null {
  const match = TIMESTAMP.exec(line);
  if (match === null) return null;
  const [year, month, day, hour, minute, second, ms] = match.slice(1).map(Number) as number[];
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!);
}

/** The lines of a file, however large; those up to the trouble of a file that can't be read. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, "utf8")) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    // A log that is gone explains nothing, which is what its absence says. A consumer's own error is not ours.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  if (rest !== "") yield rest;
}
