import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ErrorCode } from "../../protocol/index.js";
import { armed, metadata, produce } from "./exchanges.test-support.js";
import { interceptors } from "./index.js";

const RECORDS = Buffer.alloc(0);
const failed = { errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = {
  effect: "observed",
  api: "Produce",
  brokerId: 1,
  clientId: "client",
  topic: "a",
  partition: 0,
};
const error = { ...seen, error: "NOT_LEADER_OR_FOLLOWER" };

test("is offered to nobody", () => {
  expect(interceptors.map(({ name }) => name)).not.toContain("leader-errors");
});

test("leader-errors notes an error and the first success after it, and changes nothing", async () => {
  const rule = armed("leader-errors", {});
  expect(await rule.onResponse?.(produce({ a: RECORDS }))).toBeUndefined();
  expect(rule.effects).toEqual([]);
  expect(await rule.onResponse?.(produce({ a: RECORDS }, failed))).toBeUndefined();
  await rule.onResponse?.(produce({ a: RECORDS }, { brokerId: 2 }));
  await rule.onResponse?.(produce({ a: RECORDS }, { brokerId: 2 }));
  expect(rule.effects).toEqual([
    { ...error, times: 1 },
    { ...seen, brokerId: 2 },
  ]);
});

test("another error is neither", async () => {
  const rule = armed("leader-errors", {});
  await rule.onResponse?.(produce({ a: RECORDS }, failed));
  await rule.onResponse?.(produce({ a: RECORDS }, { errorCode: ErrorCode.REQUEST_TIMED_OUT }));
  expect(rule.effects).toEqual([{ ...error, times: 1 }]);
});

test("a client that gets an error for each request is noted twice in a moment, with every error counted", async () => {
  const rule = armed("leader-errors", {});
  for (let i = 0; i < 1_000; i++) await rule.onResponse?.(produce({ a: RECORDS }, failed));
  vi.advanceTimersByTime(100);
  expect(rule.effects).toEqual([
    { ...error, times: 1 },
    { ...error, times: 999 },
  ]);
});

test("errors before a success are noted before it", async () => {
  const rule = armed("leader-errors", {});
  for (const given of [failed, failed, {}]) await rule.onResponse?.(produce({ a: RECORDS }, given));
  expect(rule.effects).toEqual([{ ...error, times: 1 }, { ...error, times: 1 }, seen]);
});

test("partitions and topics are told apart, also where the answer has the topic's id", async () => {
  const id = "AAAAAAAAAAAAAAAAAAAAAQ";
  const known = { version: 13, topicNames: { [id]: "a" } };
  const rule = armed("leader-errors", {});
  await rule.onResponse?.(produce({ b: RECORDS }, failed));
  await rule.onResponse?.(produce({ [id]: RECORDS }, { ...failed, ...known }));
  await rule.onResponse?.(produce({ [id]: RECORDS }, known));
  expect(rule.effects).toEqual([{ ...error, topic: "b", times: 1 }, { ...error, times: 1 }, seen]);
});

test("requests for metadata are counted", async () => {
  const rule = armed("leader-errors", {});
  for (let i = 0; i < 3; i++) await rule.onResponse?.(metadata());
  vi.advanceTimersByTime(100);
  const asked = { effect: "observed", api: "Metadata", brokerId: 1, clientId: "client" };
  expect(rule.effects).toEqual([
    { ...asked, times: 1 },
    { ...asked, times: 2 },
  ]);
});
