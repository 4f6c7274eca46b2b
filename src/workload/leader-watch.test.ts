import { expect, test } from "vitest";
import { TopicPartitions } from "../topic-partitions.js";
import { LeaderWatch } from "./leader-watch.js";

const TOPICS = new TopicPartitions([
  { name: "topic.with_signs-9", partitions: 4 },
  { name: "test1", partitions: 1 },
]);
const PLACE = "[thrd:127.0.0.1:9092/1]: 127.0.0.1:9092/1: ";
const failed = (topic: string, partition: number, messages: number, error: string) =>
  `${PLACE}${topic} [${partition}]: MessageSet with ${messages} message(s) (MsgId 7, BaseSeq -1) encountered error: ${error} (actions Refresh,MsgNotPersisted)`;
const NOT_LEADER = "Broker: Not leader for partition";

function watched(...messages: string[]): LeaderWatch {
  const watch = new LeaderWatch(TOPICS);
  for (const message of messages) expect(watch.take({ severity: 7, fac: "MSGSET", message })).toBe(true);
  return watch;
}

test("requests that met a broker which does not lead are counted, with their messages", () => {
  const watch = watched(
    failed("test1", 0, 5, NOT_LEADER),
    failed("topic.with_signs-9", 3, 2, "Broker: Not leader or follower"),
    `${failed("test1", 0, 1, NOT_LEADER)} [NOT LEADER]`,
    failed("test1", 0, 9, "Broker: Request timed out"),
    `${PLACE}test1 [0]: MessageSet with 5 message(s) (MsgId 0, BaseSeq -1) delivered`,
  );
  expect(watch.requests.errors).toBe(3);
  expect(watch.messagesSentAgain).toBe(8);
  expect(watch.requests.bursts.map(({ partition, errors }) => [partition, errors])).toEqual([
    [4, 2],
    [3, 1],
  ]);
  expect(watch.requests.kind()).toBe("sustained");
  watch.acknowledged(4);
  watch.acknowledged(3);
  expect(watch.requests.kind()).toBe("transient");
});

test("lines of debugging end here, and others go to the log of the run", () => {
  const watch = new LeaderWatch(TOPICS);
  expect(watch.take({ severity: 7, fac: "PRODUCE", message: "produced" })).toBe(true);
  expect(watch.take({ severity: 3, fac: "FAIL", message: failed("test1", 0, 5, NOT_LEADER) })).toBe(false);
  expect(watch.requests.errors).toBe(0);
});

test("the newest statistics of all producers are added up", () => {
  const watch = new LeaderWatch(TOPICS);
  expect([watch.requestsRetried, watch.metadataRequests]).toEqual([null, null]);
  const statistics = (...brokers: [retries: number, metadata: number][]) =>
    JSON.stringify({
      brokers: Object.fromEntries(
        brokers.map(([txretries, Metadata], i) => [`b${i}`, { txretries, req: { Produce: 7, Metadata } }]),
      ),
    });
  watch.statistics(0, statistics([1, 1]));
  watch.statistics(0, statistics([1, 2], [3, 4]));
  watch.statistics(1, statistics([10, 20]));
  expect([watch.requestsRetried, watch.metadataRequests]).toEqual([14, 26]);
});
