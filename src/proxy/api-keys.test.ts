import { expect, test } from "vitest";
import { type ApiName, apiOf } from "../protocol/index.js";
import { apiKeyOf, apiKeys } from "./api-keys.js";

test.each([
  ["Produce", "PRODUCE"],
  ["OffsetCommit", "OFFSET_COMMIT"],
  ["LeaderAndIsr", "LEADER_AND_ISR"],
  ["OffsetForLeaderEpoch", "OFFSET_FOR_LEADER_EPOCH"],
  ["AddPartitionsToTxn", "ADD_PARTITIONS_TO_TXN"],
] as [ApiName, string][])("%s is %s in Kafka", (api, key) => {
  expect(apiKeyOf(api)).toBe(key);
  expect(apiKeys.get(key)).toBe(api);
});

test("every API has a name, in the order of the keys", () => {
  const keys = [...apiKeys.values()].map((api) => apiOf(api).key);
  expect(keys).toEqual(Array.from({ length: 95 }, (_, key) => key));
});
