import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { COUNTED } from "../rundir/happened.js";
import { specOf } from "./cluster-spec.js";
import { loadScenario, type Overrides } from "./load.js";

const textOf = (expectations: string, producers = "") =>
  `name: mine\nproducers: { count: 10${producers} }\nexpect: { ${expectations} }\n`;
const load = (text: string, overrides: Overrides = {}) =>
  loadScenario(text, { path: "mine.yaml", faults, overrides, randomSeed: 7 });
const expectationsOf = (...args: Parameters<typeof load>) => load(...args).scenario.expect;
const PROMISED = { loss: "none", duplicates: "none", order: "kept" };

describe("with idempotence", () => {
  it("no duplicates and kept order are expected, however idempotence was asked for", () => {
    expect(expectationsOf(textOf("loss: none", ", idempotence: true"))).toEqual(PROMISED);
    expect(expectationsOf(textOf("loss: none"), { set: ["producers.idempotence=true"] })).toEqual(PROMISED);
    expect(expectationsOf(textOf("loss: none"))).toEqual({ loss: "none" });
    const withoutIt = { set: ["producers.idempotence=false"] };
    expect(expectationsOf(textOf("loss: none", ", idempotence: true"), withoutIt)).toEqual({ loss: "none" });
  });

  it("what the scenario or --set says of them wins", () => {
    const text = textOf("loss: none, duplicates: any", ", idempotence: true");
    expect(expectationsOf(text)).toEqual({ loss: "none", duplicates: "any", order: "kept" });
    expect(expectationsOf(text, { set: ["expect.order=any"] })).toEqual({
      loss: "none",
      duplicates: "any",
      order: "any",
    });
  });

  it("the resolved text writes them, and loads to the same", () => {
    const { scenario, yaml } = load(textOf("loss: none", ", idempotence: true"));
    expect(yaml).toMatch(/duplicates: none\n\s+order: kept/);
    expect(load(yaml).scenario).toEqual(scenario);
  });
});

