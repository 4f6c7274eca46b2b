/**
 * The descriptions of the published experiments claim nothing that docs/results does not show. A claim is a sentence
 * (CLAIMS) that a description has or has not; where it has, every committed run of that scenario must bear it out.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { defineCheck } from "../src/commands/check.js";
import { EXIT } from "../src/commands/command.js";
import { runCommand } from "../src/commands/command.test-support.js";
import type { Result } from "../src/rundir/result.js";
import { readRun } from "../src/rundir/rundir.js";

const root = new URL("../", import.meta.url);

interface Published {
  readonly name: string;
  readonly description: string;
  readonly expect: Record<string, unknown>;
}

const scenarios: readonly Published[] = readdirSync(new URL("scenarios/", root))
  .filter((file) => file.startsWith("acks"))
  .map((file) => parse(readFileSync(new URL(`scenarios/${file}`, root), "utf8")));

function runsOf(scenario: string): Result[] {
  return ["local", "docker"]
    .map((engine) => new URL(`docs/results/${engine}/${scenario}`, root).pathname)
    .filter(existsSync)
    .map((directory) => readRun(directory).result);
}

/** Acknowledgements may arrive this long before a fault is noted as injected, or after it is healed. */
const SLACK_MS = 2_000;

const CLAIMS: Readonly<Record<string, (result: Result) => boolean>> = {
  "The controller elects a new leader": ({ failovers }) =>
    failovers.some(({ from, to }) => to !== null && from !== to),
  "No acknowledged message is lost.": ({ counts }) => counts.lost === 0,
  "No message fails.": ({ counts }) => counts.failed === 0,
  "The log holds a few messages less.": ({ counts }) =>
    counts.lost! > 0 && counts.lost! < counts.acknowledged / 100,
  "fewer than one message in a thousand is lost.": ({ counts }) => counts.lost! < counts.acknowledged / 1_000,
  "Those messages are lost.": ({ counts }) => counts.lost! > 0,
  "Every message that the old leader acknowledged alone is lost.": allLostOnceAlone,
  "Messages that were on their way fail": ({ counts }) => counts.failed > 0 && failedShare(counts) < 0.05,
  "Nearly every message that is sent after the cut fails": ({ counts, faults }) =>
    counts.failed >= 0.97 * (counts.sent - faults[0]!.afterMessages!),
  "A quarter or more of the messages that are sent after the cut fail": ({ counts, faults }) =>
    counts.failed > 0.25 * (counts.sent - faults[0]!.afterMessages!),
  "A quarter or more of the messages that are sent after the election fail": ({
    counts,
    faults,
    failovers,
    producers,
  }) => {
    const untilElection = (failovers[0]!.afterFaultMs! / 1000) * Number(producers.rate) * producers.instances;
    return counts.failed > 0.25 * (counts.sent - faults[0]!.afterMessages! - untilElection);
  },
  "In a full-size run nobody can write for one to two minutes.": ({ noWrites }) =>
    noWrites!.longestMs > 55_000 && noWrites!.longestMs < 125_000,
};

/** Without the delay between brokers, which docker has not where there is no netem, its followers may keep up. */
const NEEDS_DELAY = "acks1-leader-kill-concurrent";

/** One range without a gap that ends with the cut: nothing that was acknowledged in it was kept. */
function allLostOnceAlone({ counts, lostRanges, faults }: Result): boolean {
  const [range, ...others] = lostRanges;
  if (range === undefined || others.length > 0) return false;
  const afterHealMs = Date.parse(range.acknowledgedTo) - Date.parse(faults[0]!.healedAt!);
  return (
    range.messages === counts.lost &&
    range.messages === range.lastSequence - range.firstSequence + 1 &&
    Date.parse(range.acknowledgedFrom) > Date.parse(faults[0]!.injectedAt!) - SLACK_MS &&
    Math.abs(afterHealMs) < SLACK_MS
  );
}

