import { describe, expect, it } from "vitest";
import { quorumIn, quorumMembersOf, quorumOf } from "./metadata/quorums.js";
import {
  brokersOf,
  dedicatedMembersOf,
  type MetadataPlan,
  memberAddress,
  membersOf,
  planNodes,
} from "./topology.js";
import { defaultKafka, unfitVersion } from "./versions.js";

const planned = (brokers: number, metadata: MetadataPlan) => planNodes({ brokers, metadata });
const names = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);

describe("the nodes of a cluster", () => {
  it("with a KRaft controller are the brokers and it, numbered together", () => {
    expect(planned(2, { kind: "kraft", members: 1 })).toEqual([
      { name: "kafka1", kind: "broker", id: 1 },
      { name: "kafka2", kind: "broker", id: 2 },
      { name: "controller1", kind: "controller", id: 101, quorum: "kraft" },
    ]);
  });

  it("with several KRaft controllers are all members of one quorum", () => {
    const nodes = planned(3, { kind: "kraft", members: 3 });
    expect(nodes.slice(3)).toEqual([
      { name: "controller1", kind: "controller", id: 101, quorum: "kraft" },
      { name: "controller2", kind: "controller", id: 102, quorum: "kraft" },
      { name: "controller3", kind: "controller", id: 103, quorum: "kraft" },
    ]);
    expect(names(quorumMembersOf({ nodes }))).toEqual(["controller1", "controller2", "controller3"]);
    expect(dedicatedMembersOf({ nodes })).toEqual(quorumMembersOf({ nodes }));
    expect(quorumIn({ nodes }).kind).toBe("kraft");
  });

  it("with brokers that are controllers as well are the brokers alone", () => {
    const nodes = planned(3, { kind: "kraft", members: "brokers" });
    expect(nodes).toEqual([
      { name: "kafka1", kind: "broker", id: 1, quorum: "kraft" },
      { name: "kafka2", kind: "broker", id: 2, quorum: "kraft" },
      { name: "kafka3", kind: "broker", id: 3, quorum: "kraft" },
    ]);
    expect(brokersOf({ nodes })).toEqual(nodes);
    expect(quorumMembersOf({ nodes })).toEqual(nodes);
    expect(dedicatedMembersOf({ nodes })).toEqual([]);
    expect(membersOf({ nodes })).toEqual(nodes);
  });

  it("with ZooKeeper are the brokers and its servers, each numbered by itself", () => {
    const nodes = planned(2, { kind: "zookeeper", members: 3 });
    expect(nodes).toEqual([
      { name: "kafka1", kind: "broker", id: 1 },
      { name: "kafka2", kind: "broker", id: 2 },
      { name: "zk1", kind: "zookeeper", id: 1, quorum: "zookeeper" },
      { name: "zk2", kind: "zookeeper", id: 2, quorum: "zookeeper" },
      { name: "zk3", kind: "zookeeper", id: 3, quorum: "zookeeper" },
    ]);
    expect(nodes.map((node) => quorumOf(node)?.kind)).toEqual([
      ...[undefined, undefined],
      ...["zookeeper", "zookeeper", "zookeeper"],
    ]);
  });
});

it("a member of the quorum is asked where it is one", () => {
  const [client, controller] = [1, 2].map((port) => ({ host: "127.0.0.1", port })) as [
    { host: string; port: number },
    { host: string; port: number },
  ];
  const node = { name: "kafka1", kind: "broker", id: 1, quorum: "kraft", client } as const;
  expect(memberAddress(node)).toBe(client);
  expect(memberAddress({ ...node, controller })).toBe(controller);
});

describe("which Kafka", () => {
  const KRAFT: MetadataPlan = { kind: "kraft", members: 1 };
  const ZOOKEEPER: MetadataPlan = { kind: "zookeeper", members: 1 };

  it("is the newest that has the quorum", () => {
    expect([defaultKafka(KRAFT), defaultKafka(ZOOKEEPER)]).toEqual(["4.4.0", "3.9.2"]);
    expect(unfitVersion(defaultKafka(KRAFT), KRAFT)).toBeUndefined();
    expect(unfitVersion(defaultKafka(ZOOKEEPER), ZOOKEEPER)).toBeUndefined();
  });

  it.each<[string, MetadataPlan, string | undefined]>([
    ["3.8.1", KRAFT, "KRaft needs Kafka 3.9.0 or later here"],
    ["2.8.2", KRAFT, "KRaft needs Kafka 3.9.0 or later here"],
    ["3.9.0", KRAFT, undefined],
    ["3.10.0", KRAFT, undefined],
    ["4.0.2", KRAFT, undefined],
    ["10.0.0", KRAFT, undefined],
    ["2.4.1", ZOOKEEPER, undefined],
    ["3.9.2", ZOOKEEPER, undefined],
    ["4.0.0", ZOOKEEPER, "Kafka 4 has no ZooKeeper"],
  ])("%s with %j: %s", (version, plan, why) => {
    expect(unfitVersion(version, plan)).toBe(why);
  });
});
