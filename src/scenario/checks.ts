/**
 * What no single key can tell: the rules between keys.
 *
 * They look at whatever parts of a file are sound by themselves, so that one run of `chaos validate` tells as much
 * as there is to tell.
 */
import { quorumOfKind } from "../cluster/metadata/quorums.js";
import { NEWEST_KAFKA_WITH_ZOOKEEPER, unfitVersion } from "../cluster/versions.js";
import type { Path } from "../yaml/document.js";
import { nearest } from "../yaml/wording.js";
import { metadataPlan } from "./cluster-spec.js";
import { aboutConsumers } from "./consumer-checks.js";
import { aboutCopiers } from "./copier-checks.js";
import { writePath } from "./overrides.js";
import { aboutParts } from "./part-checks.js";
import { aboutProperties } from "./properties/check.js";
import { MESSAGES_MAX, SCHEMA_MESSAGE_BYTES_MIN } from "./schema/limits.js";
import type { ScenarioFile } from "./schema.js";
import type { FaultStep, FaultSyntax } from "./syntax.js";
import { messagesOf } from "./timing.js";
import { aboutTopics, type PlacedTopic, writtenTo } from "./topics.js";
import { aboutTransactions, aboutTransfers } from "./transactions.js";

export interface Parts {
  readonly cluster?: ScenarioFile["cluster"] | undefined;
  /** The key `topic`; undefined where it is not there. */
  readonly topic?: ScenarioFile["topic"] | undefined;
  /** Undefined where one is not sound. */
  readonly topics?: readonly PlacedTopic[] | undefined;
  /** All groups; undefined where one is not sound. */
  readonly producers?: ScenarioFile["producers"] | undefined;
  /** The groups of producers that are sound. */
  readonly groups?: readonly PlacedGroup[] | undefined;
  readonly consumers?: ScenarioFile["consumers"] | undefined;
  readonly copiers?: ScenarioFile["copiers"] | undefined;
  readonly expect?: ScenarioFile["expect"] | undefined;
  /** Undefined where a step is not sound. */
  readonly faults?: readonly (FaultStep | undefined)[] | undefined;
}

/** A group of producers, and where the scenario has it. */
export interface PlacedGroup {
  readonly path: Path;
  readonly group: ScenarioFile["producers"][number];
}

interface ScenarioParts extends Parts {
  /** Whether the scenario has groups, sound or not. */
  readonly hasConsumers: boolean;
  readonly hasCopiers: boolean;
}

export interface Contradiction {
  /** The key to look at; what it holds is wrong, unless it is the key itself. */
  readonly path: Path;
  readonly at: "key" | "value";
  readonly message: string;
  /** The other key, which says where its value comes from. */
  readonly beside?: Path;
}

const RUN_HOURS_MAX = 24;
/** Properties by which librdkafka tells of errors. */
const WATCHED_BY_CHAOS = ["debug", "statistics.interval.ms"] as const;

export function contradictions(parts: ScenarioParts, syntax: readonly FaultSyntax[]): Contradiction[] {
  return [
    ...aboutQuorum(parts),
    ...aboutTopics(parts),
    ...aboutReplicas(parts),
    ...aboutProperties(parts),
    ...aboutCompaction(parts),
    ...aboutNetwork(parts),
    ...aboutProducers(parts),
    ...aboutConsumers(parts),
    ...aboutCopiers(parts),
    ...aboutExpectations(parts),
    ...aboutParts(parts),
    ...aboutFaults(parts),
    ...aboutIdleFaults(parts, syntax),
  ];
}

