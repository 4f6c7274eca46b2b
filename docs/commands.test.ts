/** Commands, options, files, links and YAML in the documents exist. test/docs.test.ts runs some of them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../src/checker/checks/index.js";
import { EXIT } from "../src/commands/command.js";
import { faults } from "../src/faults/index.js";
import { loadScenario } from "../src/scenario/load.js";
import { commandsOf, helpOf, programOf } from "./program.js";

const root = new URL("../", import.meta.url);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/engines.md",
  "docs/proxy.md",
  "docs/benchmarks.md",
  "docs/campaigns.md",
  "docs/diagnose.md",
  "docs/report.md",
  "docs/library.md",
  "docs/ci.md",
];
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }));
}

/** Calls of the program, one per item, from shell blocks, from synopses (blocks without a language) and from prose. */
function callsOf(page: string): string[] {
  const shell = blocksOf(page).filter(({ language }) => language === "sh" || language === "");
  const inline = page.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`((?:bin\/chaos\.js|chaos) [^`]+)`/g);
  const lines = shell.flatMap(({ text }) =>
    text
      .replace(/\\\n\s*/g, " ")
      // A synopsis continues below its first line.
      .replace(/\n {10,}/g, " ")
      .split(/\n|&&|\|(?= jq)/),
  );
  return [...lines, ...[...inline].map(([, call]) => call!)]
    .map((line) => line.replace(/\s#.*$/, "").trim())
    .filter((line) => /^(?:bin\/chaos\.js|chaos) [a-z]/.test(line));
}

describe("calls of chaos", async () => {
  const program = await programOf();
  const commands = new Map(
    commandsOf(program).map((command) => {
      const { parent } = command;
      return [
        parent === null || parent === program ? command.name() : `${parent.name()} ${command.name()}`,
        command,
      ];
    }),
  );
  const calls = pages.flatMap((page) => callsOf(read(page)).map((call) => [page, call] as const));

  it("are found", () => {
    expect(calls.length).toBeGreaterThan(20);
  });

  it.each(calls)("%s: %s", (_, call) => {
    const [, first = "", second = ""] = call.split(/\s+/);
    const names = first.split(/[|·]/).filter((name) => name !== "");
    const subs = first === "cluster" && /^[a-z]/.test(second) ? second.split("|") : [];
    const named = [...names, ...subs.map((sub) => `${first} ${sub}`)];
    for (const name of named) expect([...commands.keys()]).toContain(name);
    const help = named.map((name) => helpOf(commands.get(name)!)).join("\n");
    for (const [option] of call.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)) expect(help).toContain(option);
    for (const [path] of call.matchAll(/\b(?:scenarios|examples|docs)\/[\w./-]+(?![\w./*-])/g)) {
      if (!/gc-pause|throttle/.test(path)) expect(existsSync(new URL(path, root)), path).toBe(true);
    }
  });
});

describe("YAML", () => {
  const options = { path: "README.md", faults, randomSeed: 0 };
  const blocks = blocksOf(read("README.md")).filter(({ language }) => language === "yaml");

  it("of README is a scenario, or a part of one", () => {
    expect(blocks.length).toBe(5);
    for (const { text } of blocks) {
      const rest = text.startsWith("name:")
        ? ""
        : "name: part\nproducers: { count: 10000 }\nexpect: { loss: any }\n";
      expect(() => loadScenario(rest + text, options)).not.toThrow();
    }
  });

  it("of README has the name of no scenario that is in the repository", () => {
    const shipped = readdirSync(new URL("scenarios/", root)).map((file) => file.replace(".yaml", ""));
    for (const { text } of blocks) expect(shipped).not.toContain(/^name: (.*)$/m.exec(text)?.[1]);
  });

  it("of the settings that README changes is a scenario", () => {
    const [call] = callsOf(read("README.md")).filter((line) => line.includes("--set producers.acks=all"));
    const set = [...call!.matchAll(/--set ([\w.]+=[\w.]+)/g)].map(([, assignment]) => assignment!);
    expect(set.length).toBe(4);
    const text = read("scenarios/acks1-leader-partition.yaml");
    expect(() => loadScenario(text, { ...options, overrides: { set, scale: 0.2 } })).not.toThrow();
  });
});

describe("README", () => {
  it("shows the block of its first command", () => {
    const [, path, scale] = /<!-- run -->[\s\S]*?run (scenarios\/\S+) --scale (\S+)/.exec(read("README.md"))!;
    const [folder] = readdirSync(new URL("docs/results/readme/", root));
    const result = JSON.parse(read(`docs/results/readme/${folder}/result.json`));
    expect(path).toBe(`scenarios/${result.run.scenario}.yaml`);
    expect(Number(scale)).toBe(result.run.scale);
  });

  it("lists every exit code", () => {
    const codes = [...read("README.md").matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it("lists every expectation", () => {
    const keys = [...read("README.md").matchAll(/^\| `(\w+)` \| .*(?:any|< |transient).* \|$/gm)].map(
      ([, key]) => key,
    );
    expect(keys).toEqual(checks.map(({ name }) => name));
  });
});

it.each(pages)("links of %s lead somewhere", (page) => {
  const text = read(page);
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s/g, "-");
  const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading!));
  for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target!)) continue;
    if (target!.startsWith("#")) expect(anchors).toContain(target!.slice(1));
    else expect(existsSync(new URL(target!, new URL(page, root))), target).toBe(true);
  }
});
