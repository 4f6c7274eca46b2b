/**
 * Scenarios that break the protocol, on real clusters: the producers go through the proxy, what it planted is told from
 * what the cluster did, and it leaves nothing behind.
 */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProxyJournalEntry, readProxyJournal } from "../src/rundir/proxy-journal.js";
import { waitFor } from "../src/wait.js";
import { chaos, tinyScenario } from "./support/chaos.js";
import { ownedByRuns, withProxyContainers } from "./support/docker.js";
import { eventsOf, type Run, type Runs, reasonsOf, roomForRuns } from "./support/runs.js";
import { nothingLeft, processesOf } from "./support/traces.js";

const COUNT = 1_000;
const CLEAN = { lost: 0, reordered: 0, unexpected: 0, misplaced: 0 };
/** Sent again, messages that were refused are overtaken by others unless the producer is idempotent. */
const IN_ORDER = { count: COUNT, rate: 1_000, acks: "all", idempotence: true };

let runs: Runs;
beforeAll(async () => {
  runs = await roomForRuns();
});
afterAll(async () => {
  await nothingLeft(runs.directory);
  await runs[Symbol.asyncDispose]();
});

function scenario(interceptor: string, config: object, changes: object = {}): object {
  return tinyScenario({
    name: "protocol",
    producers: { count: COUNT, rate: 1_000, acks: "all" },
    faults: [{ at: "200 messages", proxy: { interceptor, config } }],
    seed: 1,
    ...changes,
  });
}

async function journalOf({ directory }: Run): Promise<ProxyJournalEntry[]> {
  const entries: ProxyJournalEntry[] = [];
  for await (const entry of readProxyJournal(join(directory, "proxy.ndjson"))) entries.push(entry);
  return entries;
}

const recordsIn = (entries: readonly ProxyJournalEntry[]) =>
  entries.reduce(
    (sum, { offsets = [] }) => sum + offsets.reduce((n, [first, last]) => n + last - first + 1, 0),
    0,
  );

/** What holds of every run here, whatever the interceptor. */
async function expectPlanted(
  run: Run,
  effect: ProxyJournalEntry["effect"],
  kind: "duplicated" | "corrupted",
) {
  expect(run.result).toMatchObject({ verdict: "as-expected", reasons: [], anomalies: [] });
  const entries = await journalOf(run);
  expect(new Set(entries.map((entry) => entry.effect))).toEqual(new Set([effect]));
  const planted = recordsIn(entries);
  expect(planted).toBeGreaterThan(20);
  expect(run.result.planted).toEqual({ duplicated: 0, corrupted: 0, [kind]: planted });
  expect(run.result.counts).toMatchObject({ acknowledged: COUNT, duplicated: 0, corrupted: 0, ...CLEAN });
  return planted;
}

test.concurrent("copies that the proxy makes are planted, and not duplicated", async () => {
  const run = await runs.run(scenario("duplicate-resource", { topics: ["test1"], rateInPercent: 50 }));
  const planted = await expectPlanted(run, "duplicate", "duplicated");
  expect(run.result.counts.logMessages).toBe(COUNT + planted);
  expect(run.stdout).toMatch(/planted: copies +[\d,]+ +according to the proxy/);
  expect(eventsOf(run, "fault").map(({ action, detail }) => [action, detail])).toEqual([
    ["injected", "duplicate-resource"],
    ["healed", undefined],
  ]);
  expect(eventsOf(run, "node").find(({ node }) => node === "proxy")?.state).toBe("started");
  // Its password went with the cluster.
  expect(existsSync(join(run.directory, "cluster"))).toBe(false);
  expect(await readFile(join(run.directory, "logs", "proxy.log"), "utf8")).toMatch(/seed 1$/m);
});

test.concurrent("values that the proxy changes are planted, and their messages are there", async () => {
  const run = await runs.run(scenario("random-bytes", { nbMessages: 1, sizeInBytes: 10 }));
  await expectPlanted(run, "corrupt", "corrupted");
  expect(run.result.counts.logMessages).toBe(COUNT);
});

test.concurrent("a leader that seems to move loses nothing that was acknowledged", async () => {
  const run = await runs.run(
    scenario("SimulateLeaderElectionsErrorsPlugin", { rateInPercent: 50 }, { producers: IN_ORDER }),
  );
  expect(run.result).toMatchObject({ verdict: "as-expected", anomalies: [], errors: {} });
  expect(run.result.counts).toMatchObject({ acknowledged: COUNT, logMessages: COUNT, ...CLEAN });
  expect(run.result.planted).toEqual({ duplicated: 0, corrupted: 0 });
  const errors = (await journalOf(run)).map(({ error }) => error);
  expect(errors.length).toBeGreaterThan(0);
  expect(new Set(errors)).toEqual(new Set(["NOT_LEADER_OR_FOLLOWER"]));
});

