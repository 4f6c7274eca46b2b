import { describe, expect, test } from "vitest";
import {
  apiByKey,
  apiOf,
  decodeMessage,
  decodeRequest,
  decodeResponse,
  encodeMessage,
  encodeRequest,
  encodeResponse,
  requestHeaderVersion,
  responseHeaderVersion,
} from "./messages.js";
import { ProtocolError } from "./protocol-error.js";

const header = { correlationId: 7, clientId: "chaos" };
const topicId = "ws87eiyeTB-RS77hotcUhQ";

// Each of these byte strings was written by Kafka 3.9.1's own classes from the same values.
describe("the bytes agree with Kafka's own", () => {
  test.each([
    [
      "ApiVersions v4, flexible",
      encodeRequest("ApiVersions", 4, header, {
        clientSoftwareName: "chaos-kafka",
        clientSoftwareVersion: "0",
      }),
      "001200040000000700056368616f73000c6368616f732d6b61666b61023000",
    ],
    [
      "ControlledShutdown v0, whose header has no client id",
      encodeRequest("ControlledShutdown", 0, header, { brokerId: 3 }),
      "000700000000000700000003",
    ],
    [
      "Metadata v1",
      encodeRequest("Metadata", 1, header, { topics: [{ name: "t1" }] }),
      "000300010000000700056368616f730000000100027431",
    ],
    [
      "Fetch v17, with tagged fields in two places",
      encodeRequest("Fetch", 17, header, {
        clusterId: "c",
        replicaState: { replicaId: 2, replicaEpoch: 9 },
        maxWaitMs: 500,
        minBytes: 1,
        topics: [
          {
            topicId,
            partitions: [
              { partition: 1, fetchOffset: 42, partitionMaxBytes: 1048576, replicaDirectoryId: topicId },
            ],
          },
        ],
      }),
      "000100110000000700056368616f7300000001f4000000017fffffff0000000000ffffffff02c2cf3b7a2c9e4c1f914b" +
        "bee1a2d714850200000001ffffffff000000000000002affffffffffffffffffffffff00100000010010c2cf3b7a2c9e" +
        "4c1f914bbee1a2d714850001010200020263010d00000002000000000000000900",
    ],
    [
      "an ApiVersions v4 response, flexible behind a header that is not",
      encodeResponse(
        "ApiVersions",
        4,
        { correlationId: 7 },
        {
          apiKeys: [{ apiKey: 18, maxVersion: 4 }],
          finalizedFeaturesEpoch: 12,
        },
      ),
      "000000070000020012000000040000000000010108000000000000000c",
    ],
    [
      "a Metadata v12 response",
      encodeResponse(
        "Metadata",
        12,
        { correlationId: 7 },
        {
          controllerId: 1,
          clusterId: "c",
          brokers: [{ nodeId: 1, host: "kafka1", port: 9092 }],
        },
      ),
      "0000000700000000000200000001076b61666b61310000238400000263000000010100",
    ],
  ])("%s", (_, bytes, expected) => {
    expect(bytes.toString("hex")).toBe(expected);
  });
});

describe("headers", () => {
  test("are flexible with their message, but for ApiVersions' response and ControlledShutdown v0", () => {
    expect([0, 8, 9].map((version) => requestHeaderVersion("Metadata", version))).toEqual([1, 1, 2]);
    expect([8, 9].map((version) => responseHeaderVersion("Metadata", version))).toEqual([0, 1]);
    expect([2, 3].map((version) => requestHeaderVersion("ApiVersions", version))).toEqual([1, 2]);
    expect([2, 3].map((version) => responseHeaderVersion("ApiVersions", version))).toEqual([0, 0]);
    expect([0, 1, 3].map((version) => requestHeaderVersion("ControlledShutdown", version))).toEqual([
      0, 1, 2,
    ]);
  });

  test("tell a request's API, version and client", () => {
    const frame = encodeRequest("ListOffsets", 7, header, { replicaId: -1 });
    expect(decodeRequest(frame)).toMatchObject({
      api: "ListOffsets",
      version: 7,
      header: { requestApiKey: 2, requestApiVersion: 7, ...header },
      body: { replicaId: -1, isolationLevel: 0, topics: [] },
    });
  });

  test("of an API or version that is not known are refused", () => {
    expect(() => decodeRequest(Buffer.from("7fff0000000000070000", "hex"))).toThrow(
      "32767 is no API key known here",
    );
    expect(() => decodeRequest(Buffer.from("00030063000000070000", "hex"))).toThrow(
      "Metadata has no version 99",
    );
  });
});

test("every API is found by its key", () => {
  expect(apiByKey(1)).toBe("Fetch");
  expect(apiByKey(9999)).toBeUndefined();
  expect(apiOf("InitProducerId").latestVersionUnstable).toBe(true);
});

test("bytes after the end of a message are refused", () => {
  const frame = encodeResponse("Heartbeat", 0, { correlationId: 7 }, { errorCode: 0 });
  const longer = Buffer.concat([frame, Buffer.from([0])]);
  expect(decodeResponse("Heartbeat", 0, frame).body.errorCode).toBe(0);
  expect(() => decodeResponse("Heartbeat", 0, longer)).toThrow(ProtocolError);
});

test("messages without a header round-trip too", () => {
  const assignment = { assignedPartitions: [{ topic: "t", partitions: [0, 2] }], userData: null };
  const bytes = encodeMessage("ConsumerProtocolAssignment", 3, assignment);
  expect(decodeMessage("ConsumerProtocolAssignment", 3, bytes)).toEqual(assignment);
});
