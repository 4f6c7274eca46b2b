/** What a check of a log finds, as a result tells it: the same words when the run ends and when it is checked again. */
import type { Ledger } from "../history/ledger.js";
import { partitionTable } from "../history/partition-table.js";
import { type ProducerRow, producerTable } from "../history/producer-table.js";
import { reachedRate } from "../history/reached-rate.js";
import { OBSERVED, type PartitionCounts, type Result } from "../rundir/result.js";
import { uncheckedTransactions } from "../rundir/transactions.js";
import { copyPartitions } from "../topic-partitions.js";
import type { CheckOutcome } from "./outcome.js";
import type { Doubt, Findings } from "./verdict.js";

/** Counts that are absent where nothing is known. */
const ABSENT = [...OBSERVED, "lostAtLeast", "lostAtMost"] as const;

/** Writes into the result all that the check finds; what an earlier check wrote is gone. */
export function tellFindings(
  { counts, observed, lostAtLeast, lostAtMost, unknownBecause, planted, ...rest }: CheckOutcome,
  ledger: Ledger,
  result: Result,
): void {
  const { startedAtMs } = ledger;
  tellPartitions(ledger, result, rest.partitions);
  tellGroups(ledger, result, counts.lost === null ? null : rest.isLost);
  for (const name of ABSENT) delete result.counts[name];
  Object.assign(result.counts, counts, observed, { lostAtLeast, lostAtMost });
  delete result.unknownBecause;
  if (Object.keys(unknownBecause).length > 0) result.unknownBecause = { ...unknownBecause };
  delete result.planted;
  if (planted !== undefined) {
    result.planted = planted;
    // Copies lift the watermark: it says nothing of what is missing below it.
    if (planted.duplicated > 0) result.counts.lostByWatermark = null;
  }
  result.anomalies = [...rest.anomalies];
  result.lostRanges = [...rest.lostRanges];
  result.lostRangesOmitted = rest.lostRangesOmitted;
  result.unsafe = rest.unsafe.map(({ fromMs, toMs, ...stretch }) => ({
    ...stretch,
    from: isoAt(startedAtMs + fromMs),
    to: isoAt(startedAtMs + toMs),
  }));
}

/** Partitions of copies have no row. `read`: what was found in the log; null: it was not read. High watermarks that the result has are kept. Returns the table. */
export function tellPartitions(
  ledger: Ledger,
  result: Result,
  read: CheckOutcome["partitions"] | null,
  highWatermarks: readonly (number | null)[] = watermarksIn(result),
): PartitionCounts[] {
  const copies = copyPartitions(result.settings?.topics ?? []);
  const own = partitionTable(ledger).filter(({ partition }) => !copies.has(partition));
  const table = own.map((row) => {
    const { stored = null, lost = null, endOffset = null } = read?.[row.partition] ?? {};
    const highWatermarkBeforeHeal = highWatermarks[row.partition] ?? null;
    return { ...row, stored, lost, highWatermarkBeforeHeal, logEndOffset: endOffset };
  });
  result.partitions = table;
  return table;
}

function watermarksIn({ partitions = [] }: Result): (number | null)[] {
  const known: (number | null)[] = [];
  for (const { partition, highWatermarkBeforeHeal } of partitions) known[partition] = highWatermarkBeforeHeal;
  return known;
}

/** What became of the messages of each group, where there are several. `isLost`: null: not known. */
export function tellGroups(ledger: Ledger, result: Result, isLost: CheckOutcome["isLost"] | null): void {
  if (result.groups === undefined) return;
  const rows = producerTable(ledger, (row) => isLost?.(row) === true);
  let end = 0;
  // An earlier result may have the same objects.
  result.groups = result.groups.map((group) => {
    const first = end;
    end += group.instances;
    const own = rows.slice(first, end);
    const sum = (name: keyof ProducerRow) => own.reduce((total, row) => total + row[name], 0);
    const counts = {
      ...{ sent: sum("sent"), acknowledged: sum("acknowledged"), failed: sum("failed") },
      lost: isLost === null ? null : sum("lost"),
    };
    return { ...group, counts, reachedRate: reachedRate(ledger, first, end) };
  });
}

/** The same for a log that could not be checked. */
export function tellNothing(result: Result): void {
  const unknown = { lost: null, duplicated: null, reordered: null, misplaced: null };
  Object.assign(result.counts, unknown, { logMessages: null, corrupted: null, unexpected: null });
  for (const name of ABSENT) delete result.counts[name];
  delete result.unknownBecause;
  delete result.planted;
  if (result.consumers !== undefined) result.consumers = { groups: [], unknown: "the log was not checked" };
  if (result.transactions !== undefined)
    result.transactions = uncheckedTransactions(result.transactions, "the log was not checked");
  if (result.copiers !== undefined) result.copiers = { copiers: [], unknown: "the log was not checked" };
  if (result.groups !== undefined) {
    result.groups = result.groups.map(({ counts, ...group }) => ({
      ...group,
      ...(counts !== undefined && { counts: { ...counts, lost: null } }),
    }));
  }
  result.anomalies = [];
  result.lostRanges = [];
  result.lostRangesOmitted = 0;
  result.unsafe = [];
  result.partitions = (result.partitions ?? []).map((row) => ({
    ...row,
    stored: null,
    lost: null,
    logEndOffset: null,
  }));
}

/** Whether a leader changed is not known where no leader was seen. */
export function tellLeaders({ failovers }: Pick<Findings, "failovers">, result: Result): void {
  const { failover, ...others } = result.unknownBecause ?? {};
  const because = failovers === null ? { failover: "no broker told which broker leads each partition" } : {};
  delete result.unknownBecause;
  const all = { ...others, ...because };
  if (Object.keys(all).length > 0) result.unknownBecause = all;
}

function isoAt(ms: number): string {
  return new Date(Math.round(ms)).toISOString();
}

export function doubtsOf({ inconclusive }: CheckOutcome): Doubt[] {
  return inconclusive.map((text) => ({ about: "measurement", text }));
}
