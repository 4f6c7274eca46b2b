/** Version 2 of `result.json` as a result. */
import type { z } from "zod";
import { common } from "../../../alike.js";
import { InfrastructureError } from "../../../errors.js";
import { TopicPartitions } from "../../../topic-partitions.js";
import type { CheckName } from "../../expectations.js";
import {
  ANOMALY_KINDS,
  type Anomaly,
  type AnomalyKind,
  type Counts,
  type Expectations,
  type FaultRecord,
  type LeaderErrors,
  type MessageRange,
  OBSERVED,
  type ProducerGroup,
  type Result,
  type TargetRole,
} from "../../result.js";
import { readConsumers } from "./consumers.js";
import { readCopiers } from "./copiers.js";
import {
  type fault,
  type faultTarget,
  type lossFinding,
  type otherFinding,
  VERSION_2,
  type Version2,
  version2Schema,
} from "./schema.js";
import { readTransactionsSection } from "./transactions.js";

/** The names of checks that are not the name of the kind of anomalies that they find. */
const KIND_OF: Readonly<Record<string, AnomalyKind>> = { duplicates: "duplicated", order: "reordered" };

/** Checks of these have a section and a key of `expect` together. */
const SECTIONS = ["consumers", "transactions", "copiers"] as const;

function sectionOf(id: string): (typeof SECTIONS)[number] | undefined {
  return SECTIONS.find((section) => id.startsWith(`${section}.`));
}

/** A higher minor version has more than a lower one, and nothing less. */
function withoutMinorVersion(json: unknown): unknown {
  const { schemaVersion } = (json ?? {}) as { schemaVersion?: unknown };
  return /^2\.\d+$/.test(String(schemaVersion)) ? { ...(json as object), schemaVersion: VERSION_2 } : json;
}

const acksOf = (written: "0" | "1" | "all") => (written === "all" ? "all" : written === "0" ? 0 : 1);

function groupOf({
  messagesEach: messages,
  ratePerSecondEach: rate,
  reachedPerSecondEach: reachedRate,
  totals: counts,
  acks,
  ...group
}: NonNullable<Version2["settings"]["producerGroups"]>[number]): ProducerGroup {
  return {
    ...group,
    ...{ messages, rate, acks: acksOf(acks) },
    ...(counts !== undefined && { counts }),
    ...(reachedRate !== undefined && { reachedRate }),
  };
}

function together(groups: readonly ProducerGroup[]): Result["producers"] {
  const startMs = groups.flatMap((group) => group.startMs);
  return {
    instances: groups.reduce((sum, { instances }) => sum + instances, 0),
    acks: common(groups.map(({ acks }) => acks)),
    rate: common(groups.map(({ rate }) => rate)),
    ...(startMs.some((ms) => ms > 0) && { startMs }),
  };
}

