/**
 * Records that a fenced producer wrote all the same. Each client that takes over a transactional.id gets a higher producer epoch,
 * or another producer id near 32,767. With transaction version 2 (KIP-890) each transaction raises the epoch. librdkafka does not
 * use that version: in its logs a marker has the epoch of its records, on Kafka 3.9 and 4.4, or a higher one where the
 * coordinator fenced the producer. A leader refuses records with a lower epoch than the records and markers of the same
 * producer id before them in the partition. So the epochs of a producer id never sink along a partition.
 *
 * Source: checkProducerEpoch in ProducerAppendInfo.java. A follower takes what its leader has, and only warns.
 */
import type { BatchOrigin, LogSink } from "../history/log-entries.js";

/** Consecutive records of a fenced producer. */
export interface ZombieWrite {
  readonly partition: number;
  readonly producerId: number;
  readonly epoch: number;
  readonly first: number;
  last: number;
  records: number;
  /** Of the first record in the ledger; −1: it has none. */
  readonly row: number;
  /** What had fenced it in this partition. */
  readonly by: Readonly<Raised>;
}

/** Where a producer id came to its highest epoch in a partition. */
interface Raised {
  readonly epoch: number;
  readonly offset: number;
  readonly isMarker: boolean;
}

const KEPT_MAX = 20;

export class ZombieWrites implements LogSink {
  /** The first of them. */
  readonly found: ZombieWrite[] = [];
  messages = 0;
  /** Transactional records have no epoch: the file is older. */
  isUnknown = false;
  readonly #highest = new Map<number, Raised>();
  #partition = -1;
  #origin: BatchOrigin | null = null;
  #known: Raised | undefined;

  begin(partition: number): void {
    this.#partition = partition;
    this.#highest.clear();
    this.#origin = null;
  }

  batch(origin: BatchOrigin): void {
    if (origin === this.#origin) return;
    this.#origin = origin;
    this.#known = this.#highest.get(origin.producerId);
  }

  records(offset: number, count: number, _kind: number, row: number): void {
    this.#look(offset, count, row);
  }

  broken(): void {}

  control(offset: number): void {
    if (this.#origin !== null && this.#origin.marker !== null) this.#look(offset, 0, -1);
  }

  deleted(): void {}

  end(): void {}

  #look(offset: number, count: number, row: number): void {
    const origin = this.#origin;
    if (origin === null || !origin.isTransactional) return;
    const { producerId, producerEpoch: epoch } = origin;
    if (epoch === undefined) {
      this.isUnknown = true;
      return;
    }
    const known = this.#known;
    if (known === undefined || epoch > known.epoch) {
      this.#known = { epoch, offset, isMarker: count === 0 };
      this.#highest.set(producerId, this.#known);
    } else if (epoch < known.epoch && count > 0) this.#add(producerId, epoch, offset, count, row, known);
  }

  #add(producerId: number, epoch: number, offset: number, count: number, row: number, by: Raised): void {
    this.messages += count;
    const before = this.found.at(-1);
    const isNext = before?.partition === this.#partition && before.last === offset - 1;
    if (isNext && before.producerId === producerId && before.epoch === epoch) {
      before.last += count;
      before.records += count;
    } else if (this.found.length < KEPT_MAX) {
      const span = { first: offset, last: offset + count - 1, records: count };
      this.found.push({ partition: this.#partition, producerId, epoch, ...span, row, by });
    }
  }
}
