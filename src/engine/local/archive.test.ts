import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type MetadataPlan, planNodes } from "../../cluster/topology.js";
import { archivesFor, type Rehearsal } from "./archive.js";

const java = { command: "/usr/bin/java", version: "17.0.15" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-archive-"));
});
afterEach(() => rm(folder, { recursive: true }));

const jars = () => ({ version: "3.9.1", libs: join(folder, "libs"), archives: join(folder, "archive") });
const said: string[] = [];
const nodesWith = (metadata: MetadataPlan) => planNodes({ brokers: 2, metadata });
const CLUSTER = nodesWith({ kind: "zookeeper", members: 1 });
const [broker, , zookeeper] = CLUSTER;
const prepare = (rehearse: Rehearsal, of = java, cluster = CLUSTER) =>
  archivesFor(jars(), of, cluster, rehearse, (line) => said.push(line));

/** What the JVMs of these nodes do at their ends when they are asked for an archive. */
const writeArchivesOf =
  (nodes: typeof CLUSTER): Rehearsal =>
  async (argumentsFor) => {
    for (const node of nodes) {
      const [argument] = argumentsFor(node);
      await writeFile(argument!.replace("-XX:ArchiveClassesAtExit=", ""), node.name);
    }
  };
const writeArchives = writeArchivesOf(CLUSTER);

test("archives are made by one rehearsal, and used from then on", async () => {
  const archives = await prepare(writeArchives);
  const [share, file] = archives.use(broker!);
  expect(share).toBe("-Xshare:auto");
  expect(existsSync(file!.replace("-XX:SharedArchiveFile=", ""))).toBe(true);
  const again = await prepare(() => expect.unreachable("a second rehearsal"));
  expect(again.use(zookeeper!)).toEqual(archives.use(zookeeper!));
});

test("each role has one: a broker of KRaft loads other classes than one of ZooKeeper", async () => {
  const files = new Set<string>();
  for (const metadata of [
    { kind: "zookeeper", members: 1 },
    { kind: "kraft", members: 3 },
    { kind: "kraft", members: "brokers" },
  ] as const) {
    const nodes = nodesWith(metadata);
    const archives = await prepare(writeArchivesOf(nodes), java, nodes);
    for (const node of nodes) files.add(archives.use(node)[1]!);
  }
  const names = [...files].map((file) => file.slice(file.lastIndexOf("/") + 1));
  expect(names.sort()).toEqual([
    "broker.jsa",
    "combined.jsa",
    "controller.jsa",
    "kraft-broker.jsa",
    "zookeeper.jsa",
  ]);
});

test("another Java has archives of its own", async () => {
  const [, first] = (await prepare(writeArchives)).use(broker!);
  const [, second] = (await prepare(writeArchives, { ...java, version: "21.0.2" })).use(broker!);
  expect(first).not.toBe(second);
});

test("a rehearsal that fails costs the archives, not the run, and leaves no drafts", async () => {
  const archives = await prepare(async (argumentsFor) => {
    await writeArchives(argumentsFor);
    throw new Error("no memory for it");
  });
  expect(archives.use(broker!)).toEqual([]);
  expect(said.at(-1)).toBe("no class-data archives: no memory for it");
  const left = await readdir(join(folder, "archive"), { recursive: true });
  expect(left.filter((name) => name.includes(".jsa"))).toEqual([]);
});

test("the JVM takes a path with a colon for those of two archives, so such a cache has none", async () => {
  const cache = { ...jars(), archives: join(folder, "a:b") };
  const archives = await archivesFor(
    cache,
    java,
    CLUSTER,
    () => expect.unreachable("a rehearsal"),
    () => {},
  );
  expect(archives.use(broker!)).toEqual([]);
});
