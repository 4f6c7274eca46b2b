/**
 * Writes the figures of runs that repeat a scenario to docs/results/repeats/<group>.json, where docs/kraft.md takes medians
 * and ranges from:
 *
 *     node docs/publish-repeats.mjs <group> <run directory>…
 *
 * The runs themselves are too many to be kept. Of each, the file has the figures of the tables and when it began. The order is
 * that of time, so that the same runs make the same file.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readRun } from "../dist/rundir/rundir.js";

const [group, ...directories] = process.argv.slice(2);
if (group === undefined || directories.length === 0) {
  console.error("node docs/publish-repeats.mjs <group> <run directory>…");
  process.exit(2);
}

const runs = directories
  .map((directory) => figuresOf(readRun(directory).result))
  .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
const folder = fileURLToPath(new URL("./results/repeats/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}${group}.json`, `[\n${runs.map((run) => ` ${JSON.stringify(run)}`).join(",\n")}\n]\n`);
console.log(`docs/results/repeats/${group}.json: ${runs.length} runs`);

function figuresOf({ scenario, scale, startedAt, verdict, environment, settings, counts, failovers, noWrites }) {
  const { brokers, metadata } = settings.cluster;
  return {
    ...{ scenario, scale, startedAt, verdict, kafka: environment.kafka },
    metadata: metadata.nodes.every((node) => brokers.includes(node)) ? "combined" : metadata.kind,
    ...{ acknowledged: counts.acknowledged, highWatermark: counts.highWatermark, lost: counts.lost },
    newLeaderAfterMs: failovers.find(({ afterFaultMs }) => afterFaultMs !== null)?.afterFaultMs ?? null,
    noWritesMs: noWrites?.longestMs ?? null,
  };
}
