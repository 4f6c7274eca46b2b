import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { explainDiskError } from "./disk-error.js";
import { InfrastructureError } from "./errors.js";

function errorOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return expect.unreachable("nothing failed");
}

test("a full disk is told as such", () => {
  const full = openSync("/dev/full", "w");
  try {
    expect(explainDiskError(errorOf(() => writeSync(full, "x")))).toMatchObject({
      name: "InfrastructureError",
      message: "the disk is full (write)",
      remedy: expect.stringContaining("make room"),
    });
  } finally {
    closeSync(full);
  }
});

test("a file in the place of a directory is told with its path", () => {
  const folder = mkdtempSync(join(tmpdir(), "chaos-test-"));
  try {
    writeFileSync(join(folder, "cluster"), "");
    const path = join(folder, "cluster", "kafka1");
    expect(explainDiskError(errorOf(() => mkdirSync(path)))).toMatchObject({
      message: `a file is where a directory should be: ${path} (mkdir)`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is no refusal of the file system stays as it is", async () => {
  const missing = errorOf(() => openSync("/nowhere/at/all", "r"));
  const refused = await new Promise((resolve) => connect(1, "127.0.0.1").once("error", resolve));
  const explained = new InfrastructureError("explained already");
  const forbidden = Object.assign(new Error("kill EPERM"), { code: "EPERM", syscall: "kill" });
  for (const error of [missing, refused, explained, forbidden, new TypeError("a defect"), "text"]) {
    expect(explainDiskError(error)).toBe(error);
  }
});
