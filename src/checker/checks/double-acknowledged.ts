/**
 * `doubleAcknowledged`: offsets that were acknowledged to two messages. A new leader gives the offsets again that the old
 * one gave to messages which are lost now. But here both messages are in the log of the partition, in batches of the same
 * leader epoch: one broker in one term wrote both, and gave an offset twice.
 *
 * One of the two stands elsewhere than at the offset of its acknowledgement, so every such pair is among the misplaced
 * messages too. If a producer retried, the acknowledgement may come from another term than the record. Then no broker is to
 * blame for the pair. This needs two brokers that each believe that they lead.
 */

import { isUnanswered, type Ledger, OUTCOME } from "../../history/ledger.js";
import { RECORD } from "../../history/log-entries.js";
import { isAcknowledgedAt } from "../acknowledged-at.js";
import { bits } from "../bits.js";
import { brokenAmount, DEAF, EXAMPLES_A_CHECK, type LogCheck, type ObservingCheck } from "../check-kind.js";
import type { Anomaly } from "../outcome.js";

/** Of a message: the leader epoch of a batch in which it stands. */
interface Claim {
  readonly row: number;
  readonly epoch: number;
}

/** Records away from the places of their acknowledgement that are remembered. */
const ELSEWHERE_KEPT = 1_000_000;

export const doubleAcknowledged: ObservingCheck<"doubleAcknowledged"> = {
  name: "doubleAcknowledged",
  needs: "log",
  // With acks=0 no message has a place.
  observe: (ledger) => (isUnanswered(ledger) ? null : observeDoubleAcknowledged(ledger)),
  broken: ({ counts }, expected) =>
    brokenAmount("doubleAcknowledged", counts.doubleAcknowledged, expected, {
      some: (found) =>
        `no offset was expected to be acknowledged twice, but ${found === 1 ? "1 offset was" : `${found} offsets were`}`,
      none: "offsets were expected to be acknowledged twice, but none was",
    }),
};

function observeDoubleAcknowledged(ledger: Ledger): LogCheck {
  const { rowsOf, outcome, offset: ackedOffset, partition: ackedPartition } = ledger;
  /** Messages that stand where they were acknowledged. */
  const placed = bits(ledger.rows);
  /** Row and leader epoch, again and again. */
  const elsewhere: number[] = [];
  /** Of each partition: an offset and the leader epoch from there on, again and again. */
  const terms = new Map<number, number[]>();
  let partition = -1;
  let term: number[] = [];
  let termEpoch = Number.NaN;
  let epoch = -1;

  const nameOf = (row: number) => `producer ${rowsOf.producerOf(row)}, message ${rowsOf.sequenceOf(row)}`;
  const placeOf = (row: number) => (ackedPartition?.[row] ?? 0) * 2 ** 32 + ackedOffset[row]!;

  function isAcknowledgedHere(row: number): boolean {
    return outcome[row] === OUTCOME.acknowledged && (ackedPartition?.[row] ?? 0) === partition;
  }

  function epochAt(place: number): number {
    const of = terms.get(Math.floor(place / 2 ** 32))!;
    let low = 0;
    let high = of.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (of[2 * middle]! <= place % 2 ** 32) low = middle;
      else high = middle - 1;
    }
    return of[2 * low + 1]!;
  }

  return {
    ...DEAF,
    begin(next) {
      partition = next;
      term = [];
      termEpoch = Number.NaN;
      terms.set(partition, term);
    },
    batch({ leaderEpoch }) {
      epoch = leaderEpoch;
    },
    records(offset, count, kind, firstRow) {
      if (epoch !== termEpoch) term.push(offset, epoch);
      termEpoch = epoch;
      if (kind !== RECORD.message && kind !== RECORD.changed) return;
      for (let i = 0; i < count; i++) {
        const row = firstRow + i;
        if (isAcknowledgedAt(ledger, row, partition, offset + i)) placed.set(row);
        else if (isAcknowledgedHere(row) && elsewhere.length < 2 * ELSEWHERE_KEPT) elsewhere.push(row, epoch);
      }
    },
    found() {
      /** By the place of an acknowledgement. */
      const claims = new Map<number, Claim[]>();
      for (let i = 0; i < elsewhere.length; i += 2) {
        const claim = { row: elsewhere[i]!, epoch: elsewhere[i + 1]! };
        if (claim.epoch < 0) continue;
        const place = placeOf(claim.row);
        const known = claims.get(place);
        if (known === undefined) claims.set(place, [claim]);
        else known.push(claim);
      }
      if (claims.size > 0) {
        for (let row = 0; row < ledger.rows; row++) {
          if (!placed.has(row)) continue;
          const place = placeOf(row);
          claims.get(place)?.push({ row, epoch: epochAt(place) });
        }
      }
      const examples: Anomaly[] = [];
      let count = 0;
      for (const [place, those] of claims) {
        const pair = pairOf(those);
        if (pair === undefined) continue;
        count++;
        if (examples.length === EXAMPLES_A_CHECK) continue;
        const [first, second] = pair.rows.map(nameOf);
        const offset = place % 2 ** 32;
        examples.push({
          ...{ kind: "doubleAcknowledged", partition: Math.floor(place / 2 ** 32) },
          ...{ firstOffset: offset, lastOffset: offset, messages: 2 },
          detail: `${first} and ${second} were both acknowledged here, and are in the log with leader epoch ${pair.epoch}`,
        });
      }
      return { count, examples };
    },
  };
}

/** Two messages with the same leader epoch, if there are any. */
function pairOf(
  claims: readonly Claim[],
): { readonly rows: readonly number[]; readonly epoch: number } | undefined {
  const rows = new Map<number, number>();
  for (const { row, epoch } of claims) {
    const other = rows.get(epoch);
    if (other === undefined) rows.set(epoch, row);
    else if (other !== row) return { rows: [other, row], epoch };
  }
  return undefined;
}
