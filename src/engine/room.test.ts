import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { InfrastructureError } from "../errors.js";
import type { Scenario } from "../scenario/syntax.js";
import { checkDisk, checkMemory, describeMemory } from "./room.js";

const MIB = 2 ** 20;

const SMALL = { count: 1, instances: 1, sizeBytes: 100, config: {} };

test("memory for three brokers and a ZooKeeper server is 1,350 MiB", () => {
  const scenario = { cluster: { brokers: 3, zookeepers: 1 }, producers: SMALL };
  expect(() => checkMemory(scenario, new Set(), 1_351 * MIB)).not.toThrow();
  expect(() => checkMemory(scenario, new Set(), 1_349 * MIB)).toThrow(
    "3 brokers and 1 ZooKeeper server need about 1,350 MiB of memory; 1,349 MiB are free",
  );
});

test("what stands beside the brokers needs memory as well", () => {
  const needs = new Set(["proxy", "registry"] as const);
  expect(() =>
    checkMemory({ cluster: { brokers: 1, zookeepers: 1 }, producers: SMALL }, needs, 1_199 * MIB),
  ).toThrow(
    "1 broker, 1 ZooKeeper server, proxy and registry need about 1,200 MiB of memory; 1,199 MiB are free",
  );
});

test("messages need memory where they are in flight: in the brokers, and here as long as none is acknowledged", () => {
  const producers = { count: 1_000, instances: 2, sizeBytes: 5 * MIB, config: {} };
  const neededFor = (config: Scenario["producers"]["config"]) => {
    const scenario = { cluster: { brokers: 1, zookeepers: 1 }, producers: { ...producers, config } };
    try {
      checkMemory(scenario, new Set(), 0);
    } catch (error) {
      return /about (.*) of memory/.exec((error as Error).message)?.[1];
    }
    return undefined;
  };
  // 550 for the nodes, 30 for requests, and two queues.
  expect(neededFor({})).toBe(`2,628 MiB`);
  expect(neededFor({ "queue.buffering.max.kbytes": 102_400 })).toBe("780 MiB");
});

test("fewer brokers are advised where there are fewer", () => {
  const remedyFor = (brokers: number) => {
    try {
      checkMemory({ cluster: { brokers, zookeepers: 1 }, producers: SMALL }, new Set(), 0);
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
