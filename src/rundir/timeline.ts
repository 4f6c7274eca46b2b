/**
 * `timeline.ndjson`: one JSON object a line, appended as things happen, oldest first.
 * The first line is a header with the version of the file. Every event carries `at` (ISO time) and `ms` (milliseconds since
 * the run started, monotonic). In the file an event names the topic of its partition and the number in that topic, and in the
 * program it has one number over all topics (topic-partitions.ts). Files before 2.3 are of one topic and do not name it. The zod schema is the one source: types, the reading of files, and `chaos schema timeline`
 * come from it.
 */
import { z } from "zod";
import { TopicPartitions, type TopicShape } from "../topic-partitions.js";

const count = z.number().int().nonnegative();
const text = z.string().exactOptional();

/** What happened, without its time. */
const happening = z.discriminatedUnion("event", [
  z.object({ event: z.literal("phase"), phase: z.string() }),
  z.object({
    event: z.literal("fault"),
    name: z.string(),
    fault: z.string(),
    /** changed: a fault that is not healed yet goes up or down, or strikes again. `detail` says which. */
    action: z.enum(["injected", "changed", "healed", "failed"]),
    targets: z.array(z.string()),
    detail: text,
  }),
  /**
   * A broker's own view of a partition, written when it changes. `leader` null: it sees none. `elr`: its eligible leader
   * replicas (KIP-966), where there are any: they are out of sync, and may lead all the same. `replicas`: all that the
   * partition has, those that a reassignment adds or removes too. Absent in files before 2.2.
   */
  z.object({
    event: z.literal("view"),
    node: z.string(),
    topic: text,
    partition: count,
    leader: z.string().nullable(),
    epoch: z.number().int(),
    isr: z.array(z.string()),
    replicas: z.array(z.string()).exactOptional(),
    elr: z.array(z.string()).exactOptional(),
  }),
  /** The brokers that are fenced, as this broker sees it, written when they change. With KRaft only. */
  z.object({ event: z.literal("fenced"), node: z.string(), fenced: z.array(z.string()) }),
  /** Of the node that says so: a broker, or a KRaft voter. `epoch`: of the voter that leads. */
  z.object({
    event: z.literal("controller"),
    node: z.string(),
    controller: z.string().nullable(),
    epoch: z.number().int().exactOptional(),
  }),
  /** The voters of a KRaft quorum, as the voter that leads it says, written when they are others than before. */
  z.object({ event: z.literal("voters"), node: z.string(), voters: z.array(z.string()) }),
  z.object({ event: z.literal("reachable"), node: z.string(), reachable: z.boolean(), reason: text }),
  z.object({
    event: z.literal("node"),
    node: z.string(),
    state: z.enum(["started", "stopped", "killed", "paused", "resumed", "died"]),
    detail: text,
  }),
  /** A power cut took the end of a log while the node was down. `toOffset`: the first offset that is gone. */
  z.object({
    event: z.literal("log-cut"),
    node: z.string(),
    topic: z.string(),
    partition: count,
    records: count,
    bytes: count,
    toOffset: count,
  }),
  /** Totals so far, every 250 ms while producing. */
  z.object({ event: z.literal("progress"), sent: count, acknowledged: count, failed: count }),
  /** Delivery errors by rdkafka name: totals so far, written when they grew. */
  z.object({ event: z.literal("errors"), errors: z.record(z.string(), count) }),
  /**
   * An acknowledged offset went backwards: another leader began below. `lost` is how many messages this producer had
   * acknowledged at that offset or beyond; whether they are lost is for the check to say.
   */
  z.object({
    event: z.literal("offset-regressed"),
    producer: count,
    topic: text,
    partition: count,
    lost: count,
    lastOffset: count,
    offset: count,
  }),
  /** A process of a consumer group. `incarnation`: 0 for the first process of this instance. Since 2.3, as are the next three. */
  z.object({
    event: z.literal("client"),
    group: z.string(),
    instance: count,
    incarnation: count,
    state: z.enum(["started", "closed", "killed", "paused", "resumed", "died"]),
    detail: text,
  }),
  /**
   * What a consumer was told about its partitions, which are numbered over the topics of the header, from 0. lost: another one
   * may have had them before it knew.
   */
  z.object({
    event: z.literal("rebalance"),
    group: z.string(),
    instance: count,
    incarnation: count,
    action: z.enum(["assigned", "revoked", "lost"]),
    partitions: z.array(count),
  }),
  /**
   * Commits of a group: totals so far, of answers to its processes, written at most every second. `failed`: by librdkafka's
   * name of the error.
   */
  z.object({
    event: z.literal("commits"),
    group: z.string(),
    commits: count,
    failed: z.record(z.string(), count),
  }),
  /** A copier undid a batch of so many messages, and reads it again: its transaction was aborted. Since 2.4. */
  z.object({
    event: z.literal("undone"),
    group: z.string(),
    instance: count,
    incarnation: count,
    messages: count,
    reason: z.string(),
  }),
  /**
   * Totals of a group so far, every 250 ms while they change. `reads`: messages that its processes have processed, those that
   * were processed twice counted twice. `lag`: messages that the group has still to read, as far as its members know.
   */
  z.object({ event: z.literal("consumed"), group: z.string(), reads: count, lag: count }),
  /**
   * The broker that coordinates the transactions of the first client of a group, as most brokers say, written when it is
   * another one. `group`: of producers, or the name of a copier. `node` null: no broker names one. Since 2.4.
   */
  z.object({
    event: z.literal("transaction-coordinator"),
    group: z.string(),
    transactionalId: z.string(),
    node: z.string().nullable(),
  }),
  /**
   * A transaction that ended otherwise than the scenario asks for. `outcome`: as in result.json. `error`: librdkafka's name.
   * `newClient`: another client with the same transactional.id took the place of the one that had it. At most 2,000. Since 2.4.
   */
  z.object({
    event: z.literal("transaction"),
    producer: count,
    first: count,
    messages: count,
    outcome: z.enum(["aborted", "unknown", "abandoned"]),
    error: z.string(),
    newClient: z.literal(true).exactOptional(),
  }),
  z.object({ event: z.literal("note"), message: z.string() }),
]);

