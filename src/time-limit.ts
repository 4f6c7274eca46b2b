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
