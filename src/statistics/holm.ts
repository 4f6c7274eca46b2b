/**
 * Holm's correction of several p-values: S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Stat. 6
 * (1979). With it, one of many comparisons is as seldom called real by chance as a single one.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(ps.length);
  let most = 0;
  for (const [rank, { p, index }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (ps.length - rank)));
    corrected[index] = most;
  }
  return corrected;
}
