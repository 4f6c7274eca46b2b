/** Properties of brokers, topics and producers, by the names that Kafka and librdkafka give them. */
import { z } from "zod";
import { must } from "./values.js";

export const propertyKey = z.string().regex(/^[A-Za-z0-9._-]+$/, {
  error: must("the name of a property", { such: "such as min.insync.replicas" }),
});
const propertyError = must("a text, a number, true or false");
export const property = z.union([z.string().max(10_000), z.number(), z.boolean()], { error: propertyError });
const PROPERTIES_MAX = 200;
export const fewProperties = (config: object) => Object.keys(config).length <= PROPERTIES_MAX;
export const tooManyProperties = { error: `must have at most ${PROPERTIES_MAX} properties` };

/** Broker and topic properties: Kafka reads them as text. */
export const kafkaConfig = () =>
  z.record(propertyKey, property.transform(String)).refine(fewProperties, tooManyProperties).default({});

/** A file of properties, beside the scenario. Its values are read before the schema sees the scenario. */
export const configFile = () =>
  z
    .string({ error: must("the path of a file, relative to the scenario") })
    .min(1)
    .max(1_000)
    .exactOptional();
