/** What a cluster means by its primitives, over a host whose nodes are entries of a map. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CLIENTS, type ClusterNode, type NodeName, planNodes } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import type { EndSignal, HostWatcher } from "./host.js";
import { ManagedCluster, type ManagedClusterOptions } from "./managed-cluster.js";
import type { ProxyControl } from "./proxy-node.js";
import { MemoryHost } from "./testing/memory-host.js";

/** Writes down what it is asked to do, and ends or starts nodes when the test says so. */
class ScriptedHost extends MemoryHost {
  readonly asked: string[] = [];
  tail = "";
  /** Nodes for which SIGTERM is not enough. */
  readonly stubborn = new Set<NodeName>();
  /** What is waited for before a start is done. */
  mayRun: Promise<unknown> = Promise.resolve();
  #killed = () => {};
  #watcher: HostWatcher | undefined;

  override watch(watcher: HostWatcher): void {
    this.#watcher = watcher;
    super.watch(watcher);
  }

  lose(...reason: Parameters<HostWatcher["lost"]>): void {
    this.#watcher!.lost(...reason);
  }

  override async start(node: NodeName): Promise<void> {
    this.asked.push(`start ${node}`);
    await this.mayRun;
    await super.start(node);
  }

  override async end(node: NodeName, signal: EndSignal): Promise<EndSignal | null> {
    this.asked.push(`${signal} ${node}`);
    if (signal === "SIGTERM" && this.stubborn.has(node)) {
      await new Promise<void>((resolve) => (this.#killed = resolve));
      return "SIGKILL";
    }
    const endedBy = await super.end(node, signal);
    this.#killed();
    return endedBy;
  }

  override async resume(node: NodeName): Promise<boolean> {
    this.asked.push(`resume ${node}`);
    return super.resume(node);
  }

  override async restoreLinks(): Promise<void> {
    this.asked.push("restore links");
    await super.restoreLinks();
  }

  override async logTail(): Promise<string> {
    return this.tail;
  }

  override async keep(): Promise<void> {
    this.asked.push("keep");
  }

  override async release(): Promise<void> {
    this.asked.push("release");
  }

  override async takeDown(): Promise<void> {
    this.asked.push("take down");
    await super.takeDown();
  }
}

const EMPTY_DUMP = "SessionTracker dump:\nephemeral nodes dump:\n";
const dumpWith = (id: number) => `${EMPTY_DUMP}0x1:\n\t/brokers/ids/${id}\n`;

let brokers: ScriptedBrokers;
let zookeeper: Server;
let nodes: readonly ClusterNode[];
/** What the ZooKeeper server answers to `dump`. */
let dump: string;
/** How often it was asked. */
let dumps: number;

beforeEach(async () => {
  [dump, dumps] = [EMPTY_DUMP, 0];
  brokers = await scriptedBrokers(2, { name: "t", partitions: 1 });
  zookeeper = createServer((socket) => {
    dumps++;
    socket.on("error", () => {}).once("data", () => socket.end(dump));
  });
  zookeeper.listen(0, "127.0.0.1");
  await once(zookeeper, "listening");
  const { port } = zookeeper.address() as AddressInfo;
  nodes = [
    ...brokers.nodes,
    { name: "zk1", kind: "zookeeper", id: 1, quorum: "zookeeper", client: { host: "127.0.0.1", port } },
  ];
});
afterEach(async () => {
  vi.useRealTimers();
  zookeeper.close();
  await brokers[Symbol.asyncDispose]();
});

async function running(options: Partial<ManagedClusterOptions> = {}) {
  const host = new ScriptedHost(options.proxy ? [...nodes, proxyNode()] : nodes);
  const told: string[] = [];
  const cluster = new ManagedCluster(host, {
    runDirectory: "/runs/one",
    signal: new AbortController().signal,
    onNode: (...words) => told.push(words.filter(Boolean).join(" ")),
    proxy: null,
    kept: false,
    ...options,
  });
  await cluster.startAll();
  host.asked.length = 0;
  told.length = 0;
  return { cluster, host, told };
}

/** One that answers as a broker does. */
function proxyNode(): ClusterNode {
  return { name: "proxy", kind: "proxy", id: 0, client: brokers.nodes[0]!.client };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

describe("a node that is killed", () => {
  it("is down until its undo starts it, and an undo that was done does nothing", async () => {
    const { cluster, host, told } = await running();
    const undo = await cluster.kill("kafka1");
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
    await undo();
    expect([...cluster.notRunning()]).toEqual([]);
    expect(told).toEqual(["kafka1 killed", "kafka1 started"]);

    await cluster.kill("kafka1");
    await undo();
    expect(host.state("kafka1")).toBe("down");
  });

  it("did not die by itself", async () => {
    const { cluster } = await running();
    await cluster.kill("kafka1");
    expect(cluster.deaths).toEqual([]);
    expect(cluster.broken.aborted).toBe(false);
  });

  it("cannot be killed, stopped or paused again", async () => {
    const { cluster, host } = await running();
    await cluster.kill("kafka1");
    host.asked.length = 0;
    await expect(cluster.kill("kafka1")).rejects.toThrow("kafka1 cannot be killed: it is down already");
    await expect(cluster.stop("kafka1")).rejects.toThrow("kafka1 cannot be stopped: it is down already");
    await expect(cluster.pause("kafka1")).rejects.toThrow("kafka1 cannot be paused: it is down");
    expect(host.asked).toEqual([]);
  });

  it("stays down when the cluster is gone before its undo", async () => {
    const { cluster, host } = await running();
    const undo = await cluster.kill("kafka1");
    await cluster[Symbol.asyncDispose]();
    host.asked.length = 0;
    await undo();
    await cluster.start("kafka1");
    expect(host.asked).toEqual([]);
  });

  it("but had died an instant before, was not killed", async () => {
    const { cluster, host } = await running();
    host.end = async (node) => {
      host.crash(node);
      return null;
    };
    await expect(cluster.kill("kafka1")).rejects.toThrow("kafka1 cannot be killed: it has died by itself");
    expect(cluster.deaths).toHaveLength(1);
  });
});

describe("the data of a node", () => {
  it("is changed while the node is down, and not while it runs", async () => {
    const { cluster, host } = await running();
    host.dataDirectory = "/data";
    const change = () => cluster.changeData("kafka1", async (directory) => `${directory}, changed`);
    await expect(change()).rejects.toThrow("the data of kafka1 cannot be changed: it is running");
    await cluster.kill("kafka1");
    expect(await change()).toBe("/data, changed");
  });
});

describe("a node that is stopped", () => {
  it("shuts down by itself", async () => {
    const { cluster, host, told } = await running();
    const { killedAfterMs, undo } = await cluster.stop("kafka1");
    expect(killedAfterMs).toBeNull();
    expect(host.asked).toEqual(["SIGTERM kafka1"]);
    await undo();
    expect(told).toEqual(["kafka1 stopped", "kafka1 started"]);
  });

  it("is killed when its shutdown takes too long, and the caller learns it", async () => {
    const { cluster, host, told } = await running();
    host.stubborn.add("kafka1");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const stopped = cluster.stop("kafka1");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(host.asked).toEqual(["SIGTERM kafka1"]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await stopped).killedAfterMs).toBe(30_000);
    expect(host.asked).toEqual(["SIGTERM kafka1", "SIGKILL kafka1"]);
    expect(told).toEqual(["kafka1 killed its shutdown took longer than 30 s"]);
  });

  it("is resumed first when it is paused", async () => {
    const { cluster, host } = await running();
    await cluster.pause("kafka1");
    await cluster.stop("kafka1");
    expect(host.asked).toEqual(["resume kafka1", "SIGTERM kafka1"]);
  });
});

describe("a node that starts again", () => {
  it("waits until ZooKeeper has forgotten it", async () => {
    const { cluster, host } = await running();
    const undo = await cluster.kill("kafka2");
    dump = dumpWith(2);
    const started = undo();
    await until(() => dumps > 1);
    expect(host.asked).toEqual(["SIGKILL kafka2"]);
    dump = EMPTY_DUMP;
    await started;
    expect(host.asked).toEqual(["SIGKILL kafka2", "start kafka2"]);
  });

  it("does not start any more when the cluster is gone before ZooKeeper has forgotten it", async () => {
    const { cluster, host } = await running();
    await cluster.kill("kafka2");
    dump = dumpWith(2);
    const started = cluster.start("kafka2");
    await until(() => dumps > 0);
    await cluster[Symbol.asyncDispose]();
    dump = EMPTY_DUMP;
    await started;
    expect(host.asked).not.toContain("start kafka2");
  });

  it("does not wait for that when another process has started it meanwhile", async () => {
    const { cluster, host } = await running();
    await cluster.kill("kafka2");
    dump = dumpWith(2);
    const started = cluster.start("kafka2");
    await until(() => dumps > 0);
    await MemoryHost.prototype.start.call(host, "kafka2");
    await started;
    expect(host.state("kafka2")).toBe("running");
  });

  it("has started when it answers", async () => {
    const { cluster, host } = await running();
    await cluster.kill("zk1");
    [dump, dumps] = ["", 0];
    let isStarted = false;
    const started = cluster.start("zk1").then(() => {
      isStarted = true;
    });
    await until(() => dumps > 1);
    expect([host.state("zk1"), isStarted]).toEqual(["running", false]);
    dump = EMPTY_DUMP;
    await started;
  });

  it("is started once for two callers, and both wait for it", async () => {
    const { cluster, host } = await running();
    await cluster.kill("zk1");
    host.asked.length = 0;
    let run = () => {};
    host.mayRun = new Promise<void>((resolve) => (run = resolve));
    const done: string[] = [];
    const both = ["one", "other"].map((caller) => cluster.start("zk1").then(() => done.push(caller)));
    await turn();
    expect(done).toEqual([]);
    run();
    await Promise.all(both);
    expect(host.asked).toEqual(["start zk1"]);
  });

  it("and goes away while it starts, has not started", async () => {
    const { cluster, host } = await running();
    await cluster.kill("zk1");
    host.tail = "ERROR no heap\n";
    host.start = async (node) => host.crash(node);
    await expect(cluster.start("zk1")).rejects.toThrow(
      "zk1 went away while starting; last lines of its log: ERROR no heap",
    );
  });

  it("and goes away over its copy of the metadata, is said to", async () => {
    const [controller] = planNodes({ brokers: 0, metadata: { kind: "kraft", members: 1 } });
    nodes = [{ ...controller!, client: brokers.nodes[0]!.client }];
    const { cluster, host } = await running();
    await cluster.kill("controller1");
    host.tail = "[now] ERROR Got exception while starting SharedServer (SharedServer)\n";
    host.start = async (node) => host.crash(node);
    await expect(cluster.start("controller1")).rejects.toMatchObject({
      message: expect.stringMatching(
        /^controller1 went away while starting; it could not load its metadata log, __cluster_metadata-0; last lines /,
      ),
      remedy: expect.stringContaining("logs/"),
    });
  });
});

describe("a node that is paused", () => {
  it("does not run until it is resumed, and cannot be paused twice", async () => {
    const { cluster, told } = await running();
    const undo = await cluster.pause("kafka1");
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
    await expect(cluster.pause("kafka1")).rejects.toThrow("kafka1 cannot be paused: it is paused");
    await undo();
    await undo();
    expect(told).toEqual(["kafka1 paused", "kafka1 resumed"]);
  });

  it("and killed while it is paused, stays down when the pause is undone", async () => {
    const { cluster, host } = await running();
    const undo = await cluster.pause("kafka1");
    await cluster.kill("kafka1");
    await undo();
    expect(host.state("kafka1")).toBe("down");
  });

  it("but had died an instant before, was not paused", async () => {
    const { cluster, host, told } = await running();
    host.pause = async (node) => {
      host.crash(node);
      return false;
    };
    await expect(cluster.pause("kafka1")).rejects.toThrow("kafka1 cannot be paused: it is down");
    await cluster.deaths[0]!.detail;
    expect(told).toEqual(["kafka1 died exit code 1; last lines of its log: "]);
  });
});

describe("links", () => {
  const there = { from: "kafka1", to: "kafka2" };
  const back = { from: "kafka2", to: "kafka1" };

  it("are cut until the last of their cuts is undone", async () => {
    const { cluster } = await running();
    const undoOne = await cluster.cut([there]);
    const undoOther = await cluster.cut([there, back]);
    await undoOne();
    await undoOne();
    expect(cluster.cutLinks()).toEqual([there, back]);
    expect([...cluster.disturbed()]).toEqual(["kafka1", "kafka2"]);
    await undoOther();
    expect(cluster.cutLinks()).toEqual([]);
  });

  it("are delayed until each of their delays is undone", async () => {
    const { cluster, host } = await running();
    const undoes = [
      await cluster.delay([there], { latencyMs: 10, jitterMs: 0 }),
      await cluster.delay([there], { latencyMs: 20, jitterMs: 5 }),
    ];
    await undoes[0]!();
    expect([...host.disturbances]).toEqual([{ links: [there], how: { latencyMs: 20, jitterMs: 5 } }]);
    await undoes[1]!();
    expect([...host.disturbances]).toEqual([]);
  });

  it("are throttled, and lose packets, until that is undone; a reset is over at once", async () => {
    const { cluster, host } = await running();
    const undoes = [
      await cluster.throttle([there], { bytesPerSecond: 1_000 }),
      await cluster.lose([there], { lossPercent: 5 }),
    ];
    expect([...host.disturbances].map(({ how }) => how)).toEqual([
      { bytesPerSecond: 1_000 },
      { lossPercent: 5 },
    ]);
    expect([...cluster.disturbed()]).toEqual([]);
    for (const undo of undoes) await undo();
    expect(await cluster.reset([there, back])).toBe(2);
    expect([...host.disturbances]).toEqual([]);
  });

  it("to clients are cut where there are such links, which disturbs no node", async () => {
    const links = [{ from: CLIENTS, to: "kafka1" }];
    const { cluster } = await running();
    await expect(cluster.cut(links)).rejects.toThrow(
      "this cluster has no links between brokers and clients that could be cut",
    );
    Object.assign(cluster.nodes.find(({ name }) => name === "kafka1")!, {
      clientLink: { host: "here", port: 1 },
    });
    await cluster.cut(links);
    expect(cluster.cutLinks()).toEqual(links);
    expect([...cluster.disturbed()]).toEqual([]);
  });

  it("stay as they are when the cluster is gone before the undo", async () => {
    const { cluster, host } = await running();
    const undo = await cluster.cut([there]);
    await cluster[Symbol.asyncDispose]();
    await undo();
    expect(host.cutLinks()).toEqual([there]);
  });
});

describe("a host that lacks an ability", () => {
  it("is never asked for it", async () => {
    const { cluster, host } = await running();
    const lack = () => new InfrastructureError("this engine cannot do it");
    Object.assign(host.lacks, { pause: lack, delay: lack, throttle: lack, loss: lack, reset: lack });
    await expect(cluster.pause("kafka1")).rejects.toThrow("this engine cannot do it");
    const delay = cluster.delay([{ from: "kafka1", to: "kafka2" }], { latencyMs: 1, jitterMs: 0 });
    await expect(delay).rejects.toThrow("this engine cannot do it");
    await expect(cluster.throttle([], { bytesPerSecond: 1 })).rejects.toThrow("this engine cannot do it");
    await expect(cluster.lose([], { lossPercent: 1 })).rejects.toThrow("this engine cannot do it");
    await expect(cluster.reset([])).rejects.toThrow("this engine cannot do it");
    expect([...cluster.notRunning(), ...host.disturbances]).toEqual([]);
  });
});

describe("healing", () => {
  it("restores links, resumes, and starts the quorum, then brokers, then the proxy, and disarms", async () => {
    const proxy = { disarmAll: async () => void host.asked.push("disarm") };
    const { cluster, host } = await running({ proxy: proxy as Partial<ProxyControl> as ProxyControl });
    await cluster.cut([{ from: "kafka1", to: "zk1" }]);
    await cluster.pause("kafka2");
    for (const node of ["proxy", "kafka1", "zk1"]) await cluster.kill(node);
    host.asked.length = 0;
    await cluster.heal();
    expect(host.asked).toEqual([
      "restore links",
      "resume kafka2",
      "start zk1",
      "start kafka1",
      "start proxy",
      "disarm",
    ]);
    expect([...cluster.disturbed()]).toEqual([]);
  });

  it("leaves a cluster to which nothing was done as it is", async () => {
    const { cluster, host, told } = await running();
    await cluster.heal();
    expect(host.asked).toEqual(["restore links"]);
    expect(told).toEqual([]);
  });
});

describe("a node that dies by itself", () => {
  it("breaks the cluster at once, and is described before the cluster is gone", async () => {
    const { cluster, host, told } = await running();
    host.tail = "ERROR no heap\n";
    host.crash("kafka1");
    expect(cluster.broken.aborted).toBe(true);
    expect(cluster.deaths.map(({ node }) => node)).toEqual(["kafka1"]);
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
    expect(told).toEqual([]);
    await cluster[Symbol.asyncDispose]();
    const detail = "exit code 1; last lines of its log: ERROR no heap";
    expect(told).toEqual([`kafka1 died ${detail}`]);
    expect(cluster.broken.reason.message).toBe(`kafka1 died by itself: ${detail}`);
  });

  it("while the cluster is taken down, is no death", async () => {
    const { cluster, host } = await running();
    host.takeDown = async () => host.crash("kafka1");
    await cluster[Symbol.asyncDispose]();
    expect(cluster.deaths).toEqual([]);
  });
});

it("a host that is lost breaks the cluster, and tells the end of nodes only where it is known", async () => {
  const { cluster, host, told } = await running();
  await cluster.kill("kafka1");
  told.length = 0;
  host.lose(new InfrastructureError("the supervisor went away"), "with its supervisor");
  expect(cluster.broken.reason.message).toBe("the supervisor went away");
  expect(told).toEqual(["kafka2 died with its supervisor", "zk1 died with its supervisor"]);

  const other = await running();
  other.host.lose(new InfrastructureError("the Docker engine went away"));
  expect(other.cluster.broken.aborted).toBe(true);
  expect(other.told).toEqual([]);
});

describe("interceptors", () => {
  it("are disarmed by their undo, but not after the cluster is gone", async () => {
    let armed = 0;
    const proxy = {
      arm: async () => {
        armed++;
        return async () => void armed--;
      },
    };
    const { cluster } = await running({ proxy: proxy as Partial<ProxyControl> as ProxyControl });
    const interception = { interceptor: "x", generation: 2, config: {} } as const;
    const undo = await cluster.intercept(interception);
    const late = await cluster.intercept(interception);
    await undo();
    await undo();
    expect(armed).toBe(1);
    await cluster[Symbol.asyncDispose]();
    await late();
    expect(armed).toBe(1);
  });

  it("need a proxy", async () => {
    const { cluster } = await running();
    const armed = cluster.intercept({ interceptor: "x", generation: 2, config: {} });
    await expect(armed).rejects.toThrow("this cluster has no proxy");
    expect(await cluster.proxyJournal()).toBeNull();
  });
});

describe("a cluster that is disposed of", () => {
  it("is taken down, once", async () => {
    const { cluster, host } = await running();
    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(host.asked).toEqual(["take down"]);
  });

  it("stays when it was kept, and tells the command that ends it", async () => {
    const { cluster, host } = await running();
    expect(await cluster.keep()).toBe("chaos cluster down --run /runs/one");
    expect(await cluster.keep()).toBe("chaos cluster down --run /runs/one");
    await cluster[Symbol.asyncDispose]();
    expect(host.asked).toEqual(["keep", "release"]);
  });

  it("stays when another process had kept it, until it is ended", async () => {
    const attached = await running({ kept: true });
    await attached.cluster[Symbol.asyncDispose]();
    expect(attached.host.asked).toEqual(["release"]);

    const ended = await running({ kept: true });
    await ended.cluster.end();
    await ended.cluster[Symbol.asyncDispose]();
    expect(ended.host.asked).toEqual(["take down"]);
  });
});
