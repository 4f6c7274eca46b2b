/**
 * Copies finished runs to docs/results, where README and docs/engines.md take their figures from:
 *
 *     node docs/publish.mjs local runs/<name>…
 *
 * A published run has its scenario.yaml, its result.json, and its timeline.ndjson without the progress, which is most
 * of it. `chaos report docs/results/local/*` shows it as any other run. A small run keeps its ledger.bin and log.bin too, so
 * that `chaos check` judges it again.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRun, runPaths } from "../dist/rundir/rundir.js";

const [folder, ...directories] = process.argv.slice(2);
if (folder === undefined || directories.length === 0) {
  console.error("node docs/publish.mjs <folder in docs/results> <run directory>…");
  process.exit(2);
}
const SMALL_BYTES_MAX = 500_000;

for (const directory of directories) {
  const { result } = readRun(directory);
  const target = fileURLToPath(new URL(`./results/${folder}/${result.scenario}`, import.meta.url));
  const [from, to] = [runPaths(directory), runPaths(target)];
  mkdirSync(target, { recursive: true });
  copyFileSync(from.scenario, to.scenario);
  copyFileSync(from.result, to.result);
  const lines = readFileSync(from.timeline, "utf8").split("\n");
  writeFileSync(to.timeline, lines.filter((line) => !line.includes('"event":"progress"')).join("\n"));
  const history = ["ledger", "log"];
  if (history.every((file) => statSync(from[file]).size <= SMALL_BYTES_MAX)) {
    for (const file of history) copyFileSync(from[file], to[file]);
  }
  console.log(join("docs/results", folder, result.scenario));
}
