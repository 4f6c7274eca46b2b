import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** What a module needs before it runs: neither types nor `import()`. */
const STATIC_IMPORT = /^(?:import|export) (?!type )(?:[^;"]* from )?"([^"]+)"/gm;

test("a proxy serves clients before interceptors, their schemas and the REST API are loaded", () => {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const follow = (path: string): void => {
    if (modules.has(path)) return;
    modules.add(path);
    for (const [, name] of readFileSync(path, "utf8").matchAll(STATIC_IMPORT)) {
      if (name!.startsWith("."))
        follow(fileURLToPath(new URL(name!.replace(/\.js$/, ".ts"), `file://${path}`)));
      else if (!name!.startsWith("node:")) packages.add(name!);
    }
  };
  follow(fileURLToPath(new URL("main.ts", import.meta.url)));
  expect([...packages].sort()).toEqual(["chalk", "commander", "prom-client"]);
  expect([...modules].some((path) => path.endsWith("proxy/session.ts"))).toBe(true);
});
