/**
 * A real browser for tests, Debian's chromium. Without it tests of pages are skipped; with CHAOS_REQUIRE_BROWSER=1, as in CI,
 * they fail. CHAOS_CHROMIUM names another one.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = process.env.CHAOS_CHROMIUM ?? "/usr/bin/chromium";

export const isBrowserHere = existsSync(executablePath);
if (!isBrowserHere && process.env.CHAOS_REQUIRE_BROWSER === "1") {
  throw new Error(`CHAOS_REQUIRE_BROWSER is 1, and there is no ${executablePath}`);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each of these would run, open something or move a cursor, were it taken for more than text. */
export const EVIL = [
  `<img src=x onerror="document.title='owned'">`,
  `</script><script>document.title='owned'</script>`,
  `"><svg onload=document.title='owned'>`,
  `\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007\u001b[2J`,
  `=HYPERLINK("http://evil.example")`,
  `${"a".repeat(2_000)}`,
].join(" ");

/** By how many pixels a page is wider than its window. */
export const OVERFLOW = "document.documentElement.scrollWidth - innerWidth";

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A new page, with every error and request that comes of it. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, colorScheme = "light" as "light" | "dark" } = {},
) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, errors, requests };
}

/** What axe has against the page: the rule, and the first element that breaks it. */
export async function violationsOf(page: Page): Promise<string[]> {
  // The page's policy lets no script in; the debugger may evaluate one.
  await page.evaluate(axe);
  const found = await page.evaluate(
    async () =>
      (
        await (
          globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          }
        ).axe.run()
      ).violations,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
