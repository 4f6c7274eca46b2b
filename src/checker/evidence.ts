/**
 * Evidence for lost messages: who acknowledged them, under which leader epoch, and which line of its log threw them away.
 *
 * A producer hands a message over, a broker appends it at an offset and acknowledges it, and the producer hears of that.
 * So the broker led at some moment between the first and the last of these times, and its term (terms.ts) holds the
 * offset. During a partition, or after a pause, the terms of several brokers may. But the message is lost: among these
 * brokers it was the one that threw the offset away afterwards. Where several did, the other messages may tell how far
 * the log of each reached at the time (reach.ts). If that does not single out one broker, none is named, for a wrong
 * name is worse than none.
 *
 * The brokers' own logs tell the terms. Where a log does not (it is gone, or of another Kafka), what the observer saw of
 * that broker stands in (believed-terms.ts).
 */
import { createReadStream } from "node:fs";
import type { Ledger } from "../history/ledger.js";
import { readTimeline } from "../rundir/rundir.js";
import type { TimelineEvent } from "../rundir/timeline.js";
import { TopicPartitions, type TopicShape } from "../topic-partitions.js";
import { believedTerms, processEnds } from "./believed-terms.js";
import { type BrokerLog, readBrokerLog } from "./broker-log.js";
import { type Acknowledgement, NOBODY, type WhoAcknowledged } from "./lost-ranges.js";
import { type Reaches, reachOf } from "./reach.js";
import { CLOCKS_APART_MS_MAX, mayHold, type Term, type Truncation } from "./terms.js";

export interface Evidence {
  readonly terms: readonly Term[];
  readonly truncations: readonly Truncation[];
  /** What is acknowledged later in a term has a higher offset. */
  readonly offsetsRise: boolean;
}

export const NO_EVIDENCE: Evidence = { terms: [], truncations: [], offsetsRise: true };

export interface EvidenceSources {
  /** By the name of the broker: the path of its log. */
  readonly brokerLogs: ReadonlyMap<string, string>;
  /** Path of timeline.ndjson. */
  readonly timeline: string;
  readonly scenario: {
    readonly topics: readonly TopicShape[];
    readonly producers: readonly { readonly idempotence: boolean }[];
  };
  /** Milliseconds since the epoch at which the timeline's clock is 0. */
  readonly ledger: { readonly startedAtMs: number };
}

/** Evidence explains a verdict and never makes one: a search that fails is a note. */
export function sentenceWithoutEvidence(error: Error): string {
  return `the broker logs could not be searched for evidence: ${error.message}`;
}

/** All that the timeline and the broker logs say about who led and what was thrown away. */
export async function gatherEvidence({
  brokerLogs,
  timeline,
  scenario,
  ledger,
}: EvidenceSources): Promise<Evidence> {
  const events = readTimeline(timeline).timeline;
  const believed = believedTerms(events);
  const ends = processEnds(events);
  const terms: Term[] = [];
  const topics = new TopicPartitions(scenario.topics);
  const truncations: Truncation[] = powerCuts(events, topics);
  for (const [name, path] of brokerLogs) {
    const log = await readBrokerLog(linesOf(path), name, topics, ledger.startedAtMs);
    truncations.push(...log.truncations);
    terms.push(...termsOf(name, log, believed, ends));
  }
  // An idempotent producer that asks again is answered with the place where an earlier leader had appended the message.
  return scenario.producers.some(({ idempotence }) => idempotence)
    ? { terms: terms.map((term) => ({ ...term, firstOffset: 0 })), truncations, offsetsRise: false }
    : { terms, truncations, offsetsRise: true };
}

/** What faults took from the disk of a broker that was down: no line of its log tells of that. */
function powerCuts(events: Iterable<TimelineEvent>, topics: TopicPartitions): Truncation[] {
  return [...events].flatMap((event) => {
    if (event.event !== "log-cut") return [];
    const { node, topic, toOffset, ms } = event;
    const partition = topics.of(topic, event.partition);
    if (partition === undefined) return [];
    return [{ node, partition, toOffset, atMs: ms, line: null }];
  });
}

