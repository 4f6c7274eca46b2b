/**
 * Duplicates messages.
 *
 * In Produce requests: the proxy sends an extra request behind the producer's own. It has the same records without a
 * sequence and without a transaction, so that the broker stores them again. The producer does not see its response, and
 * the offsets in the response to its own request are right. In Fetch responses: the log has each record once, and the
 * consumer gets it twice (see doubled-records.ts).
 *
 * In a Fetch session a request does not repeat what it fetches, so the proxy could not tell which records the consumer
 * has already got. The proxy therefore prevents sessions: it changes a request for a session into one without, and ends
 * a session that began before the rule.
 */

import { countRecords, type Input, type Requests, type Responses } from "../../protocol/index.js";
import {
  ALWAYS,
  hasDuration,
  isActive,
  noDuration,
  type Schedule,
  scheduleKeysInOneUnit,
  scheduleOf,
} from "./active-times.js";
import { fetchedParts, producedAt, producedParts, withFetched } from "./changed-values.js";
import { configOf, oneOf } from "./config.js";
import { doubled } from "./doubled-records.js";
import { about, FETCH, PRODUCE } from "./exchanges.js";
import {
  type AnsweredExchange,
  type Armed,
  defineInterceptor,
  type Effect,
  type Exchange,
  type Form,
  type RequestOutcome,
  type Tools,
} from "./interceptor.js";
import { isDrawn, percentage } from "./rate.js";
import { matching, named, nameOf, type TopicFilter, topicKey, topicsKey } from "./topic-filter.js";
import { unsequenced } from "./unsequenced.js";

interface Config {
  readonly target: "PRODUCE" | "CONSUME";
  readonly isMeant: TopicFilter;
  readonly schedule: Schedule;
  readonly rateInPercent: number;
}

const feature: Form<Config> = {
  generation: 1,
  id: "duplicate-resource",
  schema: configOf({
    topics: topicsKey,
    rateInPercent: percentage
      .default(100)
      .describe("The share of Produce requests whose messages are doubled while the fault lasts"),
    ...scheduleKeysInOneUnit,
  })
    .refine(hasDuration, noDuration)
    .transform((keys) => ({
      target: "PRODUCE" as const,
      isMeant: named(keys.topics),
      schedule: scheduleOf(keys),
      rateInPercent: keys.rateInPercent,
    })),
  example: {
    topics: ["conduktor_topic_duplicate"],
    duration: 1,
    rateInPercent: 100,
    quietPeriod: 1,
    timeUnit: "MINUTES",
  },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "DuplicateMessagesPlugin",
  schema: configOf({
    topic: topicKey,
    rateInPercent: percentage
      .default(100)
      .describe(
        "The share of messages that are duplicated. With the target PRODUCE, the share of Produce requests",
      ),
    target: oneOf(["PRODUCE", "CONSUME"], "a target")
      .default("CONSUME")
      .describe("PRODUCE: the broker stores them twice. CONSUME: the consumer gets them twice"),
  }).transform(({ topic, rateInPercent, target }) => ({
    target,
    isMeant: matching(topic),
    schedule: ALWAYS,
    rateInPercent,
  })),
  example: { topic: "client_topic_.*", rateInPercent: 100, target: "PRODUCE" },
};

/** Between the first generation and the second. */
const former: Form<Config> = {
  generation: 2,
  id: "DuplicateResourcesPlugin",
  schema: configOf({
    topic: topicKey,
    rateInPercent: percentage
      .default(100)
      .describe("The share of Produce requests whose messages are doubled"),
  }).transform(({ topic, rateInPercent }) => ({
    target: "PRODUCE",
    isMeant: matching(topic),
    schedule: ALWAYS,
    rateInPercent,
  })),
  example: { topic: "conduktorTopicDuplicate", rateInPercent: 100 },
};

