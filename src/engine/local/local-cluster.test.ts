/** A local cluster over a supervisor that does only what the test says. */
import { EventEmitter } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClusterNode } from "../../cluster/topology.js";
import { LocalCluster } from "./local-cluster.js";
import type { Supervisor } from "./supervisor-client.js";
import type { Request } from "./supervisor-protocol.js";

const node: ClusterNode = { name: "kafka1", kind: "broker", id: 1, client: { host: "127.0.0.1", port: 1 } };

class FakeSupervisor extends EventEmitter {
  state = { running: ["kafka1"], paused: [] as string[], cut: [] };
  readonly signals: string[] = [];

  async request(request: Request): Promise<null> {
    if (request.kind === "signal") {
      this.signals.push(request.signal);
      if (request.signal === "SIGSTOP") this.state.paused = ["kafka1"];
      if (request.signal === "SIGKILL") this.exit({ code: null, signal: "SIGKILL", asked: true });
    }
    return null;
  }

  exitOf(): Promise<unknown> {
    return new Promise((resolve) => this.once("exit", resolve));
  }

  exit(how: { code: number | null; signal: string | null; asked: boolean }): void {
    this.state.running = [];
    this.emit("exit", { kind: "exit", name: "kafka1", ...how });
  }

  async end(): Promise<void> {}
}

let runDirectory: string;
beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(runDirectory, { recursive: true });
});

function clusterOf(supervisor: FakeSupervisor) {
  const told: string[] = [];
  const process = {
    command: "java",
    args: [],
    cwd: runDirectory,
    env: {},
    log: join(runDirectory, "kafka1.log"),
  };
  const cluster = new LocalCluster(
    [node],
    { kafka: "3.9.1", java: "17" },
    supervisor as unknown as Supervisor,
    new Map([["kafka1", process]]),
    {
      runDirectory,
      signal: new AbortController().signal,
      onNode: (name, state, detail) => told.push([name, state, detail].filter(Boolean).join(" ")),
      kept: false,
      cache: runDirectory,
      proxy: null,
    },
  );
  return { cluster, told };
}

describe("a node of a local cluster that is stopped", () => {
  it("shuts down by itself", async () => {
    const supervisor = new FakeSupervisor();
    const { cluster, told } = clusterOf(supervisor);
    const stopped = cluster.stop("kafka1");
    supervisor.exit({ code: 143, signal: null, asked: true });
    expect((await stopped).killedAfterMs).toBeNull();
    expect(supervisor.signals).toEqual(["SIGTERM"]);
    expect(told).toEqual(["kafka1 stopped"]);
  });

  it("is killed when its shutdown takes too long, which is told to who asked", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const supervisor = new FakeSupervisor();
    const { cluster, told } = clusterOf(supervisor);
    const stopped = cluster.stop("kafka1");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(supervisor.signals).toEqual(["SIGTERM"]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await stopped).killedAfterMs).toBe(30_000);
    expect(supervisor.signals).toEqual(["SIGTERM", "SIGKILL"]);
    expect(told).toEqual(["kafka1 killed its shutdown took longer than 30 s"]);
  });

  it("does not run, and neither does one that is paused", async () => {
    const supervisor = new FakeSupervisor();
    const { cluster } = clusterOf(supervisor);
    expect([...cluster.notRunning()]).toEqual([]);
    await cluster.pause("kafka1");
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
    await cluster.kill("kafka1");
    expect([...cluster.notRunning()]).toEqual(["kafka1"]);
  });
});

describe("a node of a local cluster that dies by itself", () => {
  it("breaks the cluster at once, and is described before the cluster is gone", async () => {
    const supervisor = new FakeSupervisor();
    const { cluster, told } = clusterOf(supervisor);
    await writeFile(join(runDirectory, "kafka1.log"), "ERROR no heap\n");
    supervisor.exit({ code: 1, signal: null, asked: false });
    expect(cluster.broken.aborted).toBe(true);
    expect(cluster.deaths.map(({ node }) => node)).toEqual(["kafka1"]);
    expect(told).toEqual([]);
    await cluster[Symbol.asyncDispose]();
    const detail = "exit code 1; last lines of its log: ERROR no heap";
    expect(told).toEqual([`kafka1 died ${detail}`]);
    expect(cluster.broken.reason.message).toBe(`kafka1 died by itself: ${detail}`);
  });

  it("an instant before it is killed was not killed", async () => {
    const supervisor = new FakeSupervisor();
    const { cluster } = clusterOf(supervisor);
    const killed = cluster.stop("kafka1");
    supervisor.exit({ code: 1, signal: null, asked: false });
    await expect(killed).rejects.toThrow("kafka1 cannot be stopped: it has died by itself");
    expect(cluster.deaths).toHaveLength(1);
  });
});
