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
  const byPartition = groupBy(aborted, ({ partition }) => partition);
  /** Of the partition that is read, by producer id. */
  let here = new Map<number, AbortedSpans>();
  let spans: AbortedSpans | undefined;
  return {
    begin(partition) {
      const byProducer = groupBy(byPartition.get(partition) ?? [], ({ producerId }) => producerId);
      here = new Map([...byProducer].map(([producerId, some]) => [producerId, new AbortedSpans(some)]));
      spans = undefined;
      sink.begin(partition);
    },
    batch(next) {
      spans = next.isTransactional ? here.get(next.producerId) : undefined;
      sink.batch(next);
    },
    records(offset, count, kind, row, schemaId) {
      const end = offset + count;
      // The records of an entry are of one batch or of batches in a row, but a transaction may end between these.
      for (let at = offset; at < end; ) {
        const next = spans === undefined ? end : Math.min(end, spans.nextChange(at));
        if (spans?.has(at)) sink.control(at, next - 1);
        else sink.records(at, next - at, kind, row < 0 ? -1 : row + at - offset, schemaId);
        at = next;
      }
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

/** Aborted transactions of one producer in one partition. Fast for offsets that go up. */
class AbortedSpans {
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
