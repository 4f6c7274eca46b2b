import { describe, expect, it } from "vitest";
import type { TimelineEvent } from "../rundir/timeline.js";
import { Beliefs } from "./beliefs.js";
import { moments, Story } from "./story.js";
import { at, partitionTimeline, view } from "./testing/runs.js";

const all = ["kafka1", "kafka2", "kafka3"];
const told = (timeline: readonly TimelineEvent[]) => {
  const story = new Story();
  return timeline.flatMap((event) => story.tell(event).map(({ text }) => text));
};

describe("beliefs", () => {
  it("call a partition contested while two reachable brokers believe they lead it", () => {
    const beliefs = new Beliefs();
    for (const event of partitionTimeline.slice(0, 8)) beliefs.apply(event);
    expect(beliefs.contenders(0)).toEqual(["kafka1", "kafka2"]);
    for (const event of partitionTimeline.slice(8)) beliefs.apply(event);
    expect(beliefs.contenders(0)).toEqual([]);
  });

  it("do not count a leader that was killed, even when it is back and has not said anything yet", () => {
    const beliefs = new Beliefs();
    beliefs.apply(view(0, "kafka1", "kafka1", 0, all));
    beliefs.apply(at(1, { event: "node", node: "kafka1", state: "killed" }));
    beliefs.apply(view(2, "kafka2", "kafka2", 1, ["kafka2"]));
    beliefs.apply(at(3, { event: "node", node: "kafka1", state: "started" }));
    expect(beliefs.contenders(0)).toEqual([]);
  });

  it("count a leader that was paused and goes on", () => {
    const beliefs = new Beliefs();
    beliefs.apply(view(0, "kafka1", "kafka1", 0, all));
    beliefs.apply(at(1, { event: "node", node: "kafka1", state: "paused" }));
    beliefs.apply(view(2, "kafka2", "kafka2", 1, ["kafka2"]));
    expect(beliefs.contenders(0)).toEqual([]);
    beliefs.apply(at(3, { event: "node", node: "kafka1", state: "resumed" }));
    expect(beliefs.contenders(0)).toEqual(["kafka1", "kafka2"]);
  });
});

describe("the story", () => {
  it("tells a fail-over once, whoever sees it first", () => {
    expect(told(partitionTimeline.slice(1))).toEqual([
      "producing",
      "partition injected on kafka1",
      "kafka2 leads (epoch 1); kafka1 still believes it leads",
      "partition healed",
      "kafka1 sees that kafka2 leads (epoch 1)",
      "in sync: kafka1 kafka2 kafka3",
      "done",
    ]);
  });

  it("names faults by their own name and what they are", () => {
    const fault = { event: "fault", name: "cut", fault: "partition", targets: ["kafka1", "zk1"] } as const;
    expect(told([at(0, { ...fault, targets: ["kafka1", "zk1"], action: "injected" })])).toEqual([
      "cut (partition) injected on kafka1 and zk1",
    ]);
    expect(told([at(0, { ...fault, targets: [], action: "failed", detail: "no leader" })])).toEqual([
      "cut (partition) failed: no leader",
    ]);
  });
});

describe("the moments of a fail-over", () => {
  it("count from the first fault and are at most as many as asked, the telling ones first", () => {
    const noise = Array.from({ length: 40 }, (_, i) =>
      view(50_000 + i, "kafka2", "kafka2", 1, i % 2 ? all : ["kafka2"]),
    );
    const timeline = [...partitionTimeline.slice(0, 8), ...noise, ...partitionTimeline.slice(8)];
    const { moments: chosen, omitted } = moments(timeline, 4);
    expect(chosen).toEqual([
      { ms: 0, text: "partition injected on kafka1" },
      { ms: 6_800, text: "kafka2 leads (epoch 1); kafka1 still believes it leads" },
      { ms: 41_000, text: "partition healed" },
      { ms: 41_300, text: "kafka1 sees that kafka2 leads (epoch 1)" },
    ]);
    expect(omitted).toBeGreaterThan(30);
  });

  it("put the new leaders of many partitions, and the losses of many producers, into a sentence each", () => {
    const partitions = [0, 1, 2, 3];
    const timeline = [
      ...partitions.map((partition) => view(0, "kafka3", "kafka1", 0, all, partition)),
      at(1_000, { event: "fault", name: "kill", fault: "kill", action: "injected", targets: ["kafka1"] }),
      ...partitions.map((p) => view(7_000 + p, "kafka3", p < 3 ? "kafka2" : "kafka3", 1, all, p)),
      ...partitions.map((producer) =>
        at(8_000, { event: "failover", producer, partition: 0, lost: 10, lastOffset: 22, offset: 13 }),
      ),
    ];
    expect(moments(timeline, 5).moments).toEqual([
      { ms: 0, text: "kill injected on kafka1" },
      { ms: 6_000, text: "kafka2 and kafka3 now lead 4 partitions" },
      { ms: 7_000, text: "acknowledged offsets go backwards: 40 messages lost" },
    ]);
  });
});
