/** Targets of faults that are for brokers. */
import type { z } from "zod";
import { dedicatedMembersOf } from "../cluster/topology.js";
import type { Target, Vocabulary } from "../scenario/syntax.js";

/** What a KRaft controller may be called in the place of its name. */
export const CONTROLLER_ROLES: readonly string[] = ["controller", "controller follower", "voter"];

/** A target without the members of the metadata quorum that are no brokers. */
export function brokersOnly({ target, nodes }: Vocabulary, error: string): z.ZodType<Target> {
  const members = dedicatedMembersOf({ nodes });
  const isKraft = members.some(({ quorum }) => quorum === "kraft");
  const unfit = [...members.map(({ name }) => name), ...(isKraft ? CONTROLLER_ROLES : [])];
  return target.refine((words) => !words.some((word) => unfit.includes(word)), { error });
}
