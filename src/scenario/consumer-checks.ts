/** The rules between the keys of `consumers`, and between them and other sections. */
import { defaultKafka, isBefore } from "../cluster/versions.js";
import { roughDuration } from "../rough-duration.js";
import { nearest } from "../yaml/wording.js";
import type { Contradiction, Parts } from "./checks.js";
import { metadataPlan } from "./cluster-spec.js";
import type { ExpectedOfConsumers, Scenario } from "./syntax.js";
import { lastDueMs } from "./timing.js";

/** The first Kafka whose brokers serve the protocol of KIP-848 without a setting. */
const CONSUMER_PROTOCOL_SINCE = "4.0";
/** librdkafka's default. */
const SESSION_TIMEOUT_MS = 45_000;
const MAX_POLL_INTERVAL_MS = 300_000;

/** Properties of the classic protocol that librdkafka refuses with that of KIP-848, and what there is in their place. */
const CLASSIC_ONLY: Readonly<Record<string, string>> = {
  "session.timeout.ms": "brokers set it: write cluster.config.group.consumer.session.timeout.ms",
  "heartbeat.interval.ms": "brokers set it: write cluster.config.group.consumer.heartbeat.interval.ms",
  "partition.assignment.strategy": "brokers assign partitions: write group.remote.assignor",
};

export function* aboutConsumers({
  cluster,
  producers,
  consumers = [],
  expect,
}: Parts): Generator<Contradiction> {
  const { consumers: expected } = expect ?? {};
  for (const [index, group] of consumers.entries()) {
    const at = (...keys: (string | number)[]) => ["consumers", index, ...keys];
    const first = consumers.findIndex((other) => other.group === group.group);
    if (first < index) {
      const message = `two groups are called ${group.group}: consumers[${first}] and consumers[${index}]; write one group with more instances, or another name`;
      yield { path: at("group"), at: "value", message };
    }
    if (group.protocol === "consumer") {
      const kafka = cluster?.kafka ?? (cluster && defaultKafka(metadataPlan(cluster)));
      if (kafka !== undefined && isBefore(kafka, CONSUMER_PROTOCOL_SINCE)) {
        const message = `protocol consumer (KIP-848) needs Kafka 4.0.0 or later, and the cluster has ${kafka}; write protocol: classic, or a later cluster.kafka`;
        yield { path: at("protocol"), at: "value", message };
      }
      if (group.mode === "assign") {
        const message =
          "consumers with mode assign join no group, so a rebalance protocol has no effect; leave one out";
        yield { path: at("protocol"), at: "value", message, beside: at("mode") };
      }
      for (const [name, instead] of Object.entries(CLASSIC_ONLY)) {
        if (group.config[name] === undefined) continue;
        const message = `${name} belongs to the protocol classic; with protocol consumer ${instead}`;
        yield { path: at("config", name), at: "key", message, beside: at("protocol") };
      }
    } else {
      const session = Number(group.config["session.timeout.ms"] ?? SESSION_TIMEOUT_MS);
      const poll = Number(group.config["max.poll.interval.ms"] ?? MAX_POLL_INTERVAL_MS);
      if (poll < session) {
        const key =
          group.config["max.poll.interval.ms"] === undefined ? "session.timeout.ms" : "max.poll.interval.ms";
        const message = `max.poll.interval.ms, which is ${poll}, must not be less than session.timeout.ms, which is ${session}${group.config["session.timeout.ms"] === undefined ? " by default" : ""}`;
        yield { path: at("config", key), at: "value", message };
      }
    }
    if (group.restarts?.how === "pause" && group.restarts.forMs === 0) {
      const message = "a pause needs its length; write for: 5s";
      yield { path: at("restarts"), at: "value", message };
    }
    const lastMs = producers && lastDueMs(producers);
    if (lastMs === undefined) continue;
    const late = (what: string, ms: number) =>
      `${what} after ${roughDuration(ms)}, but the producers send for ${roughDuration(lastMs)}`;
    if (group.startMs > lastMs) {
      yield { path: at("start"), at: "value", message: late("the consumers would start", group.startMs) };
    } else if (group.restarts !== undefined && group.startMs + group.restarts.everyMs > lastMs) {
      const message = late("the first restart would come", group.startMs + group.restarts.everyMs);
      yield { path: at("restarts", "every"), at: "value", message };
    }
  }
  if (expected !== undefined && consumers.length === 0) {
    const message = "expect.consumers needs groups that read; write consumers, such as [{ group: billing }]";
    yield { path: ["expect", "consumers"], at: "key", message };
  }
  if (expected !== undefined && consumers.length > 0) {
    const names = consumers.map(({ group }) => group);
    yield* aboutExpectedGroups(expected, names);
  }
}

function* aboutExpectedGroups(
  { groups = {}, ...ofEach }: ExpectedOfConsumers,
  names: readonly string[],
): Generator<Contradiction> {
  for (const name of Object.keys(groups)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const advice = near === undefined ? `its groups are ${names.join(", ")}` : `did you mean ${near}?`;
    const message = `the scenario has no consumer group ${name}; ${advice}`;
    yield { path: ["expect", "consumers", "groups", name], at: "key", message };
  }
  for (const check of Object.keys(ofEach) as (keyof typeof ofEach)[]) {
    if (!names.every((name) => groups[name]?.[check] !== undefined)) continue;
    const message = `each group has its own ${check} under groups, so this one decides nothing; leave one out`;
    yield { path: ["expect", "consumers", check], at: "key", message };
  }
}

/** What a person should know before the run; a sentence each. */
export function notesOnConsumers({
  consumers = [],
  topics,
}: Pick<Scenario, "consumers" | "topics">): string[] {
  const partitions = topics.reduce((sum, topic) => sum + topic.partitions, 0);
  return consumers.flatMap(({ group, instances }) => {
    const idle = instances - partitions;
    return idle <= 0
      ? []
      : [
          `the group ${group} has ${instances} consumers, but there ${partitions === 1 ? "is 1 partition" : `are ${partitions} partitions`}: ${idle} of them read${idle === 1 ? "s" : ""} nothing at a time`,
        ];
  });
}
