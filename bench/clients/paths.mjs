/** The hot paths on one core, without a broker: nanoseconds a message. */
import { startCheck } from "../../dist/checker/check.js";
import { crc32c } from "../../dist/protocol/index.js";
import { createLedger } from "../../dist/workload/ledger.js";
import { messageWriter } from "../../dist/workload/message.js";
import { MESSAGE_BYTES } from "../support/scenario.mjs";
import { syntheticLog } from "../support/synthetic-log.mjs";

const NONCE = 1;

export default async function measure({ count }) {
  const shape = { nonce: NONCE, producers: 1, messages: count, partitions: 1, acks: "all", startedAtMs: 0 };
  const ledger = createLedger(shape);
  const sentAndAcknowledged = nanoseconds(count, () => {
    for (let sequence = 0; sequence < count; sequence++) ledger.sent(0, sequence, sequence / 1000);
    for (let sequence = 0; sequence < count; sequence++) {
      ledger.acknowledged(0, sequence, 0, sequence, sequence / 1000 + 1);
    }
  });
  const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: MESSAGE_BYTES });
  const written = nanoseconds(count, () => {
    for (let sequence = 0; sequence < count; sequence++) writer.write(sequence, sequence);
  });
  const log = await syntheticLog({ nonce: NONCE, count });
  const check = startCheck(ledger);
  let checked = 0;
  for (const cursor of log) {
    const startedMs = performance.now();
    while (cursor.next()) check.record(0, cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
    checked += performance.now() - startedMs;
  }
  const block = Buffer.alloc(2 ** 20, "x");
  const blocks = 256;
  const checksummed = nanoseconds(blocks * block.length, () => {
    for (let i = 0; i < blocks; i++) crc32c(block);
  });
  return {
    sentAndAcknowledged,
    written,
    checked: (checked * 1e6) / count,
    checksumBytesPerSecond: 1e9 / checksummed,
  };
}

function nanoseconds(times, work) {
  const startedMs = performance.now();
  work();
  return ((performance.now() - startedMs) * 1e6) / times;
}
