import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { InfrastructureError } from "../errors.js";
import type { Scenario } from "../scenario/syntax.js";
import { checkDisk, checkMemory, describeMemory } from "./room.js";

const MIB = 2 ** 20;

test("memory for three brokers and a ZooKeeper server is 1,350 MiB", () => {
  const cluster = { brokers: 3, zookeepers: 1 };
  expect(() => checkMemory(cluster, new Set(), 1_350 * MIB)).not.toThrow();
  expect(() => checkMemory(cluster, new Set(), 1_349 * MIB)).toThrow(
    "3 brokers and 1 ZooKeeper server need about 1,350 MiB of memory; 1,349 MiB are free",
  );
});

test("what stands beside the brokers needs memory as well", () => {
  const needs = new Set(["proxy", "registry"] as const);
  expect(() => checkMemory({ brokers: 1, zookeepers: 1 }, needs, 1_199 * MIB)).toThrow(
    "1 broker, 1 ZooKeeper server, proxy and registry need about 1,200 MiB of memory; 1,199 MiB are free",
  );
});

test("fewer brokers are advised where there are fewer", () => {
  const remedyFor = (brokers: number) => {
    try {
      checkMemory({ brokers, zookeepers: 1 }, new Set(), 0);
    } catch (error) {
      return (error as InfrastructureError).remedy;
    }
    return undefined;
  };
  expect(remedyFor(3)).toMatch(/--set cluster\.brokers=1/);
  expect(remedyFor(1)).toBe("end other programs");
});

test("it says how many brokers there is room for", () => {
  expect(describeMemory(1_400 * MIB)).toMatch(/^1,400 MiB free of .* MiB: room for 3 brokers$/);
  expect(describeMemory(600 * MIB)).toMatch(/room for 1 broker$/);
  expect(() => describeMemory(500 * MIB)).toThrow(/1 broker and 1 ZooKeeper server need about 550 MiB/);
});

test("a run that writes more than its disk can take is refused before it starts", async () => {
  const scenario = (count: number) =>
    ({
      cluster: { brokers: 3, zookeepers: 1 },
      topic: { replicas: 3 },
      producers: { count, instances: 10, sizeBytes: 1_000_000 },
    }) as Scenario;
  await expect(checkDisk(scenario(1), tmpdir())).resolves.toBeUndefined();
  await expect(checkDisk(scenario(100_000_000), tmpdir())).rejects.toThrow(
    /this run may write .* are free at/,
  );
});
