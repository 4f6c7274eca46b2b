/** What a consumer does with the messages of a poll: work, or copies (copying.ts). */
import { setTimeout as sleep } from "node:timers/promises";
import type Rdkafka from "node-rdkafka";

/** What became of the transactions of a process so far. `unknown`: commit was asked, and no answer came. */
export interface TransactionCounts {
  readonly committed: number;
  readonly aborted: number;
  readonly unknown: number;
}

/** What a poll returned. */
export interface Batch {
  readonly messages: readonly Rdkafka.Message[];
  /** Of each partition that it has messages of: the offset after the last one. */
  readonly offsets: readonly Rdkafka.TopicPartitionOffset[];
  readonly consumer: Rdkafka.KafkaConsumer;
  /** Writes that these messages were read. */
  read(messages: readonly Rdkafka.Message[]): void;
}

/**
 * processed: the consumer commits it, if its group commits after processing. committed: the offsets are committed already.
 * undone: the consumer goes back to the committed offsets.
 */
export type Outcome = "processed" | "committed" | "undone";

export interface Processing {
  /** Messages of a batch at most. */
  readonly batchMessagesMax: number;
  /** Null: it makes none. */
  readonly transactions: TransactionCounts | null;
  /** The consumer is connected, and has not polled yet. */
  begin(): Promise<void>;
  /** Rejects with an error that ends the consumer. */
  process(batch: Batch): Promise<Outcome>;
  end(): Promise<void>;
}

/** Java's max.poll.records. */
const BATCH_MESSAGES_MAX = 500;

/** `processingMs`: for each message. */
export class Work implements Processing {
  readonly batchMessagesMax = BATCH_MESSAGES_MAX;
  readonly transactions = null;

  constructor(readonly processingMs: number) {}

  async begin(): Promise<void> {}

  async process({ messages, read }: Batch): Promise<Outcome> {
    if (this.processingMs === 0) read(messages);
    else {
      for (const message of messages) {
        await sleep(this.processingMs);
        read([message]);
      }
    }
    return "processed";
  }

  async end(): Promise<void> {}
}
