/** The HTML report: how long it takes to write, how large it is, and how a browser copes with it. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderHtml } from "../../dist/report/html/html.js";
import { readRun } from "../../dist/rundir/rundir.js";
import { withDirectory } from "../support/directory.mjs";
import { atLeast, atMost, information, seconds } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { storeRun } from "../support/synthetic-run.mjs";

export const summary = "the HTML report: written, painted, and zoomed in a browser";

const ROUNDS = 5;
const MILLION = 1_000_000;
const SMALL = 20_000;
const RUNS = 50;
const CHROMIUM = process.env.CHAOS_CHROMIUM ?? "/usr/bin/chromium";
const SCRUB_MS = 2_000;

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const frames = (perSecond) => `${perSecond.toFixed(0)} frames/s`;

export function measure(progress) {
  return withDirectory(async (directory) => {
    const [one, ten, many] = ["one", "ten", "many"].map((name) => join(directory, name));
    await storeRun(one, MILLION);
    await storeRun(ten, 10 * MILLION);
    await storeRun(many, SMALL);
    progress("runs are stored");
    let page = "";
    let large = "";
    const written = (directories, keep) => async () => {
      const startedMs = performance.now();
      keep(await renderHtml(directories.map((path) => readRun(path))));
      return performance.now() - startedMs;
    };
    const ms = await takeTurns(
      ROUNDS,
      {
        one: written([one], (html) => {
          page = html;
        }),
        ten: written([ten], (html) => {
          large = html;
        }),
        many: written(Array(RUNS).fill(many), () => {}),
      },
      progress,
    );
    const figures = [
      atMost("report of 1,000,000 messages, written", median(ms.one), 2_000, seconds),
      information("report of 10,000,000 messages, written", seconds(median(ms.ten))),
      atMost("… its size", large.length, 3_000_000, megabytes),
      atMost(`report of ${RUNS} runs, written`, median(ms.many), 5_000, seconds),
    ];
    if (!existsSync(CHROMIUM))
      return [...figures, information("browser", "not installed (apt-get install chromium)")];
    const path = join(directory, "report.html");
    await writeFile(path, page);
    return [...figures, ...(await inBrowser(path, progress))];
  });
}

async function inBrowser(path, progress) {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const visit = async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(`file://${path}`);
      await page.waitForSelector("main canvas");
      return page;
    };
    const rates = await takeTurns(
      ROUNDS,
      {
        paint: async () => {
          const page = await visit();
          await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
          const ms = await page.evaluate(
            () => performance.getEntriesByName("first-contentful-paint")[0].startTime,
          );
          await page.close();
          return ms;
        },
        scrub: async () => withPage(await visit(), scrub),
        zoom: async () => withPage(await visit(), zoom),
      },
      progress,
    );
    return [
      atMost("first paint of 1,000,000 messages", median(rates.paint), 1_000, seconds),
      atLeast("scrubbing", median(rates.scrub), 30, frames),
      atLeast("zooming time and map", median(rates.zoom), 30, frames),
    ];
  } finally {
    await browser.close();
  }
}

async function withPage(page, work) {
  try {
    return await page.evaluate(work, SCRUB_MS);
  } finally {
    await page.close();
  }
}

/** Frames per second while the moment moves in every frame. In the browser. */
function scrub(lastsMs) {
  return new Promise((resolve) => {
    const slider = document.querySelector(".scrubber");
    const [from, to] = [Number(slider.min), Number(slider.max)];
    const startedMs = performance.now();
    let count = 0;
    const step = () => {
      const passedMs = performance.now() - startedMs;
      if (passedMs > lastsMs) return resolve((count * 1_000) / passedMs);
      count++;
      slider.value = String(from + ((to - from) * passedMs) / lastsMs);
      slider.dispatchEvent(new Event("input"));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

/** The same while the time axis and the map are zoomed in every frame, in and out again. In the browser. */
function zoom(lastsMs) {
  return new Promise((resolve) => {
    const button = (label) => document.querySelector(`[aria-label="${label}"]`);
    const [less, more] = [button("See less of the time"), button("See more of the time")];
    const [closer, farther] = [button("Zoom in"), button("Zoom out")];
    const startedMs = performance.now();
    let count = 0;
    const step = () => {
      const passedMs = performance.now() - startedMs;
      if (passedMs > lastsMs) return resolve((count * 1_000) / passedMs);
      const inward = count % 12 < 6;
      count++;
      (inward ? less : more).click();
      (inward ? closer : farther).click();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}
