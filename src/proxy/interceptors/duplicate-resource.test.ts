import { describe, expect, test } from "vitest";
import {
  COMPRESSIONS,
  crc32c,
  ErrorCode,
  RecordCursor,
  type Requests,
  type Responses,
  readBatches,
  writeBatch,
} from "../../protocol/index.js";
import { armed, fetch, produce } from "./exchanges.test-support.js";
import type { RequestOutcome, ResponseOutcome } from "./interceptor.js";

const values = ["a", "b", "c"].map((value) => ({ value: Buffer.from(value) }));

describe("messages that are produced twice", () => {
  const rule = armed("duplicate-resource", {
    topics: ["t"],
    duration: 1,
    quietPeriod: 1,
    timeUnit: "MINUTES",
  });
  const records = writeBatch({
    records: values,
    compression: "lz4",
    producerId: 7,
    producerEpoch: 1,
    baseSequence: 30,
    isTransactional: true,
  });
  const extraRequest = (outcome: RequestOutcome | undefined) =>
    (outcome as Extract<RequestOutcome, { do: "forward" }>).extraRequest as {
      request: Requests["Produce"];
      onAnswer(response: Responses["Produce"] | null): void;
    };

  test("go in a request of their own, without sequence and transaction, and only for the rule's topics", async () => {
    const exchange = produce({ other: await records, t: await records }, { transactionalId: "tx" });
    const before = Buffer.from(await records);
    const outcome = await rule.onRequest?.(exchange);
    expect(outcome).not.toHaveProperty("request");
    const { request } = extraRequest(outcome);
    expect(request).toMatchObject({ acks: -1, timeoutMs: 1000, transactionalId: null });
    expect(request.topicData.map(({ name }) => name)).toEqual(["t"]);
    const copy = request.topicData[0]?.partitionData[0]?.records as Buffer;
    const { batches } = readBatches(copy);
    expect(batches).toMatchObject([
      {
        producerId: -1,
        producerEpoch: -1,
        baseSequence: -1,
        isTransactional: false,
        count: 3,
        compression: "lz4",
      },
    ]);
    expect(copy.subarray(57)).toEqual(before.subarray(57));
    expect(await records).toEqual(before);
  });

  test("are those of DuplicateResourcesPlugin too", async () => {
    const former = armed("DuplicateResourcesPlugin", { topic: "t.*", rateInPercent: 100 });
    const exchange = produce({ other: await records, t1: await records });
    const { request } = extraRequest(await former.onRequest?.(exchange));
    expect(request.topicData.map(({ name }) => name)).toEqual(["t1"]);
  });

  test("go by topic id where the producer's request does, and are noted by name", async () => {
    rule.effects.length = 0;
    const id = "AAAAAAAAAAAAAAAAAAAAAQ";
    const known = { version: 13, topicNames: { [id]: "t" } };
    const { request, onAnswer } = extraRequest(
      await rule.onRequest?.(produce({ [id]: await records }, known)),
    );
    expect(request.topicData).toMatchObject([{ topicId: id }]);
    onAnswer(produce({ [id]: await records }, { ...known, baseOffset: 50 }).response);
    expect(rule.effects).toMatchObject([{ topic: "t", partition: 0, offsets: [[50, 52]] }]);
    expect(await rule.onRequest?.(produce({ [id]: await records }, { version: 13 }))).toBeUndefined();
  });

  test("are noted with the offsets of the copies", async () => {
    rule.effects.length = 0;
    const { onAnswer } = extraRequest(await rule.onRequest?.(produce({ t: await records })));
    expect(rule.effects).toEqual([]);
    onAnswer(produce({ t: await records }, { baseOffset: 50 }).response);
    expect(rule.effects).toEqual([
      {
        effect: "duplicate",
        api: "Produce",
        brokerId: 1,
        clientId: "client",
        topic: "t",
        partition: 0,
        offsets: [[50, 52]],
        records: 3,
      },
    ]);
  });

  test("are not noted when the broker refused the copies", async () => {
    rule.effects.length = 0;
    const { onAnswer } = extraRequest(await rule.onRequest?.(produce({ t: await records })));
    onAnswer(produce({ t: await records }, { errorCode: ErrorCode.MESSAGE_TOO_LARGE }).response);
    expect(rule.effects).toEqual([]);
  });

  test("are noted without offsets when it is unknown whether the broker has them", async () => {
    rule.effects.length = 0;
    const { onAnswer } = extraRequest(await rule.onRequest?.(produce({ t: await records })));
    onAnswer(null);
    onAnswer(
      produce({ t: await records }, { errorCode: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND }).response,
    );
    expect(rule.effects).toMatchObject([{ records: 3 }, { records: 3 }]);
    for (const effect of rule.effects) expect(effect).not.toHaveProperty("offsets");
  });

  test("are noted without offsets with acks=0", async () => {
    rule.effects.length = 0;
    await rule.onRequest?.(produce({ t: await records }, { acks: 0 }));
    expect(rule.effects).toMatchObject([{ effect: "duplicate", records: 3 }]);
    expect(rule.effects[0]).not.toHaveProperty("offsets");
  });

  test("are left alone in the quiet period, and in other topics", async () => {
    expect(await rule.onRequest?.(produce({ other: await records }))).toBeUndefined();
    rule.nowMs = 90_000;
    expect(await rule.onRequest?.(produce({ t: await records }))).toBeUndefined();
    rule.nowMs = 0;
  });
});

