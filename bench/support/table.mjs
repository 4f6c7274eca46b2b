/** The figures as a table, for the terminal and for Markdown. */
import Table from "cli-table3";

const HEAD = ["part", "measured", "wanted", "reached", ""];

/** @param {{ part: string, figures: import("./figure.mjs").Figure[] }[]} results */
export function tableOf(results) {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  table.push(...rowsOf(results));
  return table.toString();
}

/** @param {{ part: string, figures: import("./figure.mjs").Figure[] }[]} results */
export function markdownOf(results) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(HEAD), "|---|---|--:|--:|---|", ...rowsOf(results).map(line)].join("\n");
}

function rowsOf(results) {
  return results.flatMap(({ part, figures }) =>
    figures.map(({ what, wanted, reached, holds }, i) => [
      i === 0 ? part : "",
      what,
      wanted ?? "",
      reached,
      holds === null ? "" : holds ? "holds" : "missed",
    ]),
  );
}
