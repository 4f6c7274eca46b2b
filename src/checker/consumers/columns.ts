/** Rows of numbers that grow: no object for each. */
export class Columns {
  length = 0;
  #cells: Float64Array;

  constructor(readonly width: number) {
    this.#cells = new Float64Array(width * 64);
  }

  add(...row: number[]): void {
    if ((this.length + 1) * this.width > this.#cells.length) {
      const larger = new Float64Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.set(row, this.length++ * this.width);
  }

  at(row: number, column: number): number {
    return this.#cells[row * this.width + column]!;
  }
}
