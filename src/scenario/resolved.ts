/** A scenario written out in full: every default filled in, every override applied. It loads to the same scenario. */
import { stringify } from "yaml";
import { writeExpectations } from "./bounds.js";
import { writeDuration, writeTrigger } from "./quantities.js";
import { ONLY_GROUP } from "./schema/producers.js";
import type { ConsumerGroup, Copier, ProducerGroup, Scenario } from "./syntax.js";

/**
 * @param options what stands under the fault's key in each step, as it was written: only the fault itself could
 *   write its options back
 */
export function resolvedYaml(scenario: Scenario, options: readonly unknown[]): string {
  const { name, description, cluster, topics, producers, consumers, copiers, faults } = scenario;
  const { expect, reference, seed, scale } = scenario;
  const { brokers, controllers, zookeepers, kafka, image, sessionTimeoutMs, network } = cluster;
  const { latencyMs, jitterMs } = network;
  const [only, ...others] = producers;
  const file = {
    name,
    ...(description === undefined ? {} : { description }),
    cluster: {
      brokers,
      ...(controllers !== undefined && { controllers }),
      ...(zookeepers !== undefined && { zookeepers }),
      kafka,
      ...(image !== undefined && { image }),
      ...(sessionTimeoutMs !== undefined && { sessionTimeout: writeDuration(sessionTimeoutMs) }),
      config: plain(cluster.config),
      network: { latency: writeDuration(latencyMs), jitter: writeDuration(jitterMs) },
    },
    ...topicsOf(topics),
    producers:
      only?.name === ONLY_GROUP && others.length === 0
        ? unnamed(only, topics[0]!.name)
        : producers.map(written),
    ...(consumers !== undefined && { consumers: consumers.map(groupOf) }),
    ...(copiers !== undefined && { copiers: copiers.map(copierOf) }),
    faults: faults.map((step, index) => ({
      ...(step.name === step.fault ? {} : { name: step.name }),
      at: writeTrigger(step.at),
      [step.fault]: options[index],
      ...(step.forMs === undefined ? {} : { for: writeDuration(step.forMs) }),
    })),
    expect: writeExpectations(expect),
    ...(reference === undefined ? {} : { reference }),
    seed,
    scale,
  };
  const header = [
    "# Written by chaos: the scenario as it was run, with every default filled in and every override applied.",
    "# Running this file repeats the scenario with the same seed. Which nodes a role means (leader, follower, controller,",
    "# random) is decided when the fault strikes, among the nodes that run then: that can be another node each time.",
    ...(scale === 1 ? [] : [`# Counts and message triggers are already scaled by ${scale}.`]),
  ];
  return `${header.join("\n")}\n\n${stringify(file, { lineWidth: 0, blockQuote: "literal" })}`;
}

function topicsOf(topics: Scenario["topics"]): object {
  const [first, ...others] = topics.map((topic) => ({ ...topic, config: plain(topic.config) }));
  return others.length === 0 ? { topic: first } : { topics: [first, ...others] };
}

function written({ sizeBytes, startMs, transactions, config, ...group }: ProducerGroup) {
  return {
    ...group,
    start: startOf(startMs),
    size: `${sizeBytes}B`,
    ...(transactions !== undefined && {
      transactions: {
        every: `${transactions.every} ${transactions.every === 1 ? "message" : "messages"}`,
        // 0.29 × 100 is 28.999999999999996 in binary.
        abort: `${Number((transactions.abortShare * 100).toPrecision(12))}%`,
        ...(transactions.transfers && { transfers: true }),
      },
    }),
    config,
  };
}

function unnamed(group: ProducerGroup, firstTopic: string) {
  const { name, topic, ...others } = written(group);
  return { ...(topic !== firstTopic && { topic }), ...others };
}

function startOf(startMs: ProducerGroup["startMs"]): string | string[] {
  return typeof startMs === "number" ? writeDuration(startMs) : startMs.map(writeDuration);
}

function groupOf({ group, topics, processingMs, ...rest }: ConsumerGroup) {
  const topic = topics.length === 1 ? topics[0] : [...topics];
  return { group, topic, processing: writeDuration(processingMs), ...timesOf(rest) };
}

function copierOf({ every, ...rest }: Copier) {
  return { ...timesOf(rest), every: `${every} messages` };
}

function timesOf<Group extends Pick<Copier, "startMs" | "restarts">>({ startMs, restarts, ...rest }: Group) {
  return {
    ...rest,
    start: writeDuration(startMs),
    ...(restarts !== undefined && {
      restarts: {
        every: writeDuration(restarts.everyMs),
        how: restarts.how,
        for: writeDuration(restarts.forMs),
      },
    }),
  };
}

/** Properties are texts, but 6000 reads better than "6000" and comes back as the same text. */
function plain(config: Readonly<Record<string, string>>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      if (value === "true" || value === "false") return [key, value === "true"];
      return [
        key,
        Number.isSafeInteger(Number(value)) && String(Number(value)) === value ? Number(value) : value,
      ];
    }),
  );
}
