/** What `result.json` says before anything is known: that the run is not finished. */
import { cpus, platform, release } from "node:os";
import { NOT_FINISHED, RESULT_SCHEMA_VERSION, type Result } from "../rundir/result.js";
import type { Scenario } from "../scenario/syntax.js";
import { startsOf } from "../scenario/timing.js";
import { rdkafka } from "../workload/rdkafka.js";

export function blankResult(run: string, scenario: Scenario, engine: string, chaosVersion: string): Result {
  const { producers, cluster } = scenario;
  const startsMs = startsOf(producers);
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
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
      instances: producers.instances,
      acks: producers.acks,
      rate: producers.rate,
      ...(startsMs.some((startMs) => startMs > 0) && { startMs: [...startsMs] }),
    },
    counts: {
      planned: producers.count * producers.instances,
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
    lostRanges: [],
    lostRangesOmitted: 0,
    anomalies: [],
    faults: [],
    failovers: [],
    expect: scenario.expect,
    verdict: "inconclusive",
    reasons: [NOT_FINISHED],
    ...(scenario.reference !== undefined && { reference: scenario.reference }),
  };
}
