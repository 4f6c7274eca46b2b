/**
 * The verdict, on real clusters: what is said of a run, with which exit code, and whether it is true. That it is true
 * is for Kafka's own tools to say (see "an independent reader").
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ClusterNode } from "../dist/cluster/topology.js";
import type { Engine } from "../dist/engine/engine.js";
import { localEngine } from "../dist/engine/local/local.js";
import { runExperiment } from "../dist/experiment/experiment.js";
import { faults } from "../dist/faults/index.js";
import { loadScenarioFiles } from "../dist/scenario/files.js";
import type { Result } from "../src/rundir/result.js";
import { resultAsJson } from "../src/rundir/result-file/result-file.js";
import { chaos } from "./support/chaos.js";
import {
  type LedgerBytes,
  type LoggedMessage,
  readCommittedWithConsoleConsumer,
  readLedgerBytes,
  readWithConsoleConsumer,
} from "./support/independent.js";
import { eventsOf, once, type Run, type Runs, reasonsOf, roomForRuns } from "./support/runs.js";
import { expectCommitted } from "./support/transactions.js";

const ROOT = join(import.meta.dirname, "..");
const scenarioFile = (name: string) => join(ROOT, "scenarios", `${name}.yaml`);
const NOTHING_WRONG = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };

let runs: Runs;
beforeAll(async () => {
  runs = await roomForRuns();
});
afterAll(() => runs?.[Symbol.asyncDispose]());

/** A published scenario in a short rehearsal. */
const rehearsal = (name: string, scale: number, ...flags: string[]) =>
  once(() => runs.run(scenarioFile(name), "--scale", String(scale), ...flags));

function expectVerdict({ code, result }: Run, verdict: Result["verdict"], exitCode: number): void {
  expect({ code, verdict: result.verdict, reasons: result.reasons }).toEqual({
    code: exitCode,
    verdict,
    reasons: verdict === "as-expected" ? [] : result.reasons,
  });
}

/** Every message of the run has one fate, and the fates account for every record of the log. */
function expectToAddUp({ counts, lostRanges, lostRangesOmitted }: Result): void {
  expect(counts.sent).toBe(counts.planned);
  expect(counts.acknowledged + counts.failed + counts.unsettled).toBe(counts.sent);
  const accounted = counts.acknowledged - counts.lost! + counts.duplicated! + counts.unexpected!;
  expect(counts.logMessages).toBe(accounted);
  expect(lostRangesOmitted).toBe(0);
  expect(lostRanges.reduce((sum, { messages }) => sum + messages, 0)).toBe(counts.lost);
}

/** Each lost range was acknowledged by this node in its first epoch, and thrown away by a line of its log. */
async function expectLostBy({ result, directory }: Run, node: string): Promise<void> {
  expect(result.lostRanges.length).toBeGreaterThan(0);
  const log = await readFile(join(directory, "logs", `${node}.log`), "utf8");
  for (const { acknowledgedBy, leaderEpoch, truncation, firstOffset } of result.lostRanges) {
    expect({ acknowledgedBy, leaderEpoch }).toEqual({ acknowledgedBy: node, leaderEpoch: 0 });
    expect(truncation).toMatchObject({ node, toOffset: result.lostRanges[0]!.firstOffset });
    expect(truncation!.toOffset).toBeLessThanOrEqual(firstOffset!);
    expect(truncation!.line).toContain(`Truncating to offset ${truncation!.toOffset}`);
    expect(log.split("\n")).toContain(truncation!.line);
  }
}

