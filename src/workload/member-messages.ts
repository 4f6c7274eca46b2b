/** What the runner and the process of one consumer tell each other, as JSON over the channel of fork(). */
import type { LogIdentity } from "../history/log-entries.js";
import type { ConsumerGroup } from "../scenario/syntax.js";
import type { TransactionCounts } from "./processing.js";

/** What a copier does with what it reads. */
export interface CopyOrder {
  /** The topic that it writes to, and how many partitions that has. */
  readonly to: string;
  readonly partitions: number;
  readonly transactions: boolean;
  /** Messages of a batch at most. */
  readonly every: number;
  /** librdkafka properties. */
  readonly producerConfig: ConsumerGroup["config"];
}

/** The first message to the process: whom it is to be. */
export interface MemberOrder {
  readonly group: ConsumerGroup;
  readonly instance: number;
  readonly incarnation: number;
  /** final: it reads what the group left unread, alone, and commits nothing. */
  readonly role: "member" | "final";
  /** Null: it copies nothing. */
  readonly copy: CopyOrder | null;
  /** `host:port,host:port` */
  readonly bootstrap: string;
  /** By the integer that stands for it: topic, and the partition's number in it. */
  readonly partitions: readonly (readonly [topic: string, number: number])[];
  readonly identity: LogIdentity;
  /** Milliseconds since the epoch at which the run's clock is 0. */
  readonly startedAtMs: number;
  /** Path of the file that it writes. */
  readonly segment: string;
}

/** One partition of a consumer: the next offset that it processes, and the end of the log as far as it knows; −1: unknown. */
export type Place = readonly [partition: number, position: number, end: number];

export type MemberReport =
  | { readonly kind: "connected" }
  | {
      readonly kind: "rebalance";
      readonly action: "assigned" | "revoked" | "lost";
      readonly partitions: readonly number[];
    }
  /** Totals of this process so far. `errors`: commits that failed, by librdkafka's name of the error. */
  | {
      readonly kind: "progress";
      readonly reads: number;
      readonly commits: number;
      readonly errors: Readonly<Record<string, number>>;
      /** Of a copier with transactions. */
      readonly transactions?: TransactionCounts;
      /** Those of its partitions that changed. */
      readonly places: readonly Place[];
    }
  /** A copier undid a batch of so many messages, and reads it again. `reason`: librdkafka's words. */
  | { readonly kind: "undone"; readonly messages: number; readonly reason: string }
  /** A line of librdkafka's own log. */
  | { readonly kind: "log"; readonly line: string }
  /** Its last word: it has committed, and left its group. */
  | { readonly kind: "closed" }
  /** It ends because of this. */
  | { readonly kind: "failed"; readonly message: string };
