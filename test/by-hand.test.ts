/**
 * A cluster that is broken by hand, one command at a time, each a process of its own: what one of them did stays until
 * another undoes it.
 */
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localEngine } from "../dist/engine/local/local.js";
import type { KeptCluster } from "../src/engine/engine.js";
import { isRunning, type ProcessInfo } from "../src/engine/local/processes.js";
import { Connection } from "../src/protocol/index.js";
import { type Look, waitFor } from "../src/wait.js";
import { LEADERS_STAY, nodeOf, produce } from "./support/brokers.js";
import { chaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { readStatus } from "./support/status.js";
import { blockOf, nothingLeft, processesOf, supervisorOf } from "./support/traces.js";

const USAGE = 2;
const INFRASTRUCTURE = 3;
const SESSION_MS = 4_000;
const ELECTION = `the election of another leader can take as long as the ZooKeeper session: ${SESSION_MS / 1000} s`;
const SEEN_MS_MAX = 30_000;
const signal = new AbortController().signal;

const engine = localEngine(process.env);

function eventually<T>(what: string, look: () => Promise<Look<T>> | Look<T>): Promise<T> {
  return waitFor(look, { what, limitMs: SEEN_MS_MAX, everyMs: 50, signal });
}

/** Kills processes as the kernel does when memory runs out. */
async function killed(...pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await eventually("what was killed to be gone", async () => {
    const running = await Promise.all(pids.map(isRunning));
    return running.includes(true) ? { done: false, seen: "it there" } : { done: true, value: undefined };
  });
}

describe("three brokers", () => {
  let place: Workplace;
  let run: string;
  let block: number | undefined;

  const cluster = (...args: string[]) => chaos(["cluster", ...args, "--out", place.out]);
  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await cluster(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const status = async () => readStatus(await done("status"));
  const attach = async (): Promise<KeptCluster> => (await engine.attach(run, signal))!;
  /** The leader that everybody sees, once everybody is in sync. */
  const whole = () =>
    eventually("everybody to see one leader and everybody in sync", async () => {
      const { rows, stdout } = await status();
      const leaders = new Set(rows.map(({ leader }) => leader));
      const inSync = rows.length === 3 && rows.every(({ isr }) => isr.length === 3);
      return inSync && leaders.size === 1
        ? { done: true, value: rows[0]!.leader }
        : { done: false, seen: stdout };
    });

  beforeAll(async () => {
    place = await workplace(tinyScenario());
    const config = {
      "zookeeper.session.timeout.ms": SESSION_MS,
      "replica.lag.time.max.ms": 1_500,
      ...LEADERS_STAY,
    };
    const sets = Object.entries(config).flatMap(([key, value]) => [
      "--set",
      `cluster.config.${key}=${value}`,
    ]);
    const said = await done("up", "--engine", "local", "--set", "cluster.zookeepers=1", ...sets);
    run = /^kept in (\S+), with the topic test1$/m.exec(said)![1]!;
    block = await blockOf(run);
  });
  afterAll(async () => {
    const kept = await engine.attach(run, signal).catch(() => null);
    await kept?.end();
    await place[Symbol.asyncDispose]();
  });

  test("status tells of each broker what it sees, and the leader's watermark and end of the log", async () => {
    const leader = await whole();
    await using kept = await attach();
    await produce(nodeOf(kept, leader), -1);
    const { nodes, rows } = await status();
    expect(nodes).toEqual({ kafka1: "running", kafka2: "running", kafka3: "running", zk1: "running" });
    expect(rows.map(({ broker, ends }) => [broker, ends])).toEqual(
      ["kafka1", "kafka2", "kafka3"].map((broker) => [broker, broker === leader ? [1, 1] : []]),
    );
  });

  test("a leader that is cut off by hand leads on beside another, and what it alone has is above its watermark", async () => {
    const old = await whole();
    expect(await done("fault", "partition", "isolate=leader")).toBe(`partition struck ${old}\n${ELECTION}`);
    expect((await status()).stdout).toMatch(new RegExp(`^${old} is cut off from (kafka\\d ){2}zk1$`, "m"));
    await using kept = await attach();
    await produce(nodeOf(kept, old), 1);
    const { rows } = await eventually("two leaders", async () => {
      const seen = await status();
      return /has more than one leader/.test(seen.stdout)
        ? { done: true, value: seen }
        : { done: false, seen: seen.stdout };
    });
    const [lonely] = rows.filter(({ broker }) => broker === old);
    const others = rows.filter(({ broker }) => broker !== old);
    expect(lonely).toMatchObject({ leader: old, ends: [1, 2] });
    expect(new Set(others.map(({ leader }) => leader)).size).toBe(1);
    expect(others.every(({ leader, epoch }) => leader !== old && epoch > lonely!.epoch)).toBe(true);
    expect(others.find(({ broker, leader }) => broker === leader)!.ends).toEqual([1, 1]);

    await done("heal");
    expect(await whole()).not.toBe(old);
  });

  test("nodes that are down or paused cost a status a second, and heal brings them back", async () => {
    const leader = await whole();
    expect(await done("fault", "kill", "leader")).toBe(`kill struck ${leader}\n${ELECTION}`);
    expect(await done("fault", "pause", "zk1")).toBe("pause struck zk1");
    const again = await cluster("fault", "kill", leader);
    expect(again).toMatchObject({
      code: INFRASTRUCTURE,
      stderr: expect.stringContaining("it is down already"),
    });
    const { nodes, stdout } = await status();
    expect(nodes).toMatchObject({ [leader]: "down", zk1: "paused" });
    expect(stdout).toMatch(new RegExp(`${leader} +no answer`));
    await done("heal");
    expect((await status()).nodes).toMatchObject({ [leader]: "running", zk1: "running" });
    await whole();
  });

  test("a role never means a node that is down or paused", async () => {
    const leader = await whole();
    const [first, second] = ["kafka1", "kafka2", "kafka3"].filter((name) => name !== leader);
    await done("fault", "kill", first!);
    expect(await done("fault", "pause", "follower")).toBe(`pause struck ${second}`);
    expect(await done("fault", "pause", "random")).toBe(`pause struck ${leader}\n${ELECTION}`);
    const states = { [first!]: "down", [second!]: "paused", [leader]: "paused" };
    expect((await status()).nodes).toMatchObject(states);
    await done("heal");
    await whole();
  });

  test("processes that are attached at once see, and undo, what each of them does", async () => {
    await using one = await attach();
    await using other = await attach();
    const links = [{ from: "kafka1", to: "kafka2" }];
    const [undoOne, undoOther] = [await one.cut(links), await other.cut(links)];
    const until = (seen: KeptCluster, names: readonly string[]) =>
      eventually(`${names} to be disturbed`, () => {
        const found = [...seen.disturbed()].sort();
        return `${found}` === `${names}`
          ? { done: true, value: undefined }
          : { done: false, seen: `${found}` };
      });
    await undoOne();
    await undoOne();
    await until(one, ["kafka1", "kafka2"]);
    await undoOther();
    await until(one, []);

    await one.kill("kafka3");
    await other.cut(links);
    await until(other, ["kafka1", "kafka2", "kafka3"]);
    await Promise.all([one.heal(), other.heal()]);
    await until(one, []);
    await until(other, []);
    expect([one, other].map(({ broken }) => broken.aborted)).toEqual([false, false]);
  });

  test.each([
    ["kil leader", "there is no fault kil; did you mean kill?"],
    ["xyz 5s", "there is no fault xyz; there are kill"],
    ["kill kafka2 kafak3", "as for kafak3, did you mean kafka3?"],
    ["kill kafka4", "this cluster has 3 brokers and 1 ZooKeeper server"],
    ["partition kafka1,kafka2,kafka3,zk1", "must cut something"],
    ["slow node=kafka1 delay=100", "write 100s or 100ms"],
    ["slow kafka1 delay=100ms", "write either names or key=value"],
  ])("fault %s: %s", async (words, complaint) => {
    const { code, stdout, stderr } = await cluster("fault", ...words.split(" "));
    expect({ code, stdout }).toEqual({ code: USAGE, stdout: "" });
    expect(stderr).toContain(complaint);
    expect(stderr).not.toMatch(/\d:\d+:|^\s+at /m);
  });

  test("every way of writing a fault strikes, and a restart is over when the node is back", async () => {
    await done("fault", "partition", "kafka1,kafka2,kafka3", "zk1,kafka2,kafka3");
    await done("fault", "slow", "node=kafka1", "delay=100ms", "jitter=20ms");
    await done("fault", "pause", "kafka2", "kafka3");
    const { nodes, stdout } = await status();
    expect(nodes).toEqual({ kafka1: "running", kafka2: "paused", kafka3: "paused", zk1: "running" });
    expect(stdout).toMatch(/^kafka1 is cut off from zk1$/m);
    await done("heal");
    expect(await done("fault", "restart", "zk1")).toBe("restart struck zk1\nrestart is over");
    expect((await status()).nodes).toMatchObject({ zk1: "running" });
  });

  test("reset heals and empties the topic; down leaves no process, and no cluster to work on", async () => {
    await done("fault", "pause", "kafka2");
    await done("reset");
    const { nodes, rows } = await status();
    expect(new Set(Object.values(nodes))).toEqual(new Set(["running"]));
    expect(rows.flatMap(({ ends }) => ends)).toEqual([0, 0]);

    expect(await done("down")).toBe(`ended; its logs stay in ${join(run, "logs")}`);
    await nothingLeft(place.directory, block);
    expect(existsSync(join(run, "cluster"))).toBe(false);
    expect(existsSync(join(run, "logs", "kafka1.log"))).toBe(true);
    expect(await cluster("status")).toMatchObject({
      code: INFRASTRUCTURE,
      stderr: expect.stringMatching(/no cluster is kept in .*\n.*start one: chaos cluster up/),
    });
  });
});

test("a kept run is worked on likewise, however long its path; without its supervisor it is said to be gone", async () => {
  await using place = await workplace(
    tinyScenario({ topic: { name: "orders", partitions: 2, replicas: 1 } }),
  );
  const out = join(place.directory, "a-directory-too-deep-for-the-name-of-a-socket".repeat(3));
  const cluster = (...args: string[]) => chaos(["cluster", ...args, "--out", out]);
  const kept = await chaos(["run", place.scenario, "--out", out, "--engine", "local", "--keep"]);
  expect(kept).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("end it with: chaos cluster down --run "),
  });
  const supervisor = (await supervisorOf(place.directory))!;
  const ours = async () => {
    const known = [`chaos-${supervisor.pid}.sock`, supervisor.argv[2]!.split("/").at(-1)!];
    const all = await engine.leftovers();
    return all.filter(({ description }) => known.some((name) => description.includes(name)));
  };
  try {
    const { stdout } = await cluster("status");
    expect(readStatus(stdout).rows.map(({ partition, broker }) => [partition, broker])).toEqual([
      [0, "kafka1"],
      [1, "kafka1"],
    ]);
    expect(readStatus(stdout).rows.reduce((sum, { ends }) => sum + ends[0]!, 0)).toBe(1_000);
    const socket = join(tmpdir(), `chaos-${supervisor.pid}.sock`);
    expect(statSync(socket).mode & 0o777).toBe(0o600);

    await killed(supervisor.pid);
    expect(await cluster("status")).toMatchObject({
      code: INFRASTRUCTURE,
      stderr: expect.stringMatching(
        /the cluster of .*-tiny is gone: its supervisor was killed .* kafka1, zk1 still run.*\n.*chaos cluster down --run .*chaos cluster up/,
      ),
    });
    const run = supervisor.argv[2]!;
    expect(existsSync(join(run, "cluster", "kafka1", "data"))).toBe(true);
    const down = await cluster("down");
    expect(down).toMatchObject({ code: 0 });
    for (const what of ["kafka1 of ", "zk1 of ", `the socket ${socket}`, "the data of "]) {
      expect(down.stdout).toContain(`removed ${what}`);
    }
    expect(await processesOf(place.directory)).toEqual([]);
    expect([socket, join(run, "cluster")].map((path) => existsSync(path))).toEqual([false, false]);
    expect(existsSync(join(run, "logs", "kafka1.log"))).toBe(true);
    expect(await cluster("status")).toMatchObject({
      code: INFRASTRUCTURE,
      stderr: expect.stringContaining("no cluster is kept in"),
    });
  } finally {
    for (const leftover of await ours()) await leftover.remove();
  }
});

