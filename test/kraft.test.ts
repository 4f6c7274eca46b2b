/** Clusters whose metadata is in KRaft: the published failures on them, and the failures that only they have. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formattedStorage } from "../src/cluster/metadata/kraft-storage.js";
import { planNodes } from "../src/cluster/topology.js";
import { cacheDirectory } from "../src/engine/cache.js";
import { findJava } from "../src/engine/local/java.js";
import { RecordCursor, readBatches } from "../src/protocol/index.js";
import { withContainers } from "./support/docker.js";
import { eventsOf, type Run, type Runs, roomForRuns } from "./support/runs.js";

const ROOT = join(import.meta.dirname, "..");
const scenarioFile = (name: string) => join(ROOT, "scenarios", `${name}.yaml`);

let runs: Runs;
beforeAll(async () => {
  runs = await roomForRuns();
});
afterAll(() => runs?.[Symbol.asyncDispose]());

const rehearsal = (name: string, scale: number, ...flags: string[]) =>
  runs.run(scenarioFile(name), "--scale", String(scale), ...flags);

function expectLoss({ code, result }: Run): void {
  expect({ code, verdict: result.verdict, reasons: result.reasons }).toEqual({
    code: 0,
    verdict: "as-expected",
    reasons: [],
  });
  expect(result.counts.lost).toBeGreaterThan(0);
  const [cut] = result.faults[0]!.targets;
  for (const { acknowledgedBy } of result.lostRanges) expect(acknowledgedBy).toBe(cut);
}

describe.concurrent("a leader that the controllers do not hear", () => {
  it("goes on acknowledging with acks=1, and those messages are lost", async () => {
    const run = await rehearsal("acks1-leader-zk-isolate", 0.1, "--set", "cluster.controllers=3");
    expectLoss(run);
    // A way to the controllers that no cut touches would show here: the leader would learn of its successor.
    expect(eventsOf(run, "fault")[0]).toMatchObject({
      detail: "cut off from the controllers (controller1, controller2, controller3)",
    });
    expect(run.result.environment.kafka).toBe("4.4.0");
  });

  it("does so on Kafka 3.9 as well", async () => {
    const flags = ["--set", "cluster.controllers=1", "--set", "cluster.kafka=3.9.2"];
    const run = await rehearsal("acks1-leader-zk-isolate", 0.1, ...flags);
    expectLoss(run);
    expect(run.result.environment.kafka).toBe("3.9.2");
  });

  it("does so where every broker is a controller, cut off from all of them", async () => {
    expectLoss(await rehearsal("acks1-leader-partition", 0.1, "--set", "cluster.controllers=combined"));
  });

  it("loses nothing with acks=all", async () => {
    const run = await rehearsal("acksall-leader-zk-isolate", 0.1, "--set", "cluster.controllers=1");
    expect({ code: run.code, lost: run.result.counts.lost }).toEqual({ code: 0, lost: 0 });
  });
});

describe.concurrent("the active controller", () => {
  it("is the one that the target `controller` means, and another takes its place", async () => {
    const run = await rehearsal("kraft/active-controller-kill", 0.5);
    expect({ code: run.code, verdict: run.result.verdict }).toEqual({ code: 0, verdict: "as-expected" });
    const [struck] = run.result.faults[0]!.targets;
    const elected = eventsOf(run, "controller").filter(({ epoch }) => epoch !== undefined);
    expect(elected[0]).toMatchObject({ node: struck, controller: struck });
    const successor = elected.find(({ epoch }) => epoch! > elected[0]!.epoch!);
    expect(successor!.controller).toMatch(/^controller[123]$/);
    expect(successor!.controller).not.toBe(struck);
  });
});

describe.concurrent("the voters", () => {
  it("are removed and added under load, the active controller too, and no message is lost", async () => {
    const run = await runs.run({
      name: "voters",
      cluster: { brokers: 1, controllers: 3 },
      topic: { name: "test1", partitions: 1, replicas: 1 },
      producers: { count: 10_000, rate: 500, acks: "all" },
      faults: [
        { name: "first", at: "1s", "remove-voter": "controller follower", for: "5s" },
        { name: "second", at: "9s after first", "remove-voter": "controller", for: "5s" },
      ],
      expect: { loss: "none", failover: "none" },
    });
    const { code, result } = run;
    expect({ code, verdict: result.verdict, reasons: result.reasons }).toEqual({
      code: 0,
      verdict: "as-expected",
      reasons: [],
    });
    const told = eventsOf(run, "voters").map(({ voters }) => voters);
    const [follower, active] = result.faults.map(({ targets }) => targets[0]!);
    for (const [sign, removed] of [
      ["first", follower],
      ["then", active],
    ] as const) {
      const without = ["controller1", "controller2", "controller3"].filter((name) => name !== removed);
      expect(told, sign).toContainEqual(without);
    }
    expect(result.faults.map(({ healedBy }) => healedBy)).toEqual(["step", "step"]);
    const elected = eventsOf(run, "controller").filter(({ epoch }) => epoch !== undefined);
    const led = elected.findIndex(({ controller }) => controller === active);
    const successors = elected.slice(led).filter(({ controller }) => controller !== active);
    expect(successors).not.toEqual([]);
  });
});

withContainers("KRaft in containers", () => {
  it("loses what a leader acknowledged alone", async () => {
    const image = ["--engine", "docker", "--set", "cluster.image=chaos/kafka:4.4.0"];
    const network = ["--set", "cluster.network.latency=0s"];
    const quorum = ["--set", "cluster.controllers=1"];
    expectLoss(await rehearsal("acks1-leader-zk-isolate", 0.1, ...image, ...network, ...quorum));
  });
});

describe("what chaos formats", () => {
  it.each([
    ["4.4.0", "static"],
    ["4.4.0", "dynamic"],
    ["4.0.2", "dynamic"],
    ["3.9.2", "static"],
    ["3.9.2", "dynamic"],
  ] as const)("is what kafka-storage of %s formats for a %s quorum", async (kafka, quorum) => {
    const home = await mkdtemp(join(tmpdir(), "chaos-format-"));
    try {
      const [theirs, ours] = [join(home, "theirs"), join(home, "ours")];
      const nodes = planNodes({ brokers: 1, metadata: { kind: "kraft", members: 3 } }).slice(1);
      const initialControllers = nodes.map((node, i) => ({
        node,
        listener: { name: "CONTROLLER", host: "localhost", port: PORT + i },
      }));
      const formatting = { kafka, seed: 1, ...(quorum === "dynamic" && { initialControllers }) };
      const storages = await Promise.all(nodes.map((node) => formattedStorage(node, formatting)));
      const voters = storages.map((storage, i) => {
        const [, directory] = /^directory\.id=(.*)$/m.exec(`${storage["meta.properties"]}`)!;
        return { id: nodes[i]!.id, address: `localhost:${PORT + i}`, directory: directory! };
      });
      await formatWithKafka({ kafka, home, data: theirs, voters, isDynamic: quorum === "dynamic" });
      for (const [path, content] of Object.entries(storages[0]!)) {
        await mkdir(join(ours, path, ".."), { recursive: true });
        await writeFile(join(ours, path), content);
      }
      expect(await shapeOf(ours)).toEqual(await shapeOf(theirs));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

const PORT = 19_990;

interface Formatted {
  readonly kafka: string;
  readonly home: string;
  readonly data: string;
  /** The first of them is formatted. */
  readonly voters: readonly { readonly id: number; readonly address: string; readonly directory: string }[];
  readonly isDynamic: boolean;
}

