/** What a check of a log finds, as a result tells it: the same words when the run ends and when it is checked again. */
import type { Ledger } from "../history/ledger.js";
import { lostByPartition, partitionTable } from "../history/partition-table.js";
import { type ProducerRow, producerTable } from "../history/producer-table.js";
import { reachedRate } from "../history/reached-rate.js";
import { OBSERVED, type PartitionCounts, type Result } from "../rundir/result.js";
import { uncheckedTransactions } from "../rundir/transactions.js";
import { copyPartitions, TopicPartitions } from "../topic-partitions.js";
import type { CheckOutcome } from "./outcome.js";
import type { Tally } from "./tallies.js";
import type { Doubt, Findings } from "./verdict.js";

/** Counts that are absent where nothing is known. */
const ABSENT = [...OBSERVED, "lostAtLeast", "lostAtMost"] as const;

/** Writes into the result all that the check finds; what an earlier check wrote is gone. */
export function tellFindings(outcome: CheckOutcome, ledger: Ledger, result: Result): void {
  const { counts, observed, lostAtLeast, lostAtMost, unknownBecause, planted, ...rest } = outcome;
  const { startedAtMs } = ledger;
  tellPartitions(ledger, result, rest.partitions);
  tellGroups(ledger, result, outcome);
  tellTopics(ledger, result, outcome);
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

/** What a check of a log found of each producer and partition. */
type OfParts = Pick<CheckOutcome, "isLost" | "ofProducer" | "ofPartition"> & {
  readonly counts: Pick<CheckOutcome["counts"], "lost">;
};

/** What became of the messages of each group, where there are several. `found`: null: the log was not checked. */
export function tellGroups(ledger: Ledger, result: Result, found: Omit<OfParts, "ofPartition"> | null): void {
  if (result.groups === undefined) return;
  const rows = producerTable(ledger, (row) => found?.isLost(row) === true);
  let end = 0;
  // An earlier result may have the same objects.
  result.groups = result.groups.map((group) => {
    const first = end;
    end += group.instances;
    const own = rows.slice(first, end);
    const sum = (name: keyof ProducerRow) => own.reduce((total, row) => total + row[name], 0);
    const counts = {
      ...{ sent: sum("sent"), acknowledged: sum("acknowledged"), failed: sum("failed") },
      lost: found === null || found.counts.lost === null ? null : sum("lost"),
      ...(found !== null && {
        lostAtLeast: sum("lost"),
        ...sumOf(
          own.map((_, i) => found.ofProducer(first + i)),
          OF_GROUPS,
        ),
      }),
    };
    return { ...group, counts, reachedRate: reachedRate(ledger, first, end) };
  });
}

/** A damaged or foreign record names no producer: of groups `corrupted` is of the messages that such a record was. */
const OF_GROUPS = [
  ...["duplicated", "reordered", "failedButStored", "neverSent", "misplaced", "corrupted"],
] as const;
const OF_TOPICS = [...OF_GROUPS, "foreign"] as const;

/** Null: one of them is not known. */
function sumOf<Kind extends keyof Tally>(tallies: readonly Tally[], kinds: readonly Kind[]) {
  const add = (sum: number | null, one: number | null) => (sum === null || one === null ? null : sum + one);
  return Object.fromEntries(
    kinds.map((kind) => [kind, tallies.map((tally) => tally[kind]).reduce(add, 0)]),
  ) as Record<Kind, number | null>;
}

/** What became of the messages of each topic that producers write to, where there are several. */
function tellTopics(ledger: Ledger, result: Result, { counts, isLost, ofPartition }: OfParts): void {
  delete result.topics;
  const { settings, partitions = [] } = result;
  if (settings === null || settings.topics.length < 2) return;
  const topics = new TopicPartitions(settings.topics);
  const certain = lostByPartition(ledger, isLost);
  result.topics = settings.topics.flatMap(({ name, isCopy }, place) => {
    if (isCopy === true) return [];
    const indexes = topics.indexesOf(place);
    const rows = partitions.filter(({ partition }) => indexes.includes(partition));
    const lost = rows.map((row) => row.lost);
    return {
      name,
      counts: {
        acknowledged: rows.reduce((sum, row) => sum + row.acknowledged, 0),
        lost:
          counts.lost === null || lost.includes(null)
            ? null
            : lost.reduce((sum: number, one) => sum + one!, 0),
        lostAtLeast: indexes.reduce((sum, index) => sum + certain[index]!, 0),
        ...sumOf(indexes.map(ofPartition), OF_TOPICS),
      },
    };
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
  delete result.topics;
  if (result.groups !== undefined) {
    result.groups = result.groups.map(({ counts, ...group }) => {
      if (counts === undefined) return group;
      const { sent, acknowledged, failed } = counts;
      return { ...group, counts: { sent, acknowledged, failed, lost: null } };
    });
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
