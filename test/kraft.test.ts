/** Clusters whose metadata is in KRaft: the published failures on them, and the failures that only they have. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formattedStorage } from "../src/cluster/metadata/kraft-storage.js";
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

withContainers("KRaft in containers", () => {
  it("loses what a leader acknowledged alone", async () => {
    const image = ["--engine", "docker", "--set", "cluster.image=chaos/kafka:4.4.0"];
    const network = ["--set", "cluster.network.latency=0s"];
    const quorum = ["--set", "cluster.controllers=1"];
    expectLoss(await rehearsal("acks1-leader-zk-isolate", 0.1, ...image, ...network, ...quorum));
  });
});

describe("what chaos formats", () => {
  it.each(["4.4.0", "3.9.2"])("is what kafka-storage of %s formats", async (kafka) => {
    const home = await mkdtemp(join(tmpdir(), "chaos-format-"));
    try {
      const [theirs, ours] = [join(home, "theirs"), join(home, "ours")];
      await formatWithKafka(kafka, home, theirs);
      const node = { name: "controller1", kind: "controller", id: 1, quorum: "kraft" } as const;
      for (const [path, content] of Object.entries(await formattedStorage(node, { kafka, seed: 1 }))) {
        await mkdir(join(ours, path, ".."), { recursive: true });
        await writeFile(join(ours, path), content);
      }
      expect(await shapeOf(ours)).toEqual(await shapeOf(theirs));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

async function formatWithKafka(kafka: string, home: string, data: string): Promise<void> {
  const config = join(home, "server.properties");
  const lines = [
    "process.roles=controller",
    "node.id=1",
    "controller.quorum.voters=1@localhost:19999",
    "controller.listener.names=CONTROLLER",
    "listeners=CONTROLLER://localhost:19999",
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT",
    `log.dirs=${data}`,
  ];
  await writeFile(config, lines.join("\n"));
  const { command } = await findJava(process.env);
  const jars = join(cacheDirectory(process.env), "kafka", kafka, "libs", "*");
  const format = ["format", "--cluster-id", "MkU3OEVBNTcwNTJENDM2Qg", "--config", config];
  await execa(command, ["-cp", jars, "kafka.tools.StorageTool", ...format]);
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

/** A control record's value holds a time. */
function batchesOf(bytes: Buffer): unknown[] {
  const { batches, partialBytes } = readBatches(bytes);
  const cursor = new RecordCursor();
  const read = batches.map((batch) => {
    const records: string[] = [];
    cursor.open(batch);
    while (cursor.next()) {
      const [from, to] = batch.isControl
        ? [cursor.keyStart, cursor.keyEnd]
        : [cursor.valueStart, cursor.valueEnd];
      records.push(cursor.bytes.toString("hex", from, to));
    }
    const { baseOffset, lastOffset, leaderEpoch, isControl, compression, start, end } = batch;
    return { baseOffset, lastOffset, leaderEpoch, isControl, compression, bytes: end - start, records };
  });
  return [...read, { partialBytes }];
}
