import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InfrastructureError } from "../errors.js";
import { result } from "../report/testing/runs.js";
import { createRun, type RunPaths } from "../rundir/rundir.js";
import { Journal } from "./journal.js";

let out: string;
let paths: RunPaths;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "chaos-journal-"));
  paths = createRun(out, "mine");
});
afterEach(() => rmSync(out, { recursive: true }));

const openJournal = () => new Journal(paths, { event: () => {}, done: () => {} }, "name: mine\n", result());

test("a disk that takes no more is told as that, with what to do", () => {
  using journal = openJournal();
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    errno: -28,
  });
  expect(
    journal.guard(() => {
      throw full;
    }),
  ).toBeNull();
  const { reason } = journal.broken;
  expect(reason).toBeInstanceOf(InfrastructureError);
  expect(reason).toMatchObject({ remedy: expect.stringContaining("make room on that disk"), cause: full });
});

test("a defect of chaos is not told as a full disk", () => {
  using journal = openJournal();
  journal.result.counts.sent = -1;
  journal.save();
  expect(journal.broken.reason).not.toBeInstanceOf(InfrastructureError);
  expect(journal.broken.reason.message).not.toContain("disk");
  expect(journal.broken.reason.message).toContain("sent");
});

test("a doubt and a note are kept once, a note beside the reasons", () => {
  using journal = openJournal();
  for (let i = 0; i < 2; i++) {
    journal.doubt("measurement", "a doubt");
    journal.note("a note");
  }
  journal.save();
  expect(JSON.parse(readFileSync(paths.result, "utf8"))).toMatchObject({
    reasons: [{ about: "measurement", text: "a doubt" }],
    notes: ["a note"],
    doubts: [{ about: "measurement", text: "a doubt" }],
  });
  expect(journal.doubts).toEqual([{ about: "measurement", text: "a doubt" }]);
});
