import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Cluster } from "../engine/engine.js";
import { defineFault } from "../faults/fault.js";
import type { Ledger } from "../history/ledger.js";
import type { Happening } from "../rundir/timeline.js";
import type { FaultStep, Trigger } from "../scenario/syntax.js";
import { Schedule } from "./schedule.js";

let story: string[];
/** What the ledger knows of the messages. */
let totals: { sent: number; settled: number };
let leader: string;
/** The injection that is held back is complete. */
let complete: () => void;
/** What the fault still does by itself fails. */
let fail: () => void;

const TAKEN = { node: "kafka1", topic: "orders", partition: 0, records: 7, bytes: 700, toOffset: 30 };

/** A fault that writes down what is done, on the node that its options name. */
const kill = defineFault({
  name: "kill",
  summary: "writes down what is done",
  schema: () => z.string(),
  async inject(_cluster, options, _targets, { onChange }) {
    if (options === "nobody") throw new Error("no broker is nobody right now");
    story.push(`kill ${options}`);
    if (options === "slowly") await new Promise<void>((resolve) => (complete = resolve));
    const flaw = options === "badly" ? { flaw: "kafka1 had to be killed" } : {};
    const isGradual = options === "slowly and gradually";
    if (isGradual) await new Promise<void>((resolve) => (complete = resolve));
    return {
      ...flaw,
      ...(options === "with its data" && { taken: [TAKEN] }),
      isGradual,
      silenced: [String(options)],
      ...(options === "flapping" && { silencedMs: 3_000 }),
      ...(options === "going on" && {
        aftermath: new Promise<void>((_, reject) => (fail = () => reject(new Error("kafka1 is gone")))),
      }),
      targets: [String(options)],
      heal: async () => {
        if (options === "flapping") onChange("up");
        story.push(`start ${options}`);
      },
    };
  },
});

/** A fault that nothing undoes. It tells whether producers still wait for a message. */
const move = defineFault({
  name: "move",
  summary: "writes down what it is told",
  lasts: "for-good",
  schema: () => z.string(),
  async inject(_cluster, _options, _targets, { topics: [topic], isProducing }) {
    await new Promise<void>((resolve) => (complete = resolve));
    story.push(`moved ${topic!.name}, ${isProducing() ? "producing" : "all settled"}`);
    return { targets: ["kafka1"], isGradual: true, heal: async () => void story.push("moved back") };
  },
});

/** A fault that strikes twice, each time from the beginning if `options` is "gradually". */
const roll = defineFault({
  name: "roll",
  summary: "strikes several times",
  lasts: "until-done",
  schema: () => z.string(),
  async inject(_cluster, options, _targets, { strike }) {
    const targets = ["kafka1", "kafka2"];
    for (const node of targets) {
      await strike(async () => {
        await new Promise<void>((resolve) => (complete = resolve));
        leader = "kafka2";
        return { targets: [node], silenced: [node], isGradual: options === "gradually" };
      });
    }
    return { targets, heal: async () => {}, aftermath: Promise.resolve() };
  },
});

const at = {
  messages: (messages: number): Trigger => ({ kind: "messages", messages }),
  time: (afterMs: number): Trigger => ({ kind: "time", afterMs }),
  fault: (fault: string, afterMs = 0): Trigger => ({ kind: "fault", fault, afterMs }),
};

function step(name: string, trigger: Trigger, extra: Partial<FaultStep> = {}): FaultStep {
  return { name, at: trigger, fault: "kill", options: name, ...extra };
}

function scheduleOf(...steps: FaultStep[]): Schedule {
  return new Schedule({
    steps,
    faults: [kill, move, roll],
    cluster: {} as Cluster,
    targets: { resolve: async (target) => target },
    topics: [{ name: "test1", partitions: 1, replicas: 3, config: {} }],
    takeClients: async () => ({ targets: [], undo: async () => {}, flaw: null }),
    roles: () => [{ node: leader, role: "leader", partition: 0 }],
    ledger: { rows: 1_000, totals: totals as Ledger["totals"] },
    onHappening: (happening: Happening) => {
      if (happening.event === "log-cut") story.push(`${happening.records} records of ${happening.node}`);
      if (happening.event === "fault") story.push(`${happening.action} ${happening.name}`);
    },
    signal: new AbortController().signal,
  });
}

/** So many messages are handed over, and none of them is settled. */
function send(schedule: Schedule, total: number): number {
  totals.sent = total;
  return schedule.sent(total);
}

const texts = (schedule: Schedule) => schedule.problems.map(({ text }) => text);

