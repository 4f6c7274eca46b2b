/** A result as version 2 of `result.json` has it. */
import { TopicPartitions } from "../../../topic-partitions.js";
import { CONSUMER_CHECKS } from "../../consumers.js";
import { COPIER_CHECKS } from "../../copiers.js";
import { checkResults } from "../../expectations.js";
import { lengthMs } from "../../leadership-times.js";
import type { PartName } from "../../parts.js";
import {
  type FaultRecord,
  type LeaderChange,
  type LeaderErrors,
  type MessageRange,
  type PartitionCounts,
  type ProducerGroup,
  type Recovery,
  type Result,
  type SeenErrors,
  type Stretch,
  strikeTimes,
  type TargetRole,
} from "../../result.js";
import { writeConsumers } from "./consumers.js";
import { writeCopiers } from "./copiers.js";
import { VERSION_2, type Version2, version2Schema } from "./schema.js";
import { writeTransactions } from "./transactions.js";

const FILES = {
  ...{ scenario: "scenario.yaml", timeline: "timeline.ndjson", ledger: "ledger.bin", log: "log.bin" },
  ...{ lost: "lost.csv", logs: "logs/" },
};

/** The names of kinds of anomalies that are not the name of their check. */
const CHECK_OF = { duplicated: "duplicates", reordered: "order" } as const;

