/**
 * Even pacing of one producer: a message is due every 1/rate seconds. When the process falls behind (a pause, a full
 * queue), the schedule slips rather than catching up in a burst: at most BURST_MS of messages are ever due at once.
 */

/** What one look may find due, in time. */
export const BURST_MS = 10;

export interface Pacer {
  /** Messages due at `nowMs`; the caller reports how many of them it sent. */
  due(nowMs: number): number;
  sent(messages: number): void;
}

/** `ratePerSecond` "max" is always due. `startMs`: when the first message is due. */
export function pacer(ratePerSecond: number | "max", startMs: number): Pacer {
  if (ratePerSecond === "max") return { due: () => Number.POSITIVE_INFINITY, sent: () => {} };
  const gapMs = 1000 / ratePerSecond;
  let nextMs = startMs;
  return {
    due(nowMs) {
      const behindMs = nowMs - nextMs;
      if (behindMs < 0) return 0;
      if (behindMs > BURST_MS) nextMs = nowMs - Math.max(0, BURST_MS - gapMs);
      return 1 + Math.floor((nowMs - nextMs) / gapMs);
    },
    sent(messages) {
      nextMs += messages * gapMs;
    },
  };
}
