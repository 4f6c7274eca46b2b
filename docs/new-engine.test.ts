/** The example of CONTRIBUTING.md's "A new engine" is code that runs: the host under the tests of ManagedCluster. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

it("the host in CONTRIBUTING.md is the file that it names", () => {
  const page = read("CONTRIBUTING.md");
  const guide = page.slice(page.indexOf("## A new engine"), page.indexOf("## New published results"));
  const [, path, text] = /^```ts (\S+)\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  expect(path).toBe("src/engine/testing/memory-host.ts");
  expect(text).toBe(read(path!));
});
