import { expect, test } from "vitest";
import { schemas } from "../protocol/generated/schemas.js";
import type { FieldSchema } from "../protocol/schema.js";
import { ADDRESS_APIS, rewriteAddresses } from "./addresses.js";

/** Responses with addresses that no client of a broker gets, or that are controllers' or Streams applications'. */
const NOT_OURS = new Set([
  "BeginQuorumEpoch",
  "EndQuorumEpoch",
  "FetchSnapshot",
  "Vote",
  "UpdateRaftVoter",
  "DescribeQuorum",
  "StreamsGroupHeartbeat",
  "StreamsGroupDescribe",
]);

test("every response of the protocol that can hold a broker's address is one that is rewritten", () => {
  const holds = (fields: readonly FieldSchema[]): boolean =>
    (fields.some(({ name }) => name === "host") && fields.some(({ name }) => name === "port")) ||
    fields.some((field) => field.fields !== undefined && holds(field.fields));
  const found = Object.values(schemas)
    .map((schema) => schema())
    .filter(({ kind, fields }) => kind === "response" && holds(fields))
    .map(({ name }) => name.slice(0, -"Response".length))
    .filter((api) => !NOT_OURS.has(api));
  expect(new Set(found)).toEqual(ADDRESS_APIS);
});

test("a coordinator that is not there, and controllers, keep what they say", async () => {
  const map = { advertised: () => ({ host: "proxy", port: 1 }) };
  const none = { nodeId: -1, host: "", port: -1, coordinators: [{ nodeId: -1, host: "", port: -1 }] };
  expect(await rewriteAddresses("FindCoordinator", none, map)).toBe(false);
  const controllers = { endpointType: 2, brokers: [{ brokerId: 1, host: "kafka1", port: 9093 }] };
  expect(await rewriteAddresses("DescribeCluster", controllers, map)).toBe(false);
  expect(controllers.brokers[0]!.host).toBe("kafka1");
});
