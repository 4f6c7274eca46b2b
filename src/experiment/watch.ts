/**
 * What a run tells while it goes on. A view is fed with everything that happens, in order, and draws it on a terminal,
 * writes it as lines, or stays silent; it never asks for anything and never changes the run.
 * Most of its input is the timeline itself; a few inputs are for the eye alone and are not kept.
 */
import type { TimelineEvent } from "../rundir/timeline.js";
import type { TransactionCounts } from "../rundir/transactions.js";
import type { TopicShape } from "../topic-partitions.js";

/** The scenario in the few words that a view needs before anything happens. */
export interface RunHeader {
  readonly scenario: string;
  readonly engine: string;
  readonly acks: 0 | 1 | "all" | "mixed";
  readonly instances: number;
  /** Messages per second and producer. */
  readonly rate: number | "max" | "mixed";
  /** Messages of all producers together. */
  readonly planned: number;
  /** 1 is full size. */
  readonly scale: number;
  /** In the order of their ids. */
  readonly brokers: readonly string[];
  /** Absent: the run has one. */
  readonly topics?: readonly TopicShape[];
  /** librdkafka's code and text for a delivery error's name; undefined when it knows no such name. */
  describeError(name: string): { readonly code: number; readonly text: string } | undefined;
}

export type ViewEvent =
  | TimelineEvent
  /** What is being waited for right now: "fetching Kafka 3.9.1: 37 of 105 jars". The next one replaces it. */
  | { readonly event: "step"; readonly message: string }
  /**
   * One delivery report. Worth sending when all producers together make at most SLOW_MESSAGES_PER_SECOND; a view may
   * then show every message. The fail-over that a report reveals comes before the report.
   */
  | {
      readonly event: "message";
      readonly producer: number;
      /** 0-based number of the message within its producer. */
      readonly sequence: number;
      /** null when it failed, or was not told (acks=0). */
      readonly offset: number | null;
      /** rdkafka's name of the error, such as `_MSG_TIMED_OUT`; null when acknowledged. */
      readonly error: string | null;
    }
  /** Transactions of all producers that have ended so far, by outcome. */
  | { readonly event: "transactions"; readonly counts: TransactionCounts }
  /** Every message has its delivery report, or never will: the exact totals. Sent once. */
  | {
      readonly event: "settled";
      readonly sent: number;
      readonly acknowledged: number;
      readonly failed: number;
    };

export const SLOW_MESSAGES_PER_SECOND = 10;

export interface RunView {
  event(event: ViewEvent): void;
  /** Leaves the terminal as it was found. Synchronous, and safe to call twice: call it on every way out. */
  done(): void;
}
