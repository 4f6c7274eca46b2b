import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ClusterNode } from "../cluster/topology.js";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { Happening } from "../rundir/timeline.js";
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
    topic: TOPIC.name,
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
