import { expect, test } from "vitest";
import { type ApiName, apiOf, decodeMessage, encodeMessage } from "../protocol/index.js";
import { agree } from "./features.js";
import { everyApi } from "./testing/fake-broker.js";

const LEVELS = {
  "transaction.version": 2,
  "group.version": 1,
  "share.version": 2,
  "streams.version": 1,
  "metadata.version": 33,
};

/** The response of a broker of Kafka 4.4 that has lost all versions of these APIs above the given ones. */
function agreed(maxima: { readonly [A in ApiName]?: number }) {
  const cut = new Map(Object.entries(maxima).map(([api, max]) => [apiOf(api as ApiName).key, max]));
  const apiKeys = everyApi()
    .map((range) => ({ ...range, maxVersion: cut.get(range.apiKey) ?? range.maxVersion }))
    .filter(({ minVersion, maxVersion }) => minVersion <= maxVersion);
  const finalizedFeatures = Object.entries(LEVELS).map(([name, level]) => ({
    ...{ name, minVersionLevel: level, maxVersionLevel: level },
  }));
  const supportedFeatures = Object.entries(LEVELS).map(([name, maxVersion]) => ({ name, maxVersion }));
  const response = decodeMessage(
    "ApiVersionsResponse",
    4,
    encodeMessage("ApiVersionsResponse", 4, { apiKeys, finalizedFeatures, supportedFeatures }),
  );
  agree(response);
  const supported = Object.fromEntries(
    response.supportedFeatures.map(({ name, maxVersion }) => [name, maxVersion]),
  );
  const finalized = Object.fromEntries(
    response.finalizedFeatures.map(({ name, maxVersionLevel }) => [name, maxVersionLevel]),
  );
  expect(supported).toEqual(finalized);
  const has = (api: ApiName): boolean => response.apiKeys.some(({ apiKey }) => apiKey === apiOf(api).key);
  return { levels: finalized, has };
}

test("features stay as they are when their versions are there", () => {
  const { levels, has } = agreed({ Fetch: 12 });
  expect(levels).toEqual(LEVELS);
  expect(has("ShareGroupHeartbeat")).toBe(true);
});

test.each([{ Produce: 11 }, { TxnOffsetCommit: 4 }, { EndTxn: 4 }])(
  "transactions are those of Kafka 3 when versions end with %j",
  (maxima) => {
    expect(agreed(maxima).levels).toEqual({ ...LEVELS, "transaction.version": 1 });
  },
);

test.each<[string, { readonly [A in ApiName]?: number }, ApiName[]]>([
  ["share.version", { ShareFetch: -1 }, ["ShareGroupHeartbeat", "ShareAcknowledge", "ShareGroupDescribe"]],
  ["share.version", { ShareAcknowledge: -1 }, ["ShareGroupHeartbeat", "ShareFetch"]],
  ["group.version", { ConsumerGroupHeartbeat: -1 }, ["ConsumerGroupDescribe"]],
  ["streams.version", { StreamsGroupHeartbeat: -1 }, ["StreamsGroupDescribe"]],
])("%s and its APIs go with %j", (feature, maxima, apis) => {
  const { levels, has } = agreed(maxima);
  expect(levels).not.toHaveProperty([feature]);
  expect(Object.keys(levels)).toHaveLength(Object.keys(LEVELS).length - 1);
  expect(apis.filter(has)).toEqual([]);
});