/** @throws ZodError when the result breaks the schema */
export function writeVersion2(result: Result): Version2 {
  const { counts, producers, environment, noWrites, unsafe, settings, unknownBecause } = result;
  const startedAtMs = Date.parse(result.startedAt);
  const at = (time: string) => Date.parse(time) - startedAtMs;
  const between = (one: Stretch) => ({
    fromMs: at(one.from),
    untilMs: at(one.to),
    durationMs: Math.max(0, lengthMs(one)),
  });
  const placeOf = placesOf(settings);
  const { java, os, cpus, chaos, node, reusedCluster } = environment;
  const because = {
    ...unknownBecause,
    ...whyConsumersAreUnknown(result),
    ...whyTransactionsAreUnknown(result),
    ...whyCopiersAreUnknown(result),
  };
  const firstGroup = result.groups?.[0] ?? {
    ...producers,
    messages: counts.planned / producers.instances,
  };
  return version2Schema.parse({
    schemaVersion: VERSION_2,
    run: {
      id: result.run,
      scenario: result.scenario,
      ...(result.description !== undefined && { description: result.description }),
      ...{ engine: result.engine, seed: result.seed, scale: result.scale },
      ...{ startedAt: result.startedAt, finishedAt: result.finishedAt },
      durationMs: result.finishedAt === null ? null : Math.max(0, at(result.finishedAt)),
    },
    ...{ verdict: result.verdict, reasons: result.reasons },
    ...{ doubts: result.doubts ?? [], notes: result.notes ?? [] },
    checks: checkResults(result).map(({ name, ...rest }) => ({
      id: name,
      ...rest,
      ...(name === "loss" &&
        isOfAll(rest) && {
          of: counts.acknowledged,
          ...(counts.lostAtLeast !== undefined && { atLeast: counts.lostAtLeast }),
          ...(counts.lostAtMost !== undefined && { atMost: counts.lostAtMost }),
        }),
      ...becauseOf(isOfAll(rest) ? because : whyUnknownOf(result, rest.group), name),
    })),
    settings: {
      scenarioFile: "scenario.yaml",
      cluster: { kafka: environment.kafka, ...settings?.cluster },
      producers: {
        ...{ client: "librdkafka", clientVersion: environment.librdkafka },
        instances: firstGroup.instances,
        messagesEach: firstGroup.messages,
        ratePerSecondEach: firstGroup.rate,
        ...(firstGroup.startMs !== undefined && { startMs: firstGroup.startMs }),
        acks: String(firstGroup.acks),
        ...settings?.producers,
      },
      ...(result.groups !== undefined && { producerGroups: result.groups.map(groupIn) }),
    },
    topics: topicsIn(result, placeOf, at),
    totals: {
      ...{ planned: counts.planned, sent: counts.sent, acknowledged: counts.acknowledged },
      ...{
        failed: counts.failed,
        unsettled: counts.unsettled,
        stored: counts.logMessages,
        lost: counts.lost,
      },
      ...{ highWatermark: counts.highWatermark, lostByWatermark: counts.lostByWatermark },
    },
    availability: {
      ...(noWrites !== undefined && {
        writes: noWrites && {
          longestMs: noWrites.longestMs,
          longestFromMs: noWrites.from === null ? null : at(noWrites.from),
          longestUntilMs: noWrites.to === null ? null : at(noWrites.to),
          ...(noWrites.partition === null
            ? { longestPartition: null }
            : {
                longestTopic: placeOf(noWrites.partition).topic,
                longestPartition: placeOf(noWrites.partition).partition,
              }),
          outageTotalMs: noWrites.totalMs,
          outageMeansNoAckForMs: 1_000,
          ...(noWrites.outages !== undefined && {
            outages: noWrites.outages.map((outage) => ({
              ...(outage.partition === null ? { partition: null } : placeOf(outage.partition)),
              ...between(outage),
            })),
          }),
        },
      }),
      ...(unsafe !== undefined && {
        unsafe: unsafe.map((one) => ({
          ...{ ...placeOf(one.partition), ...between(one) },
          acknowledgedAndLost: one.messages,
        })),
      }),
      twoLeaders: result.twoLeaders.map((one) => ({
        ...{ ...placeOf(one.partition), leaders: one.leaders, ...between(one) },
      })),
      recoveries: result.recoveries.map((one) => ({ fault: one.fault, ...between(one) })),
    },
    latencyMs: result.latencyMs,
    rate: { askedPerSecondEach: firstGroup.rate, reachedPerSecondEach: result.reachedRate },
    errors: Object.entries(result.errors).map(([name, messages]) => ({ name, messages })),
    ...(result.leaderErrors !== undefined && {
      leaderErrors: leaderErrorsIn(result.leaderErrors, placeOf, between),
    }),
    ...(result.consumers !== undefined && { consumers: writeConsumers(result.consumers, at, placeOf) }),
    ...(result.transactions !== undefined && {
      transactions: writeTransactions(result.transactions, placeOf),
    }),
    ...(result.copiers !== undefined && { copiers: writeCopiers(result.copiers, placeOf) }),
    faults: result.faults.map((one, i) => faultIn(one, i, result, placeOf, at)),
    leaderChanges: result.failovers.map(({ at: time, partition, ...change }) => ({
      ...{ ...placeOf(partition), atMs: at(time), ...change },
    })),
    findings: [
      ...result.lostRanges.map((range) => lossIn(range, placeOf, result.faults)),
      ...result.anomalies.map(({ kind, partition, firstOffset: first, lastOffset: last, ...rest }) => ({
        check: kind in CHECK_OF ? CHECK_OF[kind as keyof typeof CHECK_OF] : kind,
        ...placeOf(partition),
        ...rest,
        offsets: { first, last },
      })),
    ],
    findingsOmitted: { loss: result.lostRangesOmitted },
    ...(result.planted !== undefined && { planted: result.planted }),
    ...(result.schemas !== undefined && { schemas: result.schemas }),
    phases: Object.entries(result.durations).map(([name, durationMs]) => ({ name, durationMs })),
    environment: { chaos, node, java, os, cpus, ...(reusedCluster !== undefined && { reusedCluster }) },
    ...(result.reference !== undefined && { reference: result.reference }),
    files: {
      ...FILES,
      ...(hasReads(result) && { reads: "reads.bin" }),
      ...(result.transactions !== undefined && { transactions: "transactions.ndjson" }),
    },
  });
}

function hasReads({ consumers, copiers }: Result): boolean {
  return consumers !== undefined || copiers !== undefined;
}

/** Not of a group or topic alone. */
function isOfAll({ group, topic }: PartName): boolean {
  return group === undefined && topic === undefined;
}

function becauseOf(because: Readonly<Record<string, string>>, name: string) {
  return because[name] === undefined ? {} : { because: because[name] };
}

/** By the id of a check: of one group of consumers. */
function whyUnknownOf({ consumers, ...result }: Result, group: string | undefined): Record<string, string> {
  if (consumers === undefined) return {};
  const groups = consumers.groups.filter((one) => one.group === group);
  return whyConsumersAreUnknown({ ...result, consumers: { ...consumers, groups } });
}

/** By the id of a check: of the first copier of which it is not known. */
function whyCopiersAreUnknown({ copiers }: Result): Record<string, string> {
  const all = copiers?.copiers.flatMap(({ unknownBecause }) => Object.entries(unknownBecause)) ?? [];
  const ofAll = copiers?.unknown ?? null;
  const names = ofAll === null ? all : COPIER_CHECKS.map((check) => [check, ofAll] as const);
  return Object.fromEntries([...names].reverse().map(([check, why]) => [`copiers.${check}`, why]));
}

