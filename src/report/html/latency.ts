/**
 * Latencies in buckets, eight to each doubling: a value is known to 9 %. A report needs no more, and one bucket is one dot
 * of the picture however many messages are in it.
 */

/** Of a latency in ticks of 0.1 ms, 0 to 2³². */
export function bucketOf(ticks: number): number {
  if (ticks < 16) return ticks;
  const octave = 31 - Math.clz32(ticks);
  return 16 + (octave - 4) * 8 + ((ticks >>> (octave - 3)) & 7);
}

export const BUCKETS = 16 + 28 * 8;

/** The middle of a bucket in milliseconds. */
export function bucketMs(bucket: number): number {
  if (bucket < 16) return bucket / 10;
  const octave = 4 + Math.floor((bucket - 16) / 8);
  const first = (8 + ((bucket - 16) % 8)) * 2 ** (octave - 3);
  return (first + 2 ** (octave - 3) / 2) / 10;
}
