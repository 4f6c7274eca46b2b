/** The report as one HTML file. It is made in html/, which only a report of this kind loads. */
import type { Reporter } from "./reporter.js";

export const html = {
  name: "html",
  summary: "one page for a browser, with a time axis and a map of every message",
  async render(runs, _page, beside) {
    const { renderHtml } = await import("./html/html.js");
    return renderHtml(runs, beside);
  },
} satisfies Reporter;
