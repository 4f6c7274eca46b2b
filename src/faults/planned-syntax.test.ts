/** What scenarios with planned operations are refused for, before anything starts. */
import { expect, it } from "vitest";
import { loadScenario } from "../scenario/load.js";
import { InputError } from "../yaml/diagnostics.js";
import { faults } from "./index.js";

/** The complaints about a step, without their places. */
function complaints(step: string, cluster = "{ brokers: 3, controllers: 3 }"): string[] {
  const text = `
name: planned
cluster: ${cluster}
topic: { partitions: 2 }
producers: { count: 1000 }
faults: [{ at: 10 messages, ${step} }]
expect: { loss: none }
`;
  try {
    loadScenario(text, { path: "mine.yaml", faults, randomSeed: 1 });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.diagnostics.map(({ message }) => message);
  }
}

it.each([
  ["elect-preferred: topic"],
  ["elect-preferred: all"],
  ["elect-unclean: test1-1"],
  ["reassign: leader", "{ brokers: 4 }"],
  ["reassign: { from: kafka1, partition: test1-0, throttle: 1MB, limit: 2m }", "{ brokers: 4 }"],
  ["reassign: { replicas: [follower, leader, follower] }"],
  ["rolling-restart: brokers"],
  ["rolling-restart: { nodes: controllers, mode: hard, wait: none, down: 5s }"],
  ["shrink-isr: [follower, follower]", undefined],
  ["shrink-isr: follower, for: 10s"],
  ["chase: { kill: leader, times: 3, every: 5s }"],
  ["chase: { partition: { isolate: leader }, times: 2, every: 12s }"],
])("%s is taken", (step, cluster?: string) => {
  expect(complaints(step, cluster)).toEqual([]);
});

it.each([
  ["elect-preferred: topic, for: 5s", "for must not be used: elect-preferred is not undone"],
  ["reassign: { replicas: 'kafka1,kafka3,kafka2' }, for: 5s", "for must not be used: reassign is not undone"],
  ["rolling-restart: brokers, for: 5s", "for must not be used: rolling-restart ends by itself"],
  ["chase: { kill: leader, times: 3, every: 5s }, for: 1m", "for must not be used: chase ends by itself"],
  [
    "elect-preferred: leader",
    "elect-preferred must be topic, all, or one partition, such as test1-0, not leader",
  ],
  ["elect-unclean: test1-2", "there is no partition test1-2; the topic has test1-0 to test1-1"],
  [
    "reassign: leader",
    "each of the 3 brokers has a replica, so none can move; write cluster.brokers: 4, or fewer replicas",
  ],
  [
    "reassign: { replicas: [leader, follower] }",
    "replicas has 2 brokers, and the topic has 3 replicas; name 3",
  ],
  [
    "reassign: { replicas: [leader, follower, follower], partition: orders-0 }",
    "there is no partition orders-0; the topic has test1-0 to test1-1",
  ],
  [
    "chase: { times: 3, every: 5s }",
    expect.stringMatching(/^chase must have a fault to repeat: kill, pause, /),
  ],
  [
    "chase: { kill: leader, pause: leader, times: 3, every: 5s }",
    "pause needs another step, because kill is repeated already",
  ],
  [
    "chase: { kill: leader, times: 1, every: 5s }",
    expect.stringMatching(/^times must be a whole number from 2/),
  ],
  ["chase: { kill: kafka9, times: 2, every: 5s }", expect.stringMatching(/^kill must be a node or a role/)],
  [
    "chase: { kill: leader, times: 100, every: 10s }",
    "the producers send for 999 ms, and a message that waits fails after 300 s, but the last of 100 strikes comes after 990 s or more; write fewer times, or a shorter every",
  ],
  ["shrink-isr: leader", "shrink-isr must name followers, such as follower or kafka2"],
  ["shrink-isr: controller follower", "shrink-isr must name followers, such as follower or kafka2"],
  ["shrink-isr: controller1", "shrink-isr must name followers, such as follower or kafka2"],
  ["reassign: controller", "reassign must name brokers: controllers have no replicas"],
  ["reassign: { from: leader, limit: 0s }", expect.stringMatching(/^limit must be longer than 0s/)],
  ["reset: { node: leader, every: 10s }, for: 5s", expect.stringMatching(/^reset would happen once only/)],
  [
    "flap: { from: leader, to: leader, up: 1s, down: 1s }",
    "flap must have a link to work on; here there is none",
  ],
  [
    "partition: { from: controller, to: controller }",
    "partition must cut something; here every node can still talk to every other",
  ],
  [
    "add-voter: controller2",
    "every controller is a voter already; write a step with remove-voter before this one",
  ],
])("%s is refused", (step, complaint) => {
  expect(complaints(step)).toEqual([complaint]);
});

it("what a cluster does not have is refused there", () => {
  const noControllers =
    "rolling-restart must be brokers, not controllers; this cluster has no controllers beside its brokers";
  expect(complaints("rolling-restart: controllers", "{ zookeepers: 1 }")).toEqual([noControllers]);
  expect(complaints("rolling-restart: controllers", "{ controllers: combined }")).toEqual([noControllers]);
  expect(complaints("shrink-isr: follower", "{ controllers: combined }")).toEqual([
    "shrink-isr must not be used with controllers: combined, where the cut would part controllers as well",
  ]);
});

it("add-voter is taken after remove-voter", () => {
  expect(complaints("remove-voter: controller2 }, { at: 20 messages, add-voter: controller2")).toEqual([]);
});

it("a role that only KRaft has is not suggested in its own place", () => {
  expect(complaints("kill: voter", "{ zookeepers: 1 }")).toEqual([
    "kill must be a node or a role, not voter; only clusters with KRaft have this role",
  ]);
});
