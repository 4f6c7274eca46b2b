/**
 * Transactions in a log. A transactional producer writes its records at once, and a control batch says later whether they
 * stand: consumers that read committed records get none of an aborted transaction.
 */
import type { BatchOrigin, LogSink } from "./log-entries.js";

/** Records of one producer id from `first` on, up to the control batch at `end`. */
export interface AbortedTransaction {
  readonly partition: number;
  readonly producerId: number;
  readonly first: number;
  readonly end: number;
}

export interface Transactions {
  readonly aborted: readonly AbortedTransaction[];
  /** Those that have no end in the log: whether their records stand is not known. */
  readonly open: number;
}

/** Follows the transactions of a log while it is read. */
export class TransactionFinder {
  readonly #aborted: AbortedTransaction[] = [];
  /** Of the partition that is read: the first offset of each open transaction, by producer id. */
  readonly #begun = new Map<number, number>();
  #open = 0;
  #partition = -1;
  #origin: BatchOrigin | null = null;

  begin(partition: number): void {
    this.#partition = partition;
  }

  batch(origin: BatchOrigin): void {
    this.#origin = origin;
  }

  record(offset: number): void {
    if (!this.#origin?.isTransactional) return;
    const { producerId } = this.#origin;
    if (!this.#begun.has(producerId)) this.#begun.set(producerId, offset);
  }

  control(offset: number): void {
    if (!this.#origin?.marker) return;
    const { producerId, marker } = this.#origin;
    const first = this.#begun.get(producerId);
    if (first === undefined) return;
    this.#begun.delete(producerId);
    if (marker === "abort")
      this.#aborted.push({ partition: this.#partition, producerId, first, end: offset });
  }

  end(): void {
    this.#open += this.#begun.size;
    this.#begun.clear();
  }

  found(): Transactions {
    return { aborted: this.#aborted, open: this.#open };
  }
}

/** Tells `sink` the records of aborted transactions as offsets of control batches: they hold no message for a consumer. */
export function withoutAborted(sink: LogSink, aborted: readonly AbortedTransaction[]): LogSink {
  let here: readonly AbortedTransaction[] = [];
  let origin: BatchOrigin | null = null;
  const isAborted = (offset: number) =>
    origin?.isTransactional &&
    here.some(
      ({ producerId, first, end }) => producerId === origin!.producerId && offset >= first && offset < end,
    );
  return {
    begin(partition) {
      here = aborted.filter((transaction) => transaction.partition === partition);
      sink.begin(partition);
    },
    batch(next) {
      origin = next;
      sink.batch(next);
    },
    records(offset, count, kind, row, schemaId) {
      // The records of an entry are of one batch or of batches in a row, but a transaction may end between these.
      for (let i = 0; i < count; i++) {
        if (isAborted(offset + i)) sink.control(offset + i, offset + i);
        else sink.records(offset + i, 1, kind, row < 0 ? -1 : row + i, schemaId);
      }
    },
    broken: (firstOffset, lastOffset) => sink.broken(firstOffset, lastOffset),
    control: (firstOffset, lastOffset) => sink.control(firstOffset, lastOffset),
    deleted: (firstOffset, lastOffset) => sink.deleted(firstOffset, lastOffset),
    end: (endOffset) => sink.end(endOffset),
  };
}
