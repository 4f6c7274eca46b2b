/**
 * Makes the script and the style of the HTML report, which are written into each report: `page.bundle.js` and
 * `page.bundle.css` in a directory. bundle.mjs makes them for the program, vitest for the unit tests.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const page = fileURLToPath(new URL("src/report/html/page", import.meta.url));

export async function bundlePage(directory) {
  const bundle = await rolldown({
    input: join(page, "main.ts"),
    platform: "browser",
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  const script = output[0].code.replace(/^\/\/# sourceMappingURL=.*$/m, "");
  // It is written between tags of HTML, where these would end it.
  if (/<\/script|<!--/i.test(script)) throw new Error("the script of the report has markup in it");
  const uplot = createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css");
  const style = themed(readFileSync(join(page, "page.css"), "utf8"));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "page.bundle.js"), script.trim());
  writeFileSync(join(directory, "page.bundle.css"), readFileSync(uplot, "utf8") + style);
}

/** A person may choose dark colours where the system has light ones: the colours are the same, and written once. */
function themed(style) {
  const [, dark] =
    /@media screen and \(prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme="light"\]\) \{([^}]*)\}/.exec(
      style,
    ) ?? [];
  if (dark === undefined) throw new Error("page.css has no dark colours");
  return style.replace("/* dark-theme */", `@media screen { :root[data-theme="dark"] {${dark}} }`);
}
