import { afterEach, describe, expect, it, vi } from "vitest";
import { quorumMembersOf } from "../cluster/metadata/quorums.js";
import { type PlannedNode, planNodes } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { View } from "../observer/leadership.js";
import { seededRandom } from "../random.js";
import type { Result } from "../rundir/result.js";
import { TopicPartitions } from "../topic-partitions.js";
import { watchFailovers } from "./failovers.js";
import { rolesNow, targetsOf } from "./targets.js";

const names = ["kafka1", "kafka2", "kafka3"];

const NODES = planNodes({ brokers: 3, metadata: { kind: "zookeeper", members: 1 } });
const WITH_KRAFT = planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } });
const COMBINED = planNodes({ brokers: 3, metadata: { kind: "kraft", members: "brokers" } });

function view(node: string, leader: string | null, epoch = 0, partition = 0): View {
  return { node, partition, leader, epoch, isr: names };
}

const TOPICS = new TopicPartitions([
  { name: "orders", partitions: 2 },
  { name: "payments", partitions: 2 },
]);

interface Scene {
  readonly nodes?: readonly PlannedNode[];
  readonly controller?: string;
  readonly seed?: number;
  readonly notRunning?: readonly string[];
  /** Absent: every member of the quorum votes. */
  readonly voters?: readonly string[];
  /** What brokers that do not answer now said before. */
  readonly before?: readonly View[];
}

function targets(views: readonly View[], scene: Scene = {}) {
  const { nodes = NODES, controller = null, seed = 1, notRunning = [], before = [] } = scene;
  const cluster = { nodes, notRunning: () => new Set(notRunning) } as unknown as Cluster;
  const members = quorumMembersOf({ nodes }).map(({ name }) => name);
  const { voters = members } = scene;
  const observer = {
    known: () => [...before, ...views],
    controller: () => controller,
    voters: () => voters,
  };
  return targetsOf(cluster, observer, TOPICS, seededRandom(seed));
}