function* aboutQuorum({ cluster }: Parts): Generator<Contradiction> {
  if (!cluster) return;
  const { brokers, controllers, zookeepers, kafka, sessionTimeout, config } = cluster;
  if (controllers !== undefined && zookeepers !== undefined) {
    const message = "a cluster has controllers (KRaft) or ZooKeeper servers, not both; leave one out";
    yield { path: ["cluster", "zookeepers"], at: "key", message, beside: ["cluster", "controllers"] };
    return;
  }
  const plan = metadataPlan(cluster);
  const unfit = kafka === undefined ? undefined : unfitVersion(kafka, plan);
  if (unfit !== undefined) {
    const advice =
      plan.kind === "zookeeper"
        ? `write controllers in the place of zookeepers, or a version up to ${NEWEST_KAFKA_WITH_ZOOKEEPER}`
        : "take a later version, or write zookeepers: 1";
    yield {
      path: ["cluster", "kafka"],
      at: "value",
      message: `kafka ${kafka} does not fit: ${unfit}; ${advice}`,
    };
  }
  if (controllers === "combined" && brokers % 2 === 0) {
    const message = `with ${brokers} brokers the quorum of controllers is even, and survives no more failures than one of ${brokers - 1}; write an odd number of brokers`;
    yield { path: ["cluster", "controllers"], at: "value", message, beside: ["cluster", "brokers"] };
  }
  const { sessionProperty } = quorumOfKind(plan.kind);
  if (sessionTimeout !== undefined && config[sessionProperty] !== undefined) {
    const message = `sessionTimeout sets ${sessionProperty} already; leave one out`;
    yield {
      path: ["cluster", "config", sessionProperty],
      at: "key",
      message,
      beside: ["cluster", "sessionTimeout"],
    };
  }
}

function* aboutReplicas({ cluster, topics = [] }: Parts): Generator<Contradiction> {
  for (const placed of topics) yield* aboutReplicasOf(placed, cluster);
}

function* aboutReplicasOf(
  { path: own, topic }: PlacedTopic,
  cluster: Parts["cluster"],
): Generator<Contradiction> {
  if (cluster && topic.replicas > cluster.brokers) {
    yield {
      path: [...own, "replicas"],
      at: "value",
      message: `replicas ${topic.replicas} is more than the cluster has brokers (${cluster.brokers})`,
    };
    return;
  }
  const key = "min.insync.replicas";
  const owner = topic.config[key] !== undefined ? own : ["cluster"];
  const written = topic.config[key] ?? cluster?.config[key];
  if (written === undefined) return;
  const path = [...owner, "config", key];
  if (Number(written) > topic.replicas) {
    const message = `${key} ${written} is more than the topic has replicas (${topic.replicas}); with acks all nothing could be written`;
    yield { path, at: "value", message };
  }
}

/** A compacted topic keeps the last message of each key, so brokers refuse messages without one. */
function* aboutCompaction({ cluster, topics, groups = [] }: Parts): Generator<Contradiction> {
  const without = groups.find(({ group }) => group.key === "none");
  if (!topics || without === undefined) return;
  const { topic, path } = writtenTo(topics, without.group);
  const [owner, key, policy] =
    topic.config["cleanup.policy"] !== undefined
      ? ([path, "cleanup.policy", topic.config["cleanup.policy"]] as const)
      : ([["cluster"], "log.cleanup.policy", cluster?.config["log.cleanup.policy"]] as const);
  if (!policy?.split(",").some((word) => word.trim() === "compact")) return;
  const keyPath = [...without.path, "key"];
  const message = `a topic with ${key} ${policy} takes no message without a key; write ${writePath(keyPath)}: sequence, or producer`;
  yield { path: [...owner, "config", key], at: "value", message, beside: keyPath };
}

function* aboutNetwork({ cluster }: Parts): Generator<Contradiction> {
  if (cluster && cluster.network.jitterMs > cluster.network.latencyMs) {
    const message = "jitter must not be larger than latency, or bytes would arrive before they were sent";
    yield { path: ["cluster", "network", "jitter"], at: "value", message };
  }
}

