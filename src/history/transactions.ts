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

/** A control batch that ends a transaction, which began at `first`. */
interface EndedTransaction {
  readonly producerId: number;
  readonly first: number;
  readonly isAborted: boolean;
}

/** Follows the transactions of one partition while its log is read: which have begun, and have no end yet. */
export class BegunTransactions {
  /** The first offset of each, by producer id. */
  readonly first = new Map<number, number>();
  #origin: BatchOrigin | null = null;

  begin(): void {
    this.first.clear();
  }

  batch(origin: BatchOrigin): void {
    this.#origin = origin;
  }

  /** The producer id of the transaction that a record at this offset is of; null: it is of none. */
  record(offset: number): number | null {
    if (!this.#origin?.isTransactional) return null;
    const { producerId } = this.#origin;
    if (!this.first.has(producerId)) this.first.set(producerId, offset);
    return producerId;
  }

  /** What a control batch ends; null: it ends nothing that is known. */
  control(): EndedTransaction | null {
    if (!this.#origin?.marker) return null;
    const { producerId, marker } = this.#origin;
    const first = this.first.get(producerId);
    if (first === undefined) return null;
    this.first.delete(producerId);
    return { producerId, first, isAborted: marker === "abort" };
  }
}

/** Finds the transactions of a log while it is read. */
export class TransactionFinder {
  readonly #aborted: AbortedTransaction[] = [];
  readonly #begun = new BegunTransactions();
  #open = 0;
  #partition = -1;

  begin(partition: number): void {
    this.#partition = partition;
    this.#begun.begin();
  }

  batch(origin: BatchOrigin): void {
    this.#begun.batch(origin);
  }

  record(offset: number): void {
    this.#begun.record(offset);
  }

  control(offset: number): void {
    const ended = this.#begun.control();
    if (!ended?.isAborted) return;
    const { producerId, first } = ended;
    this.#aborted.push({ partition: this.#partition, producerId, first, end: offset });
  }

  end(): void {
    this.#open += this.#begun.first.size;
    this.#begun.begin();
  }

  found(): Transactions {
    return { aborted: this.#aborted, open: this.#open };
  }
}

/** Which records of a log are of some transactions. It follows the log while that is read. */
export class RecordsOfTransactions {
  readonly #byPartition: ReadonlyMap<number, readonly AbortedTransaction[]>;
  /** Of the partition that is read, by producer id. */
  #here = new Map<number, Spans>();
  #spans: Spans | undefined;

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#byPartition = groupBy(transactions, ({ partition }) => partition);
  }

  begin(partition: number): void {
    const byProducer = groupBy(this.#byPartition.get(partition) ?? [], ({ producerId }) => producerId);
    this.#here = new Map([...byProducer].map(([producerId, some]) => [producerId, new Spans(some)]));
    this.#spans = undefined;
  }

  batch({ isTransactional, producerId }: BatchOrigin): void {
    this.#spans = isTransactional ? this.#here.get(producerId) : undefined;
  }

  /**
   * Tells records in a row, in pieces that are of one of the transactions or of none. The records of an entry are of one batch or
   * of batches in a row, but a transaction may end between these.
   */
  each(offset: number, count: number, tell: (offset: number, count: number, isOfOne: boolean) => void): void {
    const end = offset + count;
    for (let at = offset; at < end; ) {
      const next = this.#spans === undefined ? end : Math.min(end, this.#spans.nextChange(at));
      tell(at, next - at, this.#spans?.has(at) ?? false);
      at = next;
    }
  }
}

/** Tells `sink` the records of aborted transactions as offsets of control batches: they hold no message for a consumer. */
export function withoutAborted(sink: LogSink, aborted: readonly AbortedTransaction[]): LogSink {
  const records = new RecordsOfTransactions(aborted);
  return {
    begin(partition) {
      records.begin(partition);
      sink.begin(partition);
    },
    batch(origin) {
      records.batch(origin);
      sink.batch(origin);
    },
    records(offset, count, kind, row, schemaId) {
      records.each(offset, count, (at, some, isAborted) => {
        if (isAborted) sink.control(at, at + some - 1);
        else sink.records(at, some, kind, row < 0 ? -1 : row + at - offset, schemaId);
      });
    },
    broken: (firstOffset, lastOffset) => sink.broken(firstOffset, lastOffset),
    control: (firstOffset, lastOffset) => sink.control(firstOffset, lastOffset),
    deleted: (firstOffset, lastOffset) => sink.deleted(firstOffset, lastOffset),
    end: (endOffset) => sink.end(endOffset),
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Transactions of one producer in one partition. Fast for offsets that go up. */
class Spans {
  readonly #inOrder: readonly AbortedTransaction[];
  #latest = 0;

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#inOrder = [...transactions].sort((a, b) => a.first - b.first);
  }

  has(offset: number): boolean {
    const span = this.#notBefore(offset);
    return span !== undefined && span.first <= offset;
  }

  /** The first offset behind this one at which `has` may change. */
  nextChange(offset: number): number {
    const span = this.#notBefore(offset);
    if (span === undefined) return Number.POSITIVE_INFINITY;
    return span.first <= offset ? span.end : span.first;
  }

  /** The one that holds the offset, or the next one. */
  #notBefore(offset: number): AbortedTransaction | undefined {
    const all = this.#inOrder;
    while (this.#latest > 0 && all[this.#latest - 1]!.end > offset) this.#latest--;
    while (this.#latest < all.length && all[this.#latest]!.end <= offset) this.#latest++;
    return all[this.#latest];
  }
}
