/**
 * What became of every message, and how many a second: one pass over the log, one over the ledger. Plain numbers in, byte
 * strings out; ten million messages take seconds.
 *
 * The report judges nothing. An acknowledged message without a record in the log is called lost only where result.json
 * counts as many lost messages; else it is missing, and the page says what result.json knows.
 */
import { isUnanswered, type Ledger, OUTCOME, TICKS_PER_MS, UNKNOWN_PARTITION } from "../../history/ledger.js";
import { type BatchOrigin, type LogSink, RECORD, type RecordKind } from "../../history/log-entries.js";
import type { Result } from "../../rundir/result.js";
import type { Budget } from "./budget.js";
import { BUCKETS, bucketOf } from "./latency.js";
import { type Blobs, Varints } from "./pack.js";
import { type Blob, FATES, type Fate, type LogTerm, type MessageMap, type Series } from "./payload.js";
import { niceStep } from "./steps.js";
import { ENTRY } from "./stored-log.js";

const TERMS_MAX = 200;
const ACKNOWLEDGED_TO_MAX = 16;
const EPOCHS_MAX = 65_535;

/** What a log has of each message. */
export class StoredMessages implements LogSink {
  /** Intact or changed copies, 2 for more. */
  readonly copies: Uint8Array;
  /** 1: a damaged record claims to be it. */
  readonly damaged: Uint8Array;
  /** 1 + index in epochValues; 0: not in the log. */
  readonly epoch: Uint16Array;
  readonly epochValues: number[] = [];
  readonly terms: LogTerm[] = [];
  termsOmitted = 0;
  /** See stored-log.ts; it ends where there is no more room. */
  readonly entries = new Varints();
  spans = 0;
  /** By partition: offsets that nobody can read any more, or never could. */
  readonly #gone: { readonly partition: number; readonly first: number; readonly last: number }[] = [];
  #partition = 0;
  #epoch = -1;
  #epochIndex = 0;
  #nextOffset = 0;
  #nextRow = 0;
  #term: {
    partition: number;
    epoch: number;
    firstOffset: number;
    lastOffset: number;
    records: number;
  } | null = null;

  constructor(
    rows: number,
    private readonly spansMax: number,
  ) {
    this.copies = new Uint8Array(rows);
    this.damaged = new Uint8Array(rows);
    this.epoch = new Uint16Array(rows);
  }

  get isWhole(): boolean {
    return this.spans <= this.spansMax;
  }

  begin(partition: number): void {
    this.#closeTerm();
    this.#partition = partition;
    this.#nextOffset = 0;
    this.#nextRow = 0;
    this.#entry(ENTRY.begin, partition);
  }

  batch({ leaderEpoch }: BatchOrigin): void {
    if (leaderEpoch === this.#epoch && this.#epochIndex > 0) return;
    this.#epoch = leaderEpoch;
    let index = this.epochValues.indexOf(leaderEpoch);
    if (index < 0)
      index = this.epochValues.length < EPOCHS_MAX - 1 ? this.epochValues.push(leaderEpoch) - 1 : 0;
    this.#epochIndex = index + 1;
    this.#entry(ENTRY.epoch, index);
  }

  records(offset: number, count: number, kind: RecordKind, row: number): void {
    this.#addToTerm(offset, count);
    const known = kind === RECORD.message || kind === RECORD.changed;
    if (row >= 0) {
      for (let i = row; i < row + count; i++) {
        if (known) {
          if (this.copies[i]! < 2) this.copies[i]!++;
          this.epoch[i] = this.#epochIndex;
        } else this.damaged[i] = 1;
      }
    }
    const hasRow = known && row >= 0;
    this.#entry(
      hasRow ? ENTRY.messages : kind === RECORD.foreign ? ENTRY.foreign : ENTRY.damaged,
      count,
      offset,
      hasRow ? row : -1,
    );
  }

  broken(firstOffset: number, lastOffset: number): void {
    this.#gone.push({ partition: this.#partition, first: firstOffset, last: lastOffset });
    this.#entry(ENTRY.damaged, lastOffset - firstOffset + 1, firstOffset);
  }

  control(firstOffset: number, lastOffset: number): void {
    this.#entry(ENTRY.control, lastOffset - firstOffset + 1, firstOffset);
  }

  deleted(firstOffset: number, lastOffset: number): void {
    this.#gone.push({ partition: this.#partition, first: firstOffset, last: lastOffset });
  }

  end(endOffset: number): void {
    this.#closeTerm();
    this.#entry(ENTRY.end, endOffset);
  }

  /** Offsets that were deleted or fail their checksum: what was there is not known. */
  isGone(partition: number, offset: number): boolean {
    for (const gone of this.#gone) {
      if (gone.partition === partition && offset >= gone.first && offset <= gone.last) return true;
    }
    return false;
  }

  get hasGone(): boolean {
    return this.#gone.length > 0;
  }

  #entry(kind: number, count: number, offset?: number, row = -1): void {
    this.spans++;
    if (!this.isWhole) return;
    const entries = this.entries;
    entries.put(kind);
    entries.put(count);
    if (offset === undefined) return;
    entries.putSigned(offset - this.#nextOffset);
    this.#nextOffset = offset + count;
    if (kind !== ENTRY.messages) return;
    entries.putSigned(row - this.#nextRow);
    this.#nextRow = row + count;
  }

  #addToTerm(offset: number, count: number): void {
    const term = this.#term;
    if (term !== null && term.epoch === this.#epoch) {
      term.lastOffset = offset + count - 1;
      term.records += count;
      return;
    }
    this.#closeTerm();
    this.#term = {
      ...{ partition: this.#partition, epoch: this.#epoch },
      ...{ firstOffset: offset, lastOffset: offset + count - 1, records: count },
    };
  }

  #closeTerm(): void {
    if (this.#term === null) return;
    if (this.terms.length < TERMS_MAX) this.terms.push(this.#term);
    else this.termsOmitted++;
    this.#term = null;
  }
}

