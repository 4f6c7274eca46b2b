import { expect, it } from "vitest";
import { result } from "../testing/runs.js";
import { settingsOf } from "./settings.js";

const settings = {
  cluster: {
    brokers: ["kafka1", "kafka2", "kafka3"],
    metadata: { kind: "zookeeper", nodes: ["zk1"] },
    config: { "zookeeper.session.timeout.ms": 6_000 },
  },
  topics: [{ name: "orders", partitions: 6, replicas: 3, config: { "min.insync.replicas": 2 } }],
  producers: {
    ...{ sizeBytes: 100, idempotence: true, key: "none", schema: "none" },
    config: { "linger.ms": 5 },
  },
};

it("names every setting that the scenario makes", () => {
  expect(settingsOf(result({ scale: 0.1, settings }))).toEqual([
    ["acks all", "1 producer at 1,000/s", "idempotent", "linger.ms 5", "librdkafka 2.12.0"],
    [
      ...["Kafka 3.9.1", "local", "3 brokers", "1 ZooKeeper server"],
      ...["zookeeper.session.timeout.ms 6000", "scale 0.1"],
    ],
    ["topic orders: 6 partitions", "3 replicas", "min.insync.replicas 2"],
  ]);
});

it("says when other runs had the cluster before", () => {
  const { environment } = result();
  const reusedCluster = { startedFor: "a", runs: 2 };
  expect(settingsOf(result({ settings, environment: { ...environment, reusedCluster } }))[1]).toContain(
    "reused cluster",
  );
});

it("says which nodes keep the metadata", () => {
  const nodesWith = (...nodes: string[]) => {
    const metadata = { kind: "kraft", nodes };
    const cluster = { ...settings.cluster, metadata, config: {} };
    return settingsOf(result({ settings: { ...settings, cluster } }))[1]!.slice(2);
  };
  expect(nodesWith("controller1")).toEqual(["3 brokers", "1 controller"]);
  expect(nodesWith("controller1", "controller2", "controller3")).toEqual(["3 brokers", "3 controllers"]);
  expect(nodesWith("kafka1", "kafka2", "kafka3")).toEqual(["3 brokers, also controllers"]);
});

it("tells less of an older run whose scenario.yaml is missing", () => {
  expect(settingsOf(result())).toEqual([
    ["acks all", "1 producer at 1,000/s", "librdkafka 2.12.0"],
    ["Kafka 3.9.1", "local"],
  ]);
});

it("counts the properties that have no room", () => {
  const config = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`p${i}`, i]));
  const many = { ...settings, producers: { ...settings.producers, idempotence: false, config } };
  expect(settingsOf(result({ settings: many }))[0]).toEqual([
    "acks all",
    "1 producer at 1,000/s",
    ...["p0 0", "p1 1", "p2 2", "p3 3", "p4 4"],
    "2 more in scenario.yaml",
    "librdkafka 2.12.0",
  ]);
});
