import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileModule } from "../compile.test-support.js";
import { UsageError } from "../errors.js";
import { readCampaignFile } from "../rundir/campaign.js";
import { EXIT } from "./command.js";
import { runCommand } from "./command.test-support.js";
import { defineRun } from "./run.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-campaign-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine where no Docker answers: every run ends before it has a cluster. */
const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
const run = (...words: string[]) =>
  runCommand(defineRun, [...words, "--engine", "docker", "--out", join(folder, "runs")], { env });

function scenario(): string {
  const path = join(folder, "orders.yaml");
  writeFileSync(path, "name: orders\nproducers: { count: 10 }\nexpect: { loss: none }\n");
  return path;
}

const campaignMade = () => join(folder, "runs", readdirSync(join(folder, "runs"))[0]!);

it("stops after three runs that end with the same error, and resumes with all of them", async () => {
  const { code, stderr } = await run(scenario(), "--repeat", "20");
  expect(code).toBe(EXIT.infrastructure);
  const campaign = campaignMade();
  expect(stderr).toMatch(
    /^stopped {2}the first 3 runs ended with the same error, so chaos begins no more: no engine answers/m,
  );
  expect(stderr).toContain("not run  17 runs of orders\n");
  expect(stderr).toContain(`try   mend that, then chaos run --resume ${campaign}\n`);
  expect((await run("--resume", campaign)).stderr).toContain("not run  17 runs of orders\n");
  const { runs, stopped } = readCampaignFile(campaign);
  expect(runs.map(({ round, isRetried }) => [round, isRetried])).toEqual([
    ...[1, 2, 3].map((round) => [round, true]),
    ...[1, 2, 3].map((round) => [round, false]),
  ]);
  expect(stopped!.runs).toEqual(runs.slice(3).map(({ directory }) => directory));
});

it("is not certain where every attempt of the first run failed", async () => {
  expect((await run(scenario(), "--repeat", "2", "--retry-inconclusive", "5")).code).toBe(
    EXIT.infrastructure,
  );
});

describe("two processes that make runs of one campaign", () => {
  /** Another process that makes runs of it, until it is killed. */
  async function holder(campaign: string) {
    const hold = join(folder, "hold.mjs");
    await compileModule(new URL("../campaign/hold.ts", import.meta.url), hold);
    const script = `
      const { holdCampaign } = await import(${JSON.stringify(hold)});
      await holdCampaign(${JSON.stringify(campaign)}, new AbortController().signal);
      process.stdout.write("held");
      setInterval(() => {}, 1_000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return child;
  }

  it("are not allowed: the second is refused, and a process that was killed holds nothing", async () => {
    await run(scenario(), "--repeat", "4");
    const campaign = campaignMade();
    const child = await holder(campaign);
    try {
      const before = readCampaignFile(campaign);
      const refused = run("--resume", campaign);
      await expect(refused).rejects.toThrow(UsageError);
      await expect(refused).rejects.toThrow(
        `another process makes runs of the campaign in ${campaign}: ${child.pid}@`,
      );
      expect(readCampaignFile(campaign)).toEqual(before);
    } finally {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    expect(existsSync(join(campaign, "campaign.lock"))).toBe(true);
    expect((await run("--resume", campaign)).code).toBe(EXIT.infrastructure);
    expect(readCampaignFile(campaign).runs).toHaveLength(6);
    expect(existsSync(join(campaign, "campaign.lock"))).toBe(false);
  });
});
