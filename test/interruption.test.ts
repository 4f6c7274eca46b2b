/**
 * Runs that are stopped in the middle: by Ctrl-C, by kill -9 of any of their processes, by a reader that goes away.
 * However a run ends, nothing of it stays on the machine, and its directory says what was seen until then.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { readLedger } from "../src/history/ledger-file.js";
import { seededRandom } from "../src/random.js";
import { readRun } from "../src/rundir/rundir.js";
import { type Chaos, startChaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import { reasonsOf } from "./support/runs.js";
import { blockOf, jvmOf, nothingLeft, supervisorOf } from "./support/traces.js";

const INTERRUPTED = 130;
const INFRASTRUCTURE = 3;

const SEED = 20_240_607;
const MOMENTS = 10;
const FIRST_MOMENT_MS = 100;

/** A broker that goes down while messages flow and comes back only when everything heals. */
const withKill = tinyScenario({
  cluster: {
    brokers: 2,
    zookeepers: 1,
    config: { "zookeeper.session.timeout.ms": 4_000, "replica.lag.time.max.ms": 1_000 },
  },
  topic: { replicas: 2 },
  producers: { count: 40_000, rate: 20_000, acks: 1 },
  faults: [{ at: "15000 messages", kill: "follower" }],
  expect: { loss: "any" },
});

/** Over in seconds, with a fault that leaves a stopped process to whoever cleans up. */
const withPause = tinyScenario({ faults: [{ at: "300 messages", pause: "leader", for: "500ms" }] });

/** So many messages that reading them back takes a while. */
const withLongRead = tinyScenario({
  producers: { count: 500_000, rate: "max", acks: 1, size: 100 },
});

interface Stopped {
  readonly code: number | null;
  readonly run: ReturnType<typeof readRun>;
}

/** Starts the scenario, does something to it when a line matches, and waits for its end. */
async function stopped(
  place: Workplace,
  when: RegExp,
  how: (program: Chaos, run: string) => Promise<void> | void,
): Promise<Stopped> {
  const program = startChaos(place.run);
  await program.line(when);
  const directory = (await place.runs())[0]!;
  const block = await blockOf(directory);
  await how(program, directory);
  const { code, stderr } = await program.ended;
  await nothingLeft(place.directory, block);
  expect(stderr).not.toMatch(/^\s+at /m);
  return { code, run: readRun(directory) };
}

async function hasBegun(directory: string): Promise<boolean> {
  return (await readFile(join(directory, "timeline.ndjson"), "utf8").catch(() => "")) !== "";
}

const phasesOf = ({ timeline }: Stopped["run"]) =>
  timeline.flatMap((event) => (event.event === "phase" ? [event.phase] : []));

test.each([
  { signal: "SIGINT", phase: "starting", when: /kafka1 started/, scenario: withKill },
  { signal: "SIGHUP", phase: "starting", when: /\bstart$/, scenario: withKill },
  { signal: "SIGTERM", phase: "producing", when: /Success: 10000/, scenario: withKill },
  { signal: "SIGINT", phase: "producing", when: /Success: 10000/, scenario: withKill },
  { signal: "SIGINT", phase: "under a fault", when: /kill injected/, scenario: withKill },
  { signal: "SIGINT", phase: "healing", when: /\bheal$/, scenario: withKill },
  { signal: "SIGINT", phase: "reading", when: /\bread$/, scenario: withLongRead },
] as const)("$signal while $phase ends the run as interrupted", async ({ signal, phase, when, scenario }) => {
  await using place = await workplace(scenario);
  const { code, run } = await stopped(place, when, (program) => program.signal(signal));

  expect(code).toBe(INTERRUPTED);
  expect(run.damage).toEqual([]);
  expect(run.result.verdict).toBe("inconclusive");
  expect(reasonsOf(run.result)).toContain("the run was interrupted");
  expect(run.result.finishedAt).not.toBeNull();
  const { sent, acknowledged, failed } = run.result.counts;
  if (phase === "starting") {
    expect(phasesOf(run)).toEqual(["start"]);
    expect(sent).toBe(0);
  } else {
    expect(sent).toBeGreaterThan(0);
    expect(acknowledged + failed).toBeGreaterThan(0);
    expect(acknowledged + failed).toBeLessThanOrEqual(sent);
    expect(run.timeline.some(({ event }) => event === "progress")).toBe(true);
  }
  if (phase === "under a fault" || phase === "healing") {
    expect(run.result.faults).toMatchObject([{ fault: "kill", injectedAt: expect.any(String) }]);
  }
});

