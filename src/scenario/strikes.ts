/**
 * Whether each fault can meet messages: a fault that strikes when the last message has been sent tests nothing.
 *
 * The earliest time of a step is known before the run: its own time, the time at which its count of messages is due, or
 * that of the step it comes after plus the delay. At full speed (`rate: max`) there is no telling how long the
 * producers send, and only counts of messages can be held against each other.
 *
 * A fault may keep brokers from acknowledging, and the messages that wait meet whatever strikes until they have failed.
 * So after such a fault a late step is no contradiction, and only noted.
 */
import { roughDuration } from "../rough-duration.js";
import type { Contradiction, Parts } from "./checks.js";
import { writeDuration } from "./quantities.js";
import type { FaultStep } from "./syntax.js";
import { dueMs, lastDueMs, messagesOf, messageTimeoutMs, type Pace, startsOf } from "./timing.js";

/** A producer keeps this many messages when it is scaled down, so that a fault can still strike between two. */
const SCALED_COUNT_MIN = 2;

export function scaledCount(count: number, scale: number): number {
  return Math.max(Math.min(count, SCALED_COUNT_MIN), Math.round(count * scale));
}

/** `total`: the messages of all producers, scaled. */
export function scaledTrigger(messages: number, scale: number, total: number): number {
  return Math.max(1, Math.min(total - 1, Math.round(messages * scale)));
}

/** The steps that can meet no message, when the run is scaled by `scale`. */
export function* lateStrikes({ producers, faults = [] }: Parts, scale: number): Generator<Contradiction> {
  if (!producers?.every((group) => startsOf(group).length === group.instances)) return;
  const total = messagesOf(producers);
  for (const [index, step] of faults.entries()) {
    if (step?.at.kind !== "messages" || step.at.messages < total) continue;
    const { messages } = step.at;
    const products = producers.map(({ instances, count }) =>
      instances === 1 ? `${count}` : `${instances} × ${count}`,
    );
    const sum = products.join(" + ");
    const sent = sum === `${total}` ? sum : `${total} (${sum})`;
    const message =
      messages > total
        ? `at ${messages} messages is never reached: the producers send ${sent}`
        : `at ${messages} messages the last one is sent, and the fault would meet none; ${total > 1 ? `write ${total - 1} messages or fewer` : "send more than one"}`;
    yield { path: ["faults", index, "at"], at: "value", message };
  }

  const paces = producers.map((group) => ({ ...group, count: scaledCount(group.count, scale) }));
  const strikes = strikesOf(faults, paces, scale);
  if (strikes === undefined) return;
  const { lastMs, mayKeepWaiting, late } = strikes;
  const timeoutMs = mayKeepWaiting ? messageTimeoutMs(producers) : 0;
  for (const { step, index, strikesMs, when } of late) {
    if (strikesMs < lastMs + timeoutMs) continue;
    const sending = `the producers send for ${roughDuration(lastMs)}`;
    const waiting = timeoutMs > 0 ? `, and a message that waits fails after ${roughDuration(timeoutMs)}` : "";
    const [how, advice] =
      scale === 1
        ? ["", "let it strike earlier, or send more messages"]
        : [
            `with --scale ${scale} `,
            "--scale leaves times as they are, so write the trigger in messages, or use a larger scale",
          ];
    const message = `${how}${sending}${waiting}, but ${step.name} strikes at ${when} and would meet no message; ${advice}`;
    yield { path: ["faults", index, "at"], at: "value", message };
  }
}

/** What a person should know of the times in a scenario that is scaled by `scale`, as it then is; a sentence each. */
export function* notesOnTimes(
  paces: readonly Pace[],
  faults: readonly FaultStep[],
  scale: number,
): Generator<string> {
  const strikes = strikesOf(faults, paces, 1);
  if (strikes === undefined) return;
  const sending = `the producers send for ${roughDuration(strikes.lastMs)}`;
  const timed = faults.filter(({ at }) => at.kind !== "messages" && at.afterMs > 0);
  if (scale !== 1 && timed.length > 0) {
    const when = timed.map(({ name, at }) => {
      if (at.kind === "messages") return name;
      return at.kind === "time"
        ? `${name} strikes at ${writeDuration(at.afterMs)}`
        : `${name} ${writeDuration(at.afterMs)} after ${at.fault}`;
    });
    yield `with --scale ${scale} ${sending}; times stay as they are: ${when.join(", ")}`;
  }
  for (const { step, when } of strikes.late) {
    yield `${sending}, and ${step.name} strikes at ${when}: it meets only messages that an earlier fault keeps waiting`;
  }
}

interface Strikes {
  /** When the last message is due. */
  readonly lastMs: number;
  /** A fault strikes before that, so that it may keep messages waiting for longer. */
  readonly mayKeepWaiting: boolean;
  /** The steps that strike then, or later. `when`: in words. */
  readonly late: readonly { step: FaultStep; index: number; strikesMs: number; when: string }[];
}

/** Undefined: at full speed it is not known when the last message is due. */
function strikesOf(
  faults: readonly (FaultStep | undefined)[],
  paces: readonly Pace[],
  scale: number,
): Strikes | undefined {
  const lastMs = lastDueMs(paces);
  if (lastMs === undefined) return undefined;
  const strikes = earliestMs(faults, paces, scale);
  const late = faults.flatMap((step, index) => {
    const strikesMs = strikes[index];
    if (step === undefined || step.at.kind === "messages" || strikesMs === undefined) return [];
    const when = `${roughDuration(strikesMs)}${step.at.kind === "time" ? "" : " at the earliest"}`;
    return strikesMs < lastMs ? [] : [{ step, index, strikesMs, when }];
  });
  const mayKeepWaiting = strikes.some((strikesMs) => strikesMs !== undefined && strikesMs < lastMs);
  return { lastMs, mayKeepWaiting, late };
}

/** When each step strikes at the earliest; undefined where that cannot be known. */
function earliestMs(
  faults: readonly (FaultStep | undefined)[],
  paces: readonly Pace[],
  scale: number,
): readonly (number | undefined)[] {
  const known: (number | undefined)[] = [];
  const total = messagesOf(paces);
  for (const step of faults) {
    if (step === undefined) {
      known.push(undefined);
    } else if (step.at.kind === "time") {
      known.push(step.at.afterMs);
    } else if (step.at.kind === "messages") {
      known.push(dueMs(scaledTrigger(step.at.messages, scale, total), paces));
    } else {
      const { fault, afterMs } = step.at;
      const before = known[faults.findIndex((other) => other?.name === fault)];
      known.push(before === undefined ? undefined : before + afterMs);
    }
  }
  return known;
}
