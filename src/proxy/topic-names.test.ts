import { expect, test } from "vitest";
import type { Responses } from "../protocol/index.js";
import { TopicNames } from "./topic-names.js";

const metadata = (...topics: [topicId: string, name: string | null][]) =>
  ({ topics: topics.map(([topicId, name]) => ({ topicId, name })) }) as Responses["Metadata"];
const id = (byte: number) => Buffer.alloc(16, byte).toString("base64url");

test("a topic's name is known by its id once a broker has told it", () => {
  const topics = new TopicNames();
  topics.learn(metadata([id(1), "orders"], [id(2), null]));
  expect(topics.nameOf(id(1))).toBe("orders");
  expect(topics.nameOf(id(2))).toBeUndefined();
});

test("no id, as in responses that are too old to have one, is no topic's", () => {
  const topics = new TopicNames();
  topics.learn(metadata([id(0), "orders"]));
  expect(topics.nameOf(id(0))).toBeUndefined();
});

test("a broker that never ends to tell new ones does not fill the memory", () => {
  const topics = new TopicNames();
  for (let i = 0; i < 100_001; i++) topics.learn(metadata([`id ${i}`, "t"]));
  expect(topics.nameOf("id 0")).toBeUndefined();
  expect(topics.nameOf("id 100000")).toBe("t");
});
