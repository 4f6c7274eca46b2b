import { expect, test } from "vitest";
import { TopicPartitions } from "./topic-partitions.js";

const topics = new TopicPartitions([
  { name: "orders", partitions: 2 },
  { name: "payments", partitions: 1 },
  { name: "order-lines", partitions: 3 },
]);

test("the partitions of the first topic come first, then those of the next", () => {
  expect(topics.indexes().map((index) => topics.name(index))).toEqual([
    ...["orders-0", "orders-1", "payments-0", "order-lines-0", "order-lines-1", "order-lines-2"],
  ]);
  expect(topics.count).toBe(6);
});

test("a name and a number lead back to the index", () => {
  for (const index of topics.indexes()) {
    const { topic, partition } = topics.at(index);
    expect(topics.of(topic, partition)).toBe(index);
  }
});

test("what no topic has, has no index", () => {
  expect(topics.of("orders", 2)).toBeUndefined();
  expect(topics.of("order", 0)).toBeUndefined();
  expect(topics.of("orders", -1)).toBeUndefined();
  for (const index of [-1, 6, 0.5]) expect(() => topics.at(index)).toThrow(RangeError);
});

test("a request names each topic once, with the numbers in it", () => {
  expect([...topics.byTopic([0, 3, 5, 1])]).toEqual([
    ["orders", [0, 1]],
    ["order-lines", [0, 2]],
  ]);
  expect(topics.indexesOf(2)).toEqual([3, 4, 5]);
});

test("people get the name of the topic only where there are several", () => {
  expect(topics.label(4)).toBe("order-lines-1");
  expect(new TopicPartitions([{ name: "orders", partitions: 5 }]).label(4)).toBe("partition 4");
});