export const duplicateResource = defineInterceptor<Config>({
  name: "duplicate-resource",
  summary: "Write messages to the log twice, or deliver each message to consumers twice",
  forms: [feature, plugin, former],
  meant: ({ isMeant }) => ({ isMeant }),
  arm: (config, tools) => (config.target === "PRODUCE" ? onProduce(config, tools) : onConsume(config, tools)),
});

function onProduce({ isMeant, schedule, rateInPercent }: Config, { random, elapsedMs, note }: Tools): Armed {
  return {
    apis: PRODUCE,
    onRequest(exchange: Exchange<"Produce">): RequestOutcome | undefined {
      if (!isActive(schedule, elapsedMs()) || !isDrawn(rateInPercent, random)) return;
      const { request } = exchange;
      const copies = producedParts(exchange, isMeant).map(({ of, topic, partition, records }) => ({
        of,
        topic,
        partition,
        records: unsequenced(records),
        count: countRecords(records),
      }));
      if (copies.length === 0) return;
      const effectOf = ({ topic, partition, count }: (typeof copies)[number]): Effect => ({
        effect: "duplicate",
        ...about(exchange),
        topic,
        partition,
        records: count,
      });
      if (request.acks === 0) for (const copy of copies) note(effectOf(copy));
      return {
        do: "forward",
        extraRequest: {
          request: {
            ...request,
            transactionalId: null,
            topicData: copies.map(({ of: { name, topicId }, partition, records }) => ({
              name,
              topicId,
              partitionData: [{ index: partition, records }],
            })),
          } satisfies Input<Requests["Produce"]>,
          onAnswer(response) {
            for (const copy of copies) {
              const first = response === null ? -1 : producedAt(response as Responses["Produce"], copy);
              if (first === undefined) continue;
              note({ ...effectOf(copy), ...(first >= 0 && { offsets: [[first, first + copy.count - 1]] }) });
            }
          },
        },
      };
    },
  };
}

const NO_SESSION = 0;
/** The request begins a session. */
const INITIAL_EPOCH = 0;
/** The request fetches all listed partitions without a session, and ends the session that it names. */
const FINAL_EPOCH = -1;

function onConsume({ isMeant, rateInPercent }: Config, { random, note }: Tools): Armed {
  return {
    apis: FETCH,
    onRequest(exchange: Exchange<"Fetch">) {
      const { request } = exchange;
      if (request.sessionEpoch !== INITIAL_EPOCH) return;
      if (isMeant !== undefined && !request.topics.some((topic) => isMeant(nameOf(exchange, topic)))) return;
      return { do: "forward", request: { ...request, sessionEpoch: FINAL_EPOCH } };
    },
    onResponse(exchange: AnsweredExchange<"Fetch">) {
      const { request, response } = exchange;
      const parts = fetchedParts(exchange, isMeant);
      if (parts.length === 0) return;
      const rewritten = new Map<(typeof parts)[number]["found"], Buffer>();
      for (const { topic, partition, found, records } of parts) {
        const fetchOffset = askedFor(request, response, found);
        if (fetchOffset === undefined) continue;
        const twice = doubled(records, fetchOffset, () => isDrawn(rateInPercent, random));
        if (twice === undefined) continue;
        rewritten.set(found, twice.records);
        note({ effect: "duplicate", ...about(exchange), topic, partition, records: twice.copies });
      }
      if (rewritten.size === 0 && response.sessionId === NO_SESSION) return;
      return { response: { ...withFetched(response, rewritten), sessionId: NO_SESSION } };
    },
  };
}

type FetchedPartition = Responses["Fetch"]["responses"][number]["partitions"][number];

/**
 * The offset from which the consumer fetches a partition. Undefined when only an earlier request of the session has it.
 */
function askedFor(
  request: Requests["Fetch"],
  response: Responses["Fetch"],
  fetched: FetchedPartition,
): bigint | undefined {
  const of = response.responses.find(({ partitions }) => partitions.includes(fetched));
  const asked = request.topics.find(({ topic, topicId }) => topic === of?.topic && topicId === of.topicId);
  return asked?.partitions.find(({ partition }) => partition === fetched.partitionIndex)?.fetchOffset;
}
