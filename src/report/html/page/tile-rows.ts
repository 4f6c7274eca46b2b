/**
 * How many of `n` tiles each row has, where a row has room for `most`, at least 2. Rows differ by one at most, the longer ones
 * last. Where one would be alone, one row has one more than there is room for.
 */
export function rowsOf(n: number, most: number): number[] {
  const rows = Math.max(1, Math.min(Math.ceil(n / most), Math.floor(n / 2)));
  const least = Math.floor(n / rows);
  return Array.from({ length: rows }, (_, row) => (row < rows - (n % rows) ? least : least + 1));
}
