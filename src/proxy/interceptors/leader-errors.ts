/**
 * Watches what brokers answer to producers, and changes nothing. It notes for each partition
 *
 *   NOT_LEADER_OR_FOLLOWER         the broker does not lead the partition
 *   the first success after it     the producer has found the leader
 *
 * and for each broker that a client asked it for metadata. A run with `expect.errors` has it, from the first client on. The
 * lists of interceptors do not: it is no fault.
 *
 * The first of a kind is noted at once. Those within a moment after it are noted together, so that a client which gets an
 * error for each request does not fill the disk.
 */
import { z } from "zod";
import { type ApiName, ErrorCode, type Responses } from "../../protocol/index.js";
import { about } from "./exchanges.js";
import { defineInterceptor, type Effect } from "./interceptor.js";

const MOMENT_MS = 100;
const ERROR = "NOT_LEADER_OR_FOLLOWER";
const APIS: ReadonlySet<ApiName> = new Set<ApiName>(["Produce", "Metadata"]);

interface Moment {
  readonly effect: Effect;
  /** Beyond the first. */
  more: number;
}

export const leaderErrors = defineInterceptor<unknown>({
  name: "leader-errors",
  summary: "Write down when brokers say that they do not lead a partition",
  forms: [{ generation: 1, id: "leader-errors", schema: z.strictObject({}), example: {} }],
  arm(_, { note }) {
    const moments = new Map<string, Moment>();
    /** Partitions with an error and no success since. */
    const failing = new Set<string>();

    function observed(key: string, effect: Effect): void {
      const moment = moments.get(key);
      if (moment !== undefined) {
        moment.more++;
        return;
      }
      note({ ...effect, times: 1 });
      moments.set(key, { effect, more: 0 });
      setTimeout(() => end(key), MOMENT_MS).unref();
    }

    function end(key: string): void {
      const moment = moments.get(key);
      moments.delete(key);
      if (moment !== undefined && moment.more > 0) note({ ...moment.effect, times: moment.more });
    }

    return {
      apis: APIS,
      onResponse(exchange) {
        const seen = { effect: "observed", ...about(exchange) } as const;
        if (exchange.api === "Metadata") {
          observed(`metadata of ${exchange.brokerId}`, seen);
          return undefined;
        }
        const { responses } = exchange.response as Responses["Produce"];
        for (const { name, topicId, partitionResponses } of responses) {
          const topic = name || exchange.topicName(topicId);
          if (topic === undefined) continue;
          for (const { index: partition, errorCode } of partitionResponses) {
            const key = `${topic}-${partition}`;
            if (errorCode === ErrorCode[ERROR]) {
              failing.add(key);
              observed(`${key} of ${exchange.brokerId}`, { ...seen, topic, partition, error: ERROR });
            } else if (errorCode === ErrorCode.NONE && failing.delete(key)) {
              for (const open of [...moments.keys()].filter((one) => one.startsWith(`${key} of `))) end(open);
              note({ ...seen, topic, partition });
            }
          }
        }
        return undefined;
      },
    };
  },
});
