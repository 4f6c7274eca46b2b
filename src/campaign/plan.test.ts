import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { loadScenarios } from "../scenario/files.js";
import { grammarsOf } from "../scenario/grammar.js";
import { isCampaignText, readCampaignText } from "./file.js";
import { automaticJobs, mayBegin } from "./jobs.js";
import { planCells, refuseExcess } from "./plan.js";
import { readShard } from "./shard.js";
import { cellsOf } from "./testing/fake-runs.js";
import { timeLeftMs } from "./time-left.js";
import { isKnown, readUntil } from "./until.js";
import { combinations, readAxis, settingsOf, writeCombination } from "./vary.js";

const grammars = grammarsOf(faults);
const scenario = (name: string, producers = "count: 100") => ({
  path: `${name}.yaml`,
  text: `name: ${name}\nproducers: { ${producers} }\nexpect: { loss: any }\n`,
});

const plan = (vary: readonly string[], texts = [scenario("a"), scenario("b")]) =>
  planCells({
    texts,
    axes: vary.map(readAxis),
    faults,
    load: async (some, set, randomSeed) =>
      loadScenarios(some, { faults, grammars, overrides: { set }, randomSeed: randomSeed ?? 7 }),
  });

describe("--vary", () => {
  it("has every combination of its values", () => {
    const axes = ["producers.acks=0,1,all", "cluster.controllers=1,3"].map(readAxis);
    expect(combinations(axes).map(writeCombination)).toEqual([
      "producers.acks=0 cluster.controllers=1",
      "producers.acks=0 cluster.controllers=3",
      "producers.acks=1 cluster.controllers=1",
      "producers.acks=1 cluster.controllers=3",
      "producers.acks=all cluster.controllers=1",
      "producers.acks=all cluster.controllers=3",
    ]);
    expect(settingsOf(combinations(axes)[0]!)).toEqual({ "producers.acks": 0, "cluster.controllers": 1 });
    expect(settingsOf([{ path: "cluster.kafka", value: "3.10" }])).toEqual({ "cluster.kafka": "3.10" });
  });

  it("does not take a comma within brackets or quotes for the end of a value", () => {
    expect(readAxis(`faults[0].partition={ isolate: [kafka1, kafka2] },"a,b"`).values).toEqual([
      ...["{ isolate: [kafka1, kafka2] }", '"a,b"'],
    ]);
  });

  it.each([
    ["producers.acks", "write it as path=value,value"],
    ["producers.acks=", "a value is empty"],
    ["producers.acks=1,,all", "a value is empty"],
    ["producers.acks=1,all,1", "1 is written twice"],
  ])("%s is refused", (text, why) => {
    expect(() => readAxis(text)).toThrow(why);
  });
});

