/** The recipes for CI: against their schemas, and their shell steps for syntax. test/package.test.ts runs those of action.yml. */
import { existsSync, readFileSync } from "node:fs";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { EXIT } from "../src/commands/command.js";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
/** `${{ … }}` is replaced before the shell sees it. */
const checkShell = (script: string) =>
  execa("bash", ["-n"], { input: script.replaceAll(/\$\{\{.*?\}\}/g, "x") });

describe("action.yml", () => {
  const text = read("action.yml");
  const { inputs, runs } = parse(text);

  it("is an action by the schema of GitHub", () => {
    expect(validateAction(text).errors).toEqual([]);
    expect(validateAction(text.replace("using: composite", "using: nothing")).errors).not.toEqual([]);
  });

  it("has shell steps that bash can read, and no input goes into them but through env", async () => {
    const scripts = runs.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) {
      await checkShell(script);
      expect(script).not.toContain("${{");
    }
  });

  it("has the inputs that docs/ci.md lists", () => {
    const listed = [...read("docs/ci.md").matchAll(/^\| `([a-z]+)` \| .* \| .* \|$/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(Object.keys(inputs));
  });
});

it("the workflow is one by the schema of GitHub, and gives the action inputs that it has", () => {
  const text = read("examples/ci/github-workflow.yml");
  expect(validateWorkflow(text).errors).toEqual([]);
  const step = parse(text).jobs.chaos.steps.find(({ uses }: { uses?: string }) =>
    uses?.includes("/chaos-kafka@"),
  );
  expect(Object.keys(parse(read("action.yml")).inputs)).toEqual(
    expect.arrayContaining(Object.keys(step.with)),
  );
});

/** Of https://docs.gitlab.com/ci/yaml/, as far as the recipe uses them: no validator for GitLab works without its server. */
const GITLAB_JOB = ["stage", "image", "timeout", "variables", "before_script", "script", "artifacts"];

it("the job of GitLab has keywords of GitLab alone, and its steps are shell", async () => {
  const { stages, chaos, ...others } = parse(read("examples/ci/gitlab-ci.yml"));
  expect(others).toEqual({});
  expect(stages).toContain(chaos.stage);
  expect(GITLAB_JOB).toEqual(expect.arrayContaining(Object.keys(chaos)));
  expect(chaos.artifacts).toEqual({ when: "always", paths: ["runs"] });
  for (const line of [...chaos.before_script, ...chaos.script]) await checkShell(line);
});

it("the shell steps of the Jenkinsfile and of the Dockerfile can be read", async () => {
  const steps = [...read("examples/ci/Jenkinsfile").matchAll(/\bsh '(.*)'/g)].map(([, step]) => step!);
  const runs = [...read("examples/ci/Dockerfile").matchAll(/^RUN (.*)$/gm)].map(([, step]) => step!);
  expect([steps.length, runs.length]).toEqual([2, 3]);
  for (const step of [...steps, ...runs]) await checkShell(step);
});

it("docs/ci.md lists every exit code", () => {
  const codes = [...read("docs/ci.md").matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

it("every file that the recipes name is there", () => {
  const links = [...read("docs/ci.md").matchAll(/\]\(\.\.\/([\w./-]+)\)/g)].map(([, path]) => path!);
  expect(links.length).toBeGreaterThan(3);
  for (const path of links) expect(existsSync(new URL(`../${path}`, import.meta.url)), path).toBe(true);
});
