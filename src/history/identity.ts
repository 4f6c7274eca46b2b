/** Whose log the one of a run is. */
import type { Scenario } from "../scenario/syntax.js";
import { eachProducer } from "../scenario/timing.js";
import type { LogIdentity } from "./log-entries.js";

export function identityOf(
  { topics, producers, copiers = [] }: Pick<Scenario, "topics" | "producers" | "copiers">,
  nonce: number,
  schemaId: number | null,
): LogIdentity {
  return {
    topics: topics.map(({ name, partitions }) => ({
      ...{ name, partitions },
      ...(copiers.some(({ to }) => to === name) && { isCopy: true }),
    })),
    nonce,
    producers: eachProducer(producers).map(({ count: messages, sizeBytes }) => ({ messages, sizeBytes })),
    schemaId,
  };
}
