import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UsageError } from "../errors.js";
import { ErrorCode } from "../protocol/index.js";
import { type ScriptedBrokers, scriptedBrokers } from "./testing/scripted-brokers.js";
import { createTopics, recreateTopics } from "./topics.js";

const TOPIC = { name: "orders", partitions: 2, replicas: 3, config: {} };
const forever = new AbortController().signal;

let brokers: ScriptedBrokers;
beforeEach(async () => {
  brokers = await scriptedBrokers(3, TOPIC);
});
afterEach(() => brokers[Symbol.asyncDispose]());

it("a topic is there when every broker sees a leader and all replicas in sync", async () => {
  const [, second] = brokers.nodes;
  second!.believes[1]!.isr = [1, 2];
  let isThere = false;
  const creation = createTopics(brokers.nodes, [TOPIC], forever).then(() => (isThere = true));
  await vi.waitFor(() => expect(second!.asked.get("Metadata")).toBeGreaterThan(3), 5_000);
  expect(isThere).toBe(false);
  second!.believes[1]!.isr = [1, 2, 3];
  await creation;
});

it("the controller is asked, and asked again while it does not know every broker", async () => {
  const [first, , third] = brokers.nodes;
  first!.controllerId = 3;
  third!.errors.CreateTopics = [ErrorCode.INVALID_REPLICATION_FACTOR, ErrorCode.NOT_CONTROLLER, 0];
  await createTopics(brokers.nodes, [TOPIC], forever);
  expect(brokers.nodes.map(({ asked }) => asked.get("CreateTopics") ?? 0)).toEqual([0, 0, 3]);
});

it("a configuration that the brokers refuse is the user's to mend", async () => {
  brokers.nodes[0]!.errors.CreateTopics = [ErrorCode.INVALID_CONFIG];
  await expect(createTopics(brokers.nodes, [TOPIC], forever)).rejects.toThrow(UsageError);
});

it("a topic is empty when it could be created again", async () => {
  const [controller] = brokers.nodes;
  controller!.errors.CreateTopics = [ErrorCode.TOPIC_ALREADY_EXISTS, ErrorCode.TOPIC_ALREADY_EXISTS, 0];
  await recreateTopics(brokers.nodes, [TOPIC], forever);
  expect(controller!.asked.get("DeleteTopics")).toBe(3);
});
