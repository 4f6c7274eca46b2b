import { describe, expect, test } from "vitest";
import {
  COMPRESSIONS,
  ErrorCode,
  type Input,
  RecordCursor,
  type Requests,
  type Responses,
  readBatches,
  writeBatch,
} from "../../protocol/index.js";
import { armed, fetch, produce } from "./exchanges.test-support.js";
import type { RequestOutcome, ResponseOutcome } from "./interceptor.js";

const TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

function values(records: Buffer | null | undefined): (Buffer | null)[] {
  const read: (Buffer | null)[] = [];
  const cursor = new RecordCursor();
  for (const batch of readBatches(records as Buffer).batches) {
    cursor.open(batch);
    while (cursor.next()) read.push(cursor.value);
  }
  return read;
}

function messages(count: number, compression: (typeof COMPRESSIONS)[number] = "none"): Promise<Buffer> {
  return writeBatch({
    compression,
    records: Array.from({ length: count }, (_, i) => ({
      key: Buffer.from("k"),
      value: Buffer.from(`value ${i}`),
    })),
  });
}

function sent(outcome: RequestOutcome | undefined): Buffer[] {
  const request = (outcome as Extract<RequestOutcome, { do: "forward" }>).request as Requests["Produce"];
  return request.topicData.flatMap(({ partitionData }) => partitionData.map(({ records }) => whole(records)));
}

function received(outcome: ResponseOutcome | undefined): Buffer[] {
  const { responses } = (outcome as ResponseOutcome).response as Responses["Fetch"];
  return responses.flatMap(({ partitions }) => partitions.map(({ records }) => whole(records)));
}

function whole(records: Input<Buffer> | null): Buffer {
  return Array.isArray(records) ? Buffer.concat(records) : (records as Buffer);
}

