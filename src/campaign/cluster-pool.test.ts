/** Which run gets which cluster, over clusters whose nodes are entries of a map. */
import { setImmediate as turn } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { Capability, ClusterSpec } from "../cluster/spec.js";
import { planNodes } from "../cluster/topology.js";
import type { Lease } from "../engine/cluster-source.js";
import type { Engine } from "../engine/engine.js";
import { ManagedCluster } from "../engine/managed-cluster.js";
import { memoryNeeded } from "../engine/resource-check.js";
import { LentHost } from "../engine/testing/lent-host.js";
import { InfrastructureError, InterruptedError } from "../errors.js";
import { AGE_MS_MAX, ClusterPool, kindOfCluster, type PoolOptions, RUN_MS_USUAL } from "./cluster-pool.js";

const client = { host: "127.0.0.1", port: 1 };
const ALWAYS = () => true;

function specOf(changes: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    ...{ brokers: 3, metadata: { kind: "kraft", members: 1 }, kafka: "4.4.0", config: {}, seed: 1 },
    ...{ distance: { latencyMs: 0, jitterMs: 0 }, needs: new Set<Capability>() },
    ...changes,
  };
}

/** A cluster that this engine started. */
interface Made {
  readonly host: LentHost;
  isDown: boolean;
}

let made: Made[];
let nowMs: number;
/** What was done to clusters between runs, as they are numbered. */
let done: string[];
/** Why a cluster is not clean; undefined: it is. */
let unclean: Error | undefined;
let stop: AbortController;

beforeEach(() => {
  [made, nowMs, done, unclean, stop] = [[], 0, [], undefined, new AbortController()];
});

class CountedHost extends LentHost {
  constructor(
    spec: ClusterSpec,
    private readonly onDown: () => void,
  ) {
    super(planNodes(spec).map((node) => ({ ...node, client })));
  }

  override async takeDown(): Promise<void> {
    await super.takeDown();
    this.onDown();
  }
}

const engine = {
  name: "memory",
  async provision(spec, options) {
    const one: Made = { host: new CountedHost(spec, () => (one.isDown = true)), isDown: false };
    made.push(one);
    const cluster = new ManagedCluster(one.host, { ...options, proxy: null, kept: false });
    await cluster.startAll();
    return cluster;
  },
} satisfies Partial<Engine> as Partial<Engine> as Engine;

function poolOf(changes: Partial<PoolOptions> = {}): ClusterPool {
  const told = (what: string) => async (cluster: { readonly nodes: object }) => {
    done.push(`${what} ${made.findIndex(({ host }) => host.nodes === cluster.nodes)}`);
    if (unclean !== undefined) throw unclean;
  };
  return new ClusterPool({
    ...{ engine, freeBytes: () => Number.POSITIVE_INFINITY, nowMs: () => nowMs, signal: stop.signal },
    ...{ clean: told("clean"), check: told("check"), mustFit: async () => {} },
    propertiesAtFirst: async () => new Map(),
    ...changes,
  });
}

const lines: string[] = [];

function take(
  pool: ClusterPool,
  run: string,
  {
    isWanted = ALWAYS,
    isHungry = false,
    ...spec
  }: Partial<ClusterSpec> & { isWanted?: () => boolean; isHungry?: boolean } = {},
  onNode: (node: string, state: string) => void = () => {},
): Promise<Lease> {
  lines.length = 0;
  return pool.clustersFor({ isHungry }, isWanted).take(specOf(spec), {
    runDirectory: `/runs/${run}`,
    ...{ signal: stop.signal, onProgress: (line) => void lines.push(line), onNode },
  });
}

async function giveBack(lease: Lease): Promise<void> {
  lease.giveBack();
  await lease[Symbol.asyncDispose]();
}

const up = () => made.flatMap(({ isDown }, index) => (isDown ? [] : [index]));

