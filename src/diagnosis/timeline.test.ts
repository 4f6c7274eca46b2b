/** Finished runs: what a timeline tells, and that a run of each published failure is diagnosed as that failure. */

import { describe, expect, it } from "vitest";
import { at, view } from "../report/testing/runs.js";
import { readTimeline } from "../rundir/rundir.js";
import { TopicPartitions } from "../topic-partitions.js";
import { judge } from "./judge.js";
import { factsOfRun } from "./timeline.js";

const TOPICS = new TopicPartitions([{ name: "test1", partitions: 4 }]);

const causesOf = (path: string) => {
  const { timeline } = readTimeline(`docs/results/${path}/timeline.ndjson`);
  return judge(factsOfRun(timeline, TOPICS)).findings.map(({ verdict, cause }) => [verdict, cause]);
};

describe("the published runs", () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ["kraft/acks1-leader-partition", [["transient", "isolated-broker"]]],
    ["kraft/acks1-leader-kill", [["transient", "broker-restart"]]],
    ["local/acks1-leader-zk-isolate", [["transient", "isolated-broker"]]],
    ["local/acks1-leader-kill", [["transient", "broker-restart"]]],
    [
      "kraft-own/controller-flapping",
      [
        ["sustained", "no-quorum"],
        ["sustained", "unstable-controller"],
      ],
    ],
  ])("%s", (path, causes) => {
    expect(causesOf(path)).toEqual(causes);
  });

  it("without a majority of controllers there was no quorum for a while", () => {
    expect(causesOf("kraft-own/no-majority")).toContainEqual(["transient", "no-quorum"]);
  });
});

it("a timeline without a view is unknown", () => {
  expect(judge(factsOfRun([], TOPICS))).toMatchObject({ verdict: "unknown" });
});

it("a broker that answers again has no view until it says one: its old one is not stale", () => {
  const brokers = ["kafka1", "kafka2"];
  const facts = factsOfRun(
    [
      view(0, "kafka1", "kafka1", 0, brokers),
      view(0, "kafka2", "kafka1", 0, brokers),
      at(1_000, { event: "reachable", node: "kafka1", reachable: false }),
      view(5_000, "kafka2", "kafka2", 1, ["kafka2"]),
      at(20_000, { event: "reachable", node: "kafka1", reachable: true }),
      view(20_000, "kafka1", "kafka2", 1, ["kafka2"]),
      view(25_000, "kafka2", "kafka2", 1, brokers),
    ],
    new TopicPartitions([{ name: "orders", partitions: 4 }]),
  );
  expect(facts.partitions).toMatchObject([
    { topic: "orders", leader: "kafka2", replicas: brokers, moves: 1 },
  ]);
  expect(facts.brokers[0]!.troubles).not.toHaveProperty("stale");
});

it("replicas that moved are those that were all in sync last", () => {
  const [before, after] = [
    ["kafka1", "kafka2", "kafka3"],
    ["kafka2", "kafka3", "kafka4"],
  ];
  const looks = Array.from({ length: 10 }, (_, i) => view(3_000 + i * 1_000, "kafka3", "kafka2", 1, after!));
  const facts = factsOfRun(
    [view(0, "kafka2", "kafka1", 0, before!), view(0, "kafka3", "kafka1", 0, before!), ...looks],
    new TopicPartitions([{ name: "orders", partitions: 4 }]),
  );
  expect(facts.partitions).toMatchObject([{ replicas: after }]);
  expect(judge(facts).findings.map(({ cause }) => cause)).not.toContain("replica-behind");
});

it("an active controller that was paused for a moment is active again when it resumes", () => {
  const brokers = ["kafka1", "kafka2"];
  const pause = (ms: number, state: "paused" | "resumed") =>
    at(ms, { event: "node", node: "controller1", state });
  const facts = factsOfRun(
    [
      at(0, { event: "controller", node: "controller1", controller: "controller1", epoch: 1 }),
      view(0, "kafka1", "kafka1", 0, brokers),
      view(0, "kafka2", "kafka1", 0, brokers),
      pause(2_000, "paused"),
      pause(2_500, "resumed"),
      at(30_000, { event: "phase", phase: "done" }),
    ],
    new TopicPartitions([{ name: "orders", partitions: 4 }]),
  );
  const { findings } = judge(facts);
  expect(findings.filter(({ cause, verdict }) => cause === "no-quorum" && verdict !== "transient")).toEqual(
    [],
  );
});
