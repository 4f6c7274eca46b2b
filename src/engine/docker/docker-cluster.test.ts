import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type Docker from "dockerode";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClusterNode } from "../../cluster/topology.js";
import type { ProxyControl } from "../proxy-node.js";
import { DockerCluster } from "./docker-cluster.js";
import { NODE_LABEL } from "./reap.js";

const node: ClusterNode = {
  name: "kafka1",
  kind: "broker",
  id: 1,
  client: { host: "127.0.0.1", port: 1 },
};

/** An engine with a few containers, as far as a cluster asks it. */
class FakeEngine {
  names = [node.name];
  readonly events = new PassThrough();
  isRunning = true;
  inspections = 0;
  /** What a container ends with. */
  status = 3;
  logs = async () => Buffer.alloc(0);

  readonly getEvents = async () => this.events;
  readonly listContainers = async () =>
    this.names.map((name) => ({ Id: name, Labels: { [NODE_LABEL]: name }, State: "running" }));
  readonly getContainer = () => ({
    inspect: async () => {
      this.inspections++;
      return {
        State: { Running: this.isRunning, ExitCode: 3, StartedAt: "2026-01-01T00:00:00Z" },
        NetworkSettings: { Networks: { default: { IPAddress: "10.0.0.1" } } },
      };
    },
    logs: () => this.logs(),
    wait: async () => ({ StatusCode: this.status }),
    stop: async () => {
      this.isRunning = false;
    },
    kill: async () => {
      throw Object.assign(new Error("(HTTP code 409) unexpected"), { statusCode: 409 });
    },
  });
  readonly modem = {
    demuxStream: (from: PassThrough, out: PassThrough) => from.on("data", (chunk) => out.write(chunk)),
  };

  tellOfEnd(): void {
    this.events.write(`${JSON.stringify({ Actor: { Attributes: { [NODE_LABEL]: node.name } } })}\n`);
  }
}

let runDirectory: string;
beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rm(runDirectory, { recursive: true }));

async function clusterIn(engine: FakeEngine, proxy: ProxyControl | null = null): Promise<DockerCluster> {
  const cluster = new DockerCluster({
    docker: engine as unknown as Docker,
    run: "test",
    nodes: engine.names.map((name) => ({ ...node, name })),
    images: {
      nodes: "mine",
      network: "mine",
      versions: { kafka: "3.9.1", java: "17" },
      hasNetem: false,
    },
    proxy,
    runDirectory,
    signal: new AbortController().signal,
    onNode: () => {},
    onKeep: async () => {},
    dispose: async () => {},
  });
  await cluster.discoverContainers();
  return cluster;
}

test("news of an end that came late is not taken for the end of what runs since; other news is", async () => {
  const engine = new FakeEngine();
  await using cluster = await clusterIn(engine);
  const known = engine.inspections;
  engine.tellOfEnd();
  while (engine.inspections === known) await turn();
  await turn();
  expect([...cluster.disturbed()]).toEqual([]);

  engine.isRunning = false;
  engine.tellOfEnd();
  while (!cluster.broken.aborted) await turn();
  expect(cluster.deaths.map(({ node }) => node)).toEqual(["kafka1"]);
  expect(await cluster.deaths[0]!.detail).toMatch(/^exit code 3; /);
});

test("a node that died by itself before it could be killed is reported, and said to have died", async () => {
  const engine = new FakeEngine();
  await using cluster = await clusterIn(engine);
  engine.isRunning = false;
  const killed = cluster.kill("kafka1");
  // While it is being killed, the end of it is nobody's news.
  engine.tellOfEnd();
  await expect(killed).rejects.toThrow("kafka1 cannot be killed: it has died by itself");
  expect(cluster.deaths).toHaveLength(1);
});

test.each([
  [143, null],
  [137, 30_000],
])(
  "a broker that is stopped and ends with status %i was killed after %s ms",
  async (status, killedAfterMs) => {
    const engine = new FakeEngine();
    engine.status = status;
    await using cluster = await clusterIn(engine);
    expect((await cluster.stop("kafka1")).killedAfterMs).toBe(killedAfterMs);
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
  },
);

test("a death breaks the cluster before anything is read of its log", async () => {
  const engine = new FakeEngine();
  let read = () => {};
  engine.logs = () => new Promise((resolve) => (read = () => resolve(Buffer.alloc(0))));
  await using cluster = await clusterIn(engine);
  engine.isRunning = false;
  engine.tellOfEnd();
  while (!cluster.broken.aborted) await turn();
  expect(cluster.deaths).toHaveLength(1);
  expect(cluster.broken.reason.message).toBe("kafka1 died by itself");
  await turn();
  read();
  expect(await cluster.deaths[0]!.detail).toMatch(/^exit code 3; last lines/);
});

test("the proxy's journal is read again until the engine has all of its entries", async () => {
  const engine = new FakeEngine();
  engine.names = ["proxy"];
  const answers = ["", "{}\n{}\n", "{}\n{}\n{}\n"].map((text) => Buffer.from(text));
  engine.logs = async () => (answers.length > 1 ? answers.shift()! : answers[0]!);
  const proxy = { untilQuiet: async () => 3 } as Partial<ProxyControl> as ProxyControl;
  await using cluster = await clusterIn(engine, proxy);
  expect(await readFile((await cluster.proxyJournal())!, "utf8")).toBe("{}\n{}\n{}\n");
});

test("what another process did to a kept cluster is known: its cut links apart from its paused nodes", async () => {
  const cut = [{ from: "kafka1", to: "zk1" }];
  await mkdir(join(runDirectory, "cluster"));
  await writeFile(
    join(runDirectory, "cluster", "disturbances.json"),
    JSON.stringify({ cuts: [["a", cut]], delays: [], paused: [] }),
  );
  await using cluster = await clusterIn(new FakeEngine());
  await cluster.attach();
  expect(cluster.cutLinks()).toEqual(cut);
  expect([...cluster.notRunning()]).toEqual([]);
});
