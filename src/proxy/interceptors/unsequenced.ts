/**
 * Record batches as a producer without idempotence writes them. A broker drops a batch whose sequence it has already
 * seen, and a copy in a transaction would be aborted with the transaction.
 */

import { batchEnd, isEditable, seal } from "../../protocol/index.js";

const ATTRIBUTES_AT = 21;
const TRANSACTIONAL_BIT = 0x10;
/** Producer id, epoch and sequence are adjacent. Each is −1 for none. */
const PRODUCER_ID_AT = 43;
const COUNT_AT = 57;

/** Returns the given buffer when no batch has a producer id. */
export function unsequenced(records: Buffer): Buffer {
  let copy: Buffer | undefined;
  for (let start = 0, end = 0; ; start = end) {
    end = batchEnd(records, start);
    if (end < 0) return copy ?? records;
    if (!isEditable(records, start) || records.readBigInt64BE(start + PRODUCER_ID_AT) < 0n) continue;
    copy ??= Buffer.from(records);
    const batch = copy.subarray(start, end);
    batch.fill(0xff, PRODUCER_ID_AT, COUNT_AT);
    batch.writeInt16BE(batch.readInt16BE(ATTRIBUTES_AT) & ~TRANSACTIONAL_BIT, ATTRIBUTES_AT);
    seal(batch);
  }
}
