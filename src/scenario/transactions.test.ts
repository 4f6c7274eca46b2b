import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { InputError } from "../yaml/diagnostics.js";
import { loadScenario } from "./load.js";

const load = (text: string) => loadScenario(text, { path: "a.yaml", faults, randomSeed: 1 });
const scenarioWith = (producers: string) =>
  `name: a\nproducers: { count: 1000, ${producers} }\nexpect: { loss: none }\n`;
const groupOf = (producers: string) => load(scenarioWith(producers)).scenario.producers[0]!;

function problem(producers: string): string {
  try {
    load(scenarioWith(producers));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("producers.transactions", () => {
  it.each([
    ["every: 100 messages, abort: 10%", { every: 100, abortShare: 0.1 }],
    ["every: 1 message", { every: 1, abortShare: 0 }],
    ["every: 10000, abort: 33.3%", { every: 10_000, abortShare: 0.333 }],
    ["every: 7, abort: 100%", { every: 7, abortShare: 1 }],
    ["every: 7, transfers: false", { every: 7, abortShare: 0 }],
  ])("is read: { %s }", (written, expected) => {
    expect(groupOf(`transactions: { ${written} }`).transactions).toEqual(expected);
  });

  it("implies acks all and idempotence", () => {
    expect(groupOf("transactions: { every: 5 }")).toMatchObject({ acks: "all", idempotence: true });
    expect(groupOf("rate: 10").idempotence).toBe(false);
  });

  it("is in the resolved scenario as it was meant", () => {
    const { yaml, scenario } = load(scenarioWith("transactions: { every: 100 messages, abort: 29% }"));
    expect(yaml).toContain("every: 100 messages\n    abort: 29%");
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it.each([
    ["every: 0", /a\.yaml:2:\d+: .*every must be a whole number from 1 to 10,000, not 0/],
    ["every: 10001 messages", /every must be from 1 to 10,000 messages/],
    ["every: 10 s", /every must be from 1 to 10,000 messages, such as 100 messages/],
    ["every: 1k", /write 1000/],
    ["abort: 10%", /every/],
    ["every: 5, abort: 0.1", /abort must be a share from 0% to 100%, not 0\.1; write 10%/],
    ["every: 5, abort: 101%", /abort must be a share from 0% to 100%/],
  ])("is refused: { %s }", (written, expected) => {
    expect(problem(`transactions: { ${written} }`)).toMatch(expected);
  });

  it("is needed where something is expected of transactions", () => {
    const withExpectation = (producers: string, expected: string) =>
      `name: a\nproducers: { count: 1000${producers} }\nexpect: { loss: none, transactions: { ${expected} } }\n`;
    const torn = 'tornTransaction: none, stuck: "< 2", writeCycle: any';
    const loaded = load(withExpectation(", transactions: { every: 5 }", torn));
    expect(loaded.scenario.expect.transactions).toEqual({
      ...{ tornTransaction: "none", stuck: { below: 2 }, writeCycle: "any" },
    });
    expect(load(loaded.yaml).scenario).toEqual(loaded.scenario);
    expect(() => load(withExpectation("", torn))).toThrow(
      /transactions needs producers with transactions, and the scenario has none/,
    );
    const early = "precommittedRead: none";
    expect(() => load(withExpectation(", transactions: { every: 5 }", early))).toThrow(
      /precommittedRead needs transfers or a consumer group with isolation read_committed/,
    );
    const readers = "consumers: [{ group: billing }]\n";
    const all = `${withExpectation(", transactions: { every: 5 }", early)}${readers}`;
    expect(load(all).scenario.expect.transactions).toEqual({ precommittedRead: "none" });
  });

  it.each([
    [
      "message.timeout.ms: 10001",
      /message\.timeout\.ms, which is 10001, must be from 1 to 10000 with transactions/,
    ],
    ["delivery.timeout.ms: 0", /delivery\.timeout\.ms, which is 0, must be from 1 to 10000/],
    [
      "message.timeout.ms: 6000, transaction.timeout.ms: 5000",
      /because of transaction\.timeout\.ms, which is 5000 \(/,
    ],
    ["socket.timeout.ms: 10101", /socket\.timeout\.ms, which is 10101, must be from 1 to 10100/],
    ["linger.ms: 10000", /message\.timeout\.ms, which is 10000 by default, must be more than linger\.ms/],
    ["transactional.id: mine", /transactional\.id cannot be set here; write producers\.transactions/],
  ])("does not go with these properties: %s", (config, expected) => {
    expect(problem(`transactions: { every: 5 }, config: { ${config} }`)).toMatch(expected);
  });

  it("goes with times that a transaction has room for", () => {
    const config = "message.timeout.ms: 5000, socket.timeout.ms: 5100, transaction.timeout.ms: 5000";
    expect(() => groupOf(`transactions: { every: 5 }, config: { ${config} }`)).not.toThrow();
  });

  it("is told of when a transaction lasts longer than its coordinator allows", () => {
    const notes = (producers: string) => load(scenarioWith(producers)).notes;
    expect(notes("rate: 10, transactions: { every: 100 }")).toContain(
      "a.yaml: a transaction of 100 messages at 10 per second takes 10s or more, and its coordinator aborts it after 10s (transaction.timeout.ms)",
    );
    expect(notes("rate: 20, transactions: { every: 100 }")).toEqual([]);
    expect(notes("rate: max, transactions: { every: 100 }")).toEqual([]);
  });

  it.each([
    ["acks: 1", /a\.yaml:2:\d+: .*transactions need acks all, not 1; write acks: all, or leave it out/],
    ["acks: 0", /transactions need acks all, not 0/],
    ["idempotence: false", /transactions need idempotence; write idempotence: true, or leave it out/],
  ])("contradicts %s", (written, expected) => {
    expect(problem(`${written}, transactions: { every: 5 }`)).toMatch(expected);
  });
});

describe("producers.transactions.transfers", () => {
  const withTopic = (producers: string, topic = "partitions: 8") =>
    `name: a\ntopic: { name: accounts, ${topic} }\nproducers: { count: 1000, ${producers} }\nexpect: { loss: none }\n`;
  const transfers = (every: number) => `transactions: { every: ${every}, transfers: true }`;

  it("is read, and written in the resolved scenario", () => {
    const { yaml, scenario } = load(withTopic(transfers(4)));
    expect(scenario.producers[0]!.transactions).toEqual({ every: 4, abortShare: 0, transfers: true });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it.each([
    [
      transfers(5),
      undefined,
      /a\.yaml:3:\d+: .*a transfer is two messages of one transaction, so every must be even, not 5; write 6/,
    ],
    [
      `key: sequence, ${transfers(4)}`,
      undefined,
      /a\.yaml:3:\d+: .*transfers choose the partition of each message, and so does key sequence; write key: none/,
    ],
    [
      transfers(4),
      "partitions: 1",
      /a\.yaml:3:\d+: .*transfers are between partitions, and accounts has only one; write partitions: 8/,
    ],
    ["transactions: { every: 4, transfers: some }", undefined, /transfers must be true or false/],
  ])("is refused: %s with %s", (producers, topic, expected) => {
    expect(() => load(withTopic(producers, topic))).toThrow(expected);
  });

  it("lets readers of committed messages be judged without consumers", () => {
    const text = withTopic(transfers(4)).replace(
      "loss: none",
      "loss: none, transactions: { precommittedRead: none, balance: none }",
    );
    expect(() => load(text)).not.toThrow();
    expect(() => load(text.replace("every: 4, transfers: true", "every: 4"))).toThrow(
      /balance needs producers with transfers, and the scenario has none/,
    );
  });

  it("does not mind an odd number of messages: the last one moves nothing", () => {
    expect(() => load(withTopic(transfers(4)).replace("1000", "1001"))).not.toThrow();
  });
});

describe("the coordinator of transactions", () => {
  const killing = (role: string, producers: string) =>
    `name: a\nproducers: ${producers}\nfaults:\n  - at: 2s\n    kill: ${role}\nexpect: { loss: any }\n`;
  const ONE = "{ count: 10000, rate: 1000, transactions: { every: 10 } }";
  const TWO = `[{ name: orders, count: 10000, rate: 1000, transactions: { every: 10 } }, { name: plain, count: 10000, rate: 1000 }]`;

  it("may be struck, by the name of the group of producers", () => {
    const { scenario } = load(killing("transaction coordinator of producers, follower", ONE));
    expect(scenario.faults[0]!.options).toEqual(["transaction coordinator of producers", "follower"]);
    load(killing("[transaction coordinator of orders]", TWO));
  });

  it("is refused where there is no such group, or where it has no transactions", () => {
    expect(() => load(killing("transaction coordinator of order", TWO))).toThrow(
      "a.yaml:5:11: no group order writes in transactions; did you mean orders?",
    );
    expect(() => load(killing("leader, transaction coordinator of plain", TWO))).toThrow(
      "no group plain writes in transactions; the only one is orders",
    );
    expect(() => load(killing("transaction coordinator of producers", "{ count: 10000 }"))).toThrow(
      "no group producers writes in transactions; the scenario has no producers with transactions",
    );
  });
});
