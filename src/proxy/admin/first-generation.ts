/**
 * The API of the gateway's first generation: features are switched on for a user of a tenant, for one of Kafka's APIs
 * and one direction.
 *
 * A feature that is switched on for a list of APIs becomes one feature per API, and each can be switched off alone. The
 * direction is only a part of a feature's name. It does not change what the feature does: a latency delays requests and
 * responses, and records are always those of Produce requests and Fetch responses.
 */

import { z } from "zod";
import { apiKeyOf, apiKeys } from "../api-keys.js";
import type { InterceptorRules, Rule } from "../interceptor-rules.js";
import { Problem } from "./problem.js";
import { withPaths } from "./rule-paths.js";
import {
  type App,
  answering,
  formsOf,
  messageAnswer,
  missingAnswer,
  username,
  vClusterName,
} from "./schemas.js";

export const MESSAGE_FORMATS = ["JSON", "AVRO", "PROTOBUF"] as const;

export interface TopicDeclaration {
  readonly tenant: string;
  readonly topic: string;
  readonly messageFormat: (typeof MESSAGE_FORMATS)[number];
}

export interface FirstGenerationOptions {
  readonly rules: InterceptorRules;
  readonly declareTopic: (declaration: TopicDeclaration) => void;
}

const tenant = vClusterName.describe("A tenant: the virtual cluster of the same name");
const apiKey = z.enum([...apiKeys.keys()]).describe("One of Kafka's APIs");
const direction = z.enum(["REQUEST", "RESPONSE"]).describe("Part of the feature's name");

export function firstGeneration(app: App, { rules, declareTopic }: FirstGenerationOptions): void {
  const { ids, config, forms } = formsOf(1);
  const feature = ids.describe("What is to happen");
  const whose = z.strictObject({ tenant, user: username });
  const localAccess = { access: "local" } as const;
  const tags = ["first generation"];

  app.post(
    "/tenant",
    {
      config: localAccess,
      schema: {
        tags,
        summary: "Say in which format the messages of a topic are",
        body: z
          .strictObject({
            tenant,
            topic: z
              .string()
              .regex(/^[a-zA-Z0-9._-]{1,249}$/, "a topic's name has 1 to 249 of a-z A-Z 0-9 . _ -"),
            messageFormat: z.enum(MESSAGE_FORMATS),
          })
          .meta({ examples: [{ tenant: "1-1", topic: "conduktor_topic_schema", messageFormat: "JSON" }] }),
        response: { 200: messageAnswer },
      },
    },
    async ({ body }) => {
      declareTopic(body);
      return { message: `${body.topic} of ${body.tenant} is declared as ${body.messageFormat}` };
    },
  );

  app.get(
    "/tenant/:tenant/features",
    {
      config: localAccess,
      schema: {
        tags,
        summary: "List the features that are on for the users of a tenant",
        params: z.strictObject({ tenant }),
        response: {
          200: answering(
            z.object({
              features: z.array(
                z.object({
                  user: z.string(),
                  feature: z.string(),
                  apiKeys: z.string(),
                  direction,
                  config: z.record(z.string(), z.unknown()),
                }),
              ),
            }),
            "The features, in the order in which they were switched on",
          ),
        },
      },
    },
    async ({ params }) => ({
      features: rules
        .list()
        .filter((rule) => rule.generation === 1 && rule.scope?.vCluster === params.tenant)
        .map((rule) => ({ user: rule.scope?.username, ...partsOf(rule), config: rule.config })),
    }),
  );

  app.post(
    "/tenant/:tenant/user/:user/feature/:feature",
    {
      config: localAccess,
      schema: {
        tags,
        summary: "Switch a feature on",
        params: whose.extend({ feature }),
        body: z
          .strictObject({
            config,
            direction,
            apiKeys: z.union([apiKey, z.array(apiKey).min(1)]),
          })
          .meta({
            examples: forms.map(({ example }) => ({
              config: example,
              direction: "REQUEST",
              apiKeys: "PRODUCE",
            })),
          }),
        response: { 200: messageAnswer },
      },
    },
    async ({ params, body }) => {
      const wanted = [body.apiKeys]
        .flat()
        .map((key) => ruleOf({ ...params, apiKeys: key, direction: body.direction }, body.config));
      withPaths(
        (path) => (path === "apis" ? "apiKeys" : path),
        () => {
          for (const rule of wanted) rules.check(rule);
          for (const rule of wanted) rules.put(rule);
        },
      );
      return { message: `${params.feature} is created` };
    },
  );

  app.delete(
    "/tenant/:tenant/user/:user/feature/:feature/apiKeys/:apiKeys/direction/:direction",
    {
      config: localAccess,
      schema: {
        tags,
        summary: "Switch a feature off",
        params: whose.extend({ feature, apiKeys: apiKey, direction }),
        response: { 200: messageAnswer, 404: missingAnswer },
      },
    },
    async ({ params }) => {
      const { name, scope } = ruleOf(params, {});
      if (!rules.remove(1, name, scope)) {
        throw new Problem(
          404,
          `${params.feature} is not on for ${name}; GET /tenant/${params.tenant}/features lists`,
        );
      }
      return { message: `${params.feature} is deleted` };
    },
  );
}

interface FeatureOf {
  tenant: string;
  user: string;
  feature: string;
  apiKeys: string;
  direction: string;
}

/** The name has all parts that distinguish features. Only the user's part may contain slashes. */
function ruleOf({ tenant, user, feature, apiKeys: key, direction }: FeatureOf, config: unknown) {
  return {
    name: [tenant, user, feature, key, direction].join("/"),
    generation: 1,
    interceptor: feature,
    config,
    scope: { vCluster: tenant, username: user },
    apis: [apiKeys.get(key)!],
  } satisfies Rule;
}

function partsOf({ name, interceptor, apis = [] }: Rule) {
  return {
    feature: interceptor,
    apiKeys: apis.map(apiKeyOf).join(),
    direction: name.slice(name.lastIndexOf("/") + 1),
  };
}