describe("the next run that wants the same cluster", () => {
  it("has the one that was given back, cleaned and checked, and is told so", async () => {
    await using pool = poolOf();
    const first = await take(pool, "one");
    expect(first.before).toBeNull();
    await giveBack(first);
    const second = await take(pool, "two");
    expect(second.cluster).toBe(first.cluster);
    expect(second.before).toEqual({ startedFor: "one", runs: 1 });
    expect(lines).toEqual(["reusing the cluster of one: 1 run had it before"]);
    expect(done).toEqual(["clean 0", "check 0"]);
    expect(made[0]!.host.runs).toEqual([null, "/runs/two"]);
    await giveBack(second);
    const third = await take(pool, "three");
    expect(third.before).toEqual({ startedFor: "one", runs: 2 });
    await third[Symbol.asyncDispose]();
    expect(up()).toEqual([]);
  });

  it("is told what happens to its nodes, and the run before is told nothing more", async () => {
    await using pool = poolOf();
    const told: string[] = [];
    const first = await take(pool, "one", {}, (node, state) => void told.push(`one: ${node} ${state}`));
    await first.cluster.kill("kafka1");
    await made[0]!.host.start("kafka1");
    expect(told).toContain("one: kafka1 killed");
    await giveBack(first);
    told.length = 0;
    const second = await take(pool, "two", {}, (node, state) => void told.push(`two: ${node} ${state}`));
    await second.cluster.kill("kafka2");
    expect(told).toEqual(["two: kafka2 killed"]);
    await second[Symbol.asyncDispose]();
  });

  it("is not disturbed by undos of the run before", async () => {
    await using pool = poolOf();
    const first = await take(pool, "one");
    const undo = await first.cluster.pause("kafka1");
    await made[0]!.host.resume("kafka1");
    await giveBack(first);
    const second = await take(pool, "two");
    await second.cluster.pause("kafka1");
    await undo();
    expect([...second.cluster.notRunning()]).toEqual(["kafka1"]);
    await second[Symbol.asyncDispose]();
  });

  it("has another seed, and the same cluster", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one", { seed: 1 }));
    const second = await take(pool, "two", { seed: 2 });
    expect(made.length).toBe(1);
    await second[Symbol.asyncDispose]();
  });

  it("waits until the cluster is clean", async () => {
    let cleaned = () => {};
    await using pool = poolOf({ clean: () => new Promise((resolve) => (cleaned = resolve)) });
    await giveBack(await take(pool, "one"));
    const second = take(pool, "two");
    await turn();
    expect(done).toEqual([]);
    cleaned();
    await (await second)[Symbol.asyncDispose]();
    expect(made.length).toBe(1);
  });

  it("does not get it at the same time as another run", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    const leases = await Promise.all([take(pool, "two"), take(pool, "three")]);
    expect(leases.map(({ before }) => before?.startedFor ?? "new").sort()).toEqual(["new", "one"]);
    expect(leases[0]!.cluster).not.toBe(leases[1]!.cluster);
    await Promise.all(leases.map(giveBack));
    const again = await Promise.all([take(pool, "four"), take(pool, "five")]);
    expect(made.length).toBe(2);
    await Promise.all(again.map((lease) => lease[Symbol.asyncDispose]()));
  });
});

describe("a new cluster is started", () => {
  it.each<[string, Partial<ClusterSpec>]>([
    ["brokers", { brokers: 4 }],
    ["controllers", { metadata: { kind: "kraft", members: 3 } }],
    ["quorum", { metadata: { kind: "zookeeper", members: 1 } }],
    ["version of Kafka", { kafka: "4.3.0" }],
    ["image", { image: "mine" }],
    ["properties", { config: { "replica.lag.time.max.ms": "1000" } }],
    ["network", { distance: { latencyMs: 10, jitterMs: 0 } }],
    ["needs", { needs: new Set<Capability>(["client-links"]) }],
  ])("for other %s, and the first one waits", async (_, changes) => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    const other = await take(pool, "two", changes);
    expect(other.before).toBeNull();
    expect(up()).toEqual([0, 1]);
    await other[Symbol.asyncDispose]();
    expect(up()).toEqual([0]);
  });

  it("whatever the order of properties, for no other reason", () => {
    const kind = (config: ClusterSpec["config"]) => kindOfCluster(specOf({ config }));
    expect(kind({ a: "1", b: "2" })).toBe(kind({ b: "2", a: "1" }));
    expect(kind({ a: "1", b: "2" })).not.toBe(kind({ a: "2", b: "1" }));
  });

  it.each<Capability>(["proxy", "registry", "producer-errors", "dynamic-quorum"])(
    "for every run that needs %s",
    async (need) => {
      await using pool = poolOf();
      const needs = new Set([need]);
      await giveBack(await take(pool, "one", { needs }));
      expect(up()).toEqual([]);
      await giveBack(await take(pool, "two", { needs }));
      expect(made.length).toBe(2);
    },
  );

  it("where the run before had no verdict: its cluster goes with it", async () => {
    await using pool = poolOf();
    await (await take(pool, "one"))[Symbol.asyncDispose]();
    expect(up()).toEqual([]);
    const second = await take(pool, "two");
    expect(second.before).toBeNull();
    await second[Symbol.asyncDispose]();
  });

  it("where the data of a node were changed", async () => {
    await using pool = poolOf();
    const first = await take(pool, "one");
    await first.cluster.kill("kafka1");
    await first.cluster.changeData("kafka1", async () => {});
    await made[0]!.host.start("kafka1");
    await giveBack(first);
    expect(up()).toEqual([]);
    expect(done).toEqual([]);
  });

  it("where the cluster is not clean, which is told, and the unclean one goes", async () => {
    await using pool = poolOf();
    unclean = new InfrastructureError("kafka2 lists the topic t");
    await giveBack(await take(pool, "one"));
    const second = await take(pool, "two");
    expect(second.before).toBeNull();
    expect(lines).toEqual(["the cluster of one is not clean: kafka2 lists the topic t"]);
    expect(up()).toEqual([1]);
    unclean = undefined;
    await giveBack(second);
  });

  it("where it is clean after the run, and unclean before the next", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    unclean = new InfrastructureError("kafka3 died by itself");
    const second = await take(pool, "two");
    expect(done).toEqual(["clean 0", "check 0"]);
    expect(up()).toEqual([1]);
    await second[Symbol.asyncDispose]();
  });

  it("where the cluster is old", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    nowMs = AGE_MS_MAX + 1;
    const second = await take(pool, "two");
    expect(up()).toEqual([1]);
    nowMs += AGE_MS_MAX + 1;
    await giveBack(second);
    expect(up()).toEqual([]);
  });
});

