/**
 * `node bundle.mjs` makes dist/bundle/ of dist/: the program in few files. `chaos` is more than a hundred modules, and zod
 * and yaml are as many again: to find and open each of them took longer than all the rest of a short command. Packages that
 * are not listed here stay in node_modules.
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundlePage } from "./page-bundle.mjs";

const dist = fileURLToPath(new URL("dist", import.meta.url));
const bundle = join(dist, "bundle");
const BUNDLED = [
  ...["chalk", "cli-table3", "commander", "execa", "fastest-levenshtein", "string-width", "tinyglobby"],
  ...["yaml", "zod"],
];

const program = await rolldown({
  input: join(dist, "cli.js"),
  platform: "node",
  external: (id, importer) =>
    importer !== undefined &&
    dirname(importer).startsWith(dist) &&
    /^[@\w]/.test(id) &&
    !BUNDLED.includes(id),
  // No module of ours does anything when it is loaded; so a command loads what it uses of a folder, not all of it.
  treeshake: { moduleSideEffects: (id) => !id.startsWith(`${dist}/`) },
  plugins: [{ name: "module-urls", transform: keepUrl }],
});
await program.write({ dir: bundle, format: "esm", cleanDir: true });
await bundlePage(join(dist, "report", "html"));

/** A module finds its neighbours by its own URL, which has to be that of the file in dist/, not that of the bundle. */
function keepUrl(code, id) {
  if (!id.startsWith(dist) || !code.includes("import.meta.url")) return null;
  const own = JSON.stringify(relative(bundle, id));
  return code.replaceAll("import.meta.url", `new URL(${own}, import.meta.url).href`);
}
