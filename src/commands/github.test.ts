import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Beside } from "../report/reporter.js";
import { oddsCells } from "../report/testing/cells.js";
import { result, runData } from "../report/testing/runs.js";
import type { Result } from "../rundir/result.js";
import type { Edge } from "./command.js";
import { edgeInTest } from "./command.test-support.js";
import { tellGitHub } from "./github.js";
import { guarded } from "./workflow-commands.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "github-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = "name: orders\nproducers: { count: 10 }\nexpect:\n  loss: none\n  order: kept\n";

interface Told {
  readonly env?: Edge["env"];
  readonly text?: string;
  readonly isDocument?: boolean;
  readonly beside?: Beside;
  readonly isPart?: boolean;
}

function tell(
  results: readonly Result[],
  { env = {}, text = TEXT, isDocument = false, ...options }: Told = {},
) {
  const { edge, written } = edgeInTest({
    ...{ columns: 120, env: { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/repo", ...env } },
  });
  const path = "/repo/chaos/orders.yaml";
  tellGitHub(
    results.map((one) => runData(one)),
    [{ path, text }],
    edge,
    { isDocument, ...options },
  );
  return written;
}

const lost = (changes: Partial<Result> = {}) =>
  result({
    ...{ scenario: "orders", verdict: "not-as-expected", expect: { loss: "none" } },
    reasons: [{ about: "expectation", text: "3 messages are lost" }],
    counts: { lost: 3, lostAtLeast: 3, lostAtMost: 3 },
    ...changes,
  } as Parameters<typeof result>[0]);

describe("in GitHub Actions", () => {
  it("an expectation that is not met is an error at its line of the file", () => {
    const { stdout } = tell([lost()]);
    expect(stdout).toMatch(
      /^::error file=chaos\/orders\.yaml,line=4,col=3,title=orders%3A not as expected::loss: expected none, found 3 messages%0A3 messages are lost%0Arun: /,
    );
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("an inconclusive run is a warning at the scenario's name, and one as expected is nothing", () => {
    const { stdout } = tell([
      lost({ verdict: "inconclusive" }),
      lost({ verdict: "as-expected", reasons: [] }),
    ]);
    expect(stdout).toMatch(/^::warning file=chaos\/orders\.yaml,line=1,col=1,title=orders%3A inconclusive::/);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("many runs that fail at one place are one annotation", () => {
    expect(tell([lost(), lost(), lost()]).stdout.trimEnd()).toMatch(/%0A2 more runs the same$/);
  });

  it("the text of a run cannot begin another command", () => {
    const reasons = [{ about: "expectation", text: "100 %\n::set-output name=x::y\r\u001b[31m" }] as const;
    const { stdout } = tell([lost({ scenario: "a,b:c\n::error::x", reasons: [...reasons] })]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("100 %25");
  });

  it("commands are written past the guard that makes other lines text", () => {
    const lines: string[] = [];
    const terminal = {
      columns: 80,
      rows: 40,
      isTTY: false,
      color: false,
      write: (text: string) => void lines.push(text),
    };
    const stdout = guarded(terminal);
    const edge = { env: { GITHUB_ACTIONS: "true" }, stdout, stderr: stdout } as unknown as Edge;
    tellGitHub([runData(lost())], [], edge, { isDocument: false });
    stdout.write("::error::a line of a broker's log\n");
    expect(lines.map((line) => line.slice(0, 8))).toEqual(["::error ", ": :error"]);
  });

  it("the summary of the job gets the verdicts, and standard output stays a document", () => {
    const summary = join(folder, "summary.md");
    const { stdout, stderr } = tell([lost()], { env: { GITHUB_STEP_SUMMARY: summary }, isDocument: true });
    expect(stdout).toBe("");
    expect(stderr).toContain("::error");
    expect(readFileSync(summary, "utf8")).toContain("orders");
  });

  it("a summary that cannot be written is a warning", () => {
    const { stdout } = tell([lost()], { env: { GITHUB_STEP_SUMMARY: folder } });
    expect(stdout).toContain("::warning::chaos cannot write the summary of the job: EISDIR");
  });
});

it("elsewhere nothing is written", () => {
  expect(tell([lost()], { env: { GITHUB_ACTIONS: undefined } })).toEqual({ stdout: "", stderr: "" });
});

describe("a campaign in GitHub Actions", () => {
  const text = 'name: orders\nproducers: { count: 10 }\nexpect:\n  loss: { probability: "> 0.5" }\n';
  const runs = oddsCells.flatMap((cell) => cell.runs.map(({ result }) => result));

  it("has an error for each combination whose probability is not met, and a warning where it is undecided", () => {
    const { stdout } = tell(runs, { text, beside: { cells: oddsCells } });
    expect(stdout.trimEnd().split("\n")).toEqual([
      "::error file=chaos/orders.yaml,line=4,col=3,title=orders producers.acks=0%3A probability not met::loss in 2 of 20 runs (3–30 %25), expected probability > 0.5",
      "::warning file=chaos/orders.yaml,line=4,col=3,title=orders producers.acks=all%3A probability undecided::loss in 13 of 20 runs (43–82 %25), expected probability > 0.5%0Aabout 23 more runs would decide it, if the share stays 13 of 20",
    ]);
  });

  it("judges no probability of a part", () => {
    expect(tell(runs, { text, beside: { cells: oddsCells }, isPart: true }).stdout).toBe("");
  });
});
