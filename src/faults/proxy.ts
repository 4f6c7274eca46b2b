/**
 * `proxy: { interceptor: leader-election, config: { rateInPercent: 50 } }`: the protocol itself breaks, between producers
 * and brokers, by an interceptor of the proxy (src/proxy/interceptors has them with their keys). Brokers are well.
 *
 * A scenario with such a fault has a proxy beside its brokers, and its producers go through it from the first message
 * on; healing takes the interceptor away. Nothing but producers goes through it, so what works on Fetch alone would be
 * an experiment without its fault, and is refused.
 */

import { z } from "zod";
import { brokersOf } from "../cluster/topology.js";
import { findInterceptor, interceptors, PLUGIN_PACKAGE } from "../proxy/interceptors/index.js";
import type { Form, Interceptor } from "../proxy/interceptors/interceptor.js";
import { invalidSchema } from "../proxy/interceptors/invalid-schema.js";
import { words } from "../yaml/complaints.js";
import { nearest, oneOf } from "../yaml/wording.js";
import { defineFault } from "./fault.js";

interface Proxy {
  readonly interceptor: string;
  /** As it is written: the proxy reads it again. */
  readonly config: Readonly<Record<string, unknown>>;
}

const ids = interceptors.flatMap(({ forms }) => forms.map(({ id }) => id)) as [string, ...string[]];

/** The keys of a form, as JSON Schema. */
function keysOf({ id, schema }: Form<unknown>) {
  const { $schema, ...keys } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return { title: id, ...keys };
}

export const proxy = defineFault<Proxy>({
  name: "proxy",
  summary: "Change requests and responses between producers and brokers, in a proxy",
  needs: ["proxy"],
  schema: ({ nodes }) =>
    z
      .strictObject({
        interceptor: z
          .enum(ids, {
            error: ({ input }) => {
              const near = typeof input === "string" ? nearest(input, ids) : undefined;
              const hint =
                near === undefined ? "`chaos proxy interceptors` lists them" : `did you mean ${near}?`;
              return `must be one of the proxy's, such as leader-election\n${hint}`;
            },
          })
          .describe("Changes requests and responses. `chaos proxy interceptors` lists them"),
        config: z
          .record(z.string(), z.unknown())
          .default({})
          .describe("The interceptor's own keys")
          .meta({
            // A getter: most who read scenarios never ask for their JSON Schema, which takes its time to make.
            get anyOf() {
              return interceptors.flatMap(({ forms }) => forms.map(keysOf));
            },
          }),
      })
      .superRefine(({ interceptor, config }, context) => {
        const found = findInterceptor(interceptor);
        if (found === undefined) return;
        const result = found.form.schema.safeParse(config, { error: words });
        for (const issue of result.error?.issues ?? []) {
          for (const own of inOwnWords(issue, found.form)) context.addIssue(own);
        }
        if (!result.success) return;
        const { brokerIds = [] } = found.interceptor.meant?.(result.data) ?? {};
        const ids = brokersOf({ nodes }).map(({ id }) => id);
        if (brokerIds.length > 0 && !brokerIds.some((id) => ids.includes(id))) {
          context.addIssue({
            code: "custom",
            path: ["config", "brokerIds"],
            message: `must have the id of one of these brokers: ${oneOf(ids.map(String))}`,
          });
        }
        if (!worksOnProduce(found.interceptor, result.data)) {
          context.addIssue({
            code: "custom",
            path: ["config"],
            message:
              "must have an effect on Produce: only producers go through the proxy, and this works on Fetch alone" +
              ("target" in (keysOf(found.form).properties ?? {}) ? "\nwrite target: PRODUCE" : ""),
          });
        }
      }),
  idleOn({ interceptor, config }, { topics, producers, expect }) {
    if (expect?.errors !== undefined) {
      return "expect.errors counts the errors that brokers give, and an interceptor could give errors too; leave one out";
    }
    const { interceptor: rule, form } = findInterceptor(interceptor)!;
    if (rule === invalidSchema && producers.every(({ schema }) => schema === "none")) {
      return `${interceptor} changes schema ids, and these messages carry none; write producers.schema: avro`;
    }
    const isMeant = rule.meant?.(form.schema.parse(config)).isMeant;
    return isMeant !== undefined && !topics.some(({ name }) => isMeant(name))
      ? `${interceptor} means other topics than ${topics.map(({ name }) => name).join(", ")}`
      : undefined;
  },
  async inject(cluster, { interceptor, config }) {
    const { generation } = findInterceptor(interceptor)!.form;
    const name = generation === 1 ? interceptor : `${PLUGIN_PACKAGE}${interceptor}`;
    return {
      targets: [],
      detail: interceptor,
      heal: await cluster.intercept({ interceptor: name, generation, config }),
    };
  },
});

type OwnIssue = Pick<z.core.$ZodIssueCustom, "code" | "path" | "message" | "params">;

/** Each at its place in the scenario. Which keys there are depends on the interceptor, so the scenario's own words fall short. */
function inOwnWords(issue: z.core.$ZodIssue, form: Form<unknown>): OwnIssue[] {
  const path = ["config", ...issue.path];
  if (issue.code !== "unrecognized_keys" || issue.path.length > 0) {
    return [{ ...(issue as z.core.$ZodIssueCustom), path }];
  }
  const known = Object.keys(keysOf(form).properties ?? {});
  return issue.keys.map((key) => {
    const near = nearest(key, known);
    const hint = near === undefined ? `its keys are ${known.join(", ")}` : `did you mean ${near}?`;
    return {
      code: "custom",
      path: [...path, key],
      message: `${form.id} has no such key\n${hint}`,
      params: { atKey: true },
    };
  });
}

function worksOnProduce(interceptor: Interceptor, config: unknown): boolean {
  const { apis } = interceptor.arm(config, { random: () => 0, elapsedMs: () => 0, note: () => {} });
  return apis === null || apis.has("Produce");
}
