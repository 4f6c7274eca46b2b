/** The host of local nodes, over a supervisor that does only what the test says. */
import { EventEmitter } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ClusterNode } from "../../cluster/topology.js";
import { LocalHost } from "./host.js";
import { type Supervisor, SupervisorError } from "./supervisor-client.js";
import type { Request } from "./supervisor-protocol.js";

const client = { host: "127.0.0.1", port: 1 };
const nodes: readonly ClusterNode[] = [
  { name: "kafka1", kind: "broker", id: 1, client },
  { name: "zk1", kind: "zookeeper", id: 1, quorum: "zookeeper", client },
];

class FakeSupervisor extends EventEmitter {
  state = { running: ["kafka1"], paused: [] as string[], cut: [] };
  readonly requests: Request[] = [];
  readonly spawned: { readonly name: string; readonly starting: boolean; readonly log: string | null }[] = [];
  refusal: SupervisorError | null = null;

  async request(request: Request): Promise<number | null> {
    this.requests.push(request);
    return request.kind === "disturb" || request.kind === "reset" ? this.requests.length : null;
  }

  async spawn({
    name,
    starting,
    log,
  }: {
    name: string;
    starting: boolean;
    log: string | null;
  }): Promise<void> {
    if (this.refusal !== null) throw this.refusal;
    this.spawned.push({ name, starting, log });
  }

  exitOf(): Promise<unknown> {
    return new Promise((resolve) => this.once("exit", resolve));
  }

  exit(how: { code: number | null; signal: string | null; asked: boolean }, name = "kafka1"): void {
    this.state.running = [];
    this.emit("exit", { kind: "exit", name, ...how });
  }
}

let runDirectory: string;
beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rm(runDirectory, { recursive: true }));

function hostOver(supervisor: FakeSupervisor) {
  const processOf = (name: string) => ({
    command: "java",
    args: [],
    cwd: runDirectory,
    env: {},
    log: join(runDirectory, `${name}.log`),
  });
  const host = new LocalHost(supervisor as unknown as Supervisor, {
    nodes,
    versions: { kafka: "3.9.1", java: "17" },
    processes: new Map(nodes.map(({ name }) => [name, processOf(name)])),
    runDirectory,
    cache: runDirectory,
  });
  const told: string[] = [];
  host.watch({
    died: async (node, how) => told.push(`${node}: ${await how()}`),
    lost: ({ message }, ended) => told.push(`${message}, ${ended}`),
  });
  return { host, told };
}

it.each([
  ["SIGTERM", { code: 143, signal: null, asked: true }, "SIGTERM"],
  ["SIGTERM", { code: null, signal: "SIGKILL", asked: true }, "SIGKILL"],
  ["SIGKILL", { code: null, signal: "SIGKILL", asked: true }, "SIGKILL"],
  ["SIGKILL", { code: 1, signal: null, asked: false }, null],
] as const)("a node that was sent %s and exits with %o was ended by %s", async (sent, exit, endedBy) => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  const ended = host.end("kafka1", sent);
  expect(supervisor.requests).toEqual([{ kind: "signal", name: "kafka1", signal: sent }]);
  supervisor.exit(exit);
  expect(await ended).toBe(endedBy);
});

it("tells of nodes that ended without being asked to, and of no other process of the supervisor", async () => {
  const supervisor = new FakeSupervisor();
  const { told } = hostOver(supervisor);
  supervisor.exit({ code: 0, signal: null, asked: true });
  supervisor.exit({ code: 1, signal: null, asked: false }, "maven");
  supervisor.exit({ code: 1, signal: null, asked: false });
  supervisor.exit({ code: null, signal: "SIGKILL", asked: false }, "zk1");
  await Promise.resolve();
  expect(told).toEqual(["kafka1: exit code 1", "zk1: SIGKILL"]);
});

it("tells when the supervisor is gone, and nothing more once another host may have it", async () => {
  const supervisor = new FakeSupervisor();
  const { host, told } = hostOver(supervisor);
  supervisor.emit("gone");
  expect(told).toEqual([
    "the supervisor process of this run went away, and the cluster with it, with its supervisor",
  ]);
  await host.leave();
  supervisor.exit({ code: 1, signal: null, asked: false });
  supervisor.emit("gone");
  expect(told).toHaveLength(1);
  expect(supervisor.requests).toEqual([{ kind: "heal-all" }]);
});

