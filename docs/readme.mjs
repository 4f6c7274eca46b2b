/**
 * The parts of README that come from runs and from code: between `<!-- name -->` and `<!-- end of name -->`.
 *
 *   verdict   the block that a run prints, of docs/results/acks1-leader-partition
 *   results   a table of docs/results/<scenario>: full-size runs' result.json, and timeline.ndjson without its progress
 *   faults    a table of src/faults
 *
 * `node docs/readme.mjs` rewrites them; `--check` exits 1 when README says something else. Needs `npm run build`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Chalk } from "chalk";
import { faults } from "../dist/faults/index.js";
import { pretty } from "../dist/report/pretty.js";
import { readRun } from "../dist/rundir/rundir.js";

const folder = fileURLToPath(new URL("./results/", import.meta.url));
const readme = new URL("../README.md", import.meta.url);

const runs = readdirSync(folder)
  .sort((a, b) => a.replaceAll("-", " ").localeCompare(b.replaceAll("-", " ")))
  .map((name) => readRun(`${folder}${name}`));

const parts = {
  verdict: () => {
    const run = runs.find(({ result }) => result.scenario === "acks1-leader-partition");
    const text = pretty.render([{ ...run, directory: `runs/${run.result.run}` }], {
      columns: 100,
      paint: new Chalk({ level: 0 }),
    });
    return ["```text", text.trimEnd(), "```"];
  },
  results: () => {
    const { environment } = runs[0].result;
    const dates = [...new Set(runs.map(({ result }) => result.startedAt.slice(0, 10)))].sort().join(", ");
    return [
      "| scenario | acknowledged | high watermark | lost | published: acknowledged | watermark | lost | verdict |",
      "|---|--:|--:|--:|--:|--:|--:|---|",
      ...runs.map(({ result }) => row(result)),
      "",
      `Full size, ${dates}: Kafka ${environment.kafka}, librdkafka ${environment.librdkafka}, Java ${environment.java}, ` +
        `Node ${environment.node}, ${environment.cpus} cores. The runs themselves are in [docs/results](docs/results): ` +
        "`bin/chaos.js report docs/results/*`.",
    ];
  },
  faults: () => [
    "| fault | |",
    "|---|---|",
    ...faults.map(({ name, summary }) => `| \`${name}\` | ${summary} |`),
  ],
};

function row({ scenario, counts, verdict, reference = {} }) {
  const cells = [
    `[\`${scenario}\`](scenarios/${scenario}.yaml)`,
    figure(counts.acknowledged),
    figure(counts.highWatermark),
    `**${figure(counts.lost)}**`,
    figure(reference.acknowledged),
    figure(reference.watermark),
    figure(lostOf(reference)),
    verdict.replaceAll("-", " "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function figure(n) {
  return n === undefined || n === null ? "–" : n.toLocaleString("en-US");
}

/** The published measure. */
function lostOf({ acknowledged, watermark }) {
  return acknowledged === undefined || watermark === undefined ? null : Math.max(0, acknowledged - watermark);
}

const text = readFileSync(readme, "utf8");
let fresh = text;
for (const [name, lines] of Object.entries(parts)) {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const from = fresh.indexOf(begin) + begin.length;
  fresh = `${fresh.slice(0, from)}\n${lines().join("\n")}\n\n${fresh.slice(fresh.indexOf(end, from))}`;
}
if (!process.argv.includes("--check")) writeFileSync(readme, fresh);
else if (fresh !== text) {
  console.error("README does not say what docs/results and src/faults say: run `node docs/readme.mjs`");
  process.exit(1);
}
