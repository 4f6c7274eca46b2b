/** What the runs of a campaign say together: a heat map where its cells differ in two ways, and a table of all cells. */
import type { CampaignPage, CellRow, HeatMap } from "../payload.js";
import { h, table } from "./dom.js";
import { count, countOf } from "./words.js";

/** `show`: lists the runs of the cell below. */
export function campaignView({ cells, heatMaps }: CampaignPage, show: (cell: number) => void): HTMLElement {
  const missing = cells.reduce((sum, cell) => sum + cell.missing, 0);
  const inconclusive = cells.reduce((sum, cell) => sum + cell.inconclusive, 0);
  const expectsOdds = cells.some(({ odds }) => odds.length > 0);
  /** `place`: among the buttons of the cell. A page that is drawn again finds the button by it. */
  const button = (index: number, place: string): Node | string => {
    const { members, lostIn, scenario, settings } = cells[index]!;
    if (members.length === 0) return lostIn;
    const label = `${lostIn}: list the runs of ${scenario} ${settings}`.trim();
    const attributes = { type: "button", "aria-label": label, "data-place": `${place} ${index}` };
    return h("button", { ...attributes, on: { click: () => show(index) } }, lostIn);
  };
  const notes = [
    "Loses: the interval of Wilson for the probability of a loss, at 95 %. Lost, no writes: the median, and the range.",
    ...(inconclusive > 0 ? [`Inconclusive, and not counted: ${countOf(inconclusive, "run")}.`] : []),
    ...(missing > 0 ? [`Missing: ${countOf(missing, "run")}.`] : []),
  ];
  return h(
    "section",
    { class: "card", "aria-labelledby": "campaign-title" },
    h("h2", { id: "campaign-title" }, "How often"),
    ...heatMaps.map((map, i) => heatMap(map, cells, (cell) => button(cell, `map ${i}`))),
    table(
      "Every combination of the campaign",
      ["scenario", "settings", "runs", "lost in", "loses (95 %)", "lost", "no writes", "other checks"].concat(
        expectsOdds ? ["expected"] : [],
      ),
      cells.map((cell, index) => [
        cell.scenario,
        cell.settings || "–",
        runsOf(cell),
        button(index, "row"),
        cell.interval,
        cell.lost,
        cell.noWrites,
        cell.others.join(", ") || "–",
        ...(expectsOdds ? [cell.odds.join(", ") || "–"] : []),
      ]),
      { numbers: [2, 3, 4, 5, 6], hideCaption: true },
    ),
    ...notes.map((note) => h("p", { class: "quiet" }, note)),
  );
}

function runsOf({ runs, inconclusive, missing }: CellRow): string {
  return [
    count(runs),
    ...(inconclusive > 0 ? [`${count(inconclusive)} inconclusive`] : []),
    ...(missing > 0 ? [`${count(missing)} missing`] : []),
  ].join(", ");
}

/** The redder, the more of the runs lost messages. */
function heatMap(
  { name, rows, columns, cells: indexes }: HeatMap,
  cells: readonly CellRow[],
  button: (cell: number) => Node | string,
): HTMLElement {
  const title = `Lost in, by ${rows.name} and ${columns.name}${name === "" ? "" : `: ${name}`}`;
  const square = (index: number | null) => {
    const cell = index === null ? undefined : cells[index];
    if (index === null || cell === undefined) return h("td", { class: "unknown" }, "–");
    const element = h(
      "td",
      { class: cell.rate === null ? "unknown" : null },
      button(index),
      h("small", {}, cell.interval),
    );
    if (cell.rate !== null) element.style.setProperty("--heat", String(cell.rate));
    return element;
  };
  return h(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": title },
    h(
      "table",
      { class: "heat" },
      h("caption", {}, title),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, rows.name),
          ...columns.values.map((value) => h("th", { scope: "col" }, value)),
        ),
      ),
      h(
        "tbody",
        {},
        ...indexes.map((row, i) =>
          h("tr", {}, h("th", { scope: "row" }, rows.values[i]!), ...row.map(square)),
        ),
      ),
    ),
  );
}
