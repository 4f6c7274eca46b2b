/**
 * NOT_LEADER_OR_FOLLOWER over time: is it transient or sustained? A leader that moves gives one burst of errors, until the
 * clients know the new leader. Many bursts, or one that does not end, have another cause.
 *
 *     ··xx·x··········xx·······      two bursts: the errors are further apart than the gap
 *
 *   none        there is no error
 *   transient   at most so many bursts, each of them short, and writes succeed after the last
 *   sustained   more bursts, or a long one, or no write succeeds after the last
 */

export interface BurstRule {
  /** Two errors that are further apart are in two bursts. */
  readonly gapMs: number;
  /** A longer burst is sustained. */
  readonly burstMsMax: number;
  /** More bursts are sustained. */
  readonly burstsMax: number;
}

/** Of one partition of a run, with the times of each error. docs/notleader.md says why these. */
export const RULE_OF_A_RUN: BurstRule = { gapMs: 2_000, burstMsMax: 5_000, burstsMax: 2 };

/** Of a whole log, of hours or days and with times of any precision. */
export const RULE_OF_A_LOG: BurstRule = { gapMs: 30_000, burstMsMax: 60_000, burstsMax: 2 };

export type ErrorKind = "none" | "transient" | "sustained";

export interface Bursts {
  readonly bursts: number;
  readonly longestMs: number;
  /** Whether a write succeeded after the last. True where this is not known. */
  readonly areOver: boolean;
}

export function kindOf(
  { bursts, longestMs, areOver }: Bursts,
  { burstsMax, burstMsMax }: BurstRule,
): ErrorKind {
  if (bursts === 0) return "none";
  return bursts <= burstsMax && longestMs <= burstMsMax && areOver ? "transient" : "sustained";
}

/** Times are milliseconds since 1970. */
export interface Burst {
  readonly partition: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly errors: number;
  /** Of the first write of the partition that succeeded after the last error. Null: none did. */
  readonly successMs: number | null;
}

type Growing = { -readonly [Key in keyof Burst]: Burst[Key] };

/** Bursts that are kept with their times. Those after them are counted. */
const BURSTS_KEPT = 1_000;

/** Takes in errors and successes, those of a partition in the order of time, and puts errors together to bursts. */
export class BurstRecorder {
  readonly #rule: BurstRule;
  readonly #kept: Growing[] = [];
  readonly #partitions = new Map<number, { newest: Growing; bursts: number; longestMs: number }>();
  #errors = 0;
  #omitted = 0;

  constructor(rule: BurstRule) {
    this.#rule = rule;
  }

  error(partition: number, atMs: number, errors: number): void {
    this.#errors += errors;
    const known = this.#partitions.get(partition);
    if (known !== undefined && atMs - known.newest.toMs <= this.#rule.gapMs) {
      const { newest } = known;
      newest.toMs = Math.max(newest.toMs, atMs);
      newest.errors += errors;
      newest.successMs = null;
      known.longestMs = Math.max(known.longestMs, newest.toMs - newest.fromMs);
      return;
    }
    const newest = { partition, fromMs: atMs, toMs: atMs, errors, successMs: null };
    if (this.#kept.length < BURSTS_KEPT) this.#kept.push(newest);
    else this.#omitted++;
    const { bursts = 0, longestMs = 0 } = known ?? {};
    this.#partitions.set(partition, { newest, bursts: bursts + 1, longestMs });
  }

  success(partition: number, atMs: number): void {
    const known = this.#partitions.get(partition);
    if (known !== undefined) known.newest.successMs ??= atMs;
  }

  get errors(): number {
    return this.#errors;
  }

  /** In the order in which they began. */
  get bursts(): readonly Burst[] {
    return this.#kept;
  }

  get burstsOmitted(): number {
    return this.#omitted;
  }

  /** Sustained as soon as one partition is. */
  kind(): ErrorKind {
    const kinds = [...this.#partitions.values()].map(({ newest, bursts, longestMs }) =>
      kindOf({ bursts, longestMs, areOver: newest.successMs !== null }, this.#rule),
    );
    return kinds.includes("sustained") ? "sustained" : kinds.length === 0 ? "none" : "transient";
  }
}
