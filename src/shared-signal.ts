/**
 * Node warns of a leak at the eleventh listener of a signal. One signal ends many waits, and there is one for each broker,
 * partition or producer at the same time, so the eleventh is none. Each wait takes its listener away when it ends.
 */
import { setMaxListeners } from "node:events";

/** Above 9 brokers, 100 partitions and 100 producers, so that a leak is still told. */
const LISTENERS_MAX = 1_000;

/** The same signal, for as many waits at once. To be called where the signal is made. */
export function sharedSignal(signal: AbortSignal): AbortSignal {
  setMaxListeners(LISTENERS_MAX, signal);
  return signal;
}
