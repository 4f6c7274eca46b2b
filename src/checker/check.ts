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
 * acknowledged at a place). What remains undecided could be any one of the missing messages.
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
 * lost on its way back to the proxy, so that the proxy could not journal it: then the check is inconclusive. So it is where the
 * proxy could not learn any place (acks=0), as soon as there is something that it may have planted.
 *
 * The check trusts nothing it did not see. Offsets that jump or step back, a log that starts above 0 (retention) or
 * ends below where it should, a ledger that contradicts itself: all inconclusive, each with its sentence.
 *
 * How many messages are lost is then known within bounds, and `lost` is null unless the two are equal:
 *
 *   at most     every missing message, and every message of which only a record is there that may be the proxy's copy.
 *               Null where even that is not known: offsets went backwards, the ledger contradicts itself, or the proxy
 *               made copies and its journal does not say where.
 *   at least    the missing messages that no doubt can explain away: the place where each was acknowledged was read and
 *               holds something else, or lies beyond the end of a log that was read to its end; of one without a place,
 *               the whole partition was read. As many are left out as there are damaged records that remain undecided.
 *               0 where the ledger contradicts itself, or where with acks=0 the proxy withheld requests.
 *
 * In a log that is not whole, a copy that is gone may have been the first, or the one at the acknowledged place:
 * duplicated, reordered and misplaced are null then. The counts of corrupted and unexpected records are what was read.
 *
 * Memory: two bits a message (has a copy; has one at the place of its acknowledgement), a number per producer and
 * partition, and bounded lists; with a proxy's journal three bits and four bytes more, and the journalled places.
 */

import { type Ledger, OUTCOME } from "../history/ledger.js";
import { type LogIdentity, type LogSink, RECORD, type RecordKind } from "../history/log-entries.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { isAcknowledgedAt } from "./acknowledged-at.js";
import { bits } from "./bits.js";
import { boundsOfLoss, isKnown, sentenceAboutLoss } from "./bounds-of-loss.js";
import { type ChangedMessage, changedMessages } from "./changed-message.js";
import type { CleanupPolicy } from "./cleanup-policy.js";
import { continuityOf } from "./continuity.js";
import { count } from "./count.js";
import { damageOf } from "./damage.js";
import { examplesOfAnomalies } from "./examples.js";
import { lostRanges, NOTHING_LOST, nameOverwriters, type WhoAcknowledged } from "./lost-ranges.js";
import { sentencesAbout } from "./missing-offsets.js";
import type { CheckOutcome } from "./outcome.js";
import { rangeFinder } from "./planted.js";
import { plantedCopies } from "./planted-copies.js";
import { doubtsAboutTheProxy, mayCopiesHideLoss, type ProxyTrace } from "./proxy-doubts.js";
import { countSchemaIds } from "./schema-ids.js";
import { type Tally, tallies } from "./tallies.js";
import { unsafeStretches } from "./unsafe-stretches.js";

/** Takes in a log, whole, and then says what became of each message. */
export interface Check extends LogSink {
  /**
   * `policyOf`: what may have taken records that are missing from a partition; null: not known. `topics`: for the names of
   * partitions.
   */
  finish(policyOf: (partition: number) => CleanupPolicy | null, topics: TopicPartitions): CheckOutcome;
}

/** What is known also of a log that is not whole. */
const IN_ANY_LOG = ["duplicated", "corrupted", "failedButStored", "neverSent", "foreign"] as const;

/** Not known of a log that is not whole. */
const IN_WHOLE_LOGS: ReadonlySet<keyof Tally> = new Set(["duplicated", "reordered", "misplaced"]);

const BROKEN_BATCH = "its record batch fails the checksum, so consumers reject it";
const NOT_INTACT = "its value does not match its checksum, or has another schema id";
const CHANGED = "its value holds a whole message, but with another schema id or with more bytes behind it";

/**
 * Begins a check of a log against `ledger`, which must not change any more. `schemaId`: what every value carries; null:
 * none does. `whoAcknowledged`: the evidence for what is lost; it changes no count.
 */
