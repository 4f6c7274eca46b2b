import { expect, it } from "vitest";
import { FakeBroker } from "../proxy/testing/fake-broker.js";
import { flushing, flushingOf } from "./flushing.js";
import { brokerWithConfigs } from "./testing/topic-configs.js";

const NEVER = "9223372036854775807";

it.each([
  [undefined, undefined, "by-segment"],
  [NEVER, NEVER, "by-segment"],
  ["1", NEVER, "at-once"],
  ["1", "1000", "at-once"],
  ["10000", NEVER, "now-and-then"],
  [NEVER, "1000", "now-and-then"],
  [undefined, "1000", "now-and-then"],
] as const)("flush.messages %s and flush.ms %s: %s", (messages, ms, expected) => {
  expect(flushing(messages, ms)).toBe(expected);
});

it("is told by any broker that answers, of every topic; and by none, where none answers", async () => {
  const silent = await FakeBroker.start({ onConnection: (socket) => socket.destroy() });
  await using _ = silent;
  await using told = await brokerWithConfigs({
    audit: { "flush.messages": "1", "flush.ms": NEVER },
    __consumer_offsets: { "flush.messages": NEVER, "flush.ms": NEVER },
  });
  const [first, second] = [silent, told].map(({ address }, id) => ({
    name: `kafka${id}`,
    id,
    client: address,
  }));
  const expected = { audit: "at-once", __consumer_offsets: "by-segment" };
  expect(Object.fromEntries((await flushingOf([first!, second!]))!)).toEqual(expected);
  expect(await flushingOf([first!])).toBeNull();
});
