/** The JSON Schema of the scenario file, for editors. */
import { type JsonSchema, jsonSchemaOf } from "../yaml/outline.js";
import { LARGEST_CLUSTER } from "./schema/limits.js";
import { scenarioSchema } from "./schema.js";
import type { FaultSyntax } from "./syntax.js";

/** Draft 2020-12, for the largest cluster there can be. What concerns several keys at once it cannot say. */
export function scenarioJsonSchema(faults: readonly FaultSyntax[]): JsonSchema {
  const schema = scenarioSchema(faults, LARGEST_CLUSTER).meta({
    title: "chaos scenario",
    description: "A failure experiment on a Kafka cluster",
  });
  return jsonSchemaOf(schema);
}
