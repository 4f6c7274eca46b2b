/** The section `consumers`: what a scenario may write, and what is refused with its place. */
import { expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { loadScenario } from "./load.js";

const HEAD = "name: reading\nproducers: { count: 30000, rate: 1000 }\nexpect: { loss: any }\n";

function load(rest: string, head = HEAD) {
  return loadScenario(head + rest, { path: "mine.yaml", faults, randomSeed: 1 });
}

it("a group has defaults, and what is written comes back", () => {
  const { scenario, yaml } = load(
    "consumers:\n  - group: a\n  - { group: b, instances: 1, processing: 5ms, restarts: { every: 4s, how: pause, for: 2s } }\n",
  );
  expect(scenario.consumers).toMatchObject([
    { group: "a", instances: 1, mode: "subscribe", protocol: "classic", commit: "auto", startMs: 0 },
    { group: "b", processingMs: 5, restarts: { everyMs: 4_000, how: "pause", forMs: 2_000 } },
  ]);
  expect(load("", yaml).scenario).toEqual(scenario);
});

it.each([
  ["consumers: [{ group: a }, { group: a }]", "4:36: two groups are called a: consumers[0] and consumers[1]"],
  [
    "cluster: { kafka: 3.9.2 }\nconsumers: [{ group: a, protocol: consumer }]",
    "5:35: protocol consumer (KIP-848) needs Kafka 4.0.0 or later, and the cluster has 3.9.2",
  ],
  ["cluster: { zookeepers: 1 }\nconsumers: [{ group: a, protocol: consumer }]", "the cluster has 3.9.2"],
  ["consumers: [{ group: a, protocol: consumer, mode: assign }]", "join no group"],
  [
    "consumers: [{ group: a, protocol: consumer, config: { session.timeout.ms: 6000 } }]",
    "4:55: session.timeout.ms belongs to the protocol classic; with protocol consumer brokers set it",
  ],
  [
    "consumers: [{ group: a, config: { max.poll.interval.ms: 6000 } }]",
    "max.poll.interval.ms, which is 6000, must not be less than session.timeout.ms, which is 45000 by default",
  ],
  ["consumers: [{ group: a, config: { enable.auto.commit: false } }]", "write commit"],
  ["consumers: [{ group: a, config: { group.id: b } }]", "write group"],
  ["consumers: [{ group: a, config: { fetch.min.bites: 1 } }]", "did you mean fetch.min.bytes?"],
  ["consumers: [{ group: a, config: { linger.ms: 1 } }]", "write it under producers.config"],
  [
    "consumers: [{ group: a, config: { fetch.min.bytes: 1KB } }]",
    "4:52: fetch.min.bytes must be a whole number",
  ],
  [
    "consumers: [{ group: a, restarts: { every: 5s, how: pause } }]",
    "a pause needs its length; write for: 5s",
  ],
  [
    "consumers: [{ group: a, restarts: { every: 5m } }]",
    "the first restart would come after 300 s, but the producers send for 30 s",
  ],
  ["consumers: [{ group: a, start: 1m }]", "the consumers would start after 60 s"],
  ["consumers: [{ group: a, instances: 2, isolation: serializable }]", "read_committed or read_uncommitted"],
  ["consumers: { group: a }", "consumers must be a list of groups"],
  ["faults: [{ at: 1s, client: { group: a } }]", "no group is called a; write consumers"],
  [
    "consumers: [{ group: billing }]\nfaults: [{ at: 1s, client: { group: biling } }]",
    "did you mean billing?",
  ],
  [
    "consumers: [{ group: a, instances: 2 }]\nfaults: [{ at: 1s, client: { group: a, instance: 2 } }]",
    "the group a has no consumer 2: its consumers are 0 to 1",
  ],
])("refuses %j: %s", (rest, sentence) => {
  expect(() => load(rest)).toThrow(sentence);
});

it("refuses an expectation of consumers where nothing reads", () => {
  const head = HEAD.replace("{ loss: any }", "{ loss: any, consumers: { skipped: none } }");
  expect(() => load("", head)).toThrow("expect.consumers needs groups that read; write consumers");
});

const expecting = (consumers: string, groups = "consumers: [{ group: auto }, { group: after }]") =>
  load(groups, HEAD.replace("{ loss: any }", `{ loss: any, consumers: ${consumers} }`));

it("an expectation may be about one group, and comes back as it is written", () => {
  const { scenario, yaml } = expecting(
    '{ skipped: none, groups: { auto: { skipped: some, lag: "< 10s", reprocessed: { probability: "> 0.5" } } } }',
  );
  expect(scenario.expect.consumers).toEqual({
    skipped: "none",
    groups: {
      auto: { skipped: "some", lag: { belowMs: 10_000 }, reprocessed: { probability: { above: 0.5 } } },
    },
  });
  expect(load("", yaml).scenario).toEqual(scenario);
});

it.each([
  [
    "{ groups: { aftr: { skipped: some } } }",
    "3:45: the scenario has no consumer group aftr; did you mean after?",
  ],
  [
    "{ groups: { toString: { skipped: some } } }",
    "the scenario has no consumer group toString; its groups are auto, after",
  ],
  [
    "{ skipped: none, groups: { auto: { skipped: some }, after: { skipped: any } } }",
    "3:35: each group has its own skipped under groups, so this one decides nothing",
  ],
  ["{ groups: { auto: { skiped: some } } }", "did you mean skipped?"],
  ["{ groups: { auto: some } }", "auto must be a mapping, not some"],
])("refuses %j: %s", (written, sentence) => {
  expect(() => expecting(written)).toThrow(sentence);
});

it("notes consumers that can have no partition", () => {
  expect(load("consumers: [{ group: a, instances: 3 }]").notes).toContain(
    "mine.yaml: the group a has 3 consumers, but there is 1 partition: 2 of them read nothing at a time",
  );
});

it("the coordinator of a group that there is not is refused where it is named", () => {
  const killing = (role: string, groups = "[{ group: billing }]") =>
    `consumers: ${groups}\nfaults:\n  - at: 2s\n    kill: ${role}\n`;
  const { scenario } = load(killing("[leader, coordinator of billing]"));
  expect(scenario.faults[0]!.options).toEqual(["leader", "coordinator of billing"]);
  expect(() => load(killing("leader, coordinator of biling"))).toThrow(
    "mine.yaml:7:11: there is no consumer group biling; did you mean billing?",
  );
  expect(() => load("faults: [{ at: 2s, kill: coordinator of billing }]\n")).toThrow(
    "there is no consumer group billing; the scenario has no consumers",
  );
});