test.concurrent("a leader that moves gives one burst of errors, which the proxy and librdkafka saw alike", async () => {
  const run = await runs.run("scenarios/notleader/preferred-election.yaml");
  expect(reasonsOf(run.result)).toEqual([]);
  expect(run.result).toMatchObject({ verdict: "as-expected", counts: { lost: 0, failed: 0 } });
  const { kind, wire, client, messagesSentAgain } = run.result.leaderErrors!;
  expect(kind).toBe("transient");
  expect(wire!.errors).toBeGreaterThan(0);
  expect(client.errors).toBe(wire!.errors);
  expect(messagesSentAgain).toBeGreaterThanOrEqual(client.errors);
  const entries = await journalOf(run);
  expect(new Set(entries.map(({ effect, interceptor }) => [effect, interceptor].join()))).toEqual(
    new Set(["observed,leader-errors"]),
  );
  // librdkafka's log of each request ends in the watch.
  const log = await readFile(join(run.directory, "logs", "producers.log"), "utf8").catch(() => "");
  expect(log).not.toMatch(/MSGSET|PRODUCE/);
  const again = await chaos(["check", run.directory]);
  expect(again.stdout).toContain("verdict, counts and reasons are those of result.json");
});

/** Half of the messages carry an id that the registry does not know, and it says so of just that one. */
async function expectStrangeIds(run: Run) {
  const planted = await expectPlanted(run, "schema-id", "corrupted");
  const { registered, found, omitted, without } = run.result.schemas!;
  expect(found).toHaveLength(2);
  expect(found.find(({ id }) => id === 999)).toMatchObject({
    messages: planted,
    status: 404,
    errorCode: 40403,
  });
  expect(found.find(({ id }) => id === registered)).toMatchObject({ messages: COUNT - planted, status: 200 });
  expect({ omitted, without }).toEqual({ omitted: 0, without: 0 });
  expect(run.stdout).toMatch(/id 999 in \d+ messages +the registry answers 40403/);
}
function strangeIds(): object {
  const producers = { count: COUNT, rate: 1_000, acks: "all", schema: "avro" };
  const config = { topics: ["test1"], fakeSchemaId: 999 };
  return scenario("invalid-schema", config, { name: "schema-ids", producers });
}

test.concurrent("a schema registry knows nothing of the ids that the proxy puts in", async () => {
  await expectStrangeIds(await runs.run(strangeIds()));
});

test.concurrent("where the copies went can't be learnt with acks=0, so nobody can tell", async () => {
  const producers = { count: COUNT, rate: 1_000, acks: 0 };
  const run = await runs.run(scenario("duplicate-resource", {}, { producers }));
  expect(run.result.verdict).toBe("inconclusive");
  expect(reasonsOf(run.result)).toEqual([
    expect.stringMatching(
      /^the proxy copied \d+ messages and its journal does not say where the copies went/,
    ),
    expect.stringMatching(/^how many of \d+ acknowledged messages are lost is unknown$/),
  ]);
});

test.concurrent("a proxy that has nothing to do makes no experiment", async () => {
  const run = await runs.run(scenario("leader-election", { rateInPercent: 0 }));
  expect(run.result.verdict).toBe("inconclusive");
  expect(reasonsOf(run.result)).toEqual([
    expect.stringMatching(/^1 of 1 interceptors did nothing to any message of /),
  ]);
});

test.concurrent("a proxy that dies ends the run, which then can't tell", async () => {
  const long = { count: 60_000, rate: 1_000, acks: 1 };
  const faults = [{ at: "0s", proxy: { interceptor: "leader-election", config: { rateInPercent: 1 } } }];
  const name = "proxy-that-dies";
  const running = runs.run(scenario("", {}, { name, producers: long, faults }));
  const proxy = await untilProducing(runs.directory, name);
  process.kill(proxy, "SIGKILL");
  const { result, code } = await running;
  expect(code).toBe(3);
  expect(result.verdict).toBe("inconclusive");
  expect(reasonsOf(result).join()).toMatch(/proxy died by itself: SIGKILL/);
});

/** The pid of the proxy of a run that has begun to send, which is when there is something in its journal. */
function untilProducing(directory: string, name: string): Promise<number> {
  return waitFor(
    async () => {
      const processes = await processesOf(directory);
      const found = processes.find(({ argv }) => argv.includes("--journal") && argv.join().includes(name));
      if (found === undefined) return { done: false, seen: "no proxy" };
      const journal = await stat(found.argv[found.argv.indexOf("--journal") + 1]!).catch(() => null);
      return journal !== null && journal.size > 0
        ? { done: true, value: found.pid }
        : { done: false, seen: "an empty journal" };
    },
    { what: "the proxy to do something", limitMs: 60_000, everyMs: 50, signal: new AbortController().signal },
  );
}

await withProxyContainers("in containers", () => {
  test.concurrent("the proxy stands beside the brokers, and its journal is the same evidence", async () => {
    const run = await runs.run(
      scenario("duplicate-resource", { topics: ["test1"], rateInPercent: 50 }),
      ...["--engine", "docker"],
    );
    await expectPlanted(run, "duplicate", "duplicated");
    expect(await readFile(join(run.directory, "logs", "proxy.log"), "utf8")).toMatch(
      /is served at 127\.0\.0\.1:\d+/,
    );
    expect(await ownedByRuns([run.directory])).toEqual([]);
  });

  test.concurrent("so does the schema registry", async () => {
    const run = await runs.run(strangeIds(), ...["--engine", "docker"]);
    await expectStrangeIds(run);
    expect(await ownedByRuns([run.directory])).toEqual([]);
  });
});
