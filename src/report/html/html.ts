/**
 * The report as one HTML file, which needs nothing else: no network, no other file, no server.
 *
 * The file is markup that never changes, a style, a script, and the data of the runs as one island of JSON. The script
 * builds the page from the data and only ever makes text of it. A policy in the head (CSP) lets that script and that
 * style run, by their hashes, and nothing else: no request, no inline handler, no markup from a string.
 */
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import type { RunData } from "../../rundir/rundir.js";
import { escapeText, hashOf } from "../markup.js";
import { runNames } from "../model/campaign.js";
import type { Beside } from "../reporter.js";
import { budgetFor } from "./budget.js";
import { campaignOf } from "./campaign-page.js";
import type { Report } from "./payload.js";
import { packRun, summaryOf } from "./run-page.js";

/** What the build makes of page/. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** Beside this module. */
export function builtAssets(): Assets {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  return { script: read("page.bundle.js"), style: read("page.bundle.css") };
}

/**
 * One file for all runs, oldest first. Of one run it shows the run, of several an index with each run behind its line.
 * Of a campaign the index begins with its cells.
 */
export async function renderHtml(
  runs: readonly RunData[],
  { problems = [], cells = [] }: Beside = {},
  assets: Assets = builtAssets(),
): Promise<string> {
  const budget = budgetFor(runs.length);
  const pages: string[] = [];
  for (const run of runs) {
    const packed = await packRun(run, budget);
    pages.push(deflateRawSync(packed, { level: packed.length > 4 << 20 ? 4 : 6 }).toString("base64"));
  }
  const names = runNames(cells);
  const summaries = runs.map((run) => summaryOf(run, names.get(run.directory)));
  const campaign = cells.length === 0 ? null : campaignOf(cells, runs);
  return documentOf({ runs: summaries, pages, problems: [...problems], campaign }, assets);
}

/** `connect`: what the script may ask, as in the policy's connect-src. Nothing unless given. */
export function documentOf(report: Report, { script, style }: Assets, connect = ""): string {
  const title = titleOf(report);
  const policy = [
    "default-src 'none'",
    ...(connect === "" ? [] : [`connect-src ${connect}`]),
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const words = report.runs.map(
    ({ scenario, verdict, loss }) => `<li>${escapeText(`${scenario}: ${verdict}. Lost: ${loss}.`)}</li>`,
  );
  const without = report.isLive
    ? "This page needs its script. The terminal of chaos run has the same progress as text."
    : `This page draws its pictures with a script. Without it, this is the answer:</p><ul>${words.join("")}</ul><p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"><noscript><p>${without}</p></noscript></div>
<script type="application/json" id="report">${escapeJson(report)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function titleOf({ runs, isLive }: Report): string {
  if (isLive === true) return "chaos: live";
  const [first] = runs;
  if (first === undefined) return "chaos: no runs";
  return runs.length === 1 ? `${first.scenario}: ${first.loss} lost` : `chaos: ${runs.length} runs`;
}

/** JSON that no parser of HTML takes for markup. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
