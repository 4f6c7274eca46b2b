import { describe, expect, it } from "vitest";
import { Beliefs } from "../../rundir/beliefs.js";
import type { TimelineEvent } from "../../rundir/timeline.js";
import { at, partitionTimeline, view } from "../testing/runs.js";
import { namesOf } from "./partitions.js";
import { moments, Story } from "./story.js";

const all = ["kafka1", "kafka2", "kafka3"];
const told = (timeline: readonly TimelineEvent[]) => {
  const story = new Story();
  return timeline.flatMap((event) => story.tell(event).map(({ text }) => text));
};

it("a transaction that ended otherwise than planned is told with its messages, its outcome and its error", () => {
  const transaction = { event: "transaction", producer: 2, first: 300, messages: 50 } as const;
  expect(
    told([
      at(0, { ...transaction, outcome: "unknown", error: "_TIMED_OUT", newClient: true }),
      at(1, { ...transaction, outcome: "aborted", error: "_MSG_TIMED_OUT" }),
    ]),
  ).toEqual([
    "the transaction of messages 300–349 of producer 2 has an unknown outcome (_TIMED_OUT), and a new client took over",
    "the transaction of messages 300–349 of producer 2 was aborted (_MSG_TIMED_OUT)",
  ]);
});

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
    expect(told([at(0, { ...fault, targets: ["kafka1"], action: "changed", detail: "up" })])).toEqual([
      "cut (partition) on kafka1: up",
    ]);
    expect(told([at(0, { ...fault, targets: [], action: "failed", detail: "no leader" })])).toEqual([
      "cut (partition) failed: no leader",
    ]);
  });
});

describe("the quorum of KRaft", () => {
  const says = (ms: number, node: string, controller: string | null, epoch?: number) =>
    at(ms, { event: "controller", node, controller, ...(epoch !== undefined && { epoch }) });

  it("tells an election once, by the voter that was elected, and not the first sight", () => {
    expect(
      told([
        says(0, "controller1", "controller1", 3),
        says(1, "controller2", "controller1"),
        says(2, "controller2", "controller2", 4),
        says(3, "controller2", "controller2", 4),
      ]),
    ).toEqual(["controller2 is the active controller (epoch 4)"]);
  });

  it("is not led by who still believes in an older epoch", () => {
    expect(
      told([says(0, "controller2", "controller2", 4), says(1, "controller1", "controller1", 3)]),
    ).toEqual([]);
  });
});

it("the voters of KRaft are told as they change", () => {
  const voters = ["controller1", "controller3"];
  expect(told([at(0, { event: "voters", node: "controller1", voters })])).toEqual([
    "the voters are controller1 and controller3",
  ]);
});

describe("a fenced broker", () => {
  const fenced = (ms: number, node: string, ...names: string[]) =>
    at(ms, { event: "fenced", node, fenced: names });

  it("is told once, as long as any broker sees it so", () => {
    expect(
      told([
        ...[fenced(0, "kafka2", "kafka1"), fenced(1, "kafka3", "kafka1")],
        ...[fenced(2, "kafka2"), fenced(3, "kafka1", "kafka1")],
        ...[fenced(4, "kafka3"), fenced(5, "kafka1")],
      ]),
    ).toEqual(["kafka1 is fenced", "kafka1 is not fenced any more"]);
  });

  it("is not one any more when the broker that saw it so is silent", () => {
    const silent = at(1, { event: "reachable", node: "kafka2", reachable: false });
    expect(told([fenced(0, "kafka2", "kafka1", "kafka3"), silent])).toEqual([
      "kafka1 and kafka3 are fenced",
      "kafka2 does not answer",
      "kafka1 and kafka3 are not fenced any more",
    ]);
  });
});

it("that a broker is fenced is in the short story only where there is room for all that is wanted", () => {
  const fenced = (ms: number, ...names: string[]) =>
    at(ms, { event: "fenced", node: "kafka2", fenced: names });
  const timeline = [...partitionTimeline, fenced(38_200, "kafka1"), fenced(72_300)].sort(
    (a, b) => a.ms - b.ms,
  );
  const wanted = moments(partitionTimeline, 5);
  expect(wanted.moments).toHaveLength(5);
  expect(moments(timeline, 5)).toEqual(wanted);
  expect(moments(timeline, 7).moments.map(({ text }) => text)).toContain("kafka1 is not fenced any more");
});

