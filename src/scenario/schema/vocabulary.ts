/** The values that are about a cluster's nodes, and what faults make their own YAML of. */
import { z } from "zod";
import { quorumIn, quorumMembersOf } from "../../cluster/metadata/quorums.js";
import { brokersOf, dedicatedMembersOf, type PlannedNode } from "../../cluster/topology.js";
import { nearest } from "../../yaml/wording.js";
import { COORDINATOR } from "../quantities.js";
import type { Target, Vocabulary } from "../syntax.js";
import { LARGEST_CLUSTER } from "./limits.js";
import { duration, must } from "./values.js";

const TARGETS_MAX = 100;
const ROLES = ["leader", "follower", "controller", "random"] as const;
/** Of the metadata quorum, in clusters with KRaft. */
const KRAFT_ROLES = ["controller follower", "voter"] as const;

/** A role in one partition: `leader of orders-1`. */
export const OF_PARTITION =
  /^(?<role>leader|follower) of (?<topic>[A-Za-z0-9._-]{1,249})-(?<number>\d{1,3})$/;
const OF_PARTITION_SOURCE = "(?:leader|follower) of [A-Za-z0-9._-]{1,249}-\\d{1,3}";

const OF_GROUP = new RegExp(`^${COORDINATOR}$`);

export function vocabulary(nodes: readonly PlannedNode[]): Vocabulary {
  return { nodes, target: target(nodes), durationMs: duration() };
}

function target(nodes: readonly PlannedNode[]): z.ZodType<Target> {
  const quorum = quorumIn({ nodes });
  const roles: readonly string[] = quorum.kind === "kraft" ? [...KRAFT_ROLES, ...ROLES] : ROLES;
  // The longest first: one role begins with another.
  const names = [...nodes.map(({ name }) => name), ...roles];
  const [brokers, members] = [brokersOf({ nodes }), dedicatedMembersOf({ nodes })];
  const range = (some: readonly PlannedNode[]) =>
    some.length > 1 ? `${some[0]!.name}–${some.at(-1)!.name}` : some[0]!.name;
  const size =
    members.length === 0
      ? `${counted(brokers.length, "broker")}, which are the controllers as well`
      : `${counted(brokers.length, "broker")} and ${counted(members.length, quorum.member)}`;
  const hint = (written: unknown) => {
    const words = typeof written === "string" ? written.split(",").map((word) => word.trim()) : [];
    const wrong = words.find(
      (word) => !names.includes(word) && !OF_PARTITION.test(word) && !OF_GROUP.test(word),
    );
    if (wrong === undefined) return undefined;
    if (/^(?:leader|follower) of /.test(wrong)) {
      return "name a topic and the number of a partition, such as leader of test1-0";
    }
    const advice = LARGEST_CLUSTER.some(({ name }) => name === wrong)
      ? `this cluster has ${size}`
      : (KRAFT_ROLES as readonly string[]).includes(wrong)
        ? "only clusters with KRaft have this role"
        : didYouMean(wrong, nodes, names);
    return words.length > 1 && advice !== undefined ? `as for ${wrong}, ${advice}` : advice;
  };
  const error = must("a node or a role", {
    such: `which here are ${[brokers, members]
      .filter(({ length }) => length > 0)
      .map(range)
      .join(", ")} and ${roles.join(", ")}`,
    hint,
  });
  // Alternatives in order: `leader of` comes before `leader`.
  const name = `(?:${[OF_PARTITION_SOURCE, COORDINATOR, ...names].join("|")})`;
  return z
    .union(
      [
        z
          .string()
          .max(1_000)
          .regex(new RegExp(`^\\s*${name}(?:\\s*,\\s*${name})*\\s*$`), { error }),
        z
          .array(
            z.union(
              [
                z.enum(names, { error }),
                z.string().regex(OF_PARTITION, { error }),
                z.string().regex(OF_GROUP, { error }),
              ],
              { error },
            ),
          )
          .min(1)
          .max(TARGETS_MAX),
      ],
      { error },
    )
    .transform((written) =>
      typeof written === "string" ? written.split(",").map((word) => word.trim()) : written,
    )
    .superRefine((words, context) => {
      const unfit = unfitTarget(words, brokers.length, quorumMembersOf({ nodes }).length);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
    });
}

/** Of a role that several brokers have, each mention is another broker. */
function unfitTarget(words: readonly string[], brokers: number, voters: number): string | undefined {
  const most: Readonly<Record<string, number>> = {
    follower: brokers - 1,
    random: brokers,
    "controller follower": voters - 1,
    voter: voters,
  };
  for (const written of new Set(words)) {
    const times = words.filter((other) => other === written).length;
    const word = OF_PARTITION.exec(written)?.groups?.role ?? written;
    const timesMax = most[word] ?? 1;
    if (times <= Math.max(1, timesMax)) continue;
    return most[word] === undefined
      ? `must name ${written} once`
      : `must name ${written} at most ${timesMax} times\n${eachIs(word, brokers, voters)}`;
  }
  return undefined;
}

function eachIs(word: string, brokers: number, voters: number): string {
  const [noun, count] = word === "follower" || word === "random" ? ["broker", brokers] : ["voter", voters];
  return `each is another ${noun}, and there ${count === 1 ? "is 1" : `are ${count}`}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function didYouMean(
  wrong: string,
  nodes: readonly PlannedNode[],
  names: readonly string[],
): string | undefined {
  const number = /^(?:broker|node|kafka)[-_ ]?(\d+)$/i.exec(wrong)?.[1];
  const meant = brokersOf({ nodes }).find(({ id }) => String(id) === number);
  const near = meant?.name ?? nearest(wrong, names);
  return near && `did you mean ${near}?`;
}