/** @throws ZodError */
export function readVersion2(json: unknown): Result {
  const file = version2Schema.parse(withoutMinorVersion(json));
  const { run, settings, topics, availability, environment, rate, checks } = file;
  const { client, clientVersion, instances, messagesEach, ratePerSecondEach, acks, startMs, ...producers } =
    settings.producers;
  const { kafka, ...cluster } = settings.cluster;
  const groups = settings.producerGroups?.map(groupOf);
  const startedAtMs = Date.parse(run.startedAt);
  const iso = (atMs: number) => new Date(startedAtMs + atMs).toISOString();
  const isoOrNull = (atMs: number | null) => (atMs === null ? null : iso(atMs));
  const indexOf = indexesIn(topics);
  // Those of a section are there.
  const because = checks.flatMap(({ id, because, group, topic }) =>
    because === undefined || sectionOf(id) !== undefined || (group ?? topic) !== undefined
      ? []
      : [[id, because]],
  );
  const ofTopics = topics.flatMap(({ topic, totals }) =>
    topic === null || totals === undefined ? [] : [{ name: topic, counts: totals }],
  );
  const { writes, unsafe, twoLeaders, recoveries } = availability;
  return {
    run: run.id,
    scenario: run.scenario,
    ...(run.description !== undefined && { description: run.description }),
    ...{ engine: run.engine, seed: run.seed, scale: run.scale },
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt },
    durations: Object.fromEntries(file.phases.map(({ name, durationMs }) => [name, durationMs])),
    environment: { ...environment, kafka, librdkafka: clientVersion },
    producers:
      groups === undefined
        ? {
            instances,
            acks: acksOf(acks),
            rate: ratePerSecondEach,
            ...(startMs !== undefined && { startMs }),
          }
        : together(groups),
    ...(groups !== undefined && { groups }),
    settings: settingsIn(topics, cluster, producers),
    counts: countsIn(file),
    ...(ofTopics.length > 0 && { topics: ofTopics }),
    ...(topics.some(({ partitions }) => partitions !== undefined) && {
      partitions: topics.flatMap(({ topic, partitions = [] }) =>
        partitions.map(({ sent, unsettled, leaders, ...counts }) => ({
          ...counts,
          partition: indexOf(topic, counts.partition),
        })),
      ),
    }),
    ...leaderTermsIn(topics, indexOf, iso, isoOrNull),
    ...(because.length > 0 && { unknownBecause: Object.fromEntries(because) }),
    ...(file.planted !== undefined && { planted: file.planted }),
    ...(file.schemas !== undefined && { schemas: file.schemas }),
    ...(file.leaderErrors !== undefined && { leaderErrors: leaderErrorsIn(file.leaderErrors, indexOf, iso) }),
    ...(file.consumers !== undefined && { consumers: readConsumers(file.consumers, iso, indexOf) }),
    ...(file.transactions !== undefined && {
      transactions: readTransactionsSection(file.transactions, indexOf),
    }),
    ...(file.copiers !== undefined && { copiers: readCopiers(file.copiers, indexOf) }),
    errors: Object.fromEntries(file.errors.map(({ name, messages }) => [name, messages])),
    latencyMs: file.latencyMs,
    reachedRate: rate.reachedPerSecondEach,
    lostRanges: file.findings.flatMap((finding) =>
      finding.check === "loss" ? [rangeOf(finding, indexOf)] : [],
    ),
    lostRangesOmitted: file.findingsOmitted.loss,
    anomalies: file.findings.flatMap((finding) =>
      finding.check === "loss" ? [] : [anomalyOf(finding, indexOf)],
    ),
    faults: file.faults.map((one) => faultOf(one, indexOf, iso, isoOrNull)),
    failovers: file.leaderChanges.map(({ topic, partition, atMs, ...change }) => ({
      ...{ at: iso(atMs), ...change, partition: indexOf(topic, partition) },
    })),
    ...(writes !== undefined && {
      noWrites: writes && {
        ...{ longestMs: writes.longestMs, totalMs: writes.outageTotalMs },
        partition:
          writes.longestPartition === null ? null : indexOf(writes.longestTopic, writes.longestPartition),
        ...{ from: isoOrNull(writes.longestFromMs), to: isoOrNull(writes.longestUntilMs) },
        ...(writes.outages !== undefined && {
          outages: writes.outages.map(({ topic, partition, fromMs, untilMs }) => ({
            partition: partition === null ? null : indexOf(topic, partition),
            ...{ from: iso(fromMs), to: iso(untilMs) },
          })),
        }),
      },
    }),
    ...(unsafe !== undefined && {
      unsafe: unsafe.map(({ topic, partition, fromMs, untilMs, acknowledgedAndLost: messages }) => ({
        ...{ partition: indexOf(topic, partition), from: iso(fromMs), to: iso(untilMs), messages },
      })),
    }),
    twoLeaders: twoLeaders.map(({ topic, partition, leaders, fromMs, untilMs }) => ({
      ...{ partition: indexOf(topic, partition), leaders, from: iso(fromMs), to: iso(untilMs) },
    })),
    recoveries: recoveries.map(({ fault, fromMs, untilMs }) => ({
      fault,
      from: iso(fromMs),
      to: iso(untilMs),
    })),
    expect: expectationsIn(file),
    ...{ verdict: file.verdict, reasons: file.reasons },
    ...(file.doubts.length > 0 && { doubts: file.doubts }),
    ...(file.notes.length > 0 && { notes: file.notes }),
    ...(file.reference !== undefined && { reference: file.reference }),
  };
}

/** The index of a partition. @throws InfrastructureError for one that no topic of the file has */
type IndexOf = (topic: string | null | undefined, partition: number) => number;

function indexesIn(topics: Version2["topics"]): IndexOf {
  // Of one topic older files tell less.
  if (topics.length < 2) return (_, partition) => partition;
  const shapes = topics.map(({ topic, partitionCount = 0 }) => ({
    name: topic ?? "",
    partitions: partitionCount,
  }));
  const all = new TopicPartitions(shapes);
  return (topic, partition) => {
    const index = all.of(topic ?? "", partition);
    if (index !== undefined) return index;
    throw new InfrastructureError(`result.json names a partition that no topic has: ${topic}-${partition}`);
  };
}