/** By the id of a check: of the first group of which it is not known. */
function whyConsumersAreUnknown({ consumers }: Result): Record<string, string> {
  const all = consumers?.groups.flatMap(({ unknownBecause }) => Object.entries(unknownBecause)) ?? [];
  const ofAll = consumers?.unknown ?? null;
  const names = ofAll === null ? all : CONSUMER_CHECKS.map((check) => [check, ofAll] as const);
  return Object.fromEntries([...names].reverse().map(([check, why]) => [`consumers.${check}`, why]));
}

/** By the id of a check: those of which none is certain. */
function whyTransactionsAreUnknown({ transactions }: Result): Record<string, string> {
  const all = Object.entries(transactions?.unknownBecause ?? {});
  return Object.fromEntries(all.map(([check, why]) => [`transactions.${check}`, why]));
}

function groupIn({ messages, rate, acks, counts, reachedRate, ...group }: ProducerGroup) {
  return {
    ...group,
    ...{ messagesEach: messages, ratePerSecondEach: rate, acks: String(acks) },
    ...(counts !== undefined && { totals: counts }),
    ...(reachedRate !== undefined && { reachedPerSecondEach: reachedRate }),
  };
}

function leaderErrorsIn(
  found: LeaderErrors,
  placeOf: PlaceOf,
  between: (one: Stretch) => { fromMs: number; untilMs: number; durationMs: number },
) {
  const seenIn = ({ bursts, ...seen }: SeenErrors) => ({
    ...seen,
    bursts: bursts.map((burst) => ({
      ...{ ...placeOf(burst.partition), ...between(burst), errors: burst.errors },
      writesAgainAfterMs: burst.writesAgainAfterMs,
    })),
  });
  return {
    ...found,
    error: "NOT_LEADER_OR_FOLLOWER",
    wire: found.wire && seenIn(found.wire),
    client: seenIn(found.client),
  } as const;
}

type At = (time: string) => number;

/** A partition as people know it. The name of the topic is null where nothing tells it: a run has one topic then. */
type PlaceOf = (index: number) => { readonly topic: string | null; readonly partition: number };

function placesOf(settings: Result["settings"]): PlaceOf {
  if (settings === null) return (index) => ({ topic: null, partition: index });
  const [only, ...others] = settings.topics;
  if (others.length === 0) return (index) => ({ topic: only!.name, partition: index });
  const topics = new TopicPartitions(settings.topics);
  return (index) => topics.at(index);
}

function topicsIn(result: Result, placeOf: PlaceOf, at: At) {
  const { settings, partitions } = result;
  const counted = partitions?.map((one) => ({ ...placeOf(one.partition), counts: one }));
  const ofTopic = (name: string | null) =>
    counted && {
      partitions: counted.flatMap(({ topic, partition, counts }) =>
        topic === name ? { ...partitionIn(counts, result, at), partition } : [],
      ),
    };
  const totalsOf = (name: string) => {
    const totals = result.topics?.find((topic) => topic.name === name)?.counts;
    return totals === undefined ? {} : { totals };
  };
  if (settings === null) return [{ topic: null, ...ofTopic(null) }];
  return settings.topics.map(({ name, partitions, replicas, config, isCopy }) => ({
    ...{ topic: name, partitionCount: partitions, replicas, config, ...(isCopy && { isCopy }) },
    ...totalsOf(name),
    ...ofTopic(name),
  }));
}

function partitionIn(one: PartitionCounts, { counts, settings, leaderTerms }: Result, at: At) {
  const isOnly = settings !== null && new TopicPartitions(settings.topics).count === 1;
  return {
    ...one,
    ...{ sent: isOnly ? counts.sent : null, unsettled: isOnly ? counts.unsettled : null },
    ...(leaderTerms !== undefined && {
      leaders: leaderTerms
        .filter(({ partition }) => partition === one.partition)
        .map(({ node: broker, epoch, from, to }) => ({
          ...{ broker, epoch, believedFromMs: at(from), believedUntilMs: to === null ? null : at(to) },
        })),
    }),
  };
}