function failedShare({ failed, sent }: Result["counts"]): number {
  return failed / sent;
}

/** Sentences that descriptions had though every run says otherwise. */
const REFUTED = [/all goes on/, /find the new leader at/, /until the client finds/, /until it notices/];

describe.each(scenarios)("$name", ({ name, description, expect: expected }) => {
  const text = description.replace(/\s+/g, " ");
  const claims = Object.entries(CLAIMS).filter(([claim]) => text.includes(claim));

  it("claims how it ends", () => {
    expect(claims.length).toBeGreaterThan(1);
    expect(REFUTED.filter((sentence) => sentence.test(text))).toEqual([]);
  });

  it("was run on both engines, and every run bears out every claim", () => {
    const runs = runsOf(name);
    expect(runs.map(({ engine }) => engine)).toEqual(["local", "docker"]);
    for (const result of runs) {
      if (name === NEEDS_DELAY && result.engine === "docker") continue;
      expect(result).toMatchObject({ scenario: name, scale: 1, verdict: "as-expected" });
      const refuted = claims.filter(([, holds]) => !holds(result)).map(([claim]) => claim);
      expect(refuted, `${result.engine}`).toEqual([]);
    }
  });

  it("was run on KRaft, and that run bears out every claim", () => {
    const result = readRun(new URL(`docs/results/kraft/${name}`, root).pathname).result;
    expect(result).toMatchObject({ scenario: name, scale: 1, verdict: "as-expected" });
    expect(result.settings!.cluster.metadata.kind).toBe("kraft");
    expect(claims.filter(([, holds]) => !holds(result)).map(([claim]) => claim)).toEqual([]);
  });

  it("expects a new leader, because every run had one", () => {
    expect(expected).toHaveProperty("failover", "some");
    expect(runsOf(name).filter(({ failovers }) => failovers.length === 0)).toEqual([]);
  });
});

describe("README's reasons why the figures differ", () => {
  const rows = scenarios
    .map(({ name }) => runsOf(name).find(({ engine }) => engine === "local")!)
    .filter(({ reference }) => reference?.acknowledged !== undefined);
  const isCut = ({ scenario }: Result) => /partition|isolate/.test(scenario);
  const publishedLost = ({ reference }: Result) =>
    Math.max(0, reference!.acknowledged! - reference!.watermark!);

  it("acks=1 and a leader that is cut off: no message fails, and more are lost", () => {
    const cut = rows.filter((row) => isCut(row) && row.producers.acks === 1);
    expect(cut.length).toBe(3);
    for (const row of cut) {
      expect(row.counts.failed).toBe(0);
      expect(row.counts.lost).toBeGreaterThan(publishedLost(row));
      expect(row.counts.acknowledged).toBeGreaterThanOrEqual(row.reference!.acknowledged!);
    }
  });

  it("acks=all and a leader that is cut off: no writes for one to two minutes, and no message is lost", () => {
    const cut = rows.filter((row) => isCut(row) && row.producers.acks === "all");
    expect(cut.length).toBe(3);
    for (const row of cut) {
      expect(row.noWrites!.longestMs / 60_000).toBeGreaterThan(0.9);
      expect(row.noWrites!.longestMs / 60_000).toBeLessThan(2.1);
      expect(row.counts.failed).toBeGreaterThan(0);
      expect(row.counts.lost).toBe(0);
    }
  });

  it("a leader that is killed: at most a few messages in a thousand are lost in both", () => {
    const killed = rows.filter((row) => !isCut(row));
    expect(killed.length).toBe(4);
    for (const row of killed) {
      expect(row.counts.lost! / row.counts.acknowledged).toBeLessThan(0.005);
      expect(publishedLost(row) / row.reference!.acknowledged!).toBeLessThan(0.005);
    }
  });

  it("a leader that is killed under one producer: messages are lost in as many runs as docs/results.md and the scenarios say", () => {
    const repeats = (group: string): { metadata: string; lost: number }[] =>
      JSON.parse(readFileSync(new URL(`docs/results/repeats/${group}.json`, root), "utf8"));
    const losing = (runs: readonly { lost: number }[]) =>
      `${runs.filter(({ lost }) => lost > 0).length} of ${runs.length}`;
    const runs = repeats("leader-kill");
    const [zookeeper, kraft] = ["zookeeper", "kraft"].map((kind) =>
      losing(runs.filter(({ metadata }) => metadata === kind)),
    );
    const pageOf = (path: string) => readFileSync(new URL(path, root), "utf8");
    expect(pageOf("docs/results.md")).toContain(`| \`acks1-leader-kill\` | ${zookeeper} |`);
    expect(pageOf("scenarios/acks1-leader-kill.yaml")).toContain(
      `${zookeeper} runs with ZooKeeper lost messages, and ${kraft} runs with KRaft`,
    );
    const busy = losing(repeats("leader-kill-busy"));
    expect(pageOf("docs/results.md")).toContain(`on the two cores ${busy} runs lost messages`);
    expect(pageOf("scenarios/acks1-leader-kill.yaml")).toContain(`on the two cores it was ${busy}.`);
    expect(pageOf("scenarios/acks0-leader-kill.yaml")).toContain(
      `Without it ${losing(repeats("leader-kill-without-delay"))} runs`,
    );
  });

  it("a new leader after about seven seconds at most, as its first lines say", () => {
    const { failovers } = rows.find(({ scenario }) => scenario === "acksall-leader-partition")!;
    expect(failovers[0]!.afterFaultMs! / 1000).toBeLessThan(8);
  });
});

