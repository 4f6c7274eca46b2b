/**
 * From when to when were acknowledgements worth nothing? A *stretch* is a time in which every message of a partition that
 * was acknowledged is lost for certain. It begins and ends with an acknowledgement of a lost message:
 *
 *     acknowledged     a  b  c  d  e  f  g  h
 *     lost             ·  ·  ×  ×  ×  ×  ·  ×
 *                            ├────────┤
 *
 * Messages with acks=0 are left out, because no broker acknowledges them. A message of which it is not known whether it is lost ends a stretch as a kept one does. One message alone is none.
 */
import { answeredRows, isUnanswered, type Ledger, OUTCOME, TICKS_PER_MS } from "../history/ledger.js";
import type { CheckOutcome } from "./outcome.js";

/** Times are milliseconds since the run's start. */
export interface UnsafeStretch {
  readonly partition: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Acknowledged in this time, and lost. */
  readonly messages: number;
}

const KEPT_MAX = 20;

/** The longest ones, longest first. None where all producers have acks=0. */
export function unsafeStretches(ledger: Ledger, isLost: CheckOutcome["isLost"]): UnsafeStretch[] {
  if (isUnanswered(ledger)) return [];
  const found: UnsafeStretch[] = [];
  for (let partition = 0; partition < ledger.partitions; partition++) {
    const { lost, others } = timesOf(ledger, partition, isLost);
    found.push(...stretchesOf(lost, others).map((stretch) => ({ partition, ...stretch })));
  }
  return found
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs) || a.fromMs - b.fromMs)
    .slice(0, KEPT_MAX);
}

/** When messages of the partition were acknowledged, in ticks, ascending. */
function timesOf(ledger: Ledger, partition: number, isLost: CheckOutcome["isLost"]) {
  const { rows, outcome, settledAt } = ledger;
  const isAnswered = answeredRows(ledger);
  const isHere = (row: number) =>
    isAnswered(row) &&
    (outcome[row] === OUTCOME.acknowledged || outcome[row] === OUTCOME.unplaced) &&
    (ledger.partition?.[row] ?? 0) === partition;
  let lostCount = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (!isHere(row)) continue;
    count++;
    if (isLost(row) === true) lostCount++;
  }
  const lost = new Uint32Array(lostCount);
  const others = new Uint32Array(lostCount === 0 ? 0 : count - lostCount);
  let [nextLost, nextOther] = [0, 0];
  for (let row = 0; lostCount > 0 && row < rows; row++) {
    if (!isHere(row)) continue;
    if (isLost(row) === true) lost[nextLost++] = settledAt[row]!;
    else others[nextOther++] = settledAt[row]!;
  }
  return { lost: lost.sort(), others: others.sort() };
}

function stretchesOf(lost: Uint32Array, others: Uint32Array): Omit<UnsafeStretch, "partition">[] {
  const found: Omit<UnsafeStretch, "partition">[] = [];
  let nextOther = 0;
  let first = 0;
  for (let i = 0; i < lost.length; i++) {
    const at = lost[i]!;
    const othersBefore = nextOther;
    while (nextOther < others.length && others[nextOther]! <= at) nextOther++;
    if (nextOther > othersBefore) {
      add(first, i);
      first = i;
    }
    // At the same time as another one: which of the two came first is not known.
    if (nextOther > 0 && others[nextOther - 1] === at) first = i + 1;
  }
  add(first, lost.length);
  return found;

  /** The lost messages `[from, to)`. */
  function add(from: number, to: number): void {
    if (to - from < 2 || lost[to - 1] === lost[from]) return;
    const [fromMs, toMs] = [lost[from]! / TICKS_PER_MS, lost[to - 1]! / TICKS_PER_MS];
    found.push({ fromMs, toMs, messages: to - from });
  }
}
