/** Each fault on a cluster that only writes down what is asked of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Link, type PlannedNode, planNodes } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { vocabulary } from "../scenario/schema/vocabulary.js";
import type { Target } from "../scenario/syntax.js";
import type { Injection, Targets } from "./fault.js";
import { faults } from "./index.js";
import { surroundings } from "./testing/planned-scene.js";

const NODES = planNodes({ brokers: 3, metadata: { kind: "zookeeper", members: 1 } });
const ROLES: Readonly<Record<string, string>> = {
  leader: "kafka1",
  follower: "kafka2",
  controller: "kafka3",
};

interface Recording {
  readonly broken?: string;
  readonly killedAfterMs?: number | null;
  readonly nodes?: readonly PlannedNode[];
}

/** What was asked of the cluster, in order: `kill kafka1`, `cut kafka1>zk1 zk1>kafka1`, `undo kill kafka1`. */
function recorder({ broken, killedAfterMs = null, nodes = NODES }: Recording = {}) {
  const asked: string[] = [];
  const done = async (what: string): Promise<Undo> => {
    if (what === broken) throw new Error(`${what} failed`);
    asked.push(what);
    return async () => void asked.push(`undo ${what}`);
  };
  const arrows = (links: readonly Link[]) =>
    links
      .map(({ from, to }) => `${from}>${to}`)
      .sort()
      .join(" ");
  const cluster = {
    nodes: nodes.map((node) => ({ ...node, client: { host: "127.0.0.1", port: 0 } })),
    kill: (node) => done(`kill ${node}`),
    stop: async (node) => ({ undo: await done(`stop ${node}`), killedAfterMs }),
    pause: (node) => done(`pause ${node}`),
    cut: (links) => done(`cut ${arrows(links)}`),
    intercept: ({ interceptor, generation, config }) =>
      done(`intercept ${interceptor} (${generation}) ${JSON.stringify(config)}`),
    delay: (links, { latencyMs, jitterMs }) => done(`delay ${latencyMs}±${jitterMs} ${arrows(links)}`),
  } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
  return { cluster, asked };
}

const targets: Targets = {
  resolve: async (target: Target) => target.map((name) => ROLES[name] ?? name),
};

/** As a step of a scenario would do it: the YAML value is read by the fault's own schema. */
async function inject(name: string, value: unknown, cluster: Cluster): Promise<Injection> {
  const fault = faults.find((fault) => fault.name === name)!;
  return fault.inject(cluster, fault.schema(vocabulary(cluster.nodes)).parse(value), targets, surroundings());
}

const both = (one: string, ...others: string[]) =>
  others
    .flatMap((other) => [`${one}>${other}`, `${other}>${one}`])
    .sort()
    .join(" ");