beforeEach(() => {
  story = [];
  totals = { sent: 0, settled: 0 };
  leader = "kafka1";
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe("a schedule", () => {
  it("strikes on the send that reaches its count, once", async () => {
    const schedule = scheduleOf(step("a", at.messages(100)), step("b", at.messages(50)));
    schedule.start();
    for (const total of [49, 60, 99, 150, 200]) send(schedule, total);
    await schedule.finish();
    expect(story.filter((line) => line.startsWith("kill"))).toEqual(["kill b", "kill a"]);
    expect(schedule.records.map(({ afterMessages }) => afterMessages)).toEqual([150, 60]);
    expect(schedule.problems).toEqual([]);
  });

  it("strikes after a time, and after another fault", async () => {
    const schedule = scheduleOf(step("b", at.fault("a", 5_000)), step("a", at.time(10_000)));
    schedule.start();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(story).toEqual(["kill a", "injected a"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(story).toEqual(["kill a", "injected a", "kill b", "injected b"]);
  });

  it("heals by itself when a step says for how long, and heals the rest in the end, once", async () => {
    const schedule = scheduleOf(step("a", at.time(0), { forMs: 1_000 }), step("b", at.time(0)));
    schedule.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(story.slice(-2)).toEqual(["start a", "healed a"]);
    await schedule.finish();
    await schedule.healAll();
    await schedule.healAll();
    expect(story.filter((line) => line.startsWith("start"))).toEqual(["start a", "start b"]);
  });

  it("names every step that never struck", async () => {
    const schedule = scheduleOf(step("a", at.messages(10)), step("b", at.fault("a", 60_000)));
    schedule.start();
    send(schedule, 10);
    await schedule.finish();
    expect(texts(schedule)).toEqual(["b never struck: production was over before its time came"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(story).not.toContain("kill b");
  });

  it("tells what a fault took from disks, after the fault", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "with its data" }));
    send(schedule, 1);
    await schedule.finish();
    expect(story).toEqual(["kill with its data", "injected a", "7 records of kafka1"]);
  });

  it("names a fault that could not be injected, once, and goes on with the others", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "nobody" }), step("b", at.messages(1)));
    schedule.start();
    send(schedule, 1);
    await schedule.finish();
    expect(texts(schedule)).toEqual(["a could not be injected: no broker is nobody right now"]);
    expect(story).toEqual(
      ["failed a", "kill b", "injected b"].sort((x, y) => story.indexOf(x) - story.indexOf(y)),
    );
  });

  it("answers at which count it has to be told next", () => {
    using schedule = scheduleOf(
      step("a", at.messages(100)),
      step("b", at.messages(50)),
      step("c", at.time(5)),
    );
    expect([0, 50, 70, 100].map((total) => send(schedule, total))).toEqual([50, 100, 100, Infinity]);
  });

  it("names a step that comes after a fault which was not injected", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "nobody" }), step("b", at.fault("a")));
    send(schedule, 1);
    await schedule.finish();
    expect(texts(schedule)).toEqual([
      "a could not be injected: no broker is nobody right now",
      "b never struck: it comes after a, which was not injected",
    ]);
  });

  it("tells two steps with one name apart", async () => {
    const schedule = scheduleOf(
      step("kill", at.messages(1), { options: "nobody" }),
      step("kill", at.time(60_000)),
      step("kills", at.messages(1)),
    );
    schedule.start();
    send(schedule, 1);
    await schedule.finish();
    expect(texts(schedule)).toEqual([
      "kill (fault 1 of 3) could not be injected: no broker is nobody right now",
      "kill (fault 2 of 3) never struck: production was over before its time came",
    ]);
  });

  it("says why a fault was not the one that was asked for", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "badly" }));
    send(schedule, 1);
    await schedule.finish();
    expect(schedule.problems).toEqual([{ kind: "not-as-asked", text: "kafka1 had to be killed" }]);
  });

  it("tells of an error in a fault that goes on when it happens, and once", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "going on" }));
    send(schedule, 1);
    await vi.advanceTimersByTimeAsync(0);
    fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(story).toEqual(["kill going on", "injected a", "failed a"]);
    const problem = { kind: "not-as-asked", text: "a ended with an error: kafka1 is gone" };
    expect(schedule.problems).toEqual([problem]);
    await schedule.healAll();
    expect(story).toHaveLength(3);
    expect(schedule.problems).toEqual([problem]);
  });

  it("does not undo a fault that is for good, and tells it whether messages are left to meet", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { fault: "move" }));
    send(schedule, 1);
    const startedAt = new Date().toISOString();
    await vi.advanceTimersByTimeAsync(5_000);
    totals.settled = 1_000;
    const finished = schedule.finish();
    complete();
    await finished;
    await schedule.healAll();
    expect(story).toEqual(["moved test1, all settled", "injected a"]);
    // It took effect from its beginning.
    expect(schedule.records[0]).toMatchObject({ injectedAt: startedAt, healedAt: null });
  });

  it("strikes no more once it is disposed of", async () => {
    scheduleOf(step("a", at.time(10)))[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(100);
    expect(story).toEqual([]);
  });

  it("writes down which leaders ZooKeeper no longer hears, until they are healed", async () => {
    const schedule = scheduleOf(
      step("a", at.messages(1), { options: "kafka1", forMs: 1_000 }),
      step("b", at.messages(1), { options: "kafka2" }),
    );
    send(schedule, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(schedule.records.map(({ silencedLeaders }) => silencedLeaders)).toEqual([["kafka1"], []]);
    expect(schedule.silenced(9_000)).toEqual(["kafka1", "kafka2"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(schedule.silenced(9_000)).toEqual(["kafka2"]);
  });
});

it("tells what becomes of a fault that goes on, and for how long at a time its brokers are silent", async () => {
  const schedule = scheduleOf(step("a", at.messages(1), { options: "flapping", forMs: 1_000 }));
  send(schedule, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(schedule.records[0]!.silencedMs).toBe(3_000);
  expect([schedule.silenced(2_000), schedule.silenced(3_000)]).toEqual([["flapping"], []]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(story).toEqual(["kill flapping", "injected a", "changed a", "start flapping", "healed a"]);
});

describe("a fault that strikes several times", () => {
  const startedAt = (afterMs: number) => new Date(Date.parse("2026-11-28T12:00:00Z") + afterMs).toISOString();

  const rolled = async (options: string) => {
    vi.setSystemTime(startedAt(0));
    const schedule = scheduleOf(step("a", at.messages(1), { fault: "roll", options }));
    send(schedule, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    complete();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(story).toEqual(["injected a"]);
    send(schedule, 50);
    complete();
    await schedule.finish();
    expect(story).toEqual(["injected a", "changed a", "healed a"]);
    return schedule.records[0]!;
  };

  it("has the time of each strike, and the roles of its targets before that strike", async () => {
    expect(await rolled("at the end")).toMatchObject({
      injectedAt: startedAt(1_000),
      sentAtInjection: 1,
      targets: ["kafka1", "kafka2"],
      roles: [
        { node: "kafka1", role: "leader" },
        { node: "kafka2", role: "leader" },
      ],
      silencedLeaders: ["kafka1", "kafka2"],
      strikes: [
        { at: startedAt(1_000), targets: ["kafka1"], roles: [{ node: "kafka1", role: "leader" }] },
        { at: startedAt(2_000), targets: ["kafka2"], roles: [{ node: "kafka2", role: "leader" }] },
      ],
    });
  });

  it("counts a strike that takes effect gradually from its beginning", async () => {
    const { injectedAt, strikes } = await rolled("gradually");
    expect(injectedAt).toBe(startedAt(0));
    expect(strikes!.map(({ at }) => at)).toEqual([startedAt(0), startedAt(1_000)]);
  });
});

describe("a fault that meets no message", () => {
  const problemsOf = async (schedule: Schedule) => {
    await schedule.finish();
    return texts(schedule);
  };

  it("is one whose injection is complete when every message is settled", async () => {
    const schedule = scheduleOf(step("a", at.messages(1_000), { options: "slowly" }));
    send(schedule, 1_000);
    totals.settled = 1_000;
    const finished = schedule.finish();
    complete();
    await finished;
    expect(schedule.problems).toEqual([
      { kind: "met-no-message", text: "a met no message: every message was settled before it struck" },
    ]);
  });

  it("is one that is healed before the next message is due", async () => {
    const schedule = scheduleOf(step("a", at.messages(10), { forMs: 1_000 }));
    send(schedule, 10);
    totals.settled = 10;
    await vi.advanceTimersByTimeAsync(1_000);
    send(schedule, 11);
    expect(await problemsOf(schedule)).toEqual([
      "a met no message: no message was sent or in flight while it lasted",
    ]);
  });

  it("is not one that struck when messages were in flight, or that lasts until the run heals", async () => {
    const schedule = scheduleOf(
      step("a", at.messages(10), { forMs: 1_000 }),
      step("b", at.messages(10)),
      step("c", at.messages(11)),
    );
    send(schedule, 10);
    totals.settled = 9;
    await vi.advanceTimersByTimeAsync(1_000);
    totals.settled = 10;
    send(schedule, 11);
    await vi.advanceTimersByTimeAsync(0);
    totals.settled = 11;
    expect(await problemsOf(schedule)).toEqual([]);
    const [a] = schedule.records;
    expect(a).toMatchObject({ afterMessages: 10, sentAtInjection: 10, sentAtHealing: 10 });
  });

  it("is not one that works from the beginning of its injection, as a clean shutdown does", async () => {
    const schedule = scheduleOf(step("a", at.messages(1_000), { options: "slowly and gradually" }));
    send(schedule, 1_000);
    totals.settled = 1_000;
    const finished = schedule.finish();
    complete();
    await finished;
    expect(schedule.problems).toEqual([]);
  });
});
