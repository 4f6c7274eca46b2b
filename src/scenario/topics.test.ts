import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { faults } from "../faults/index.js";
import { InputError } from "../yaml/diagnostics.js";
import { loadScenario } from "./load.js";

const TWO = `name: two
topics:
  - name: orders
    partitions: 2
  - name: payments
    config: { min.insync.replicas: 2 }
producers: { count: 5000 }
expect: { loss: none }
`;

const load = (text: string, set: string[] = []) =>
  loadScenario(text, { path: "s.yaml", faults, randomSeed: 7, overrides: { set } });

function complaints(text: string, set: string[] = []): string[] {
  try {
    load(text, set);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.diagnostics.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
  return [];
}

describe("a list of topics", () => {
  it("has each as topic has it, and what is written out in full loads to the same scenario", () => {
    const { scenario, yaml } = load(TWO);
    expect(scenario.topics).toEqual([
      { name: "orders", partitions: 2, replicas: 3, config: {} },
      { name: "payments", partitions: 1, replicas: 3, config: { "min.insync.replicas": "2" } },
    ]);
    expect(parse(yaml).topics).toHaveLength(2);
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it("is changed by --set, with the number of the topic", () => {
    const { scenario } = load(TWO, ["topics.0.partitions=5", "topics[1].config.min.insync.replicas=1"]);
    expect(scenario.topics.map(({ partitions }) => partitions)).toEqual([5, 1]);
    expect(scenario.topics[1]!.config).toEqual({ "min.insync.replicas": "1" });
    expect(load(TWO, ["topic={ name: mine }"]).scenario.topics.map(({ name }) => name)).toEqual(["mine"]);
  });

  it("takes the place of topic", () => {
    expect(complaints(`${TWO}topic: { name: third }\n`)).toEqual([
      "2:1: a scenario has one topic (topic) or a list of them (topics), not both; leave one out (topic is on line 9)",
    ]);
  });

  it("has another name for each, and every one has a name", () => {
    expect(complaints(TWO.replace("payments", "orders"))).toEqual([
      "5:11: two topics are called orders: topics[0] and topics[1]",
    ]);
    expect(complaints(TWO.replace("name: orders\n    ", ""))).toEqual([
      expect.stringMatching(/^3:5: .*name/),
    ]);
  });

  it("is looked at topic by topic", () => {
    expect(complaints(TWO.replace("min.insync.replicas: 2", "min.insync.replicas: 4"))).toEqual([
      expect.stringMatching(/^6:36: min.insync.replicas 4 is more than the topic has replicas/),
    ]);
    expect(complaints(TWO.replace("min.insync.replicas", "retention.mss"))).toEqual([
      expect.stringMatching(/^6:15: retention.mss is not a topic property/),
    ]);
  });

  it("has the topic that producers write to", () => {
    const writing = (topic: string) => TWO.replace("{ count: 5000 }", `{ count: 5000, topic: ${topic} }`);
    expect(load(writing("payments")).scenario.producers[0]!.topic).toBe("payments");
    expect(complaints(writing("payment"))).toEqual([
      "7:34: there is no topic payment; did you mean payments?",
    ]);
  });

  it("has the partitions that roles name", () => {
    const struck = (target: string) => `${TWO}faults:\n  - at: 1s\n    kill: ${target}\n    for: 1s\n`;
    expect(complaints(struck("leader of payments-0"))).toEqual([]);
    expect(complaints(struck("[leader of orders-0, leader of orders-1]"))).toEqual([]);
    expect(complaints(struck("leader of order-0"))).toEqual([
      "11:11: there is no topic order; did you mean orders?",
    ]);
    expect(complaints(struck("follower of orders-2"))).toEqual([
      "11:11: there is no partition orders-2; did you mean orders-1?",
    ]);
    expect(complaints(struck("[leader of orders-0, leader of orders-0]"))).toEqual([
      expect.stringContaining("must name leader of orders-0 once"),
    ]);
    expect(complaints(struck("leader of orders"))).toEqual([
      expect.stringContaining("such as leader of test1-0"),
    ]);
  });

  it("has the partitions that faults name", () => {
    const elected = (one: string) => `${TWO}faults:\n  - at: 1s\n    elect-preferred: ${one}\n`;
    expect(complaints(elected("payments-0"))).toEqual([]);
    expect(complaints(elected("payments-1"))).toEqual([
      "11:22: there is no partition payments-1; topic payments has payments-0",
    ]);
  });
});