describe("a target", () => {
  it("leader is the leader of partition 0 with the highest epoch, not another that believes it leads", async () => {
    const views = [
      view("kafka1", "kafka1", 0),
      view("kafka2", "kafka3", 1),
      view("kafka3", "kafka3", 1),
      view("kafka1", "kafka2", 0, 1),
    ];
    expect(await targets(views).resolve(["leader"])).toEqual(["kafka3"]);
    const onlyOneKnows = [view("kafka1", "kafka1", 1), view("kafka2", "kafka2"), view("kafka3", "kafka2")];
    expect(await targets(onlyOneKnows).resolve(["leader"])).toEqual(["kafka1"]);
  });

  it("follower is one of the leader's ISR and never the leader, the same for the same seed", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    const picks = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (seed) => (await targets(views, { seed }).resolve(["follower"]))[0]),
    );
    expect(new Set(picks)).toEqual(new Set(["kafka1", "kafka3"]));
    expect(await targets(views, { seed: 5 }).resolve(["follower"])).toEqual([picks[4]]);
  });

  it("leader of payments-1 is the leader of that partition, and of several leaders each is struck once", async () => {
    const views = [view("kafka1", "kafka1"), view("kafka1", "kafka2", 0, 1), view("kafka1", "kafka3", 0, 3)];
    expect(await targets(views).resolve(["leader of payments-1"])).toEqual(["kafka3"]);
    expect(await targets(views).resolve(["leader of orders-0", "leader of orders-1", "leader"])).toEqual([
      ...["kafka1", "kafka2"],
    ]);
    const [follower] = await targets(views).resolve(["follower of orders-1"]);
    expect(["kafka1", "kafka3"]).toContain(follower);
    await expect(targets(views).resolve(["leader of payments-0"])).rejects.toThrow(
      "no broker is leader of payments-0 right now: no node names one",
    );
  });

  it("controller is who the observer sees as controller", async () => {
    expect(await targets([], { controller: "kafka3" }).resolve(["controller"])).toEqual(["kafka3"]);
    const nodes = WITH_KRAFT;
    expect(await targets([], { nodes, controller: "controller2" }).resolve(["controller"])).toEqual([
      "controller2",
    ]);
  });

  it("controller follower is a voter that is not the active controller", async () => {
    const pick = async (scene: Scene) => (await targets([], scene).resolve(["controller follower"]))[0];
    const [picks, combined] = [new Set(), new Set()];
    for (let seed = 1; seed <= 8; seed++) {
      picks.add(await pick({ nodes: WITH_KRAFT, controller: "controller2", seed }));
      combined.add(await pick({ nodes: COMBINED, controller: "kafka1", seed }));
    }
    expect(picks).toEqual(new Set(["controller1", "controller3"]));
    expect(combined).toEqual(new Set(["kafka2", "kafka3"]));
  });

  it("voter is any controller, the active one too, and each mention is another", async () => {
    const scene = { nodes: WITH_KRAFT, controller: "controller2" };
    expect(new Set(await targets([], scene).resolve(["voter", "voter", "voter"]))).toEqual(
      new Set(["controller1", "controller2", "controller3"]),
    );
    for (let seed = 1; seed <= 4; seed++) {
      const [active, other] = await targets([], { ...scene, seed }).resolve(["controller", "voter"]);
      expect(active).toBe("controller2");
      expect(["controller1", "controller3"]).toContain(other);
    }
  });

  it("controller follower and voter are not a controller that was removed from the voters", async () => {
    const voters = ["controller1", "controller2"];
    for (let seed = 1; seed <= 8; seed++) {
      const scene = { nodes: WITH_KRAFT, controller: "controller2", voters, seed };
      expect(await targets([], scene).resolve(["controller follower"])).toEqual(["controller1"]);
      expect(voters).toContain((await targets([], scene).resolve(["voter"]))[0]);
    }
  });

  it("controller follower needs an active controller, and one that is not and that runs", async () => {
    const resolve = (scene: Scene) =>
      targets([], { nodes: WITH_KRAFT, ...scene }).resolve(["controller follower"]);
    await expect(resolve({})).rejects.toThrow(/no voter names an active controller$/);
    const controller = "controller2";
    expect(await resolve({ controller, notRunning: ["controller1"] })).toEqual(["controller3"]);
    await expect(resolve({ controller, notRunning: ["controller1", "controller3"] })).rejects.toThrow(
      /no controller follower runs$/,
    );
    const alone = planNodes({ brokers: 3, metadata: { kind: "kraft", members: 1 } });
    await expect(resolve({ nodes: alone, controller: "controller1" })).rejects.toThrow(
      /no controller follower runs$/,
    );
  });

  it("controller that is no longer named, or that does not run, is an error", async () => {
    const resolve = (scene: Scene) => targets([], { nodes: WITH_KRAFT, ...scene }).resolve(["controller"]);
    await expect(resolve({})).rejects.toThrow(/no node names one$/);
    await expect(resolve({ controller: "controller1", notRunning: ["controller1"] })).rejects.toThrow(
      /controller1, the controller, does not run$/,
    );
  });

  it("names and roles may be mixed, and each node is struck once", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    expect(await targets(views).resolve(["kafka2", "leader", "zk1"])).toEqual(["kafka2", "zk1"]);
  });

  it("that nobody is right now is an error that says so", async () => {
    await expect(targets([view("kafka1", null)]).resolve(["leader"])).rejects.toThrow(
      "no broker is leader right now: no node names one",
    );
  });

  it("is never a node that does not run, and the reason says so", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const scene = { seed, notRunning: ["kafka1"] };
      expect(await targets(views, scene).resolve(["follower"])).toEqual(["kafka3"]);
      expect(await targets(views, scene).resolve(["random"])).not.toEqual(["kafka1"]);
    }
    const resolve = (role: string, notRunning: readonly string[]) =>
      targets(views, { controller: "kafka1", notRunning }).resolve([role]);
    await expect(resolve("leader", ["kafka2"])).rejects.toThrow(
      "no broker is leader right now: kafka2, the leader of partition 0, does not run",
    );
    await expect(resolve("controller", ["kafka1"])).rejects.toThrow(
      "no node is controller right now: kafka1, the controller, does not run",
    );
    await expect(resolve("follower", ["kafka1", "kafka3"])).rejects.toThrow(
      "no broker is follower right now: the replicas in sync are kafka1 (does not run), kafka2 (leads), kafka3 (does not run)",
    );
    await expect(resolve("random", names)).rejects.toThrow("no broker is random right now: no broker runs");
  });

  it("follower is one of the newest known ISR while the leader is silent", async () => {
    const before = [{ ...view("kafka2", "kafka2", 4), isr: ["kafka2", "kafka3"] }];
    // kafka1 is behind: it still has the ISR of an epoch before.
    const views = [
      view("kafka1", "kafka2", 3),
      { ...view("kafka3", "kafka2", 4), isr: ["kafka2", "kafka3"] },
    ];
    const scene = { before, notRunning: ["kafka2"] };
    expect(await targets(views, scene).resolve(["follower"])).toEqual(["kafka3"]);
    expect(await targets([], scene).resolve(["follower"])).toEqual(["kafka3"]);
  });

  it("follower, follower are two nodes, and it is an error when only one runs", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    expect(new Set(await targets(views).resolve(["follower", "follower"]))).toEqual(
      new Set(["kafka1", "kafka3"]),
    );
    const one = targets(views, { notRunning: ["kafka3"] }).resolve(["follower", "follower"]);
    await expect(one).rejects.toThrow("only one follower runs: kafka1");
  });

  it("that is left to chance is another node than the one that is named after it", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    for (const seed of [1, 2, 3, 4]) {
      expect(await targets(views, { seed }).resolve(["follower", "kafka1"])).toEqual(["kafka3", "kafka1"]);
    }
  });
});

