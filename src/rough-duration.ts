/** As a sentence has it: `850 ms`, `9.99 s`, `122.5 s`. */
export function roughDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 2 : 1))} s`;
}