function leaderTermsIn(
  topics: Version2["topics"],
  indexOf: IndexOf,
  iso: (atMs: number) => string,
  isoOrNull: (atMs: number | null) => string | null,
): Pick<Result, "leaderTerms"> {
  const partitions = topics.flatMap(({ topic, partitions = [] }) =>
    partitions.map((one) => ({ ...one, partition: indexOf(topic, one.partition) })),
  );
  if (!partitions.some(({ leaders }) => leaders !== undefined)) return {};
  const terms = partitions.flatMap(({ partition, leaders = [] }) =>
    leaders.map(({ broker: node, epoch, believedFromMs, believedUntilMs }) => ({
      ...{ partition, node, epoch, from: iso(believedFromMs), to: isoOrNull(believedUntilMs) },
    })),
  );
  return { leaderTerms: terms.sort((a, b) => a.from.localeCompare(b.from)) };
}

function leaderErrorsIn(
  { error, ...found }: NonNullable<Version2["leaderErrors"]>,
  indexOf: IndexOf,
  iso: (atMs: number) => string,
): LeaderErrors {
  const seenIn = ({ bursts, ...seen }: NonNullable<Version2["leaderErrors"]>["client"]) => ({
    ...seen,
    bursts: bursts.map(({ topic, partition, fromMs, untilMs, errors, writesAgainAfterMs }) => ({
      ...{
        partition: indexOf(topic, partition),
        from: iso(fromMs),
        to: iso(untilMs),
        errors,
        writesAgainAfterMs,
      },
    })),
  });
  return { ...found, wire: found.wire && seenIn(found.wire), client: seenIn(found.client) };
}

/** Null unless the file has all of them: a run has, unless its own scenario.yaml was not there to be read. */
function settingsIn(
  topics: Version2["topics"],
  { metadata, brokers, config }: Omit<Version2["settings"]["cluster"], "kafka">,
  producers: Partial<NonNullable<Result["settings"]>["producers"]>,
): Result["settings"] {
  const { sizeBytes, idempotence, key, schema, transactions, config: ofProducers } = producers;
  if (metadata === undefined || brokers === undefined || config === undefined) return null;
  const told = topics.flatMap(({ topic: name, partitionCount: partitions, replicas, config, isCopy }) =>
    name === null || partitions === undefined || replicas === undefined || config === undefined
      ? []
      : { name, partitions, replicas, config, ...(isCopy && { isCopy }) },
  );
  if (told.length === 0 || told.length < topics.length) return null;
  if (sizeBytes === undefined || idempotence === undefined || ofProducers === undefined) return null;
  if (key === undefined || schema === undefined) return null;
  return {
    cluster: { brokers, metadata, config },
    topics: told,
    producers: {
      ...{ sizeBytes, idempotence, key, schema, config: ofProducers },
      ...(transactions !== undefined && { transactions }),
    },
  };
}

function countsIn({ totals, checks }: Version2): Counts {
  const found = (name: CheckName) => checks.find(({ id }) => id === name)?.found ?? null;
  const loss = checks.find(({ id }) => id === "loss");
  const parts = [found("failedButStored"), found("neverSent"), found("foreign")];
  const isWhole = !parts.includes(null);
  const counts: Counts = {
    ...{ planned: totals.planned, sent: totals.sent, acknowledged: totals.acknowledged },
    ...{ failed: totals.failed, unsettled: totals.unsettled },
    ...{ highWatermark: totals.highWatermark, lostByWatermark: totals.lostByWatermark },
    ...{ logMessages: totals.stored, lost: totals.lost },
    ...(loss?.atLeast !== undefined && { lostAtLeast: loss.atLeast }),
    ...(loss?.atMost !== undefined && { lostAtMost: loss.atMost }),
    ...{ duplicated: found("duplicates"), reordered: found("order"), corrupted: found("corrupted") },
    unexpected: isWhole ? parts.reduce((sum: number, part) => sum + part!, 0) : found("unexpected"),
    misplaced: found("misplaced"),
  };
  // Older runs did not look for these.
  const isOlder = checks.some(({ id }) => id === "unexpected");
  for (const name of OBSERVED) if (!isOlder || found(name) !== null) counts[name] = found(name);
  return counts;
}

