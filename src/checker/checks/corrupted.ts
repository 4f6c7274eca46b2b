/** `corrupted`: records whose value is damaged, not counting what the proxy changed. */
import { brokenAmount, type Check, messagesAre } from "../check-kind.js";

export const corrupted: Check<"corrupted"> = {
  name: "corrupted",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("corrupted", counts.corrupted, expected, {
      some: (found) => `no corruption was expected, but ${messagesAre(found)} corrupted`,
      none: "corruption was expected, but no record is corrupted",
    }),
};
