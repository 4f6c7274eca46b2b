/** The page in the browser: takes the data of the island, and shows the run or the index that the address names. */
import type { Report } from "../payload.js";
import { decodeRun } from "./decode.js";
import { fill, h } from "./dom.js";
import { indexView } from "./index-view.js";
import { watchLive } from "./live.js";
import { answerView, type RunView, runView } from "./run-view.js";
import { app, painted, place, remember, shell } from "./shell.js";

const report = JSON.parse(document.getElementById("report")!.textContent ?? "null") as Report;

function showReport(): void {
  let shown: { readonly index: number; readonly view: RunView } | null = null;
  const nav = shell(() => shown?.view ?? null);

  async function show(): Promise<void> {
    const { run, lost, t } = place();
    const single = report.runs.length === 1 && report.problems.length === 0 && report.campaign === null;
    const index = single ? 0 : run;
    if (index === null || report.pages[index] === undefined) {
      shown = null;
      fill(app, nav(false), indexView(report));
      return;
    }
    if (shown?.index !== index) {
      const model = await decodeRun(report.pages[index]);
      const element = answerView(model);
      fill(app, nav(!single), element);
      scrollTo(0, 0);
      await painted();
      const view = runView(element, model, (kept) => remember(single ? null : index, kept));
      shown = { index, view };
      view.draw();
    }
    if (lost !== null) shown.view.selectLost(lost);
    if (t !== null) shown.view.moveTo(t);
  }

  function start(): void {
    show().catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      fill(
        app,
        nav(report.runs.length > 1),
        h(
          "main",
          {},
          h("h1", {}, "This page cannot be shown"),
          h("p", {}, `The data in it is damaged, or the browser is too old: ${text}`),
        ),
      );
    });
  }

  addEventListener("hashchange", start);
  start();
}

if (report.isLive === true) watchLive();
else showReport();
