/** A length of steps that a person can name: 1, 2 or 5 times a power of ten milliseconds, 10 ms at least. */
export function niceStep(leastMs: number): number {
  for (let power = 10; ; power *= 10) {
    for (const times of [1, 2, 5]) if (power * times >= leastMs) return power * times;
  }
}
