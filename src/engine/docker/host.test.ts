/** The host of containers, over an engine that does only what the test says. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import Docker from "dockerode";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterNode } from "../../cluster/topology.js";
import { DockerHost } from "./host.js";
import { NODE_LABEL } from "./reap.js";
import { PrintingContainer } from "./testing/printing-container.js";

const node: ClusterNode = {
  name: "kafka1",
  kind: "broker",
  id: 1,
  client: { host: "127.0.0.1", port: 1 },
};

/** A log of stdout, as an engine answers with it. */
function frame(lines: string): Buffer {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(lines), 4);
  return Buffer.concat([header, Buffer.from(lines)]);
}

/** An engine with a few containers, as far as a host asks it. */
class FakeEngine {
  names = [node.name];
  readonly events = new PassThrough();
  isRunning = true;
  inspections = 0;
  readonly signals: string[] = [];
  /** What a container ends with. */
  status = 143;
  logs: () => Promise<unknown> = async () => Buffer.alloc(0);
  exec: (options: { Cmd: readonly string[] }) => Promise<unknown> = async () => {
    throw new Error("nothing is run in it");
  };
  /** Resolves when a container that was asked to end has ended. */
  end = async () => {};
  /** Scripts that sidecars ran, and the status with which they all end. */
  readonly scripts: string[] = [];
  scriptStatus = 0;

  readonly getEvents = async () => this.events;
  readonly listContainers = async () =>
    this.names.map((name) => ({
      Id: name,
      Labels: { [NODE_LABEL]: name },
      State: this.isRunning ? "running" : "exited",
    }));
  readonly getContainer = (id: string) => (id.startsWith("test-network-") ? this.#sidecar() : this.#node());
  readonly modem = {
    demuxStream: (from: PassThrough, out: PassThrough) => from.on("data", (chunk) => out.write(chunk)),
  };

  tellOfEnd(): void {
    this.events.write(`${JSON.stringify({ Actor: { Attributes: { [NODE_LABEL]: node.name } } })}\n`);
  }

  #node() {
    return {
      inspect: async () => {
        this.inspections++;
        return {
          State: { Running: this.isRunning, ExitCode: 3, StartedAt: "2026-01-01T00:00:00Z" },
          NetworkSettings: { Networks: { default: { IPAddress: "10.0.0.1" } } },
        };
      },
      logs: () => this.logs(),
      exec: (options: { Cmd: readonly string[] }) => this.exec(options),
      wait: async () => {
        await this.end();
        return { StatusCode: this.status };
      },
      start: async () => {
        this.isRunning = true;
      },
      kill: async ({ signal }: { signal: string }) => {
        if (!this.isRunning)
          throw Object.assign(new Error("(HTTP code 409) unexpected"), { statusCode: 409 });
        this.signals.push(signal);
      },
    };
  }

  #sidecar() {
    const stream = new PassThrough();
    const script = text(stream);
    return {
      attach: async () => stream,
      start: async () => {},
      wait: async () => {
        this.scripts.push(await script);
        return { StatusCode: this.scriptStatus };
      },
    };
  }
}

let runDirectory: string;
beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  await mkdir(join(runDirectory, "cluster"));
  await mkdir(join(runDirectory, "logs"));
});
afterEach(() => rm(runDirectory, { recursive: true }));

async function hostIn(engine: FakeEngine, { kept = false } = {}) {
  const disposed: boolean[] = [];
  const host = new DockerHost({
    docker: engine as unknown as Docker,
    run: "test",
    nodes: engine.names.map((name) => ({ ...node, name })),
    images: {
      nodes: "mine",
      network: "mine",
      versions: { kafka: "3.9.1", java: "17" },
      hasNetem: true,
      hasHtb: true,
      hasReset: true,
    },
    runDirectory,
    signal: new AbortController().signal,
    kept,
    onKeep: async () => {},
    dispose: async (keeping) => void disposed.push(keeping),
  });
  const deaths: { readonly node: string; readonly how: () => Promise<string> }[] = [];
  const losses: string[] = [];
  host.watch({
    died: (name, how) => deaths.push({ node: name, how }),
    lost: ({ message }) => losses.push(message),
  });
  await host.discover();
  return { host, deaths, losses, disposed };
}

