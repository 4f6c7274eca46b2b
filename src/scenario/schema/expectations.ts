/** The section `expect`. */
import { z } from "zod";
import { LIMIT_PATTERN, suggestLimit } from "../quantities.js";
import { duration, must } from "./values.js";

const amount = (what: string) =>
  z.enum(["none", "some", "any"]).describe(`${what}: none, some (at least one), or any (either will do)`);

export const expectations = () => {
  const error = must("a limit", { such: 'such as "< 10s"', hint: suggestLimit });
  return z.strictObject({
    loss: amount("Acknowledged messages that are lost"),
    duplicates: amount("Messages that are in the log twice")
      .exactOptional()
      .describe("Messages that are in the log twice: none (the default with idempotence), some or any"),
    order: z
      .enum(["kept", "broken", "any"])
      .exactOptional()
      .describe(
        "Whether each partition has the messages of a producer in the order in which they were sent: kept (the default with idempotence), broken or any",
      ),
    corrupted: amount("Records whose value is damaged").exactOptional(),
    failover: amount("Changes of a partition's leader").exactOptional(),
    unavailable: z
      .string({ error })
      .regex(LIMIT_PATTERN, { error })
      .transform((text) => text.trim().slice(1).trim())
      .pipe(duration().refine((ms) => ms > 0, { error: must("longer than 0s") }))
      .transform((belowMs) => ({ belowMs }))
      .exactOptional()
      .describe('The longest time in which messages were due and none was acknowledged, such as "< 10s"'),
    failedButStored: amount("Failed messages that the log has").exactOptional(),
    neverSent: amount("Messages in the log that no producer sent").exactOptional(),
    foreign: amount("Records in the log that are not of this run").exactOptional(),
    epochs: z
      .enum(["kept", "broken", "any"])
      .exactOptional()
      .describe("Whether leader epochs rise along the log: kept, broken or any"),
    doubleAcknowledged: amount(
      "Offsets that were acknowledged to two messages of the same leader",
    ).exactOptional(),
    backdated: amount(
      "Messages behind another one in the log, which was sent after their acknowledgement",
    ).exactOptional(),
    replicas: amount("Replicas whose log is not that of the leader").exactOptional(),
    errors: z
      .strictObject({
        NOT_LEADER_OR_FOLLOWER: z
          .enum(["none", "transient", "sustained"])
          .describe(
            "none, transient (one or two short bursts, as when a leader moves), or sustained (more bursts, or one that lasts)",
          ),
      })
      .exactOptional()
      .describe(
        "Errors that brokers give to producers. With this key producers reach the brokers through the proxy",
      ),
  });
};