describe("eligible leader replicas", () => {
  const eligible = (ms: number, node: string, epoch: number, ...elr: string[]) => ({
    ...view(ms, node, "kafka1", epoch, ["kafka1"]),
    ...(elr.length > 0 && { elr }),
  });

  it("are told once for each epoch, by the broker that says it first", () => {
    expect(
      told([
        ...[eligible(0, "kafka2", 1), eligible(1, "kafka3", 1)],
        ...[eligible(2, "kafka2", 1, "kafka3"), eligible(3, "kafka3", 1, "kafka3")],
        ...[eligible(4, "kafka2", 1), eligible(5, "kafka3", 1)],
      ]),
    ).toEqual(["eligible leader replicas: kafka3", "eligible leader replicas: none"]);
  });

  it("are told by another broker when the first is silent", () => {
    const silent = at(2, { event: "reachable", node: "kafka2", reachable: false });
    expect(
      told([
        eligible(0, "kafka2", 1, "kafka3"),
        silent,
        eligible(3, "kafka1", 1, "kafka3"),
        eligible(4, "kafka1", 1),
      ]),
    ).toEqual([
      "eligible leader replicas: kafka3",
      "kafka2 does not answer",
      "eligible leader replicas: none",
    ]);
  });

  it("of an older epoch are no news", () => {
    expect(told([eligible(0, "kafka2", 2), eligible(1, "kafka3", 1, "kafka2")])).toEqual([]);
  });
});

describe("the first sight of a broker", () => {
  const reachable = (ms: number, reachable: boolean) =>
    at(ms, { event: "reachable", node: "kafka1", reachable, ...(reachable ? {} : { reason: "refused" }) });
  const controller = (ms: number, controller: string | null) =>
    at(ms, { event: "controller", node: "kafka1", controller });

  it("is no news, nor is the same again; what changes is", () => {
    expect(told([reachable(0, true), controller(1, "kafka2")])).toEqual([]);
    expect(
      told([
        ...[reachable(0, true), controller(0, "kafka2")],
        ...[reachable(10, false), reachable(20, true), controller(20, "kafka2")],
        ...[controller(30, "kafka3"), controller(40, null)],
      ]),
    ).toEqual([
      ...["kafka1 does not answer: refused", "kafka1 answers again"],
      ...["kafka1 sees kafka3 as controller", "kafka1 sees no controller"],
    ]);
  });

  it("is news when it does not answer", () => {
    expect(told([reachable(0, false), reachable(10, true)])).toEqual([
      "kafka1 does not answer: refused",
      "kafka1 answers",
    ]);
  });
});

describe("what a producer noticed", () => {
  it("is told without a claim that anything was lost", () => {
    const event = at(0, {
      ...{
        event: "offset-regressed",
        producer: 3,
        partition: 1,
        lost: 1_622,
        lastOffset: 2_030,
        offset: 409,
      },
    });
    expect(told([event])).toEqual(["acknowledged offsets went back by 1,622 on partition 1"]);
  });
});