describe("news of an end", () => {
  it("that came late is not taken for the end of what runs since; other news is", async () => {
    const engine = new FakeEngine();
    const { host, deaths } = await hostIn(engine);
    const known = engine.inspections;
    engine.tellOfEnd();
    while (engine.inspections === known) await turn();
    await turn();
    expect(host.state("kafka1")).toBe("running");

    engine.isRunning = false;
    engine.tellOfEnd();
    while (deaths.length === 0) await turn();
    expect(host.state("kafka1")).toBe("down");
    expect(deaths[0]!.node).toBe("kafka1");
    expect(await deaths[0]!.how()).toBe("exit code 3");
  });

  it("that comes twice is told once", async () => {
    const engine = new FakeEngine();
    const { deaths } = await hostIn(engine);
    engine.isRunning = false;
    engine.tellOfEnd();
    engine.tellOfEnd();
    while (deaths.length === 0) await turn();
    await turn();
    expect(deaths).toHaveLength(1);
  });

  it("is told before anything is read of the node's log", async () => {
    const engine = new FakeEngine();
    let isRead = false;
    engine.logs = async () => {
      isRead = true;
      return Buffer.alloc(0);
    };
    const { deaths } = await hostIn(engine);
    engine.isRunning = false;
    engine.tellOfEnd();
    while (deaths.length === 0) await turn();
    expect(isRead).toBe(false);
  });

  it("of a node that was down when its containers were found is told when it is followed", async () => {
    const engine = new FakeEngine();
    engine.isRunning = false;
    engine.logs = async () => new PassThrough().end();
    const { host, deaths } = await hostIn(engine);
    expect(deaths).toEqual([]);
    await host.start("kafka1", { isFirst: true });
    expect(deaths).toHaveLength(1);
  });

  it("is not heard of any more by a host that released its nodes", async () => {
    const engine = new FakeEngine();
    const { host, deaths, losses, disposed } = await hostIn(engine);
    await host.release();
    engine.isRunning = false;
    engine.tellOfEnd();
    engine.events.end();
    await turn();
    expect([...deaths, ...losses]).toEqual([]);
    expect(disposed).toEqual([true]);
  });
});

it("an engine that goes away is lost, and the end of its nodes is not known", async () => {
  const engine = new FakeEngine();
  const { deaths, losses } = await hostIn(engine);
  engine.events.destroy();
  while (losses.length === 0) await turn();
  expect(losses[0]).toBe("the Docker engine went away, and the cluster with it");
  expect(deaths).toEqual([]);
});

describe("a node that is ended", () => {
  it("but had died by itself is told as dead, once", async () => {
    const engine = new FakeEngine();
    const { host, deaths } = await hostIn(engine);
    engine.isRunning = false;
    const ended = host.end("kafka1", "SIGKILL");
    // While it is being killed, the end of it is not news.
    engine.tellOfEnd();
    expect(await ended).toBeNull();
    await turn();
    expect(deaths).toHaveLength(1);
  });

  it.each([
    [143, "SIGTERM"],
    [137, "SIGKILL"],
  ])("with status %i was ended by %s", async (status, endedBy) => {
    const engine = new FakeEngine();
    engine.status = status;
    const { host, deaths } = await hostIn(engine);
    expect(await host.end("kafka1", "SIGTERM")).toBe(endedBy);
    expect(engine.signals).toEqual(["SIGTERM"]);
    expect(host.state("kafka1")).toBe("down");
    expect(deaths).toEqual([]);
  });

  it("by SIGTERM and then by SIGKILL has ended once for both callers", async () => {
    const engine = new FakeEngine();
    engine.status = 137;
    let end = () => {};
    const ending = new Promise<void>((resolve) => (end = resolve));
    engine.end = () => ending;
    const { host, deaths } = await hostIn(engine);
    const stopped = host.end("kafka1", "SIGTERM");
    const killed = host.end("kafka1", "SIGKILL");
    await turn();
    expect(engine.signals).toEqual(["SIGTERM", "SIGKILL"]);
    end();
    expect(await Promise.all([stopped, killed])).toEqual(["SIGKILL", "SIGKILL"]);
    expect(deaths).toEqual([]);
  });
});

