/** `chaos diagnose` on a real KRaft cluster: healthy, with a leader that is cut off, and with one that is down. */
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Look, waitFor } from "../src/wait.js";
import { LEADERS_STAY } from "./support/brokers.js";
import { chaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { readStatus } from "./support/status.js";

const SEEN_MS_MAX = 60_000;

let place: Workplace;
let bootstrap: string;

const cluster = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await chaos(["cluster", ...args, "--out", place.out]);
  expect(code, stderr).toBe(0);
  return stdout;
};
const diagnose = async (watch: string) => {
  const { code, stdout } = await chaos([
    "diagnose",
    "--bootstrap",
    bootstrap,
    "--watch",
    watch,
    "--format",
    "json",
  ]);
  return { code, ...JSON.parse(stdout) };
};
const eventually = <T>(what: string, look: () => Promise<Look<T>>) =>
  waitFor(look, { what, limitMs: SEEN_MS_MAX, everyMs: 50, signal: new AbortController().signal });

/** The newest leader of partition 0 by kcat: its id, and the ISR. */
async function byKcat(id: string): Promise<{ leader: string; isr: string[] }> {
  const address = bootstrap.split(",")[Number(id) - 1]!;
  const { stdout } = await execa("kcat", ["-L", "-J", "-b", address, "-t", "test1"]);
  const [partition] = JSON.parse(stdout).topics[0].partitions;
  return {
    leader: String(partition.leader),
    isr: partition.isrs.map(({ id }: { id: number }) => String(id)).sort(),
  };
}

beforeAll(async () => {
  place = await workplace(tinyScenario());
  const sets = Object.entries(LEADERS_STAY).flatMap(([key, value]) => [
    "--set",
    `cluster.config.${key}=${value}`,
  ]);
  const controllers = ["--set", "cluster.controllers=1", "--set", "cluster.sessionTimeout=4s"];
  const said = await cluster("up", "--engine", "local", ...controllers, ...sets);
  bootstrap = /^bootstrap\.servers=(\S+)$/m.exec(said)![1]!;
});
afterAll(async () => {
  await chaos(["cluster", "down", "--out", place.out]);
  await place[Symbol.asyncDispose]();
});

test("a leader that is cut off is found beside the new one, and the cluster is healthy before", async () => {
  const before = await eventually("a healthy cluster", async () => {
    const seen = await diagnose("2s");
    return seen.verdict === "healthy"
      ? { done: true, value: seen }
      : { done: false, seen: JSON.stringify(seen.findings) };
  });
  expect(before).toMatchObject({ code: 0, findings: [], facts: { quorum: { kind: "kraft" } } });
  const old: string = before.facts.partitions[0].leader;
  expect(await byKcat(old)).toEqual({ leader: old, isr: ["1", "2", "3"] });

  await cluster("fault", "partition", "isolate=leader");
  await eventually("two leaders", async () => {
    const { stdout } = readStatus(await cluster("status"));
    return /has more than one leader/.test(stdout)
      ? { done: true, value: undefined }
      : { done: false, seen: stdout };
  });
  const cut = await diagnose("6s");
  expect(cut.code).toBe(1);
  expect(cut.findings).toContainEqual(
    expect.objectContaining({ cause: "isolated-broker", node: old, partitions: ["test1-0"] }),
  );
  const [partition] = cut.facts.partitions;
  expect(partition.pretenders).toEqual([{ broker: old, epoch: before.facts.partitions[0].epoch }]);
  const { leader, isr } = await byKcat(partition.leader);
  expect({ leader, isr }).toEqual({ leader: partition.leader, isr: [...partition.isr].sort() });
  expect(partition.troubles).toHaveProperty("under-replicated");
  await cluster("heal");
});

test("a broker that is down is found, with its address", async () => {
  await cluster("fault", "kill", "kafka2");
  const down = await diagnose("2s");
  expect(down.code).toBe(1);
  expect(down.findings).toContainEqual(expect.objectContaining({ cause: "broker-down", node: "2" }));
  expect(down.facts.brokers[1]).toMatchObject({ address: bootstrap.split(",")[1] });
});
