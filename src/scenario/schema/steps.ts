/** The items of `faults`: when, what, and for how long. */
import { z } from "zod";
import { oneOf } from "../../yaml/wording.js";
import { NAME_PATTERN, readTrigger, suggestTrigger, TRIGGER_PATTERN } from "../quantities.js";
import type { FaultStep, FaultSyntax, Vocabulary } from "../syntax.js";
import { MESSAGES_MAX } from "./limits.js";
import { duration, grouped, must, unfitDuration } from "./values.js";

const unfitMessages = (count: number): string | undefined =>
  count >= 1 && count <= MESSAGES_MAX ? undefined : `must be from 1 to ${grouped(MESSAGES_MAX)} messages`;

const trigger = () => {
  const error = must("a number of messages, a time, or after a fault", {
    such: "such as 30000 messages, 10s, or 5s after kill",
    hint: suggestTrigger,
  });
  return z
    .string({ error })
    .regex(TRIGGER_PATTERN, { error })
    .transform((text, context) => {
      const trigger = readTrigger(text);
      const unfit =
        trigger.kind === "messages" ? unfitMessages(trigger.messages) : unfitDuration(trigger.afterMs);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
      return trigger;
    });
};

export const STEP_KEYS = ["at", "for", "name"] as const;

export function step(faults: readonly FaultSyntax[], words: Vocabulary) {
  const names = faults.map((fault) => fault.name);
  const options: Record<string, z.ZodType> = Object.fromEntries(
    faults.map((fault) => [fault.name, fault.schema(words).optional().describe(fault.summary)]),
  );
  const chosen = (value: object) => names.filter((name) => name in value);
  return z
    .strictObject({
      at: trigger().describe(
        "When it strikes, such as 30000 messages, 10s, after kill or 5s after kill. Times count from the first message",
      ),
      for: duration()
        .refine((ms) => ms > 0, { error: must("longer than 0s") })
        .optional()
        .describe("The fault heals after this time. Default: at the end of the run"),
      name: z
        .string()
        .regex(NAME_PATTERN, { error: must("made of letters, digits, . _ and -") })
        .max(64)
        .optional()
        .describe("The name of this step for `after`. Default: the name of the fault"),
      ...options,
    })
    .superRefine(
      (value, context) => {
        const [first, ...others] = chosen(value);
        if (first === undefined) {
          const message = `must say what happens: ${oneOf(names)}`;
          context.addIssue({ code: "custom", message, params: { lacksFault: true } });
        }
        const lasts = faults.find(({ name }) => name === first)?.lasts;
        if (lasts !== undefined && value.for !== undefined) {
          const message = `must not be used: ${first} ${lasts === "for-good" ? "is not undone" : "ends by itself"}`;
          context.addIssue({ code: "custom", message, path: ["for"], params: { atKey: true } });
        }
        for (const other of others) {
          const message = `needs another step, because this one has ${first} already`;
          context.addIssue({ code: "custom", message, path: [other], params: { atKey: true } });
        }
      },
      { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
    )
    .transform((value): FaultStep => {
      const fault = chosen(value)[0]!;
      return {
        name: value.name ?? fault,
        at: value.at,
        fault,
        options: (value as Record<string, unknown>)[fault],
        ...(value.for === undefined ? {} : { forMs: value.for }),
      };
    })
    .meta({ oneOf: names.map((name) => ({ required: [name] })) });
}
