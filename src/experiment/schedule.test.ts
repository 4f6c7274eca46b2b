import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Cluster } from "../engine/engine.js";
import { defineFault } from "../faults/fault.js";
import type { Happening } from "../rundir/timeline.js";
import type { FaultStep, Trigger } from "../scenario/syntax.js";
import { Schedule } from "./schedule.js";

let story: string[];

/** A fault that writes down what is done, on the node that its options name. */
const kill = defineFault({
  name: "kill",
  summary: "writes down what is done",
  schema: () => z.string(),
  async inject(_cluster, options) {
    if (options === "nobody") throw new Error("no broker is nobody right now");
    story.push(`kill ${options}`);
    return { targets: [String(options)], heal: async () => void story.push(`start ${options}`) };
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
    faults: [kill],
    cluster: {} as Cluster,
    targets: { resolve: async (target) => target },
    onHappening: (happening: Happening) => {
      if (happening.event === "fault") story.push(`${happening.action} ${happening.name}`);
    },
    signal: new AbortController().signal,
  });
}

beforeEach(() => {
  story = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe("a schedule", () => {
  it("strikes on the send that reaches its count, once", async () => {
    const schedule = scheduleOf(step("a", at.messages(100)), step("b", at.messages(50)));
    schedule.start();
    for (const total of [49, 60, 99, 150, 200]) schedule.sent(total);
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
    schedule.sent(10);
    await schedule.finish();
    expect(schedule.problems).toEqual(["b never struck: every message was settled before its time came"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(story).not.toContain("kill b");
  });

  it("names a fault that could not be injected, once, and goes on with the others", async () => {
    const schedule = scheduleOf(step("a", at.messages(1), { options: "nobody" }), step("b", at.messages(1)));
    schedule.start();
    schedule.sent(1);
    await schedule.finish();
    expect(schedule.problems).toEqual(["a could not be injected: no broker is nobody right now"]);
    expect(story).toEqual(
      ["failed a", "kill b", "injected b"].sort((x, y) => story.indexOf(x) - story.indexOf(y)),
    );
  });
});
