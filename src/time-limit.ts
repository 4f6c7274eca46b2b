import { setTimeout as sleep } from "node:timers/promises";

/**
 * A signal that aborts after a time as well. `AbortSignal.any` holds its sources weakly, and a garbage collection of Node 20
 * takes away an `AbortSignal.timeout` that nothing else holds: then the time never comes. A timer is held by Node itself.
 */
export function withLimit(
  signal: AbortSignal,
  limitMs: number,
): { readonly signal: AbortSignal } & Disposable {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  const stop = () => over.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  return {
    signal: over.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

/** What the promise resolves to; null: it did not in time. No timer is left. */
export async function within<Value>(promise: Promise<Value>, limitMs: number): Promise<Value | null> {
  const over = new AbortController();
  const late = sleep(limitMs, null, { signal: over.signal }).catch(() => null);
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