describe("a published run that has its history is judged again as its result.json says", () => {
  const directories = globSync("docs/results/*/*/log.bin").map((path) => dirname(path));

  it("is there", () => {
    expect(directories).not.toEqual([]);
  });

  it.each(directories)("%s", async (directory) => {
    const { stdout, code } = await runCommand(defineCheck, [directory]);
    expect(stdout).toMatch(/\nchecked again: verdict, counts and reasons are those of result\.json\n$/);
    expect(code).toBe(EXIT.asExpected);
  });
});

/** The rows of docs/kraft.md that say "as expected" with a figure. */
describe("docs/kraft.md's predictions", () => {
  const page = readFileSync(new URL("docs/kraft.md", root), "utf8");
  const onKraft = (folder: string, name: string) =>
    readRun(new URL(`docs/results/${folder}/${name}`, root).pathname).result;

  it("has the figures of the runs", () => {
    for (const name of ["acks1-leader-partition", "acks1-leader-zk-isolate"]) {
      const { lost, acknowledged } = onKraft("kraft", name).counts;
      const figures = `${lost!.toLocaleString("en")} of ${acknowledged.toLocaleString("en")} messages lost`;
      expect(page).toContain(`as expected: ${figures}`);
    }
  });

  it("says how long the cut of a leader that was the active controller left its partition without one", () => {
    const { failovers } = onKraft("kraft-own", "combined-leader-is-controller");
    const seconds = (failovers[0]!.afterFaultMs! / 1000).toFixed(1);
    expect(page).toContain(`nearly: ${seconds} s, with a session of 9 s`);
  });

  it("says how long nothing was written without a majority", () => {
    const { noWrites } = onKraft("kraft-own", "no-majority");
    const seconds = (noWrites!.longestMs / 1000).toFixed(1);
    expect(page).toContain(`For ${seconds} s no message was written`);
  });

  it("names the range of the elections after a kill", () => {
    const kills = readdirSync(new URL("docs/results/kraft", root)).filter((name) => name.includes("-kill"));
    const seconds = kills.map((name) => onKraft("kraft", name).failovers[0]!.afterFaultMs! / 1000);
    const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((time) => time.toFixed(1));
    expect(page).toContain(`another broker led ${least} to ${most} s after the kill`);
  });
});
