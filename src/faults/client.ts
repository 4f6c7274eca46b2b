/**
 * `client: { group: billing, instance: 0, how: kill }`: consumers of a group are killed, closed or paused. Healing starts them
 * again as new processes, and a paused one goes on.
 */
import { z } from "zod";
import { CONSUMERS_MAX } from "../scenario/schema/limits.js";
import { must, whole } from "../scenario/schema/values.js";
import { nearest } from "../yaml/wording.js";
import { defineFault } from "./fault.js";

export const client = defineFault({
  name: "client",
  summary: "Kill, close or pause consumers of a group, or processes of a copier. Healing brings them back",
  // Requests of producers arrive as before.
  delaysNoRequest: true,
  schema: () =>
    z.strictObject({
      group: z.string().max(64).describe("The group, as consumers names it, or the copier"),
      instance: z
        .union([whole(0, CONSUMERS_MAX - 1), z.literal(["random", "all"])], {
          error: must("the number of a consumer from 0, random or all"),
        })
        .default(0)
        .describe("Which consumer of the group: its number from 0, random, or all"),
      how: z
        .enum(["kill", "close", "pause"])
        .default("kill")
        .describe("kill (SIGKILL), close (SIGTERM: it commits and leaves the group) or pause (SIGSTOP)"),
    }),
  idleOn({ group, instance }, { consumers = [], copiers = [] }) {
    const groups = [...consumers, ...copiers.map(({ name, instances }) => ({ group: name, instances }))];
    const found = groups.find((one) => one.group === group);
    if (found === undefined) {
      const names = groups.map((one) => one.group);
      const near = nearest(group, names);
      const advice =
        near !== undefined
          ? `did you mean ${near}?`
          : names.length > 0
            ? `there is ${names.join(", ")}`
            : "write consumers, such as [{ group: billing }]";
      return `no group is called ${group}; ${advice}`;
    }
    return typeof instance === "number" && instance >= found.instances
      ? `the group ${group} has no consumer ${instance}: its consumers are 0 to ${found.instances - 1}`
      : undefined;
  },
  async inject(_, { group, instance, how }, __, { takeClients }) {
    const { targets, undo, flaw } = await takeClients(group, instance, how);
    return { targets, detail: how, heal: undo, ...(flaw !== null && { flaw }) };
  },
});