const FATE = Object.fromEntries(FATES.map((fate, index) => [fate, index])) as Record<Fate, number>;

/** The index in FATES of every message. `stored` null: the log is not known. */
function fatesOf(
  ledger: Pick<Ledger, "rows" | "outcome" | "offset" | "partition">,
  stored: StoredMessages | null,
  lost: Result["counts"]["lost"],
): { readonly fates: Uint8Array; readonly totals: number[] } {
  const { rows, outcome, offset, partition } = ledger;
  const fates = new Uint8Array(rows);
  const totals = new Array<number>(FATES.length).fill(0);
  const hasGone = stored?.hasGone ?? false;
  for (let row = 0; row < rows; row++) {
    const state = outcome[row]!;
    const isAcknowledged = state === OUTCOME.acknowledged || state === OUTCOME.unplaced;
    let fate: number;
    if (stored === null) {
      if (isAcknowledged) fate = FATE.unknown;
      else if (state === OUTCOME.unsent) fate = FATE.unsent;
      else fate = state === OUTCOME.inFlight ? FATE.unsettled : FATE.failed;
    } else {
      const copies = stored.copies[row]!;
      if (copies > 1) fate = FATE.duplicated;
      else if (isAcknowledged) {
        if (copies === 1) fate = FATE.kept;
        else if (stored.damaged[row] === 1) fate = FATE.damaged;
        else if (
          hasGone &&
          state === OUTCOME.acknowledged &&
          stored.isGone(partition?.[row] ?? 0, offset[row]!)
        )
          fate = FATE.unknown;
        else fate = FATE.missing;
      } else if (state === OUTCOME.inFlight) fate = FATE.unsettled;
      else if (copies === 1) fate = FATE.unexpected;
      else fate = state === OUTCOME.unsent ? FATE.unsent : FATE.failed;
    }
    fates[row] = fate;
    totals[fate]!++;
  }
  if (lost !== null && lost > 0 && totals[FATE.missing] === lost) {
    for (let row = 0; row < rows; row++) if (fates[row] === FATE.missing) fates[row] = FATE.lost;
    totals[FATE.lost] = lost;
    totals[FATE.missing] = 0;
  }
  return { fates, totals };
}

export interface MapInput {
  readonly ledger: Ledger;
  /** Null: the log is not known. */
  readonly stored: StoredMessages | null;
  readonly result: Pick<Result, "counts" | "lostRanges">;
  readonly problem: string | null;
}

export function mapOf(
  { ledger, stored, result, problem }: MapInput,
  budget: Budget,
  blobs: Blobs,
): MessageMap {
  const { rows } = ledger;
  const { fates, totals } = fatesOf(ledger, stored, result.counts.lost);
  const { unit, fateSpans } = fateSpansOf(fates, ledger, budget.spans);
  const epochs =
    stored === null
      ? null
      : epochSpansOf(withLostEpochs(stored, fates, ledger, result), ledger, unit, budget);
  const exact = rows <= budget.exactMessages;
  const every = exact ? 1 : Math.max(1, Math.ceil(rows / budget.samples));
  const places = placesOf(ledger, budget.spans);
  return {
    messages: ledger.producers.map(({ messages }) => messages),
    acksAll: ledger.producers.every(({ acks }) => acks === "all"),
    ...{ unit, totals },
    fates: blobs.add(fateSpans),
    epochs: epochs === null ? null : blobs.add(epochs),
    epochValues: stored?.epochValues ?? [],
    places: places === null ? null : blobs.add(places),
    every,
    sentAt: blobs.add(sentTimes(ledger, every)),
    latency: exact ? blobs.add(latenciesOf(ledger)) : null,
    terms: stored?.terms ?? [],
    termsOmitted: stored?.termsOmitted ?? 0,
    stored: stored?.isWhole ? blobs.add(stored.entries.bytes) : null,
    problem,
  };
}

