/**
 * What the ledger and the check cost a message, on one core and without a broker: 100-byte values in uncompressed
 * batches of 500, through batch checksum, record cursor, value checksum and bookkeeping.
 *
 *     node bench/checker-micro.ts [messages]     (through a TypeScript loader, or built)
 */
import { startCheck } from "../src/checker/check.js";
import { RecordCursor, readBatches, writeBatch } from "../src/protocol/index.js";
import { createLedger } from "../src/workload/ledger.js";
import { messageWriter } from "../src/workload/message.js";

const BATCH = 500;
const SIZE_BYTES = 100;

const messages = Number(process.argv[2] ?? 2_000_000);
const shape = { nonce: 1, producers: 1, messages, partitions: 1, acks: "all", startedAtMs: 0 } as const;

function report(what: string, startedMs: number): void {
  const elapsedMs = performance.now() - startedMs;
  const perSecond = Math.round((messages / elapsedMs) * 1000).toLocaleString("en");
  console.log(`${what}: ${perSecond} messages/s, ${((elapsedMs * 1e6) / messages).toFixed(0)} ns each`);
}

const ledger = createLedger(shape);
let startedMs = performance.now();
for (let sequence = 0; sequence < messages; sequence++) ledger.sent(0, sequence, sequence / 1000);
for (let sequence = 0; sequence < messages; sequence++) {
  ledger.acknowledged(0, sequence, 0, sequence, sequence / 1000 + 1);
}
report("ledger: sent and acknowledged", startedMs);

const writer = messageWriter({ nonce: shape.nonce, producer: 0, sizeBytes: SIZE_BYTES });
startedMs = performance.now();
let written = 0;
for (let sequence = 0; sequence < messages; sequence++) written += writer.write(sequence, 1).length;
report(`message: written (${written / messages} bytes)`, startedMs);

/** As many batches as make a Fetch of a few megabytes; their values are rewritten in place to go on. */
const templates: Buffer[] = [];
for (let base = 0; base < messages; base += BATCH) {
  const records = Array.from({ length: Math.min(BATCH, messages - base) }, (_, i) => ({
    value: Buffer.from(writer.write(base + i, 1)),
  }));
  templates.push(await writeBatch({ records, baseOffset: base }));
}
const log: Buffer[] = [];
for (let i = 0; i < templates.length; i += 100) log.push(Buffer.concat(templates.slice(i, i + 100)));
templates.length = 0;

for (const checkCrc of [true, false]) {
  const check = startCheck(ledger);
  const cursor = new RecordCursor();
  startedMs = performance.now();
  for (const records of log) {
    for (const batch of readBatches(records, { checkCrc }).batches) {
      cursor.open(batch);
      while (cursor.next()) check.record(0, cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
    }
  }
  const { counts } = check.finish([messages]);
  report(`check: ${checkCrc ? "with" : "without"} batch checksums (${counts.lost} lost)`, startedMs);
}
