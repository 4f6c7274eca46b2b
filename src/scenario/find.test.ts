import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UsageError } from "../errors.js";
import { findScenarios } from "./find.js";

let root: string;
const at = (...names: string[]) => names.map((name) => join(root, name));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "chaos-find-"));
  for (const folder of ["set", "set/deeper", "none"]) await mkdir(join(root, folder));
  for (const name of [
    "set/b.yaml",
    "set/a.yml",
    "set/notes.txt",
    "set/deeper/c.yaml",
    "[odd].yaml",
    "none/x.txt",
  ]) {
    await writeFile(join(root, name), "");
  }
});
afterAll(() => rm(root, { recursive: true }));

it("takes a folder's own YAML files, a glob's, and files by name, sorted and each once", async () => {
  expect(await findScenarios(at("set"))).toEqual(at("set/a.yml", "set/b.yaml"));
  expect(await findScenarios(at("set/**"))).toEqual(at("set/a.yml", "set/b.yaml", "set/deeper/c.yaml"));
  expect(await findScenarios(at("set/notes.txt", "set/b.yaml", "set/", "set/../set/b.yaml"))).toEqual(
    at("set/a.yml", "set/b.yaml", "set/notes.txt"),
  );
});

it("takes a file whose name looks like a glob by its name", async () => {
  expect(await findScenarios(at("[odd].yaml"))).toEqual(at("[odd].yaml"));
});

it.each([
  ["set/bb.yaml", "there is no file or folder ROOT/set/bb.yaml; did you mean ROOT/set/b.yaml?"],
  ["set/b", "there is no file or folder ROOT/set/b; did you mean ROOT/set/b.yaml?"],
  ["elsewhere/x.yaml", "there is no file or folder ROOT/elsewhere/x.yaml"],
  ["set/*.json", "ROOT/set/*.json matches no .yaml or .yml file"],
  ["none", "ROOT/none holds no scenario: there is no .yaml or .yml file in it"],
])("says of %s: %s", async (pattern, message) => {
  const error = await findScenarios(at("set", pattern)).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).toBe(message.replaceAll("ROOT", root));
});
