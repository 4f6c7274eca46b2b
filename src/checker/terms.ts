/**
 * A term: the time during which one broker led one partition, with the offsets that it appended meanwhile. Evidence asks
 * which terms could have acknowledged a message, so every bound here is a safe one: where the exact time or offset is
 * not known, the term is longer than it was, never shorter.
 */
export interface Term {
  readonly node: string;
  readonly partition: number;
  readonly epoch: number;
  /** The broker appended nothing below this offset. */
  readonly firstOffset: number;
  /** The broker appended nothing at this offset or beyond; infinite where its log does not tell. */
  readonly endOffset: number;
  /** In milliseconds since the run's start, as below; −Infinity where it is not known. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The run's clock is monotonic and the logs' is the host's, so the two part a little during a run. */
export const CLOCKS_APART_MS_MAX = 50;

/** Whether the message that was acknowledged at this offset can have been appended in this term. */
export function mayHold(term: Term, offset: number, sentMs: number, settledMs: number): boolean {
  return (
    offset >= term.firstOffset &&
    offset < term.endOffset &&
    settledMs + CLOCKS_APART_MS_MAX >= term.fromMs &&
    sentMs - CLOCKS_APART_MS_MAX <= term.toMs
  );
}

/** A broker threw away the end of its log. */
export interface Truncation {
  readonly node: string;
  readonly partition: number;
  /** The first offset that was thrown away. */
  readonly toOffset: number;
  /** Since the run's start; null: the line bears no time. */
  readonly atMs: number | null;
  /** Null: the broker itself did not do it, and knows nothing of it. */
  readonly line: string | null;
}
