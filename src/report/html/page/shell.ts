/** What is around a run or an index: the bar at the top with its colours, and the place that the address names. */
import { h } from "./dom.js";
import type { RunView } from "./run-view.js";
import { watchTheme } from "./theme.js";

export const app = document.getElementById("app")!;

/** `#run=3&lost=0`, `#t=1234`: which run, which lost range, which moment. */
export interface Place {
  readonly run: number | null;
  readonly lost: number | null;
  readonly t: number | null;
}

export function place(): Place {
  const asked = new URLSearchParams(location.hash.slice(1));
  const number = (name: string) => {
    const text = asked.get(name);
    return text === null || !/^\d+(\.\d+)?$/.test(text) ? null : Number(text);
  };
  return { run: number("run"), lost: number("lost"), t: number("t") };
}

/** Makes the bar. `shown`: the run on the page, whose pictures have colours too. */
export function shell(shown: () => RunView | null): (isIndexed: boolean) => HTMLElement {
  const theme = watchTheme(() => shown()?.recolour());
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
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details.description"))
      (details as HTMLDetailsElement).open = true;
  });
  return (isIndexed) =>
    h(
      "nav",
      { "aria-label": "Report" },
      h("span", { class: "brand" }, "chaos"),
      isIndexed ? h("a", { href: "#" }, "all runs") : null,
      h("span", { class: "grow" }),
      themeButton,
    );
}

/** Of a run that is one of several, the address names the run as well. */
export function remember(run: number | null, { lost }: { readonly lost?: number }): void {
  const query = [...(run === null ? [] : [`run=${run}`]), ...(lost === undefined ? [] : [`lost=${lost}`])];
  history.replaceState(null, "", `#${query.join("&")}`);
}

/** Resolves when the browser has shown what is on the page; a page that nobody sees is not waited for. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}
