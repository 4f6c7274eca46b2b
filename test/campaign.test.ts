/**
 * Runs of a campaign that have one cluster, one after another: what each of them finds, and the logs that are its evidence,
 * are of that run alone. And however a campaign ends, none of its clusters stays.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../src/rundir/result.js";
import { listRuns, type RunData, readRun } from "../src/rundir/rundir.js";
import { chaos, startChaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { eventsOf, reasonsOf } from "./support/runs.js";
import { blockOf, nothingLeft } from "./support/traces.js";

const INTERRUPTED = 130;

/** Sessions end soon, so that a leader that is cut off has a successor soon, and a broker that was killed may come back. */
const SOON = {
  "broker.session.timeout.ms": 2_000,
  "broker.heartbeat.interval.ms": 500,
  "replica.lag.time.max.ms": 1_000,
};

/** The leader is alone for a while and acknowledges alone: what it throws away afterwards is in its log. */
const withLoss = tinyScenario({
  cluster: {
    brokers: 2,
    controllers: 1,
    config: SOON,
  },
  topic: { name: "test1", partitions: 1, replicas: 2 },
  producers: { count: 3_000, rate: 500, acks: 1 },
  faults: [{ at: "500 messages", partition: { isolate: "leader" } }],
  expect: { loss: "some", failover: "some" },
});

/** The only broker is killed, and starts again while the run goes on. */
const withKill = tinyScenario({
  cluster: { brokers: 1, controllers: 1, config: SOON },
  producers: { count: 1_000, rate: 500, acks: 1 },
  faults: [{ at: "300 messages", kill: "leader", for: "500ms" }],
  expect: { loss: "none" },
});

const runsIn = ({ out }: Workplace) => listRuns(out).map(readRun);
const reusedBy = ({ environment }: Result) => environment.reusedCluster ?? null;

/** Of every node: the times of its lines, in milliseconds since the epoch. */
async function lineTimesOf({ directory, result }: RunData): Promise<number[]> {
  const { brokers, metadata } = result.settings!.cluster;
  const logs = await Promise.all(
    [...new Set([...brokers, ...metadata.nodes])].map((node) =>
      readFile(join(directory, "logs", `${node}.log`), "utf8"),
    ),
  );
  return logs
    .flatMap((log) => log.match(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\]/gm) ?? [])
    .map((stamp) => Date.parse(`${stamp.slice(1, -1).replace(" ", "T").replace(",", ".")}Z`));
}

describe("runs that have one cluster", () => {
  test("find what is lost in each of them, with lines of log that were written in that run", async () => {
    await using place = await workplace(withLoss);
    const { code, stderr } = await chaos([...place.run, "--repeat", "3"]);
    expect(code, stderr).toBe(0);
    const runs = runsIn(place);
    const [first] = runs;
    const startedFor = first!.result.run;
    expect(runs.map(({ result }) => reusedBy(result))).toEqual([
      null,
      { startedFor, runs: 1 },
      { startedFor, runs: 2 },
    ]);
    expect(stderr).toContain(`reusing the cluster of ${startedFor}: 1 run had it before`);
    for (const run of runs) {
      const { result } = run;
      const { counts, lostRanges } = result;
      expect(counts).toMatchObject({ acknowledged: 3_000, duplicated: 0, unexpected: 0 });
      expect(counts.lost).toBe(3_000 - counts.logMessages!);
      expect(counts.lost).toBe(lostRanges.reduce((sum, { messages }) => sum + messages, 0));
      const [startMs, endMs] = [Date.parse(result.startedAt), Date.parse(result.finishedAt!)];
      for (const { truncation, acknowledgedBy, leaderEpoch } of lostRanges) {
        expect(truncation?.node).toBe(acknowledgedBy);
        expect(leaderEpoch).toBe(0);
        const log = await readFile(join(run.directory, "logs", `${truncation!.node}.log`), "utf8");
        expect(log.split("\n")).toContain(truncation!.line);
      }
      const times = await lineTimesOf(run);
      expect(Math.min(...times)).toBeGreaterThan(startMs - 1_000);
      expect(Math.max(...times)).toBeLessThan(endMs + 1_000);
      expect(result.failovers.length).toBe(1);
      const [isolated] = result.faults[0]!.targets;
      expect(eventsOf(run, "view")[0]).toMatchObject({ leader: isolated, epoch: 0 });
    }
    const again = await chaos(["check", ...runs.map(({ directory }) => directory)]);
    expect(again.code, again.stdout).toBe(0);
    await nothingLeft(place.directory, undefined);
  });

  test("side by side have one each, and nodes that start again print into the log of their run", async () => {
    await using place = await workplace(withKill);
    const { code, stderr } = await chaos([...place.run, "--repeat", "4", "--jobs", "2"]);
    expect(code, stderr).toBe(0);
    const runs = runsIn(place);
    const fresh = runs.filter(({ result }) => reusedBy(result) === null).map(({ result }) => result.run);
    expect(fresh.length).toBe(2);
    expect(
      runs.flatMap(({ result }) => reusedBy(result)?.startedFor ?? []).every((run) => fresh.includes(run)),
    ).toBe(true);
    for (const { directory, result } of runs) {
      expect(result.counts).toMatchObject({ planned: 1_000, lost: 0 });
      expect(reasonsOf(result)).toEqual([]);
      const log = await readFile(join(directory, "logs", "kafka1.log"), "utf8");
      const starts = log.match(/Transition from STARTING to STARTED/g) ?? [];
      expect(starts.length).toBe(reusedBy(result) === null ? 2 : 1);
    }
    await nothingLeft(place.directory, undefined);
  });
});

test.each([
  { signal: "SIGINT", code: INTERRUPTED },
  { signal: "SIGKILL", code: null },
] as const)("$signal while a run has the cluster of another leaves no cluster", async ({ signal, code }) => {
  await using place = await workplace(withKill);
  const program = startChaos([...place.run, "--repeat", "3"]);
  await program.line(/#2: .* kill injected/);
  const [first, second] = listRuns(place.out);
  const block = await blockOf(first!);
  program.signal(signal);
  expect((await program.ended).code).toBe(code);
  await nothingLeft(place.directory, block);
  expect(readRun(first!).result.verdict).toBe("as-expected");
  expect(readRun(second!).result).toMatchObject({
    verdict: "inconclusive",
    environment: { reusedCluster: { runs: 1 } },
  });
});
