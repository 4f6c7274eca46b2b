/** The checks of consumer groups, in the order in which reports have them. */
import { divergentReads } from "./divergent-reads.js";
import { jumped } from "./jumped.js";
import { lag } from "./lag.js";
import { nonmonotonicPoll } from "./nonmonotonic-poll.js";
import { pollSkip } from "./poll-skip.js";
import { reprocessed } from "./reprocessed.js";
import { skipped } from "./skipped.js";
import { unseen } from "./unseen.js";

export const consumerChecks = [
  skipped,
  unseen,
  reprocessed,
  pollSkip,
  nonmonotonicPoll,
  divergentReads,
  jumped,
  lag,
] as const;
