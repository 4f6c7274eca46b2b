/** Faults that do something again and again, until they are healed. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Injection } from "./fault.js";

/** Resolves after so long, to true; or as soon as the fault is healed, to false. */
export type Wait = (durationMs: number) => Promise<boolean>;

/** `work` leaves the cluster as it found it. Healing waits for that. */
export function inBackground(work: (wait: Wait) => Promise<void>): Pick<Injection, "heal" | "aftermath"> {
  const over = new AbortController();
  const working = work((durationMs) => sleep(durationMs, true, { signal: over.signal }).catch(() => false));
  working.catch(() => {}); // the aftermath tells it; no code waits for this promise
  return {
    aftermath: working,
    heal: () => {
      over.abort();
      return working;
    },
  };
}