/** Cells of one message each, or of as many as it takes until there are few enough spans. A cell has a bit for each fate. */
function fateSpansOf(
  fates: Uint8Array,
  { rowsOf }: Pick<Ledger, "rowsOf">,
  spansMax: number,
): { readonly unit: number; readonly fateSpans: Uint8Array } {
  const maskOf = (from: number, to: number) => {
    let mask = 0;
    for (let row = from; row < to; row++) mask |= 1 << fates[row]!;
    return mask;
  };
  for (let unit = 1; ; unit *= 4) {
    const fateSpans = spansOf({ rowsOf, unit, spansMax }, maskOf);
    if (fateSpans !== null) return { unit, fateSpans };
  }
}

/**
 * Run lengths of the cells with one value, and the value, one producer after the other. Null: there are more than `spansMax`.
 * `cellOf`: the value of the cell with these rows.
 */
function spansOf(
  {
    rowsOf,
    unit,
    spansMax,
  }: { readonly rowsOf: Ledger["rowsOf"]; readonly unit: number; readonly spansMax: number },
  cellOf: (from: number, to: number) => number,
): Uint8Array | null {
  const spans = new Varints();
  let count = 0;
  let cells = 0;
  let current = 0;
  const longest = Math.max(...rowsOf.messages);
  for (const [producer, messages] of rowsOf.messages.entries()) {
    const first = rowsOf.firstRowOf(producer);
    for (let at = 0; at < longest; at += unit) {
      const found = at < messages ? cellOf(first + at, first + Math.min(messages, at + unit)) : 0;
      if (found === current) {
        cells++;
        continue;
      }
      if (cells > 0) {
        spans.put(cells);
        spans.put(current);
        if (++count > spansMax) return null;
      }
      current = found;
      cells = 1;
    }
  }
  spans.put(cells);
  spans.put(current);
  return spans.bytes;
}

/** Lost messages are in no log: their epoch is that of the evidence. */
function withLostEpochs(
  stored: StoredMessages,
  fates: Uint8Array,
  { rowsOf, partition }: Ledger,
  { lostRanges }: Pick<Result, "lostRanges">,
): Uint16Array {
  for (const range of lostRanges) {
    if (range.leaderEpoch === null) continue;
    let index = stored.epochValues.indexOf(range.leaderEpoch);
    if (index < 0 && stored.epochValues.length < EPOCHS_MAX - 1) {
      index = stored.epochValues.push(range.leaderEpoch) - 1;
    }
    const first = rowsOf.firstRowOf(range.producer);
    const last = Math.min(first + range.lastSequence, fates.length - 1);
    for (let row = first + range.firstSequence; row <= last; row++) {
      if (fates[row] === FATE.lost && (partition?.[row] ?? 0) === range.partition)
        stored.epoch[row] = index + 1;
    }
  }
  return stored.epoch;
}

/** Of a cell of several messages: the epoch of its first one that has one. */
function epochSpansOf(
  epoch: Uint16Array,
  { rowsOf }: Ledger,
  unit: number,
  { spans: spansMax }: Budget,
): Uint8Array | null {
  return spansOf({ rowsOf, unit, spansMax }, (from, to) => {
    let found = 0;
    for (let row = from; row < to && found === 0; row++) found = epoch[row]!;
    return found;
  });
}

function placesOf(
  { rows, outcome, offset, partition, partitions }: Ledger,
  spansMax: number,
): Uint8Array | null {
  const places = new Varints();
  const next = new Float64Array(partitions);
  let count = 0;
  for (let row = 0; row < rows; ) {
    const state = outcome[row]!;
    const where = partition?.[row] ?? 0;
    const placed = state === OUTCOME.acknowledged && where !== UNKNOWN_PARTITION;
    let end = row + 1;
    if (placed) {
      while (
        end < rows &&
        outcome[end] === OUTCOME.acknowledged &&
        (partition?.[end] ?? 0) === where &&
        offset[end] === offset[row]! + (end - row)
      )
        end++;
    } else {
      while (end < rows && (outcome[end] !== OUTCOME.acknowledged || partition?.[end] === UNKNOWN_PARTITION))
        end++;
    }
    if (++count > spansMax) return null;
    places.put(end - row);
    places.put(placed ? 1 + where : 0);
    if (placed) {
      places.putSigned(offset[row]! - next[where]!);
      next[where] = offset[row]! + (end - row);
    }
    row = end;
  }
  return places.bytes;
}

