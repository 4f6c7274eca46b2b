/** As a sentence has it, with three digits: `850 ms`, `9.99 s`, `122 s`. */
export function roughDuration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toPrecision(3))} s`;
}
