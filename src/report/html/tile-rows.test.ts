import { expect, it } from "vitest";
import { rowsOf } from "./page/tile-rows.js";

it("tiles are in rows of about the same length, and none is alone", () => {
  expect(rowsOf(9, 9)).toEqual([9]);
  expect(rowsOf(9, 8)).toEqual([4, 5]);
  expect(rowsOf(9, 4)).toEqual([3, 3, 3]);
  expect(rowsOf(9, 2)).toEqual([2, 2, 2, 3]);
  for (let n = 2; n <= 20; n++) {
    for (let most = 2; most <= 9; most++) {
      const rows = rowsOf(n, most);
      expect(rows.reduce((sum, size) => sum + size, 0)).toBe(n);
      expect(Math.min(...rows)).toBeGreaterThan(1);
      expect(Math.max(...rows)).toBeLessThanOrEqual(most === 2 ? 3 : most);
      expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(1);
    }
  }
  expect(rowsOf(1, 2)).toEqual([1]);
});
