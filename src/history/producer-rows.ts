/**
 * Which rows belong to which producer: those of producer 0 come first, in the order of its sequences, then those of producer 1,
 * and so on. Producers may have different numbers of messages.
 */
export interface ProducerRows {
  /** Of each producer. */
  readonly messages: readonly number[];
  /** Of all producers. */
  readonly rows: number;
  /** −1: there is no such message. */
  rowOf(producer: number, sequence: number): number;
  firstRowOf(producer: number): number;
  /** `row` must be one, here and below. */
  producerOf(row: number): number;
  sequenceOf(row: number): number;
}

/** `messages`: of each producer, at least one. */
export function producerRows(messages: readonly number[]): ProducerRows {
  /** By producer. One more at the end: the number of all rows. */
  const firstRows = new Float64Array(messages.length + 1);
  for (const [producer, count] of messages.entries()) firstRows[producer + 1] = firstRows[producer]! + count;
  const areEqual = messages.every((count) => count === messages[0]);
  const each = messages[0]!;
  /** Neighbours in a log are often of one producer. */
  let latest = 0;

  function producerOf(row: number): number {
    if (areEqual) return Math.floor(row / each);
    if (row >= firstRows[latest]! && row < firstRows[latest + 1]!) return latest;
    let [low, high] = [0, messages.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firstRows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    latest = low;
    return low;
  }

  return {
    messages,
    rows: firstRows[messages.length]!,
    rowOf(producer, sequence) {
      const count = messages[producer];
      if (count === undefined || !(sequence >= 0 && sequence < count)) return -1;
      return firstRows[producer]! + sequence;
    },
    firstRowOf: (producer) => firstRows[producer]!,
    producerOf,
    sequenceOf: (row) => row - firstRows[producerOf(row)]!,
  };
}
