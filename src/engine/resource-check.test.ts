import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { ClusterSpec } from "../cluster/spec.js";
import type { InfrastructureError } from "../errors.js";
import { checkDisk, checkMemory, describeMemory } from "./resource-check.js";

const MIB = 2 ** 20;

const SMALL = { producers: 1, messages: 1, messageBytes: 100, queueBytesMax: 2 ** 30, replicas: 1 };

const ZOOKEEPER = { kind: "zookeeper", members: 1 } as const;

/** So many brokers with one ZooKeeper server, and nothing beside them. */
function specOf(
  brokers: number,
  traffic = SMALL,
): Pick<ClusterSpec, "brokers" | "metadata" | "needs" | "traffic"> {
  return { brokers, metadata: ZOOKEEPER, needs: new Set(), traffic: [traffic] };
}

test("memory for three brokers and a ZooKeeper server is 1,350 MiB", () => {
  expect(() => checkMemory(specOf(3), 1_351 * MIB)).not.toThrow();
  expect(() => checkMemory(specOf(3), 1_349 * MIB)).toThrow(
    "3 brokers and 1 ZooKeeper server need about 1,350 MiB of memory; 1,349 MiB are free",
  );
});

test("KRaft's controllers are heavier than ZooKeeper, and cost nothing of their own where the brokers are controllers", () => {
  const controllers = { ...specOf(3), metadata: { kind: "kraft", members: 3 } as const };
  expect(() => checkMemory(controllers, 1_949 * MIB)).toThrow(
    "3 brokers and 3 KRaft controllers need about 1,950 MiB of memory; 1,949 MiB are free",
  );
  const combined = { ...specOf(3), metadata: { kind: "kraft", members: "brokers" } as const };
  expect(() => checkMemory(combined, 1_201 * MIB)).not.toThrow();
  expect(() => checkMemory(combined, 1_199 * MIB)).toThrow(
    "3 brokers need about 1,200 MiB of memory; 1,199 MiB are free",
  );
});

test("what stands beside the brokers needs memory as well", () => {
  const needs = new Set(["proxy", "registry"] as const);
  expect(() => checkMemory({ ...specOf(1), needs }, 1_199 * MIB)).toThrow(
    "1 broker, 1 ZooKeeper server, proxy and registry need about 1,200 MiB of memory; 1,199 MiB are free",
  );
});

test("messages need memory where they are in flight: in the brokers, and here as long as none is acknowledged", () => {
  const neededFor = (queueBytesMax: number) => {
    const spec = specOf(1, { ...SMALL, producers: 2, messages: 1_000, messageBytes: 5 * MIB, queueBytesMax });
    try {
      checkMemory(spec, 0);
    } catch (error) {
      return /about (.*) of memory/.exec((error as Error).message)?.[1];
    }
    return undefined;
  };
  // 550 for the nodes, 30 for requests, and two queues.
  expect(neededFor(1_024 * MIB)).toBe(`2,628 MiB`);
  expect(neededFor(100 * MIB)).toBe("780 MiB");
});

test("fewer brokers are advised where there are fewer", () => {
  const remedyFor = (brokers: number) => {
    try {
      checkMemory(specOf(brokers), 0);
    } catch (error) {
      return (error as InfrastructureError).remedy;
    }
    return undefined;
  };
  expect(remedyFor(3)).toMatch(/--set cluster\.brokers=1/);
  expect(remedyFor(1)).toBe("end other programs");
});

test("it says how many brokers there is room for", () => {
  expect(describeMemory(1_500 * MIB)).toMatch(/^1,500 MiB free of .* MiB: room for 3 brokers$/);
  expect(describeMemory(700 * MIB)).toMatch(/room for 1 broker$/);
  expect(() => describeMemory(600 * MIB)).toThrow(/1 broker and 1 KRaft controller need about 650 MiB/);
});

test("a run that writes more than its disk can take is refused before it starts", async () => {
  const spec = (messages: number) =>
    specOf(3, { ...SMALL, producers: 10, messages, messageBytes: 1_000_000, replicas: 3 });
  await expect(checkDisk(spec(1), tmpdir())).resolves.toBeUndefined();
  await expect(checkDisk(spec(100_000_000), tmpdir())).rejects.toThrow(/this run may write .* are free at/);
});
