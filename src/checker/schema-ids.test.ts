/** Values that carry the id of a schema before the message: what the check makes of the id, and of the message. */

import { describe, expect, test } from "vitest";
import { equalLedger, identityFor } from "../history/equal.test-support.js";
import { MemoryLog } from "../history/memory-log.test-support.js";
import { messageWriter } from "../history/message.js";
import { TopicPartitions } from "../topic-partitions.js";
import { checkLog } from "./histories.test-support.js";
import { plantedIn } from "./planted.js";

const SIZE_BYTES = 40;
const SCHEMA_ID = 7;
const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 };

type Change = (value: Buffer) => Buffer;
const asItIs: Change = (value) => value;
const withId =
  (id: number): Change =>
  (value) => {
    value.writeUInt32BE(id, 1);
    return value;
  };
const longer: Change = (value) => Buffer.concat([value, Buffer.from("more")]);

/** Messages that were all acknowledged, each changed on its way; `journalled`: where the proxy says that it did. */
async function checked(changes: readonly Change[], journalled: readonly number[] | null) {
  const messages = changes.length;
  const shape = { producers: 1, messages, partitions: 1, acks: 1, startedAtMs: 0 } as const;
  const ledger = equalLedger({ nonce: 0x01abcdef, ...shape });
  for (let sequence = 0; sequence < messages; sequence++) {
    ledger.sent(0, sequence, 1);
    ledger.acknowledged(0, sequence, 0, sequence, 2);
  }
  const entry = {
    rule: "r",
    interceptor: "invalid-schema",
    atMs: 0,
    api: "Produce",
    brokerId: 1,
    clientId: null,
  };
  const offsets = (journalled ?? []).map((offset): [number, number] => [offset, offset]);
  const entries = [{ ...entry, effect: "schema-id", topic: "test1", partition: 0, offsets }] as const;
  const planted = await plantedIn(entries, new TopicPartitions([{ name: "test1", partitions: 1 }]));
  const proxy = journalled === null ? null : { planted, isAnswered: true, isComplete: true };
  const log = new MemoryLog(
    identityFor(ledger, { topic: "test1", sizeBytes: SIZE_BYTES, schemaId: SCHEMA_ID }),
  );
  log.begin(0);
  const { write } = messageWriter({
    nonce: ledger.nonce,
    producer: 0,
    sizeBytes: SIZE_BYTES,
    schemaId: SCHEMA_ID,
  });
  for (const [sequence, change] of changes.entries()) {
    const value = change(Buffer.from(write(sequence, 1)));
    log.record(sequence, value, 0, value.length);
  }
  log.end(messages);
  return checkLog(ledger, log, proxy);
}

test("messages behind the run's own schema id are clean", async () => {
  const { counts, schemaIds, inconclusive } = await checked([asItIs, asItIs, asItIs], null);
  expect(counts).toEqual({ ...CLEAN, logMessages: 3 });
  expect(schemaIds).toEqual({ found: [{ id: SCHEMA_ID, messages: 3 }], omitted: 0, without: 0 });
  expect(inconclusive).toEqual([]);
});

describe("another schema id", () => {
  test("is planted where the proxy put it, and the message is there", async () => {
    const { counts, planted, schemaIds, inconclusive } = await checked(
      [asItIs, withId(999), withId(999)],
      [1, 2],
    );
    expect(counts).toEqual({ ...CLEAN, logMessages: 3 });
    expect(planted).toEqual({ duplicated: 0, corrupted: 2 });
    expect(schemaIds?.found).toEqual([
      { id: 999, messages: 2 },
      { id: SCHEMA_ID, messages: 1 },
    ]);
    expect(inconclusive).toEqual([]);
  });

  test("is damage where nobody planted it", async () => {
    const { counts, planted, anomalies } = await checked([asItIs, withId(999), asItIs], [2]);
    expect(counts).toEqual({ ...CLEAN, corrupted: 1, logMessages: 3 });
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
    expect(anomalies[0]).toMatchObject({ kind: "corrupted", firstOffset: 1 });
    expect((await checked([asItIs, withId(999)], null)).counts.corrupted).toBe(1);
  });

  test("and bytes behind the message can both be planted", async () => {
    const both: Change = (value) => longer(withId(999)(value));
    const { counts, planted } = await checked([both, longer, asItIs], [0, 1]);
    expect(counts).toEqual({ ...CLEAN, logMessages: 3 });
    expect(planted).toEqual({ duplicated: 0, corrupted: 2 });
  });

  test("excuses no damage of the message behind it", async () => {
    const damaged: Change = (value) => {
      value[20]! ^= 1;
      return withId(999)(value);
    };
    const { counts, planted } = await checked([asItIs, damaged], [1]);
    expect(counts.corrupted).toBe(1);
    expect(planted).toEqual({ duplicated: 0, corrupted: 0 });
  });
});

test("a value that carries no schema id at all is damage", async () => {
  const bare: Change = (value) => value.subarray(5);
  const { counts, schemaIds } = await checked([asItIs, bare], [1]);
  expect(counts.corrupted).toBe(1);
  expect(schemaIds?.without).toBe(1);
});

test("ids beyond the first ten thousand are counted, and not kept", async () => {
  const { schemaIds } = await checked(
    Array.from({ length: 10_005 }, (_, i) => withId(1_000 + i)),
    null,
  );
  expect(schemaIds?.found).toHaveLength(10_000);
  expect(schemaIds?.omitted).toBe(5);
});
