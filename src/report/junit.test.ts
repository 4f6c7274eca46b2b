import { Chalk } from "chalk";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, it } from "vitest";
import type { RunData } from "../rundir/rundir.js";
import { junit } from "./junit.js";
import type { Beside } from "./reporter.js";
import { cellOf, oddsCells } from "./testing/cells.js";
import { iso, lossy, result, runData } from "./testing/runs.js";

const page = { columns: 80, paint: new Chalk({ level: 0 }) };

interface Case {
  readonly "@name": string;
  readonly "@time": string;
  readonly failure?: { readonly "@message": string; readonly "#text": string };
  readonly error?: { readonly "@message": string; readonly "@type": string };
  readonly skipped?: string;
  readonly "system-out"?: string;
}

/** The suites of the report, read by another library than the one that wrote it. */
async function suitesOf(runs: readonly RunData[], beside?: Beside) {
  const text = await junit.render(runs, page, beside);
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: "@", parseAttributeValue: false },
    isArray: (name) => ["testsuite", "testcase"].includes(name),
  });
  const suites: (Record<string, string> & { readonly testcase: readonly Case[] })[] =
    parser.parse(text).testsuites.testsuite ?? [];
  return {
    ...{ text, suites },
    caseOf: (name: string) => suites[0]!.testcase.find((one) => one["@name"] === name)!,
  };
}

it("has a suite per run, a case per check, and seconds", async () => {
  const { suites, caseOf } = await suitesOf([runData(lossy()), runData(result())]);
  expect(suites.map((suite) => suite["@name"])).toEqual([
    "acks1-leader-partition",
    "acksall-leader-partition",
  ]);
  expect(suites[0]).toMatchObject({
    ...{ "@timestamp": "2026-11-21T12:00:00", "@time": "118.3", "@failures": "0", "@errors": "0" },
  });
  expect(caseOf("verdict")).toMatchObject({ "@time": "118.3" });
  expect(caseOf("verdict")["system-out"]).toContain("65,502 of 95,513 acknowledged messages");
  expect(caseOf("loss")).not.toHaveProperty("failure");
  expect(caseOf("loss")).not.toHaveProperty("skipped");
});

it("has the reasons of a run that is not as expected, and the check that is not met", async () => {
  const reasons = [{ about: "expectation" as const, text: "65,502 messages are lost, and none may be." }];
  const lost = lossy({ expect: { loss: "none", order: "kept" }, verdict: "not-as-expected", reasons });
  const { suites, caseOf } = await suitesOf([runData(lost)]);
  expect(suites[0]).toMatchObject({ "@failures": "2", "@errors": "0" });
  expect(caseOf("verdict").failure).toMatchObject({
    "@message": "not as expected: 65,502 messages are lost, and none may be.",
    "#text": "65,502 messages are lost, and none may be.",
  });
  expect(caseOf("loss").failure?.["@message"]).toBe("expected none, found 65,502 messages");
  expect(caseOf("order")).not.toHaveProperty("failure");
});

it("skips a check of which nothing is expected, whatever it found", async () => {
  const { caseOf } = await suitesOf([runData(lossy({ counts: { duplicated: 12 } }))]);
  expect(caseOf("duplicates")).not.toHaveProperty("failure");
  expect(caseOf("duplicates")).toHaveProperty("skipped");
  expect(caseOf("duplicates")["system-out"]).toBe("expected nothing, found 12 messages");
});

it("makes an inconclusive run an error, in which no check passes or fails", async () => {
  const reasons = [{ about: "experiment" as const, text: "the fault never struck" }];
  const unclear = lossy({ expect: { loss: "none", order: "kept" }, verdict: "inconclusive", reasons });
  const { suites, caseOf } = await suitesOf([runData(unclear)]);
  expect(suites[0]).toMatchObject({ "@failures": "0", "@errors": "1" });
  expect(suites[0]!["@skipped"]).toBe(String(suites[0]!.testcase.length - 1));
  expect(caseOf("verdict").error).toMatchObject({
    ...{ "@message": "inconclusive: the fault never struck", "@type": "inconclusive" },
  });
});

