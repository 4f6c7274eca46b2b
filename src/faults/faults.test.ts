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
  /** That a reset finds. */
  readonly connections?: number;
}

/** What was asked of the cluster, in order: `kill kafka1`, `cut kafka1>zk1 zk1>kafka1`, `undo kill kafka1`. */
function recorder({ broken, killedAfterMs = null, nodes = NODES, connections = 3 }: Recording = {}) {
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
    throttle: (links, { bytesPerSecond }) => done(`throttle ${bytesPerSecond} ${arrows(links)}`),
    lose: (links, { lossPercent }) => done(`lose ${lossPercent}% ${arrows(links)}`),
    reset: async (links) => {
      asked.push(`reset ${arrows(links)}`);
      return connections;
    },
  } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
  return { cluster, asked };
}

const targets: Targets = {
  resolve: async (target: Target) => target.map((name) => ROLES[name] ?? name),
};

/** As a step of a scenario would do it: the YAML value is read by the fault's own schema. */
async function inject(
  name: string,
  value: unknown,
  cluster: Cluster,
  onChange: (detail: string) => void = () => {},
): Promise<Injection> {
  const fault = faults.find((fault) => fault.name === name)!;
  const place = surroundings({ onChange });
  return fault.inject(cluster, fault.schema(vocabulary(cluster.nodes)).parse(value), targets, place);
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
    [
      "throttle",
      { node: "leader", rate: "100KB/s" },
      ["kafka1"],
      [`throttle 100000 ${both("kafka1", "kafka2", "kafka3", "zk1")}`],
    ],
    [
      "throttle",
      { from: "leader", to: "follower", rate: "1MiB/s" },
      ["kafka1"],
      ["throttle 1048576 kafka1>kafka2"],
    ],
    [
      "throttle",
      { groups: ["kafka1,kafka2,zk1", "kafka3,zk1"], rate: "1000B/s" },
      ["kafka1", "kafka2", "kafka3"],
      [`throttle 1000 ${both("kafka3", "kafka1", "kafka2")}`],
    ],
    ["loss", { from: "leader", to: "follower", share: "0.5%" }, ["kafka1"], ["lose 0.5% kafka1>kafka2"]],
    ["client-partition", "leader", ["kafka1"], [`cut ${both("clients", "kafka1")}`]],
    [
      "client-partition",
      "kafka2,kafka3",
      ["kafka2", "kafka3"],
      [`cut ${both("clients", "kafka2", "kafka3")}`],
    ],
    [
      "flap",
      { isolate: "leader", up: "1s", down: "1h" },
      ["kafka1"],
      [`cut ${both("kafka1", "kafka2", "kafka3", "zk1")}`],
    ],
    ["flap", { from: "leader", to: "follower", up: "1s", down: "1h" }, ["kafka1"], ["cut kafka1>kafka2"]],
    ["flap", { pause: "leader", up: "1s", down: "1h" }, ["kafka1"], ["pause kafka1"]],
    ["flap", { kill: "follower", up: "1s", down: "1h" }, ["kafka2"], ["kill kafka2"]],
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
    ["throttle", { node: "leader", rate: "1KB/s" }, []],
    ["loss", { node: "leader", share: "99%" }, []],
    ["reset", { node: "leader" }, []],
    ["client-partition", "leader", []],
    ["flap", { isolate: "leader", up: "1s", down: "1s" }, ["kafka1"]],
    ["flap", { from: "leader", to: "kafka2", up: "1s", down: "1s" }, []],
    ["flap", { pause: "leader", up: "1s", down: "1s" }, ["kafka1"]],
    ["flap", { kill: "leader", up: "1s", down: "1s" }, ["kafka1"]],
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

  it("that cuts brokers off from the active controller alone silences them, and no others", async () => {
    const { cluster } = recorder({
      nodes: planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } }),
    });
    const { inject: strike } = faults.find(({ name }) => name === "partition")!;
    const silencedWith = async (active: string | Error) => {
      const resolve = async (target: Target) => {
        if (active instanceof Error && target.includes("controller")) throw active;
        return target.map((name) => (name === "controller" ? `${active}` : name));
      };
      const options = { from: ["kafka1", "kafka3"], to: ["controller2"] };
      return (await strike(cluster, options, { resolve }, surroundings())).silenced;
    };
    expect(await silencedWith("controller2")).toEqual(["kafka1", "kafka3"]);
    expect(await silencedWith("controller1")).toEqual([]);
    expect(await silencedWith(new InfrastructureError("no node is the controller"))).toEqual([]);
  });

  it("between a role and the node that turns out to have it is refused, as it would do nothing", async () => {
    const { cluster, asked } = recorder();
    await expect(inject("partition", { from: "leader", to: "kafka1" }, cluster)).rejects.toThrow(
      InfrastructureError,
    );
    for (const [name, own] of [
      ["slow", { delay: "1s" }],
      ["throttle", { rate: "1KB/s" }],
      ["reset", {}],
      ["flap", { up: "1s", down: "1s" }],
    ] as const) {
      await expect(inject(name, { from: "leader", to: "kafka1", ...own }, cluster)).rejects.toThrow(
        `${name} has no link to work on`,
      );
    }
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

/** Timers that elapse when the test says so. `setTimeout` of node:timers/promises is the one that faults wait with. */
const elapsing = vi.hoisted(() => ({ waits: [] as { readonly ms: number; readonly elapse: () => void }[] }));
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason));
      elapsing.waits.push({ ms, elapse: () => resolve(value) });
    }),
}));