describe("every expectation", () => {
  const all =
    'loss: some, duplicates: some, order: broken, corrupted: any, failover: some, unavailable: "< 90s"';

  it("is read, written and read again", () => {
    const { scenario, yaml } = load(textOf(all));
    expect(scenario.expect).toEqual({
      loss: "some",
      duplicates: "some",
      order: "broken",
      corrupted: "any",
      failover: "some",
      unavailable: { belowMs: 90_000 },
    });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it("can be set from the command line", () => {
    const set = ["expect.duplicates=none", "expect.unavailable=< 10s"];
    expect(expectationsOf(textOf("loss: none"), { set })).toEqual({
      loss: "none",
      duplicates: "none",
      unavailable: { belowMs: 10_000 },
    });
  });

  it.each([
    ["loss: none, unavailable: 10s", 'unavailable must be a limit, not 10s; write "< 10s"'],
    ['loss: none, unavailable: "<= 5 seconds"', 'write "<= 5s"'],
    ['loss: none, unavailable: "≥ 5s"', 'write ">= 5s"'],
    ['loss: none, unavailable: "> 10"', 'unavailable must be a limit, not "> 10"; write "> 10s"'],
    ['loss: none, unavailable: ">= 0s"', "must be longer than 0s"],
    ['loss: none, unavailable: "< 25h"', "must be at most 24h"],
    ['loss: none, unavailable: { probability: "> 0.5" }', 'unavailable must be a limit, such as "< 10s"'],
    ['loss: none, unavailable: "< 10"', 'write "< 10s"'],
    ["loss: none, unavailable: 10", 'write "< 10s"'],
    ['loss: none, unavailable: "< soon"', 'unavailable must be a limit, such as "< 10s"'],
    ['loss: none, unavailable: "< 0s"', "must be longer than 0s"],
    ["loss: none, duplicates: few", "must be none, some or any"],
    ["loss: none, order: none", "must be kept, broken or any"],
    ["loss: nome", "did you mean none?"],
    ["loss: 100", 'write "< 100" or "> 100"'],
    ['loss: "< 1,000 messages"', 'write "< 1000"'],
    ['loss: "< 1.5"', 'loss must be none, some or any, a limit such as "< 100" or "< 1 %"'],
    ['loss: "< 0"', 'loss must be possible to keep, not "< 0"'],
    ['loss: "> 100 %"', 'loss must be possible to keep, not "> 100 %"'],
    ['loss: ">= 0"', 'loss must be possible to break, not ">= 0"; write any'],
    ['loss: "<= 100 %"', "must be possible to break"],
    ['loss: "<= 0"', "loss must allow more than 0; write none"],
    ['loss: "< 1"', "loss must allow more than 0; write none"],
    ['loss: any, order: "< 1"', "order must allow more than 0; write kept"],
    ['loss: any, duplicates: "< 1 %"', "only loss takes a limit in percent"],
    ["loss: > 5", "a text that starts with > needs quotes"],
    ['loss: any, failover: { probability: "> 0.5" }', "a probability goes with counts of messages"],
    ['loss: any, misplaced: { probability: "> 0.5" }', "unknown key misplaced"],
  ])("is refused when it is wrong: %s", (expectations, sentence) => {
    expect(() => load(textOf(expectations))).toThrow(sentence);
  });

  it.each<[text: string, read: unknown, written: string]>([
    ['loss: "<100"', { loss: { below: 100 } }, "loss: < 100"],
    ['loss: "<= 0.5%"', { loss: { atMostPercent: 0.5 } }, "loss: <= 0.5 %"],
    ['loss: any, order: "<= 3"', { loss: "any", order: { atMost: 3 } }, "order: <= 3"],
    ['loss: any, failover: ">= 2"', { loss: "any", failover: { atLeast: 2 } }, 'failover: ">= 2"'],
    ['loss: any, unavailable: "<= 1m30s"', { loss: "any", unavailable: { atMostMs: 90_000 } }, "<= 90s"],
    ['loss: any, unavailable: "> 10s"', { loss: "any", unavailable: { aboveMs: 10_000 } }, '"> 10s"'],
    ['loss: { probability: "> 0.5" }', { loss: { probability: { above: 0.5 } } }, 'probability: "> 0.5"'],
    ['loss: { probability: "<= 33.3 %" }', { loss: { probability: { atMost: 0.333 } } }, "<= 0.333"],
  ])("is read from a limit, written and read again: %s", (text, read, written) => {
    const { scenario, yaml } = load(textOf(text));
    expect(scenario.expect).toEqual(read);
    expect(yaml).toContain(written);
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it("that begins with > can be set from the command line as it is", () => {
    const set = [
      "expect.unavailable=>= 10s",
      "expect.duplicates=> 3",
      'expect.loss={ probability: "> 0.5" }',
    ];
    expect(expectationsOf(textOf("loss: none"), { set })).toEqual({
      loss: { probability: { above: 0.5 } },
      duplicates: { above: 3 },
      unavailable: { atLeastMs: 10_000 },
    });
    const changed = { set: ["expect.loss.probability=> 0.9"] };
    expect(expectationsOf(textOf('loss: { probability: "> 0.5" }'), changed).loss).toEqual({
      probability: { above: 0.9 },
    });
    expect(() => load(textOf("loss: none"), { set: ["expect.unavailable=> 10"] })).toThrow(
      '--set expect.unavailable=> 10: unavailable must be a limit, not > 10; write "> 10s"',
    );
  });

  it.each(Object.keys(COUNTED))("of %s may be a probability", (check) => {
    const text = check === "loss" ? "" : "loss: any, ";
    const { expect: found } = load(textOf(`${text}${check}: { probability: "< 0.1" }`)).scenario;
    expect(found).toHaveProperty(check, { probability: { below: 0.1 } });
  });

  it.each([
    [
      '"> 1.5"',
      'probability must be a limit from 0 to 1 or in percent, such as "> 0.5" or "> 50 %", not "> 1.5"',
    ],
    ['"> 150 %"', "must be a limit from 0 to 1 or in percent"],
    ['"="', 'probability must be a limit from 0 to 1 or in percent, such as "> 0.5", not "="'],
    ['"> 0.5 and"', "must be a limit from 0 to 1 or in percent"],
    ["0.5", 'write "< 0.5" or "> 0.5"'],
    ['"=> 0.5"', 'write ">= 0.5"'],
    ['"> 1"', 'probability must be possible to keep, not "> 1"'],
    ['">= 0"', 'probability must be possible to break, not ">= 0"'],
    ['">= 1"', "no number of runs shows a probability of 1"],
    ['"<= 0 %"', "no number of runs shows a probability of 0"],
    ['"> 0.5", also: 1', "unknown key also; loss takes probability"],
  ])("that is a probability is refused when it is wrong: %s", (probability, sentence) => {
    const text = textOf(`loss: { probability: ${probability} }`);
    expect(() => load(text)).toThrow(sentence);
    expect(() => load(text)).toThrow(/^mine\.yaml:3:\d+: /);
  });

  it.each(["doubleAcknowledged", "backdated"])(
    "of %s is refused with acks=0, where no message has an offset that its producer knows",
    (name) => {
      expect(() => load(textOf(`loss: any, ${name}: none`, ", acks: 0"))).toThrow(
        `${name} needs acks 1 or all: with acks 0 no broker answers`,
      );
      expect(load(textOf(`loss: any, ${name}: none`, ", acks: 1"))).toBeDefined();
    },
  );

  it("of errors is read, written and read again, and needs the proxy", () => {
    const { scenario, yaml } = load(textOf("loss: none, errors: { NOT_LEADER_OR_FOLLOWER: transient }"));
    expect(scenario.expect.errors).toEqual({ NOT_LEADER_OR_FOLLOWER: "transient" });
    expect(load(yaml).scenario).toEqual(scenario);
    expect([...specOf(scenario, []).needs]).toEqual(["proxy", "producer-errors"]);
  });

  it.each([
    ["loss: none, errors: { NOT_LEADER_OR_FOLLOWER: some }", "", "must be none, transient or sustained"],
    [
      "loss: none, errors: { REQUEST_TIMED_OUT: none }",
      "",
      "unknown key REQUEST_TIMED_OUT; errors takes NOT_LEADER_OR_FOLLOWER",
    ],
    ["loss: none, errors: { NOT_LEADER_FOR_PARTITION: none }", "", "did you mean NOT_LEADER_OR_FOLLOWER?"],
    ["loss: none, errors: none", "", "errors must be a mapping"],
    ["loss: none, errors: {}", "", "NOT_LEADER_OR_FOLLOWER"],
    ["loss: any, errors: { NOT_LEADER_OR_FOLLOWER: none }", ", acks: 0", "errors needs acks 1 or all"],
    [
      "loss: none, errors: { NOT_LEADER_OR_FOLLOWER: none }",
      ", config: { debug: broker }",
      "with expect.errors chaos sets debug",
    ],
    [
      "loss: none, errors: { NOT_LEADER_OR_FOLLOWER: none }",
      ", config: { statistics.interval.ms: 100 }",
      "with expect.errors chaos sets statistics.interval.ms",
    ],
  ])("of errors is refused when it is wrong: %s%s", (expectations, producers, sentence) => {
    expect(() => load(textOf(expectations, producers))).toThrow(sentence);
  });

  it.each([
    ["client-partition: kafka1", "client-partition cuts no link here"],
    [
      "proxy: { interceptor: leader-election, config: { rateInPercent: 50 } }",
      "an interceptor could give errors too",
    ],
  ])("of errors does not go with %s", (fault, sentence) => {
    const text = `${textOf("loss: any, errors: { NOT_LEADER_OR_FOLLOWER: none }", ", rate: 1")}faults:\n  - { at: 1s, ${fault} }\n`;
    expect(() => load(text)).toThrow(sentence);
    expect(() => load(text.replace(/, errors: \{.*?\}/, ""))).not.toThrow();
  });

  it("of availability is refused with acks=0, where no broker answers", () => {
    expect(() => load(textOf('loss: any, unavailable: "< 10s"', ", acks: 0"))).toThrow(
      /mine\.yaml:3:\d+: unavailable needs acks 1 or all: with acks 0 no broker answers/,
    );
  });
});

describe("expectations of consumers", () => {
  const all =
    'skipped: { probability: "< 0.1" }, unseen: none, reprocessed: "< 100", pollSkip: any, nonmonotonicPoll: some, divergentReads: none, jumped: none, lag: "<= 2s"';
  const consumers = "consumers: [{ group: billing }]\n";

  it("are read, written and read again", () => {
    const { scenario, yaml } = load(consumers + textOf(`loss: any, consumers: { ${all} }`));
    expect(scenario.expect.consumers).toEqual({
      ...{
        skipped: { probability: { below: 0.1 } },
        unseen: "none",
        reprocessed: { below: 100 },
        pollSkip: "any",
      },
      ...{ nonmonotonicPoll: "some", divergentReads: "none", jumped: "none", lag: { atMostMs: 2_000 } },
    });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it.each([
    ["skiped: none", /consumers\.skiped is not a known key|skiped/],
    ["lag: none", /must be a limit/],
    ["skipped: '< 1'", /must allow more than 0/],
    ["lag: { probability: '> 0.5' }", /must be a limit/],
  ])("are refused with a sentence: %s", (text, sentence) => {
    expect(() => load(consumers + textOf(`loss: any, consumers: { ${text} }`))).toThrow(sentence);
  });

  it("are refused where the scenario has no groups", () => {
    expect(() => load(textOf("loss: any, consumers: { skipped: none }"))).toThrow(
      "mine.yaml:3:22: consumers needs consumer groups, and the scenario has none",
    );
  });
});

describe("expectations of groups of producers and of topics", () => {
  const several = (expect: string) => `name: mine
topics: [{ name: orders }, { name: clicks }, { name: invoices }]
producers:
  - { name: safe, topic: orders, count: 10 }
  - { name: fast, topic: clicks, count: 10, acks: 1 }
consumers: [{ group: billing }]
copiers: [{ name: copy, from: orders, to: invoices }]
expect: { loss: any, ${expect} }
`;
  const words = 'duplicates: none, order: kept, failedButStored: any, neverSent: "< 3"';

  it("are read, written and read again", () => {
    const { scenario, yaml } = load(
      several(
        `groups: { fast: { loss: { probability: "> 0.5" } }, safe: { loss: "< 1 %", ${words} } }, topics: { orders: { loss: none, corrupted: none, foreign: some } }`,
      ),
    );
    expect(scenario.expect.groups).toEqual({
      fast: { loss: { probability: { above: 0.5 } } },
      safe: {
        ...{ loss: { belowPercent: 1 }, duplicates: "none", order: "kept", failedButStored: "any" },
        neverSent: { below: 3 },
      },
    });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it.each([
    [
      "groups: { safes: { loss: none } }",
      "mine.yaml:8:32: the scenario has no group of producers safes; did you mean safe?",
    ],
    [
      "groups: { billing: { loss: none } }",
      "no group of producers billing; it is a consumer group: write expect.consumers.groups.billing",
    ],
    [
      "topics: { order: { loss: none } }",
      "mine.yaml:8:32: the scenario has no topic order; did you mean orders?",
    ],
    [
      "topics: { payments: { loss: none } }",
      "the scenario has no topic payments; its topics are orders, clicks",
    ],
    ["topics: { invoices: { loss: none } }", "producers do not write to invoices, which has copies"],
    ["groups: { safe: { corrupted: none } }", "unknown key corrupted"],
    ["groups: { safe: { loss: sone } }", "mine.yaml:8:46: loss must be none, some or any, not sone"],
  ])("are refused with a sentence: %s", (text, sentence) => {
    expect(() => load(several(text))).toThrow(sentence);
  });
});
