/** Waiting for a condition: with a limit, and with words for what was awaited and what was last seen. */
import { setTimeout as sleep } from "node:timers/promises";
import { InfrastructureError } from "./errors.js";

/** What one look at the condition gave: the value awaited, or a description of what is there instead. */
export type Look<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly seen: string };

export interface WaitOptions {
  /** "3 brokers in metadata" */
  readonly what: string;
  readonly limitMs: number;
  /** Pause between two looks. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** Looks until the condition holds; rejects with `waited 30 s for <what>; saw <seen>`, or the signal's reason. */
export async function waitFor<T>(look: () => Promise<Look<T>> | Look<T>, options: WaitOptions): Promise<T> {
  const { what, limitMs, everyMs, signal } = options;
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found.done) return found.value;
    if (performance.now() > deadlineMs) {
      throw new InfrastructureError(`waited ${Math.round(limitMs / 1000)} s for ${what}; saw ${found.seen}`);
    }
    await sleep(everyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
