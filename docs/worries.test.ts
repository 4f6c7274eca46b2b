/** The pages in docs/worries are made of the scenarios in scenarios/worries and of their committed runs, and miss none. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Worry {
  readonly page: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly scenarios: readonly string[];
}

interface Run {
  readonly scenario: string;
  readonly startedAt: string;
  readonly verdict: string;
}

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const worries: readonly Worry[] = parse(read("docs/worries/worries.yaml"));

it("are as docs/worries.mjs makes them", async () => {
  await execa("node", ["docs/worries.mjs", "--check"]);
});

it("are one for each worry, and no other", () => {
  const pages = readdirSync(new URL("docs/worries", root)).filter((name) => name.endsWith(".md"));
  expect(pages.sort()).toEqual(worries.map(({ page }) => `${page}.md`).sort());
});

it("have every scenario once", () => {
  const shipped = readdirSync(new URL("scenarios/worries", root)).map((name) => name.replace(".yaml", ""));
  expect(worries.flatMap(({ scenarios }) => scenarios).sort()).toEqual(shipped.sort());
});

it("name an issue by the number that its address has", () => {
  for (const [name, url] of worries.flatMap(({ asked }) => Object.entries(asked))) {
    expect(url).toContain(/\d+$/.exec(name)![0]);
  }
});

it("show only runs that ended as their scenario expects", () => {
  const all = ["moves", "worries"]
    .map((group) => `docs/results/repeats/${group}.json`)
    .filter((path) => existsSync(new URL(path, root)))
    .flatMap((path): Run[] => JSON.parse(read(path)));
  expect(all.filter(({ verdict }) => verdict !== "as-expected")).toEqual([]);
});