it("says of a run that was killed, and of a count that is not known, that it is unknown", async () => {
  const reasons = [{ about: "experiment" as const, text: "the run did not finish" }];
  const killed = result({ finishedAt: null, verdict: "inconclusive", reasons, counts: { lost: null } });
  const { suites, caseOf } = await suitesOf([runData(killed)]);
  expect(suites[0]).toMatchObject({ "@time": "0", "@errors": "1" });
  expect(caseOf("loss")["system-out"]).toBe("expected none, and the count is not known");
});

it("is well-formed whatever the names and reasons hold", async () => {
  const hostile = `<a b="c">&amp; ]]> ]]> \u001b[31mred\u001b[0m \u0000\u0008\u000b\ufffe\uffff \ud800 \u202e 'q' \u{1f4a5}\n--> <!--`;
  const found = lossy({
    ...{ scenario: hostile, run: hostile, engine: hostile, verdict: "not-as-expected", finishedAt: iso(0.4) },
    reasons: [{ about: "expectation", text: hostile }],
  });
  const { text, suites, caseOf } = await suitesOf([runData(found)], { problems: [hostile] });
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\ufffe\uffff]|\[31m/u);
  expect(suites[0]!["@name"]).toContain('<a b="c">');
  expect(caseOf("verdict").failure?.["#text"]).toContain("]] > ]] > red");
  expect(suites).toHaveLength(2);
});

it("names runs that cannot be read as errors, and is XML for no runs", async () => {
  const { suites } = await suitesOf([runData(result())], { problems: ["runs/x is not a run"] });
  expect(suites[1]).toMatchObject({
    "@errors": "1",
    testcase: [{ error: { "@message": "runs/x is not a run" } }],
  });
  expect((await suitesOf([])).suites).toEqual([]);
});

it("has a suite of a campaign with a case for each cell, and names each run by its cell", async () => {
  const cells = [cellOf([3, 0]), cellOf([0], { settings: { "producers.acks": "all" }, missing: 4 })];
  const { suites } = await suitesOf(
    cells.flatMap(({ runs }) => runs),
    { cells },
  );
  expect(suites.map((suite) => suite["@name"])).toEqual([
    "campaign",
    "orders producers.acks=1 #1",
    "orders producers.acks=1 #2",
    "orders producers.acks=all #1",
  ]);
  const [first, second] = suites[0]!.testcase;
  expect(first!["@name"]).toBe("orders producers.acks=1");
  expect(first!["system-out"]).toContain("loss in 1 of 2 runs (9–91 %)");
  expect(first).not.toHaveProperty("error");
  expect(second!.error).toMatchObject({ "@message": "4 runs missing", "@type": "missing" });
});

it("fails a probability of a campaign that is not met, and calls an undecided one an error", async () => {
  const { suites } = await suitesOf([], { cells: oddsCells });
  const cases = suites[0]!.testcase.filter((one) => String(one["@name"]).endsWith(": probability of loss"));
  const [met, notMet, undecided] = cases;
  expect(met).not.toHaveProperty("failure");
  expect(met).not.toHaveProperty("error");
  expect(notMet!.failure).toMatchObject({
    "@message": "loss in 2 of 20 runs (3–30 %), expected probability > 0.5",
  });
  expect(undecided!.error).toMatchObject({ "@type": "undecided" });
});

it("skips a probability in a run, which does not decide it", async () => {
  const { caseOf } = await suitesOf([runData(lossy({ expect: { loss: { probability: { above: 0.5 } } } }))]);
  expect(caseOf("loss")).toHaveProperty("skipped");
  expect(caseOf("loss")["system-out"]).toContain("expected probability > 0.5, found 65,502 messages");
});