describe.concurrent("acks=1 and a leader that is cut off", () => {
  const partition = rehearsal("acks1-leader-partition", 0.1, "--reporter", "plain");

  it("loses messages, as expected, and every one of them is accounted for", async () => {
    const run = await partition();
    expectVerdict(run, "as-expected", 0);
    expectToAddUp(run.result);
    expect(run.result.counts.lost).toBeGreaterThan(0);
    expect(run.result.counts.lostByWatermark).toBeGreaterThan(0);
  });

  it("names who acknowledged the lost messages, and the line that threw them away", async () => {
    const run = await partition();
    await expectLostBy(run, run.result.faults[0]!.targets[0]!);
  });

  it("shows two brokers that both believe they lead", async () => {
    const run = await partition();
    const [old] = run.result.faults[0]!.targets;
    const views = eventsOf(run, "view");
    const successor = views.find(({ node, leader }) => node === leader && node !== old)!;
    const before = views.filter(({ node, ms }) => node === old && ms < successor.ms).at(-1);
    expect(before).toMatchObject({ leader: old, epoch: 0 });
    expect(successor.epoch).toBeGreaterThan(0);
    expect(run.result.failovers[0]).toMatchObject({ from: old, to: successor.node, epoch: successor.epoch });
  });

  it("is told again by `chaos report` in the same words, to the byte", async () => {
    const { directory, stdout, result } = await partition();
    expect(stdout).toContain("as expected      acks1-leader-partition");
    expect(await chaos(["report", directory])).toEqual({ code: 0, stdout, stderr: "" });
    const json = await chaos(["report", directory, "--format", "json"]);
    expect(JSON.parse(json.stdout)).toEqual([resultAsJson(result)]);
  });

  it("has a log in which no leader epoch steps back, and no message stands before its time", async () => {
    const { counts } = (await partition()).result;
    const nothing = { neverSent: 0, foreign: 0, epochs: 0, doubleAcknowledged: 0, backdated: 0, replicas: 0 };
    expect(counts).toMatchObject(nothing);
  });

  it("is judged the same by `chaos check`, from its directory alone", async () => {
    const { directory, stdout } = await partition();
    const agrees = "checked again: verdict, counts and reasons are those of result.json";
    expect(await chaos(["check", directory])).toEqual({
      code: 0,
      stdout: `${stdout}\n\n${agrees}`,
      stderr: "",
    });
  });

  const noneExpected = rehearsal(
    "acks1-leader-partition",
    0.03,
    "--set",
    "expect.loss=none",
    "--reporter",
    "json",
  );
  it("is not as expected where no loss was expected: exit code 1", async () => {
    const run = await noneExpected();
    const { lost } = run.result.counts;
    expectVerdict(run, "not-as-expected", 1);
    expect(reasonsOf(run.result)).toEqual([`no loss was expected, but ${lost} messages are lost`]);
    expectToAddUp(run.result);
    expect(JSON.parse(run.stdout)).toEqual([resultAsJson(run.result)]);
  });

  const zkIsolate = rehearsal("acks1-leader-zk-isolate", 0.1, "--reporter", "json");
  it("loses messages when it is ZooKeeper alone that it can't reach", async () => {
    const run = await zkIsolate();
    expectVerdict(run, "as-expected", 0);
    expectToAddUp(run.result);
    expect(run.result.lostRanges[0]).toMatchObject({
      acknowledgedBy: run.result.faults[0]!.targets[0],
      leaderEpoch: 0,
    });
  });
});

describe.concurrent("other promises", () => {
  const all = rehearsal("acksall-leader-partition", 0.1, "--reporter", "json");
  it("acks=all loses nothing that was acknowledged, whatever fails", async () => {
    const run = await all();
    expectVerdict(run, "as-expected", 0);
    expectToAddUp(run.result);
    expect(run.result.counts).toMatchObject({ lost: 0, misplaced: 0, corrupted: 0, lostByWatermark: 0 });
    expect(run.result.counts.failed).toBeGreaterThan(0);
    expect(run.result.lostRanges).toEqual([]);
  });

  const none = rehearsal("acks0-leader-kill", 0.03, "--reporter", "json");
  it("acks=0 calls what was sent acknowledged, and nobody acknowledged it at any place", async () => {
    const run = await none();
    expectVerdict(run, "as-expected", 0);
    expectToAddUp(run.result);
    expect(run.result.counts).toMatchObject({ misplaced: 0 });
    for (const range of run.result.lostRanges) {
      expect(range).toMatchObject({
        firstOffset: null,
        lastOffset: null,
        acknowledgedBy: null,
        truncation: null,
      });
    }
  });
});

