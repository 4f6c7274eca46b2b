/** The section `copiers`: what a scenario may write, and what is refused with its place. */
import { expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { loadScenario } from "./load.js";

const HEAD = `name: copying
topics: [{ name: orders }, { name: invoices }, { name: parcels }]
producers: { count: 30000, rate: 1000 }
expect: { loss: any }
`;

function load(rest: string, head = HEAD) {
  return loadScenario(head + rest, { path: "mine.yaml", faults, randomSeed: 1 });
}

it("a copier has defaults, and what is written comes back", () => {
  const { scenario, yaml } = load(
    "copiers:\n  - { name: a, from: orders, to: invoices }\n  - { name: b, from: orders, to: parcels, transactions: false, every: 7 messages, restarts: { every: 4s, how: pause, for: 2s } }\n",
  );
  expect(scenario.copiers).toMatchObject([
    { name: "a", from: "orders", to: "invoices", instances: 1, transactions: true, every: 100, startMs: 0 },
    { name: "b", transactions: false, every: 7, restarts: { everyMs: 4_000, how: "pause", forMs: 2_000 } },
  ]);
  expect(load("", yaml).scenario).toEqual(scenario);
});

it("a group reads the topics that producers write to, or those that it names", () => {
  const { scenario, yaml } = load(
    "consumers: [{ group: a }, { group: b, topic: invoices }, { group: c, topic: [orders, invoices] }]",
  );
  expect(scenario.consumers!.map(({ topics }) => topics)).toEqual([
    ["orders"],
    ["invoices"],
    ["orders", "invoices"],
  ]);
  expect(load("", yaml).scenario).toEqual(scenario);
});

it.each([
  ["copiers: [{ name: a, from: orders, to: orders }]", "5:40: a copier onto its own topic"],
  [
    "copiers: [{ name: a, from: orders, to: invoice }]",
    "5:40: there is no topic invoice; did you mean invoices?",
  ],
  ["copiers: [{ name: a, from: order, to: invoices }]", "there is no topic order; did you mean orders?"],
  ["copiers: [{ name: a, from: invoices, to: orders }]", "producers write to orders"],
  ["copiers: [{ name: a, from: invoices, to: parcels }]", "no producer writes to invoices"],
  [
    "copiers: [{ name: a, from: orders, to: invoices }, { name: b, from: invoices, to: parcels }]",
    "copiers[1] reads invoices, and copies of copies cannot be told apart",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices }, { name: b, from: orders, to: invoices }]",
    "copiers[0] writes to invoices already",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices }, { name: a, from: orders, to: parcels }]",
    "two copiers are called a: copiers[0] and copiers[1]",
  ],
  [
    "consumers: [{ group: a }]\ncopiers: [{ name: a, from: orders, to: invoices }]",
    "6:19: a is the name of a consumer group already",
  ],
  [
    "cluster: { kafka: 2.4.1, zookeepers: 1 }\ncopiers: [{ name: a, from: orders, to: invoices, transactions: true }]",
    "need Kafka 2.5.0 or later, and the cluster has 2.4.1; write transactions: false",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices, config: { enable.idempotence: false } }]",
    "a transactional producer is idempotent",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices, config: { acks: 1 } }]",
    "transactions need acks all, not 1",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices, transactions: false, config: { transaction.timeout.ms: 5000 } }]",
    "transaction.timeout.ms needs transactions",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices, config: { transactional.id: b } }]",
    "chaos gives each process its own",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices, every: 0 }]",
    "every must be a whole number from 1 to 10,000, not 0",
  ],
  ["copiers: [{ name: a, from: orders, to: invoices, every: 20000 messages }]", "from 1 to 10000"],
  [
    "copiers: [{ name: a, from: orders, to: invoices, restarts: { every: 5s, how: pause } }]",
    "write for: 5s",
  ],
  [
    "copiers: [{ name: a, from: orders, to: invoices }]\nfaults: [{ at: 1s, client: { group: b } }]",
    "no group is called b; ",
  ],
  ["consumers: [{ group: a, topic: invoice }]", "there is no topic invoice; did you mean invoices?"],
])("%s is refused", (rest, sentence) => {
  expect(() => load(rest)).toThrow(sentence);
});

it.each([
  ["loss: any, copiers: { twice: none }", "", "expect.copiers needs copiers"],
  [
    "loss: any, copiers: { exactlyOnce: kept }",
    "copiers: [{ name: a, from: orders, to: invoices, transactions: false }]",
    "exactlyOnce is asked of copiers with transactions, and there is none",
  ],
])("expect: %s is refused", (expectations, rest, sentence) => {
  const head = HEAD.replace("loss: any", expectations);
  expect(() => load(rest, head)).toThrow(sentence);
});

it("a compacted topic is no topic of a copier", () => {
  const head = HEAD.replace("{ name: invoices }", "{ name: invoices, config: { cleanup.policy: compact } }");
  expect(() => load("copiers: [{ name: a, from: orders, to: invoices }]", head)).toThrow(
    "invoices is compacted, so messages and copies disappear from it",
  );
});
