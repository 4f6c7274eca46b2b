/**
 * `node context.mjs <folder>` puts into <folder>/app what the proxy's image holds: the modules of `dist/` that the proxy
 * loads, and the packages they name, as they are in `node_modules`. Needs `npm run build`.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** As the compiler writes them: statements of one line, `import("…")` and `require("…")`. */
const IMPORT = /(?:^(?:import|export)\b.* from |^import |\bimport\(|\brequire\()"([\w@./:-]+)"/gm;

const root = fileURLToPath(new URL("../../", import.meta.url));
const app = join(process.argv[2], "app");
const modules = new Set();
const packages = new Map();

follow(join(root, "dist/commands/proxy/main.js"));
for (const path of [...modules, join(root, "package.json")]) copy(path);
for (const path of packages.values()) copy(path);

function follow(path) {
  if (modules.has(path)) return;
  modules.add(path);
  for (const [, name] of readFileSync(path, "utf8").matchAll(IMPORT)) {
    if (name.startsWith(".")) follow(resolve(dirname(path), name));
    else if (!name.startsWith("node:")) need(name, root);
  }
}

/** A package and those it depends on, found as Node finds them: in the nearest node_modules upwards. */
function need(specifier, from, isOptional = false) {
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const path = nearest(from, name);
  if (path === undefined) {
    if (isOptional) return;
    throw new Error(`${name} is not installed: npm install`);
  }
  if (packages.has(path)) return;
  packages.set(path, path);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(path, "package.json"), "utf8"),
  );
  for (const one of Object.keys(dependencies)) need(one, path, one in optionalDependencies);
  for (const one of Object.keys(optionalDependencies)) need(one, path, true);
}

function nearest(from, name) {
  for (let folder = from; folder.startsWith(resolve(root)); folder = dirname(folder)) {
    const path = join(folder, "node_modules", name);
    if (existsSync(join(path, "package.json"))) return path;
  }
  return undefined;
}

function copy(path) {
  const to = join(app, relative(root, path));
  mkdirSync(dirname(to), { recursive: true });
  // What is nested in a package is copied because something needs it, or not at all.
  cpSync(path, to, {
    recursive: true,
    dereference: true,
    filter: (source) => !relative(path, source).split("/").includes("node_modules"),
  });
}
