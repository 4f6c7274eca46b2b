/**
 * For how long could producers not write? A function of the ledger.
 *
 * A message is due from the moment its client takes it until its delivery report comes. A *stretch without writes* begins
 * when a message is due and ends with the next acknowledgement:
 *
 *     sent     a   b        c  d                      e
 *     settled      a  b        ·  ·  c failed  d failed    e acknowledged
 *                     └ idle ┘├──── one stretch ───────────┤
 *
 * Between two acknowledgements there is one stretch at most. It goes on while messages fail one after another, also where
 * none is in flight for a moment: whether writes would have worked then is not known. Time before the first message, and
 * time in which nothing was due after an acknowledgement, is no stretch. Where no acknowledgement comes any more, the
 * stretch ends when the last message failed, or, if some have no delivery report, when the run stopped waiting for them.
 *
 * Messages with acks=0 are left out: no broker answers, so nothing tells whether they could be written.
 *
 * A message that waits for room in its client's queue needs no rule: the messages that fill the queue are due.
 *
 * Each partition is looked at by itself and the whole topic as well: one partition may take messages while another takes
 * none. A message whose partition is not known (the client refused it, or it has no delivery report) counts for the topic
 * only.
 */

import { answeredRows, isUnanswered, type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import type { NoWrites, Outage } from "../rundir/result.js";

export type { NoWrites } from "../rundir/result.js";

/** Stretches shorter than this are not in the total. */
const COUNTED_MS_MIN = 1_000;

const OUTAGES_KEPT = 20;

/** In ticks. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface Stretches extends Stretch {
  readonly total: number;
  /** Those that are in the total. */
  readonly outages: readonly Stretch[];
}

/**
 * `endedMs`: when the run stopped waiting for delivery reports, in milliseconds since its start. Null where it is not
 * known: with acks=0 no broker answers, delivery reports that contradict each other prove nothing, and where no message
 * was sent no producer tried to write.
 */
export function noWritesOf(ledger: Ledger, endedMs: number): NoWrites | null {
  const { totals, startedAtMs } = ledger;
  if (isUnanswered(ledger) || totals.contradictions > 0 || totals.sent === 0) return null;
  const endedTicks = Math.round(endedMs * TICKS_PER_MS);
  let longest: Stretches & { readonly partition: number | null } = {
    ...stretchesOf(columnsOf(ledger, allSent(ledger)), endedTicks),
    partition: null,
  };
  let { total } = longest;
  const outages = longest.outages.map((stretch) => ({ ...stretch, partition: null as number | null }));
  for (const [partition, rows] of rowsByPartition(ledger).entries()) {
    const found = stretchesOf(columnsOf(ledger, rows), endedTicks);
    total = Math.max(total, found.total);
    outages.push(...found.outages.map((stretch) => ({ ...stretch, partition })));
    if (found.to - found.from > longest.to - longest.from) longest = { ...found, partition };
  }
  const { from, to, partition } = longest;
  const isNone = to === from;
  const iso = (ticks: number) => new Date(Math.round(startedAtMs + ticks / TICKS_PER_MS)).toISOString();
  return {
    longestMs: Math.round((to - from) / TICKS_PER_MS),
    totalMs: Math.round(total / TICKS_PER_MS),
    partition,
    from: isNone ? null : iso(from),
    to: isNone ? null : iso(to),
    outages: outages
      .sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
      .slice(0, OUTAGES_KEPT)
      .map(({ partition, from, to }): Outage => ({ partition, from: iso(from), to: iso(to) })),
  };
}

/** Times of some messages, in ticks, each column in ascending order. */
interface Times {
  readonly sent: Uint32Array;
  /** Of those that have a delivery report. */
  readonly settled: Uint32Array;
  readonly acknowledged: Uint32Array;
}

function stretchesOf({ sent, settled, acknowledged }: Times, endedTicks: number): Stretches {
  const longest = { from: 0, to: 0 };
  const outages: Stretch[] = [];
  let total = 0;
  /** Messages sent, and messages settled, up to the acknowledgement that is looked at. */
  let sentUntil = 0;
  let settledUntil = 0;
  let last = -1;

  function stretch(from: number, to: number): void {
    if (to - from > longest.to - longest.from) Object.assign(longest, { from, to });
    if (to - from < COUNTED_MS_MIN * TICKS_PER_MS) return;
    total += to - from;
    outages.push({ from, to });
  }

  /** When a message was due first, after the acknowledgement before; undefined: none was. */
  function dueFrom(): number | undefined {
    while (sentUntil < sent.length && sent[sentUntil]! <= last) sentUntil++;
    while (settledUntil < settled.length && settled[settledUntil]! <= last) settledUntil++;
    return sentUntil > settledUntil ? last : sent[sentUntil];
  }

  for (const at of acknowledged) {
    if (at === last) continue;
    const from = dueFrom();
    if (from !== undefined && from < at) stretch(from, at);
    last = at;
  }
  const from = dueFrom();
  if (from !== undefined) {
    const to = settled.length < sent.length ? endedTicks : settled.at(-1)!;
    if (from < to) stretch(from, to);
  }
  return { ...longest, total, outages };
}

/** The columns of these rows. The native sort of typed arrays takes some 70 ms for a million. */
function columnsOf({ outcome, sentAt, settledAt }: Ledger, rows: Uint32Array): Times {
  const sent = new Uint32Array(rows.length);
  const settled = new Uint32Array(rows.length);
  const acknowledged = new Uint32Array(rows.length);
  let reports = 0;
  let acknowledgements = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const state = outcome[row]!;
    sent[i] = sentAt[row]!;
    if (state === OUTCOME.inFlight) continue;
    settled[reports++] = settledAt[row]!;
    if (state < OUTCOME.failed) acknowledged[acknowledgements++] = settledAt[row]!;
  }
  return {
    sent: sent.sort(),
    settled: settled.subarray(0, reports).sort(),
    acknowledged: acknowledged.subarray(0, acknowledgements).sort(),
  };
}

function allSent(ledger: Ledger): Uint32Array {
  const { rows, outcome, totals } = ledger;
  const isAnswered = answeredRows(ledger);
  const found = new Uint32Array(totals.sent);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    if (outcome[row] !== OUTCOME.unsent && isAnswered(row)) found[next++] = row;
  }
  return found.subarray(0, next);
}

/** The rows of each partition, as far as they are known; none where the topic has one partition only. */
function rowsByPartition(ledger: Ledger): Uint32Array[] {
  const { rows, outcome, partition: partitionOf, partitions } = ledger;
  if (partitionOf === null) return [];
  const isAnswered = answeredRows(ledger);
  const isKnown = (row: number) =>
    isAnswered(row) &&
    outcome[row] !== OUTCOME.unsent &&
    outcome[row] !== OUTCOME.inFlight &&
    partitionOf[row]! < partitions;
  const counts = new Uint32Array(partitions);
  for (let row = 0; row < rows; row++) if (isKnown(row)) counts[partitionOf[row]!]!++;
  const found = Array.from(counts, (count) => new Uint32Array(count));
  const next = new Uint32Array(partitions);
  for (let row = 0; row < rows; row++) {
    if (!isKnown(row)) continue;
    const partition = partitionOf[row]!;
    found[partition]![next[partition]!++] = row;
  }
  return found;
}
