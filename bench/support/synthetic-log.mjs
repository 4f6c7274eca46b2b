/** A log of any length without a broker: one uncompressed batch, whose offset and values are rewritten in place. */

import { messageWriter } from "../../dist/history/message.js";
import { RecordCursor, readBatches, writeBatch } from "../../dist/protocol/index.js";
import { MESSAGE_BYTES } from "./scenario.mjs";

const BATCH_MESSAGES = 500;

export const identityOf = ({ nonce, count }) => ({
  ...{ topic: "synthetic", nonce, producers: 1, messages: count, partitions: 1 },
  ...{ sizeBytes: MESSAGE_BYTES, schemaId: null },
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