export const timelineEventSchema = z.intersection(
  z.object({ at: z.iso.datetime(), ms: z.number().nonnegative() }),
  happening,
);

/** The version that is written. Files of version 1 have no header, and call `offset-regressed` a `failover`. */
export const TIMELINE_VERSION = "2.4";

const headerSchema = z.object({
  event: z.literal("header"),
  schemaVersion: z.string(),
  topics: z.array(z.object({ topic: z.string(), partitions: count })).exactOptional(),
});

/** A line of the file. */
export const timelineLineSchema = z.union([headerSchema, timelineEventSchema]);

export type TimelineHeader = z.infer<typeof headerSchema>;
export type TimelineLine = TimelineHeader | TimelineEvent;

export function timelineHeader(topics: readonly TopicShape[]): TimelineHeader {
  const told = topics.map(({ name: topic, partitions }) => ({ topic, partitions }));
  return { event: "header", schemaVersion: TIMELINE_VERSION, topics: told };
}

/** The topics that a header names; null: it is of an older file. */
export function topicsIn({ topics }: TimelineHeader): TopicPartitions | null {
  return topics === undefined
    ? null
    : new TopicPartitions(topics.map(({ topic: name, partitions }) => ({ name, partitions })));
}

/** An event as its line has it. */
export function timelineLine(event: TimelineEvent, topics: TopicPartitions): object {
  if (event.event !== "view" && event.event !== "offset-regressed") return event;
  // A run that was never planned has no topics.
  if (topics.count === 0) return event;
  const { partition, ...rest } = event;
  return { ...rest, ...topics.at(partition) };
}

/** `topics`: of the header; null: of an older file. @throws ZodError, or an Error for a partition that no topic has */
export function readTimelineLine(json: unknown, topics: TopicPartitions | null): TimelineLine {
  const { event } = (json ?? {}) as { event?: unknown };
  const renamed = event === "failover" ? { ...(json as object), event: "offset-regressed" } : json;
  const line = timelineLineSchema.parse(renamed);
  if (line.event !== "view" && line.event !== "offset-regressed") return line as TimelineLine;
  const { topic, ...rest } = line;
  if (topic === undefined || topics === null) return rest as TimelineLine;
  const partition = topics.of(topic, line.partition);
  if (partition === undefined) throw new Error(`no topic has the partition ${topic}-${line.partition}`);
  return { ...rest, partition } as TimelineLine;
}

/** In the program partitions are numbered over all topics. */
type Indexed<Written> = Written extends { event: "view" | "offset-regressed" }
  ? Omit<Written, "topic">
  : Written;

export type Happening = Indexed<z.infer<typeof happening>>;
export type TimelineEvent = { at: string; ms: number } & Happening;
