import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { complaintsOf } from "../yaml/complaints.test-support.js";
import { findScenarios } from "./find.js";
import { loadScenario, type Overrides } from "./load.js";

const scenarios = await findScenarios(["scenarios"]);

const load = (text: string, overrides: Overrides = {}, path = "mine.yaml") =>
  loadScenario(text, { path, faults, overrides, randomSeed: 7 });

/** The sentences and places of what is wrong, without excerpts. */
const complaints = (text: string, overrides: Overrides = {}) => complaintsOf(() => load(text, overrides));

const scenario = (producers: string, ...steps: string[]) =>
  `name: mine\nproducers: { ${producers} }\nexpect: { loss: any }\nfaults: [\n${steps.map((step) => `  { ${step} },\n`).join("")}]`;

describe("a fault after the last message", () => {
  it("is refused, with the time for which the producers send", () => {
    expect(complaints(scenario("count: 1000, rate: 500", "at: 60s, kill: leader"))).toEqual([
      "5:9 the producers send for 2 s, but kill strikes at 60 s and would meet no message; let it strike earlier, or send more messages",
    ]);
  });

  it.each([
    ["the last message's own time", "count: 1000, rate: 500", ["at: 1998ms, kill: leader"], 1],
    ["the time of the message before", "count: 1000, rate: 500", ["at: 1996ms, kill: leader"], 0],
    [
      "ten producers, which share the gaps",
      "count: 10, rate: 1, instances: 10",
      ["at: 9800ms, kill: leader"],
      0,
    ],
    [
      "a producer that starts late",
      "count: 1000, rate: 500, instances: 2, start: [0s, 6s]",
      ["at: 7s, kill: leader"],
      0,
    ],
    ["all that start late", "count: 1000, rate: 500, start: 6s", ["at: 9s, kill: leader"], 1],
    [
      "a chain of delays",
      "count: 1000, rate: 100",
      [
        "name: first, at: 10s, kill: kafka1",
        "name: second, at: 4s after first, kill: kafka2",
        "at: 4s after second, pause: kafka3",
      ],
      3,
    ],
    [
      "a delay after a step that counts messages",
      "count: 1000, rate: 100, instances: 2",
      ["at: 1000 messages, kill: kafka1", "at: 306s after kill, pause: kafka2"],
      1,
    ],
    [
      "a shorter delay after it",
      "count: 1000, rate: 100, instances: 2",
      ["at: 1000 messages, kill: kafka1", "at: 4s after kill, pause: kafka2"],
      0,
    ],
    [
      "a step that comes after the injection of one that heals",
      "count: 1000, rate: 100",
      ["at: 1s, kill: kafka1, for: 60s", "at: 5s after kill, pause: kafka2"],
      0,
    ],
    ["any time at full speed", "count: 1000, rate: max", ["at: 1h, kill: leader"], 0],
  ])("%s: %s", (_, producers, steps, count) => {
    expect(complaints(scenario(producers, ...steps))).toHaveLength(count);
  });

  it("tells the time that a chain adds up to", () => {
    const [, complaint] = complaints(
      scenario(
        "count: 1000, rate: 100",
        "at: 10s, kill: kafka1",
        "name: late, at: 8s after kill, pause: kafka3",
      ),
    );
    expect(complaint).toMatch(
      /^6:\d+ the producers send for 9\.99 s, but late strikes at 18 s at the earliest/,
    );
  });

  describe("with messages that an earlier fault may keep waiting", () => {
    const held = (delay: string, more = "") =>
      scenario(
        `count: 1000, rate: 100, acks: all${more}`,
        "at: 500 messages, partition: leader",
        `at: ${delay} after partition, kill: controller1`,
      );

    it("is noted", () => {
      expect(load(held("10s")).notes).toEqual([
        "mine.yaml: the producers send for 9.99 s, and kill strikes at 15 s at the earliest: it meets only messages that an earlier fault keeps waiting",
      ]);
      expect(load(held("4s")).notes).toEqual([]);
    });

    it("is refused when they have failed by then", () => {
      expect(complaints(held("10s", ", config: { message.timeout.ms: 4000 }"))).toEqual([
        "6:9 the producers send for 9.99 s, and a message that waits fails after 4 s, but kill strikes at 15 s at the earliest and would meet no message; let it strike earlier, or send more messages",
      ]);
    });
  });

  it("is one that counts all messages, too: the last is sent, and none meets the fault", () => {
    expect(
      complaints(scenario("count: 50, instances: 2, rate: max", "at: 100 messages, kill: leader")),
    ).toEqual([
      "5:9 at 100 messages the last one is sent, and the fault would meet none; write 99 messages or fewer",
    ]);
    expect(complaints(scenario("count: 50, instances: 2", "at: 101 messages, kill: leader"))).toEqual([
      "5:9 at 101 messages is never reached: the producers send 100 (2 × 50)",
    ]);
    expect(complaints(scenario("count: 50, instances: 2", "at: 99 messages, kill: leader"))).toEqual([]);
  });
});