function* aboutProducers(parts: Parts): Generator<Contradiction> {
  const { producers, topics, groups = [] } = parts;
  for (const placed of groups) {
    yield* aboutGroup(placed);
    yield* aboutTransfers(placed, topics);
  }
  for (const [i, { group, path }] of groups.entries()) {
    if (groups.findIndex((other) => other.group.name === group.name) === i) continue;
    const message = `two groups of producers are called ${group.name}`;
    yield { path: [...path, "name"], at: "value", message };
  }
  if (producers === undefined || producers.length === 1) return;
  if (messagesOf(producers) > MESSAGES_MAX) {
    const message = `all groups together send ${messagesOf(producers).toLocaleString("en")} messages; ${MESSAGES_MAX.toLocaleString("en")} are the most that one run keeps account of`;
    yield { path: ["producers"], at: "key", message };
  }
  const [first, ...others] = producers;
  const other = others.findIndex(
    ({ schema, sizeBytes }) =>
      schema !== first!.schema || (schema !== "none" && sizeBytes !== first!.sizeBytes),
  );
  if (other >= 0) {
    const message =
      "all groups of producers need the same schema, and with avro the same size, because one schema is registered for their topic";
    yield { path: ["producers", other + 1], at: "value", message };
  }
}

function* aboutGroup({ path, group }: PlacedGroup): Generator<Contradiction> {
  const { count, instances, rate, idempotence, acks, transactions, schema, sizeBytes } = group;
  if (count * instances > MESSAGES_MAX) {
    const message = `${instances} producers × ${count} messages are more than ${MESSAGES_MAX.toLocaleString("en")}, the most that one run keeps account of`;
    yield { path: [...path, "count"], at: "value", message };
  }
  if (rate !== "max" && count / rate > RUN_HOURS_MAX * 3_600) {
    const hours = Math.round(count / rate / 3_600);
    const message = `${count} messages at ${rate} per second take ${hours} hours; a run may take ${RUN_HOURS_MAX}`;
    yield { path: [...path, "rate"], at: "value", message };
  }
  if (schema !== "none" && sizeBytes < SCHEMA_MESSAGE_BYTES_MIN) {
    const message = `a size of ${sizeBytes} bytes has no room for a schema id: with schema ${schema} it must be ${SCHEMA_MESSAGE_BYTES_MIN} or more`;
    yield { path: [...path, "size"], at: "value", message };
  }
  if (transactions !== undefined) {
    yield* aboutTransactions({ path, group });
  } else if (idempotence && acks !== "all") {
    const message = `idempotence needs acks all, not ${acks}: without it a producer cannot know which messages a retry would repeat`;
    yield { path: [...path, "idempotence"], at: "value", message };
  }
}

function* aboutExpectations({
  producers,
  groups = [],
  consumers,
  expect,
  hasConsumers,
}: ScenarioParts): Generator<Contradiction> {
  if (expect?.consumers !== undefined && !hasConsumers) {
    const message =
      "consumers needs consumer groups, and the scenario has none\nadd consumers: [{ group: billing }]";
    yield { path: ["expect", "consumers"], at: "key", message };
  }
  const hasTransactions = producers?.some(({ transactions }) => transactions !== undefined);
  if (expect?.transactions !== undefined && hasTransactions === false) {
    const message =
      "transactions needs producers with transactions, and the scenario has none\nadd transactions: { every: 100 } to producers";
    yield { path: ["expect", "transactions"], at: "key", message };
  }
  const hasTransfers = producers?.some(({ transactions }) => transactions?.transfers);
  const readers = consumers?.filter(({ isolation }) => isolation === "read_committed");
  if (
    (expect?.transactions?.precommittedRead ?? "any") !== "any" &&
    hasTransfers === false &&
    (!hasConsumers || readers?.length === 0)
  ) {
    const message =
      "precommittedRead needs transfers or a consumer group with isolation read_committed, and the scenario has neither\nadd consumers: [{ group: billing }]";
    yield { path: ["expect", "transactions", "precommittedRead"], at: "key", message };
  }
  if ((expect?.transactions?.balance ?? "any") !== "any" && hasTransactions && hasTransfers === false) {
    const message =
      "balance needs producers with transfers, and the scenario has none\nwrite transactions: { every: 4, transfers: true }";
    yield { path: ["expect", "transactions", "balance"], at: "key", message };
  }
  const isUnanswered = producers?.every(({ acks }) => acks === 0) === true;
  if (expect?.unavailable !== undefined && isUnanswered) {
    const message =
      "unavailable needs acks 1 or all: with acks 0 no broker answers, so nothing tells how long no message could be written";
    yield { path: ["expect", "unavailable"], at: "value", message };
  }
  if (expect?.errors !== undefined && isUnanswered) {
    const message = "errors needs acks 1 or all: with acks 0 no broker answers, so no producer gets an error";
    yield { path: ["expect", "errors"], at: "key", message };
  }
  for (const { path, group } of expect?.errors === undefined ? [] : groups) {
    for (const name of WATCHED_BY_CHAOS) {
      if (group.config[name] === undefined) continue;
      const message = `with expect.errors chaos sets ${name} to count errors; leave one out`;
      yield { path: [...path, "config", name], at: "key", message, beside: ["expect", "errors"] };
    }
  }
  for (const name of ["doubleAcknowledged", "backdated"] as const) {
    if (expect?.[name] === undefined || !isUnanswered) continue;
    const message = `${name} needs acks 1 or all: with acks 0 no broker answers, so nothing tells the offset of a message`;
    yield { path: ["expect", name], at: "value", message };
  }
}