describe("a plan", () => {
  it("has a cell for each scenario and combination, which loads with its settings", async () => {
    const cells = await plan(["producers.acks=1,all"]);
    expect(cells.map(({ id, combination }) => `${id} ${combination}`)).toEqual([
      ...["1-a producers.acks=1", "2-a producers.acks=all", "3-b producers.acks=1", "4-b producers.acks=all"],
    ]);
    expect((await cells[3]!.load()).scenario).toMatchObject({ name: "b", producers: [{ acks: "all" }] });
    expect(new Set(cells.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    expect((await plan(["producers.acks=1,all"])).map(({ fingerprint }) => fingerprint)).toEqual(
      cells.map(({ fingerprint }) => fingerprint),
    );
  });

  it("names the combination that is no scenario", async () => {
    const refused = plan(["producers.acks=1,all", "producers.idempotence=true,false"], [scenario("a")]);
    await expect(refused).rejects.toThrow(
      /--vary producers\.idempotence=true: .*\(with producers\.acks=1 producers\.idempotence=true\)$/,
    );
  });

  it("names no combination for a mistake in the scenario itself", async () => {
    const refused = plan(["producers.acks=1,all"], [scenario("a", "cout: 100")]);
    await expect(refused).rejects.toThrow(/^a\.yaml:2:14: unknown key cout; did you mean count\?\n/);
    await expect(refused).rejects.not.toThrow("(with");
  });

  it("has at most 1,000 runs", async () => {
    const cells = await plan([]);
    expect(() => refuseExcess(cells, 500, null)).not.toThrow();
    expect(() => refuseExcess(cells, 501, null)).toThrow("1002 runs, and a campaign has at most 1000");
    expect(() => refuseExcess(cells, 501, { index: 1, of: 2 })).not.toThrow();
    await expect(plan(["producers.acks=1", "producers.acks=all"])).rejects.toThrow("varied twice");
  });
});

describe("a campaign file", () => {
  const text = `scenarios: [a.yaml]
vary:
  producers.acks: [0, all]
  cluster.kafka: [3.10.0, 3.9]
set: { topic.partitions: 3 }
repeat: 5
until: loss.p ± 0.1
`;

  it("is told from a scenario by its key scenarios", () => {
    expect(isCampaignText(text)).toBe(true);
    expect(isCampaignText(scenario("scenarios").text)).toBe(false);
  });

  it("has paths relative to it, and values as --vary and --set have them", () => {
    const { placeOf: _, ...read } = readCampaignText("ci/nightly.yaml", text);
    expect(read).toEqual({
      scenarios: ["ci/a.yaml"],
      vary: [
        { path: "producers.acks", values: ["0", "all"] },
        { path: "cluster.kafka", values: ["3.10.0", "3.9"] },
      ],
      set: ["topic.partitions=3"],
      repeat: 5,
      until: "loss.p ± 0.1",
    });
  });

  it.each([
    ["repeat: 5", "repeats: 5", "nightly.yaml:6:1: unknown key repeats; did you mean repeat?"],
    ["repeat: 5", "repeat: 0", "nightly.yaml:6:9: repeat must be at least 1, not 0"],
    ["[0, all]", "[0, 0]", "nightly.yaml:3:23: 0 is here twice"],
    ["[a.yaml]", "[]", "nightly.yaml:1:1: scenarios must have at least 1 item"],
    ["± 0.1", "0.1", "nightly.yaml:7:8: until must be written as"],
  ])("with %s as %s is refused with its place", (from, to, message) => {
    expect(() => readCampaignText("nightly.yaml", text.replace(from, to))).toThrow(message);
  });
});

describe("--until", () => {
  const run = (lost: number | null, lostAtLeast?: number) =>
    ({
      result: { verdict: "as-expected", counts: { lost, ...(lostAtLeast !== undefined && { lostAtLeast }) } },
    }) as never;
  const many = (count: number, one: never) => Array.from({ length: count }, () => one);

  it("is reached when the interval is narrow enough, and by no run that does not know", () => {
    const until = readUntil("loss.p ± 0.05");
    expect(isKnown(until, many(34, run(0)))).toBe(false);
    expect(isKnown(until, many(35, run(0)))).toBe(true);
    expect(isKnown(until, [...many(34, run(0)), ...many(500, run(null))])).toBe(false);
    expect(isKnown(until, [...many(34, run(0)), run(null, 1)])).toBe(false);
    expect(isKnown(until, many(35, run(null, 1)))).toBe(true);
    expect(isKnown(until, [...many(190, run(0)), ...many(190, run(5))])).toBe(false);
    expect(isKnown(until, [...many(191, run(0)), ...many(191, run(5))])).toBe(true);
  });

  it.each(["loss.p", "loss ± 0.1", "los.p ± 0.1", "loss.p ± 0", "loss.p ± 0.5"])("%s is refused", (text) => {
    expect(() => readUntil(text)).toThrow("write a check, and half the width of the interval");
  });
});

describe("runs at a time", () => {
  const [next] = cellsOf("a");
  const beside = (changes = {}) => [{ ...next!, isStarting: false, ...changes }];
  const room = { jobs: 4, freeBytes: 64 * 2 ** 30 };

  it("begin while there is room, and memory for all of them", () => {
    expect(mayBegin(next!, beside(), room)).toBe(true);
    expect(mayBegin(next!, beside(), { ...room, jobs: 1 })).toBe(false);
    expect(mayBegin(next!, beside(), { ...room, freeBytes: 2 * 2 ** 30 })).toBe(false);
    expect(mayBegin(next!, [], { jobs: 1, freeBytes: 0 })).toBe(true);
  });

  it("do not begin while a cluster starts, and not beside one that uses a whole processor", () => {
    expect(mayBegin(next!, beside({ isStarting: true }), room)).toBe(false);
    expect(mayBegin(next!, beside({ isHungry: true }), room)).toBe(false);
    expect(mayBegin({ ...next!, isHungry: true }, beside(), room)).toBe(false);
  });

  it("are two for each processor with auto", () => {
    expect([1, 2, 64].map(automaticJobs)).toEqual([2, 4, 32]);
  });
});

it("the time left is that of runs of the same scenario, else of all", () => {
  const durations = new Map([["a", [10_000, 20_000]]]);
  const left = (scenario: string) => ({ scenario, elapsedMs: 0 });
  expect(timeLeftMs(new Map(), [left("a")], 1)).toBeNull();
  expect(timeLeftMs(durations, [left("a"), left("b")], 1)).toBe(30_000);
  expect(timeLeftMs(durations, [left("a"), left("b")], 4)).toBe(15_000);
});

it("a shard is one of several parts", () => {
  expect(readShard("2/5")).toEqual({ index: 2, of: 5 });
  for (const text of ["0/5", "6/5", "2", "2/5/6", "a/b"])
    expect(() => readShard(text)).toThrow("write it as 2/5");
});
