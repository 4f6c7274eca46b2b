/** `duplicates`: messages that are in the log twice, not counting copies that the proxy made. */
import { brokenAmount, type Check } from "../check-kind.js";

export const duplicates: Check<"duplicates"> = {
  name: "duplicates",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("duplicates", counts.duplicated, expected, {
      some: (found) =>
        `no duplicates were expected, but the log has ${found === 1 ? "1 extra copy of a message" : `${found} extra copies of messages`}`,
      none: "duplicates were expected, but no message is in the log twice",
    }),
};
