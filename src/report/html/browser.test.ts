/** The page in a real browser. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CampaignCellData } from "../../rundir/campaign.js";
import { type RunData, readRun } from "../../rundir/rundir.js";
import { EVIL, isBrowserHere, launchBrowser, OVERFLOW, openPage, violationsOf } from "../testing/browser.js";
import { cellOf, oddsCells } from "../testing/cells.js";
import { consumed } from "../testing/runs.js";
import { renderHtml } from "./html.js";
import { plantedRun } from "./testing/planted.js";
import { writeRun } from "./testing/runs.js";

/** Cells whose runs have the timeline of `run` too. */
function withPages(cells: readonly CampaignCellData[], run: RunData): CampaignCellData[] {
  return cells.map((cell) => ({
    ...cell,
    runs: cell.runs.map(({ result, directory, round }) => ({ ...run, result, directory, round })),
  }));
}

describe.skipIf(!isBrowserHere)("the page in a browser", () => {
  let directory: string;
  let browser: Browser;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "chaos-browser-"));
    browser = await launchBrowser();
    await writeRun(plantedRun(join(directory, "planted")));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The page of these runs, with every error and request that came of it. */
  async function open(
    names: readonly string[],
    { hash = "", ...look }: { hash?: string } & Parameters<typeof openPage>[2] = {},
  ): ReturnType<typeof openPage> {
    const path = join(directory, `page-${names.join("-").slice(0, 40)}.html`);
    writeFileSync(path, await renderHtml(names.map((name) => readRun(join(directory, name)))));
    const opened = await openPage(browser, `file://${path}${hash}`, look);
    await opened.page.waitForSelector(names.length === 1 ? ".map" : "main");
    return opened;
  }

  it("shows the verdict, the lanes, the logs and every fate, and asks for nothing else", async () => {
    const { page, errors, requests } = await open(["planted"]);
    await expect.poll(() => page.locator(".moment").innerText()).toContain("still believes it leads");
    const text = await page.locator("main").innerText();
    const legend = await page.locator(".legend").textContent();
    expect(text).toContain("6 of 15 acknowledged messages (40 %) lost".replace(" %", "\u00a0%"));
    for (const fate of [
      "lost 6",
      "kept 8",
      "failed 2",
      "failed but kept 1",
      "more than once 1",
      "no report 1",
    ]) {
      expect(legend).toContain(fate);
    }
    expect(errors).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  it("goes from a lost range to its message, its log line, and the message at its offset now", async () => {
    const { page } = await open(["planted"]);
    await page.getByRole("button", { name: "0: 8–13" }).click();
    await expect.poll(() => page.locator(".facts").innerText()).toContain("kafka1 truncated its log to 8");
    const facts = await page.locator(".facts").innerText();
    expect(facts).toContain("producer 0, sequence 16 (epoch 1)");
    expect(facts).toContain("chaos inspect");
    expect(page.url()).toMatch(/#lost=0$/);
    await expect.poll(() => page.locator(".log").innerText()).toContain("kafka2 leads now");
    await page.close();
  });

  it("has a table of what a consumer group read, and the evidence for each finding", async () => {
    const { page } = await open(["planted"]);
    const card = page.locator(".card", { hasText: "Consumer group billing" });
    const text = (await card.innerText()).replace(/\s+/g, " ");
    expect(text).toContain("skipped 50");
    expect(text).toContain("unseen unknown no client read the rest at the end of the run");
    expect(text).toContain("longest lag 4.2 s It was acknowledged at 1.0 s, and first read at 5.2 s.");
    expect(text).toContain("skipped partition 0, offsets 100–149 50 Instance 1 was handed offsets 100–149");
    await page.close();
  });

  it("is worked with keys: the slider moves the moment, arrows and plus move and zoom the map", async () => {
    const { page, errors } = await open(["planted"]);
    const before = await page.locator(".reading").innerText();
    await page.locator(".scrubber").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".reading").innerText()).not.toBe(before);
    await page.locator(".map").focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".facts").innerText()).toContain("sequence 8");
    await page.keyboard.press("-");
    await page.keyboard.press("0");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".reading").innerText()).toContain("12:00:34.000 UTC");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("opens at the place that its address names", async () => {
    const { page } = await open(["planted"], { hash: "#lost=0&t=38050" });
    await expect.poll(() => page.locator(".reading").innerText()).toContain("12:00:38.050 UTC");
    await page.close();
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["dark", 400],
  ] as const)(
    "has no violation that axe finds, and is no wider than its window, in %s at %d pixels",
    async (colorScheme, width) => {
      const { page } = await open(["planted"], { colorScheme, width });
      for (const summary of await page.locator("summary:visible").all()) await summary.click();
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it("runs nothing of names, log lines and descriptions, and keeps its layout", async () => {
    const run = plantedRun(join(directory, "evil"), {
      scenario: EVIL,
      description: EVIL,
      notes: [EVIL],
      errors: { [EVIL]: 3 },
      reasons: [{ about: "measurement", text: EVIL }],
      reference: { source: EVIL, note: EVIL },
      consumers: consumed({
        group: EVIL,
        unknownBecause: { unseen: EVIL },
        findings: consumed().groups[0]!.findings.map((one) => ({ ...one, member: EVIL, detail: EVIL })),
      }),
    });
    const range = {
      ...run.result.lostRanges[0]!,
      acknowledgedBy: EVIL,
      truncation: { node: EVIL, toOffset: 1, line: EVIL },
    };
    const logs = {
      kafka1: `[2026-11-21 12:00:38,000] INFO ${EVIL}\n`,
      kafka2: `[2026-11-21 12:00:38,001] ${EVIL}\n`,
    };
    const timeline = run.timeline.map((event) =>
      event.event === "fault" ? { ...event, name: EVIL, targets: [EVIL], detail: EVIL } : event,
    );
    await writeRun({
      ...run,
      timeline,
      logs,
      scenario: EVIL,
      result: { ...run.result, lostRanges: [range] },
    });
    for (const names of [["evil"], ["evil", "planted"]]) {
      const { page, errors, requests } = await open(names, { width: 400 });
      expect(await page.title()).not.toBe("owned");
      expect(await page.locator("img, svg, script:not(#report):not(body > script)").count()).toBe(0);
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      expect(await page.locator("body").innerText()).not.toContain("\u001b");
      expect(errors).toEqual([]);
      expect(requests).toHaveLength(1);
      await page.close();
    }
  });

  it.each([400, 700, 900, 1_024, 1_280, 1_920])(
    "has no tile alone in its row, at %d pixels",
    async (width) => {
      const { page } = await open(["planted"], { width });
      await page.waitForSelector(".map");
      for (const shown of await page.locator(".tiles").all()) {
        const rows = await shown.evaluate((list) => {
          const tops = [...list.children].map((tile) => Math.round(tile.getBoundingClientRect().top));
          return [...new Set(tops)].map((top) => tops.filter((other) => other === top).length);
        });
        expect(Math.min(...rows)).toBeGreaterThan(1);
        expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(1);
      }
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  it("is an index of many runs, and each loss is one click away", async () => {
    const { page, errors } = await open(Array(12).fill("planted"));
    expect(await page.locator("h1").innerText()).toBe("12 of 12 runs lost acknowledged messages");
    await page.getByLabel("by").selectOption("fault");
    await page.locator("table a").first().click();
    await page.waitForSelector(".map");
    await expect.poll(() => page.locator(".facts").innerText()).toContain("fate");
    await page.getByRole("link", { name: "all runs" }).click();
    await expect.poll(() => page.locator("h1").innerText()).toContain("12 of 12 runs");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows a campaign as a heat map, and lists the runs of a cell at a click", async () => {
    const run = readRun(join(directory, "planted"));
    const cells = [1, 2].flatMap((isr) =>
      [1, "all"].map((acks) => ({
        ...cellOf(acks === 1 ? [3, 0, isr - 1] : [null], {
          settings: { "producers.acks": acks, "topic.config.min.insync.replicas": isr, note: EVIL },
          missing: isr - 1,
        }),
      })),
    );
    const named = withPages(cells, run);
    const runs = named.flatMap((cell) => cell.runs);
    const path = join(directory, "campaign.html");
    writeFileSync(path, await renderHtml(runs, { cells: named }));
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport: { width: 400, height: 900 }, colorScheme });
      await page.goto(`file://${path}`);
      await expect.poll(() => page.locator("table.heat td").count()).toBe(4);
      expect(await page.locator("table.heat").innerText()).toContain("2 of 3");
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      expect(await violationsOf(page)).toEqual([]);
      await page.locator("table.heat button").first().click();
      await expect.poll(() => page.locator(".group tbody tr").count()).toBe(3);
      await page.getByRole("button", { name: "all runs" }).click();
      await expect.poll(() => page.locator(".group tbody tr").count()).toBe(8);
      await page.close();
    }
  });

  it("says of each probability that a campaign expects whether it is met", async () => {
    const run = readRun(join(directory, "planted"));
    const cells = withPages(oddsCells, run);
    const path = join(directory, "odds.html");
    writeFileSync(
      path,
      await renderHtml(
        cells.flatMap((cell) => cell.runs.slice(0, 1)),
        { cells },
      ),
    );
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`file://${path}`);
    const table = page.getByRole("table").filter({ hasText: "lost in" });
    await expect.poll(() => table.innerText()).toContain("not met: loss in 2 of 20 runs (3–30 %)");
    expect(await table.innerText()).toContain("about 23 more runs would decide it");
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  it("shows nothing of a run whose data in the page is damaged, and says so", async () => {
    const { page } = await open(["planted"]);
    const path = page
      .url()
      .replace(/^file:\/\//, "")
      .replace(/#.*/, "");
    writeFileSync(path, readFileSync(path, "utf8").replace(/"pages":\["[^"]{40}/, '"pages":["'));
    await page.reload();
    await expect.poll(() => page.locator("h1").innerText()).toBe("This page cannot be shown");
    await page.close();
  });
});
