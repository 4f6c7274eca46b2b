/** Rows of numbers that grow: no object for each, and no row moves. */

const ROWS_A_BLOCK = 1_024;

export class Columns {
  length = 0;
  readonly #blocks: Float64Array[] = [];

  constructor(readonly width: number) {}

  add(...row: number[]): void {
    const at = this.length++ % ROWS_A_BLOCK;
    if (at === 0) this.#blocks.push(new Float64Array(ROWS_A_BLOCK * this.width));
    this.#blocks.at(-1)!.set(row, at * this.width);
  }

  at(row: number, column: number): number {
    return this.#blocks[Math.floor(row / ROWS_A_BLOCK)]![(row % ROWS_A_BLOCK) * this.width + column]!;
  }
}
