/**
 * The check: holds the log, record by record, against the ledger, and says which message met which fate.
 *
 * A message is a row of the ledger. A record is an entry of the log. A record is a *copy* of a message when its value
 * is intact (the checksum holds, and where values carry schema ids it is this run's), bears this run's nonce, and names a row. The log is read in the order of its
 * offsets, one partition after another; "first" below means first in that order.
 *
 *   lost        a message that was acknowledged and has no copy, nor a damaged record that was it
 *   duplicated  a copy of a message beyond the first
 *   reordered   a first copy with a copy of a later message of the same producer before it in the same partition
 *   corrupted   a record whose value is not intact, or in a batch that no consumer would accept
 *   unexpected  a first copy of a message that failed or was never sent; an intact record that is no copy at all
 *   misplaced   a message acknowledged at a place (partition and offset) where no copy of it stands, though one does elsewhere
 *
 * Lost and misplaced exclude each other. A message still in flight when the run ended may or may not be in the log;
 * neither says anything. With acks=0 "acknowledged" means sent: there is no place, hence nothing is misplaced.
 *
 * A damaged record still takes up a place, and that place is what tells corrupted from lost: if just one message
 * without a copy was acknowledged there, the damaged record was that message. After a fail-over two messages may
 * have been acknowledged at the same place; then what the damaged header claims decides, if it names one of them.
 * It is also not decided when the header names another message that is missing and could stand anywhere (it was never
 * acknowledged at a place). What remains undecided could be any one of the missing messages: `lost` then counts them
 * all, `lostAtLeast` leaves out as many as there are undecided records, and the check is inconclusive.
 *
 * Where a proxy stood between producers and brokers, its journal tells what it put into the log. That is *planted*, and
 * counted apart; but the journal is a claim, and the log has to bear it out, record by record:
 *
 *   a planted copy    stands at a journalled place with all that was copied in one go, each record as far from the one
 *                     that it copies, and none where it was acknowledged (planted-copies.ts). It is not a copy of its
 *                     message in the sense of this page: a message whose own record is gone is lost, copied or not.
 *   a planted change  stands at a journalled place, and what the proxy does can be taken back: bytes added behind a whole
 *                     message, or another schema id before it (changed-message.ts). The checksum then proves which
 *                     message it is. The record is a copy of that message as any other, and is not corrupted.
 *
 * Whatever else stands at a journalled place is looked at as if the journal did not name it, and what looks planted at
 * a place that it does not name is counted as found. Unless the message was acknowledged there, the answer may have been
 * lost on its way back to the proxy, so that nobody could journal it: then the check is inconclusive. So it is where the
 * proxy could not learn any place (acks=0), as soon as there is something that it may have planted.
 *
 * The check trusts nothing it did not see. Offsets that jump or step back, a log that starts above 0 (retention) or
 * ends below where it should, a ledger that contradicts itself: all inconclusive, each with its sentence.
 *
 * Memory: two bits a message (has a copy; has one at the place of its acknowledgement), a number per producer and
 * partition, and bounded lists; with a proxy's journal three bits and four bytes more, and the journalled places.
 */
import type { MessageRange, Result } from "../rundir/result.js";
import { type Ledger, OUTCOME } from "../workload/ledger.js";
import { MESSAGE_HEADER_BYTES, messageHolds, SCHEMA_HEADER_BYTES, schemaIdOf } from "../workload/message.js";
import { bits } from "./bits.js";
import { type ChangedMessage, changedMessages } from "./changed-message.js";
import { continuityOf } from "./continuity.js";
import { damageOf } from "./damage.js";
import { examplesOfAnomalies } from "./examples.js";
import { lostRanges, nameOverwriters, type WhoAcknowledged } from "./lost-ranges.js";
import { messageRows } from "./message-rows.js";
import { type Planted, rangeFinder } from "./planted.js";
import { plantedCopies } from "./planted-copies.js";
import { countSchemaIds, type SchemaIds } from "./schema-ids.js";

export type Anomaly = Result["anomalies"][number];
export type AnomalyKind = Anomaly["kind"];

export interface CheckCounts {
  readonly logMessages: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly corrupted: number;
  readonly unexpected: number;
  readonly misplaced: number;
}