test("a second signal does not wait for the clean-up, and still nothing is left", async () => {
  await using place = await workplace(withKill);
  const { code, run } = await stopped(place, /Success: 10000/, (program) => {
    // Two of a kind may arrive as one.
    program.signal("SIGINT");
    program.signal("SIGTERM");
  });

  expect(code).toBe(INTERRUPTED);
  expect(run.result).toMatchObject({ verdict: "inconclusive", finishedAt: null });
  expect(run.timeline.some((event) => event.event === "progress" && event.acknowledged > 0)).toBe(true);
});

test("kill -9 of the runner at any moment leaves nothing running and a directory that can be read", async () => {
  await using whole = await workplace(withPause);
  const startedMs = performance.now();
  const undisturbed = startChaos(whole.run);
  expect(await undisturbed.ended).toMatchObject({ code: 0 });
  const lengthMs = performance.now() - startedMs;

  const random = seededRandom(SEED);
  for (let i = 0; i < MOMENTS; i++) {
    const afterMs = FIRST_MOMENT_MS + ((i + random()) / MOMENTS) * (lengthMs - FIRST_MOMENT_MS);
    const moment = `killed after ${Math.round(afterMs)} ms`;
    await using place = await workplace(withPause);
    const program = startChaos(place.run);
    await sleep(afterMs);
    const [directory] = await place.runs();
    const block = directory === undefined ? undefined : await blockOf(directory);
    program.signal("SIGKILL");
    await program.ended;
    await nothingLeft(place.directory, block);

    // Before its first event a run has nothing to tell.
    if (directory === undefined || !(await hasBegun(directory))) continue;
    const run = readRun(directory);
    expect(run.damage, moment).toEqual([]);
    if (run.result.finishedAt === null) {
      expect(run.result, moment).toMatchObject({
        verdict: "inconclusive",
        reasons: expect.arrayContaining([{ about: "experiment", text: "the run did not finish" }]),
      });
    }
    const ledger = join(directory, "ledger.bin");
    if (existsSync(ledger)) expect((await readLedger(ledger)).ledger.rows, moment).toBe(1_000);
    expect(existsSync(join(directory, "cluster", "kafka1")), moment).toBe(false);
  }
});

test("without its supervisor a run ends at once, says so, and leaves no node behind", async () => {
  await using place = await workplace(withPause);
  const { code, run } = await stopped(place, /pause injected/, async (_, directory) => {
    process.kill((await supervisorOf(directory))!.pid, "SIGKILL");
  });

  expect(code).toBe(INFRASTRUCTURE);
  expect(run.result.verdict).toBe("inconclusive");
  expect(reasonsOf(run.result).join("\n")).toMatch(/supervisor process .*went away/);
  expect(existsSync(join(run.directory, "cluster"))).toBe(false);
});

test("a broker that is killed by somebody else is reported as having died by itself", async () => {
  await using place = await workplace({ ...withKill, faults: [] });
  const { code, run } = await stopped(place, /Success: 10000/, async (_, directory) => {
    process.kill((await jvmOf(directory, "kafka2"))!.pid, "SIGKILL");
  });

  expect(code).toBe(INFRASTRUCTURE);
  expect(run.result.verdict).toBe("inconclusive");
  expect(reasonsOf(run.result).join("\n")).toMatch(/kafka2 died by itself: SIGKILL/);
  expect(run.timeline).toContainEqual(
    expect.objectContaining({ event: "node", node: "kafka2", state: "died" }),
  );
});

test("a reader that goes away after the first line is no failure", async () => {
  await using place = await workplace(tinyScenario());
  const { code, run } = await stopped(place, /\bstart$/, (program) => program.closeOutput());

  expect(code).toBe(0);
  expect(run.result.verdict).toBe("as-expected");
});