describe("in the background", () => {
  beforeEach(() => void elapsing.waits.splice(0));

  /** Lets the only wait elapse; resolves when the fault waits again. */
  async function elapse(): Promise<number> {
    await vi.waitFor(() => expect(elapsing.waits).toHaveLength(1));
    const [{ ms, elapse }] = elapsing.waits.splice(0) as [(typeof elapsing.waits)[number]];
    elapse();
    await vi.waitFor(() => expect(elapsing.waits).toHaveLength(1));
    return ms;
  }

  it("a flap goes down and up until it is healed, which leaves it up", async () => {
    const { cluster, asked } = recorder();
    const changes: string[] = [];
    const flap = { pause: "leader", up: "2s", down: "3s" };
    const { heal, aftermath, silencedMs } = await inject("flap", flap, cluster, (detail) =>
      changes.push(detail),
    );
    expect(silencedMs).toBe(3_000);
    expect([await elapse(), await elapse(), await elapse(), await elapse()]).toEqual([
      3_000, 2_000, 3_000, 2_000,
    ]);
    const [down, up] = ["pause kafka1", "undo pause kafka1"];
    expect(asked).toEqual([down, up, down, up, down]);
    expect(changes).toEqual(["up", "down again", "up", "down again"]);
    await heal();
    await aftermath;
    await heal();
    expect(asked).toEqual([down, up, down, up, down, up]);
    expect(changes).toHaveLength(4);
  });

  it("a flap that is healed while it is up stays up", async () => {
    const { cluster, asked } = recorder();
    const { heal } = await inject("flap", { kill: "leader", up: "2s", down: "3s" }, cluster);
    await elapse();
    await heal();
    expect(asked).toEqual(["kill kafka1", "undo kill kafka1"]);
  });

  it("a flap tells when it is healed that it could not go on", async () => {
    const { cluster } = recorder();
    const { heal } = await inject("flap", { pause: "leader", up: "2s", down: "3s" }, cluster);
    await elapse();
    cluster.pause = async () => {
      throw new Error("kafka1 cannot be paused: it is down");
    };
    elapsing.waits[0]!.elapse();
    await expect(heal()).rejects.toThrow("kafka1 cannot be paused: it is down");
  });

  it("a reset without every is over at once", async () => {
    const { cluster, asked } = recorder();
    const { aftermath, detail, heal } = await inject("reset", { from: "leader", to: "kafka2" }, cluster);
    await aftermath;
    await heal();
    expect(detail).toBe("3 connections were reset");
    expect(asked).toEqual(["reset kafka1>kafka2"]);
  });

  it("a reset with every strikes again until it is healed", async () => {
    const { cluster, asked } = recorder({ connections: 1 });
    const changes: string[] = [];
    const { heal } = await inject("reset", { node: "zk1", every: "500ms" }, cluster, (detail) =>
      changes.push(detail),
    );
    expect([await elapse(), await elapse()]).toEqual([500, 500]);
    await heal();
    expect(asked).toEqual(Array(3).fill(`reset ${both("zk1", "kafka1", "kafka2", "kafka3")}`));
    expect(changes).toEqual(Array(2).fill("1 connection was reset"));
  });

  it("a reset that finds no connection did not strike", async () => {
    const { cluster } = recorder({ connections: 0 });
    await expect(inject("reset", { node: "leader" }, cluster)).rejects.toThrow(
      "no connection was open on these links",
    );
  });
});

it("client-partition is refused for a node that turns out to be no broker", async () => {
  const { cluster, asked } = recorder();
  const { inject: strike } = faults.find(({ name }) => name === "client-partition")!;
  await expect(strike(cluster, ["zk1"], targets, surroundings())).rejects.toThrow(
    "client-partition is for brokers; zk1 is none",
  );
  expect(asked).toEqual([]);
});
