/** The hot paths on one core, without a broker: nanoseconds a message. */
import { startCheck } from "../../dist/checker/check.js";
import { ValueClassifier } from "../../dist/history/classify.js";
import { createLedger } from "../../dist/history/ledger.js";
import { LogDecoder, LogEncoder } from "../../dist/history/log-codec.js";
import { messageWriter } from "../../dist/history/message.js";
import { crc32c } from "../../dist/protocol/index.js";
import { MESSAGE_BYTES } from "../support/scenario.mjs";
import { identityOf, syntheticLog } from "../support/synthetic-log.mjs";

const NONCE = 1;

export default async function measure({ count }) {
  const producers = [{ messages: count, acks: "all" }];
  const shape = { nonce: NONCE, producers, partitions: 1, startedAtMs: 0 };
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
  const identity = identityOf({ nonce: NONCE, count });
  const value = new ValueClassifier(identity);
  const encoder = new LogEncoder();
  encoder.begin(0);
  const pieces = [];
  let stored = 0;
  for (const cursor of log) {
    const startedMs = performance.now();
    while (cursor.next()) {
      value.look(cursor.bytes, cursor.valueStart, cursor.valueEnd);
      encoder.record(cursor.offset, value.kind, value.row, value.schemaId);
    }
    pieces.push(...encoder.take());
    stored += performance.now() - startedMs;
  }
  encoder.end(count);
  pieces.push(...encoder.take());
  const check = startCheck(ledger);
  const decoder = new LogDecoder(identity, check);
  const checked = nanoseconds(count, () => {
    for (const piece of pieces) decoder.read(piece);
  });
  const block = Buffer.alloc(2 ** 20, "x");
  const blocks = 256;
  const checksummed = nanoseconds(blocks * block.length, () => {
    for (let i = 0; i < blocks; i++) crc32c(block);
  });
  return {
    sentAndAcknowledged,
    written,
    stored: (stored * 1e6) / count,
    checked,
    checksumBytesPerSecond: 1e9 / checksummed,
  };
}

function nanoseconds(times, work) {
  const startedMs = performance.now();
  work();
  return ((performance.now() - startedMs) * 1e6) / times;
}
