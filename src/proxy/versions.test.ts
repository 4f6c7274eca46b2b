import { expect, test } from "vitest";
import { apiOf, decodeResponse } from "../protocol/index.js";
import { everyApi } from "./testing/fake-broker.js";
import { cutVersions, unsupportedVersions } from "./versions.js";

const cut = (key: number, minVersion: number, maxVersion: number, offers?: () => boolean) => {
  const response = { apiKeys: [{ apiKey: key, minVersion, maxVersion }] } as never as Parameters<
    typeof cutVersions
  >[0];
  cutVersions(response, offers);
  const [range] = response.apiKeys;
  return range && [range.minVersion, range.maxVersion];
};

test("what is only passed on is offered as the broker offers it, also what is newer or not known here", () => {
  expect(cut(apiOf("Heartbeat").key, 0, 99)).toEqual([0, 99]);
  expect(cut(777, 3, 8)).toEqual([3, 8]);
});

test.each(["Produce", "Fetch", "Metadata", "FindCoordinator", "DescribeCluster", "ApiVersions"] as const)(
  "%s, into which the proxy has to look, ends with the newest version known here",
  (api) => {
    const [first, last] = apiOf(api).versions;
    expect(cut(apiOf(api).key, first, 99)).toEqual([first, last]);
    expect(cut(apiOf(api).key, 90, 99)).toBeUndefined();
  },
);

test("a tenant is offered what is its own, in versions known here, and nothing else", () => {
  const heartbeat = apiOf("Heartbeat");
  expect(cut(heartbeat.key, 0, 99, () => true)).toEqual([0, heartbeat.versions[1]]);
  expect(cut(heartbeat.key, 0, 99, () => false)).toBeUndefined();
  expect(cut(777, 0, 1, () => true)).toBeUndefined();
});

test("of a broker of our own Kafka nothing is cut", () => {
  const response = { apiKeys: everyApi() } as never as Parameters<typeof cutVersions>[0];
  cutVersions(response);
  expect(response.apiKeys).toEqual(everyApi());
});

test("who asks in a version from the future learns in version 0 which ones there are", () => {
  const { header, body } = decodeResponse("ApiVersions", 0, unsupportedVersions(41));
  const [minVersion, maxVersion] = apiOf("ApiVersions").versions;
  expect(header.correlationId).toBe(41);
  expect(body).toMatchObject({ errorCode: 35, apiKeys: [{ apiKey: 18, minVersion, maxVersion }] });
});
