/** `failedButStored`: the producer was told that the message failed, and the log has it. Sending again stores it twice. */
import { brokenAmount, type Check, messagesAre } from "../check-kind.js";

export const failedButStored: Check<"failedButStored"> = {
  name: "failedButStored",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("failedButStored", counts.failedButStored, expected, {
      some: (found) => `no failed message was expected in the log, but ${messagesAre(found)} there`,
      none: "failed messages were expected in the log, but the log has none",
    }),
};
