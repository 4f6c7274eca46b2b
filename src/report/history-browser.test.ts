/** The page of `chaos report --history --format html` in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "../rundir/result.js";
import { historyAsHtml } from "./history-html.js";
import { historyOf, type PastRun } from "./model/history.js";
import { EVIL, isBrowserHere, launchBrowser, OVERFLOW, openPage, violationsOf } from "./testing/browser.js";
import { result } from "./testing/runs.js";

/** Ten runs of a day in a campaign, of which the first `lost` lost messages. */
function runsOn(day: string, lost: number, { scenario = EVIL, version = EVIL } = {}): PastRun[] {
  return Array.from({ length: 10 }, (_, i) => ({
    result: result({
      scenario,
      startedAt: `${day}T09:0${i}:00.000Z`,
      environment: { ...result().environment, chaos: version, kafka: version } as Result["environment"],
      counts: { lost: i < lost ? 100 : 0 },
    }),
    campaign: { name: EVIL, settings: { note: EVIL } },
  }));
}

describe.skipIf(!isBrowserHere)("the page of a history in a browser", () => {
  let directory: string;
  let browser: Browser;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "chaos-history-"));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    ["light", 1280],
    ["dark", 400],
  ] as const)(
    "runs nothing of names and asks for nothing, in %s at %d pixels",
    async (colorScheme, width) => {
      const runs = [
        ...runsOn("2026-09-01", 0),
        ...runsOn("2026-10-01", 10, { version: `${EVIL} 2` }),
        ...runsOn("2026-10-01", 5, { scenario: "orders", version: "4.4.0" }),
      ];
      const path = join(directory, `${width}.html`);
      writeFileSync(path, historyAsHtml(historyOf(runs, [], "time"), { directory: EVIL, problems: [EVIL] }));
      const { page, errors, requests } = await openPage(browser, `file://${path}`, { width, colorScheme });

      expect(await page.title()).not.toBe("owned");
      expect(await page.locator("img, script, svg svg").count()).toBe(0);
      // One for each series, and no more.
      expect(await page.locator("svg").count()).toBe(2);
      const text = await page.locator("main").innerText();
      expect(text).toContain("onerror");
      expect(text).not.toContain("\u001b");
      expect(text).toContain("loses more often than before: 0 of 10 → 10 of 10");
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      expect(await violationsOf(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toHaveLength(1);
      await page.close();
    },
  );
});
