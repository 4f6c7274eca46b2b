/** `foreign`: records in the log that are intact, and no message of this run. */
import { brokenAmount, type Check } from "../check-kind.js";

export const foreign: Check<"foreign"> = {
  name: "foreign",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("foreign", counts.foreign, expected, {
      some: (found) =>
        `no foreign records were expected, but the log has ${found === 1 ? "1 record that is" : `${found} records that are`} not of this run`,
      none: "foreign records were expected, but the log has none",
    }),
};
