/**
 * Rounds of a comparison. In each, every contestant runs once; the order turns, so that none always comes after the
 * same neighbour.
 */

/**
 * @param {number} rounds
 * @param {Record<string, () => Promise<number>>} contestants each resolves to its measurement of one round
 * @param {(line: string) => void} progress
 * @returns {Promise<Record<string, number[]>>} by contestant, in the order of the rounds
 */
export async function takeTurns(rounds, contestants, progress) {
  const names = Object.keys(contestants);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length];
      const value = await contestants[name]();
      measured[name].push(value);
      progress(`round ${round + 1} of ${rounds}: ${name} ${Math.round(value).toLocaleString("en")}`);
    }
  }
  return measured;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
