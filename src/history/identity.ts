/** Whose log the one of a run is. */
import type { Scenario } from "../scenario/syntax.js";
import { eachProducer } from "../scenario/timing.js";
import type { LogIdentity } from "./log-entries.js";

export function identityOf(
  { topics, producers }: Pick<Scenario, "topics" | "producers">,
  nonce: number,
  schemaId: number | null,
): LogIdentity {
  return {
    topics: topics.map(({ name, partitions }) => ({ name, partitions })),
    nonce,
    producers: eachProducer(producers).map(({ count: messages, sizeBytes }) => ({ messages, sizeBytes })),
    schemaId,
  };
}
