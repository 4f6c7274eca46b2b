/** Each format tells what consumer groups read, with the evidence. */
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { readVersion2 } from "../rundir/result-file/version-2/read.js";
import { writeVersion2 } from "../rundir/result-file/version-2/write.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { summarizeCell } from "./model/campaign.js";
import { judgeCell, sentenceOf } from "./model/odds.js";
import { pretty } from "./pretty.js";
import { table } from "./table.js";
import { plainPage } from "./testing/plain-page.js";
import { consumed, result, runData } from "./testing/runs.js";

const page = plainPage();
const expected = {
  loss: "any",
  consumers: { skipped: "none", reprocessed: "any", unseen: "none", lag: { belowMs: 3_000 } },
} as const;
const run = runData(result({ consumers: consumed(), expect: expected, verdict: "not-as-expected" }));
const without = runData(result());

describe("the report for people", () => {
  it("has a group with its figures, and evidence for each kind of finding", () => {
    const text = pretty.render([run], page);
    expect(text).toContain(
      "consumers        billing · 99,950 messages in 99,962 reads by 4 processes · 50 skipped",
    );
    expect(text.replace(/\s+/g, " ")).toContain("12 read again · 14 extra reads, 3 of one message at most");
    expect(text.replace(/\s+/g, " ")).toContain("unknown unseen");
    expect(text.replace(/\s+/g, " ")).toContain(
      "skipped, partition 0, offsets 100–149 (50 messages): Instance 1 was handed offsets 100–149 at 12.3 s",
    );
    expect(text.replace(/\s+/g, " ")).toContain("consumers.skipped: none (not met)");
    expect(pretty.render([without], page)).not.toContain("consumers");
  });

  it("says why nothing is known", () => {
    const consumers = { groups: [], unknown: "reads.bin is damaged" };
    const text = pretty.render([runData(result({ consumers }))], page);
    expect(text).toContain("consumers        not known: reads.bin is damaged");
  });

  it("fits in 80 columns", () => {
    const lines = pretty.render([run], { ...page, columns: 80 }).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

it("the table has a column for runs with consumers, and a dash for the others", () => {
  const text = table.render([run, without], { ...page, columns: 300 });
  expect(text).toMatch(/consumers/);
  expect(text).toMatch(/50 skipped, 12 read again/);
  expect(text.split("\n")[2]).toMatch(/–/);
  expect(table.render([without], { ...page, columns: 300 })).not.toMatch(/consumers/);
});

it("JSON has the section, and its checks", () => {
  const [file] = JSON.parse(json.render([run], page));
  expect(file.consumers.groups[0].found).toMatchObject({ skipped: 50, lag: 4_200, unseen: null });
  expect(file.files.reads).toBe("reads.bin");
  const check = file.checks.find(({ id }: { id: string }) => id === "consumers.skipped");
  expect(check).toEqual({
    id: "consumers.skipped",
    expected: "none",
    found: 50,
    unit: "messages",
    status: "fail",
  });
  const unseen = file.checks.find(({ id }: { id: string }) => id === "consumers.unseen");
  expect(unseen).toMatchObject({
    status: "unknown",
    because: "no client read the rest at the end of the run",
  });
  const [other] = JSON.parse(json.render([without], page));
  expect(other.consumers).toBeUndefined();
  expect(other.files.reads).toBeUndefined();
});

it("every format names the group of an expectation that is about one group", async () => {
  const expect_ = {
    loss: "any",
    consumers: { groups: { billing: { skipped: "none", unseen: "none" } } },
  } as const;
  const one = runData(result({ consumers: consumed(), expect: expect_, verdict: "not-as-expected" }));
  expect(pretty.render([one], page).replace(/\s+/g, " ")).toContain(
    "consumers.skipped of billing: none (not met)",
  );
  const [file] = JSON.parse(json.render([one], page));
  const { checks } = file as { checks: { id: string; group?: string }[] };
  expect(checks.filter(({ id }) => id === "consumers.skipped")).toEqual([
    { id: "consumers.skipped", expected: null, found: 50, unit: "messages", status: "observed" },
    {
      ...{ id: "consumers.skipped", group: "billing", expected: "none", found: 50, unit: "messages" },
      status: "fail",
    },
  ]);
  expect(checks.find(({ id, group }) => id === "consumers.unseen" && group === "billing")).toMatchObject({
    because: "no client read the rest at the end of the run",
  });
  expect(await junit.render([one], page)).toContain('name="consumers.skipped of billing"');
  expect(readVersion2(writeVersion2(one.result)).expect).toEqual(expect_);
});

it("JUnit has a case for each check of consumers", async () => {
  const xml = await junit.render([run], page);
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
  const cases: Record<string, unknown>[] = testsuites.testsuite.testcase;
  const named = (name: string) => cases.find((one) => one["@_name"] === name)!;
  expect(named("consumers.skipped").failure).toMatchObject({
    "@_message": "expected none, found 50 messages",
  });
  expect(named("consumers.lag").failure).toMatchObject({ "@_message": "expected < 3.0 s, found 4.2 s" });
  expect(JSON.stringify(named("consumers.skipped"))).toContain("group billing, partition 0, offsets 100–149");
  expect(named("consumers.unseen").skipped).toBeDefined();
  expect(named("consumers.reprocessed").failure).toBeUndefined();
});

it("Markdown has a line for each group, and for each kind of finding, and names stay text", () => {
  const text = markdown.render([run], page);
  expect(text).toMatch(/- group billing: 99,950 messages in 99,962 reads/);
  expect(text).toMatch(/- skipped, partition 0, offsets 100–149/);
  const evil = runData(result({ consumers: consumed({ group: "**@all**" }), verdict: "not-as-expected" }));
  expect(markdown.render([evil], page)).not.toMatch(/\*\*@all/);
});

it("a campaign counts the runs in which a group has any, and judges a probability by them", () => {
  const expect_ = { loss: "any", consumers: { skipped: { probability: { below: 0.4 } } } } as const;
  const some = result({ consumers: consumed(), expect: expect_ });
  const none = result({
    consumers: consumed({ found: { ...consumed().groups[0]!.found, skipped: 0 } }),
    expect: expect_,
  });
  const runs = [...Array(2).fill(some), ...Array(28).fill(none)].map((result) => ({ result }));
  const [odds] = judgeCell({ runs, isRepeated: true });
  expect(odds).toMatchObject({ check: "consumers.skipped", happened: 2, known: 30, isKept: true });
  const ofOne = { loss: "any", consumers: { groups: { billing: expect_.consumers } } } as const;
  const [ofGroup] = judgeCell({
    runs: runs.map(({ result }) => ({ result: { ...result, expect: ofOne } })),
    isRepeated: true,
  });
  expect(ofGroup).toMatchObject({ group: "billing", happened: 2, known: 30, isKept: true });
  expect(sentenceOf(ofGroup!)).toMatch(/^consumers.skipped of billing in 2 of 30 runs/);
  const of = ({ others }: ReturnType<typeof summarizeCell>) => others.map(({ check }) => check);
  expect(of(summarizeCell(runs))).toContain("consumers.skipped");
  expect(of(summarizeCell([{ result: result() }]))).not.toContain("consumers.skipped");
});