/** A run has Maven fetch its version of Kafka, where no run has needed it on this machine yet. */
async function fetchedByRun(kafka: string): Promise<void> {
  const { code, stderr } = await runs.run({
    name: "fetch",
    cluster: { brokers: 1, controllers: 1, kafka },
    topic: { replicas: 1 },
    producers: { count: 10 },
    expect: { loss: "none" },
  });
  expect(code, stderr).toBe(0);
}

async function formatWithKafka({ kafka, home, data, voters, isDynamic }: Formatted): Promise<void> {
  const config = join(home, "server.properties");
  const [self] = voters;
  const lines = [
    "process.roles=controller",
    `node.id=${self!.id}`,
    isDynamic
      ? `controller.quorum.bootstrap.servers=${voters.map(({ address }) => address).join(",")}`
      : `controller.quorum.voters=${voters.map(({ id, address }) => `${id}@${address}`).join(",")}`,
    "controller.listener.names=CONTROLLER",
    `listeners=CONTROLLER://${self!.address}`,
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT",
    `log.dirs=${data}`,
  ];
  await writeFile(config, lines.join("\n"));
  const { command } = await findJava(process.env);
  const libs = join(cacheDirectory(process.env), "kafka", kafka, "libs");
  if (!existsSync(libs)) await fetchedByRun(kafka);
  const format = ["format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qg", "--config", config];
  const initial = voters.map(({ id, address, directory }) => `${id}@${address}:${directory}`).join(",");
  const quorum = isDynamic ? ["--initial-controllers", initial] : [];
  await execa(command, ["-cp", join(libs, "*"), "kafka.tools.StorageTool", ...format, ...quorum]);
}

/** Every file, without what is another each time: ids, times and checksums. */
async function shapeOf(folder: string): Promise<Record<string, unknown>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const entries = files.map(async (file) => {
    const path = join(file.parentPath, file.name);
    const bytes = await readFile(path);
    if (!file.name.endsWith(".checkpoint")) {
      const keys = [...`${bytes}`.matchAll(/^([a-z.]+)=/gm)].map(([, key]) => key);
      return [path.slice(folder.length), keys.sort()] as const;
    }
    return [path.slice(folder.length), batchesOf(bytes)] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).sort());
}

/** KRaftVersionRecord and VotersRecord, of all control records those that hold no time: ControlRecordType.java. */
const OF_THE_QUORUM: readonly number[] = [5, 6];

function batchesOf(bytes: Buffer): unknown[] {
  const { batches, partialBytes } = readBatches(bytes);
  const cursor = new RecordCursor();
  const read = batches.map((batch) => {
    const records: string[] = [];
    cursor.open(batch);
    while (cursor.next()) {
      const { key, value } = cursor;
      const isTimeless = !batch.isControl || OF_THE_QUORUM.includes(key!.readInt32BE());
      records.push(`${key?.toString("hex")} ${isTimeless ? value!.toString("hex") : ""}`);
    }
    const { baseOffset, lastOffset, leaderEpoch, isControl, compression, start, end } = batch;
    return { baseOffset, lastOffset, leaderEpoch, isControl, compression, bytes: end - start, records };
  });
  return [...read, { partialBytes }];
}
