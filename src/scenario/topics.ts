/** The topics of a scenario, and where its text has each. */
import { TopicPartitions } from "../topic-partitions.js";
import type { Path } from "../yaml/document.js";
import { nearest } from "../yaml/wording.js";
import type { Contradiction, Parts, PlacedGroup } from "./checks.js";
import { coordinatedIn } from "./quantities.js";
import { topic } from "./schema/topic.js";
import type { ScenarioFile } from "./schema.js";
import type { Topic } from "./syntax.js";

export interface PlacedTopic {
  readonly path: Path;
  readonly topic: Topic;
}

/** At least one: without the keys `topic` and `topics` it is the default topic. */
export function placedTopics(
  { topic: one, topics }: Pick<ScenarioFile, "topic" | "topics">,
  brokers: number,
) {
  if (topics !== undefined) return topics.map((topic, i): PlacedTopic => ({ path: ["topics", i], topic }));
  return [{ path: ["topic"], topic: one ?? topic(brokers).parse({}) }] as const;
}

/** The topic that a group of producers writes to. */
export function writtenTo(
  topics: readonly PlacedTopic[],
  { topic }: Pick<PlacedGroup["group"], "topic">,
): PlacedTopic {
  return topics.find((placed) => placed.topic.name === topic) ?? topics[0]!;
}

/** `topic` and `topics` together, two of one name, and producers of a topic that there is not. */
export function* aboutTopics({
  topic,
  topics,
  groups = [],
  consumers = [],
}: Parts): Generator<Contradiction> {
  if (topics === undefined) return;
  if (topic !== undefined && topics[0]?.path[0] === "topics") {
    const message = "a scenario has one topic (topic) or a list of them (topics), not both; leave one out";
    yield { path: ["topics"], at: "key", message, beside: ["topic"] };
    return;
  }
  const names = topics.map(({ topic: { name } }) => name);
  for (const [i, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first === i) continue;
    const message = `two topics are called ${name}: topics[${first}] and topics[${i}]`;
    yield { path: ["topics", i, "name"], at: "value", message };
  }
  for (const { path, group } of groups) {
    if (group.topic === undefined || names.includes(group.topic)) continue;
    const message = `there is no topic ${group.topic}; ${adviceFor(group.topic, names)}`;
    yield { path: [...path, "topic"], at: "value", message };
  }
  for (const [index, { topic: read = [] }] of consumers.entries()) {
    const isList = typeof read !== "string";
    for (const [i, name] of (isList ? read : [read]).entries()) {
      if (names.includes(name)) continue;
      const message = `there is no topic ${name}; ${adviceFor(name, names)}`;
      const path = ["consumers", index, "topic", ...(isList ? [i] : [])];
      yield { path, at: "value", message };
    }
  }
}

const OF_PARTITION = /(?:leader|follower) of (\S+?)-(\d+)\s*(?:,|$)/g;

/** The names of groups that a coordinator may be of. */
export interface CoordinatedGroups {
  /** Of consumers; undefined: one of them is not sound. */
  readonly readers: readonly string[] | undefined;
  /** Of producers with transactions, and of copiers with transactions; undefined: one of them is not sound. */
  readonly transactional: readonly string[] | undefined;
}

/** Roles of what there is not: `leader of orders-9`, `coordinator of nobody`. `faults`: as the file has them. */
export function* aboutRolesOf(
  faults: unknown,
  placed: Parts["topics"],
  { readers, transactional }: CoordinatedGroups,
): Generator<Contradiction> {
  yield* aboutLeadersOf(faults, placed);
  for (const [path, text] of textsIn(faults, ["faults"])) {
    for (const role of text.split(",")) {
      const { kind, group } = coordinatedIn(role.trim()) ?? {};
      if (group === undefined) continue;
      const groups = kind === "group" ? readers : transactional;
      if (groups === undefined || groups.includes(group)) continue;
      const [problem, all] =
        kind === "group"
          ? [`there is no consumer group ${group}`, "consumers"]
          : [`no group ${group} writes in transactions`, "producers with transactions"];
      const near = nearest(group, groups);
      const advice =
        near !== undefined
          ? `did you mean ${near}?`
          : groups.length === 0
            ? `the scenario has no ${all}`
            : `${groups.length === 1 ? "the only one is" : "the groups are"} ${groups.join(", ")}`;
      yield { path, at: "value", message: `${problem}; ${advice}` };
    }
  }
}

function* aboutLeadersOf(faults: unknown, placed: Parts["topics"]): Generator<Contradiction> {
  if (placed === undefined) return;
  const topics = new TopicPartitions(placed.map(({ topic }) => topic));
  for (const [path, text] of textsIn(faults, ["faults"])) {
    for (const [, topic, digits] of text.matchAll(OF_PARTITION)) {
      const partition = Number(digits);
      if (topics.of(topic!, partition) !== undefined) continue;
      const found = topics.topics.find(({ name }) => name === topic);
      const message =
        found === undefined
          ? `there is no topic ${topic}; ${adviceFor(
              topic!,
              topics.topics.map(({ name }) => name),
            )}`
          : `there is no partition ${topic}-${digits}; did you mean ${topic}-${found.partitions - 1}?`;
      yield { path, at: "value", message };
    }
  }
}

function* textsIn(value: unknown, path: Path): Generator<readonly [Path, string]> {
  if (typeof value === "string") yield [path, value];
  else if (Array.isArray(value)) for (const [i, one] of value.entries()) yield* textsIn(one, [...path, i]);
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) yield* textsIn(one, [...path, key]);
  }
}

export function adviceFor(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 1 ? `the only topic is ${names[0]}` : `the topics are ${names.join(", ")}`;
}
