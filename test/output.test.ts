/** What commands print, where it goes wrong: devices that are full, disks that become full, readers that go away. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chaos, tinyScenario, workplace } from "./support/chaos.js";

const program = fileURLToPath(new URL("../bin/chaos.js", import.meta.url));
const published = fileURLToPath(new URL("../docs/results/local/", import.meta.url));
const someRuns = readdirSync(published)
  .filter((name) => !name.includes("."))
  .map((name) => join(published, name));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-output-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs `script` in a shell in which `chaos` is the built program. */
function shell(script: string) {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `set -o pipefail; chaos() { '${process.execPath}' '${program}' "$@"; }; ${script}`],
    { encoding: "utf8", cwd: directory, env: { ...process.env, NO_COLOR: "1" } },
  );
  return { status, stdout, stderr };
}

describe("output that cannot be written ends in exit code 3, with a sentence", () => {
  it.each([
    "--help",
    "--version",
    "run --help",
    "schema",
    "schema result",
    `report ${someRuns[0]}`,
    `report ${someRuns.join(" ")}`,
    `report ${someRuns[0]} --format json`,
    `validate ${join(published, "../../../examples")}`,
    "list",
    "doctor",
    "proxy interceptors",
  ])("chaos %s > /dev/full", (words) => {
    const { status, stderr } = shell(`chaos ${words} > /dev/full`);
    expect(stderr).toContain("error the output cannot be written: ENOSPC");
    expect(status).toBe(3);
  });

  it("also where a disk becomes full within one write, which Node.js takes for a whole one", () => {
    const { status, stderr } = shell("ulimit -f 4; chaos schema > schema.json");
    expect(stderr).toContain("error the output cannot be written: EFBIG");
    expect(status).toBe(3);
  });

  it("also after a run, and of its cluster", async () => {
    await using place = await workplace(tinyScenario());
    const run = `chaos ${place.run.join(" ").replace("--reporter plain", "")}`;
    expect(shell(`${run} --reporter json --keep > /dev/full`)).toMatchObject({ status: 3 });
    const status = `chaos cluster status --out ${place.out}`;
    expect(shell(`${status} > /dev/full`)).toMatchObject({ status: 3 });
    expect(await chaos(["cluster", "down", "--out", place.out])).toMatchObject({ code: 0 });
  });
});

it("a reader that has read enough is no error, nor is a reader that reads nothing", () => {
  expect(shell("chaos schema | head -1")).toMatchObject({ status: 0, stdout: "{\n", stderr: "" });
  expect(shell("chaos schema | true")).toMatchObject({ status: 0, stderr: "" });
  expect(shell("chaos schema >&-")).toMatchObject({ status: 0, stderr: "" });
});

it("an error that nobody can read keeps its exit code", () => {
  expect(shell("chaos report nowhere 2> /dev/full")).toMatchObject({ status: 2 });
  expect(shell("chaos report nowhere 2>&-")).toMatchObject({ status: 2 });
});

it("in GitHub Actions no name is a command of the runner, and a file has the names as they are", async () => {
  const run = join(directory, "evil");
  await cp(someRuns[0]!, run, { recursive: true });
  const result = JSON.parse(await readFile(join(run, "result.json"), "utf8"));
  await writeFile(
    join(run, "result.json"),
    JSON.stringify({ ...result, run: { ...result.run, scenario: "::error::owned" } }),
  );
  const report = "GITHUB_ACTIONS=true chaos report evil --format table";
  const { stdout } = shell(report);
  expect(stdout).toContain("\n: :error::owned ");
  expect(stdout).not.toMatch(/^\s*::/m);
  expect(shell(`${report} > evil.txt; cat evil.txt`).stdout).toContain("\n::error::owned ");
});

it("a table is as wide as COLUMNS says where there is no terminal", () => {
  const widest = (columns: string) =>
    Math.max(
      ...shell(`COLUMNS=${columns} chaos report ${someRuns.join(" ")}`)
        .stdout.split("\n")
        .map((line) => line.length),
    );
  expect(widest("60")).toBeLessThanOrEqual(60);
  expect(widest("200")).toBeGreaterThan(widest(""));
  expect(widest("nonsense")).toBe(widest(""));
});

it("TERM=dumb and NO_COLOR leave no escape sequence", () => {
  for (const env of ["TERM=dumb", "NO_COLOR=1", "NO_COLOR=1 FORCE_COLOR=1"]) {
    const { stdout, stderr } = shell(`${env} chaos report ${someRuns[0]}; ${env} chaos rum`);
    expect(stdout + stderr).not.toContain("\x1b");
  }
});

it("an install without a compiled node-rdkafka is answered with a sentence, by doctor too", async () => {
  // As an addon of another Node.js: the file is there and cannot be loaded.
  const broken = join(directory, "broken.cjs");
  await writeFile(
    broken,
    `process.dlopen = (module, file) => {
      throw Object.assign(new Error("was compiled against NODE_MODULE_VERSION 1"), { code: "ERR_DLOPEN_FAILED" });
    };`,
  );
  const doctor = shell(`NODE_OPTIONS='--require ${broken}' chaos doctor`);
  expect(doctor.status).toBe(3);
  expect(doctor.stdout).toMatch(/✗ node-rdkafka: node-rdkafka was compiled for another Node\.js/);
  expect(doctor.stdout).toMatch(/local engine/);
  const run = shell(`NODE_OPTIONS='--require ${broken}' chaos run ${join(published, "../../../examples")}`);
  expect(run.status).toBe(3);
  expect(run.stderr).toMatch(/^error node-rdkafka was compiled for another Node\.js.*\ntry {3}npm rebuild/);
  expect(shell(`NODE_OPTIONS='--require ${broken}' chaos schema | head -1`).status).toBe(0);
});