function faultIn(
  record: FaultRecord,
  index: number,
  { faults, failovers, recoveries }: Result,
  placeOf: PlaceOf,
  at: At,
) {
  const { injectedAt, healedAt, afterMessages, fault, targets, roles = [], strikes, ...rest } = record;
  const { sentAtInjection, settledAtInjection, sentAtHealing, ...kept } = rest;
  const healing = recoveries.find((recovery) => healedFault(faults, recovery) === index);
  return {
    ...kept,
    type: fault,
    targets: targetsIn(targets, roles, placeOf),
    injectedAtMs: injectedAt === null ? null : at(injectedAt),
    ...(strikes !== undefined && {
      strikes: strikes.map((one) => ({
        atMs: at(one.at),
        targets: targetsIn(one.targets, one.roles, placeOf),
      })),
    }),
    healedAtMs: healedAt === null ? null : at(healedAt),
    durationMs: injectedAt === null || healedAt === null ? null : Math.max(0, at(healedAt) - at(injectedAt)),
    sentWhenTriggered: afterMessages,
    ...(sentAtInjection !== undefined && { sentWhenInjected: sentAtInjection }),
    ...(settledAtInjection !== undefined && { settledWhenInjected: settledAtInjection }),
    ...(sentAtHealing !== undefined && { sentWhenHealed: sentAtHealing }),
    effects: [
      ...failovers
        .filter((change) => newestFault(faults, change) === index)
        .map(({ partition, from, to, epoch, afterFaultMs: afterMs }) => ({
          ...{ type: "leader-changed", ...placeOf(partition), from, to, epoch, afterMs },
        })),
      ...(healing === undefined ? [] : [{ type: "isr-complete", afterHealMs: lengthMs(healing) }]),
    ],
  };
}

function targetsIn(targets: readonly string[], roles: readonly TargetRole[], placeOf: PlaceOf) {
  return targets.map((node) => {
    const known = roles.find((one) => one.node === node);
    if (known === undefined) return { node };
    const { role, partition } = known;
    return { node, role, ...(partition !== null && placeOf(partition)) };
  });
}

/** The index of the fault from whose healing a recovery counts; −1: none was healed then. */
function healedFault(faults: readonly FaultRecord[], { fault, from }: Recovery): number {
  const apartMs = ({ name, healedAt }: FaultRecord) =>
    name !== fault || healedAt === null
      ? Number.POSITIVE_INFINITY
      : Math.abs(Date.parse(from) - Date.parse(healedAt));
  const nearestMs = Math.min(...faults.map(apartMs));
  return nearestMs === Number.POSITIVE_INFINITY ? -1 : faults.findIndex((one) => apartMs(one) === nearestMs);
}

/** The index of the fault that struck last before the change; −1: none did. */
function newestFault(faults: readonly FaultRecord[], { at, afterFaultMs }: LeaderChange): number {
  if (afterFaultMs === null) return -1;
  const struck = faults.map((fault) => strikeTimes(fault).findLast((struckAt) => struckAt <= at) ?? "");
  const newest = [...struck].sort().at(-1) ?? "";
  return newest === "" ? -1 : struck.lastIndexOf(newest);
}

/** The only fault that struck the broker that acknowledged these messages, then or later; null: none, or several. */
function faultOf({ acknowledgedBy, acknowledgedFrom }: MessageRange, faults: readonly FaultRecord[]) {
  const since = faults.filter(
    ({ targets, injectedAt, healedAt }) =>
      acknowledgedBy !== null &&
      targets.includes(acknowledgedBy) &&
      injectedAt !== null &&
      (healedAt === null || healedAt >= acknowledgedFrom),
  );
  return since.length === 1 ? since[0]!.name : null;
}

function lossIn(range: MessageRange, placeOf: PlaceOf, faults: readonly FaultRecord[]) {
  const { firstOffset: first, lastOffset, truncation, overwritten, overwrittenBy } = range;
  return {
    ...{
      check: "loss",
      ...placeOf(range.partition),
      producer: range.producer,
      messages: range.messages,
    },
    sequences: { first: range.firstSequence, last: range.lastSequence },
    offsets:
      first === null
        ? null
        : {
            ...{ first, last: lastOffset ?? first },
            ...(overwritten !== undefined && { reusedByOthers: overwritten }),
            ...(overwrittenBy !== undefined && { firstReusedBy: overwrittenBy }),
          },
    acknowledged: {
      ...{ by: range.acknowledgedBy, epoch: range.leaderEpoch },
      ...{ from: range.acknowledgedFrom, until: range.acknowledgedTo },
    },
    cause: truncation === null ? null : truncation.line === null ? "power-loss" : "truncated",
    fault: faultOf(range, faults),
    evidence:
      truncation === null
        ? []
        : [
            {
              node: truncation.node,
              file: truncation.line === null ? "timeline.ndjson" : `logs/${truncation.node}.log`,
              line: truncation.line,
              truncatedToOffset: truncation.toOffset,
            },
          ],
  };
}
