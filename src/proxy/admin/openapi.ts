/** The OpenAPI document. It is made from the registered routes, and this file adds what is true of all routes. */

import swagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";
import { z } from "zod";
import type { Access } from "./access.js";
import { problemSchema } from "./problem.js";
import { answering, type JsonSchema, jsonSchemaOf } from "./schemas.js";

const PARTS = ["body", "params", "querystring"] as const;

export async function documented(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "chaos proxy",
        description:
          "Interceptors of a Kafka proxy that breaks the protocol on purpose, in three generations of API.",
        version: "1",
      },
      components: { securitySchemes: { basic: { type: "http", scheme: "basic" } } },
    },
    transform({ schema, url, route }) {
      const { access = "password" } = route.config ?? {};
      const security = { everyone: [], local: [{}, { basic: [] }], password: [{ basic: [] }] }[access];
      const parts = PARTS.flatMap((part) => {
        const given = schema[part];
        return given instanceof z.ZodType ? [[part, jsonSchemaOf(given)] as const] : [];
      });
      return {
        url,
        schema: {
          ...schema,
          ...Object.fromEntries(parts),
          security,
          response: { ...problemsOf(schema, access), ...(schema.response as JsonSchema) },
        } as FastifySchema,
      };
    },
  });
}

function problemsOf(schema: FastifySchema, access: Access): JsonSchema {
  return {
    421: answering(problemSchema, "Called by a name that is not its own"),
    ...(PARTS.some((part) => schema[part] !== undefined) && {
      400: answering(problemSchema, "Not as it should be"),
    }),
    ...(access !== "everyone" && { 401: answering(problemSchema, "User and password are missing or wrong") }),
    ...(schema.body !== undefined && {
      413: answering(problemSchema, "The body is larger than 1 MB"),
      415: answering(problemSchema, "The body is not JSON"),
    }),
  };
}
