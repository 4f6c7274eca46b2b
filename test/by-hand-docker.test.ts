/** A cluster of containers that is broken by hand: the same commands, a process each. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../src/wait.js";
import { chaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { nothingLeftOf, withContainers } from "./support/docker.js";
import { readStatus, type Status } from "./support/status.js";

const SEEN_MS_MAX = 60_000;
const NODES = ["kafka1", "kafka2", "kafka3", "zk1"];

withContainers("three brokers", () => {
  let place: Workplace;

  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await chaos(["cluster", ...args, "--out", place.out]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const status = async () => readStatus(await done("status"));
  const untilSeen = (what: string, holds: (seen: Status) => boolean): Promise<Status> =>
    waitFor(
      async () => {
        const seen = await status();
        return holds(seen) ? { done: true, value: seen } : { done: false, seen: seen.stdout };
      },
      { what, limitMs: SEEN_MS_MAX, everyMs: 50, signal: new AbortController().signal },
    );
  const isWhole = ({ rows }: Status) =>
    rows.length === 3 &&
    new Set(rows.map(({ leader }) => leader)).size === 1 &&
    rows.every(({ isr }) => isr.length === 3);
  const allRun = Object.fromEntries(NODES.map((name) => [name, "running"]));

  beforeAll(async () => {
    place = await workplace(tinyScenario());
    const sets = ["--set", "cluster.zookeepers=1", "--set", "cluster.sessionTimeout=4s"];
    await done("up", "--engine", "docker", ...sets);
  });
  afterAll(async () => {
    await chaos(["cluster", "down", "--out", place.out]);
    await nothingLeftOf(place);
    await place[Symbol.asyncDispose]();
  });

  test("a leader that is cut off goes on believing that it leads, until it is healed", async () => {
    const before = await untilSeen("one leader and everybody in sync", isWhole);
    const leader = before.rows[0]!.leader;
    expect(before.nodes).toEqual(allRun);
    expect(await done("fault", "partition", "isolate=leader")).toContain(`partition struck ${leader}`);
    const split = await untilSeen(
      "two leaders",
      ({ rows }) => new Set(rows.map((row) => row.leader)).size === 2,
    );
    expect(split.rows.find(({ broker }) => broker === leader)!.leader).toBe(leader);
    expect(split.stdout).toMatch(new RegExp(`^${leader} is cut off from (kafka\\d ){2}zk1$`, "m"));
    await done("heal");
    expect((await untilSeen("one leader again", isWhole)).nodes).toEqual(allRun);
  });

  test("what one command killed and paused, another finds so and heals", async () => {
    await done("fault", "kill", "kafka2");
    await done("fault", "pause", "kafka3");
    expect((await status()).nodes).toEqual({ ...allRun, kafka2: "down", kafka3: "paused" });
    await done("heal");
    expect((await untilSeen("everybody back", isWhole)).nodes).toEqual(allRun);
  });

  test("faults that strike at the same moment lose nothing of each other", async () => {
    await Promise.all([
      done("fault", "partition", "kafka1,kafka2,kafka3", "zk1,kafka2,kafka3"),
      done("fault", "partition", "kafka2,kafka1,kafka3", "zk1,kafka1,kafka3"),
      done("fault", "pause", "kafka3"),
    ]);
    const { nodes, stdout } = await status();
    expect(nodes).toEqual({ kafka1: "running", kafka2: "running", kafka3: "paused", zk1: "running" });
    expect(stdout).toMatch(/ is cut off from /);
    await Promise.all([done("heal"), done("heal")]);
    expect((await untilSeen("everybody back", isWhole)).nodes).toEqual(allRun);
  });

  test("down leaves nothing but the logs, with what was written while nobody followed", async () => {
    await done("down");
    await nothingLeftOf(place);
    const logs = join((await place.runs())[0]!, "logs");
    const starts = async (name: string) =>
      (await readFile(join(logs, `${name}.log`), "utf8")).match(/started \(kafka\.server\.KafkaServer\)/g);
    // The one that was killed and healed by hand started twice.
    expect((await starts("kafka1"))?.length).toBe(1);
    expect((await starts("kafka2"))?.length).toBe(2);
  });
});