/** A range of lost messages. */
export interface LostRange extends MessageRange {
  /** How many of the acknowledged places hold another message now. */
  readonly overwritten: number;
  /** The acknowledged message that stands where the first of the range was, if one does. */
  readonly overwrittenBy: { readonly producer: number; readonly sequence: number } | null;
}

export interface CheckOutcome {
  readonly counts: CheckCounts;
  /** Equal to counts.lost unless damage, or a copy of the proxy's, could not be told from loss. */
  readonly lostAtLeast: number;
  /** By the time of their first acknowledgement, oldest first; when there are too many, the latest is kept as well. */
  readonly lostRanges: readonly LostRange[];
  readonly lostRangesOmitted: number;
  readonly anomalies: readonly Anomaly[];
  /** With a proxy's journal: what of the log is its doing. Not in `counts`. */
  readonly planted?: { readonly duplicated: number; readonly corrupted: number };
  /** What consumers meet, where values carry the id of a schema. */
  readonly schemaIds?: SchemaIds;
  /** Why the counts may not be the truth, a sentence each; empty: they are. */
  readonly inconclusive: readonly string[];
}

/** Takes in a log. Each partition's records come in the order of their offsets, one partition after another. */
export interface Check {
  /** A record with its value at `bytes[valueStart, valueEnd)`; a record without a value has an empty one. */
  record(partition: number, offset: number, bytes: Uint8Array, valueStart: number, valueEnd: number): void;
  /** Offsets taken up by records that can't be read at all: their batch is broken. */
  damaged(partition: number, firstOffset: number, lastOffset: number): void;
  /** Offsets taken up by no message: a control batch. */
  skipped(partition: number, firstOffset: number, lastOffset: number): void;
  /** `endOffsets[partition]`: the offset after the last record that has to be there. */
  finish(endOffsets: readonly number[]): CheckOutcome;
}

const BROKEN_BATCH = "its batch is broken: no consumer would accept it";
const NOT_INTACT = "its value is not intact: the checksum or the schema id does not hold";
const CHANGED =
  "its value was changed: there is a whole message in it, with another schema id or more behind";

/** What a check has to know of a proxy that the producers went through. */
export interface ProxyTrace {
  readonly planted: Planted;
  /** Size of every value as its producer made it. */
  readonly sizeBytes: number;
  /** Whether producers are told what became of a message; not with acks=0. */
  readonly isAnswered: boolean;
}

/**
 * Begins a check of a log against `ledger`, which must not change any more. `schemaId`: what every value carries; null:
 * none does. `whoAcknowledged`: the evidence for what is lost; it changes no count.
 */
