/** The standard normal distribution. */

/** P(Z ≤ z), by Marsaglia, "Evaluating the normal distribution", J. Stat. Softw. 11 (2004). */
export function normalDistribution(z: number): number {
  if (z < 0) return 1 - normalDistribution(-z);
  if (z > 10) return 1;
  let [term, sum] = [z, z];
  for (let k = 3; k < 400; k += 2) {
    term *= z ** 2 / k;
    sum += term;
  }
  return 0.5 + sum * (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI));
}

/** z with P(Z ≤ z) = p, for 0.5 ≤ p < 1, by bisection. */
export function normalQuantile(p: number): number {
  let [low, high] = [0, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
