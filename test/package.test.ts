/**
 * The package as others get it: packed, and installed in an empty folder by the steps of action.yml. npm would compile
 * librdkafka for minutes, so the install runs no scripts, and node-rdkafka's build is linked from this clone.
 */
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";

let folder: string;
let installed: string;
let chaos: string;

const { inputs, runs } = parse(await readFile("action.yml", "utf8"));
type Step = { name?: string; id?: string; run?: string; env?: Record<string, string> };
const stepOf = (id: string): Step => runs.steps.find((step: Step) => step.id === id);

/** Runs a step of the action as the runner does; resolves to what it left in $GITHUB_OUTPUT and the summary. */
async function step(
  id: string,
  given: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>> = {},
) {
  const { run, env = {} } = stepOf(id);
  const filledIn = (expression: string) =>
    expression.replace(/\$\{\{ (\S+) \}\}/g, (_, path: string) => {
      const name = path.split(".").at(-1)!;
      if (path.startsWith("inputs.")) return given[name] ?? inputs[name].default;
      return outputs[path] ?? "";
    });
  const [outputFile, summaryFile] = [join(folder, `${id}.output`), join(folder, `${id}.summary`)];
  for (const file of [outputFile, summaryFile]) await writeFile(file, "");
  const { exitCode, all } = await execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run!], {
    cwd: folder,
    env: {
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filledIn(value)])),
      ...{ RUNNER_TEMP: folder, GITHUB_OUTPUT: outputFile },
      ...{ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summaryFile },
      npm_config_ignore_scripts: "true",
    },
    ...{ reject: false, all: true },
  });
  const output = Object.fromEntries(
    (await readFile(outputFile, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("=")),
  );
  return { exitCode, all, output, summary: await readFile(summaryFile, "utf8") };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-package-"));
  const { stdout } = await execa("npm", [
    "pack",
    "--ignore-scripts",
    "--silent",
    "--pack-destination",
    folder,
  ]);
  const { exitCode, all, output } = await step("install", { version: join(folder, stdout.trim()) });
  expect(exitCode, all).toBe(0);
  chaos = output.bin!;
  installed = join(folder, "chaos-kafka", "node_modules");
  // librdkafka's own libraries are beside the binding, in build/deps.
  await symlink(resolve("node_modules/node-rdkafka/build"), join(installed, "node-rdkafka/build"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("has the program, its scenarios, the declarations, and no tests", async () => {
  const files = await readdir(join(installed, "chaos-kafka"), { recursive: true });
  expect(files).toEqual(expect.arrayContaining(["bin/chaos.js", "dist/library/index.d.ts"]));
  expect(files).toContain("scenarios/demo/leader-cut-off.yaml");
  expect(files.filter((file) => /\.test\./.test(file))).toEqual([]);
});

it("the declarations fit the example, and refuse a wrong option", async () => {
  const program = `import { runScenario, type ScenarioRun } from "chaos-kafka";
const run: ScenarioRun = await runScenario("a.yaml", { set: ["producers.acks=1"], onEvent: ({ event }) => void event });
const lost: number | null = run.result.totals.lost;
// @ts-expect-error: there is no such engine
await runScenario("a.yaml", { engine: "cloud" });
export { lost };
`;
  await writeFile(join(folder, "chaos-kafka", "use.mts"), program);
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck"];
  const types = ["--typeRoots", resolve("node_modules/@types"), "--types", "node"];
  const options = { cwd: join(folder, "chaos-kafka"), reject: false, all: true } as const;
  const { exitCode, all } = await execa(
    resolve("node_modules/.bin/tsc"),
    [...flags, ...types, "use.mts"],
    options,
  );
  expect(exitCode, all).toBe(0);
});

it("the action's second step runs scenarios, and leaves the exit code and a summary", async () => {
  const scenario = resolve("examples/library/orders.yaml");
  const args = "--engine local --scale 0.5";
  const { exitCode, all, output, summary } = await step(
    "run",
    { scenarios: scenario, args },
    { "steps.install.outputs.bin": chaos },
  );
  expect(exitCode, all).toBe(0);
  expect(output).toEqual({ "exit-code": "0" });
  expect(summary).toMatch(/as expected[\s\S]*orders/);
  expect(await readdir(join(folder, "runs"))).toHaveLength(1);
});

it("the action's second step keeps the exit code of chaos", async () => {
  const { exitCode, output, summary } = await step(
    "run",
    { scenarios: "nowhere.yaml" },
    { "steps.install.outputs.bin": chaos },
  );
  expect([exitCode, output, summary]).toEqual([2, { "exit-code": "2" }, expect.any(String)]);
});

it("chaos demo shows eight lines, as README does", async () => {
  const readme = await readFile("README.md", "utf8");
  const [, shown] = /<!-- demo -->\n\n```text\n([\s\S]*?)```/.exec(readme)!;
  const out = join(folder, "demo-runs");
  const { stdout } = await execa(chaos, ["demo", "--engine", "local", "--out", out], { cwd: folder });
  const labelsOf = (block: string) =>
    block
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(0, 14).trim());
  expect(labelsOf(stdout)).toEqual(labelsOf(shown!));
  expect(stdout).toMatch(/^LOST +\S+ of 12,000 acknowledged messages .* the producer saw no error$/m);
});