describe.concurrent("a run without faults", () => {
  const clean = once(() =>
    runs.run(
      {
        name: "clean",
        cluster: { brokers: 2 },
        topic: { partitions: 4, replicas: 2, config: { "compression.type": "zstd" } },
        producers: {
          ...{ count: 4_000, rate: 1_000, instances: 3, acks: "all", size: "200B" },
          ...{ key: "sequence", idempotence: true, config: { "compression.type": "lz4" } },
        },
        expect: { loss: "none" },
      },
      ...["--scale", "0.5", "--reporter", "json"],
    ),
  );
  it("is clean: idempotent producers, keys over several partitions, compressed batches", async () => {
    const run = await clean();
    expectVerdict(run, "as-expected", 0);
    expect(run.result.counts).toEqual({
      ...NOTHING_WRONG,
      ...{ planned: 6_000, sent: 6_000, acknowledged: 6_000, failed: 0, unsettled: 0 },
      ...{ highWatermark: 6_000, lostByWatermark: 0, lostAtLeast: 0, lostAtMost: 0, logMessages: 6_000 },
      ...{ failedButStored: 0, neverSent: 0, foreign: 0 },
      ...{ epochs: 0, doubleAcknowledged: 0, backdated: 0, replicas: 0 },
    });
    expect(run.result.anomalies).toEqual([]);
  });

  it("leaves its scenario written out in full: valid, and the same scenario when run again", async () => {
    const { directory, result, scenario } = await clean();
    const path = join(directory, "scenario.yaml");
    expect(await chaos(["validate", path])).toMatchObject({ code: 0, stdout: `${path}: valid` });
    const again = await runs.run(path, "--reporter", "json");
    expectVerdict(again, "as-expected", 0);
    expect(again.scenario).toBe(scenario);
    expect(again.result).toMatchObject({ seed: result.seed, scale: 0.5, counts: result.counts });
  });

  const repeated = once(() =>
    runs.run(
      {
        name: "repeated",
        cluster: { brokers: 1 },
        topic: { partitions: 3, replicas: 1 },
        producers: { count: 20_000, rate: "max", acks: 1, key: "producer", instances: 2 },
        expect: { loss: "none" },
      },
      ...["--repeat", "2", "--reporter", "plain"],
    ),
  );
  it("may be repeated, and a table tells of every run", async () => {
    const { code, stdout, directory, result } = await repeated();
    expect(code).toBe(0);
    expect(result.counts).toMatchObject({ ...NOTHING_WRONG, highWatermark: 40_000, logMessages: 40_000 });
    const table = await chaos(["report", "--all", "--out", join(directory, "..")]);
    expect(table.stdout.split("\n").filter((line) => line.startsWith("repeated "))).toHaveLength(2);
    expect(table.stdout).toContain("2 runs: 2 as expected");
    expect(stdout).toContain(table.stdout);
    expect(stdout).toMatch(/^repeated +2 +0 of 2 /m);
  });

  const twoTopics = once(() =>
    runs.run(
      {
        name: "two-topics",
        cluster: { brokers: 2 },
        topics: ["orders", "payments"].map((name) => ({ name, partitions: 2, replicas: 1 })),
        producers: { count: 3_000, rate: 1_500, acks: 1, topic: "payments" },
        faults: [
          {
            at: "1500 messages",
            "power-loss": { node: "leader of payments-1", keep: "all but 100 records" },
            for: "1s",
          },
        ],
        expect: { loss: "some" },
      },
      ...["--reporter", "pretty"],
    ),
  );
  it("may have several topics, and loses messages of the partition that its fault names", async () => {
    const { code, stdout, result, directory } = await twoTopics();
    expect(reasonsOf(result)).toEqual([]);
    expect(code).toBe(0);
    // Payments-1 has the last index of the four partitions.
    expect(result.partitions?.map(({ lost }) => lost)).toEqual([0, 0, 0, result.counts.lost]);
    expect(result.lostRanges.map(({ partition }) => partition)).toContain(3);
    expect(stdout).toMatch(/orders: 0 acknowledged · 0 stored · 0 lost/);
    const [head, first] = (await readFile(join(directory, "lost.csv"), "utf8")).split("\n");
    expect(head).toMatch(/^topic,partition,/);
    expect(first).toMatch(/^payments,1,/);
    expect((await chaos(["check", directory])).code).toBe(0);
  });

  const neverStruck = once(() =>
    runs.run(
      {
        name: "never-struck",
        cluster: { brokers: 1 },
        topic: { replicas: 1 },
        producers: { count: 300, rate: "max", acks: 1 }, // at a pace the end is known, and it is refused
        faults: [{ at: "1m", kill: "leader" }],
        expect: { loss: "none" },
      },
      ...["--reporter", "json"],
    ),
  );
  it("that should have had one is inconclusive: exit code 3", async () => {
    const run = await neverStruck();
    expectVerdict(run, "inconclusive", 3);
    expect(reasonsOf(run.result)).toEqual(["kill never struck: production was over before its time came"]);
    expect(run.result.counts).toMatchObject({ ...NOTHING_WRONG, logMessages: 300 });
  });

  it("and one with loss and one without a verdict, too, is a result as `chaos schema result` describes it", async () => {
    const schema = await chaos(["schema", "result"]);
    const validate = new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile(
      JSON.parse(schema.stdout),
    );
    for (const { result } of await Promise.all([clean(), repeated(), neverStruck()])) {
      validate(resultAsJson(result));
      expect(validate.errors).toBeNull();
    }
  });
});

