/**
 * The proxy through the eyes of franz-go: tests of its own pass through the proxy as they pass without it. Its tests of
 * groups, share groups and transactions check every record and every offset.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startCluster, type TestCluster } from "./support/cluster.js";
import { buildFranzGo, type FranzGo, withGo } from "./support/franz-go.js";
import { bootstrapOf, startProxy, type TestProxy } from "./support/proxy.js";

/** Of those that use a cluster. Tests that give up within seconds are left out: they fail on a busy machine. */
const TESTS = [
  ...["TestPing", "TestIssue1034", "TestUnknownGroupOffsetFetchPinned", "TestClient_ProduceLargeMessages"],
  ...["TestPooling", "TestConsumeTopicRetrieval", "TestConsumeTopicRetrieval_Many", "TestIssue325"],
  // Records are copied from topic to topic: by groups of both protocols, in transactions, and by share groups.
  ...["TestGroupETL", "TestTxnEtl", "TestShareGroupETL", "TestShareGroupOffsetsAdmin"],
];
const RUN = { replicas: 1, records: 1_000, partitionsMax: 7, limitMs: 200_000 };
const TEST_MS_MAX = 2 * RUN.limitMs;

/** The topics of Kafka itself are small, and members of groups say often that they live: these tests wait for both. */
const CONFIG = {
  "offsets.topic.replication.factor": "1",
  "offsets.topic.num.partitions": "4",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "transaction.state.log.num.partitions": "4",
  "share.coordinator.state.topic.replication.factor": "1",
  "share.coordinator.state.topic.min.isr": "1",
  "share.coordinator.state.topic.num.partitions": "4",
  "group.consumer.min.heartbeat.interval.ms": "500",
  "group.consumer.heartbeat.interval.ms": "500",
  "group.share.min.heartbeat.interval.ms": "500",
  "group.share.heartbeat.interval.ms": "500",
};

withGo("franz-go's own tests", () => {
  let cluster: TestCluster;
  let proxy: TestProxy;
  let franzGo: FranzGo;

  beforeAll(async () => {
    cluster = await startCluster({ brokers: 2, controllers: "combined", kafka: "4.4.0", config: CONFIG });
    proxy = await startProxy(bootstrapOf(cluster.brokers));
    franzGo = await buildFranzGo();
  });
  afterAll(async () => {
    await franzGo?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  it(
    "pass through the proxy as they pass directly",
    async () => {
      const direct = await franzGo.run(bootstrapOf(cluster.brokers), TESTS, RUN);
      expect(direct.failures).toBe("");
      expect(Object.keys(direct.of)).toEqual(expect.arrayContaining(TESTS));
      const proxied = await franzGo.run(proxy.bootstrap, TESTS, RUN);
      expect(proxied.failures).toBe("");
      expect(proxied.of).toEqual(direct.of);
      expect(new Set(Object.values(direct.of))).toEqual(new Set(["pass"]));
    },
    TEST_MS_MAX,
  );
});
