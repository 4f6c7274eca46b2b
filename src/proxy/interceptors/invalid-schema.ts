/**
 * Replaces the schema id in values that have one: a zero byte and four bytes of id, as serializers of a schema registry
 * write them. Other values do not change, nor do values that already have the new id.
 */

import { type Change, changeFetched, changeProduced } from "./changed-values.js";
import { configOf, int32, oneOf } from "./config.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import { matching, named, type TopicFilter, topicKey, topicsKey } from "./topic-filter.js";

const MAGIC = 0;
const ID_AT = 1;
const HEADER_BYTES = 5;
/** Registries count up from 1, so ids from here on are not in use. */
const RANDOM_ID_MIN = 0x40000000;

interface Config {
  readonly target: "PRODUCE" | "CONSUME";
  readonly isMeant: TopicFilter;
  /** Undefined: a random id for each message. */
  readonly schemaId: number | undefined;
}

const feature: Form<Config> = {
  generation: 1,
  id: "invalid-schema",
  schema: configOf({
    topics: topicsKey,
    fakeSchemaId: int32.describe("The schema id that replaces the id of messages"),
  }).transform(({ topics, fakeSchemaId }) => ({
    target: "PRODUCE" as const,
    isMeant: named(topics),
    schemaId: fakeSchemaId,
  })),
  example: { topics: ["conduktor_topic_schema"], fakeSchemaId: 999 },
};

const plugin: Form<Config> = {
  generation: 2,
  id: "SimulateInvalidSchemaIdPlugin",
  schema: configOf({
    topic: topicKey,
    invalidSchemaId: int32
      .optional()
      .describe("The schema id that replaces the id of messages. Default: a random id for each"),
    target: oneOf(["PRODUCE", "CONSUME"], "a target")
      .default("CONSUME")
      .describe("PRODUCE: before they reach the broker. CONSUME: on their way to the consumer"),
  }).transform(({ topic, invalidSchemaId, target }) => ({
    target,
    isMeant: matching(topic),
    schemaId: invalidSchemaId,
  })),
  example: { topic: "client_topic_.*", invalidSchemaId: 999, target: "CONSUME" },
};

export const invalidSchema = defineInterceptor<Config>({
  name: "invalid-schema",
  summary: "Replace the schema ids in the values of produced or fetched messages",
  forms: [feature, plugin],
  meant: ({ isMeant }) => ({ isMeant }),
  arm({ target, isMeant, schemaId }, tools) {
    const nextId = (): number => schemaId ?? RANDOM_ID_MIN + Math.floor(tools.random() * RANDOM_ID_MIN);
    const change: Change = {
      effect: "schema-id",
      isMeant,
      editorFor: () => ({
        newSize: (bytes, start, end) => {
          const hasId = end - start >= HEADER_BYTES && bytes[start] === MAGIC;
          return hasId && bytes.readInt32BE(start + ID_AT) !== schemaId ? end - start : -1;
        },
        write(bytes, start, end, into, at) {
          bytes.copy(into, at, start, end);
          into.writeInt32BE(nextId(), at + ID_AT);
        },
      }),
    };
    return target === "PRODUCE" ? changeProduced(change, tools) : changeFetched(change, tools);
  },
});
