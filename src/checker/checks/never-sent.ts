/** `neverSent`: the log has a message of this run that its producer never handed over. */
import { brokenAmount, type Check, messagesAre } from "../check-kind.js";

export const neverSent: Check<"neverSent"> = {
  name: "neverSent",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("neverSent", counts.neverSent, expected, {
      some: (found) =>
        `no message was expected in the log that was never sent, but ${messagesAre(found)} there`,
      none: "messages that were never sent were expected in the log, but the log has none",
    }),
};
