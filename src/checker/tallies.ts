/** How often each producer and each partition has what a check of the log counts. */

export const TALLIED = [
  ...["duplicated", "reordered", "failedButStored", "neverSent", "misplaced", "corrupted", "foreign"],
] as const;
type Kind = (typeof TALLIED)[number];

/** Null: not known. */
export type Tally = Readonly<Record<Kind, number | null>>;

export interface Tallies {
  /** `producer`: null: nothing says whose it is. */
  add(kind: Kind, producer: number | null, partition: number | null): void;
  /** `isKnown`: whether the count of a kind is known of all of them. */
  ofProducer(producer: number, isKnown: (kind: Kind) => boolean): Tally;
  ofPartition(partition: number, isKnown: (kind: Kind) => boolean): Tally;
}

export function tallies(producers: number, partitions: number): Tallies {
  const columns = (length: number) =>
    Object.fromEntries(TALLIED.map((kind) => [kind, new Float64Array(length)])) as Record<Kind, Float64Array>;
  const [ofProducers, ofPartitions] = [columns(producers), columns(partitions)];
  const tallyOf = (counts: Record<Kind, Float64Array>, at: number, isKnown: (kind: Kind) => boolean) =>
    Object.fromEntries(TALLIED.map((kind) => [kind, isKnown(kind) ? counts[kind][at]! : null])) as Tally;
  return {
    add(kind, producer, partition) {
      if (producer !== null) ofProducers[kind][producer]!++;
      if (partition !== null) ofPartitions[kind][partition]!++;
    },
    ofProducer: (producer, isKnown) => tallyOf(ofProducers, producer, isKnown),
    ofPartition: (partition, isKnown) => tallyOf(ofPartitions, partition, isKnown),
  };
}
