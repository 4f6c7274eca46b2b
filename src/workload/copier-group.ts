/** A copier as its processes get it: a consumer group, and what each process does with its messages. */
import { PRODUCER_PROPERTIES, RDKAFKA_CONSUMER_PROPERTIES } from "../scenario/generated/properties.js";
import type { Properties } from "../scenario/properties/types.js";
import type { ConsumerGroup, Copier, Topic } from "../scenario/syntax.js";
import type { CopyOrder } from "./member-messages.js";

export interface CopierGroup {
  readonly group: ConsumerGroup;
  readonly copy: CopyOrder;
}

/** `topics`: of the scenario; `to` is one of them. */
export function copierGroup(
  copier: Copier,
  topics: readonly Pick<Topic, "name" | "partitions">[],
): CopierGroup {
  const { name, from, to, instances, protocol, transactions, every, startMs, restarts, config } = copier;
  const configOf = (properties: Properties) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => properties.has(key)));
  return {
    group: {
      ...{ group: name, topics: [from], instances, mode: "subscribe", protocol, startMs },
      // A transaction commits by itself, and the consumer is not asked to.
      ...{ commit: "after", isolation: "read_committed", offsetReset: "earliest", processingMs: 0 },
      ...(restarts !== undefined && { restarts }),
      config: configOf(RDKAFKA_CONSUMER_PROPERTIES),
    },
    copy: {
      ...{ to, transactions, every, producerConfig: configOf(PRODUCER_PROPERTIES) },
      partitions: topics.find((topic) => topic.name === to)!.partitions,
    },
  };
}
