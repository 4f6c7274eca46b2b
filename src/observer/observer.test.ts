import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClusterNode } from "../cluster/topology.js";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import { type ScriptedVoters, scriptedVoters } from "../kafka/testing/scripted-voters.js";
import type { Happening } from "../rundir/timeline.js";
import { TopicPartitions } from "../topic-partitions.js";
import { newestLeader } from "./leadership.js";
import { Observer } from "./observer.js";

const TOPIC = { name: "orders", partitions: 1 };

/** Nobody asks it anything. */
const ZOOKEEPER: ClusterNode = {
  name: "zk1",
  kind: "zookeeper",
  id: 1,
  quorum: "zookeeper",
  client: { host: "127.0.0.1", port: 1 },
};

let brokers: ScriptedBrokers;
let observer: Observer;
let happenings: Happening[];

beforeEach(async () => {
  brokers = await scriptedBrokers(3, TOPIC);
  happenings = [];
  observer = new Observer({
    nodes: [...brokers.nodes, ZOOKEEPER],
    topics: new TopicPartitions([TOPIC]),
    onChange: (happening) => happenings.push(happening),
  });
  await observer.asked();
});
afterEach(async () => {
  await observer[Symbol.asyncDispose]();
  await brokers[Symbol.asyncDispose]();
});

/** What a broker said, without repetitions: a busy machine may lose it from sight for a moment. */
function viewsOf(node: string): [leader: string | null, epoch: number][] {
  const told = happenings.flatMap((happening): [string | null, number][] =>
    happening.event === "view" && happening.node === node ? [[happening.leader, happening.epoch]] : [],
  );
  return told.filter((view, i) => view.join() !== told[i - 1]?.join());
}

it("a view is told once, and again when it changes", async () => {
  expect(viewsOf("kafka2")).toEqual([["kafka1", 0]]);
  brokers.agree(0, { leader: 3, epoch: 1, isr: [2, 3] });
  await vi.waitFor(
    () =>
      expect(viewsOf("kafka2")).toEqual([
        ["kafka1", 0],
        ["kafka3", 1],
      ]),
    5_000,
  );
});

it("each broker is believed for itself: two may say that they lead", async () => {
  const [first, second, third] = brokers.nodes;
  for (const { believes } of [second!, third!]) believes[0] = { leader: 2, epoch: 1, isr: [2, 3] };
  await vi.waitFor(() => expect(viewsOf("kafka3")).toHaveLength(2), 5_000);
  expect(first!.believes[0]!.leader).toBe(1);
  expect(observer.views().map(({ node, leader }) => [node, leader])).toContainEqual(["kafka1", "kafka1"]);
  expect(newestLeader(observer.views(), 0)).toEqual({ leader: "kafka2", epoch: 1 });
});

it("a silent broker has no view, delays no other, and is remembered", async () => {
  const [first] = brokers.nodes;
  first!.isSilent = true;
  brokers.agree(0, { leader: 2, epoch: 1, isr: [2, 3] });
  await vi.waitFor(
    () =>
      expect(
        observer
          .views()
          .map(({ node }) => node)
          .sort(),
      ).toEqual(["kafka2", "kafka3"]),
    5_000,
  );
  await vi.waitFor(() => expect(viewsOf("kafka2")).toHaveLength(2), 5_000);
  expect(observer.known().find(({ node }) => node === "kafka1")).toMatchObject({
    leader: "kafka1",
    epoch: 0,
  });
  expect(happenings).toContainEqual(
    expect.objectContaining({ event: "reachable", node: "kafka1", reachable: false }),
  );
});

it("with ZooKeeper the controller is the broker that most brokers name", async () => {
  expect(observer.controller()).toBe("kafka1");
  expect(observer.quorumViews().size).toBe(0);
  const [first, second, third] = brokers.nodes;
  for (const node of [second!, third!]) node.controllerId = 3;
  await vi.waitFor(() => expect(observer.controller()).toBe("kafka3"), 5_000);
  expect(first!.controllerId).toBe(1);
  for (const node of brokers.nodes) node.controllerId = -1;
  await vi.waitFor(() => expect(observer.controller()).toBeNull(), 5_000);
});

it("a partition without a leader has none", async () => {
  brokers.agree(0, { leader: -1, epoch: 1, isr: [1] });
  await vi.waitFor(() => expect(viewsOf("kafka1")).toHaveLength(2), 5_000);
  expect(newestLeader(observer.known(), 0)).toBeNull();
});

describe("with KRaft", () => {
  let voters: ScriptedVoters;
  let kraft: Observer;
  beforeEach(async () => {
    voters = await scriptedVoters(3);
    happenings = [];
    kraft = new Observer({
      nodes: [...brokers.nodes, ...voters.nodes],
      topics: new TopicPartitions([TOPIC]),
      onChange: (happening) => happenings.push(happening),
    });
    await kraft.asked();
  });
  afterEach(async () => {
    await kraft[Symbol.asyncDispose]();
    await voters[Symbol.asyncDispose]();
  });

  const fencedAsToldBy = (node: string) =>
    happenings.flatMap((happening) =>
      happening.event === "fenced" && happening.node === node ? [happening.fenced] : [],
    );

  it("a broker that another does not list is fenced, as that one sees it", async () => {
    const [first, second] = brokers.nodes;
    expect(happenings.filter(({ event }) => event === "fenced")).toEqual([]);
    second!.lists = [2, 3];
    await vi.waitFor(() => expect(fencedAsToldBy("kafka2")).toEqual([["kafka1"]]), 5_000);
    expect(kraft.fenced().get("kafka2")).toEqual(["kafka1"]);
    expect(first!.lists).toEqual([1, 2, 3]);
    expect(fencedAsToldBy("kafka1")).toEqual([]);
    second!.lists = [1, 2, 3];
    await vi.waitFor(() => expect(fencedAsToldBy("kafka2")).toEqual([["kafka1"], []]), 5_000);
  });

  it("eligible leader replicas are asked for while a replica is out of sync", async () => {
    const [first] = brokers.nodes;
    const asked = (api: string) => first!.asked.get(api) ?? 0;
    const [looks, before] = [asked("Metadata"), asked("DescribeTopicPartitions")];
    await vi.waitFor(() => expect(asked("Metadata")).toBeGreaterThan(looks + 2), 5_000);
    // Nothing is known before the first look, and all is in sync since.
    expect(asked("DescribeTopicPartitions")).toBe(before);
    brokers.agree(0, { leader: 1, epoch: 0, isr: [1], elr: [3, 2] });
    const seen = () => kraft.views().map(({ elr }) => elr);
    await vi.waitFor(() => expect(seen()).toEqual(Array(3).fill(["kafka2", "kafka3"])), 5_000);
    expect(happenings).toContainEqual({
      event: "view",
      ...{ node: "kafka2", partition: 0, leader: "kafka1", epoch: 0 },
      ...{ isr: ["kafka1"], replicas: ["kafka1", "kafka2", "kafka3"], elr: ["kafka2", "kafka3"] },
    });
    brokers.agree(0, { leader: 1, epoch: 0, isr: [1, 2, 3] });
    await vi.waitFor(() => expect(seen()).toEqual(Array(3).fill(undefined)), 5_000);
  });
});
