/**
 * Which rows belong to which producer: those of producer 0 come first, in the order of its sequences, then those of producer 1,
 * and so on. Producers may have different numbers of messages.
 */
export class ProducerRows {
  /** By producer: its first row. One more at the end: the number of all rows. */
  readonly #firsts: Float64Array;
  /** Of each producer, where all have as many; 0: they have not. */
  readonly #each: number;
  /** A guess of `producerOf`: neighbours in a log are often of one producer. */
  #latest = 0;

  /** `messages`: of each producer, at least one. */
  constructor(readonly messages: readonly number[]) {
    this.#firsts = new Float64Array(messages.length + 1);
    for (const [producer, count] of messages.entries()) {
      this.#firsts[producer + 1] = this.#firsts[producer]! + count;
    }
    this.#each = messages.every((count) => count === messages[0]) ? messages[0]! : 0;
  }

  /** Of all producers. */
  get rows(): number {
    return this.#firsts[this.messages.length]!;
  }

  /** −1: there is no such message. */
  rowOf(producer: number, sequence: number): number {
    const messages = this.messages[producer];
    if (messages === undefined || !(sequence >= 0 && sequence < messages)) return -1;
    return this.#firsts[producer]! + sequence;
  }

  firstRowOf(producer: number): number {
    return this.#firsts[producer]!;
  }

  /** `row` must be one. */
  producerOf(row: number): number {
    if (this.#each > 0) return Math.floor(row / this.#each);
    const firsts = this.#firsts;
    let producer = this.#latest;
    if (row < firsts[producer]! || row >= firsts[producer + 1]!) {
      let [low, high] = [0, this.messages.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (firsts[middle]! <= row) low = middle;
        else high = middle - 1;
      }
      producer = low;
      this.#latest = producer;
    }
    return producer;
  }

  sequenceOf(row: number): number {
    return row - this.#firsts[this.producerOf(row)]!;
  }
}

/** So many of one kind. */
export function alike<Producer>(count: number, each: Producer): Producer[] {
  return Array.from({ length: count }, () => each);
}
