/** Values that several sections have: whole numbers and durations, with messages for complaints.ts. */
import { z } from "zod";
import { DURATION_PATTERN, readDuration, suggestDuration } from "../quantities.js";

const DURATION_MS_MAX = 24 * 3_600_000;

/** Of a longer text there is no telling what was meant. */
const WRITTEN_MAX = 200;

export type Message = (issue: { input?: unknown }) => string;

/** Only for a message that is shown: Node needs 10 ms for the first number that it groups. */
export const grouped = (count: number): string => count.toLocaleString("en");

/**
 * A message for complaints.ts. A hint made from what was written says more than the examples,
 * which are there for when it is anybody's guess.
 */
export const must =
  (
    be: string,
    { such = "", hint }: { such?: string; hint?: (written: unknown) => string | undefined } = {},
  ): Message =>
  ({ input }) => {
    const advice = String(input).length <= WRITTEN_MAX ? hint?.(input) : undefined;
    return advice === undefined ? `must be ${be}${such && `, ${such}`}` : `must be ${be}\n${advice}`;
  };

export const bareNumber = (written: unknown): string | undefined => {
  const digits = typeof written === "string" ? written.replace(/(?<=\d)[_, ](?=\d)/g, "") : "";
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(k|m)?$/i.exec(digits) ?? [];
  if (amount === undefined) return undefined;
  const times = { "": 1, k: 1_000, m: 1_000_000 }[unit.toLowerCase()]!;
  return `write ${times === 1 ? amount : Math.round(Number(amount) * times)}`;
};

export function whole(min: number, max: number) {
  const error: Message = (issue) =>
    must(`a whole number from ${min} to ${grouped(max)}`, { hint: bareNumber })(issue);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export const unfitDuration = (ms: number): string | undefined =>
  ms > DURATION_MS_MAX
    ? "must be at most 24h"
    : Number.isInteger(ms)
      ? undefined
      : "must be whole milliseconds";

export const duration = () => {
  const error = must("a duration with a unit", { such: "such as 250ms, 10s or 2m", hint: suggestDuration });
  return z
    .string({ error })
    .regex(DURATION_PATTERN, { error })
    .transform((text, context) => {
      const ms = readDuration(text);
      const unfit = unfitDuration(ms);
      if (unfit) context.addIssue({ code: "custom", message: unfit });
      return ms;
    });
};

export const topicName = () =>
  z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, {
    error: must("a Kafka topic name: letters, digits, . _ and -, at most 249"),
  });

/** Of a group of processes. */
export const restarts = (about: string) =>
  z
    .strictObject({
      every: duration()
        .refine((ms) => ms > 0, { error: must("longer than 0s") })
        .describe("From one restart to the next, such as 20s"),
      how: z
        .enum(["close", "kill", "pause"])
        .default("kill")
        .describe("close (SIGTERM), kill (SIGKILL) or pause (SIGSTOP)"),
      for: duration().prefault("0s").describe("How long the consumer is away, such as 5s"),
    })
    .exactOptional()
    .describe(about);
