/**
 * `elect-preferred: topic`: the preferred leaders, which are the first replicas, lead again, as kafka-leader-election does.
 *
 *     elect-preferred: topic       of every partition of the topic that is written to
 *     elect-preferred: test1-0     of this partition
 *     elect-preferred: all         of every partition of the cluster
 */
import { electionFault } from "./election.js";

export const electPreferred = electionFault(
  "elect-preferred",
  "preferred",
  "Make the first replica of each partition its leader again: topic, all, or one partition, such as test1-0",
);
