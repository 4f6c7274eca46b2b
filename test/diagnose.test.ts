/**
 * `chaos diagnose` on a real KRaft cluster in the states of docs/notleader.md: healthy, with a leader that is cut off, with a
 * broker that is down, after an election, after a reassignment, and after restarts of a leader and of the controller.
 * Kafka's own tools say the same, asked at brokers that hear the controller.
 */
import { isDeepStrictEqual } from "node:util";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Facts } from "../src/diagnosis/facts.js";
import { type Look, waitFor } from "../src/wait.js";
import { LEADERS_STAY } from "./support/brokers.js";
import { chaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { kafkaTool } from "./support/kafka-tools.js";
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

/** What `kafka-topics` and `kafka-metadata-quorum` say, and what `chaos diagnose` says of the same. */
interface Described {
  readonly partitions: readonly DescribedPartition[];
  readonly underReplicated: readonly DescribedPartition[];
  /** Null: there is no active controller. */
  readonly quorum: { readonly leader: string; readonly epoch: number } | null;
}

interface DescribedPartition {
  readonly name: string;
  readonly leader: string | null;
  readonly replicas: readonly string[];
  readonly isr: readonly string[];
}

async function byTools(brokers: string): Promise<Described> {
  const tool = async (name: Parameters<typeof kafkaTool>[0], ...args: string[]) => {
    const { code, stdout, all } = await kafkaTool(name, ["--bootstrap-server", brokers, ...args]);
    expect(code, all).toBe(0);
    return stdout;
  };
  const [topics, underReplicated, quorum] = await Promise.all([
    tool("topics", "--describe"),
    tool("topics", "--describe", "--under-replicated-partitions"),
    tool("metadataQuorum", "describe", "--status"),
  ]);
  return {
    partitions: partitionsOf(topics),
    underReplicated: partitionsOf(underReplicated),
    quorum: {
      leader: /^LeaderId: +(\d+)$/m.exec(quorum)![1]!,
      epoch: Number(/^LeaderEpoch: +(\d+)$/m.exec(quorum)![1]),
    },
  };
}

function partitionsOf(described: string): DescribedPartition[] {
  const lines = /^\tTopic: (\S+)\tPartition: (\d+)\tLeader: (\d+|none)\tReplicas: ([\d,]*)\tIsr: ([\d,]*)/gm;
  return [...described.matchAll(lines)].map(([, topic, partition, leader, replicas, isr]) => ({
    name: `${topic}-${partition}`,
    leader: leader === "none" ? null : leader!,
    replicas: replicas!.split(","),
    isr: isr!.split(",").sort(),
  }));
}

async function byDiagnose(): Promise<Described> {
  const { facts } = await diagnose("1s");
  const partitions = (facts as Facts).partitions.map(({ topic, partition, leader, replicas, isr }) => ({
    name: `${topic}-${partition}`,
    leader,
    replicas,
    isr: [...isr].sort(),
  }));
  return {
    partitions,
    underReplicated: partitions.filter(({ replicas, isr }) => isr.length < replicas.length),
    quorum: facts.quorum.leader === null ? null : { leader: facts.quorum.leader, epoch: facts.quorum.epoch },
  };
}

/** Once the cluster is in this state, and while it does not change. `brokers`: those that the tools ask. */
async function expectToolsAgree(
  what: string,
  isReached: (described: Described) => boolean,
  brokers = bootstrap,
): Promise<void> {
  const { ours, tools } = await eventually(what, async () => {
    const ours = await byDiagnose();
    if (!isReached(ours)) return { done: false, seen: JSON.stringify(ours) };
    const tools = await byTools(brokers);
    return isDeepStrictEqual(await byDiagnose(), ours)
      ? { done: true, value: { ours, tools } }
      : { done: false, seen: "a change while Kafka's tools ran" };
  });
  expect(tools).toEqual(ours);
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
  await expectToolsAgree(
    "a cluster in which all is in sync",
    ({ underReplicated }) => underReplicated.length === 0,
  );
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
  await expectToolsAgree(
    "a partition that another broker leads",
    ({ partitions: [first] }) => first!.leader !== old,
    bootstrap.split(",")[Number(leader) - 1],
  );
  await cluster("heal");
});

test("a broker that is down is found, with its address, and its partitions are under-replicated", async () => {
  const { facts } = await diagnose("1s");
  const [id] = (facts as Facts).partitions[0]!.replicas;
  await cluster("fault", "kill", `kafka${id}`);
  const down = await diagnose("2s");
  expect(down.code).toBe(1);
  expect(down.findings).toContainEqual(expect.objectContaining({ cause: "broker-down", node: id }));
  expect(down.facts.brokers).toContainEqual(
    expect.objectContaining({ name: id, address: bootstrap.split(",")[Number(id) - 1] }),
  );
  await expectToolsAgree(
    "partitions that are under-replicated",
    ({ underReplicated }) => underReplicated.length > 0,
  );
});

test("a preferred election moves the leader back to the broker that was down", async () => {
  await cluster("heal");
  const isInSync = ({ underReplicated }: Described) => underReplicated.length === 0;
  await eventually("all replicas in sync", async () => {
    const seen = await byDiagnose();
    return isInSync(seen) ? { done: true, value: undefined } : { done: false, seen: JSON.stringify(seen) };
  });
  await cluster("fault", "elect-preferred", "topic");
  await expectToolsAgree(
    "a leader that is the first replica",
    ({ partitions: [first] }) => first!.leader === first!.replicas[0],
  );
});

test("a leader that is restarted, and a leader that is moved away, are followed", async () => {
  const { facts } = await diagnose("1s");
  const { leader: first, replicas } = (facts as Facts).partitions[0]!;
  await cluster("fault", "restart", `kafka${first}`);
  await expectToolsAgree(
    "another leader, and all replicas in sync",
    ({ partitions: [now], underReplicated }) => now!.leader !== first && underReplicated.length === 0,
  );
  const turned = [replicas[2], replicas[0], replicas[1]].map((id) => `kafka${id}`);
  await cluster("fault", "reassign", `replicas=[${turned.join(", ")}]`);
  await cluster("fault", "elect-preferred", "topic");
  await expectToolsAgree(
    "a leader that is the first of the new replicas",
    ({ partitions: [now] }) => now!.leader === now!.replicas[0],
  );
});

test("a controller that is restarted becomes active again, in a newer epoch", async () => {
  const before = await byDiagnose();
  await cluster("fault", "restart", "controller1");
  await expectToolsAgree(
    "a newer epoch of the quorum",
    ({ quorum }) => quorum !== null && quorum.epoch > before.quorum!.epoch,
  );
});
