/** Silence: the user of JSON reads `result.json` from stdout, and `timeline.ndjson` while the run goes on. */
import type { ViewKind } from "./view.js";

export const json: ViewKind = {
  name: "json",
  summary: "no progress; an array with each result.json on stdout",
  open: () => ({ event() {}, done() {} }),
};