/** A message that was not sent has the time of the one before it. */
function sentTimes({ rowsOf, outcome, sentAt }: Ledger, every: number): Uint8Array {
  const times = new Varints();
  const longest = Math.max(...rowsOf.messages);
  for (const [producer, messages] of rowsOf.messages.entries()) {
    let before = 0;
    for (let at = 0; at < longest; at += every) {
      const row = rowsOf.firstRowOf(producer) + at;
      const now = at >= messages || outcome[row] === OUTCOME.unsent ? before : sentAt[row]!;
      times.putSigned(now - before);
      before = now;
    }
  }
  return times.bytes;
}

function latenciesOf({ rows, outcome, sentAt, settledAt }: Ledger): Uint8Array {
  const latencies = new Varints();
  for (let row = 0; row < rows; row++) {
    latencies.put(outcome[row]! >= OUTCOME.acknowledged ? Math.max(0, settledAt[row]! - sentAt[row]!) : 0);
  }
  return latencies.bytes;
}

/** When the first message was sent and the last one settled, in milliseconds; null: none was sent. */
export function spanOf({
  rows,
  outcome,
  sentAt,
  settledAt,
}: Ledger): { fromMs: number; toMs: number } | null {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const state = outcome[row]!;
    if (state === OUTCOME.unsent) continue;
    const sent = sentAt[row]!;
    if (sent < from) from = sent;
    const last = state >= OUTCOME.acknowledged ? settledAt[row]! : sent;
    if (last > to) to = last;
  }
  return to === 0 ? null : { fromMs: from / TICKS_PER_MS, toMs: to / TICKS_PER_MS };
}

export function seriesOf(
  ledger: Ledger,
  { beginMs, endMs }: { readonly beginMs: number; readonly endMs: number },
  { steps: stepsMax }: Budget,
  blobs: Blobs,
): Series {
  const stepMs = niceStep((endMs - beginMs) / stepsMax);
  const steps = Math.max(1, Math.ceil((endMs - beginMs) / stepMs));
  const stepTicks = stepMs * TICKS_PER_MS;
  const beginTicks = beginMs * TICKS_PER_MS;
  const sent = new Float64Array(steps);
  const acknowledged = new Float64Array(steps);
  const failed = new Float64Array(steps);
  const latencies = new Uint32Array(steps * BUCKETS);
  const failures = new Uint32Array(steps * BUCKETS);
  const followed = Math.min(ledger.partitions, ACKNOWLEDGED_TO_MAX);
  const to = Array.from({ length: followed }, () => new Float64Array(steps));
  const { rows, outcome, sentAt, settledAt, partition, offset } = ledger;
  const stepOf = (ticks: number) =>
    Math.min(steps - 1, Math.max(0, Math.floor((ticks - beginTicks) / stepTicks)));
  for (let row = 0; row < rows; row++) {
    const state = outcome[row]!;
    if (state === OUTCOME.unsent) continue;
    const sentStep = stepOf(sentAt[row]!);
    sent[sentStep]!++;
    if (state === OUTCOME.inFlight) continue;
    const settledStep = stepOf(settledAt[row]!);
    const bucket = sentStep * BUCKETS + bucketOf(Math.max(0, settledAt[row]! - sentAt[row]!));
    if (state >= OUTCOME.failed) {
      failed[settledStep]!++;
      failures[bucket]!++;
      continue;
    }
    acknowledged[settledStep]!++;
    latencies[bucket]!++;
    const where = partition?.[row] ?? 0;
    if (state !== OUTCOME.acknowledged || where >= followed) continue;
    const reached = to[where]!;
    if (offset[row]! >= reached[settledStep]!) reached[settledStep] = offset[row]! + 1;
  }
  return {
    ...{ stepMs, steps, source: "ledger" },
    sent: blobs.addNumbers(sent),
    acknowledged: blobs.addNumbers(acknowledged),
    failed: blobs.addNumbers(failed),
    latencies: isUnanswered(ledger) ? null : dotsOf(latencies, steps, blobs),
    failures: dotsOf(failures, steps, blobs),
    acknowledgedTo: to.map((reached) => {
      const numbers = new Varints();
      let before = 0;
      for (const now of reached) {
        numbers.put(Math.max(0, now - before));
        before = Math.max(before, now);
      }
      return blobs.add(numbers.bytes);
    }),
  };
}

function dotsOf(counts: Uint32Array, steps: number, blobs: Blobs): Blob {
  const dots = new Varints();
  let before = 0;
  for (let step = 0; step < steps; step++) {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = counts[step * BUCKETS + bucket]!;
      if (count === 0) continue;
      dots.put(step - before);
      dots.put(bucket);
      dots.put(count);
      before = step;
    }
  }
  return blobs.add(dots.bytes);
}