test("a cluster whose supervisor was killed is cleaned up, whether its nodes run or not; what only looks like a node stays", async () => {
  await using place = await workplace(tinyScenario());
  const runs: { run: string; nodes: ProcessInfo[] }[] = [];
  for (const nodesStay of [true, false]) {
    expect(await chaos([...place.run, "--keep"])).toMatchObject({ code: 0 });
    const supervisor = (await supervisorOf(place.directory))!;
    const run = supervisor.argv[2]!;
    const nodes = (await processesOf(run)).filter(({ argv }) => argv.includes(`-Dchaos.run=${run}`));
    expect(nodes).toHaveLength(2);
    runs.push({ run, nodes });
    await killed(supervisor.pid, ...(nodesStay ? [] : nodes.map(({ pid }) => pid)));
  }
  const [{ run, nodes }] = runs as [(typeof runs)[number]];
  const source = join(place.directory, "Sleep.java");
  await writeFile(
    source,
    "class Sleep { public static void main(String[] a) throws Exception { Thread.sleep(600000); } }",
  );
  const marker = `-Dchaos.run=${run}`;
  const innocents = [
    spawn(nodes[0]!.argv[0]!, [marker, `-Djava.io.tmpdir=${run}/cluster/kafka1/tmp`, source]),
    spawn("tail", ["-f", "/dev/null", "--", marker]),
    spawn("bash", ["-c", "exec -a java sleep 600", marker, "kafka.Kafka"]),
  ];
  const left = async () => {
    const all = await engine.leftovers();
    return all.filter(({ description }) => runs.some((one) => description.includes(basename(one.run))));
  };
  try {
    const found = await left();
    expect(found.map(({ description }) => description.replace(/ of .*/, "")).sort()).toEqual([
      "kafka1",
      "the data",
      "the data",
      "zk1",
    ]);
    for (const leftover of found) await leftover.remove();
    expect(await left()).toEqual([]);
    for (const one of runs) {
      expect(existsSync(join(one.run, "cluster"))).toBe(false);
      expect(existsSync(join(one.run, "logs", "kafka1.log"))).toBe(true);
      expect(await Promise.all(one.nodes.map(({ pid }) => isRunning(pid)))).toEqual([false, false]);
    }
    expect(innocents.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null]);
  } finally {
    for (const innocent of innocents) innocent.kill("SIGKILL");
    for (const leftover of await left()) await leftover.remove();
  }
});

test("up of a scenario that breaks the protocol has its proxy, which can be armed for whatever topic there will be", async () => {
  const faults = [{ at: "0s", proxy: { interceptor: "leader-election" } }];
  await using place = await workplace(tinyScenario({ faults }));
  const cluster = (...args: string[]) => chaos(["cluster", ...args, "--out", place.out]);
  const up = await cluster("up", place.scenario, "--engine", "local");
  expect(up).toMatchObject({ code: 0 });
  try {
    const [, host, port] = /^through the proxy: bootstrap\.servers=([\d.]+):(\d+)$/m.exec(up.stdout)!;
    await using connection = await Connection.open({ host: host!, port: Number(port) });
    const { brokers } = await connection.request("Metadata", { topics: [] });
    expect(brokers[0]!.host).toBe(host);

    const config = "config={ topics: [another], nbMessages: 1, sizeInBytes: 10 }";
    const armed = await cluster("fault", "proxy", "interceptor=random-bytes", config);
    expect(armed).toMatchObject({ code: 0, stdout: "proxy struck: random-bytes" });
  } finally {
    expect(await cluster("down")).toMatchObject({ code: 0 });
  }
});
