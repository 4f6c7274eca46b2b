/**
 * What librdkafka itself tells of NOT_LEADER_OR_FOLLOWER. It handles the error without a word to the application, and writes it
 * only to its debug log of messages:
 *
 *     [thrd:…]: 127.0.0.1:9092/1: test1 [0]: MessageSet with 5 message(s) (MsgId 0, BaseSeq -1) encountered error:
 *     Broker: Not leader for partition (actions Refresh,MsgNotPersisted)
 *
 * That log has some lines for each request. They end here: none goes to the log of the run. Statistics tell how many
 * requests were sent again, and how many asked for metadata.
 */

import { BurstRecorder, RULE_OF_A_RUN } from "../error-bursts.js";
import type { TopicPartitions } from "../topic-partitions.js";

const STATISTICS_EVERY_MS = 1_000;

/** What makes librdkafka tell. */
export const LEADER_WATCH_PROPERTIES: Readonly<Record<string, unknown>> = {
  debug: "msg",
  "statistics.interval.ms": STATISTICS_EVERY_MS,
};

/** As syslog numbers it. */
const SEVERITY_DEBUG = 7;
const FAILED =
  /: (\S+) \[(\d+)\]: MessageSet with (\d+) message\(s\) .*encountered error: Broker: Not leader (?:for partition|or follower)/;

interface Line {
  readonly severity: number;
  readonly fac: string;
  readonly message: string;
}

/** Of the brokers that a producer knows, by librdkafka's statistics. */
interface Statistics {
  readonly brokers: Readonly<
    Record<string, { readonly txretries: number; readonly req: Record<string, number> }>
  >;
}

export class LeaderWatch {
  /** Milliseconds since 1970. */
  readonly sinceMs = Date.now();
  readonly requests = new BurstRecorder(RULE_OF_A_RUN);
  messagesSentAgain = 0;
  /** The newest of each producer. */
  readonly #statistics = new Map<number, { retried: number; metadata: number }>();

  /** `topics`: of the run. */
  constructor(private readonly topics: TopicPartitions) {}

  /** A line of librdkafka's log. Answers whether only the watch asked for it. */
  take({ severity, fac, message }: Line): boolean {
    if (severity < SEVERITY_DEBUG) return false;
    const failed = fac === "MSGSET" ? FAILED.exec(message) : null;
    if (failed !== null) {
      const partition = this.topics.of(failed[1]!, Number(failed[2]));
      if (partition !== undefined) this.requests.error(partition, Date.now(), 1);
      this.messagesSentAgain += Number(failed[3]);
    }
    return true;
  }

  acknowledged(partition: number): void {
    if (this.requests.errors > 0) this.requests.success(partition, Date.now());
  }

  statistics(producer: number, json: string): void {
    const brokers = Object.values((JSON.parse(json) as Statistics).brokers);
    const sumOf = (of: (broker: (typeof brokers)[number]) => number) =>
      brokers.reduce((sum, broker) => sum + of(broker), 0);
    this.#statistics.set(producer, {
      retried: sumOf(({ txretries }) => txretries),
      metadata: sumOf(({ req }) => req.Metadata ?? 0),
    });
  }

  /** Null: librdkafka gave no statistics. */
  get requestsRetried(): number | null {
    return this.#sumOf(({ retried }) => retried);
  }

  get metadataRequests(): number | null {
    return this.#sumOf(({ metadata }) => metadata);
  }

  #sumOf(of: (newest: { retried: number; metadata: number }) => number): number | null {
    const newest = [...this.#statistics.values()];
    return newest.length === 0 ? null : newest.reduce((sum, one) => sum + of(one), 0);
  }
}
