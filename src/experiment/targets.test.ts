import { describe, expect, it } from "vitest";
import type { Cluster } from "../engine/engine.js";
import type { Observer, View } from "../observer/observer.js";
import { seededRandom } from "../random.js";
import { watchFailovers } from "./failovers.js";
import { targetsOf } from "./targets.js";

const names = ["kafka1", "kafka2", "kafka3"];

const cluster = {
  nodes: [...names.map((name) => ({ name, kind: "broker" })), { name: "zk1", kind: "zookeeper" }],
} as unknown as Cluster;

function view(node: string, leader: string | null, epoch = 0, partition = 0): View {
  return { node, partition, leader, epoch, isr: names };
}

function targets(views: readonly View[], controllers: readonly (string | null)[] = [], seed = 1) {
  const observer = { views: () => views, controllers: () => controllers } as unknown as Observer;
  return targetsOf(cluster, observer, seededRandom(seed));
}

describe("a target", () => {
  it("leader is who the majority sees leading partition 0, not who believes it leads", async () => {
    const views = [
      view("kafka1", "kafka1", 0),
      view("kafka2", "kafka3", 1),
      view("kafka3", "kafka3", 1),
      view("kafka1", "kafka2", 0, 1),
    ];
    expect(await targets(views).resolve(["leader"])).toEqual(["kafka3"]);
  });

  it("follower is one of the leader's ISR and never the leader, the same for the same seed", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    const picks = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (seed) => (await targets(views, [], seed).resolve(["follower"]))[0]),
    );
    expect(new Set(picks)).toEqual(new Set(["kafka1", "kafka3"]));
    expect(await targets(views, [], 5).resolve(["follower"])).toEqual([picks[4]]);
  });

  it("controller is who most brokers see as controller", async () => {
    expect(await targets([], ["kafka1", null, "kafka3", "kafka3"]).resolve(["controller"])).toEqual([
      "kafka3",
    ]);
  });

  it("names and roles may be mixed, and each node is struck once", async () => {
    const views = names.map((name) => view(name, "kafka2"));
    expect(await targets(views).resolve(["kafka2", "leader", "zk1"])).toEqual(["kafka2", "zk1"]);
  });

  it("that nobody is right now is an error that says so", async () => {
    await expect(targets([view("kafka1", null)]).resolve(["leader"])).rejects.toThrow(
      "no broker is leader right now",
    );
  });
});

describe("fail-overs", () => {
  it("are changes of the leader that the majority sees, each once", () => {
    const found: Parameters<typeof watchFailovers>[0] = [];
    const watch = watchFailovers(found, () => 5_600);
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
