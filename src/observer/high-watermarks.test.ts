import { afterEach, beforeEach, expect, it } from "vitest";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import { ErrorCode } from "../protocol/index.js";
import { TopicPartitions } from "../topic-partitions.js";
import { highWatermarks } from "./high-watermarks.js";
import type { View } from "./leadership.js";

const TOPIC = { name: "orders", partitions: 1 };

let brokers: ScriptedBrokers;
beforeEach(async () => {
  brokers = await scriptedBrokers(3, TOPIC);
  for (const [i, node] of brokers.nodes.entries()) node.watermarks = [100 * (i + 1)];
});
afterEach(() => brokers[Symbol.asyncDispose]());

/** What kafka1, kafka2 and kafka3 name as leader, each in an epoch. */
const asked = (...seen: [string | null, number][]) => {
  const views = seen.map(
    ([leader, epoch], i): View => ({ node: `kafka${i + 1}`, partition: 0, leader, epoch, isr: [] }),
  );
  return highWatermarks(brokers.nodes, views, new TopicPartitions([TOPIC]), new AbortController().signal);
};

it("the watermark is that of the leader which most brokers name, as in the published experiments", async () => {
  expect(await asked(["kafka1", 9], ["kafka2", 1], ["kafka2", 1])).toEqual({ offsets: [200] });
});

it("there is none where most brokers name no leader", async () => {
  expect(await asked(["kafka1", 9], [null, 1], [null, 1])).toEqual({
    offsets: null,
    reason: "most brokers name no leader for partition 0",
  });
});

it("a new leader that has no watermark yet is asked again", async () => {
  brokers.nodes[1]!.errors.ListOffsets = [ErrorCode.OFFSET_NOT_AVAILABLE, 0];
  expect(await asked(["kafka2", 1], ["kafka2", 1], ["kafka2", 1])).toEqual({ offsets: [200] });
});

it("an error that asking again cannot mend is the reason", async () => {
  brokers.nodes[0]!.errors.ListOffsets = [ErrorCode.TOPIC_AUTHORIZATION_FAILED];
  expect(await asked(["kafka1", 0], ["kafka1", 0], ["kafka1", 0])).toEqual({
    offsets: null,
    reason: "kafka1 has no high watermark for partition 0: TOPIC_AUTHORIZATION_FAILED",
  });
});
