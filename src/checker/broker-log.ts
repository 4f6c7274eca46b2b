/**
 * What a broker's own log says about the partitions of a run's topics: when it led them, and what it threw away.
 *
 * A broker writes a line whenever its role changes. Both give the offset at which its log ended at that moment, so that
 * a term's offsets are known exactly. In Kafka's words (Partition.scala; 3.0 to 3.9, 2.6 to 2.8, and 1.0 to 2.5, which
 * has no line for followers):
 *
 *     Leader test1-0 with topic id Some(…) starts at leader epoch 1 from offset 29995 with partition epoch 1, …
 *     Follower test1-0 starts at leader epoch 1 from offset 31022 with partition epoch 1 and …
 *     Leader test1-0 starts at leader epoch 1 from offset 29995 with high watermark 29995 …
 *     [Partition test1-0 broker=2] test1-0 starts at Leader Epoch 1 from offset 29995. Previous Leader Epoch was: 0
 *
 * A leader that comes back as a follower cuts its log where it parts from the new leader's. From 0.11 to 3.9 (Log.scala,
 * UnifiedLog.scala, AbstractFetcherThread.scala):
 *
 *     [UnifiedLog partition=test1-0, dir=…] Truncating to offset 59925
 *     [Log partition=test1-0, dir=…] Truncating to offset 59925
 *     Truncating log test1-0 to offset 59925.
 *     [ReplicaFetcher …] Truncating partition test1-0 with TruncationState(offset=59925, …) due to …
 *
 * The last only announces: it stands for the truncation where the log itself is silent, and is void when the log
 * answers "Truncating to 59925 has no effect as the largest offset in the log is …". Each of them, the void ones too,
 * is written by a follower only, so it ends the term of a broker that did not say how its term ended.
 *
 * A broker that was killed says nothing. When it starts again, in the same file, its terms are over; how far its log
 * reached is then not known, for a start may cut what a crash left broken.
 */
import type { TopicPartitions } from "../topic-partitions.js";
import type { Term, Truncation } from "./terms.js";

export interface BrokerLog {
  /** The partitions whose roles it tells: there are no other terms of them than these. */
  readonly told: ReadonlySet<number>;
  readonly terms: readonly Term[];
  /** In the order of the log. */
  readonly truncations: readonly Truncation[];
}

const TIMESTAMP = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)[,.](\d{3})\]/;
const ROLE =
  /(?:(Leader|Follower) )?(\S+)-(\d+) (?:with topic id \S+ )?starts at leader epoch (\d+) from offset (\d+)/i;
const START = /\bstarting \(kafka\.server\.KafkaServer\)|Transition from SHUTDOWN to STARTING/;
const BY_THE_LOG =
  /\[(?:Unified)?Log partition=(\S+)-(\d+), .*?\] Truncating to (?:offset )?(\d+)( has no effect)?/;
const BY_AN_OLD_LOG = /Truncating log (\S+)-(\d+) to offset (\d+)/;
const ANNOUNCED = /Truncating partition (\S+)-(\d+) (?:with TruncationState\(offset=|to (?:offset )?)(\d+)/;

/** `startedAtMs`: milliseconds since the epoch at which the run's clock is 0. Nodes write their logs in UTC. */
export async function readBrokerLog(
  lines: AsyncIterable<string> | Iterable<string>,
  node: string,
  topics: TopicPartitions,
  startedAtMs: number,
): Promise<BrokerLog> {
  const told = new Set<number>();
  const terms: Term[] = [];
  const truncations: Truncation[] = [];
  /** Terms that are not over yet, by partition. */
  const open = new Map<number, Term>();
  /** Announcements that the log has not answered yet, by partition. */
  const announced = new Map<number, Truncation>();

  function end(partition: number, toMs: number, endOffset: number): void {
    const term = open.get(partition);
    if (term === undefined) return;
    terms.push({ ...term, toMs, endOffset });
    open.delete(partition);
  }

  function role(line: string): void {
    const match = ROLE.exec(line);
    const partition = match === null ? undefined : topics.of(match[2]!, Number(match[3]));
    if (match === null || partition === undefined) return;
    told.add(partition);
    const epoch = Number(match[4]);
    const offset = Number(match[5]);
    const atMs = timeOf(line, startedAtMs);
    // Kafka before 2.6 says "Leader" in no line, and has this line for leaders only.
    const leads = match[1] !== "Follower";
    if (leads && open.get(partition)?.epoch === epoch) return;
    end(partition, atMs ?? Number.POSITIVE_INFINITY, offset);
    if (!leads) return;
    open.set(partition, {
      ...{ node, partition, epoch, firstOffset: offset, endOffset: Number.POSITIVE_INFINITY },
      ...{ fromMs: atMs ?? Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY },
    });
  }

  function truncation(line: string): void {
    const byTheLog = BY_THE_LOG.exec(line) ?? BY_AN_OLD_LOG.exec(line);
    const match = byTheLog ?? ANNOUNCED.exec(line);
    const partition = match === null ? undefined : topics.of(match[1]!, Number(match[2]));
    if (match === null || partition === undefined) return;
    const atMs = timeOf(line, startedAtMs);
    end(partition, atMs ?? Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    const found: Truncation = { node, partition, toOffset: Number(match[3]), atMs, line };
    const pending = announced.get(partition);
    if (byTheLog === null) {
      if (pending !== undefined) truncations.push(pending);
      announced.set(partition, found);
      return;
    }
    announced.delete(partition);
    if (pending !== undefined && pending.toOffset !== found.toOffset) truncations.push(pending);
    if (match[4] === undefined) truncations.push(found);
  }

  for await (const line of lines) {
    if (line.includes("Truncating ")) truncation(line);
    else if (line.includes(" starts at ")) role(line);
    else if (START.test(line)) {
      const atMs = timeOf(line, startedAtMs) ?? Number.POSITIVE_INFINITY;
      for (const partition of [...open.keys()]) end(partition, atMs, Number.POSITIVE_INFINITY);
    }
  }
  return {
    told,
    terms: [...terms, ...open.values()],
    truncations: [...truncations, ...announced.values()],
  };
}

function timeOf(line: string, startedAtMs: number): number | null {
  const match = TIMESTAMP.exec(line);
  if (match === null) return null;
  const [year, month, day, hour, minute, second, ms] = match.slice(1).map(Number) as number[];
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!) - startedAtMs;
}
