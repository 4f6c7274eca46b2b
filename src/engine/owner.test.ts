import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isGone, ownerHere } from "./owner.js";

/** The same place, another process. */
const withPid = (pid: number) => ownerHere().replace(/^\d+/, `${pid}`);
const dead = spawnSync(process.execPath, ["-e", ""]).pid;

test("an owner is gone when no process here has its number any more", () => {
  expect(isGone(ownerHere())).toBe(false);
  expect(isGone(withPid(dead))).toBe(true);
});

test.each([
  ["another host", withPid(dead).replace(/@\S+/, "@elsewhere")],
  ["another pid namespace of a host of this name", withPid(dead).replace(/( pid:.*)?$/, " pid:[1]")],
  ["a process that has not said where it is", "somebody"],
])("%s: nothing is known of its processes, so they are not gone", (_, owner) => {
  expect(isGone(owner)).toBe(false);
});
