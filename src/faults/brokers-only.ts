/** Targets of the faults that take data from a disk. */
import type { z } from "zod";
import { dedicatedMembersOf } from "../cluster/topology.js";
import type { Target, Vocabulary } from "../scenario/syntax.js";

/** A target without members of the metadata quorum. `why` they are none goes into the error. */
export function brokersOnly({ target, nodes }: Vocabulary, why: string): z.ZodType<Target> {
  const members = dedicatedMembersOf({ nodes });
  const isKraft = members.some(({ kind }) => kind === "controller");
  const unfit = [
    ...members.map(({ name }) => name),
    ...(isKraft ? ["controller", "controller follower", "voter"] : []),
  ];
  return target.refine((words) => !words.some((word) => unfit.includes(word)), {
    error: `must name brokers: ${why}`,
  });
}
