/** Writes a ledger, a log, transactions.ndjson and the reads of one group: each committed message is read once, in batches of 500. */
import { join } from "node:path";
import { keepLedger } from "../../dist/history/ledger-file.js";
import { SegmentWriter } from "../../dist/history/read-records.js";
import { mergeSegments } from "../../dist/history/reads.js";
import { TransactionWriter } from "../../dist/history/transaction-file.js";
import { acknowledgedLedger, isAborted, storeSyntheticLog } from "../support/synthetic-log.mjs";

const BATCH = 500;

export default async function writeTransactions({ directory, count, every }) {
  const ledger = acknowledgedLedger(count, every);
  await keepLedger(join(directory, "ledger.bin"), ledger)[Symbol.asyncDispose]();
  await storeSyntheticLog(join(directory, "log.bin"), count, every);
  const transactions = new TransactionWriter(join(directory, "transactions.ndjson"));
  for (let first = 0; first < count; first += every) {
    const isOver = isAborted(first, every);
    const endedMs = (first + every) / 1_000;
    transactions.add({
      ...{ producer: 0, first, messages: every, beganMs: first / 1_000, endedMs, error: null },
      ...{ askedMs: isOver ? null : endedMs, outcome: isOver ? "aborted" : "committed" },
    });
  }
  transactions[Symbol.dispose]();
  const path = join(directory, "0.seg");
  const writer = new SegmentWriter(path);
  const placeOf = (sequence) => sequence + Math.floor(sequence / every);
  writer.assigned(0, 0, 0);
  for (let from = 0; from < count; from += BATCH) {
    const last = placeOf(from + BATCH - 1);
    // It falls behind, so that few messages waited longest.
    const nowMs = (from + BATCH) / 500 + 1;
    writer.handed(0, placeOf(from), last, nowMs);
    for (let sequence = from; sequence < from + BATCH; sequence++)
      if (!isAborted(sequence, every)) writer.read(0, placeOf(sequence), 0, sequence, nowMs);
    writer.committed(0, last + 2, nowMs);
  }
  writer.revoked(0, false, count / 500 + 2);
  writer[Symbol.dispose]();
  const times = { startedMs: 0, endedMs: count / 500 + 3, end: "closed" };
  await mergeSegments(
    join(directory, "reads.bin"),
    {
      ...{ nonce: ledger.nonce, topic: "test1", partitions: 1, rows: count, unfinished: [] },
      groups: [
        {
          ...{ group: "billing", mode: "subscribe", commit: "after" },
          ...{ isolation: "read_committed", offsetReset: "earliest" },
        },
      ],
    },
    [{ path, member: { group: "billing", instance: 0, incarnation: 0, role: "member", ...times } }],
  );
}