function expectationsIn({ checks }: Version2): Expectations {
  const all = checks.filter(({ expected }) => expected !== null);
  const wordsOf = (section: (typeof SECTIONS)[number], group?: string) =>
    Object.fromEntries(
      all.flatMap((one) =>
        sectionOf(one.id) === section && one.group === group
          ? [[one.id.slice(section.length + 1), one.expected]]
          : [],
      ),
    );
  const groups = new Set(all.flatMap(({ id, group }) => (sectionOf(id) === undefined ? [] : (group ?? []))));
  const ofGroups = Object.fromEntries([...groups].map((group) => [group, wordsOf("consumers", group)]));
  const consumers = { ...wordsOf("consumers"), ...(groups.size > 0 && { groups: ofGroups }) };
  const transactions = wordsOf("transactions");
  const copiers = wordsOf("copiers");
  const isSome = (words: object) => Object.keys(words).length > 0;
  return {
    ...Object.fromEntries(
      all.flatMap(({ id, group, topic, expected }) =>
        sectionOf(id) === undefined && (group ?? topic) === undefined ? [[id, expected]] : [],
      ),
    ),
    ...(isSome(consumers) && { consumers }),
    ...(isSome(transactions) && { transactions }),
    ...(isSome(copiers) && { copiers }),
    ...partsIn(all),
  } as unknown as Expectations;
}

/** What is expected of a group of producers, or of a topic. */
function partsIn(checks: Version2["checks"]): object {
  const groups: Record<string, Record<string, unknown>> = {};
  const topics: Record<string, Record<string, unknown>> = {};
  for (const { id, group, topic, expected } of checks) {
    if (sectionOf(id) !== undefined) continue;
    if (group !== undefined) groups[group] = { ...groups[group], [id]: expected };
    if (topic !== undefined) topics[topic] = { ...topics[topic], [id]: expected };
  }
  const isSome = (words: object) => Object.keys(words).length > 0;
  return { ...(isSome(groups) && { groups }), ...(isSome(topics) && { topics }) };
}

function rangeOf(
  { sequences, offsets, acknowledged, evidence, ...finding }: z.infer<typeof lossFinding>,
  indexOf: IndexOf,
): MessageRange {
  const [line] = evidence;
  return {
    ...{ producer: finding.producer, partition: indexOf(finding.topic, finding.partition) },
    ...{ firstSequence: sequences.first, lastSequence: sequences.last, messages: finding.messages },
    ...{ firstOffset: offsets?.first ?? null, lastOffset: offsets?.last ?? null },
    ...{ acknowledgedFrom: acknowledged.from, acknowledgedTo: acknowledged.until },
    ...{ acknowledgedBy: acknowledged.by, leaderEpoch: acknowledged.epoch },
    truncation:
      line === undefined ? null : { node: line.node, line: line.line, toOffset: line.truncatedToOffset },
    ...(offsets?.reusedByOthers !== undefined && { overwritten: offsets.reusedByOthers }),
    ...(offsets?.firstReusedBy !== undefined && { overwrittenBy: offsets.firstReusedBy }),
  };
}

function anomalyOf(
  { check: id, topic, partition: number, messages, offsets, detail }: z.infer<typeof otherFinding>,
  indexOf: IndexOf,
): Anomaly {
  const kind = KIND_OF[id] ?? ANOMALY_KINDS.find((one) => one === id)!;
  const partition = indexOf(topic, number);
  return { kind, partition, firstOffset: offsets.first, lastOffset: offsets.last, messages, detail };
}

function rolesOf(targets: readonly z.infer<typeof faultTarget>[], indexOf: IndexOf): TargetRole[] {
  return targets.flatMap(({ node, role, topic, partition }) =>
    role === undefined
      ? []
      : [{ node, role, partition: partition === undefined ? null : indexOf(topic, partition) }],
  );
}

function faultOf(
  one: z.infer<typeof fault>,
  indexOf: IndexOf,
  iso: (atMs: number) => string,
  isoOrNull: (atMs: number | null) => string | null,
): FaultRecord {
  const { type, targets, injectedAtMs, healedAtMs, durationMs, sentWhenTriggered, effects, ...rest } = one;
  const { strikes, sentWhenInjected, settledWhenInjected, sentWhenHealed, ...kept } = rest;
  const roles = rolesOf(targets, indexOf);
  return {
    ...kept,
    fault: type,
    targets: targets.map(({ node }) => node),
    ...(roles.length > 0 && { roles }),
    ...{ injectedAt: isoOrNull(injectedAtMs), healedAt: isoOrNull(healedAtMs) },
    ...(strikes !== undefined && {
      strikes: strikes.map(({ atMs, targets }) => ({
        ...{ at: iso(atMs), targets: targets.map(({ node }) => node), roles: rolesOf(targets, indexOf) },
      })),
    }),
    afterMessages: sentWhenTriggered,
    ...(sentWhenInjected !== undefined && { sentAtInjection: sentWhenInjected }),
    ...(settledWhenInjected !== undefined && { settledAtInjection: settledWhenInjected }),
    ...(sentWhenHealed !== undefined && { sentAtHealing: sentWhenHealed }),
  };
}