it("has members of the quorum called before they listen when all nodes start, and no others", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  await host.start("kafka1", { isFirst: true });
  await host.start("zk1", { isFirst: true });
  await host.start("zk1", { isFirst: false });
  expect(supervisor.spawned).toMatchObject([
    { name: "kafka1", starting: false },
    { name: "zk1", starting: true },
    { name: "zk1", starting: false },
  ]);
});

it("leaves a node alone that another process has started, and passes on any other refusal", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  supervisor.refusal = new SupervisorError("EEXIST", "kafka1 runs already");
  await host.start("kafka1", { isFirst: false });
  supervisor.refusal = new SupervisorError("ENOENT", "no java");
  await expect(host.start("kafka1", { isFirst: false })).rejects.toThrow("no java");
});

it("undoes a disturbance by the token that the supervisor gave it", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  const links = [{ from: "kafka1", to: "zk1" }];
  await host.disturb(links, "cut");
  const undo = await host.disturb(links, { latencyMs: 5, jitterMs: 0 });
  await undo();
  expect(supervisor.requests.map(({ kind }) => kind)).toEqual(["disturb", "disturb", "heal"]);
  expect(supervisor.requests.at(-1)).toEqual({ kind: "heal", token: 2 });
});

it("resets connections, as many as the supervisor says, and declares that it cannot lose packets", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  const links = [{ from: "kafka1", to: "zk1" }];
  expect(await host.reset(links)).toBe(1);
  expect(supervisor.requests).toEqual([{ kind: "reset", links }]);
  expect(Object.keys(host.lacks)).toEqual(["loss"]);
});

it("has not paused a node that the supervisor found ended", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  expect(await host.pause("kafka1")).toBe(false);
  supervisor.state.paused = ["kafka1"];
  expect(await host.pause("kafka1")).toBe(true);
  expect(await host.resume("kafka1")).toBe(false);
  supervisor.state.paused = [];
  expect(await host.resume("kafka1")).toBe(true);
});

it("knows what runs and what is paused from what the supervisor told last", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  expect([host.state("kafka1"), host.state("zk1")]).toEqual(["running", "down"]);
  supervisor.state.paused = ["kafka1"];
  expect(host.state("kafka1")).toBe("paused");
});

it("reads the end of a node's log, which may be missing", async () => {
  const { host } = hostOver(new FakeSupervisor());
  await writeFile(await host.log("kafka1"), "ERROR no heap\n");
  expect(await host.logTail("kafka1")).toBe("ERROR no heap\n");
  expect(await host.logTail("zk1")).toBe("");
});

it("a node's data are in its working directory", async () => {
  const { host } = hostOver(new FakeSupervisor());
  expect(await host.changeData("kafka1", async (directory) => directory)).toBe(join(runDirectory, "data"));
});

it("nodes print into the logs of the run that they belong to, also those that start again, and links take its seed", async () => {
  const supervisor = new FakeSupervisor();
  const { host } = hostOver(supervisor);
  for (const name of ["kafka1", "zk1"]) await writeFile(join(runDirectory, `${name}.log`), "of the first\n");
  await host.belongTo(null);
  await appendFile(await host.log("kafka1"), "of none\n");
  const next = join(runDirectory, "next");
  await host.belongTo({ runDirectory: next, seed: 7 });
  expect(await host.log("kafka1")).toBe(join(next, "logs", "kafka1.log"));
  expect(await readFile(await host.log("kafka1"), "utf8")).toBe("");
  expect(await readFile(join(runDirectory, "kafka1.log"), "utf8")).toBe("of the first\n");
  await host.start("kafka1", { isFirst: false });
  expect(supervisor.spawned).toMatchObject([{ name: "kafka1", log: join(next, "logs", "kafka1.log") }]);
  expect(supervisor.requests).toEqual([{ kind: "seed", seed: 7 }]);
});
