/**
 * Zod for what comes in, so that one schema is the check, the type and the documentation of a route. Answers are JSON
 * Schema (made by `answer`), which Fastify writes them by.
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
export const missingAnswer = answering(problemSchema, "There is none");

const NAME_LENGTH_MAX = 255;

/** The first dot of a topic's name in the cluster ends the name of the virtual cluster, so it has none. */
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

/** Of one generation: the ids that its API takes, and a config, whose own keys depend on the id. */
export function formsOf(generation: 1 | 2) {
  const forms = interceptors.flatMap((interceptor) =>
    interceptor.forms.filter((form) => form.generation === generation),
  );
  return {
    ids: z.enum(forms.map(({ id }) => (generation === 1 ? id : `${PLUGIN_PACKAGE}${id}`))),
    // Rules check it: they know its form. Here it is only told.
    config: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({
        description: "What the interceptor is to do",
        // Made when the document is read: the start need not wait for it.
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