describe("a cluster that would be too old at the end of the next run", () => {
  it("is taken down when the longest run so far says so", async () => {
    await using pool = poolOf();
    const first = await take(pool, "one");
    nowMs = AGE_MS_MAX / 2 + 1;
    await giveBack(first);
    expect(up()).toEqual([]);
  });

  it("is taken down when a usual run would", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    nowMs = AGE_MS_MAX - RUN_MS_USUAL;
    const second = await take(pool, "two");
    expect(made.length).toBe(1);
    nowMs += 1;
    await giveBack(second);
    expect(up()).toEqual([]);
  });
});

it("a cluster that cannot be handed over is no harm to the run: it gets a new one", async () => {
  await using pool = poolOf();
  await giveBack(await take(pool, "one"));
  made[0]!.host.refusal = new Error("no space left on device");
  const second = await take(pool, "two");
  expect(up()).toEqual([1]);
  expect(lines).toContain("the cluster of one is not clean: no space left on device");
  await second[Symbol.asyncDispose]();
});

describe("idle clusters", () => {
  it("are none that no later run could have", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one", { isWanted: () => false }));
    expect(up()).toEqual([]);
    expect(done).toEqual([]);
  });

  it("make room for a run that needs their memory, the oldest first", async () => {
    await using pool = poolOf({ freeBytes: () => 3 * memoryNeeded(specOf()) });
    const kinds = ["4.0.0", "4.1.0", "4.2.0", "4.3.0"];
    for (const kafka of kinds) await giveBack(await take(pool, kafka, { kafka }));
    expect(up()).toEqual([1, 2, 3]);
  });

  it("go before a run that shares the machine with no other", async () => {
    await using pool = poolOf();
    await giveBack(await take(pool, "one"));
    await giveBack(await take(pool, "two", { kafka: "4.3.0" }));
    const hungry = await take(pool, "three", { isHungry: true });
    expect(hungry.before).toEqual({ startedFor: "one", runs: 1 });
    expect(up()).toEqual([0]);
    await hungry[Symbol.asyncDispose]();
  });

  it("are no part of what is free: memory is measured while there is no cluster", async () => {
    let free = 1_000;
    await using pool = poolOf({ freeBytes: () => free });
    const first = await take(pool, "one");
    free = 500;
    expect(pool.freeBytes()).toBe(1_000);
    await first[Symbol.asyncDispose]();
    expect(pool.freeBytes()).toBe(500);
  });

  it("go with the campaign", async () => {
    {
      await using pool = poolOf();
      await giveBack(await take(pool, "one"));
      await giveBack(await take(pool, "two", { kafka: "4.3.0" }));
      expect(up()).toEqual([0, 1]);
    }
    expect(up()).toEqual([]);
  });

  it("go after an interruption too, also those that are being cleaned, and no run gets one", async () => {
    let cleaning: AbortSignal | undefined;
    {
      await using pool = poolOf({
        clean: (_cluster, _atFirst, signal) =>
          new Promise((_, reject) => {
            cleaning = signal;
            signal.addEventListener("abort", () => reject(signal.reason));
          }),
      });
      await giveBack(await take(pool, "one"));
      const second = take(pool, "two");
      const refused = expect(second).rejects.toThrow("stopped by SIGINT");
      stop.abort(new InterruptedError("stopped by SIGINT"));
      await refused;
    }
    expect(cleaning!.aborted).toBe(true);
    expect(up()).toEqual([]);
  });

  it("are none after an interruption", async () => {
    await using pool = poolOf();
    const lease = await take(pool, "one");
    stop.abort(new InterruptedError("stopped by SIGINT"));
    await giveBack(lease);
    expect(up()).toEqual([]);
  });

  it("that cannot be taken down are told at the end", async () => {
    const pool = poolOf();
    await giveBack(await take(pool, "one"));
    made[0]!.host.takeDown = () => Promise.reject(new Error("the supervisor does not answer"));
    await expect(pool[Symbol.asyncDispose]()).rejects.toThrow("the supervisor does not answer");
  });
});

it("an engine whose nodes cannot change their run has a new cluster for each", async () => {
  const bound: Engine = {
    ...engine,
    async provision(spec, options) {
      const cluster = await engine.provision(spec, options);
      Reflect.deleteProperty(cluster, "turns");
      return cluster;
    },
  };
  await using pool = poolOf({ engine: bound });
  await giveBack(await take(pool, "one"));
  expect(up()).toEqual([]);
});