function termsOf(
  node: string,
  log: BrokerLog,
  believed: readonly Term[],
  ends: readonly { node: string; ms: number }[],
): Term[] {
  const ownEnds = ends.filter((end) => end.node === node);
  return [
    // The process is gone sooner than its next line tells.
    ...log.terms.map((term) => {
      const end = ownEnds.find(({ ms }) => ms >= term.fromMs);
      return end !== undefined && end.ms < term.toMs
        ? { ...term, toMs: end.ms, endOffset: Number.POSITIVE_INFINITY }
        : term;
    }),
    ...believed.filter((term) => term.node === node && !log.told.has(term.partition)),
  ];
}

/**
 * Who acknowledged a message that is lost, as far as the evidence tells. The same answer is the same object. With the
 * finished ledger, the other messages tell more (reach.ts).
 */
export function whoAcknowledged(
  { terms, truncations, offsetsRise }: Evidence,
  ledger: Ledger | null = null,
): WhoAcknowledged {
  const ofPartition = groupByPartition(terms);
  const termsOf = (partition: number) => ofPartition.get(partition) ?? NONE;
  const cuts = groupByPartition(truncations);
  const answers: Acknowledgement[] = [];

  function answer(
    acknowledgedBy: string,
    leaderEpoch: number | null,
    cut: Truncation | null,
  ): Acknowledgement {
    const known = answers.find(
      (one) =>
        one.acknowledgedBy === acknowledgedBy &&
        one.leaderEpoch === leaderEpoch &&
        one.truncation?.line === cut?.line &&
        one.truncation?.toOffset === cut?.toOffset,
    );
    if (known !== undefined) return known;
    const truncation = cut === null ? null : { node: cut.node, line: cut.line, toOffset: cut.toOffset };
    const made = { acknowledgedBy, leaderEpoch, truncation };
    answers.push(made);
    return made;
  }

  function find(partition: number, offset: number, sentMs: number, settledMs: number, reaches?: Reaches) {
    let best: Term | null = null;
    let cut: Truncation | null = null;
    let [isOneNode, isOneEpoch, isOneCut] = [true, true, true];
    for (const term of termsOf(partition)) {
      if (!mayHold(term, offset, sentMs, settledMs)) continue;
      if (reaches?.(term, offset, sentMs, settledMs) === false) continue;
      const lostBy = firstCut(cuts.get(partition) ?? NONE, term, offset, sentMs);
      if (best === null || (cut === null && lostBy !== null)) {
        best = term;
        cut = lostBy;
        [isOneNode, isOneEpoch, isOneCut] = [true, true, true];
      } else if ((cut === null) === (lostBy === null)) {
        isOneNode &&= term.node === best.node;
        isOneEpoch &&= term.epoch === best.epoch;
        isOneCut &&= lostBy === cut;
      }
    }
    if (best === null || !isOneNode) return NOBODY;
    return answer(best.node, isOneEpoch ? best.epoch : null, isOneCut ? cut : null);
  }

  let reaches: Reaches | undefined;
  return (partition, offset, sentMs, settledMs) => {
    const found = find(partition, offset, sentMs, settledMs);
    if (ledger === null || !offsetsRise || (found.acknowledgedBy !== null && found.leaderEpoch !== null))
      return found;
    // Seldom needed, and then it takes a look at every message.
    reaches ??= reachOf(ledger, termsOf);
    return find(partition, offset, sentMs, settledMs, reaches);
  };
}

const NONE: readonly never[] = [];

/** The line by which the broker of this term threw away what it had appended at `offset`. */
function firstCut(
  cuts: readonly Truncation[],
  { node, fromMs }: Term,
  offset: number,
  sentMs: number,
): Truncation | null {
  const afterMs = Math.max(sentMs, fromMs) - CLOCKS_APART_MS_MAX;
  return (
    cuts.find(
      (cut) => cut.node === node && cut.toOffset <= offset && (cut.atMs === null || cut.atMs >= afterMs),
    ) ?? null
  );
}

function groupByPartition<Item extends { readonly partition: number }>(
  items: readonly Item[],
): ReadonlyMap<number, readonly Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(item.partition);
    if (group === undefined) groups.set(item.partition, [item]);
    else group.push(item);
  }
  return groups;
}

/** The lines of a file, however large; those before the place where a file cannot be read any further. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, "utf8")) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    // A log that is gone explains nothing, and that is all. An error of the caller has no such code.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
  if (rest !== "") yield rest;
}
