/** Small tables for a terminal. */
import { clean } from "./clean.js";
import { padEnd, padStart, width } from "./text.js";

export interface Cell {
  readonly text: string;
  readonly align?: "right";
  readonly style?: (text: string) => string;
}

/** Columns two blanks apart. A row that is shorter ends where it ends, and its last cell makes no column wider. */
export function columnsOf(rows: readonly (readonly Cell[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: clean(cell.text) })));
  const columns = Math.max(...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...cells.filter((row) => row.length === columns).map((row) => width(row[column]!.text))),
  );
  return cells.map((row) =>
    row
      .map(({ text, align, style = String }, column) => {
        const pad = align === "right" ? padStart : padEnd;
        return style(pad(text, widths[column]!));
      })
      .join("  ")
      .trimEnd(),
  );
}
