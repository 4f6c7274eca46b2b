/**
 * `chase: { kill: leader, times: 3, every: 10s }`: another fault, again and again, each time on the nodes that have the role
 * then. Each strike is healed before the next.
 *
 * The injection is over when the last strike is healed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { NodeName } from "../cluster/topology.js";
import { roughDuration } from "../rough-duration.js";
import { must, whole } from "../scenario/schema/values.js";
import type { Vocabulary } from "../scenario/syntax.js";
import { lastDueMs, messageTimeoutMs } from "../scenario/timing.js";
import { waitFor } from "../wait.js";
import { oneOf } from "../yaml/wording.js";
import { defineFault, type Fault, type Targets } from "./fault.js";
import { kill } from "./kill.js";
import { controllerIsolate, metadataIsolate, zkIsolate } from "./metadata-isolate.js";
import { partition } from "./partition.js";
import { pause } from "./pause.js";
import { restart } from "./restart.js";
import { sentences } from "./told.js";

/** Faults that a leader may lose its leadership by. */
const CHASED: readonly Fault[] = [
  ...[kill, pause, restart, partition],
  ...[metadataIsolate, controllerIsolate, zkIsolate],
];
const NAMES = CHASED.map(({ name }) => name);

const TIMES_MAX = 100;
/** A leader whose session must end first, and a start of a broker. */
const LEADER_MS_MAX = 90_000;

interface Chase {
  readonly fault: Fault;
  readonly options: unknown;
  readonly times: number;
  readonly everyMs: number;
}

export const chase = defineFault<Chase>({
  name: "chase",
  summary: "Do another fault several times, each time to the node that leads then, and heal it in between",
  lasts: "until-done",
  schema: (words: Vocabulary) =>
    z
      .strictObject({
        ...Object.fromEntries(
          CHASED.map((fault) => [fault.name, fault.schema(words).optional().describe(fault.summary)]),
        ),
        times: whole(2, TIMES_MAX).describe("How often, 2 to 100 times"),
        every: words.durationMs
          .refine((ms) => ms > 0, { error: must("longer than 0s") })
          .describe("How long each strike lasts before it is healed, such as 10s"),
      })
      .superRefine((value, context) => {
        const [first, ...others] = chosenIn(value);
        if (first === undefined) {
          context.addIssue({ code: "custom", message: `must have a fault to repeat: ${oneOf(NAMES)}` });
        }
        for (const other of others) {
          const message = `needs another step, because ${first} is repeated already`;
          context.addIssue({ code: "custom", message, path: [other], params: { atKey: true } });
        }
      })
      .transform(({ times, every, ...rest }): Chase => {
        const name = chosenIn(rest)[0]!;
        return {
          fault: CHASED.find((fault) => fault.name === name)!,
          options: (rest as Record<string, unknown>)[name],
          times: times as number,
          everyMs: every as number,
        };
      }),
  idleOn({ times, everyMs }, { producers }) {
    const lastMs = lastDueMs(producers);
    if (lastMs === undefined) return undefined;
    const timeoutMs = messageTimeoutMs(producers);
    const strikesMs = (times - 1) * everyMs;
    return strikesMs >= lastMs + timeoutMs
      ? `the producers send for ${roughDuration(lastMs)}, and a message that waits fails after ${roughDuration(timeoutMs)}, but the last of ${times} strikes comes after ${roughDuration(strikesMs)} or more; write fewer times, or a shorter every`
      : undefined;
  },
  async inject(cluster, { fault, options, times, everyMs }, targets, surroundings) {
    const { isProducing, strike, signal } = surroundings;
    const struck: (readonly NodeName[])[] = [];
    const silenced: NodeName[] = [];
    const flaws: string[] = [];
    const told = () => ({
      targets: [...new Set(struck.flat())],
      detail: `${fault.name} on ${struck.map((names) => names.join(" and ")).join(", then ")}`,
      isGradual: true,
      silenced: [...new Set(silenced)],
      silencedMs: everyMs,
      ...(flaws.length > 0 && { flaw: sentences(flaws) }),
    });
    for (let round = 1; round <= times; round++) {
      await untilSomeoneLeads(targets, signal);
      if (!isProducing()) {
        flaws.push(`only ${round - 1} of ${times} times: every message was settled before the next`);
        break;
      }
      const injection = await strike(() => fault.inject(cluster, options, targets, surroundings));
      struck.push(injection.targets);
      silenced.push(...(injection.silenced ?? []));
      if (injection.flaw !== undefined) flaws.push(injection.flaw);
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      try {
        await injection.heal();
      } catch (error) {
        signal.throwIfAborted();
        flaws.push(`strike ${round} could not be healed, and was the last: ${(error as Error).message}`);
        // The run tries once more when it heals.
        return { ...told(), heal: injection.heal };
      }
      signal.throwIfAborted();
    }
    return { ...told(), heal: async () => {}, aftermath: Promise.resolve() };
  },
});

function chosenIn(value: object): string[] {
  return NAMES.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
}

/** A broker that was struck and healed leads no longer, or leads again: either is known only after a while. */
function untilSomeoneLeads(targets: Targets, signal: AbortSignal): Promise<void> {
  return waitFor(
    () =>
      targets.resolve(["leader"]).then(
        () => ({ done: true, value: undefined }),
        (error: Error) => ({ done: false, seen: error.message }),
      ),
    { what: "a leader of partition 0", limitMs: LEADER_MS_MAX, everyMs: 100, signal },
  );
}