describe("the moments of many faults", () => {
  const fault = (ms: number, name: string, action: "injected" | "healed" | "failed", target: string) =>
    at(ms, { event: "fault", name, fault: "restart", action, targets: [target] });
  const texts = (timeline: readonly TimelineEvent[], limit: number) =>
    moments(timeline, limit).moments.map(({ text }) => text);
  /** Views of a partition whose leader moves on every second. */
  const fuss = Array.from({ length: 30 }, (_, i) =>
    view(10_500 + 1_000 * i, "kafka3", `kafka${(i % 2) + 1}`, i + 1, all),
  );

  it("name each restart of a rolling restart, and heal them in one sentence at the end of the run", () => {
    const restarts = [
      fault(10_000, "first", "injected", "kafka1"),
      fault(20_000, "second", "injected", "kafka2"),
      fault(30_000, "third", "injected", "kafka3"),
    ];
    const end = [
      at(50_000, { event: "phase", phase: "heal" }),
      ...["first", "second", "third"].map((name, i) => fault(50_010, name, "healed", `kafka${i + 1}`)),
    ];
    const timeline = [view(0, "kafka3", "kafka1", 0, all), ...restarts, ...fuss, ...end].sort(
      (a, b) => a.ms - b.ms,
    );
    expect(texts(timeline, 5)).toEqual([
      "first (restart) injected on kafka1",
      "kafka1 leads again (epoch 1)",
      "kafka2 leads (epoch 2)",
      "second (restart) injected on kafka2",
      "third (restart) injected on kafka3",
    ]);
    const quiet = timeline.filter(({ event }) => event !== "view");
    expect(texts(quiet, 5)).toEqual([
      ...["first", "second", "third"].map((name, i) => `${name} (restart) injected on kafka${i + 1}`),
      "first (restart), second (restart) and third (restart) healed at the end of the run",
    ]);
  });

  it("name every fault of a schedule, the failed one and a node's death, also beyond what was asked for", () => {
    const names = ["a", "b", "c", "d", "e"];
    const timeline = [
      ...[view(0, "kafka3", "kafka1", 0, all), fault(9_000, "f", "failed", "kafka1")],
      ...names.map((name, i) => fault(10_000 + 2_000 * i, name, "injected", "kafka1")),
      ...names.map((name, i) => fault(11_000 + 2_000 * i, name, "healed", "kafka1")),
      ...[...fuss, at(45_000, { event: "node", node: "kafka2", state: "died" as const })],
    ].sort((a, b) => a.ms - b.ms);
    const causes = [
      "f (restart) on kafka1 failed",
      ...names.map((name) => `${name} (restart) injected on kafka1`),
      "kafka2 died by itself",
    ];
    expect(texts(timeline, 5)).toEqual(causes);
    const more = texts(timeline, 9);
    expect(more).toHaveLength(9);
    expect(more.filter((text) => !causes.includes(text))).toEqual([
      ...["a (restart) healed", "b (restart) healed"],
    ]);
    expect(moments(timeline, 5).moments[1]).toMatchObject({ ms: 1_000 });
  });

  it("say that a fault healed only because the run ended", () => {
    const phase = at(20_000, { event: "phase", phase: "heal" });
    expect(
      texts([fault(0, "cut", "injected", "kafka1"), phase, fault(20_010, "cut", "healed", "kafka1")], 5),
    ).toEqual(["cut (restart) injected on kafka1", "cut (restart) healed at the end of the run"]);
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

  it("put the new leaders of many partitions, and what many producers noticed, into a sentence each", () => {
    const partitions = [0, 1, 2, 3];
    const timeline = [
      ...partitions.map((partition) => view(0, "kafka3", "kafka1", 0, all, partition)),
      at(1_000, { event: "fault", name: "kill", fault: "kill", action: "injected", targets: ["kafka1"] }),
      ...partitions.map((p) => view(7_000 + p, "kafka3", p < 3 ? "kafka2" : "kafka3", 1, all, p)),
      ...partitions.map((producer) =>
        at(8_000, {
          event: "offset-regressed",
          producer,
          partition: 0,
          lost: 10,
          lastOffset: 22,
          offset: 13,
        }),
      ),
    ];
    expect(moments(timeline, 5).moments).toEqual([
      { ms: 0, text: "kill injected on kafka1" },
      { ms: 6_000, text: "kafka2 and kafka3 now lead 4 partitions" },
      { ms: 7_000, text: "acknowledged offsets went back by up to 10 on partition 0" },
    ]);
  });
});

it("the broker that coordinates transactions is told with the group that it is for", () => {
  const move = (node: string | null): TimelineEvent => ({
    ...{ at: "2026-01-01T00:00:00.000Z", ms: 0, event: "transaction-coordinator", group: "orders", node },
    transactionalId: "chaos-1f-0",
  });
  const story = new Story();
  expect([move("kafka2"), move(null)].flatMap((event) => story.tell(event).map(({ text }) => text))).toEqual([
    "kafka2 coordinates the transactions of orders",
    "no broker coordinates the transactions of orders",
  ]);
});

it("a consumer's partitions are named as Kafka does where a run has several topics", () => {
  const event: TimelineEvent = {
    at: "2026-01-01T00:00:00.000Z",
    ms: 0,
    event: "rebalance",
    ...{ group: "billing", instance: 1, incarnation: 1, action: "assigned", partitions: [2, 0] },
  };
  const textOf = (story: Story) => story.tell(event).map(({ text }) => text);
  expect(textOf(new Story())).toEqual(["the consumer billing-1 gets partitions 0 and 2"]);
  const shapes = ["orders", "clicks"].map((name) => ({ name, partitions: 2 }));
  expect(textOf(new Story(namesOf(shapes)))).toEqual(["the consumer billing-1 gets orders-0 and clicks-0"]);
});
