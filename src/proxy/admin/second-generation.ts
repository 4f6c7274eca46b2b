/**
 * The API of the gateway's second generation: interceptors are plugins with a name that the user chooses, for a virtual
 * cluster or for one of its users. It also issues tokens with which users log in.
 *
 * For some months the gateway had the same API under other paths, in which a virtual cluster was a tenant. Both paths
 * show the same interceptors.
 *
 * A list shows what was put with this API in exactly that place: the list of a virtual cluster does not show the
 * interceptors of its users.
 */

import { z } from "zod";
import type { InterceptorRules, PutResult, Rule } from "../interceptor-rules.js";
import { PASSTHROUGH } from "../tenants/names.js";
import { Problem } from "./problem.js";
import {
  type App,
  answering,
  createdAnswer,
  formsOf,
  interceptorName,
  messageAnswer,
  missingAnswer,
  priority,
  username,
  vClusterName,
} from "./schemas.js";

export interface TokenIssuer {
  issue(who: { vCluster: string; username: string; lifeTimeSeconds: number }): Promise<string>;
}

export interface SecondGenerationOptions {
  readonly rules: InterceptorRules;
  readonly tokens: TokenIssuer;
}

/** Java's Long.MAX_VALUE: interceptors have no time limit. A JavaScript number cannot represent it. */
const TIMEOUT_MS = 9_223_372_036_854_775_807n;

const LIFETIME_SECONDS_MAX = 10 * 365 * 24 * 60 * 60;

const OUTCOMES: Readonly<Record<PutResult, string>> = {
  CREATED: "created",
  UPDATED: "updated",
  NOT_CHANGED: "not changed",
};

const interceptorSchema = z.object({
  name: z.string(),
  pluginClass: z.string(),
  apiKey: z.null(),
  priority: z.int(),
  timeoutMs: z.any().meta({ type: "integer", format: "int64" }),
  config: z.record(z.string(), z.unknown()),
});

interface Place {
  vcluster: string;
  username?: string;
}