describe("--scale", () => {
  const TIMED = scenario("count: 10000, rate: 500", "name: rolling, at: 5s, kill: leader");

  it("leaves times as they are, and what then strikes too late is refused", () => {
    expect(complaints(TIMED, { scale: 0.1 })).toEqual([
      "5:24 with --scale 0.1 the producers send for 2 s, but rolling strikes at 5 s and would meet no message; --scale leaves times as they are, so write the trigger in messages, or use a larger scale",
    ]);
  });

  it("says which times stay as they are", () => {
    expect(load(TIMED).notes).toEqual([]);
    expect(load(TIMED, { scale: 0.5 }).notes).toEqual([
      "mine.yaml: with --scale 0.5 the producers send for 10 s; times stay as they are: rolling strikes at 5s",
    ]);
  });

  it("brings forth what was too late", () => {
    const late = scenario("count: 1000, rate: 500", "at: 60s, kill: leader");
    expect(complaints(late, { scale: 100 })).toEqual([]);
  });

  it.each([0.5, 0.1, 0.01, 0.0001])("%s keeps a message before and after one that a step counts", (scale) => {
    const { producers, faults } = load(scenario("count: 100", "at: 99 messages, kill: leader"), {
      scale,
    }).scenario;
    const [{ at }] = faults as unknown as [{ at: { messages: number } }];
    expect(at.messages).toBeGreaterThan(0);
    expect(at.messages).toBeLessThan(producers[0]!.count);
  });

  it.each(scenarios)("0.1 and 0.01 can be had of %s", (path) => {
    const text = readFileSync(path, "utf8");
    for (const scale of [0.1, 0.01]) expect(load(text, { scale }, path).notes).toEqual([]);
  });

  it("is refused for the rolling restart, whose times are those of the restarts", () => {
    const text = readFileSync("examples/rolling-restart.yaml", "utf8");
    expect(complaints(text)).toEqual([]);
    const refused = complaints(text, { scale: 0.1 });
    expect(refused.map((complaint) => complaint.replace(/ and would.*/, ""))).toEqual([
      "36:9 with --scale 0.1 the producers send for 2 s, but first strikes at 3 s",
      "39:9 with --scale 0.1 the producers send for 2 s, but second strikes at 8 s at the earliest",
      "42:9 with --scale 0.1 the producers send for 2 s, but third strikes at 13 s at the earliest",
    ]);
  });
});

describe("start", () => {
  const START = "count: 3000, rate: 300, acks: 1, instances: 2, start: ";

  it("is a time for all producers, or one for each", () => {
    expect(load(scenario("count: 1")).scenario.producers[0]!.startMs).toBe(0);
    expect(load(scenario(`${START}6s`)).scenario.producers[0]!.startMs).toBe(6_000);
    const late = load(scenario(`${START}[0s, 6s]`));
    expect(late.scenario.producers[0]!.startMs).toEqual([0, 6_000]);
    expect(late.yaml).toContain("  start:\n    - 0s\n    - 6s\n");
    expect(load(late.yaml).scenario).toEqual(late.scenario);
  });

  it("can be set from the command line", () => {
    const { scenario: set } = load(scenario("count: 10, instances: 2"), {
      set: ["producers.start=[0s, 1s]"],
    });
    expect(set.producers[0]!.startMs).toEqual([0, 1_000]);
    expect(
      load(scenario(`${START}[0s, 6s]`), { set: ["producers.start[1]=7s"] }).scenario.producers[0]!.startMs,
    ).toEqual([0, 7_000]);
  });

  it.each([
    ["[0s]", "start has 1 time, but there are 2 producers; list one for each, or write one duration for all"],
    [
      "[0s, 1s, 2s]",
      "start has 3 times, but there are 2 producers; list one for each, or write one duration for all",
    ],
    ["6", "start must be a duration, or a list with one for each producer, not 6; write 6s or 6ms"],
    ["6 seconds", "start must be a duration with a unit, not 6 seconds; write 6s"],
    ["[0s, 6]", "start[1] must be a duration with a unit, not 6; write 6s or 6ms"],
    ["[]", "start must have at least 1 item"],
    [
      "[0s, 24h]",
      "the last producer starts so late that the run takes more than 24 hours; a run may take 24",
    ],
  ])("%s is refused: %s", (start, message) => {
    expect(complaints(scenario(`${START}${start}`)).map((one) => one.replace(/^\S+ /, ""))).toEqual([
      message,
    ]);
  });
});