describe.concurrent("an independent reader", () => {
  interface Opinion {
    readonly result: Result;
    readonly ledger: LedgerBytes;
    readonly log: readonly LoggedMessage[];
  }

  /** A run that loses, fails and keeps messages, with its topic read by Kafka's own consumer before the cluster goes. */
  async function run(): Promise<Opinion> {
    const scenario = {
      name: "second-opinion",
      cluster: {
        brokers: 3,
        sessionTimeout: "6s",
        config: { "auto.leader.rebalance.enable": false },
      },
      topic: { name: "opinions", config: { "compression.type": "zstd" } },
      producers: {
        ...{ count: 4_200, rate: 300, instances: 3, acks: 1 },
        config: { "message.send.max.retries": 0, "socket.timeout.ms": 1_000 },
      },
      faults: [
        // What the leader had in its socket when it froze is written when it goes on, after the producer gave it up.
        { at: "500ms", pause: "leader", for: "2s" },
        { at: "4s", partition: { isolate: "leader" }, for: "8s" },
      ],
      expect: { loss: "some" },
    };
    const path = join(runs.directory, "second-opinion.yaml");
    await writeFile(path, JSON.stringify(scenario));
    const [loaded] = await loadScenarioFiles([path], { faults, overrides: {}, randomSeed: 1 });
    let log: readonly LoggedMessage[] | undefined;
    const outcome = await runExperiment({
      ...loaded!,
      engine: beforeEachClusterGoes(localEngine(process.env), async ({ client }) => {
        log = await readWithConsoleConsumer(`${client.host}:${client.port}`, "opinions");
      }),
      faults,
      out: join(runs.directory, "second-opinion"),
      keep: false,
      openView: () => ({ event: () => {}, done: () => {} }),
      chaosVersion: "test",
      signal: new AbortController().signal,
    });
    expect(outcome.failure).toBeNull();
    return { result: outcome.result, ledger: await readLedgerBytes(outcome.paths.ledger), log: log! };
  }

  function beforeEachClusterGoes(engine: Engine, act: (broker: ClusterNode) => Promise<void>): Engine {
    return {
      ...engine,
      async provision(spec, options) {
        const cluster = await engine.provision(spec, options);
        const dispose = cluster[Symbol.asyncDispose].bind(cluster);
        return Object.assign(cluster, {
          async [Symbol.asyncDispose]() {
            try {
              await act(cluster.nodes.find(({ kind }) => kind === "broker")!);
            } finally {
              await dispose();
            }
          },
        });
      },
    };
  }

  /** First copies that stand behind a later message of their producer. */
  function outOfOrder(log: readonly LoggedMessage[]): number {
    const seen = new Set<string>();
    const highest = new Map<string, number>();
    let count = 0;
    for (const { id } of log) {
      const [producer, sequence] = id.split("/") as [string, string];
      const before = highest.get(producer) ?? -1;
      if (!seen.has(id) && Number(sequence) < before) count++;
      seen.add(id);
      highest.set(producer, Math.max(before, Number(sequence)));
    }
    return count;
  }

  it("agrees on every message: in the log is what was acknowledged, but for what the verdict names as lost", async () => {
    const { result, ledger, log } = await runs.inTurn(run);
    expect({ verdict: result.verdict, reasons: result.reasons }).toEqual({
      verdict: "as-expected",
      reasons: [],
    });
    expectToAddUp(result);

    expect(log.map(({ offset }) => offset)).toEqual(log.map((_, i) => i));
    expect(log.filter(({ nonce }) => nonce !== ledger.nonce)).toEqual([]);
    expect(log).toHaveLength(result.counts.logMessages!);
    const inLog = new Set(log.map(({ id }) => id));
    expect(log.length - inLog.size).toBe(result.counts.duplicated);
    expect(outOfOrder(log)).toBe(result.counts.reordered);

    // One partition, so a range holds every sequence from its first to its last.
    const named = result.lostRanges.flatMap(({ producer, firstSequence, lastSequence }) =>
      Array.from({ length: lastSequence - firstSequence + 1 }, (_, i) => `${producer}/${firstSequence + i}`),
    );
    const missing = [...ledger.acknowledged].filter((id) => !inLog.has(id));
    expect(missing.sort()).toEqual(named.sort());
    expect(named).toHaveLength(result.counts.lost!);
    expect(named.length).toBeGreaterThan(0);

    const unexpected = [...inLog].filter((id) => !ledger.acknowledged.has(id));
    expect(unexpected.filter((id) => !ledger.failed.has(id))).toEqual([]);
    expect(unexpected).toHaveLength(result.counts.unexpected!);
    expect(unexpected.length).toBeGreaterThan(0);
    expect(ledger.acknowledged.size + ledger.failed.size).toBe(result.counts.sent);
    expect(ledger.other.size).toBe(0);
  });

  it("gets the messages of committed transactions, each also copied once, though their coordinator and the copier were killed", async () => {
    const text = await readFile(scenarioFile("transactions/txn-coordinator-kill"), "utf8");
    const { topic, producers, expect: expected, faults, ...scenario } = parse(text);
    const { key, transactions, ...group } = producers;
    const kill = { group: "copier", instance: "all", how: "kill" };
    const copied = {
      ...scenario,
      producers: { ...group, transactions: { ...transactions, transfers: true } },
      topics: [topic, { ...topic, name: "copies" }],
      copiers: [
        {
          ...{ name: "copier", from: topic.name, to: "copies", transactions: true, every: 50 },
          // The coordinator waits for so long until it gives the partitions to the next process.
          config: { "session.timeout.ms": 6_000 },
        },
      ],
      faults: [...faults, { at: "7000 messages", client: kill, for: "1s" }],
      expect: {
        ...{ ...expected, copiers: { exactlyOnce: "kept" } },
        transactions: { ...expected.transactions, balance: "none", readCycle: "none" },
      },
    };
    const run = await runs.run(copied, "--scale", "0.2", "--keep");
    let logs: (readonly LoggedMessage[])[];
    try {
      const [, bootstrap] = /^kept +bootstrap\.servers=([\d.:,]+)$/m.exec(run.stderr)!;
      const { logMessages } = run.result.counts;
      logs = await Promise.all(
        [topic.name, "copies"].map((name) =>
          readCommittedWithConsoleConsumer(bootstrap!, name, logMessages!),
        ),
      );
    } finally {
      expect(await chaos(["cluster", "down", "--run", run.directory])).toMatchObject({ code: 0 });
    }
    const { result } = run;
    expect({ code: run.code, verdict: result.verdict, reasons: reasonsOf(result) }).toEqual({
      code: 0,
      verdict: "as-expected",
      reasons: [],
    });
    const [log, copies] = logs as [readonly LoggedMessage[], readonly LoggedMessage[]];
    await expectCommitted(run, log);
    const idsOf = (messages: readonly LoggedMessage[]) => messages.map(({ id }) => id).sort();
    expect(idsOf(copies)).toEqual(idsOf(log));
    expect(result.transactions!.read.messages).toBeGreaterThan(0);
    expect(result.copiers?.copiers[0]).toMatchObject({ copies: copies.length, messages: log.length });
    expect(result.faults[1]).toMatchObject({ fault: "client", targets: ["copier-0"] });
    // The copier has a coordinator of its own.
    const moves = eventsOf(run, "transaction-coordinator")
      .filter((event) => event.group === "producers")
      .map(({ node }) => node);
    expect(moves[0]).toBe(result.faults[0]!.targets[0]);
    expect(new Set(moves).size).toBeGreaterThan(1);
  });
});
