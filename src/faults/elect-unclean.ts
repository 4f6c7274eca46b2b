/**
 * `elect-unclean: topic`: partitions that have no leader get one that may not be in sync. What only the replicas in sync
 * had is lost. It takes the same values as elect-preferred.
 */
import { electionFault } from "./election.js";

export const electUnclean = electionFault(
  "elect-unclean",
  "unclean",
  "Let a replica that is not in sync lead partitions without a leader: topic, all, or one partition",
);
