/** The page in the browser: takes the data of the island, and shows the run or the index that the address names. */
import type { Report } from "../payload.js";
import { decodeRun } from "./decode.js";
import { fill, h } from "./dom.js";
import { indexView } from "./index-view.js";
import { answerView, type RunView, runView } from "./run-view.js";
import { watchTheme } from "./theme.js";

const app = document.getElementById("app")!;
const report = JSON.parse(document.getElementById("report")!.textContent ?? "null") as Report;
let shown: { readonly index: number; readonly view: RunView } | null = null;

const theme = watchTheme(() => shown?.view.recolour());
const themeButton = h(
  "button",
  {
    type: "button",
    class: "theme",
    on: {
      click: () => {
        themeButton.textContent = `colours: ${theme.next()}`;
      },
    },
  },
  "colours: auto",
);

/** `#run=3&lost=0`, `#t=1234`: which run, which lost range, which moment. */
function place(): { readonly run: number | null; readonly lost: number | null; readonly t: number | null } {
  const asked = new URLSearchParams(location.hash.slice(1));
  const number = (name: string) => {
    const text = asked.get(name);
    return text === null || !/^\d+(\.\d+)?$/.test(text) ? null : Number(text);
  };
  return { run: number("run"), lost: number("lost"), t: number("t") };
}

function nav(isIndexed: boolean): HTMLElement {
  return h(
    "nav",
    { "aria-label": "Report" },
    h("span", { class: "brand" }, "chaos"),
    isIndexed ? h("a", { href: "#" }, "all runs") : null,
    h("span", { class: "grow" }),
    themeButton,
  );
}

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
    const view = runView(element, model, (kept) => {
      const query = [
        ...(single ? [] : [`run=${index}`]),
        ...(kept.lost === undefined ? [] : [`lost=${kept.lost}`]),
      ];
      history.replaceState(null, "", `#${query.join("&")}`);
    });
    shown = { index, view };
    view.draw();
  }
  if (lost !== null) shown.view.selectLost(lost);
  if (t !== null) shown.view.moveTo(t);
}

/** Resolves when the browser has shown what is on the page; a page that nobody sees is not waited for. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
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
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.description"))
    (details as HTMLDetailsElement).open = true;
});
start();
