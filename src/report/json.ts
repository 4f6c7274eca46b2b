/** `result.json` for machines: the object of one run, an array of several. */
import type { Reporter } from "./reporter.js";

/** What JSON leaves as it is though a terminal would act on it: DEL, the C1 controls, and invisible formatting. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const json: Reporter = {
  name: "json",
  summary: "result.json as it is; an array when there are several runs",
  render(runs) {
    const results = runs.map(({ result }) => result);
    const text = JSON.stringify(results.length === 1 ? results[0] : results, null, 2);
    return `${text.replace(UNSAFE, (character) => (character === "\n" ? character : escapeUnits(character)))}\n`;
  },
};

function escapeUnits(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
