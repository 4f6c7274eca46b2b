import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { formattedStorage } from "../cluster/metadata/kraft-storage.js";
import { replaceDisk } from "./new-disk.js";

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "chaos-test-"));
  await mkdir(join(data, "orders-0"));
  await writeFile(join(data, "orders-0", "00000000000000000000.log"), "records");
  await writeFile(join(data, "recovery-point-offset-checkpoint"), "0\n0\n");
});
afterEach(() => rm(data, { recursive: true }));

const propertiesIn = (text: string) =>
  new Map(text.split("\n").map((line) => line.split("=") as [string, string]));

it("with KRaft a new disk has the cluster and the node of the old one, and a directory id of its own", async () => {
  const node = { name: "kafka2", kind: "broker", id: 2 } as const;
  const formatted = await formattedStorage(node, { kafka: "4.4.0", seed: 7 });
  const before = String(formatted["meta.properties"]);
  await writeFile(join(data, "meta.properties"), before);
  await replaceDisk(data);
  expect(await readdir(data)).toEqual(["meta.properties"]);
  const [old, now] = [before, await readFile(join(data, "meta.properties"), "utf8")].map(propertiesIn);
  for (const key of ["version", "cluster.id", "node.id"]) expect(now!.get(key)).toBe(old!.get(key));
  expect(now!.get("directory.id")).toMatch(/^[\w-]{22}$/);
  expect(now!.get("directory.id")).not.toBe(old!.get("directory.id"));
});

it("with ZooKeeper a new disk is empty", async () => {
  await writeFile(join(data, "meta.properties"), "version=0\nbroker.id=2\ncluster.id=abc\n");
  await replaceDisk(data);
  expect(await readdir(data)).toEqual([]);
});
