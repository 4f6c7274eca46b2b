/** Takes in a log with the bytes of its values, and gives its entries as bytes of log.bin. */
import { ValueClassifier } from "./classify.js";
import { LogEncoder } from "./log-codec.js";
import type { BatchOrigin, LogIdentity } from "./log-entries.js";
import { TransactionFinder, type Transactions } from "./transactions.js";

export class LogRecorder {
  readonly #encoder = new LogEncoder();
  readonly #transactions = new TransactionFinder();
  readonly #value: ValueClassifier;

  constructor(readonly identity: LogIdentity) {
    this.#value = new ValueClassifier(identity);
  }

  begin(partition: number): void {
    this.#encoder.begin(partition);
    this.#transactions.begin(partition);
  }

  batch(origin: BatchOrigin): void {
    this.#encoder.batch(origin);
    this.#transactions.batch(origin);
  }

  /** A record with its value at `bytes[valueStart, valueEnd)`; a record without a value has an empty one. */
  record(offset: number, bytes: Uint8Array, valueStart: number, valueEnd: number): void {
    const value = this.#value;
    value.look(bytes, valueStart, valueEnd);
    this.#encoder.record(offset, value.kind, value.row, value.schemaId);
    this.#transactions.record(offset);
  }

  broken(firstOffset: number, lastOffset: number): void {
    this.#encoder.broken(firstOffset, lastOffset);
  }

  control(firstOffset: number, lastOffset: number): void {
    this.#encoder.control(firstOffset, lastOffset);
    this.#transactions.control(firstOffset);
  }

  deleted(firstOffset: number, lastOffset: number): void {
    this.#encoder.deleted(firstOffset, lastOffset);
  }

  end(endOffset: number): void {
    this.#encoder.end(endOffset);
    this.#transactions.end();
  }

  get transactions(): Transactions {
    return this.#transactions.found();
  }

  /** The entries that came since the last call. */
  protected take(): Buffer[] {
    return this.#encoder.take();
  }
}
