/** The routes for operators: whether the proxy is ready, its metrics, and the description of its API. */

import { z } from "zod";
import { type App, answering } from "./schemas.js";

export interface Health {
  readonly ready: boolean;
  readonly [detail: string]: unknown;
}

export interface OperationsOptions {
  readonly health: () => Health;
  readonly metrics: { scrape(): Promise<{ contentType: string; text: string }> };
}

export function operations(app: App, { health, metrics }: OperationsOptions): void {
  const tags = ["operations"];
  const healthSchema = z.looseObject({ ready: z.boolean() });

  app.get(
    "/health",
    {
      config: { access: "everyone" },
      schema: {
        tags,
        summary: "Whether clients can be served",
        response: {
          200: answering(healthSchema, "They can"),
          503: answering(healthSchema, "They cannot yet"),
        },
      },
    },
    async (_, reply) => {
      const found = health();
      return reply.code(found.ready ? 200 : 503).send(found);
    },
  );

  app.get(
    "/metrics",
    {
      config: { access: "local" },
      schema: {
        tags,
        summary: "What the proxy counted, for Prometheus",
        produces: ["text/plain"],
        response: { 200: { type: "string", description: "Prometheus text" } },
      },
    },
    async (_, reply) => {
      const { contentType, text } = await metrics.scrape();
      return reply.type(contentType).send(text);
    },
  );

  app.get(
    "/openapi.json",
    {
      config: { access: "local" },
      schema: {
        tags,
        summary: "This document",
        response: { 200: { type: "object", additionalProperties: true, description: "OpenAPI 3.1" } },
      },
    },
    async () => app.swagger(),
  );
}
