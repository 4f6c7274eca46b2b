/** `order`: no message stands after a later one of the same producer and partition. */
import { brokenAmount, type Check, messagesAre } from "../check-kind.js";

export const order: Check<"order"> = {
  name: "order",
  needs: "log",
  broken: ({ counts }, expected) =>
    brokenAmount("order", counts.reordered, expected, {
      some: (found) =>
        `order was expected to be kept, but ${messagesAre(found)} in the log behind a later one`,
      none: "order was expected to be broken, but no message is in the log behind a later one",
    }),
};