describe("a fault", () => {
  it.each<[string, unknown, string[], string[]]>([
    ["kill", "leader", ["kafka1"], ["kill kafka1"]],
    ["kill", "leader, zk1", ["kafka1", "zk1"], ["kill kafka1", "kill zk1"]],
    ["pause", ["follower"], ["kafka2"], ["pause kafka2"]],
    ["zk-isolate", "leader", ["kafka1"], [`cut ${both("kafka1", "zk1")}`]],
    ["partition", { isolate: "leader" }, ["kafka1"], [`cut ${both("kafka1", "kafka2", "kafka3", "zk1")}`]],
    ["partition", { from: "leader", to: "zk1" }, ["kafka1"], ["cut kafka1>zk1"]],
    [
      "partition",
      "kafka3",
      ["kafka1", "kafka2", "kafka3", "zk1"],
      [`cut ${both("kafka3", "kafka1", "kafka2", "zk1")}`],
    ],
    [
      "partition",
      "leader,kafka2,kafka3  zk1,kafka2,kafka3",
      ["kafka1", "zk1"],
      [`cut ${both("kafka1", "zk1")}`],
    ],
    [
      "partition",
      { groups: ["kafka1,kafka2,kafka3", ["zk1", "kafka2", "kafka3"]] },
      ["kafka1", "zk1"],
      [`cut ${both("kafka1", "zk1")}`],
    ],
    [
      "slow",
      { node: "leader", delay: "100ms", jitter: "20ms" },
      ["kafka1"],
      [`delay 100±20 ${both("kafka1", "kafka2", "kafka3", "zk1")}`],
    ],
    ["slow", { from: "kafka1", to: "kafka2", delay: "1s" }, ["kafka1"], ["delay 1000±0 kafka1>kafka2"]],
  ])("%s: %j strikes %j, and healing undoes it", async (name, value, struck, done) => {
    const { cluster, asked } = recorder();
    const injection = await inject(name, value, cluster);
    expect(injection.targets).toEqual(struck);
    expect(asked).toEqual(done);
    await injection.heal();
    expect(asked).toEqual([...done, ...done.map((what) => `undo ${what}`)]);
  });

  it("that fails for one of its nodes is undone for the others", async () => {
    const { cluster, asked } = recorder({ broken: "kill kafka2" });
    await expect(inject("kill", "kafka1,kafka2,kafka3", cluster)).rejects.toThrow("kill kafka2 failed");
    expect(asked).toEqual(["kill kafka1", "kill kafka3", "undo kill kafka1", "undo kill kafka3"]);
  });

  it.each<[string, unknown, string[]]>([
    ["kill", "leader", ["kafka1"]],
    ["pause", "leader", ["kafka1"]],
    ["zk-isolate", "leader", ["kafka1"]],
    ["restart", { node: "leader", mode: "hard" }, ["kafka1"]],
    ["restart", "leader", []],
    ["partition", { isolate: "leader" }, ["kafka1"]],
    ["partition", { from: "leader", to: "zk1" }, ["kafka1"]],
    ["partition", { from: "zk1", to: "leader" }, ["kafka1"]],
    ["partition", { from: "leader", to: "kafka2" }, []],
    ["slow", { node: "leader", delay: "100ms" }, []],
  ])("%s: %j keeps %j from being heard by ZooKeeper", async (name, value, silenced) => {
    const { cluster } = recorder();
    const injection = await inject(name, value, cluster);
    expect(injection.silenced ?? []).toEqual(silenced);
    await injection.heal();
  });

  it.each(["metadata-isolate", "controller-isolate", "zk-isolate"])(
    "%s is the same cut under another name, whatever the quorum",
    async (name) => {
      const kraft = recorder({ nodes: planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } }) });
      const injection = await inject(name, "leader", kraft.cluster);
      expect(kraft.asked).toEqual([`cut ${both("kafka1", "controller1", "controller2", "controller3")}`]);
      expect(injection).toMatchObject({
        targets: ["kafka1"],
        silenced: ["kafka1"],
        detail: "cut off from the controllers (controller1, controller2, controller3)",
      });
      const zookeeper = recorder();
      const { detail } = await inject(name, "leader", zookeeper.cluster);
      expect(zookeeper.asked).toEqual([`cut ${both("kafka1", "zk1")}`]);
      expect(detail).toBe("cut off from ZooKeeper (zk1)");
    },
  );

  it("that cuts brokers off from the quorum is refused for a node that turns out to be no broker", async () => {
    const { cluster, asked } = recorder();
    const { inject: strike } = faults.find(({ name }) => name === "metadata-isolate")!;
    await expect(strike(cluster, ["zk1"], targets, surroundings())).rejects.toThrow(
      "metadata-isolate is for brokers; zk1 is none",
    );
    expect(asked).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ["partition", { isolate: "leader" }, ["kafka1"]],
    ["partition", { from: "leader", to: "controller1,controller2,controller3" }, ["kafka1"]],
    ["partition", { from: "controller1,controller2,controller3", to: "leader" }, ["kafka1"]],
    ["partition", { from: "leader", to: "controller1,controller2" }, []],
    ["metadata-isolate", "kafka2,kafka3", ["kafka2", "kafka3"]],
    ["kill", "leader", ["kafka1"]],
  ])("%s: %j keeps %j from being heard by the controllers", async (name, value, silenced) => {
    const nodes = planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } });
    const injection = await inject(name, value, recorder({ nodes }).cluster);
    expect(injection.silenced ?? []).toEqual(silenced);
    await injection.heal();
  });

  it("between a role and the node that turns out to have it is refused, as it would do nothing", async () => {
    const { cluster, asked } = recorder();
    await expect(inject("partition", { from: "leader", to: "kafka1" }, cluster)).rejects.toThrow(
      InfrastructureError,
    );
    await expect(inject("slow", { from: "leader", to: "kafka1", delay: "1s" }, cluster)).rejects.toThrow(
      InfrastructureError,
    );
    expect(asked).toEqual([]);
  });

  it("has a name and a summary of its own", () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(new Set(faults.map(({ summary }) => summary)).size).toBe(faults.length);
  });
});

describe("restart", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("stops a node cleanly, or kills it", async () => {
    const { cluster, asked } = recorder();
    await (await inject("restart", "leader", cluster)).heal();
    await (await inject("restart", { node: "leader", mode: "hard" }, cluster)).heal();
    expect(asked).toEqual(["stop kafka1", "undo stop kafka1", "kill kafka1", "undo kill kafka1"]);
  });

  it("that is clean says of a node that had to be killed that it was not", async () => {
    const { cluster } = recorder({ killedAfterMs: 30_000 });
    const { flaw } = await inject("restart", "kafka2", cluster);
    expect(flaw).toBe("kafka2 did not shut down within 30 s and was killed, so the restart was not clean");
    expect((await inject("restart", { node: "leader", mode: "hard" }, cluster)).flaw).toBeUndefined();
    expect((await inject("restart", "leader", recorder().cluster)).flaw).toBeUndefined();
  });

  it("brings the node back by itself when it has been down long enough", async () => {
    const { cluster, asked } = recorder();
    const { aftermath } = await inject("restart", { node: "leader", down: "5s" }, cluster);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(asked).toEqual(["stop kafka1"]);
    await vi.advanceTimersByTimeAsync(1);
    await aftermath;
    expect(asked).toEqual(["stop kafka1", "undo stop kafka1"]);
  });

  it("brings the node back at once when the run heals, and only once", async () => {
    const { cluster, asked } = recorder();
    const { heal } = await inject("restart", { node: "leader", down: "1h" }, cluster);
    await heal();
    await heal();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked).toEqual(["stop kafka1", "undo stop kafka1"]);
  });

  it("tells at healing that the node did not come back, and not before", async () => {
    const { cluster } = recorder();
    cluster.stop = async () => ({
      undo: async () => {
        throw new Error("kafka1 does not start");
      },
      killedAfterMs: null,
    });
    const { heal } = await inject("restart", { node: "leader", down: "1s" }, cluster);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(heal()).rejects.toThrow("kafka1 does not start");
  });
});
