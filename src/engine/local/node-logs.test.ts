import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { beginLog } from "./node-logs.js";

let folder: string;
let log: number;
const [one, idle, two] = ["one.log", "idle.log", "two.log"];
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logs-"));
  log = openSync(path(one), "a");
});
afterEach(() => {
  closeSync(log);
  rmSync(folder, { recursive: true });
});

it("each run has the lines that were printed while it had the node, from a process that prints on", async () => {
  writeSync(log, "of the first\n");
  await beginLog(path(one), path(idle), { keeping: true });
  writeSync(log, "of none\n");
  await beginLog(path(idle), path(two), { keeping: false });
  writeSync(log, "of the second\n");
  expect([read(one), read(two)]).toEqual(["of the first\n", "of the second\n"]);
  expect(readdirSync(folder).sort()).toEqual([one, two].sort());
});
