/**
 * What brokers may remove from a topic by themselves, as they have it (DescribeConfigs): retention deletes the oldest
 * segments, compaction removes a message when a later one has its key. DeleteRecords, which moves the start of a log as
 * retention does, is a request of a client and no property of a topic.
 */
import { TICKS_PER_MS } from "../history/ledger.js";

export interface CleanupPolicy {
  /** `name=value` of the limits that messages of a run can reach; empty: retention deletes none of them. */
  readonly retention: readonly string[];
  /** `name=value` of what makes compaction happen; empty: the topic is not compacted. */
  readonly compaction: readonly string[];
}

/** Long.MAX_VALUE, by which Kafka says "never". */
const NEVER = "9223372036854775807";
/** The longest that a ledger can hold. Kafka's default of seven days is longer. */
const RUN_MS_MAX = 0xffffffff / TICKS_PER_MS;

export function cleanupPolicyIn(config: Readonly<Record<string, string | null>>): CleanupPolicy {
  const policies = (config["cleanup.policy"] ?? "delete").split(",").map((name) => name.trim());
  const limits = (names: readonly string[]) =>
    names.flatMap((name) => {
      const value = config[name];
      return value === undefined || value === null || value === NEVER || value.startsWith("-")
        ? []
        : [`${name}=${value}`];
    });
  const isReached = Number(config["retention.ms"]) <= RUN_MS_MAX;
  return {
    retention: policies.includes("delete")
      ? limits([...(isReached ? ["retention.ms"] : []), "retention.bytes"])
      : [],
    compaction: policies.includes("compact")
      ? [`cleanup.policy=${policies.join(",")}`, ...limits(["max.compaction.lag.ms"])]
      : [],
  };
}
