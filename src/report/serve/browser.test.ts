/** The live page in a real browser, of a run that grows here without a cluster. Skipped like ../html/browser.test.ts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantedRun } from "../html/testing/planted.js";
import { writeRun } from "../html/testing/runs.js";
import { EVIL, isBrowserHere, launchBrowser, OVERFLOW, openPage, violationsOf } from "../testing/browser.js";
import { cellOf } from "../testing/cells.js";
import { at } from "../testing/runs.js";
import { drawPage } from "./draw.js";
import { type LiveServer, serveLive } from "./server.js";
import { cut, HEADER, progress, writeUntil } from "./testing/growing.js";

describe.skipIf(!isBrowserHere)("the live page in a browser", () => {
  let directory: string;
  let browser: Browser;
  let open: LiveServer[] = [];
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "chaos-live-"));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of open) await server.close({ limitMs: 0 });
    open = [];
    rmSync(directory, { recursive: true, force: true });
  });

  async function serve(): Promise<LiveServer> {
    const drawer = { draw: drawPage, prepare() {}, [Symbol.dispose]() {} };
    const server = await serveLive({ host: "127.0.0.1", port: 0 }, { drawer });
    open.push(server);
    return server;
  }

  /** `strangers`: what the page asked others than its server for. */
  async function visit(url: string, look: Parameters<typeof openPage>[2] = {}) {
    const { page, errors, requests } = await openPage(browser, url, look);
    return { page, errors, strangers: () => requests.filter((asked) => !asked.startsWith(url)) };
  }

  it("grows with the run, keeps what a person chose, and ends with the verdict and the directory", async () => {
    const server = await serve();
    const run = join(directory, "run");
    const { page, errors, strangers } = await visit(server.url);
    await expect.poll(() => page.locator(".live-text").innerText()).toBe("starting");

    await writeUntil(run, 6);
    const view = server.board.begin("acks1-leader-partition", run, HEADER);
    view.event(at(1_950, { event: "phase", phase: "produce" }));
    view.event(progress(6));
    view.event(cut);
    await page.waitForSelector(".map");
    await expect
      .poll(() => page.locator(".live-text").innerText())
      .toBe("produce · sent 6 of 20 · acknowledged 6 · 1 fault injected, now partition on kafka1");
    const text = await page.locator("main").innerText();
    expect(text).toContain("Not known yet");
    expect(text).toContain("loss: some not known yet");
    expect(text).not.toMatch(/no loss|0 of|as expected|inconclusive|lost 0|\b0 lost/);
    expect(await page.locator(".tiles").first().innerText()).toMatch(/lost\s+not known yet/i);
    expect(await page.locator(".legend").textContent()).toBe("acknowledged 6not sent yet 14");
    expect(await page.title()).toBe("produce 30 % · acks1-leader-partition");

    // The part of the time, the moment and the focus are a person's.
    await page.getByRole("button", { name: "See less of the time" }).click();
    await page.locator(".scrubber").focus();
    const before = await page.locator(".reading").innerText();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator(".reading").innerText()).not.toBe(before);
    const reading = await page.locator(".reading").innerText();
    const [least, most] = [
      await page.getAttribute(".scrubber", "min"),
      await page.getAttribute(".scrubber", "max"),
    ];
    await writeUntil(run, 12);
    view.event(progress(12));
    await expect.poll(() => page.locator(".tiles").first().innerText(), { timeout: 20_000 }).toContain("12");
    expect(await page.locator(".reading").innerText()).toBe(reading);
    expect(await page.getAttribute(".scrubber", "min")).toBe(least);
    expect(await page.getAttribute(".scrubber", "max")).toBe(most);
    expect(await page.evaluate("document.activeElement.className")).toBe("scrubber");

    // Paused, nothing changes; and the end comes in any case.
    await page.getByRole("button", { name: "pause this page" }).click();
    await writeUntil(run, 14);
    view.event(progress(14));
    await expect.poll(() => page.locator(".live-text").innerText(), { timeout: 20_000 }).toContain("sent 14");
    expect(await page.locator(".tiles").first().innerText()).toContain("12");

    const { result } = await writeRun(plantedRun(run));
    server.board.end(run, result);
    const closed = server.close({ limitMs: 60_000 });
    await closed;
    await expect.poll(() => page.locator("h1").innerText()).toContain("6 of 15 acknowledged messages");
    expect(await page.locator(".live-note").textContent()).toContain(
      `The command has ended, so this page does not change any more. The files are in ${run}`,
    );
    expect(await page.locator(".legend").textContent()).toContain("lost 6");
    expect(await page.title()).toBe("acks1-leader-partition: 6 of 15 acknowledged messages (40 %) lost");
    expect(errors).toEqual([]);
    expect(strangers()).toEqual([]);
    await page.close();
  }, 120_000);

  it("is an index of many runs: those that go on, with the time that is left, and those that are over", async () => {
    const server = await serve();
    server.board.tell({ directory, wanted: 3, over: 0, leftMs: null });
    const { page, errors, strangers } = await visit(server.url);
    await expect.poll(() => page.locator("h1").innerText()).toBe("No run is over yet");
    const [first, second] = [join(directory, "first"), join(directory, "second")];
    await writeUntil(first, 6);
    await writeUntil(second, 6);
    server.board.begin("acks1 #1", first, HEADER);
    server.board.begin("acks1 #2", second, HEADER).event(progress(6));
    const { result } = await writeRun(plantedRun(first));
    server.board.end(first, result);
    server.board.tell({ directory, wanted: 3, over: 1, leftMs: 125_000 });
    await expect.poll(() => page.locator("h1").innerText()).toBe("1 of 1 run lost acknowledged messages");
    expect(await page.locator(".live-line").innerText()).toMatch(/1 of 3 runs over\s+about 2 min \d+ s left/);
    await page.getByRole("link", { name: "acks1 #2" }).click();
    await page.waitForSelector(".map");
    expect(await page.locator("main").innerText()).toContain("Not known yet");
    await page.getByRole("link", { name: "all runs" }).click();
    await page.locator("main table a").first().click();
    await expect.poll(() => page.locator("h1").innerText()).toContain("6 of 15");
    expect(errors).toEqual([]);
    expect(strangers()).toEqual([]);
    await page.close();
    await server.close({ limitMs: 0 });
  }, 120_000);

  it("shows a campaign as a heat map that grows, and keeps the cell whose runs a person lists", async () => {
    const server = await serve();
    const settings = [1, 2].flatMap((isr) =>
      [1, "all"].map((acks) => ({
        "producers.acks": acks,
        "topic.config.min.insync.replicas": isr,
        note: EVIL,
      })),
    );
    const tell = (losses: readonly (readonly number[])[]) => {
      const cells = settings.map((one, i) => cellOf(losses[i]!, { settings: one }));
      for (const { directory, result } of cells.flatMap(({ runs }) => runs))
        server.board.end(directory, result);
      server.board.tell({ directory, wanted: 12, over: losses.flat().length, leftMs: null });
      server.board.tellCells(cells);
    };
    tell([[3], [0], [], []]);
    const { page, errors, strangers } = await visit(server.url, { width: 400 });
    await expect.poll(() => page.locator("table.heat td").count()).toBe(4);
    const first = page.locator("table.heat button").first();
    expect(await first.innerText()).toBe("1 of 1");
    await first.click();
    await expect.poll(() => page.locator(".group tbody tr").count()).toBe(1);
    await first.focus();
    tell([[3, 0], [0], [0], []]);
    await expect.poll(() => first.innerText(), { timeout: 20_000 }).toBe("1 of 2");
    expect(await page.locator(".group tbody tr").count()).toBe(2);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("1 of 2");
    await page.getByRole("button", { name: "all runs" }).click();
    await expect.poll(() => page.locator(".group tbody tr").count()).toBe(4);
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(strangers()).toEqual([]);
    await page.close();
    await server.close({ limitMs: 0 });
  }, 120_000);

  it.each([
    ["light", 1280],
    ["dark", 400],
  ] as const)(
    "runs nothing of names, and has no violation that axe finds, in %s at %d pixels",
    async (colorScheme, width) => {
      const server = await serve();
      const run = join(directory, `evil-${width}`);
      await writeUntil(run, 6, { scenario: EVIL, description: EVIL, notes: [EVIL] });
      const view = server.board.begin(EVIL, run, HEADER);
      view.event(at(0, { event: "phase", phase: "produce" }));
      view.event({ event: "step", message: EVIL });
      view.event(
        at(31_200, { event: "fault", name: EVIL, fault: "partition", action: "injected", targets: [EVIL] }),
      );
      const { page, errors, strangers } = await visit(server.url, { colorScheme, width });
      await page.waitForSelector(".map");
      await expect.poll(() => page.locator(".live-text").innerText()).toContain("onerror");
      expect(await page.locator("img, script:not(#report):not(body > script)").count()).toBe(0);
      expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
      expect(strangers()).toEqual([]);
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
      await server.close({ limitMs: 0 });
    },
    120_000,
  );
});
