/** A container's data directory, changed in an archive: over a folder that stands for the container's files. */
import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { changeContainerData, TAKE_CHANGED_DATA } from "./container-data.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "chaos-test-"));
  await mkdir(join(root, "chaos/data/orders-0"), { recursive: true });
  await writeFile(join(root, "chaos/data/orders-0/log"), "records");
  await writeFile(join(root, "chaos/data/meta.properties"), "node.id=1");
});
afterEach(() => rm(root, { recursive: true }));

const container: Parameters<typeof changeContainerData>[0] = {
  getArchive: async ({ path }: { path: string }) => {
    const archive = join(root, "out.tar");
    execFileSync("tar", ["-c", "-f", archive, "-C", join(root, path, ".."), path.split("/").at(-1)!]);
    return createReadStream(archive);
  },
  putArchive: async (archive: NodeJS.ReadableStream, { path }: { path: string }) => {
    execFileSync("tar", ["-x", "-C", join(root, path)], { input: await buffer(archive) });
  },
} as unknown as Parameters<typeof changeContainerData>[0];

const start = () =>
  execFileSync("sh", ["-c", TAKE_CHANGED_DATA.replaceAll("/chaos/", `${root}/chaos/`)], { encoding: "utf8" });

it("has what was changed when the container starts, and not what was removed", async () => {
  const found = await changeContainerData(container, tmpdir(), async (directory) => {
    const names = (await readdir(directory)).sort();
    await rm(join(directory, "orders-0"), { recursive: true });
    await writeFile(join(directory, "meta.properties"), "node.id=2");
    return names;
  });
  expect(found).toEqual(["meta.properties", "orders-0"]);
  start();
  expect(await readdir(join(root, "chaos"))).toEqual(["data"]);
  expect(await readdir(join(root, "chaos/data"))).toEqual(["meta.properties"]);
  expect(await readFile(join(root, "chaos/data/meta.properties"), "utf8")).toBe("node.id=2");
});

it("stays as it is when the change fails, and at a start without a change", async () => {
  const change = changeContainerData(container, tmpdir(), async (directory) => {
    await rm(join(directory, "orders-0"), { recursive: true });
    throw new Error("no");
  });
  await expect(change).rejects.toThrow("no");
  start();
  expect((await readdir(join(root, "chaos/data"))).sort()).toEqual(["meta.properties", "orders-0"]);
});
