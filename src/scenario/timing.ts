/**
 * When messages are due, as far as a scenario tells it before a run. Times count from the beginning of production.
 *
 *     producer 0  ├─0──────1──────2──────3               a gap is 1/rate
 *     producer 1  │        ├─0──────1──────2──────3      starts later
 *                 0                               last message
 *
 * The producers share a gap evenly, so that ten at 1,000/s make 10,000 even messages a second.
 * A real run can only be later than this: a producer that falls behind does not catch up.
 */
import { LIBRDKAFKA_MESSAGE_TIMEOUT_MS, type Scenario } from "./syntax.js";

export type Pace = Pick<Scenario["producers"], "count" | "rate" | "instances" | "startMs">;

/** The start times as they are written, one for each producer. */
export function startsOf({ startMs, instances }: Pick<Pace, "startMs" | "instances">): readonly number[] {
  return typeof startMs === "number" ? Array.from({ length: instances }, () => startMs) : startMs;
}

/** When the first message of each producer is due. */
export function firstDuesMs(pace: Omit<Pace, "count">): readonly number[] {
  const { rate, instances } = pace;
  const shareMs = rate === "max" ? 0 : gapMs(rate) / instances;
  return startsOf(pace).map((startMs, producer) => startMs + producer * shareMs);
}

/** When the last message is due; undefined: at full speed nothing tells. */
export function lastDueMs(pace: Pace): number | undefined {
  if (pace.rate === "max") return undefined;
  return Math.max(...firstDuesMs(pace)) + (pace.count - 1) * gapMs(pace.rate);
}

/** When the `messages`th message of all is due, to half a millisecond and never late; undefined: as in lastDueMs. */
export function dueMs(messages: number, pace: Pace): number | undefined {
  const { count, rate } = pace;
  const lastMs = lastDueMs(pace);
  if (rate === "max" || lastMs === undefined) return undefined;
  const firsts = firstDuesMs(pace);
  const dueAt = (ms: number) =>
    firsts.reduce((sum, firstMs) => {
      const due = Math.floor((ms - firstMs) / gapMs(rate)) + 1;
      return sum + Math.min(count, Math.max(0, due));
    }, 0);
  let [notYet, due] = [-0.5, lastMs + 1];
  while (due - notYet > 0.5) {
    const middle = (notYet + due) / 2;
    if (dueAt(middle) >= messages) due = middle;
    else notYet = middle;
  }
  return Math.max(0, notYet);
}

/** How long a message waits, at most, until it is acknowledged or has failed. */
export function messageTimeoutMs({ config }: Pick<Scenario["producers"], "config">): number {
  const given = Number(
    config["message.timeout.ms"] ?? config["delivery.timeout.ms"] ?? LIBRDKAFKA_MESSAGE_TIMEOUT_MS,
  );
  // 0 means that no message ever fails; a run has to end, and a message without a report makes it inconclusive.
  return given > 0 ? given : LIBRDKAFKA_MESSAGE_TIMEOUT_MS;
}

const gapMs = (ratePerSecond: number): number => 1000 / ratePerSecond;
