/** Writes a ledger, a log and the reads of one group of four members: each message is read once, in batches of 500. */
import { join } from "node:path";
import { keepLedger } from "../../dist/history/ledger-file.js";
import { SegmentWriter } from "../../dist/history/read-records.js";
import { mergeSegments } from "../../dist/history/reads.js";
import { acknowledgedLedger, storeSyntheticLog } from "../support/synthetic-log.mjs";

const MEMBERS = 4;
const BATCH = 500;

export default async function writeReads({ directory, count }) {
  const ledger = acknowledgedLedger(count);
  await keepLedger(join(directory, "ledger.bin"), ledger)[Symbol.asyncDispose]();
  await storeSyntheticLog(join(directory, "log.bin"), count);
  const segments = [];
  const each = count / MEMBERS;
  for (let member = 0; member < MEMBERS; member++) {
    const path = join(directory, `${member}.seg`);
    const writer = new SegmentWriter(path);
    const first = member * each;
    writer.assigned(0, first, first / 100);
    for (let offset = first; offset < first + each; offset += BATCH) {
      writer.handed(0, offset, offset + BATCH - 1, offset / 100);
      for (let i = 0; i < BATCH; i++) writer.read(0, offset + i, 0, offset + i, offset / 100);
      writer.committed(0, offset + BATCH, offset / 100);
    }
    writer.revoked(0, false, (first + each) / 100);
    writer[Symbol.dispose]();
    const times = { startedMs: 0, endedMs: count / 100, end: "closed" };
    segments.push({
      path,
      member: { group: "billing", instance: member, incarnation: 0, role: "member", ...times },
    });
  }
  const group = { group: "billing", mode: "subscribe", commit: "after" };
  await mergeSegments(
    join(directory, "reads.bin"),
    {
      ...{ nonce: ledger.nonce, topic: "test1", partitions: 1, rows: count, unfinished: [] },
      groups: [{ ...group, isolation: "read_committed", offsetReset: "earliest" }],
    },
    segments,
  );
}