it("a node that has died is not paused, and is told as dead", async () => {
  const engine = new FakeEngine();
  const { host, deaths } = await hostIn(engine);
  expect(await host.pause("kafka1")).toBe(true);
  expect([host.state("kafka1"), await host.pause("kafka1")]).toEqual(["paused", false]);
  expect(await host.resume("kafka1")).toBe(true);
  expect(engine.signals).toEqual(["SIGSTOP", "SIGCONT"]);
  engine.isRunning = false;
  expect(await host.pause("kafka1")).toBe(false);
  expect(deaths).toHaveLength(1);
});

describe("links", () => {
  const cut = [{ from: "kafka1", to: "kafka2" }];
  const two = async (options = {}) => {
    const engine = new FakeEngine();
    engine.names = ["kafka1", "kafka2"];
    return { engine, ...(await hostIn(engine, options)) };
  };

  it("are cut in one namespace, and whole when the last cut is undone", async () => {
    const { engine, host } = await two();
    const undoes = [await host.disturb(cut, "cut"), await host.disturb(cut, "cut")];
    expect(host.cutLinks()).toEqual([...cut, ...cut]);
    for (const undo of undoes) await undo();
    expect(engine.scripts.map((script) => /drop/.test(script))).toEqual([true, true, true, false]);
    await undoes[0]!();
    expect(engine.scripts).toHaveLength(4);
  });

  it("that could not be cut are not taken for cut", async () => {
    const { engine, host } = await two();
    engine.scriptStatus = 1;
    await expect(host.disturb(cut, "cut")).rejects.toThrow("the network of kafka1 could not be changed");
    expect(host.cutLinks()).toEqual([]);
    // The namespace may have held it already.
    expect(engine.scripts.map((script) => /drop/.test(script))).toEqual([true, false]);
  });

  it("of a node that died while they were cut are cut, and the death is told", async () => {
    const { engine, host, deaths } = await two();
    engine.scriptStatus = 1;
    engine.isRunning = false;
    await host.disturb(cut, "cut");
    expect(host.cutLinks()).toEqual(cut);
    expect(deaths.map((death) => death.node)).toEqual(["kafka1"]);
  });

  it("are reset by the nodes that opened their connections, of which the sum is told", async () => {
    const { engine, host } = await two();
    // What this engine's sidecars run comes back as what they print: two lines of a script that ends one peer's connections.
    expect(await host.reset([...cut, { from: "kafka1", to: "elsewhere" }])).toBe(2);
    expect(engine.scripts.at(-1)).toMatch(/^set -e\nss -HtnK state established "dst 10\.0\.0\.1 and /);
  });

  it("of a node that ends while they are reset count no connection", async () => {
    const { engine, host, deaths } = await two();
    engine.scriptStatus = 1;
    await expect(host.reset(cut)).rejects.toThrow("the network of kafka1");
    engine.isRunning = false;
    expect(await host.reset(cut)).toBe(0);
    expect(deaths.map((death) => death.node)).toEqual(["kafka1"]);
  });

  it("keep their distance when they are restored", async () => {
    const { engine, host } = await two();
    await host.makeDistant(cut, { latencyMs: 5, jitterMs: 0 });
    await host.disturb(cut, { latencyMs: 20, jitterMs: 0 });
    await host.disturb(cut, "cut");
    engine.scripts.length = 0;
    await host.restoreLinks();
    expect(host.cutLinks()).toEqual([]);
    expect(engine.scripts.join()).toMatch(/delay 5ms/);
    expect(engine.scripts.join()).not.toMatch(/drop|delay 25ms/);
  });

  it("of all nodes are written again when a node starts, which may have another address", async () => {
    const { engine, host } = await two();
    engine.logs = async () => new PassThrough().end();
    await host.disturb(cut, "cut");
    await host.end("kafka2", "SIGKILL");
    engine.scripts.length = 0;
    await host.start("kafka2", { isFirst: false });
    expect(engine.scripts).toHaveLength(2);
    expect(host.state("kafka2")).toBe("running");
  });
});

describe("a cluster that was kept", () => {
  const cut = [{ from: "kafka1", to: "zk1" }];
  const memory = () => join(runDirectory, "cluster", "disturbances.json");
  const remembered = async () => JSON.parse(await readFile(memory(), "utf8"));

  it("has the cut links and paused nodes that another process made", async () => {
    await writeFile(
      memory(),
      JSON.stringify({ links: [["a", { links: cut, how: "cut" }]], paused: ["kafka1"] }),
    );
    const { host } = await hostIn(new FakeEngine(), { kept: true });
    expect(host.cutLinks()).toEqual(cut);
    expect(host.state("kafka1")).toBe("paused");
  });

  it("by another version of chaos is refused, with what to do", async () => {
    await writeFile(memory(), JSON.stringify({ cuts: [], paused: [] }));
    await expect(hostIn(new FakeEngine(), { kept: true })).rejects.toMatchObject({
      message: "another version of chaos started this cluster",
      remedy: "end it with that version, or run chaos clean",
    });
  });

  it("is changed with all that other processes did meanwhile", async () => {
    const { host } = await hostIn(new FakeEngine(), { kept: true });
    await writeFile(memory(), JSON.stringify({ links: [["a", { links: cut, how: "cut" }]], paused: [] }));
    const undo = await host.disturb(cut, "cut");
    expect(await remembered()).toMatchObject({
      links: [
        ["a", { links: cut, how: "cut" }],
        [expect.any(String), { links: cut, how: "cut" }],
      ],
    });
    await writeFile(memory(), JSON.stringify({ links: [], paused: ["kafka1"] }));
    await undo();
    expect(await host.pause("kafka1")).toBe(false);
    expect(await remembered()).toEqual({ links: [], paused: ["kafka1"] });
  });

  it("is remembered from the moment that it is kept", async () => {
    const { host } = await hostIn(new FakeEngine());
    await host.disturb(cut, "cut");
    await expect(remembered()).rejects.toThrow("ENOENT");
    await host.keep();
    expect((await remembered()).links).toEqual([[expect.any(String), { links: cut, how: "cut" }]]);
  });

  it("has its whole logs saved before it is taken down", async () => {
    const engine = new FakeEngine();
    engine.logs = async () => frame("all that it said\n");
    const { host, disposed } = await hostIn(engine, { kept: true });
    await writeFile(await host.log("kafka1"), "all");
    await host.takeDown();
    expect(await readFile(await host.log("kafka1"), "utf8")).toBe("all that it said\n");
    expect(disposed).toEqual([false]);
  });
});

describe("a cluster that one run after another has", () => {
  it("prints into the logs of the run that has it, also what starts again, and into none between two runs", async () => {
    const engine = new FakeEngine();
    const container = new PrintingContainer();
    Object.assign(engine, { modem: new Docker().modem, logs: () => container.logs({ follow: true }) });
    engine.exec = container.exec;
    const { host } = await hostIn(engine);
    const read = async (path: string, text: string) => {
      while ((await readFile(path, "utf8").catch(() => "")) !== text) await turn();
    };
    await host.start("kafka1", { isFirst: true });
    const first = await host.log("kafka1");
    container.print("stdout", "of the first run\n");
    await host.belongTo(null);
    container.print("stdout", "of none\n");
    expect(await readFile(first, "utf8")).toBe("of the first run\n");

    const next = join(runDirectory, "next");
    await host.belongTo({ runDirectory: next });
    const second = await host.log("kafka1");
    expect(second).toBe(join(next, "logs", "kafka1.log"));
    const ended = host.end("kafka1", "SIGKILL");
    container.print("stdout", "of the second run\n");
    container.end();
    await ended;
    await read(second, "of the second run\n");
    await host.start("kafka1", { isFirst: false });
    container.print("stdout", "started again\n");
    await read(second, "of the second run\nstarted again\n");
    expect(await readFile(first, "utf8")).toBe("of the first run\n");
  });

  it("asks no node that is down to print where its run ends", async () => {
    const engine = new FakeEngine();
    engine.names = ["kafka1", "kafka2"];
    engine.logs = async () => new PassThrough().end();
    const { host } = await hostIn(engine);
    for (const name of engine.names) await host.end(name, "SIGKILL");
    await host.belongTo(null);
    expect(await host.log("kafka1")).toBe(join(runDirectory, "cluster", "idle", "kafka1.log"));
  });
});

it("the proxy's journal is read again until the engine has all of its entries", async () => {
  const engine = new FakeEngine();
  engine.names = ["proxy"];
  const answers = ["", "{}\n{}\n", "{}\n{}\n{}\n"].map(frame);
  engine.logs = async () => (answers.length > 1 ? answers.shift()! : answers[0]!);
  const { host } = await hostIn(engine);
  expect(await readFile(await host.proxyJournal(3), "utf8")).toBe("{}\n{}\n{}\n");
});
