/** What the clusters and producers of the benchmarks are, as a scenario would say it. */
import { NEWEST_KAFKA_WITH_ZOOKEEPER } from "../../dist/cluster/versions.js";

export const MESSAGE_BYTES = 100;

const ZOOKEEPER = { zookeepers: 1, kafka: NEWEST_KAFKA_WITH_ZOOKEEPER };

/** One ZooKeeper server unless told, three brokers; one producer at full speed, acks=all, into one partition with three replicas. */
export function scenarioOf({ topic = "bench", count = 1, quorum = ZOOKEEPER } = {}) {
  return {
    name: "bench",
    cluster: {
      brokers: 3,
      ...quorum,
      config: {},
      network: { latencyMs: 0, jitterMs: 0 },
    },
    // Deleted topics make room at once, not after the default minute.
    topics: [{ name: topic, partitions: 1, replicas: 3, config: { "file.delete.delay.ms": "0" } }],
    producers: {
      count,
      rate: "max",
      acks: "all",
      instances: 1,
      startMs: 0,
      sizeBytes: MESSAGE_BYTES,
      idempotence: false,
      key: "none",
      schema: "none",
      config: {},
    },
    faults: [],
    expect: { loss: "any" },
    seed: 1,
    scale: 1,
  };
}
