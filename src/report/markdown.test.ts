import { Chalk } from "chalk";
import { marked } from "marked";
import { expect, it } from "vitest";
import type { RunData } from "../rundir/rundir.js";
import { markdown } from "./markdown.js";
import type { Beside } from "./reporter.js";
import { cellOf, oddsCells } from "./testing/cells.js";
import { lossy, lostRange, result, runData } from "./testing/runs.js";

const page = { columns: 80, paint: new Chalk({ level: 0 }) };
const render = (runs: readonly RunData[], beside?: Beside) => markdown.render(runs, page, beside);

const lost = lossy({
  ...{ expect: { loss: "none" }, verdict: "not-as-expected" },
  reasons: [{ about: "expectation", text: "65,502 acknowledged messages are lost." }],
});

it("begins with the verdict in words", () => {
  expect(render([runData(lost)])).toMatch(/^## chaos: acks1-leader-partition is not as expected\n/);
  expect(render([runData(result()), runData(lost)])).toMatch(
    /^## chaos: 2 runs: 1 not as expected, 1 as expected\n/,
  );
  expect(render([])).toBe("## chaos: no runs\n");
});

it("has a table of the runs, the worst first", () => {
  const rows = render([runData(result()), runData(lost)])
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(rows[2]).toBe(
    "| acks1-leader-partition | **not as expected** | 65,502 | 95,513 | 4,487 | – | 1 min 58 s |",
  );
  expect(rows[3]).toMatch(/^\| acksall-leader-partition \| as expected \| 0 \|/);
});

it("has the reasons and the largest lost ranges, and says how many more there are", () => {
  const ranges = [10, 90, 30, 70].map((messages) => ({ ...lostRange, messages }));
  const text = render([runData({ ...lost, lostRanges: ranges, lostRangesOmitted: 2 })]);
  expect(text).toContain("- 65,502 acknowledged messages are lost.\n");
  expect(text).toContain("sequences 30012–95513: 90 messages, kafka1 acknowledged them");
  expect(text).not.toContain(": 10 messages");
  expect(text).toContain("- and 3 more ranges\n");
});

it("calls a loss that is not known unknown", () => {
  const reasons = [{ about: "measurement" as const, text: "the log was not read" }];
  const unclear = result({ verdict: "inconclusive", reasons, counts: { lost: null, lostByWatermark: null } });
  const text = render([runData(unclear)]);
  expect(text).toContain("| **inconclusive** | ? |");
  expect(text).toContain("- lost: unknown");
});

it("fits into a comment, and says how many runs are left out", () => {
  const long = { ...lost, scenario: "|*<".repeat(200), reasons: Array(9).fill(lost.reasons[0]) };
  const text = render(Array(2_000).fill(runData(long)), {
    problems: Array(500).fill("<x>".repeat(300)),
  });
  expect(text.length).toBeLessThan(65_536);
  const rows = text.split("\n").filter((line) => /^\| &/.test(line)).length;
  const sections = text.split("\n").filter((line) => line.startsWith("### ")).length;
  expect(rows).toBeGreaterThan(10);
  expect(sections).toBeGreaterThan(3);
  expect(text).toContain(`\n${(2_000 - rows).toLocaleString("en-US")} runs left out of this table.\n`);
  expect(text).toContain(
    `\nThe details of ${(2_000 - sections).toLocaleString("en-US")} runs are left out.\n`,
  );
  expect(text).toContain("- and 490 more\n");
});

it("tells of small reports everything", () => {
  expect(render(Array(40).fill(runData(lost)))).not.toContain("left out");
});

it.each([
  "<script>alert(1)</script> <img src=x onerror=y>",
  "a | b | c",
  "`code` **bold** _it_ ~~gone~~ $x$",
  "[text](https://example.org) ![image](https://example.org/x.png)",
  "https://example.org http://example.org www.example.org mailto:a@example.org a@example.org",
  "@octocat @org/team #12 octo/cat#12 GH-12",
  "\\| &lt;b&gt; &#124; &amp;",
  "line\nbreak\r\n- list \u001b[31mred\u001b[0m \u202e \u0000",
])("shows %j as text alone", (hostile) => {
  const reasons = [{ about: "expectation" as const, text: hostile }];
  const text = render([runData({ ...lost, scenario: hostile, reasons })], { problems: [hostile] });
  expect(text).not.toMatch(/@[a-z\d]|#[1-9]\d?(?!\d*;)|GH-/i);
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  const html = marked.parse(text, { async: false, gfm: true });
  expect(html).not.toMatch(/<(?:a|img|script|code|em|del|b)\b/);
  expect(html.match(/<td/g)).toHaveLength(7);
  expect(html.match(/<tr/g)).toHaveLength(2);
  expect(html.match(/<li/g)).toHaveLength(1 + 4);
});

it("leaves the words of a name as they are, once GitHub has shown them", () => {
  const html = marked.parse(render([runData({ ...lost, scenario: "a_b|c <d> & e" })]), { async: false });
  expect(html.replaceAll("\u200b", "")).toContain("a_b|c &lt;d&gt; &amp; e");
});

it("begins with the cells of a campaign, and says what is missing", () => {
  const cells = [cellOf([3, 0]), cellOf([0], { settings: { "producers.acks": "all" }, missing: 4 })];
  cells[0]!.runs[0]!.result.counts.duplicated = 1;
  const text = render(
    cells.flatMap(({ runs }) => runs),
    { cells },
  );
  expect(text).toContain("| orders | producers.acks=1 | 2 | 1 of 2 | 9–91 % | 2 (0–3) | ? |\n");
  expect(text).toContain("| orders | producers.acks=all | 1, 4 missing | 0 of 1 |");
  expect(text).toContain("- duplicates in 1 of 2 (9–91 %): orders producers.acks=1\n");
  expect(text).toContain("- **4 runs missing.**\n");
  expect(text).toContain("| orders producers.acks=1 #&#8203;2 |");
});

it("says of each probability that a campaign expects whether it is met", () => {
  const text = render([], { cells: oddsCells });
  const expected = "expected probability > 0.5: orders producers.acks";
  expect(text).toContain(`- met: loss in 18 of 20 runs (70–97 %), ${expected}=1\n`);
  expect(text).toContain(`- **not met**: loss in 2 of 20 runs (3–30 %), ${expected}=0\n`);
  expect(text).toContain(
    `- **undecided**: loss in 13 of 20 runs (43–82 %), ${expected}=all. about 23 more runs would decide it, if the share stays 13 of 20\n`,
  );
});
