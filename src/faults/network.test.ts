/** What a scenario may say about links, and where it is told that it may not. */
import { describe, expect, it } from "vitest";
import { specOf } from "../scenario/cluster-spec.js";
import { loadScenario } from "../scenario/load.js";
import { InputError } from "../yaml/diagnostics.js";
import { faults } from "./index.js";

function load(step: string, others: readonly string[] = []) {
  const text = [
    "name: mine",
    "producers: { count: 100000 }",
    "expect: { loss: none }",
    "faults:",
    "  - at: 5 messages",
    ...step.split("\n").map((line) => `    ${line}`),
    ...others,
  ].join("\n");
  return loadScenario(text, { path: "mine.yaml", faults, randomSeed: 1 }).scenario;
}

/** `line:column: message` of each complaint. */
function complaints(step: string, others?: readonly string[]): string[] {
  try {
    load(step, others);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message
      .split("\n")
      .filter((line) => line.startsWith("mine.yaml:"))
      .map((line) => line.replace("mine.yaml:", ""));
  }
}

describe("a fault of links", () => {
  it.each([
    ["throttle: { node: leader, rate: 100KB/s }", { node: ["leader"], rate: "100KB/s" }],
    ["loss: { from: kafka1, to: kafka2, share: 0.5% }", { from: ["kafka1"], to: ["kafka2"], share: "0.5%" }],
    ["reset: { groups: ['kafka1,kafka2', kafka3] }", { groups: [["kafka1", "kafka2"], ["kafka3"]] }],
    ["reset: { node: leader, every: 1s }\nfor: 5s", { node: ["leader"], every: 1_000 }],
    ["flap: { isolate: leader, up: 2s, down: 3s }", { isolate: ["leader"], up: 2_000, down: 3_000 }],
    ["flap: { kill: leader, up: 2s, down: 3s }\nfor: 10s", { kill: ["leader"], up: 2_000, down: 3_000 }],
    ["client-partition: leader, kafka2", ["leader", "kafka2"]],
  ])("is written as %s", (step, options) => {
    expect(load(step).faults[0]!.options).toEqual(options);
  });

  it.each<[string, string]>([
    [
      "throttle: { node: leader, rate: 100 }",
      "6:37: rate must be bytes per second, not 100; write 100B/s or 100KB/s",
    ],
    [
      "throttle: { node: leader, rate: 100kb/sec }",
      "6:37: rate must be bytes per second, not 100kb/sec; write 100KB/s",
    ],
    [
      "throttle: { node: leader, rate: 1Mbit }",
      "6:37: rate must be bytes per second, such as 100KB/s or 1MiB/s, not 1Mbit",
    ],
    [
      "throttle: { node: leader, rate: 10B/s }",
      "6:37: rate must be from 1KB/s to 1000MB/s, not 10B/s; the fault partition lets nothing pass",
    ],
    ["loss: { node: leader, share: 0.05 }", "6:34: share must be a percentage, not 0.05; write 5%"],
    [
      "loss: { node: leader, share: 100% }",
      "6:34: share must be more than 0% and less than 100%, not 100%; the fault partition lets nothing pass",
    ],
    ["reset: { node: leader, every: 5ms }", "6:35: every must be 100ms or more, not 5ms"],
    [
      "reset: { node: leader }\nfor: 5s",
      "6:12: one reset is over at once, so `for` has no effect; leave out for, or write every",
    ],
    ["reset: { from: kafka1, to: kafka1 }", "6:5: reset must have a link to work on; here there is none"],
    [
      "flap: { isolate: leader, up: 2s, down: 3s }\nfor: 5s",
      "6:11: flap must go down at least twice; write a longer for, or use partition, pause or kill",
    ],
    ["flap: { isolate: leader, up: 0s, down: 3s }", "6:34: up must be longer than 0s, not 0s"],
    [
      "flap: { from: kafka1, to: kafka1, up: 1s, down: 1s }",
      "6:5: flap must have a link to work on; here there is none",
    ],
    ["client-partition: controller", "6:23: client-partition must name brokers, which clients connect to"],
  ])("%s is refused", (step, complaint) => {
    expect(complaints(step)).toEqual([complaint]);
  });

  it("that cuts clients off is refused beside a proxy, which they would go through", () => {
    const proxy = ["  - at: 10 messages", "    proxy: leader-election"].join("\n");
    expect(
      complaints("client-partition: leader", [
        proxy.replace("leader-election", "{ interceptor: leader-election }"),
      ]),
    ).toEqual([
      "6:23: client-partition cuts no link here: producers reach the brokers through the proxy, which the fault proxy needs",
    ]);
  });

  it.each([
    ["throttle: { node: leader, rate: 1KB/s }", ["throttle"]],
    ["loss: { node: leader, share: 5% }", ["loss"]],
    ["reset: { node: leader }", ["reset"]],
    ["client-partition: leader", ["client-links"]],
    ["flap: { isolate: leader, up: 1s, down: 1s }", []],
  ])("%s asks an engine for %j", (step, needs) => {
    expect([...specOf(load(step), faults).needs]).toEqual(needs);
  });
});
