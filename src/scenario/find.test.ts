import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UsageError } from "../errors.js";
import { findScenarios } from "./find.js";

let root: string;
const DEEPER = [" blank .yaml", "50%2F50.yaml", "c.yaml", "caf\u00e9, cr\u00e8me.yaml"].map(
  (name) => `set/deeper/${name}`,
);
const at = (...names: string[]) => names.map((name) => join(root, name));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "chaos-find-"));
  for (const folder of ["set", "set/deeper", "none", "drafts"]) await mkdir(join(root, folder));
  for (const name of [
    "set/b.yaml",
    "set/a.yml",
    "set/notes.txt",
    "set/deeper/c.yaml",
    "[odd].yaml",
    "none/x.txt",
    ...["", ".#", "#", "."].map((prefix) => `drafts/${prefix}mine.yaml`),
    ...["mine.yaml~", "#mine.yaml#", ".mine.yaml.swp", "4913", "mine.yaml.bak"].map(
      (name) => `drafts/${name}`,
    ),
    ...["caf\u00e9, cr\u00e8me.yaml", "50%2F50.yaml", " blank .yaml"].map((name) => `set/deeper/${name}`),
  ]) {
    await writeFile(join(root, name), "");
  }
});
afterAll(() => rm(root, { recursive: true }));

it("takes a folder's own YAML files, a glob's, and files by name, sorted and each once", async () => {
  expect(await findScenarios(at("set"))).toEqual(at("set/a.yml", "set/b.yaml"));
  expect(await findScenarios(at("set/**"))).toEqual(at("set/a.yml", "set/b.yaml", ...DEEPER));
  expect(await findScenarios(at("set/notes.txt", "set/b.yaml", "set/", "set/../set/b.yaml"))).toEqual(
    at("set/a.yml", "set/b.yaml", "set/notes.txt"),
  );
});

it("leaves out what editors keep beside a file, unless it is named", async () => {
  expect(await findScenarios(at("drafts"))).toEqual(at("drafts/mine.yaml"));
  expect(await findScenarios(at("drafts/*"))).toEqual(at("drafts/mine.yaml"));
  expect(await findScenarios(at("drafts/.mine.yaml"))).toEqual(at("drafts/.mine.yaml"));
});

it("takes standard input, once, and a file called - by its path", async () => {
  expect(await findScenarios(["-", "/dev/stdin"])).toEqual(["-"]);
  await writeFile(join(root, "-"), "");
  const here = process.cwd();
  process.chdir(root);
  expect(await findScenarios(["./-"])).toEqual(["./-"]);
  process.chdir(here);
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