export function startCheck(
  ledger: Ledger,
  proxy: ProxyTrace | null = null,
  schemaId: number | null = null,
  whoAcknowledged?: WhoAcknowledged,
): Check {
  const { producers, messages, partitions, outcome } = ledger;
  const rows = messageRows(ledger);
  const ackedOffset = ledger.offset;
  const ackedPartition = ledger.partition;
  const copies = bits(ledger.rows);
  const placed = bits(ledger.rows);
  /** Per producer and partition: the highest sequence met so far. */
  const highest = new Int32Array(producers * partitions).fill(-1);
  const damage = damageOf(ledger);
  const continuity = continuityOf(partitions);
  const examples = examplesOfAnomalies();
  const reasonOfFailure = ledger.errorNames.map((name) => `it had failed with ${name}`);

  const changes =
    proxy === null
      ? null
      : changedMessages(
          ledger,
          { sizeBytes: proxy.sizeBytes, hasSchema: schemaId !== null },
          rangeFinder(proxy.planted.changes),
        );
  const copiesOfProxy =
    proxy === null || proxy.planted.copies.size === 0
      ? null
      : plantedCopies(ledger, proxy.planted.copies, {
          planted: () => {
            plantedDuplicated++;
          },
          ordinary: (partition, { offset, row, change }) => {
            if (change === null) standing(partition, offset, row);
            else changed(partition, offset, change);
          },
        });

  const schemaIds = schemaId === null ? null : countSchemaIds();
  const headerBytes = schemaId === null ? 0 : SCHEMA_HEADER_BYTES;

  let logMessages = 0;
  let plantedDuplicated = 0;
  let plantedCorrupted = 0;
  /** As a proxy would have made them, in places that it has not journalled. */
  let strayChanges = 0;
  let duplicated = 0;
  let reordered = 0;
  let corrupted = 0;
  let unexpected = 0;
  let misplaced = 0;

  function notIntact(partition: number, offset: number, claimedRow: number, reason: string): void {
    corrupted++;
    damage.add(partition, offset, claimedRow);
    examples.add("corrupted", partition, offset, -1, 0, reason);
  }

  /** A whole message of this run, at a place that tells nothing about it. */
  function standing(partition: number, offset: number, row: number): void {
    const sequence = row % messages;
    const producer = (row - sequence) / messages;
    const state = outcome[row]!;
    const order = producer * partitions + partition;
    if (copies.has(row)) {
      duplicated++;
      examples.add("duplicated", partition, offset, producer, sequence, "in the log before");
    } else {
      copies.set(row);
      if (sequence < highest[order]!) {
        reordered++;
        examples.add("reordered", partition, offset, producer, sequence, "after a later one");
      }
      if (state >= OUTCOME.failed) {
        unexpected++;
        const reason = reasonOfFailure[state - OUTCOME.failed] ?? "it had failed";
        examples.add("unexpected", partition, offset, producer, sequence, reason);
      } else if (state === OUTCOME.unsent) {
        unexpected++;
        examples.add("unexpected", partition, offset, producer, sequence, "it was never sent");
      }
    }
    if (sequence > highest[order]!) highest[order] = sequence;
    if (rows.isAcknowledgedAt(row, partition, offset)) placed.set(row);
  }

  /** What a proxy makes of a message, and may have made of this one. */
  function changed(
    partition: number,
    offset: number,
    { row, isPlanted, isAtItsPlace }: ChangedMessage,
  ): void {
    if (isPlanted) {
      plantedCorrupted++;
      standing(partition, offset, row);
      return;
    }
    if (!isAtItsPlace) strayChanges++;
    notIntact(partition, offset, row, CHANGED);
  }

  return {
    record(partition, offset, bytes, valueStart, valueEnd) {
      continuity.advance(partition, offset, offset);
      logMessages++;
      schemaIds?.record(bytes, valueStart, valueEnd);
      const hasItsSchema = schemaId === null || schemaIdOf(bytes, valueStart, valueEnd) === schemaId;
      const messageStart = valueStart + headerBytes;
      if (!hasItsSchema || !messageHolds(bytes, messageStart, valueEnd)) {
        const change = changes?.look(partition, offset, bytes, valueStart, valueEnd);
        if (change !== undefined) {
          const { row } = change;
          // A copy of what was changed before is changed as well.
          const isKept = changes!.has(row) && copiesOfProxy?.take(partition, offset, row, change);
          if (!isKept) changed(partition, offset, change);
          return;
        }
        notIntact(partition, offset, claimedRow(bytes, messageStart, valueEnd), NOT_INTACT);
        return;
      }
      const row = rows.named(bytes, messageStart);
      if (row < 0) {
        unexpected++;
        examples.add("unexpected", partition, offset, -1, 0, "not a message of this run");
        return;
      }
      if (!copiesOfProxy?.take(partition, offset, row, null)) standing(partition, offset, row);
    },

    damaged(partition, firstOffset, lastOffset) {
      continuity.advance(partition, firstOffset, lastOffset);
      for (let offset = firstOffset; offset <= lastOffset; offset++) {
        logMessages++;
        notIntact(partition, offset, -1, BROKEN_BATCH);
      }
    },

    skipped(partition, firstOffset, lastOffset) {
      continuity.advance(partition, firstOffset, lastOffset);
    },

    finish(endOffsets) {
      if (endOffsets.length !== partitions) {
        throw new RangeError(`${endOffsets.length} end offsets for ${partitions} partitions`);
      }
      copiesOfProxy?.flush();
      const inconclusive = [...doubtsAboutTheLedger(ledger), ...continuity.doubts(endOffsets)];
      const { isCorrupted, undecided } = damage.attribute(copies.has);
      const unproven = copiesOfProxy?.unproven() ?? 0;

      for (let row = 0; row < ledger.rows; row++) {
        if (outcome[row] !== OUTCOME.acknowledged || !copies.has(row) || placed.has(row)) continue;
        misplaced++;
        const partition = ackedPartition === null ? 0 : ackedPartition[row]!;
        const sequence = row % messages;
        const producer = (row - sequence) / messages;
        examples.add(
          "misplaced",
          partition,
          ackedOffset[row]!,
          producer,
          sequence,
          "acknowledged here, stands elsewhere",
        );
      }

      const { lost, ranges, omitted } = lostRanges(
        ledger,
        (row) => !copies.has(row) && !isCorrupted(row),
        continuity.holds,
        whoAcknowledged,
      );
      const lostAtLeast = Math.max(0, lost - undecided - unproven);
      if (undecided > 0 && lost > 0) {
        inconclusive.push(
          `${count(undecided, "damaged record")} can't be told from missing messages: ` +
            `between ${lostAtLeast} and ${lost} acknowledged messages are lost`,
        );
      }
      if (proxy !== null) {
        const hasUnplaced = outcome.includes(OUTCOME.unplaced);
        const found = { lost, duplicated, misplaced, corrupted, strayChanges, unproven, hasUnplaced };
        inconclusive.push(...doubtsAboutTheProxy(proxy, found));
      }
      return {
        counts: { logMessages, lost, duplicated, reordered, corrupted, unexpected, misplaced },
        ...(schemaIds !== null && { schemaIds: schemaIds.ids() }),
        ...(proxy !== null && { planted: { duplicated: plantedDuplicated, corrupted: plantedCorrupted } }),
        lostAtLeast,
        lostRanges: nameOverwriters(ledger, ranges, placed.has),
        lostRangesOmitted: omitted,
        anomalies: examples.list(),
        inconclusive,
      };
    },
  };

  /** The row that the header of a damaged value names, −1 where it names none of this run. */
  function claimedRow(bytes: Uint8Array, start: number, end: number): number {
    return end - start < MESSAGE_HEADER_BYTES ? -1 : rows.named(bytes, start);
  }
}