describe("random-bytes", () => {
  test("lengthens that many messages of a request, and notes at which offsets", async () => {
    const rule = armed("random-bytes", { topics: ["a"], nbMessages: 3, sizeInBytes: 10 });
    const exchange = produce({ a: await messages(20), b: await messages(5) }, { baseOffset: 100 });
    const outcome = await rule.onRequest?.(exchange);
    const [a, b] = sent(outcome);
    const lengthened = values(a).flatMap((value, i) =>
      (value as Buffer).length > Buffer.from(`value ${i}`).length ? [i] : [],
    );
    expect(lengthened).toHaveLength(3);
    for (const i of lengthened) {
      const value = values(a)[i] as Buffer;
      expect(value.subarray(0, -10).toString()).toBe(`value ${i}`);
    }
    expect(b).toBe(exchange.request.topicData[1]?.partitionData[0]?.records);
    expect(rule.effects).toEqual([]);

    await rule.onResponse?.(exchange);
    const [effect] = rule.effects;
    expect(rule.effects).toHaveLength(1);
    expect(effect).toMatchObject({ effect: "corrupt", api: "Produce", topic: "a", partition: 0, records: 3 });
    expect(
      effect?.offsets?.flatMap(([first, last]) => (first === last ? [first] : range(first, last))),
    ).toEqual(lengthened.map((i) => 100 + i));
  });

  test("finds the offsets by topic id, and notes the topic by name", async () => {
    const rule = armed("random-bytes", { topics: ["a"], nbMessages: 2, sizeInBytes: 10 });
    const known = { version: 13, topicNames: { [TOPIC_ID]: "a" } };
    const exchange = produce({ [TOPIC_ID]: await messages(2) }, known);
    expect(sent(await rule.onRequest?.(exchange))).toHaveLength(1);
    await rule.onResponse?.(exchange);
    expect(rule.effects).toMatchObject([{ topic: "a", records: 2, offsets: [[100, 101]] }]);
  });

  test("notes nothing of a partition that got an error", async () => {
    const rule = armed("ProduceSimulateMessageCorruptionPlugin", {});
    const exchange = produce({ a: await messages(2) }, { errorCode: ErrorCode.NOT_ENOUGH_REPLICAS });
    expect(await rule.onRequest?.(exchange)).toBeDefined();
    await rule.onResponse?.(exchange);
    expect(rule.effects).toEqual([]);
  });

  test("notes messages without offsets when the connection ends before the broker says", async () => {
    const rule = armed("ProduceSimulateMessageCorruptionPlugin", {});
    const exchange = produce({ a: await messages(2) });
    await rule.onRequest?.(exchange);
    rule.onUnanswered?.(exchange);
    expect(rule.effects).toMatchObject([{ effect: "corrupt", topic: "a", records: 2 }]);
    expect(rule.effects[0]).not.toHaveProperty("offsets");
  });

  test("notes messages without offsets at once with acks=0", async () => {
    const rule = armed("ProduceSimulateMessageCorruptionPlugin", {});
    await rule.onRequest?.(produce({ a: await messages(2) }, { acks: 0 }));
    expect(rule.effects).toEqual([
      {
        effect: "corrupt",
        api: "Produce",
        brokerId: 1,
        clientId: "client",
        topic: "a",
        partition: 0,
        records: 2,
      },
    ]);
  });

  test("leaves messages without a value alone", async () => {
    const rule = armed("ProduceSimulateMessageCorruptionPlugin", {});
    const tombstone = await writeBatch({ records: [{ key: Buffer.from("k"), value: null }] });
    expect(await rule.onRequest?.(produce({ a: tombstone }))).toBeUndefined();
  });

  test.each(COMPRESSIONS)("works on messages that are fetched, compressed with %s", async (compression) => {
    const rule = armed("FetchSimulateMessageCorruptionPlugin", { topic: "a.*", sizeInBytes: 7 });
    const exchange = fetch(
      { [TOPIC_ID]: await messages(5, compression) },
      { version: 16, topicNames: { [TOPIC_ID]: "abc" } },
    );
    const [records] = received(await rule.onResponse?.(exchange));
    expect(values(records).map((value) => value?.length)).toEqual([14, 14, 14, 14, 14]);
    expect(rule.effects).toEqual([
      {
        effect: "corrupt",
        api: "Fetch",
        brokerId: 1,
        clientId: "client",
        topic: "abc",
        partition: 0,
        records: 5,
      },
    ]);
  });

  test("with a rate of 50 % is for 50 ± 3 % of 10,000 messages", async () => {
    const rule = armed("ProduceSimulateMessageCorruptionPlugin", { rateInPercent: 50 });
    const records = await messages(100);
    for (let i = 0; i < 100; i++) await rule.onRequest?.(produce({ a: records }, { acks: 0 }));
    const changed = rule.effects.reduce((sum, effect) => sum + (effect.records ?? 0), 0);
    expect(changed).toBeGreaterThan(4700);
    expect(changed).toBeLessThan(5300);
  });

  test("adds other bytes each time, and the same ones from the same seed", async () => {
    const records = await messages(2);
    const appended = async (seed: number) => {
      const rule = armed("ProduceSimulateMessageCorruptionPlugin", {}, seed);
      return values(sent(await rule.onRequest?.(produce({ a: records })))[0]).map((value) =>
        value?.subarray(-10).toString("hex"),
      );
    };
    const [first, second] = await appended(1);
    expect(first).not.toBe(second);
    expect(await appended(1)).toEqual([first, second]);
    expect(await appended(2)).not.toEqual([first, second]);
  });

  test("does not look into requests of other topics", async () => {
    const rule = armed("random-bytes", { topics: ["a"], nbMessages: 1, sizeInBytes: 1 });
    expect(await rule.onRequest?.(produce({ b: Buffer.from("no records at all") }))).toBeUndefined();
  });
});

describe("invalid-schema", () => {
  const withSchema = Buffer.from("000000002a7b7d", "hex");
  const others = [
    Buffer.from("{}"),
    Buffer.from("00000000", "hex"),
    Buffer.from("010000002a7b7d", "hex"),
    null,
  ];
  const records = writeBatch({ records: [withSchema, ...others].map((value) => ({ value })) });

  test("replaces the id in values that have one, and in no others", async () => {
    const rule = armed("invalid-schema", { topics: ["a"], fakeSchemaId: 999 });
    const exchange = produce({ a: await records });
    const [changed] = sent(await rule.onRequest?.(exchange));
    expect(values(changed)).toEqual([Buffer.from("00000003e77b7d", "hex"), ...others]);
    await rule.onResponse?.(exchange);
    expect(rule.effects).toMatchObject([{ effect: "schema-id", offsets: [[100, 100]], records: 1 }]);
  });

  test("is for consumers unless told otherwise, with an id that no registry has", async () => {
    const rule = armed("SimulateInvalidSchemaIdPlugin", {});
    expect([...(rule.apis ?? [])]).toEqual(["Fetch"]);
    const [changed] = received(await rule.onResponse?.(fetch({ a: await records })));
    expect(values(changed)[0]?.readInt32BE(1)).toBeGreaterThanOrEqual(0x40000000);
    expect(rule.effects).toMatchObject([{ effect: "schema-id", topic: "a", records: 1 }]);
    expect([...(armed("SimulateInvalidSchemaIdPlugin", { target: "PRODUCE" }).apis ?? [])]).toEqual([
      "Produce",
    ]);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
