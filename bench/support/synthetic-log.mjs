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

/**
 * The ledger of these messages: each was acknowledged a millisecond after it was sent. With transactions of `every` messages, at its
 * place among their markers, or it failed with the abort of its transaction.
 */
export function acknowledgedLedger(count, every = 0) {
  const producers = [{ messages: count, acks: "all" }];
  const shape = { nonce: NONCE, producers, partitions: 1, startedAtMs: 0 };
  const ledger = createLedger(shape);
  for (let sequence = 0; sequence < count; sequence++) {
    ledger.sent(0, sequence, sequence / 1000);
    const nowMs = sequence / 1000 + 1;
    if (every === 0) ledger.acknowledged(0, sequence, 0, sequence, nowMs);
    else if (isAborted(sequence, every)) ledger.failed(0, sequence, 0, "TRANSACTION_ABORTED", nowMs);
    else ledger.acknowledged(0, sequence, 0, sequence + Math.floor(sequence / every), nowMs);
  }
  return ledger;
}

const OF_TRANSACTION = {
  ...{ leaderEpoch: 0, producerId: 7, producerEpoch: 0, isTransactional: true, marker: null },
};

/**
 * Writes log.bin with these messages to `path`. `every`: messages in each transaction, all of which are committed, but for each
 * tenth, which is aborted. 0: there is none.
 */
export async function storeSyntheticLog(path, count, every = 0) {
  const log = await LogWriter.create(path, identityOf({ nonce: NONCE, count }));
  const placeOf = (sequence) => (every === 0 ? sequence : sequence + Math.floor(sequence / every));
  log.begin(0);
  for (const cursor of await syntheticLog({ nonce: NONCE, count })) {
    while (cursor.next()) {
      if (every > 0 && cursor.offset % every === 0) log.batch(OF_TRANSACTION);
      log.record(placeOf(cursor.offset), cursor.bytes, cursor.valueStart, cursor.valueEnd);
      if (every === 0 || (cursor.offset + 1) % every !== 0) continue;
      const marker = isAborted(cursor.offset, every) ? "abort" : "commit";
      log.batch({ ...OF_TRANSACTION, marker, coordinatorEpoch: 0 });
      log.control(placeOf(cursor.offset) + 1, placeOf(cursor.offset) + 1);
    }
    await log.flush();
  }
  log.end(placeOf(count));
  await log.finish({ topicConfigs: [null] });
  await log[Symbol.asyncDispose]();
}

/** Whether the message is in a transaction that is aborted. */
export function isAborted(sequence, every) {
  return Math.floor(sequence / every) % 10 === 9;
}
