import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../cli.js";
import { runCommand } from "./command.test-support.js";
import { completionOf } from "./completion.js";

const scriptOf = async (shell: string) =>
  (
    await runCommand(
      completionOf(() => COMMANDS),
      [shell],
    )
  ).stdout;
/** Every command is loaded for it, which takes a while. */
const scripts = { bash: await scriptOf("bash"), zsh: await scriptOf("zsh"), fish: await scriptOf("fish") };
const hasShell = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

describe("completion in bash", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "chaos-completion-"));
    writeFileSync(join(folder, "chaos.bash"), scripts.bash);
    mkdirSync(join(folder, "scenarios"));
    for (const file of ["a.yaml", "b c.yml", "notes.txt"]) writeFileSync(join(folder, file), "");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What Tab offers after these words; the last one is being typed. */
  function offered(...typed: readonly string[]): string[] {
    const script = `source ./chaos.bash
COMP_WORDS=(chaos "$@"); COMP_CWORD=$#
_chaos; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const said = execFileSync("bash", ["-c", script, "bash", ...typed], { cwd: folder, encoding: "utf8" });
    return said.split("\n").filter((line) => line !== "");
  }

  it("offers every command, and those below one", () => {
    expect(offered("")).toEqual(COMMANDS.map(({ name }) => name));
    expect(offered("va")).toEqual(["validate"]);
    expect(offered("cluster", "")).toEqual(expect.arrayContaining(["up", "status", "fault", "down"]));
  });

  it("offers the options of the command, also of one below another", () => {
    expect(offered("run", "--s")).toEqual(expect.arrayContaining(["--scale", "--set", "--seed"]));
    expect(offered("cluster", "up", "--e")).toEqual(["--engine"]);
    expect(offered("list", "--scale")).toEqual([]);
  });

  it("offers the values of an option and of an argument", () => {
    expect(offered("run", "a.yaml", "--engine", "")).toEqual(["auto", "docker", "local"]);
    expect(offered("schema", "r")).toEqual(["result"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("offers scenarios and folders, and no other files, also with blanks in their names", () => {
    expect(offered("run", "").sort()).toEqual(["a.yaml", "b c.yml", "scenarios"]);
    expect(offered("validate", "a")).toEqual(["a.yaml"]);
  });
});

it.runIf(hasShell("zsh"))("zsh reads its script", () => {
  execFileSync("zsh", ["-n"], { input: scripts.zsh });
});

it.runIf(hasShell("fish"))("fish reads its script, and offers commands, options and values", () => {
  const script = scripts.fish;
  const offered = (line: string) =>
    execFileSync("fish", ["-c", `${script}\ncomplete -C ${JSON.stringify(line)}`], { encoding: "utf8" });
  expect(offered("chaos ")).toContain("validate\tcheck scenarios");
  expect(offered("chaos run --engine ")).toMatch(/^docker/m);
});

it("all scripts have every command", () => {
  for (const script of Object.values(scripts)) {
    for (const { name } of COMMANDS) expect(script).toContain(name);
  }
});
