/**
 * When messages are due, as far as a scenario tells it before a run. Times count from the beginning of production.
 *
 *     producer 0  ├─0──────1──────2──────3               a gap is 1/rate
 *     producer 1  │        ├─0──────1──────2──────3      starts later
 *                 0                               last message
 *
 * The producers of a group share a gap evenly, so that ten at 1,000/s make 10,000 even messages a second.
 * A real run can only be later than this: a producer that falls behind does not catch up.
 */
import { alike } from "../alike.js";
import { LIBRDKAFKA_MESSAGE_TIMEOUT_MS, type ProducerGroup, TRANSACTION_TIMEOUT_MS } from "./syntax.js";

/** Of a group. */
export type Pace = Pick<ProducerGroup, "count" | "rate" | "instances" | "startMs">;

/** Messages of all groups. */
export function messagesOf(groups: readonly Pick<Pace, "count" | "instances">[]): number {
  return groups.reduce((sum, { count, instances }) => sum + count * instances, 0);
}

export function producersOf(groups: readonly Pick<Pace, "instances">[]): number {
  return groups.reduce((sum, { instances }) => sum + instances, 0);
}

/** The group of each producer. */
export function eachProducer<Group extends Pick<Pace, "instances">>(groups: readonly Group[]): Group[] {
  return groups.flatMap((group) => alike(group.instances, group));
}

/** The start times as they are written, one for each producer. */
export function startsOf({ startMs, instances }: Pick<Pace, "startMs" | "instances">): readonly number[] {
  return typeof startMs === "number" ? Array.from({ length: instances }, () => startMs) : startMs;
}

/** When the first message of each producer of a group is due. */
export function firstDuesMs(pace: Omit<Pace, "count">): readonly number[] {
  const { rate, instances } = pace;
  const shareMs = rate === "max" ? 0 : gapMs(rate) / instances;
  return startsOf(pace).map((startMs, producer) => startMs + producer * shareMs);
}

/** When the last message is due; undefined: of a group at full speed nothing tells. */
export function lastDueMs(groups: readonly Pace[]): number | undefined {
  let lastMs = 0;
  for (const pace of groups) {
    if (pace.rate === "max") return undefined;
    lastMs = Math.max(lastMs, Math.max(...firstDuesMs(pace)) + (pace.count - 1) * gapMs(pace.rate));
  }
  return lastMs;
}

/** When the `messages`th message of all is due, to half a millisecond and never late; undefined: as in lastDueMs. */
export function dueMs(messages: number, groups: readonly Pace[]): number | undefined {
  const lastMs = lastDueMs(groups);
  if (lastMs === undefined) return undefined;
  const firsts = groups.flatMap((pace) =>
    firstDuesMs(pace).map((firstMs) => ({ firstMs, count: pace.count, gap: gapMs(Number(pace.rate)) })),
  );
  const dueAt = (ms: number) =>
    firsts.reduce((sum, { firstMs, count, gap }) => {
      const due = Math.floor((ms - firstMs) / gap) + 1;
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

type Timed = Pick<ProducerGroup, "config" | "transactions">;

/** How long a message of any group waits, at most, until it is acknowledged or has failed. */
export function messageTimeoutMs(groups: readonly Timed[]): number {
  return Math.max(...groups.map(timeoutMs));
}

/** After so long the coordinator ends a transaction of this group by itself. */
export function transactionTimeoutMs({ config }: Pick<ProducerGroup, "config">): number {
  return Number(config["transaction.timeout.ms"] ?? TRANSACTION_TIMEOUT_MS);
}

function timeoutMs(group: Timed): number {
  const { config, transactions } = group;
  // With transactions librdkafka's default is the time-out of the transaction.
  const initial = transactions === undefined ? LIBRDKAFKA_MESSAGE_TIMEOUT_MS : transactionTimeoutMs(group);
  const given = Number(config["message.timeout.ms"] ?? config["delivery.timeout.ms"] ?? initial);
  // 0 means that no message ever fails; a run has to end, and a message without a report makes it inconclusive.
  return given > 0 ? given : LIBRDKAFKA_MESSAGE_TIMEOUT_MS;
}

const gapMs = (ratePerSecond: number): number => 1000 / ratePerSecond;
