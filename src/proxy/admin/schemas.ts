/**
 * The schemas of requests are Zod's: one schema is the check, the type and the documentation of a route. The schemas of
 * answers are JSON Schema, with which Fastify serialises them.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from "fastify";
import { z } from "zod";
import { interceptors, PLUGIN_PACKAGE } from "../interceptors/index.js";
import { VCLUSTER_RULE } from "../tenants/names.js";
import { issuesOf } from "../validation-issues.js";
import { Problem, problemSchema } from "./problem.js";

interface ZodProvider extends FastifyTypeProvider {
  validator: this["schema"] extends z.ZodType ? z.output<this["schema"]> : unknown;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodProvider
>;

export function validateWithZod(app: FastifyInstance): App {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { value: parsed.data };
    return { error: new Problem(400, "the request is not as it should be", issuesOf(schema, parsed.error)) };
  });
  return app.withTypeProvider<ZodProvider>();
}

export type JsonSchema = Record<string, unknown>;

export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output" = "input"): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}

/** The schema of an answer. */
export function answering(schema: z.ZodType, description: string): JsonSchema {
  return { ...jsonSchemaOf(schema, "output"), description };
}

export const messageAnswer = answering(z.object({ message: z.string() }), "Done");
export const createdAnswer = answering(z.object({ message: z.string() }), "Created");
export const missingAnswer = answering(problemSchema, "There is none");

const NAME_LENGTH_MAX = 255;

/** A virtual cluster's name has no dot: in the cluster, the first dot of a topic's name ends it. */
export const vClusterName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, `a name has ${VCLUSTER_RULE}`)
  .describe("A virtual cluster; in passthrough nothing is renamed");

export const username = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .regex(/^\P{Cc}*$/u, "a name has no control characters")
  .describe("A user, as in the token that the client logs in with");

export const interceptorName = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .regex(/^\P{Cc}*$/u, "a name has no control characters")
  .describe("A name of your choice");

export const priority = z.int32().default(100).describe("Interceptors with lower numbers come first");

/** The ids that one generation's API takes, and the schema of a config. The keys of a config depend on the id. */
export function formsOf(generation: 1 | 2) {
  const forms = interceptors.flatMap((interceptor) =>
    interceptor.forms.filter((form) => form.generation === generation),
  );
  return {
    ids: z.enum(forms.map(({ id }) => (generation === 1 ? id : `${PLUGIN_PACKAGE}${id}`))),
    // InterceptorRules checks the config, because it knows the form. This is documentation only.
    config: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({
        description: "What the interceptor is to do",
        // Made when the document is first read, so that it does not delay the start.
        get anyOf() {
          return forms.map(({ id, schema, example }) => ({
            title: id,
            ...jsonSchemaOf(schema),
            examples: [example],
          }));
        },
      }),
    forms,
  };
}
