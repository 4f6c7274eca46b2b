/** A log of any length without a broker: one uncompressed batch, whose offset and values are rewritten in place. */

import { createLedger } from "../../dist/history/ledger.js";
import { LogWriter } from "../../dist/history/log-file.js";
import { messageWriter } from "../../dist/history/message.js";
import { RecordCursor, readBatches, writeBatch } from "../../dist/protocol/index.js";
import { MESSAGE_BYTES } from "./scenario.mjs";

const BATCH_MESSAGES = 500;

export const identityOf = ({ nonce, count }) => ({
  ...{ topics: [{ name: "synthetic", partitions: 1 }], nonce, schemaId: null },
  producers: [{ messages: count, sizeBytes: MESSAGE_BYTES }],
});

/**
 * Producer 0's messages 0…count at the offsets 0…count; `count` is a multiple of 500.
 * Yields the same cursor, before the first record of each batch.
 */
export async function syntheticLog({ nonce, count }) {
  const writer = messageWriter({ nonce, producer: 0, sizeBytes: MESSAGE_BYTES });
  const records = Array.from({ length: BATCH_MESSAGES }, () => ({ value: Buffer.alloc(MESSAGE_BYTES) }));
  const bytes = await writeBatch({ records });
  const cursor = new RecordCursor();
  return (function* () {
    for (let base = 0; base < count; base += BATCH_MESSAGES) {
      bytes.writeBigInt64BE(BigInt(base), 0);
      const [batch] = readBatches(bytes, { checkCrc: false }).batches;
      cursor.open(batch);
      for (let sequence = base; cursor.next(); sequence++) {
        writer.write(sequence, sequence).copy(bytes, cursor.valueStart);
      }
      yield cursor.open(batch);
    }
  })();
}

const NONCE = 1;

/** The ledger of these messages: each was acknowledged a millisecond after it was sent. */
export function acknowledgedLedger(count) {
  const producers = [{ messages: count, acks: "all" }];
  const shape = { nonce: NONCE, producers, partitions: 1, startedAtMs: 0 };
  const ledger = createLedger(shape);
  for (let sequence = 0; sequence < count; sequence++) {
    ledger.sent(0, sequence, sequence / 1000);
    ledger.acknowledged(0, sequence, 0, sequence, sequence / 1000 + 1);
  }
  return ledger;
}

/** Writes log.bin with these messages to `path`. */
export async function storeSyntheticLog(path, count) {
  const log = await LogWriter.create(path, identityOf({ nonce: NONCE, count }));
  log.begin(0);
  for (const cursor of await syntheticLog({ nonce: NONCE, count })) {
    while (cursor.next()) log.record(cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
    await log.flush();
  }
  log.end(count);
  await log.finish({ topicConfigs: [null] });
  await log[Symbol.asyncDispose]();
}