/** As Java's consumer goes through what it fetched: a record below what it expects is passed over. */
function consumed(records: Buffer, fetchOffset: bigint): { read: string[]; position: bigint } {
  const read: string[] = [];
  let expected = fetchOffset;
  let next = fetchOffset;
  const cursor = new RecordCursor();
  for (let start = 0; start + 12 < records.length; ) {
    const end = start + 12 + records.readInt32BE(start + 8);
    if (end > records.length) break;
    expect(records.readUInt32BE(start + 17)).toBe(crc32c(records, start + 21, end));
    const baseOffset = records.readBigInt64BE(start);
    const isControl = (records.readInt16BE(start + 21) & 0x20) !== 0;
    // Our own reader refuses offsets beyond 2⁵³: it gets the batch with a small one, and the checksum unchecked.
    const batch = Buffer.from(records.subarray(start, end));
    batch.writeBigInt64BE(0n, 0);
    cursor.open(readBatches(batch, { checkCrc: false }).batches[0]!);
    while (cursor.next()) {
      const offset = baseOffset + BigInt(cursor.offset);
      if (offset < expected) continue;
      if (!isControl) read.push(`${offset} ${cursor.value}`);
      expected = BigInt.asIntN(64, offset + 1n);
    }
    next = BigInt.asIntN(64, baseOffset + BigInt(records.readInt32BE(start + 23)) + 1n);
    start = end;
  }
  return { read, position: next };
}

describe("messages that are consumed twice", () => {
  const rule = armed("DuplicateMessagesPlugin", {});
  const twice = async (records: Buffer, fetchOffset: number) => {
    const outcome = await rule.onResponse?.(fetch({ t: records }, { fetchOffset }));
    const { responses } = (outcome as ResponseOutcome).response as Responses["Fetch"];
    return responses[0]?.partitions[0]?.records as Buffer;
  };

  test.each(COMPRESSIONS)("come each behind itself, at its own offset, from %s", async (compression) => {
    const records = Buffer.concat([
      await writeBatch({ baseOffset: 10, records: values, compression }),
      await writeBatch({ baseOffset: 13, isControl: true, records: [{ key: Buffer.alloc(4) }] }),
      await writeBatch({ baseOffset: 14, records: values.slice(0, 1), compression }),
    ]);
    rule.effects.length = 0;
    expect(consumed(await twice(records, 10), 10n)).toEqual({
      read: ["10 a", "10 a", "11 b", "11 b", "12 c", "12 c", "14 a", "14 a"],
      position: 15n,
    });
    expect(rule.effects).toMatchObject([{ effect: "duplicate", api: "Fetch", topic: "t", records: 4 }]);
  });

  test("begin where the consumer asked them to, in the middle of a batch", async () => {
    const records = await writeBatch({ baseOffset: 10, records: values });
    expect(consumed(await twice(records, 12), 12n)).toEqual({ read: ["12 c", "12 c"], position: 13n });
  });

  test("leave a last batch that is cut off at the end", async () => {
    const whole = await writeBatch({ baseOffset: 10, records: values });
    const tail = whole.subarray(0, 65);
    const doubled = await twice(Buffer.concat([whole, tail]), 10);
    expect(doubled.subarray(-65)).toEqual(tail);
    expect(consumed(doubled, 10n).position).toBe(13n);
  });

  test("are a share of all messages", async () => {
    const half = armed("DuplicateMessagesPlugin", { rateInPercent: 50 });
    const records = await writeBatch({
      records: Array.from({ length: 10_000 }, () => ({ value: Buffer.from("v") })),
    });
    await half.onResponse?.(fetch({ t: records }));
    expect(half.effects[0]?.records).toBeGreaterThan(4700);
    expect(half.effects[0]?.records).toBeLessThan(5300);
  });

  test("do without sessions: none is asked for, and one that was there is ended", async () => {
    const records = await writeBatch({ baseOffset: 10, records: values });
    const first = fetch({ t: records }, { sessionEpoch: 0 });
    expect(await rule.onRequest?.(first)).toMatchObject({ do: "forward", request: { sessionEpoch: -1 } });
    const later = fetch({ t: records }, { asked: [], sessionId: 5, sessionEpoch: 9 });
    expect(await rule.onRequest?.(later)).toBeUndefined();
    // What the consumer expects of the partition is not known: it gets everything once.
    const outcome = (await rule.onResponse?.(later))?.response as Responses["Fetch"];
    expect(outcome.sessionId).toBe(0);
    expect(outcome.responses[0]?.partitions[0]?.records).toEqual(records);
  });
});
