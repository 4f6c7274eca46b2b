import { expect, test } from "vitest";
import {
  type ApiName,
  apiOf,
  decodeResponse,
  ErrorCode,
  encodeRequest,
  type Input,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { everyApi } from "./testing/fake-broker.js";
import { type Asker, cutVersions, unsupportedVersion, unsupportedVersions } from "./versions.js";

const ASKERS: readonly Asker[] = ["unknown", "tenant", "cluster"];

const versionsOf = (apiKeys: Responses["ApiVersions"]["apiKeys"]) =>
  ({ apiKeys, supportedFeatures: [], finalizedFeatures: [] }) as unknown as Responses["ApiVersions"];

const cut = (key: number, minVersion: number, maxVersion: number, asker: Asker = "cluster") => {
  const response = versionsOf([{ apiKey: key, minVersion, maxVersion }]);
  cutVersions(response, asker);
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
  expect(cut(heartbeat.key, 0, 99, "tenant")).toEqual([0, heartbeat.versions[1]]);
  expect(cut(apiOf("DescribeAcls").key, 0, 99, "tenant")).toBeUndefined();
  expect(cut(777, 0, 1, "tenant")).toBeUndefined();
});

test("before a login all APIs are offered, and those of tenants in versions known here", () => {
  for (const api of ["Heartbeat", "OffsetFetch", "ListOffsets", "ConsumerGroupHeartbeat"] as const) {
    const { key, versions } = apiOf(api);
    expect(cut(key, versions[0], 99, "unknown")).toEqual(versions);
    expect(cut(key, versions[0], 99, "tenant")).toEqual(versions);
  }
  expect(cut(apiOf("DescribeAcls").key, 0, 99, "unknown")).toEqual([0, 99]);
  expect(cut(777, 3, 8, "unknown")).toEqual([3, 8]);
});

test.each<Asker>(["unknown", "cluster"])("of a broker of our own Kafka nothing is cut for %s", (asker) => {
  const response = versionsOf(everyApi() as Responses["ApiVersions"]["apiKeys"]);
  cutVersions(response, asker);
  expect(response.apiKeys).toEqual(everyApi());
});

test.each(ASKERS)(
  "a broker of Kafka 4 offers %s its first versions of Produce, without which librdkafka does not compress",
  (asker) => {
    expect(cut(apiOf("Produce").key, 0, 13, asker)).toEqual([0, 13]);
  },
);

test("features that tenants cannot use are not theirs", () => {
  const response = versionsOf(everyApi() as Responses["ApiVersions"]["apiKeys"]);
  for (const name of ["transaction.version", "group.version", "share.version", "streams.version"]) {
    response.finalizedFeatures.push({ name, minVersionLevel: 1, maxVersionLevel: 2 });
  }
  cutVersions(response, "tenant");
  expect(response.finalizedFeatures).toMatchObject([
    { name: "transaction.version", maxVersionLevel: 2 },
    { name: "group.version", maxVersionLevel: 2 },
    { name: "share.version", maxVersionLevel: 2 },
  ]);
});

const header = { correlationId: 41, clientId: "client" };

/** A request of the newest known version that says that it is of the next one. */
const fromTheFuture = <A extends ApiName>(api: A, body: Input<Requests[A]>) => {
  const [, last] = apiOf(api).versions;
  const frame = encodeRequest(api, last, header, body);
  frame.writeInt16BE(last + 1, 2);
  return decodeResponse(api, last, unsupportedVersion(api, last + 1, 41, frame));
};

test("a request of an unknown version is refused in its API's own response", () => {
  const { header, body } = fromTheFuture("Heartbeat", { groupId: "g" });
  expect(header.correlationId).toBe(41);
  expect(body.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
});

test("a response whose entries have the error has the entries of the request", () => {
  const { body } = fromTheFuture("CreateTopics", { topics: [{ name: "t", numPartitions: 1 }] });
  expect(body.topics).toMatchObject([{ name: "t", errorCode: ErrorCode.UNSUPPORTED_VERSION }]);
});

test("a request whose response cannot have an error is an error of the connection", () => {
  expect(() => fromTheFuture("CreateTopics", { topics: [] })).toThrow("CreateTopics has no version 8 here");
});

test("a request of an unknown version that cannot be read is refused without entries", () => {
  const frame = encodeRequest("Heartbeat", 4, header, { groupId: "g" }).subarray(0, 20);
  const answer = unsupportedVersion("Heartbeat", 5, 41, Buffer.from(frame));
  expect(decodeResponse("Heartbeat", 4, answer).body.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
});

test("who asks in a version from the future learns in version 0 which ones there are", () => {
  const { header, body } = decodeResponse("ApiVersions", 0, unsupportedVersions(41));
  const [minVersion, maxVersion] = apiOf("ApiVersions").versions;
  expect(header.correlationId).toBe(41);
  expect(body).toMatchObject({ errorCode: 35, apiKeys: [{ apiKey: 18, minVersion, maxVersion }] });
});
