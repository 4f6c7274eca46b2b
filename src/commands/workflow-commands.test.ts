import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { json } from "../report/json.js";
import { pretty } from "../report/pretty.js";
import { table } from "../report/table.js";
import { lossy, runData } from "../report/testing/runs.js";
import { resultAsJson } from "../rundir/result-file/result-file.js";
import { guarded, withoutCommands } from "./workflow-commands.js";

/** As the runner reads a line, and stricter: everything that no one sees is a blank, or nothing. */
function isCommand(line: string): boolean {
  const seen = line.replace(/[^\x20-\x7e]/g, "");
  return /^ *::[a-z-]+.*::/i.test(seen) || /##\[[a-z-]+.*\]/i.test(seen);
}
const commandsIn = (text: string) => text.split(/[\r\n\u0085\u2028\u2029]/).filter(isCommand);

const EVIL = [
  "::error::owned",
  "  ::set-output name=a::b",
  "\u00a0\u034f::add-mask::a",
  ":\u034f:warning::x",
  "INFO ##[error]owned",
  "a #\ufe0f#\u034f[add-path]/tmp",
  ":::error::x",
];

describe("in GitHub Actions", () => {
  it.each(EVIL)("%j is text, and nothing of it is lost but for a blank", (line) => {
    expect(isCommand(line)).toBe(!line.startsWith(":::"));
    const said = withoutCommands(`before\n${line}\nafter`);
    expect(commandsIn(said)).toEqual([]);
    expect(said.replaceAll(" ", "")).toBe(`before\n${line}\nafter`.replaceAll(" ", ""));
  });

  it("other text stays as it is", () => {
    const text = "a::b::c\nstd::vector<int>\n## [1.0] - a heading\n\u001b[2mdim\u001b[22m\n: x\n";
    expect(withoutCommands(text)).toBe(text);
  });

  it("no report of a run has a line that the runner obeys, at any width", () => {
    const words = EVIL.join(" word word word word ");
    const [first] = lossy().lostRanges;
    const run = runData(
      lossy({
        scenario: "::error::owned",
        description: words,
        verdict: "not-as-expected",
        reasons: [{ about: "expectation", text: words }],
        notes: [words],
        lostRanges: [{ ...first!, truncation: { node: "kafka1", toOffset: 1, line: words } }],
      }),
    );
    let plain = "";
    for (let columns = 30; columns <= 120; columns++) {
      const page = { columns, paint: new Chalk({ level: 0 }) };
      plain += [pretty, table].map((reporter) => reporter.render([run, run], page)).join("\n");
    }
    expect(commandsIn(plain).length).toBeGreaterThan(0);
    let written = "";
    guarded({
      ...{ columns: 80, rows: 40, isTTY: false, color: false },
      write(text) {
        written += text;
      },
    }).write(plain);
    expect(commandsIn(written)).toEqual([]);
  });

  it("a document of JSON has none by itself, and means the same", () => {
    const run = runData(lossy({ scenario: "::error::a ##[error]b" }));
    const text = json.render([run], { columns: 80, paint: new Chalk({ level: 0 }) });
    expect(commandsIn(text)).toEqual([]);
    expect(withoutCommands(text)).toBe(text);
    expect(text).toContain("\\u0023#[error]b");
    expect(JSON.parse(text)).toEqual([resultAsJson(run.result)]);
  });
});