function* aboutFaults({ faults = [] }: Parts): Generator<Contradiction> {
  for (const [index, step] of faults.entries()) {
    if (!step) continue;
    const path = ["faults", index, "at"];
    const first = faults.findIndex((other) => other?.name === step.name);
    if (first < index && (step.name !== step.fault || faults[first]!.fault !== step.fault)) {
      const named = step.name !== step.fault ? index : first;
      const message = `two steps are called ${step.name}: faults[${first}] and faults[${index}]`;
      yield { path: ["faults", named, "name"], at: "value", message };
    }
    const reference = step.at.kind === "fault" ? wrongReference(faults, index, step.at.fault) : undefined;
    if (reference !== undefined) yield { path, at: "value", message: reference };
  }
}

function* aboutIdleFaults(
  { cluster, topics: placed, producers, consumers, copiers, expect, faults = [] }: Parts,
  syntax: readonly FaultSyntax[],
): Generator<Contradiction> {
  if (!cluster || !placed || !producers) return;
  const topics = placed.map(({ topic }) => topic);
  for (const [index, step] of faults.entries()) {
    if (!step) continue;
    const { forMs } = step;
    const where = {
      cluster,
      topics,
      producers,
      consumers,
      copiers,
      expect,
      faults,
      ...(forMs !== undefined && { forMs }),
    };
    const message = syntax.find(({ name }) => name === step.fault)?.idleOn?.(step.options, where);
    if (message) yield { path: ["faults", index, step.fault], at: "value", message };
  }
}

function wrongReference(
  faults: readonly (FaultStep | undefined)[],
  index: number,
  wanted: string,
): string | undefined {
  const matches = [...faults.keys()].filter((other) => faults[other]?.name === wanted);
  const [match] = matches;
  if (match === undefined) {
    if (faults.includes(undefined)) return undefined; // it may be the unsound one
    const renamed = faults.find((other) => other?.fault === wanted);
    const others = faults.flatMap((other, at) => (other && at !== index ? other.name : []));
    const near = renamed?.name ?? nearest(wanted, others);
    const advice =
      near !== undefined
        ? `; did you mean after ${near}?`
        : others.length > 0
          ? `; there is ${others.join(", ")}`
          : "";
    return `there is no step called ${wanted} to come after${advice}`;
  }
  if (matches.length > 1) {
    const which = matches.map((at) => `faults[${at}]`).join(" and ");
    return `after ${wanted} could be ${which}; give the right one a name`;
  }
  if (match === index) return `${wanted} cannot come after itself`;
  if (match < index) return undefined;
  for (let at: number | undefined = match, hops = 0; at !== undefined && hops < faults.length; hops++) {
    const trigger: FaultStep["at"] | undefined = faults[at]?.at;
    at = trigger?.kind === "fault" ? faults.findIndex((other) => other?.name === trigger.fault) : undefined;
    if (at === index)
      return `${faults[index]!.name} and ${wanted} wait for each other, so neither would ever strike`;
  }
  return `${wanted} comes later in the list; a step can come after an earlier one only`;
}
