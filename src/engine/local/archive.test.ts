import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archivesFor, type Rehearsal } from "./archive.js";

const java = { command: "/usr/bin/java", version: "17.0.15" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-archive-"));
});
afterEach(() => rm(folder, { recursive: true }));

const jars = () => ({ version: "3.9.1", libs: join(folder, "libs"), archives: join(folder, "archive") });
const said: string[] = [];
const prepare = (rehearse: Rehearsal, of = java) =>
  archivesFor(jars(), of, rehearse, (line) => said.push(line));

/** What a JVM does at its end when it is asked for an archive. */
const writeArchives: Rehearsal = async (argumentsFor) => {
  for (const kind of ["broker", "zookeeper"] as const) {
    const [argument] = argumentsFor(kind);
    await writeFile(argument!.replace("-XX:ArchiveClassesAtExit=", ""), kind);
  }
};

test("archives are made by one rehearsal, and used from then on", async () => {
  const archives = await prepare(writeArchives);
  const [share, file] = archives.use("broker");
  expect(share).toBe("-Xshare:auto");
  expect(existsSync(file!.replace("-XX:SharedArchiveFile=", ""))).toBe(true);
  const again = await prepare(() => expect.unreachable("a second rehearsal"));
  expect(again.use("zookeeper")).toEqual(archives.use("zookeeper"));
});

test("another Java has archives of its own", async () => {
  const [, first] = (await prepare(writeArchives)).use("broker");
  const [, second] = (await prepare(writeArchives, { ...java, version: "21.0.2" })).use("broker");
  expect(first).not.toBe(second);
});

test("a rehearsal that fails costs the archives, not the run, and leaves no drafts", async () => {
  const archives = await prepare(async (argumentsFor) => {
    await writeArchives(argumentsFor);
    throw new Error("no memory for it");
  });
  expect(archives.use("broker")).toEqual([]);
  expect(said.at(-1)).toBe("no class-data archives: no memory for it");
  const left = await readdir(join(folder, "archive"), { recursive: true });
  expect(left.filter((name) => name.includes(".jsa"))).toEqual([]);
});

test("the JVM takes a path with a colon for those of two archives, so such a cache has none", async () => {
  const cache = { ...jars(), archives: join(folder, "a:b") };
  const archives = await archivesFor(
    cache,
    java,
    () => expect.unreachable("a rehearsal"),
    () => {},
  );
  expect(archives.use("broker")).toEqual([]);
});
