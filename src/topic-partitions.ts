/**
 * The partitions of a run's topics as one list of numbers. Inside the program a partition is an index: those of the first
 * topic come first, then those of the second. Topic names and the numbers in a topic are at the edges only: scenarios,
 * requests to brokers, logs of brokers, files and reports.
 */

export interface TopicShape {
  readonly name: string;
  readonly partitions: number;
  /** Its records are copies of messages, and copiers wrote them. Absent: producers did. */
  readonly isCopy?: true;
}

/** The indexes of partitions that hold copies only. */
export function copyPartitions(topics: readonly TopicShape[]): ReadonlySet<number> {
  const all = new TopicPartitions(topics);
  return new Set(topics.flatMap(({ isCopy }, place) => (isCopy === true ? all.indexesOf(place) : [])));
}

/** A partition as Kafka names it. */
export interface TopicPartition {
  readonly topic: string;
  /** Its number in the topic. */
  readonly partition: number;
}

export class TopicPartitions {
  /** How many partitions all topics have together. */
  readonly count: number;
  /** The index of the first partition of each topic. */
  readonly #firsts: readonly number[];

  /** `topics`: at least one, each with another name. */
  constructor(readonly topics: readonly TopicShape[]) {
    let count = 0;
    this.#firsts = topics.map(({ partitions }) => {
      const first = count;
      count += partitions;
      return first;
    });
    this.count = count;
  }

  /** Every index, in order. */
  indexes(): number[] {
    return Array.from({ length: this.count }, (_, index) => index);
  }

  /** @throws RangeError for an index that no topic has */
  at(index: number): TopicPartition {
    const place = this.placeOf(index);
    return { topic: this.topics[place]!.name, partition: index - this.#firsts[place]! };
  }

  /** Undefined: no topic of this name has such a partition. */
  of(topic: string, partition: number): number | undefined {
    const place = this.topics.findIndex(({ name }) => name === topic);
    if (place < 0 || !(partition >= 0 && partition < this.topics[place]!.partitions)) return undefined;
    return this.#firsts[place]! + partition;
  }

  /** As Kafka names its directory: `orders-0`. */
  name(index: number): string {
    const { topic, partition } = this.at(index);
    return `${topic}-${partition}`;
  }

  /** For people: `partition 3` where one topic leaves no doubt, and `orders-3` among several. */
  label(index: number): string {
    return this.hasSeveralTopics ? this.name(index) : `partition ${index}`;
  }

  get hasSeveralTopics(): boolean {
    return this.topics.length > 1;
  }

  /** The place in the list of the topic that has this partition. */
  placeOf(index: number): number {
    const place = this.#firsts.findLastIndex((first) => first <= index);
    if (!Number.isInteger(index) || place < 0 || index >= this.count) {
      throw new RangeError(`there is no partition ${index} of ${this.count}`);
    }
    return place;
  }

  /** The indexes of the topic at this place of the list. */
  indexesOf(place: number): number[] {
    const first = this.#firsts[place]!;
    return Array.from({ length: this.topics[place]!.partitions }, (_, number) => first + number);
  }

  /** For requests, which name each topic once: the numbers in each topic that has one of these partitions. */
  byTopic(indexes: readonly number[]): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    for (const index of indexes) {
      const { topic, partition } = this.at(index);
      const numbers = found.get(topic);
      if (numbers === undefined) found.set(topic, [partition]);
      else numbers.push(partition);
    }
    return found;
  }
}
