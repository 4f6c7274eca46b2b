/**
 * The history of scenarios as one HTML file that needs nothing else: a picture of each series, and its figures as a table. It
 * has no script. A policy (CSP) lets it use its own style, by the hash, and nothing else.
 */
import { clean } from "./clean.js";
import { changesIn, figuresOf, notesOf, whensOf } from "./history.js";
import { escapeText, hashOf } from "./markup.js";
import type { History, HistoryGroup, Series } from "./model/history.js";
import { count } from "./text.js";

const WIDTH = 720;
const HEIGHT = 190;
const LEFT = 48;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 28;
/** Of a date under a picture, with some room. */
const DAY_WIDTH = 84;

const STYLE = `
:root { color-scheme: light dark; --bg: #f4f5f7; --surface: #fff; --ink: #171b22; --muted: #59626f; --line: #d5dae0; --dot: #2a6fbd; --change: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1014; --surface: #161a20; --ink: #e7ebf0; --muted: #9aa5b3; --line: #333b46; --dot: #6aa9f4; --change: #ff8078; } }
body { margin: 0 auto; max-width: 1100px; padding: 16px 24px 48px; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 16px 20px; margin: 0 0 20px; }
h1 { font-size: 26px; } h2 { font-size: 18px; margin: 0 0 4px; }
p { margin: 0 0 8px; max-width: 95ch; } .quiet { color: var(--muted); font-size: 13px; }
svg { display: block; width: 100%; max-width: 900px; height: auto; }
svg text { fill: var(--muted); font: 12px system-ui, sans-serif; }
.grid { stroke: var(--line); } .way { stroke: var(--dot); fill: none; opacity: .5; } .whisker { stroke: var(--dot); stroke-width: 2; } .dot { fill: var(--dot); }
.change { stroke: var(--change); stroke-dasharray: 4 4; } .changes { color: var(--change); }
.table { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; } th, td { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
td.words { white-space: normal; padding-left: 24px; } thead th { color: var(--muted); font-weight: 500; } th.number, td.number { text-align: right; }
`;

export function historyAsHtml(
  history: History,
  { directory, problems }: { readonly directory: string; readonly problems: readonly string[] },
): string {
  const title = `The history of ${directory}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(STYLE)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${markup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${markup(title)}</h1>
${problems.map((text) => `<p class="changes">Not read: ${markup(text)}</p>`).join("\n")}
${history.series.map(sectionOf).join("\n")}
${notesOf(history)
  .map((text) => `<p class="quiet">${markup(text)}</p>`)
  .join("\n")}
</main>
</body>
</html>
`;
}

function sectionOf(series: Series, index: number): string {
  const { scenario, settings, groups } = series;
  const name = [scenario, ...settings.map(([path, value]) => `${path}=${value}`)].join(" ");
  const id = `series-${index}`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${markup(name)}</h2>
${pictureOf(groups, name)}
${tableOf(groups, name)}
</section>`;
}

/** Each group as its share of runs that lost messages, with the interval. Empty: no run knows. */
function pictureOf(groups: readonly HistoryGroup[], name: string): string {
  const known = groups.filter(({ summary }) => summary.loss.known > 0);
  if (known.length === 0) return "<p>No run knows whether messages were lost.</p>";
  const times = known.map(({ from }) => Date.parse(from));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = (ms: number) =>
    first === last ? WIDTH / 2 : LEFT + 12 + ((ms - first) / (last - first)) * (WIDTH - LEFT - RIGHT - 24);
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const points = known.map(({ summary: { loss } }, i) => ({
    ...{ x: x(times[i]!), y: y(loss.happened / loss.known) },
    ...{ low: y(loss.interval.low), high: y(loss.interval.high) },
  }));
  const round = (value: number) => Math.round(value * 10) / 10;
  const line = (x1: number, y1: number, x2: number, y2: number, style: string) =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${style}"/>`;
  const grid = [0, 0.5, 1].flatMap((share) => [
    line(LEFT, y(share), WIDTH - RIGHT, y(share), "grid"),
    `<text x="${LEFT - 6}" y="${round(y(share) + 4)}" text-anchor="end">${share * 100} %</text>`,
  ]);
  let labelledTo = Number.NEGATIVE_INFINITY;
  const days = known.flatMap(({ from }, i) => {
    const at = Math.min(points[i]!.x, WIDTH - RIGHT - DAY_WIDTH / 2);
    if (at - labelledTo < DAY_WIDTH) return [];
    labelledTo = at;
    return [
      `<text x="${round(at)}" y="${HEIGHT - 8}" text-anchor="middle">${markup(from.slice(0, 10))}</text>`,
    ];
  });
  const changes = known.flatMap(({ change }, i) =>
    changesIn(change).length === 0 ? [] : [line(points[i]!.x, TOP, points[i]!.x, HEIGHT - BOTTOM, "change")],
  );
  const told = known
    .map(({ summary }, i) => `${whensOf(known)[i]}: ${figuresOf({ summary })[1]}`)
    .slice(0, 12);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${markup(`Share of the runs of ${name} that lost messages. ${told.join(", ")}. The table has every figure.`)}">
${[...grid, ...days, ...changes].join("\n")}
<polyline class="way" points="${points.map((point) => `${round(point.x)},${round(point.y)}`).join(" ")}"/>
${points.map((point) => `${line(point.x, point.low, point.x, point.high, "whisker")}<circle class="dot" cx="${round(point.x)}" cy="${round(point.y)}" r="4"/>`).join("\n")}
</svg>`;
}

const HEADS = ["when", "runs", "lost in", "loses (95 %)", "lost", "no writes"];
const TEXT_HEADS = ["chaos", "Kafka", "engine", "not counted"];

function tableOf(groups: readonly HistoryGroup[], name: string): string {
  const whens = whensOf(groups);
  const rows = groups.map((group, i) => {
    const { versions, summary, missing, change } = group;
    const uncounted = [
      ...(summary.inconclusive > 0 ? [`${count(summary.inconclusive)} inconclusive`] : []),
      ...(missing > 0 ? [`${count(missing)} missing`] : []),
    ].join(", ");
    const numbers = figuresOf(group).map((text) => `<td class="number">${markup(text)}</td>`);
    const texts = [versions.chaos, versions.kafka, versions.engine, uncounted].map(
      (text) => `<td>${markup(text)}</td>`,
    );
    const said = changesIn(change);
    const below =
      said.length === 0
        ? ""
        : `<tr><td class="words changes" colspan="${HEADS.length + TEXT_HEADS.length}">${said.map(markup).join("<br>")}</td></tr>`;
    return `<tr><th scope="row">${markup(whens[i]!)}</th>${numbers.join("")}${texts.join("")}</tr>${below}`;
  });
  const heads = [
    ...HEADS.map((head, i) => `<th scope="col"${i > 0 ? ' class="number"' : ""}>${head}</th>`),
    ...TEXT_HEADS.map((head) => `<th scope="col">${head}</th>`),
  ];
  return `<div class="table" role="region" tabindex="0" aria-label="${markup(`Groups of ${name}`)}"><table>
<thead><tr>${heads.join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

function markup(text: string): string {
  return escapeText(clean(text));
}