describe("fail-overs", () => {
  const record = {
    name: "kill",
    fault: "kill",
    targets: ["kafka1"],
    injectedAt: null,
    healedAt: null,
    afterMessages: null,
  };
  afterEach(() => void vi.useRealTimers());

  it("begin when the first broker names another leader, and each is told once", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-20T12:00:05.600Z") });
    const struck = { ...record, injectedAt: "2026-11-20T12:00:00.000Z" };
    const found: Result["failovers"] = [];
    const watch = watchFailovers({ failovers: found, faults: [record, struck] });
    watch.look([view("kafka1", "kafka1"), view("kafka2", "kafka1"), view("kafka3", "kafka1")], 0);
    watch.look([view("kafka1", "kafka1"), view("kafka2", "kafka2", 1), view("kafka3", "kafka1")], 0);
    watch.look([view("kafka1", "kafka1"), view("kafka2", "kafka2", 1), view("kafka3", "kafka2", 1)], 0);
    watch.look([view("kafka1", "kafka2", 1), view("kafka2", "kafka2", 1), view("kafka3", "kafka2", 1)], 0);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      partition: 0,
      from: "kafka1",
      to: "kafka2",
      epoch: 1,
      afterFaultMs: 5_600,
    });
  });
});

describe("the coordinator", () => {
  /** What each broker answers: that kafka2 coordinates groups, and kafka3 transactions. */
  async function resolve(role: string, notRunning: readonly string[] = []) {
    await using brokers = await scriptedBrokers(3, TOPICS.topics[0]!, {
      FindCoordinator: ({ coordinatorKeys: [key], keyType }) => ({
        coordinators: [{ key: key!, nodeId: keyType === 1 && key === "chaos-1f-0" ? 3 : 2 }],
      }),
    });
    const cluster = { nodes: brokers.nodes, notRunning: () => new Set(notRunning) };
    const observer = { known: () => [], controller: () => null, voters: () => [] };
    const ids = new Map([["writers", "chaos-1f-0"]]);
    return await targetsOf(cluster, observer, TOPICS, Math.random, ids).resolve([role]);
  }

  it("of a consumer group, and of the transactions of a group, is the one that brokers name", async () => {
    expect(await resolve("coordinator of billing")).toEqual(["kafka2"]);
    expect(await resolve("transaction coordinator of writers", ["kafka1"])).toEqual(["kafka3"]);
  });

  it("of transactions that no client of this run has is refused", async () => {
    await expect(resolve("transaction coordinator of others")).rejects.toThrow(
      "no broker is transaction coordinator of others right now: no client of others writes in transactions",
    );
  });

  it("is not known while no broker runs", async () => {
    await expect(resolve("coordinator of billing", names)).rejects.toThrow("no broker answers");
  });
});

describe("the role of a node when a fault strikes", () => {
  it("is that of a leader first, then of the controller, then of a follower", () => {
    const views = [
      view("kafka1", "kafka1", 0, 1),
      view("kafka2", "kafka2", 3, 0),
      view("kafka1", "kafka3", 2, 0),
    ];
    const roles = rolesNow({ known: () => views, controller: () => "kafka3" });
    const first = (node: string) => roles.find((one) => one.node === node);
    expect(first("kafka2")).toEqual({ node: "kafka2", role: "leader", partition: 0 });
    expect(first("kafka1")).toEqual({ node: "kafka1", role: "leader", partition: 1 });
    expect(first("kafka3")).toEqual({ node: "kafka3", role: "controller", partition: null });
    expect(
      rolesNow({ known: () => views, controller: () => null }).find(({ node }) => node === "kafka3"),
    ).toEqual({
      node: "kafka3",
      role: "follower",
      partition: 0,
    });
    expect(first("zk1")).toBeUndefined();
  });
});