function doubtsAboutTheProxy(
  { planted: { unplaced, withheld }, isAnswered }: ProxyTrace,
  found: Pick<CheckCounts, "lost" | "duplicated" | "misplaced" | "corrupted"> & {
    strayChanges: number;
    unproven: number;
    /** Whether messages were acknowledged without a place: a copy can stand for one of them unnoticed. */
    hasUnplaced: boolean;
  },
): string[] {
  const doubts: string[] = [];
  if (!isAnswered && withheld > 0 && found.lost > 0) {
    doubts.push(
      `the proxy withheld ${count(withheld, "request")} from the brokers, and with acks=0 no producer was told: ` +
        `they can't be told from the ${count(found.lost, "message")} that would be lost`,
    );
  }
  if (unplaced.copies > 0 && (found.hasUnplaced || found.duplicated > 0 || found.misplaced > 0)) {
    doubts.push(
      `the proxy copied ${count(unplaced.copies, "message")} and could not learn where to: ` +
        "they can't be told from duplicates, nor from messages that would be lost without them",
    );
  }
  if (found.unproven > 0) {
    doubts.push(
      `of ${count(found.unproven, "message")} nothing is there but what the proxy may have copied: ` +
        "lost and misplaced can't be told apart",
    );
  }
  if (unplaced.changes > 0 && (found.corrupted > 0 || found.lost > 0)) {
    doubts.push(
      `the proxy changed ${count(unplaced.changes, "message")} and could not learn where they went: ` +
        `they can't be told from the ${count(found.corrupted, "corrupted record")} and ${found.lost} lost`,
    );
  } else if (found.strayChanges > 0) {
    doubts.push(
      `${count(found.strayChanges, "corrupted record")} may be the proxy's doing, though its journal does not have them: ` +
        "nobody was told that they were written",
    );
  }
  return doubts;
}

function doubtsAboutTheLedger(ledger: Ledger): string[] {
  const { contradictions } = ledger.totals;
  if (contradictions === 0) return [];
  return [
    `the delivery reports contradict each other ${contradictions} times, first: ${ledger.contradictions[0]}`,
  ];
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
