import { afterEach, describe, expect, it } from "vitest";
import type { Belief } from "../kafka/testing/scripted-brokers.js";
import { ErrorCode, type Requests } from "../protocol/index.js";
import { type PlannedScene, plannedScene, soon } from "./testing/planned-scene.js";

let scene: PlannedScene;
afterEach(() => scene[Symbol.asyncDispose]());

const ids = [1, 2, 3];
const led = (leader: number, epoch: number): Belief => ({ leader, epoch, isr: ids, replicas: ids });

/** The controller answers with these codes, by partition, and elects `leader` where the code is 0. */
async function controller({
  codes,
  leader = 1,
  partitions = codes.length,
  elects = true,
}: {
  readonly codes: readonly number[];
  readonly leader?: number;
  readonly partitions?: number;
  readonly elects?: boolean;
}) {
  const asked: Requests["ElectLeaders"][] = [];
  let epoch = 9;
  scene = await plannedScene({
    partitions,
    script: {
      ElectLeaders(body) {
        asked.push(body);
        const elected = codes.flatMap((code, partition) => (code === 0 ? partition : []));
        if (elects) for (const partition of elected) scene.brokers.agree(partition, led(leader, epoch++));
        return {
          errorCode: 0,
          replicaElectionResults: [
            {
              topic: "test1",
              partitionResult: codes.map((errorCode, partitionId) => ({ partitionId, errorCode })),
            },
          ],
        };
      },
    },
  });
  return asked;
}

describe("elect-preferred", () => {
  it("asks for the partitions of the topic, and is over when brokers name the preferred leader", async () => {
    const asked = await controller({ codes: [0], elects: false });
    scene.brokers.agree(0, led(2, 4));
    let injection: unknown;
    const injecting = scene.inject("elect-preferred", "topic").then((done) => (injection = done));
    await soon(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toMatchObject({
      electionType: 0,
      topicPartitions: [{ topic: "test1", partitions: [0] }],
    });
    const before = scene.brokers.nodes[0]!.asked.get("Metadata")!;
    await soon(() => expect(scene.brokers.nodes[0]!.asked.get("Metadata")).toBeGreaterThan(before + 2));
    expect(injection).toBeUndefined();
    scene.brokers.nodes[2]!.believes[0] = led(1, 5);
    expect(await injecting).toMatchObject({
      targets: ["kafka2"],
      detail: "test1-0 from kafka2 to kafka1",
      isGradual: true,
    });
    expect(injection).not.toHaveProperty("flaw");
  });

  it("is not asked of a broker that is cut off from the controller, though brokers name it as one", async () => {
    await controller({ codes: [0] });
    scene.brokers.agree(0, led(2, 4));
    const [first, second, third] = scene.brokers.nodes;
    const links = [
      { from: "kafka1", to: "controller1" },
      { from: "controller1", to: "kafka1" },
    ];
    await scene.cluster.cut(links);
    const injecting = scene.inject("elect-preferred", "topic");
    await soon(() => expect(second!.asked.get("Metadata")).toBeGreaterThan(2));
    for (const broker of [second!, third!]) broker.controllerId = 3;
    await injecting;
    expect(third!.asked.get("ElectLeaders")).toBe(1);
    expect(first!.asked.get("ElectLeaders")).toBeUndefined();
  });

  it("asks for one partition, or for all", async () => {
    const asked = await controller({ codes: [ErrorCode.ELECTION_NOT_NEEDED, 0] });
    scene.brokers.agree(1, led(3, 0));
    await scene.inject("elect-preferred", "test1-1");
    await scene.inject("elect-preferred", "all").catch(() => {});
    expect(asked.map(({ topicPartitions }) => topicPartitions![0]!.partitions)).toEqual([[1], [0, 1]]);
  });

  it.each([
    [ErrorCode.ELECTION_NOT_NEEDED, "kafka1 leads test1-0 already and is its preferred leader"],
    [
      ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
      "kafka1, the preferred leader of test1-0, is not in sync or does not run",
    ],
    [ErrorCode.POLICY_VIOLATION, "the controller answers for test1-0: POLICY_VIOLATION"],
  ])("that the controller refuses with %i is no election", async (code, why) => {
    await controller({ codes: [code] });
    await expect(scene.inject("elect-preferred", "topic")).rejects.toThrow(`no election was held: ${why}`);
  });

  it("that is held for some partitions only says why it was not for the others", async () => {
    await controller({ codes: [0, ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, ErrorCode.ELECTION_NOT_NEEDED] });
    scene.brokers.agree(0, led(3, 0));
    const { detail, flaw } = await scene.inject("elect-preferred", "topic");
    expect(detail).toBe("test1-0 from kafka3 to kafka1");
    expect(flaw).toBe("kafka1, the preferred leader of test1-1, is not in sync or does not run");
  });

  it("is asked of the next controller when the first is none any more", async () => {
    const codes: number[] = [ErrorCode.NOT_CONTROLLER];
    const asked = await controller({ codes });
    scene.brokers.agree(0, led(2, 0));
    const injecting = scene.inject("elect-preferred", "topic");
    await soon(() => expect(asked).toHaveLength(1));
    codes[0] = 0;
    for (const broker of scene.brokers.nodes) broker.controllerId = 3;
    await injecting;
    expect(scene.brokers.nodes[2]!.asked.get("ElectLeaders")).toBe(1);
  });

  it("that is over when every message is settled has met none", async () => {
    await controller({ codes: [0] });
    const { flaw } = await scene.inject("elect-preferred", "topic", { isProducing: () => false });
    expect(flaw).toBe("every message was settled before the election was over");
  });
});

describe("elect-unclean", () => {
  it("lets another replica lead a partition that has no leader", async () => {
    const asked = await controller({ codes: [0], leader: 3 });
    scene.brokers.agree(0, led(-1, 4));
    scene.notRunning.add("kafka1");
    for (const broker of scene.brokers.nodes) broker.controllerId = 2;
    const { targets, detail } = await scene.inject("elect-unclean", "topic");
    expect(asked[0]!.electionType).toBe(1);
    expect({ targets, detail }).toEqual({ targets: ["kafka3"], detail: "test1-0 from no leader to kafka3" });
  });

  it.each([
    [ErrorCode.ELECTION_NOT_NEEDED, "kafka1 leads test1-0, as far as the controller knows"],
    [ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, "no replica of test1-0 can lead it"],
  ])("that the controller refuses with %i is no election", async (code, why) => {
    await controller({ codes: [code] });
    await expect(scene.inject("elect-unclean", "test1-0")).rejects.toThrow(`no election was held: ${why}`);
  });
});