export function secondGeneration(app: App, { rules, tokens }: SecondGenerationOptions): void {
  const { ids, config, forms } = formsOf(2);
  const tags = ["second generation"];
  const listAnswer = answering(
    z.object({ interceptors: z.array(interceptorSchema) }),
    "The interceptors, in the order in which they work",
  );
  const oneAnswer = answering(interceptorSchema, "The interceptor");
  const body = z
    .strictObject({
      pluginClass: ids.describe("The plugin, with its package"),
      priority,
      config,
      name: interceptorName.optional().describe("Not used: the interceptor has the name in the path"),
    })
    .meta({
      examples: forms.map(({ id, example }) => ({
        pluginClass: ids.options.find((pluginClass) => pluginClass.endsWith(`.${id}`)),
        priority: 100,
        config: example,
      })),
    });
  /** Virtual clusters that a token was issued for, besides those that have interceptors. */
  const withTokens = new Set<string>([PASSTHROUGH]);

  const vClusterPlace = z.strictObject({ vcluster: vClusterName });
  const userPlace = vClusterPlace.extend({ username });
  const name = { name: interceptorName };
  const vCluster = "/admin/interceptors/v1/vcluster/:vcluster";
  const user = `${vCluster}/username/:username`;
  const tenant = "/admin/interceptors/v1/tenants/:vcluster";
  const tenantsUser = `${tenant}/users/:username`;
  const ofVCluster = ["a virtual cluster", vClusterPlace, vClusterPlace.extend(name)] as const;
  const ofUser = ["a user", userPlace, userPlace.extend(name)] as const;
  routesOf([vCluster, `${vCluster}/interceptors`], `${vCluster}/interceptor/:name`, ...ofVCluster);
  routesOf([user, `${user}/interceptors`], `${user}/interceptor/:name`, ...ofUser);
  routesOf([`${tenant}/interceptors`], `${tenant}/interceptors/:name`, ...ofVCluster);
  routesOf([`${tenantsUser}/interceptors`], `${tenantsUser}/interceptors/:name`, ...ofUser);

  function routesOf(
    lists: readonly string[],
    one: string,
    words: string,
    place: z.ZodType<Place>,
    named: z.ZodType<Place & { name: string }>,
  ): void {
    for (const url of lists) {
      app.get(
        url,
        {
          schema: {
            tags,
            summary: `List the interceptors of ${words}`,
            params: place,
            response: { 200: listAnswer },
          },
        },
        async ({ params }) => ({ interceptors: inPlace(params).map(shown) }),
      );
    }

    for (const method of ["POST", "PUT"] as const) {
      app.route({
        method,
        url: one,
        schema: {
          tags,
          summary: `Put an interceptor on ${words}, in place of one of this name`,
          params: named,
          body,
          response: { 200: messageAnswer, 201: createdAnswer },
        },
        handler: async ({ params, body: { pluginClass, priority, config } }, reply) => {
          const { name } = params;
          const result = rules.put({
            generation: 2,
            name,
            interceptor: pluginClass,
            priority,
            config,
            scope: scopeOf(params),
          });
          return reply
            .code(result === "CREATED" ? 201 : 200)
            .send({ message: `${name} is ${OUTCOMES[result]}` });
        },
      });
    }

    app.get(
      one,
      {
        schema: {
          tags,
          summary: `Show an interceptor of ${words}`,
          params: named,
          response: { 200: oneAnswer, 404: missingAnswer },
        },
      },
      async ({ params }) => {
        const rule = inPlace(params).find(({ name }) => name === params.name);
        if (rule === undefined) throw missing(params);
        return shown(rule);
      },
    );

    app.delete(
      one,
      {
        schema: {
          tags,
          summary: `Take an interceptor from ${words}`,
          params: named,
          response: { 200: messageAnswer, 404: missingAnswer },
        },
      },
      async ({ params }) => {
        if (!rules.remove(2, params.name, scopeOf(params))) throw missing(params);
        return { message: `${params.name} is deleted` };
      },
    );
  }

  const lifeTime = z
    .strictObject({
      lifeTimeSeconds: z
        .int()
        .min(1)
        .max(LIFETIME_SECONDS_MAX)
        .describe("How long it is good; at most ten years"),
    })
    .meta({ examples: [{ lifeTimeSeconds: 7_776_000 }] });
  const tokenSchema = { tags, body: lifeTime };

  async function issue(vCluster: string, username: string, lifeTimeSeconds: number): Promise<string> {
    const token = await tokens.issue({ vCluster, username, lifeTimeSeconds });
    withTokens.add(vCluster);
    return token;
  }

  app.post(
    "/admin/vclusters/v1/vcluster/:vcluster/username/:username",
    {
      schema: {
        ...tokenSchema,
        summary: "Make a token, the password with which a user of a virtual cluster logs in (SASL PLAIN)",
        params: userPlace,
        response: { 200: answering(z.object({ token: z.string() }), "The token; it is not kept") },
      },
    },
    async ({ params: { vcluster, username }, body: { lifeTimeSeconds } }) => ({
      token: await issue(vcluster, username, lifeTimeSeconds),
    }),
  );

  const dataAnswer = answering(z.object({ data: z.string() }), "The token; it is not kept");
  app.post(
    "/admin/auth/v1/tenants/:vcluster",
    {
      schema: {
        ...tokenSchema,
        summary: "Make a token for a virtual cluster; the name of its user is that of the virtual cluster",
        params: vClusterPlace,
        response: { 200: dataAnswer },
      },
    },
    async ({ params: { vcluster }, body: { lifeTimeSeconds } }) => ({
      data: await issue(vcluster, vcluster, lifeTimeSeconds),
    }),
  );
  app.post(
    "/admin/auth/v1/tenants/:vcluster/username/:username",
    {
      schema: {
        ...tokenSchema,
        summary: "Make a token for a user of a virtual cluster",
        params: userPlace,
        response: { 200: dataAnswer },
      },
    },
    async ({ params: { vcluster, username }, body: { lifeTimeSeconds } }) => ({
      data: await issue(vcluster, username, lifeTimeSeconds),
    }),
  );

  app.get(
    "/admin/vclusters/v1/vclusters",
    {
      schema: {
        tags,
        summary: "List the virtual clusters that have interceptors, or tokens made since the start",
        response: { 200: answering(z.object({ vclusters: z.array(z.string()) }), "Their names") },
      },
    },
    async () => {
      const withRules = rules.list().map(({ scope }) => scope?.vCluster ?? PASSTHROUGH);
      return { vclusters: [...new Set([...withTokens, ...withRules])].sort() };
    },
  );

  function inPlace(place: Place): Rule[] {
    return rules
      .list()
      .filter(
        ({ generation, scope }) =>
          generation === 2 && scope?.vCluster === place.vcluster && scope.username === place.username,
      );
  }
}

function shown({ name, interceptor, priority, config }: Rule) {
  return { name, pluginClass: interceptor, apiKey: null, priority, timeoutMs: TIMEOUT_MS, config };
}

function scopeOf({ vcluster, username }: Place) {
  return username === undefined ? { vCluster: vcluster } : { vCluster: vcluster, username };
}

function missing({ name, vcluster, username }: Place & { name: string }): Problem {
  const whose = username === undefined ? vcluster : `${username} of ${vcluster}`;
  return new Problem(404, `there is no interceptor ${name} for ${whose}`);
}
