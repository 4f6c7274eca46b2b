/**
 * The API of the gateway's third generation: interceptors are resources that contain their scope, and a PUT replaces
 * the whole resource.
 *
 * The list shows what was put with this API, for every scope.
 */

import { z } from "zod";
import type { InterceptorRules, PutResult, Rule } from "../interceptor-rules.js";
import { PASSTHROUGH } from "../tenants/names.js";
import { Problem } from "./problem.js";
import { withPaths } from "./rule-paths.js";
import {
  type App,
  answering,
  formsOf,
  interceptorName,
  missingAnswer,
  priority,
  username,
  vClusterName,
} from "./schemas.js";

const URL = "/gateway/v2/interceptor";

// Answers contain `null`. Requests accept it, so that a client can PUT a resource that it got.
const scope = z.strictObject({
  vCluster: vClusterName.nullish(),
  group: z
    .null("groups of users are not kept here: scope by username, with an interceptor for each user")
    .optional(),
  username: username.nullish(),
});

const resourceSchema = z.object({
  kind: z.literal("Interceptor"),
  apiVersion: z.literal("gateway/v2"),
  metadata: z.object({
    name: z.string(),
    scope: z.object({ vCluster: z.string(), group: z.null(), username: z.string().nullable() }),
  }),
  spec: z.object({
    comment: z.string().optional(),
    pluginClass: z.string(),
    priority: z.int(),
    config: z.record(z.string(), z.unknown()),
  }),
});

export interface ThirdGenerationOptions {
  readonly rules: InterceptorRules;
}

export function thirdGeneration(app: App, { rules }: ThirdGenerationOptions): void {
  const { ids, config, forms } = formsOf(2);
  const tags = ["third generation"];
  const body = z
    .strictObject({
      kind: z.literal("Interceptor"),
      apiVersion: z.literal("gateway/v2"),
      metadata: z.strictObject({ name: interceptorName, scope: scope.nullish() }),
      spec: z.strictObject({
        comment: z.string().max(1_000).optional(),
        pluginClass: ids.describe("The plugin, with its package"),
        priority,
        config,
      }),
    })
    .meta({
      examples: forms.map(({ id, example }) => ({
        kind: "Interceptor",
        apiVersion: "gateway/v2",
        metadata: { name: "my-interceptor", scope: { vCluster: PASSTHROUGH } },
        spec: {
          pluginClass: ids.options.find((pluginClass) => pluginClass.endsWith(`.${id}`)),
          priority: 100,
          config: example,
        },
      })),
    });

  app.put(
    URL,
    {
      schema: {
        tags,
        summary: "Put an interceptor, in place of one of this name and scope",
        querystring: z.strictObject({
          dryMode: z
            .enum(["true", "false"])
            .default("false")
            .describe("Only report the changes, without making them"),
        }),
        body,
        response: {
          200: answering(
            z.object({
              resource: resourceSchema,
              upsertResult: z.enum(["CREATED", "UPDATED", "NOT_CHANGED"] satisfies PutResult[]),
            }),
            "What is in force now",
          ),
        },
      },
    },
    async ({ body: { metadata, spec }, query: { dryMode } }) => {
      const { pluginClass, comment, ...rest } = spec;
      const rule: Rule = {
        generation: 3,
        name: metadata.name,
        interceptor: pluginClass,
        ...rest,
        scope: scopeOf(metadata.scope),
        ...(comment === undefined ? {} : { comment }),
      };
      const upsertResult = withPaths(
        (path) => `spec.${path}`,
        () => (dryMode === "true" ? rules.check(rule) : rules.put(rule)),
      );
      return { resource: resourceOf(rule), upsertResult };
    },
  );

  app.get(
    URL,
    {
      schema: {
        tags,
        summary: "List interceptors",
        querystring: z.strictObject({ name: interceptorName.optional().describe("Only those of this name") }),
        response: {
          200: answering(z.array(resourceSchema), "The interceptors, in the order in which they work"),
        },
      },
    },
    async ({ query: { name } }) =>
      rules
        .list()
        .filter((rule) => rule.generation === 3 && (name === undefined || rule.name === name))
        .map(resourceOf),
  );

  app.delete(
    `${URL}/:name`,
    {
      schema: {
        tags,
        summary: "Take an interceptor away",
        params: z.strictObject({ name: interceptorName }),
        body: scope.nullish().describe("Its scope; that of every client that has not logged in unless given"),
        response: { 204: { type: "null", description: "Gone" }, 404: missingAnswer },
      },
    },
    async ({ params: { name }, body }, reply) => {
      const { vCluster, username } = scopeOf(body);
      if (!rules.remove(3, name, scopeOf(body))) {
        const whose = username === undefined ? vCluster : `${username} of ${vCluster}`;
        throw new Problem(404, `there is no interceptor ${name} for ${whose}; give its scope in the body`);
      }
      return reply.code(204).send();
    },
  );
}

function scopeOf(given: z.output<typeof scope> | null | undefined): { vCluster: string; username?: string } {
  const vCluster = given?.vCluster ?? PASSTHROUGH;
  return given?.username == null ? { vCluster } : { vCluster, username: given.username };
}

function resourceOf({ name, interceptor, config, priority, comment, scope }: Rule) {
  return {
    kind: "Interceptor",
    apiVersion: "gateway/v2",
    metadata: {
      name,
      scope: { vCluster: scope?.vCluster ?? PASSTHROUGH, group: null, username: scope?.username ?? null },
    },
    spec: { comment, pluginClass: interceptor, priority, config },
  };
}
