import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ClusterGoneError } from "../../engine/engine.js";
import { InfrastructureError } from "../../errors.js";
import type { Edge } from "../command.js";
import { attach } from "./kept.js";

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rm(out, { recursive: true }));

/** A run that kept a cluster, of which this file is left. */
async function run(name: string, record: string): Promise<void> {
  await mkdir(join(out, name, "cluster"), { recursive: true });
  await writeFile(join(out, name, "cluster", "cluster.json"), record);
}

const gone = () =>
  JSON.stringify({
    engine: "local",
    socket: join(out, "nobody.sock"),
    versions: { kafka: "3.9.1", java: "17" },
    nodes: [],
    processes: {},
  });
const attachToLatest = () =>
  attach({ out }, { env: {}, signal: new AbortController().signal } as unknown as Edge);

test("a cluster that is gone is passed over, and told of when there is no other", async () => {
  await run("1-older", gone());
  await run("2-newer", gone());
  const failure = await attachToLatest().catch((error) => error);
  expect(failure).toBeInstanceOf(ClusterGoneError);
  expect(failure.message).toMatch(/the cluster of 2-newer is gone/);
});

test("a cluster whose engine does not answer is not passed over for an older one", async () => {
  await run("1-older", gone());
  const images = { nodes: "mine", network: "mine", versions: {}, hasNetem: false };
  const host = `unix://${join(out, "nobody.sock")}`;
  await run("2-newer", JSON.stringify({ engine: "docker", host, run: "chaos-2-newer", nodes: [], images }));
  const failure = await attachToLatest().catch((error) => error);
  expect(failure).not.toBeInstanceOf(ClusterGoneError);
  expect(failure).toMatchObject({
    name: "InfrastructureError",
    message: expect.stringContaining("chaos-2-newer cannot be looked at in Docker"),
  });
});

test("a cluster whose file is damaged is not passed over for an older one", async () => {
  await run("1-older", gone());
  await run("2-newer", "{ half a fi");
  const failure = await attachToLatest().catch((error) => error);
  expect(failure).toBeInstanceOf(InfrastructureError);
  expect(failure).not.toBeInstanceOf(ClusterGoneError);
  expect(failure.message).toMatch(/2-newer.* is damaged/);
});
