/** The figures as a table, for the terminal and for Markdown. */
import Table from "cli-table3";

const HEAD = ["part", "measured", "wanted", "before", "reached", ""];

const RIGHT = ["wanted", "before", "reached"];

/** @param {{ part: string, figures: import("./figure.mjs").Figure[] }[]} results */
export function tableOf(results) {
  const [head, ...rows] = rowsOf(results);
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...rows);
  return table.toString();
}

/** @param {{ part: string, figures: import("./figure.mjs").Figure[] }[]} results */
export function markdownOf(results) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...rows] = rowsOf(results);
  const rule = head.map((cell) => (RIGHT.includes(cell) ? "--:" : "---"));
  return [head, rule, ...rows].map(line).join("\n");
}

/** With the column "before" only where a figure has it. */
function rowsOf(results) {
  const rows = results.flatMap(({ part, figures }) =>
    figures.map(({ what, wanted, before, reached, holds }, i) => [
      i === 0 ? part : "",
      what,
      wanted ?? "",
      before ?? "",
      reached,
      holds === null ? "" : holds ? "holds" : "missed",
    ]),
  );
  const at = HEAD.indexOf("before");
  const hasBefore = rows.some((row) => row[at] !== "");
  return [HEAD, ...rows].map((row) => (hasBefore ? row : row.toSpliced(at, 1)));
}