export function startCheck(
  ledger: Ledger,
  schemaId: LogIdentity["schemaId"] = null,
  proxy: ProxyTrace | null = null,
  whoAcknowledged?: WhoAcknowledged,
): Check {
  const { producers, rowsOf, partitions, outcome } = ledger;
  const ackedOffset = ledger.offset;
  const ackedPartition = ledger.partition;
  const copies = bits(ledger.rows);
  const placed = bits(ledger.rows);
  /** Per producer and partition: the highest sequence met so far. */
  const highest = new Int32Array(producers.length * partitions).fill(-1);
  const damage = damageOf(ledger);
  const continuity = continuityOf(partitions);
  const examples = examplesOfAnomalies();
  const tally = tallies(producers.length, partitions);
  const reasonOfFailure = ledger.errorNames.map((name) => `failed with ${name}, but in the log`);

  const changes = proxy === null ? null : changedMessages(ledger, rangeFinder(proxy.planted.changes));
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
  const endOffsets: number[] = [];
  const stored: number[] = [];

  /** The one that is read. */
  let partition = -1;
  let logMessages = 0;
  /** In the partitions before the one that is read. */
  let messagesBefore = 0;
  let plantedDuplicated = 0;
  let plantedCorrupted = 0;
  /** As a proxy would have made them, in places that it has not journalled. */
  let strayChanges = 0;
  let duplicated = 0;
  let reordered = 0;
  let corrupted = 0;
  let failedButStored = 0;
  let neverSent = 0;
  let foreign = 0;
  let misplaced = 0;

  function notIntact(partition: number, offset: number, claimedRow: number, reason: string): void {
    corrupted++;
    tally.add("corrupted", null, partition);
    damage.add(partition, offset, claimedRow);
    examples.add("corrupted", partition, offset, -1, 0, reason);
  }

  /** A whole message of this run, at a place that tells nothing about it. */
  function standing(partition: number, offset: number, row: number): void {
    const producer = rowsOf.producerOf(row);
    const sequence = row - rowsOf.firstRowOf(producer);
    const state = outcome[row]!;
    const order = producer * partitions + partition;
    if (copies.has(row)) {
      duplicated++;
      tally.add("duplicated", producer, partition);
      examples.add("duplicated", partition, offset, producer, sequence, "in the log once more");
    } else {
      copies.set(row);
      if (sequence < highest[order]!) {
        reordered++;
        tally.add("reordered", producer, partition);
        examples.add(
          "reordered",
          partition,
          offset,
          producer,
          sequence,
          "behind a later message of the same producer",
        );
      }
      if (state >= OUTCOME.failed) {
        failedButStored++;
        tally.add("failedButStored", producer, partition);
        const reason = reasonOfFailure[state - OUTCOME.failed] ?? "failed, but in the log";
        examples.add("failedButStored", partition, offset, producer, sequence, reason);
      } else if (state === OUTCOME.unsent) {
        neverSent++;
        tally.add("neverSent", producer, partition);
        examples.add("neverSent", partition, offset, producer, sequence, "never sent, but in the log");
      }
    }
    if (sequence > highest[order]!) highest[order] = sequence;
    if (isAcknowledgedAt(ledger, row, partition, offset)) placed.set(row);
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

  /** A record that is no message of this run, or not as it was sent, or that the proxy may have made. */
  function unusual(offset: number, kind: RecordKind, row: number): void {
    if (kind === RECORD.message) {
      if (!copiesOfProxy?.take(partition, offset, row, null)) standing(partition, offset, row);
    } else if (kind === RECORD.foreign) {
      foreign++;
      tally.add("foreign", null, partition);
      examples.add("foreign", partition, offset, -1, 0, "not a message of this run");
    } else if (kind === RECORD.changed && changes !== null) {
      const change = changes.at(row, partition, offset);
      // A copy of what was changed before is changed as well.
      const isKept = changes.has(row) && copiesOfProxy?.take(partition, offset, row, change);
      if (!isKept) changed(partition, offset, change);
    } else {
      notIntact(partition, offset, row, NOT_INTACT);
    }
  }

  return {
    begin(next) {
      partition = next;
      messagesBefore = logMessages;
    },

    batch() {},

    records(offset, count, kind, row, schemaId) {
      continuity.advance(partition, offset, offset + count - 1);
      logMessages += count;
      schemaIds?.add(schemaId, count);
      if (kind === RECORD.message && copiesOfProxy === null) {
        for (let i = 0; i < count; i++) standing(partition, offset + i, row + i);
      } else {
        for (let i = 0; i < count; i++) unusual(offset + i, kind, row < 0 ? -1 : row + i);
      }
    },

    broken(firstOffset, lastOffset) {
      continuity.advance(partition, firstOffset, lastOffset);
      for (let offset = firstOffset; offset <= lastOffset; offset++) {
        logMessages++;
        notIntact(partition, offset, -1, BROKEN_BATCH);
      }
    },

    control(firstOffset, lastOffset) {
      continuity.advance(partition, firstOffset, lastOffset);
    },

    deleted(firstOffset, lastOffset) {
      continuity.deleted(partition, firstOffset, lastOffset);
    },

    end(endOffset) {
      endOffsets[partition] = endOffset;
      stored[partition] = logMessages - messagesBefore;
    },

    finish(policyOf, topics) {
      if (endOffsets.length !== partitions) {
        throw new RangeError(`${endOffsets.length} end offsets for ${partitions} partitions`);
      }
      copiesOfProxy?.flush();
      const deviations = continuity.deviations(endOffsets);
      const isWhole = deviations.size === 0;
      const { isCorrupted, undecided } = damage.attribute(copies.has);
      const isUnproven = copiesOfProxy?.isUnproven ?? (() => false);
      const isMissing = (row: number) => !copies.has(row) && !isCorrupted(row);

      /** Where the message was acknowledged was read, or lies beyond the end of the log. */
      function isAwayForCertain(row: number): boolean {
        if (isUnproven(row)) return false;
        const partition = ackedPartition?.[row] ?? 0;
        const deviation = deviations.get(partition);
        if (deviation === undefined) return true;
        if (outcome[row] !== OUTCOME.acknowledged || deviation.backward !== null) return false;
        const offset = ackedOffset[row]!;
        return (
          continuity.holds(partition, offset) ||
          (deviation.tooShort === null && offset >= endOffsets[partition]!)
        );
      }

      function isLost(row: number): boolean | null {
        const state = outcome[row];
        if (state !== OUTCOME.acknowledged && state !== OUTCOME.unplaced) return null;
        if (isUnproven(row)) return null;
        if (!isMissing(row)) return false;
        // What is damaged beyond recognition could be any of the missing messages.
        return isLossCertain && undecided === 0 && isAwayForCertain(row) ? true : null;
      }

      let missing = 0;
      const missingOf = new Float64Array(partitions);
      /** Of partitions that are not known. */
      let missingElsewhere = 0;
      let unproven = 0;
      let unprovenThere = 0;
      let damagedThere = 0;
      for (let row = 0; row < ledger.rows; row++) {
        const state = outcome[row];
        if (state !== OUTCOME.acknowledged && state !== OUTCOME.unplaced) continue;
        // At its place: nothing is the matter with it, unless a proxy made copies.
        if (copiesOfProxy === null && placed.has(row)) continue;
        if (isMissing(row)) {
          missing++;
          const of = ackedPartition?.[row] ?? 0;
          if (of < partitions) missingOf[of]!++;
          else missingElsewhere++;
        }
        if (!isMissing(row) && !copies.has(row)) {
          damagedThere++;
          // The partition has its record among the damaged ones.
          tally.add("corrupted", rowsOf.producerOf(row), null);
        }
        if (isUnproven(row)) {
          unproven++;
          if (!isMissing(row)) unprovenThere++;
        }
        if (state !== OUTCOME.acknowledged || !copies.has(row) || placed.has(row)) continue;
        misplaced++;
        const [producer, partition] = [rowsOf.producerOf(row), ackedPartition?.[row] ?? 0];
        tally.add("misplaced", producer, partition);
        examples.add(
          "misplaced",
          partition,
          ackedOffset[row]!,
          producer,
          rowsOf.sequenceOf(row),
          "acknowledged at this offset, but in the log elsewhere",
        );
      }

      const isAway = (row: number) => isMissing(row) && isAwayForCertain(row);
      const { lost, ranges, omitted } =
        missing === 0 ? NOTHING_LOST : lostRanges(ledger, isAway, continuity.holds, whoAcknowledged);
      const contradictions = doubtsAboutTheLedger(ledger);
      const hasUnplaced = outcome.includes(OUTCOME.unplaced);
      const found = { missing, duplicated, misplaced, corrupted, strayChanges, unproven, hasUnplaced };
      const bounds = boundsOfLoss(
        { missing, missingForCertain: lost, undecided, unprovenThere, damagedThere },
        {
          ledger: contradictions.length === 0,
          log: [...deviations.values()].every(({ backward }) => backward === null),
          delivery: proxy === null || proxy.isAnswered || (proxy.isComplete && proxy.planted.withheld === 0),
          copies: proxy === null || (proxy.isComplete && !mayCopiesHideLoss(proxy.planted, found)),
          changes: strayChanges === 0 && (proxy?.planted.unplaced.changes ?? 0) === 0,
        },
      );
      const isLossKnown = isKnown(bounds);
      const isLossCertain = bounds.atLeast > 0;

      const isTallyKnown = (kind: keyof Tally) => isWhole || !IN_WHOLE_LOGS.has(kind);

      const doubts = [
        ...contradictions,
        ...[...deviations.values()].flatMap((deviation) =>
          sentencesAbout(deviation, topics, policyOf(deviation.partition)),
        ),
      ];
      if (undecided > 0 && missing > 0) {
        doubts.push(`${count(undecided, "damaged record")} can't be told from missing messages`);
      }
      if (proxy !== null) doubts.push(...doubtsAboutTheProxy(proxy, found));
      return {
        partitions: endOffsets.map((endOffset, of) => ({
          stored: stored[of]!,
          lost: isLossKnown && missingElsewhere === 0 ? missingOf[of]! : null,
          endOffset,
        })),
        counts: {
          logMessages,
          lost: isLossKnown ? bounds.atLeast : null,
          duplicated: isWhole ? duplicated : null,
          reordered: isWhole ? reordered : null,
          corrupted,
          unexpected: failedButStored + neverSent + foreign,
          misplaced: isWhole ? misplaced : null,
        },
        observed: { failedButStored, neverSent, foreign },
        lostAtLeast: bounds.atLeast,
        lostAtMost: bounds.atMost,
        unknownBecause: isLossKnown
          ? {}
          : { loss: doubts[0] ?? "the proxy's journal could not be read to its end" },
        ...(schemaIds !== null && { schemaIds: schemaIds.ids() }),
        ...(proxy !== null && { planted: { duplicated: plantedDuplicated, corrupted: plantedCorrupted } }),
        lostRanges: isLossCertain ? nameOverwriters(ledger, ranges, placed.has) : [],
        lostRangesOmitted: isLossCertain ? omitted : 0,
        isLost,
        ofProducer: (producer) => tally.ofProducer(producer, isTallyKnown),
        ofPartition: (partition) => tally.ofPartition(partition, isTallyKnown),
        unsafe: isLossCertain ? unsafeStretches(ledger, isLost) : [],
        anomalies: examples.list(isWhole ? undefined : IN_ANY_LOG),
        inconclusive: isLossKnown
          ? doubts
          : [...doubts, sentenceAboutLoss(bounds, ledger.totals.acknowledged)],
      };
    },
  };
}

function doubtsAboutTheLedger(ledger: Ledger): string[] {
  const { contradictions } = ledger.totals;
  if (contradictions === 0) return [];
  return [
    `the delivery reports contradict each other (${count(contradictions, "time")}), first: ${ledger.contradictions[0]}`,
  ];
}
