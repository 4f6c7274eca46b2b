/** What `result.json` says before anything is known: that the run is not finished. */

import { cpus, platform, release } from "node:os";
import { common } from "../alike.js";
import { quorumMembersOf } from "../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../cluster/spec.js";
import { brokersOf, type PlannedNode, planNodes } from "../cluster/topology.js";
import { NOT_FINISHED, type Result } from "../rundir/result.js";
import type { ProducerGroup, Scenario } from "../scenario/syntax.js";
import { messagesOf, producersOf, startsOf } from "../scenario/timing.js";
import { rdkafka } from "../workload/rdkafka.js";

export function blankResult(
  run: string,
  scenario: Scenario,
  { metadata, config: nodeConfig }: Pick<ClusterSpec, "metadata" | "config">,
  engine: string,
  chaosVersion: string,
): Result {
  const { producers, cluster, topics, copiers = [] } = scenario;
  const nodes = planNodes({ brokers: cluster.brokers, metadata });
  const namesOf = (some: readonly PlannedNode[]) => some.map(({ name }) => name);
  const { sizeBytes, idempotence, key, schema, transactions, config } = producers[0]!;
  const startsMs = producers.flatMap(startsOf);
  return {
    run,
    scenario: scenario.name,
    ...(scenario.description !== undefined && { description: scenario.description }),
    engine,
    seed: scenario.seed,
    scale: scenario.scale,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    durations: {},
    environment: {
      chaos: chaosVersion,
      node: process.versions.node,
      librdkafka: rdkafka.librdkafkaVersion,
      kafka: cluster.kafka,
      java: null,
      os: `${platform()} ${release()}`,
      cpus: cpus().length,
    },
    producers: {
      instances: producersOf(producers),
      acks: common(producers.map(({ acks }) => acks)),
      rate: common(producers.map(({ rate }) => rate)),
      ...(startsMs.some((startMs) => startMs > 0) && { startMs: [...startsMs] }),
    },
    ...(producers.length > 1 && { groups: producers.map(groupOf) }),
    settings: {
      cluster: {
        brokers: namesOf(brokersOf({ nodes })),
        metadata: { kind: metadata.kind, nodes: namesOf(quorumMembersOf({ nodes })) },
        config: nodeConfig,
      },
      topics: topics.map((topic) => ({
        ...topic,
        ...(copiers.some(({ to }) => to === topic.name) && { isCopy: true }),
      })),
      producers: {
        ...{ sizeBytes, idempotence, key, schema, config },
        ...(transactions !== undefined && { transactions }),
      },
    },
    counts: {
      planned: messagesOf(producers),
      sent: 0,
      acknowledged: 0,
      failed: 0,
      unsettled: 0,
      highWatermark: null,
      lostByWatermark: null,
      logMessages: null,
      lost: null,
      duplicated: null,
      reordered: null,
      corrupted: null,
      unexpected: null,
      misplaced: null,
    },
    errors: {},
    latencyMs: null,
    reachedRate: null,
    lostRanges: [],
    lostRangesOmitted: 0,
    anomalies: [],
    faults: [],
    failovers: [],
    twoLeaders: [],
    recoveries: [],
    expect: scenario.expect,
    verdict: "inconclusive",
    reasons: [{ about: "experiment", text: NOT_FINISHED }],
    ...(scenario.reference !== undefined && { reference: scenario.reference }),
  };
}

function groupOf({
  count: messages,
  startMs,
  ...group
}: ProducerGroup): NonNullable<Result["groups"]>[number] {
  return { ...group, messages, startMs: [...startsOf({ startMs, instances: group.instances })] };
}
