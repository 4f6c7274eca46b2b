import { afterEach, expect, it } from "vitest";
import { ErrorCode, type Requests } from "../protocol/index.js";
import { type PlannedScene, plannedScene, soon } from "./testing/planned-scene.js";

let scene: PlannedScene;
afterEach(() => scene[Symbol.asyncDispose]());

/** A controller that moves partitions when `finish` is called, or at once. */
async function controller({ partitions = 1, count = 4, isSlow = false, code = 0 } = {}) {
  const moving = new Map<number, readonly number[]>();
  const asked: string[] = [];
  const finish = () => {
    for (const [partition, to] of moving) {
      const { leader, epoch } = scene.brokers.nodes[0]!.believes[partition]!;
      const next = to.includes(leader) ? leader : to[0]!;
      scene.brokers.agree(partition, { leader: next, epoch: epoch + 1, isr: [...to], replicas: [...to] });
    }
    moving.clear();
  };
  scene = await plannedScene({
    partitions,
    count,
    script: {
      AlterPartitionReassignments({ topics }) {
        for (const { partitionIndex, replicas } of topics[0]!.partitions) {
          asked.push(`${partitionIndex} to ${replicas?.join() ?? "none"}`);
          if (code !== 0) continue;
          if (replicas === null) moving.delete(partitionIndex);
          else moving.set(partitionIndex, replicas);
        }
        if (!isSlow) finish();
        const answers = topics[0]!.partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode: code,
        }));
        return { responses: [{ name: "test1", partitions: answers }] };
      },
      ListPartitionReassignments: () => ({
        topics:
          moving.size === 0
            ? []
            : [
                {
                  name: "test1",
                  partitions: [...moving.keys()].map((partitionIndex) => ({ partitionIndex })),
                },
              ],
      }),
      IncrementalAlterConfigs({ resources }: Requests["IncrementalAlterConfigs"], broker) {
        for (const { resourceType, resourceName, configs } of resources) {
          if (resourceType === 4) expect(resourceName).toBe(String(broker.id));
          for (const { name, value } of configs) asked.push(`${resourceName} ${name} ${value}`);
        }
        return {
          responses: resources.map(({ resourceType, resourceName }) => ({
            resourceType,
            resourceName,
            errorCode: 0,
          })),
        };
      },
    },
  });
  return { asked, finish };
}

it("gives the leader's replica to a broker that has none, and is over when another one leads", async () => {
  const { asked, finish } = await controller({ isSlow: true });
  let isOver = false;
  const injecting = scene.inject("reassign", "leader").finally(() => (isOver = true));
  const lists = () => scene.brokers.nodes[0]!.asked.get("ListPartitionReassignments") ?? 0;
  await soon(() => expect(lists()).toBeGreaterThan(2));
  expect(isOver).toBe(false);
  finish();
  expect(await injecting).toMatchObject({
    targets: ["kafka1"],
    detail: "1 partition, test1-0 from kafka1 to kafka4",
    isGradual: true,
  });
  expect(asked).toEqual(["0 to 4,2,3"]);
});

it("moves each partition of the topic, to the brokers that got the fewest, or one partition", async () => {
  const { asked } = await controller({ partitions: 2, count: 5 });
  await scene.inject("reassign", "leader");
  expect(asked).toEqual(["0 to 4,2,3", "1 to 5,2,3"]);
  await scene.inject("reassign", { from: "kafka2", partition: "test1-1" });
  expect(asked.slice(2)).toEqual(["1 to 5,1,3"]);
});

it("puts replicas on the brokers that are named, in their order", async () => {
  const { asked } = await controller();
  const { detail } = await scene.inject("reassign", { replicas: ["follower", "leader", "follower"] });
  expect(asked).toEqual(["0 to 2,1,3"]);
  expect(detail).toBe("1 partition, no leader changed");
});

it("that would change nothing is refused", async () => {
  await controller();
  await expect(scene.inject("reassign", { replicas: "kafka1,kafka2,kafka3" })).rejects.toThrow(
    "the replicas are on kafka1, kafka2, kafka3 already, in this order",
  );
  await expect(scene.inject("reassign", "kafka4")).rejects.toThrow("kafka4 has no replica to move");
  scene.notRunning.add("kafka4");
  await expect(scene.inject("reassign", "leader")).rejects.toThrow(
    "no broker that runs can take the replica of test1-0 from kafka1",
  );
});

it("that the controller refuses is told with its reason", async () => {
  await controller({ code: ErrorCode.INVALID_REPLICA_ASSIGNMENT });
  await expect(scene.inject("reassign", "leader")).rejects.toThrow(
    "the reassignment of test1-0 is refused: INVALID_REPLICA_ASSIGNMENT",
  );
});

it("that never ends is cancelled, and that is said", async () => {
  const { asked } = await controller({ isSlow: true });
  const { flaw, detail } = await scene.inject("reassign", { from: "leader", limit: "100ms" });
  expect(flaw).toBe("the reassignment of test1 took more than 0.1 s and was cancelled");
  expect(detail).toBe("1 partition, no leader changed");
  expect(asked).toEqual(["0 to 4,2,3", "0 to none"]);
});

it("with a throttle sets the limits of brokers and topic before it begins, and takes them away at the end", async () => {
  const { asked } = await controller();
  await scene.inject("reassign", { from: "leader", throttle: "1MB" });
  const begin = asked.indexOf("0 to 4,2,3");
  expect(asked.slice(0, begin).sort()).toEqual([
    ...[1, 2, 3, 4].flatMap((id) => [
      `${id} follower.replication.throttled.rate 1000000`,
      `${id} leader.replication.throttled.rate 1000000`,
    ]),
    "test1 follower.replication.throttled.replicas 0:4",
    "test1 leader.replication.throttled.replicas 0:1,0:2,0:3",
  ]);
  expect(asked.slice(begin + 1).sort()).toEqual([
    ...[1, 2, 3, 4].flatMap((id) => [
      `${id} follower.replication.throttled.rate null`,
      `${id} leader.replication.throttled.rate null`,
    ]),
    "test1 follower.replication.throttled.replicas null",
    "test1 leader.replication.throttled.replicas null",
  ]);
});

it("that is over when every message is settled has met none", async () => {
  await controller();
  const { flaw } = await scene.inject("reassign", "leader", { isProducing: () => false });
  expect(flaw).toBe("every message was settled before the reassignment was over");
});
