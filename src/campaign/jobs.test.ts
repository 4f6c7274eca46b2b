import { describe, expect, it } from "vitest";
import { memoryNeeded } from "../engine/resource-check.js";
import { idleToEnd, mayBegin } from "./jobs.js";
import { cellsOf } from "./testing/fake-runs.js";

const [next, other] = cellsOf("next", "other");
const idle = cellsOf("a", "b", "c", "d", "e", "f");
const bytes = memoryNeeded(next!.spec);
const hungry = { ...next!, isHungry: true };

describe("idle clusters", () => {
  it("stay while the run that is next, the others and they have room", () => {
    expect(idleToEnd(next!, [other!], idle.slice(0, 3), 5 * bytes)).toBe(0);
  });

  it("go one by one until the run that is next has room, the first before the last", () => {
    expect(idleToEnd(next!, [other!], idle.slice(0, 3), 4 * bytes)).toBe(1);
    expect(idleToEnd(next!, [other!], idle.slice(0, 3), 3 * bytes)).toBe(2);
    expect(idleToEnd(next!, [other!], idle.slice(0, 3), 0)).toBe(3);
  });

  it("are four at most", () => {
    expect(idleToEnd(next!, [], idle, Number.POSITIVE_INFINITY)).toBe(2);
  });

  it("go before a run that shares the machine with no other", () => {
    expect(idleToEnd(hungry, [], idle, Number.POSITIVE_INFINITY)).toBe(6);
  });

  it("keep no run from beginning", () => {
    const running = [{ ...other!, isStarting: false }];
    expect(mayBegin(next!, running, { jobs: 2, freeBytes: 2 * bytes })).toBe(true);
    expect(mayBegin(next!, running, { jobs: 2, freeBytes: 2 * bytes - 1 })).toBe(false);
  });
});
