import { describe, expect, test } from "vitest";
import { apiOf, contains, encodeMessage, encodeRequest } from "../protocol/index.js";
import { withSize } from "./frame.js";
import { readAcks, readHead } from "./request-head.js";

const [FIRST, LAST] = apiOf("Produce").versions;
const VERSIONS = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i);
const CLIENT_IDS = [null, "", "c", "ü".repeat(100), "x".repeat(3_000)];
const TRANSACTIONAL_IDS = [null, "t", "y".repeat(300)];

function produce(version: number, clientId: string | null, transactionalId: string | null, acks: number) {
  return withSize(
    encodeRequest(
      "Produce",
      version,
      { correlationId: 77, clientId },
      { acks, timeoutMs: 1, topicData: [], ...(version >= 3 && { transactionalId }) },
    ),
  );
}

describe.each(VERSIONS)("of a Produce request of version %i", (version) => {
  test("the acks are found behind any client id and transactional id", () => {
    for (const clientId of CLIENT_IDS)
      for (const transactionalId of TRANSACTIONAL_IDS)
        for (const acks of [-1, 0, 1]) {
          const bytes = produce(version, clientId, transactionalId, acks);
          expect(readAcks(bytes, 0, bytes.length, version)).toBe(acks);
        }
  });

  test("cut anywhere, the acks are either found or said not to be here yet", () => {
    const bytes = produce(version, "client", "txn", 1);
    // Behind the acks: the timeout, and no topics.
    const behind = 4 + (contains(apiOf("Produce").flexible, version) ? 2 : 4);
    for (let end = 12; end <= bytes.length; end++) {
      expect(readAcks(bytes, 0, end, version)).toBe(end < bytes.length - behind ? null : 1);
    }
  });

  test("it may begin anywhere in a chunk", () => {
    const bytes = produce(version, "client", null, 0);
    const chunk = Buffer.concat([Buffer.alloc(33, 0xff), bytes, Buffer.alloc(9, 0xff)]);
    expect(readAcks(chunk, 33, 33 + bytes.length, version)).toBe(0);
    expect(readHead(chunk, 33)).toEqual({
      key: 0,
      api: "Produce",
      version,
      correlationId: 77,
      isKnown: true,
    });
  });
});

test("tagged fields in the header are stepped over", () => {
  const version = LAST;
  const header = encodeMessage("RequestHeader", 2, {
    requestApiKey: 0,
    requestApiVersion: version,
    correlationId: 1,
    clientId: "c",
    unknownTaggedFields: [
      { tag: 3, data: Buffer.alloc(200, 9) },
      { tag: 70_000, data: Buffer.alloc(0) },
    ],
  } as never);
  const body = encodeMessage("ProduceRequest", version, { acks: -1, timeoutMs: 1, topicData: [] });
  const bytes = withSize(Buffer.concat([header, body]));
  expect(readAcks(bytes, 0, bytes.length, version)).toBe(-1);
  for (let end = 12; end < 4 + header.length; end++) expect(readAcks(bytes, 0, end, version)).toBeNull();
});

test("lengths that cannot be make no acks, and no other error", () => {
  const bytes = produce(LAST, "client", "txn", 1);
  for (let at = 12; at < bytes.length; at++) {
    const spoiled = Buffer.from(bytes);
    spoiled.fill(0xff, at, Math.min(at + 6, spoiled.length));
    expect(() => readAcks(spoiled, 0, spoiled.length, LAST)).not.toThrow();
  }
});

test("keys and versions that are not known here are no errors", () => {
  const head = (key: number, version: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeInt16BE(key, 4);
    bytes.writeInt16BE(version, 6);
    return readHead(bytes, 0);
  };
  expect(head(9_999, 0)).toMatchObject({ key: 9_999, api: undefined, isKnown: false });
  expect(head(-1, 0)).toMatchObject({ api: undefined, isKnown: false });
  expect(head(3, 99)).toMatchObject({ api: "Metadata", version: 99, isKnown: false });
  expect(head(3, -1)).toMatchObject({ api: "Metadata", isKnown: false });
  expect(head(3, 9)).toMatchObject({ api: "Metadata", isKnown: true });
});
