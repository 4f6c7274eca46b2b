/**
 * `result.json` for machines: an array of runs, of one run too, so that scripts read every answer in the same way. A
 * campaign is an object, with such an array in it.
 */
import { resultAsJson } from "../rundir/result-file/result-file.js";
import { campaignAsJson } from "./campaign-json.js";
import type { Reporter } from "./reporter.js";

/**
 * What JSON leaves as it is though a terminal would act on it: DEL, the C1 controls, and invisible formatting. GitHub Actions
 * takes `##[…]` in a line for a command.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|#(?=#\[)/gu;

export const json = {
  name: "json",
  summary: "an array with the result.json of each run",
  render(runs, _page, { cells, problems = [] } = {}) {
    const results = runs.map(({ result }) => resultAsJson(result));
    const document = cells === undefined ? results : { ...campaignAsJson(cells, problems), runs: results };
    const text = JSON.stringify(document, null, 2);
    return `${text.replace(UNSAFE, (character) => (character === "\n" ? character : escapeUnits(character)))}\n`;
  },
} satisfies Reporter;

function escapeUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
