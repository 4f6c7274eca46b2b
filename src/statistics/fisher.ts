/**
 * Fisher's exact test of two proportions, two-sided: R. A. Fisher, "On the interpretation of χ² from contingency tables",
 * J. R. Stat. Soc. 85 (1922). It holds for few runs, where approximations do not.
 */

/** An event that happened in some of n runs. */
export interface Proportion {
  readonly happened: number;
  readonly n: number;
}

/** Relative, as in R: tables as likely as the observed one count although rounding makes them differ. */
const TOLERANCE = 1e-7;

/** The probability of a table that is no likelier than the observed one, if both proportions are the same. */
export function fisher(a: Proportion, b: Proportion): number {
  const happened = a.happened + b.happened;
  const n = a.n + b.n;
  const logOf = (k: number) => logChoose(a.n, k) + logChoose(b.n, happened - k) - logChoose(n, happened);
  const observed = logOf(a.happened) + TOLERANCE;
  let p = 0;
  for (let k = Math.max(0, happened - b.n); k <= Math.min(happened, a.n); k++) {
    const log = logOf(k);
    if (log <= observed) p += Math.exp(log);
  }
  return Math.min(1, p);
}

/** Natural logarithm of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}
