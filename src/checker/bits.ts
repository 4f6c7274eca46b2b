/** One bit a row. */
export interface Bits {
  has(row: number): boolean;
  set(row: number): void;
}

export function bits(rows: number): Bits {
  const words = new Int32Array(Math.ceil(rows / 32));
  return {
    has: (row) => (words[row >>> 5]! & (1 << (row & 31))) !== 0,
    set: (row) => {
      words[row >>> 5]! |= 1 << (row & 31);
    },
  };
}
