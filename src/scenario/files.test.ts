import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { ScenarioError } from "./diagnostics.js";
import { loadScenarioFiles, readScenarioFile } from "./files.js";

const LEAST = "name: least\nproducers: { count: 10 }\nexpect: { loss: none }\n";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function refusal(path: string): Promise<string> {
  const error = await readScenarioFile(path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ScenarioError);
  return (error as ScenarioError).message.replace(`${folder}/`, "");
}

it("reads a file, also through a symbolic link", async () => {
  await symlink(await file("real.yaml", LEAST), join(folder, "link.yaml"));
  expect(await readScenarioFile(join(folder, "link.yaml"))).toBe(LEAST);
});

it("refuses 50 MB without reading them", async () => {
  const path = await file("large.yaml", "");
  await truncate(path, 50_000_000);
  const started = performance.now();
  expect(await refusal(path)).toBe("large.yaml: is 48 MiB; a scenario file may have 1");
  expect(performance.now() - started).toBeLessThan(1_000);
});

it("refuses what is no text", async () => {
  expect(await refusal(await file("a", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0])))).toBe(
    "a: is a binary file, not YAML",
  );
  expect(await refusal(await file("b", Buffer.from("\ufeffname: x", "utf16le")))).toBe(
    "b: is UTF-16; save it as UTF-8",
  );
  expect(await refusal(await file("c", Buffer.from("name: x\ndescription: caf\xe9\n", "latin1")))).toBe(
    "c: is not UTF-8: line 2 holds bytes that are no text",
  );
});

it("refuses what is no file", async () => {
  expect(await refusal(folder)).toContain("is a folder, not a file");
  expect(await refusal("/dev/zero")).toBe("/dev/zero: is not a regular file");
  await symlink("/dev/zero", join(folder, "device.yaml"));
  expect(await refusal(join(folder, "device.yaml"))).toBe("device.yaml: is not a regular file");
  execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
  expect(await refusal(join(folder, "pipe.yaml"))).toBe("pipe.yaml: is not a regular file");
  await symlink("loop.yaml", join(folder, "loop.yaml"));
  expect(await refusal(join(folder, "loop.yaml"))).toBe("loop.yaml: is a symbolic link that leads to itself");
  expect(await refusal(join(folder, "nowhere.yaml"))).toBe("nowhere.yaml: there is no such file");
});

it("loads several and tells what is wrong with all of them", async () => {
  const options = { faults, randomSeed: 1 };
  const good = await file("good.yaml", LEAST);
  const twin = await file("twin.yaml", LEAST);
  const bad = await file("bad.yaml", LEAST.replace("none", "non"));
  expect((await loadScenarioFiles([good], options)).map(({ scenario }) => scenario.name)).toEqual(["least"]);
  const error = await loadScenarioFiles([good, twin, bad], options).catch((error: unknown) => error);
  expect((error as ScenarioError).message.replaceAll(`${folder}/`, "").split("\n")).toEqual([
    "twin.yaml: its name, least, is that of good.yaml too; give each its own",
    "bad.yaml:3:17: loss must be none, some or any, not non; did you mean none?",
    "   3 | expect: { loss: non }",
    "     |                 ^^^",
  ]);
});
