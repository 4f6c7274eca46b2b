/**
 * The parts of README and docs/engines.md that come from runs and from code: between `<!-- name -->` and
 * `<!-- end of name -->`.
 *
 *   verdict   the block that a run prints, of docs/results/local/acks1-leader-partition
 *   results   a table of docs/results/local/<scenario>: full-size runs' result.json, and timeline.ndjson without its
 *             progress
 *   faults    a table of src/faults
 *   engines   a table of docs/results/local beside docs/results/docker
 *
 * `node docs/readme.mjs` rewrites them; `--check` exits 1 when a page says something else. Needs `npm run build`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Chalk } from "chalk";
import { faults } from "../dist/faults/index.js";
import { pretty } from "../dist/report/pretty.js";
import { readRun } from "../dist/rundir/rundir.js";

const runs = runsOf("local");

function runsOf(engine) {
  const folder = fileURLToPath(new URL(`./results/${engine}/`, import.meta.url));
  return readdirSync(folder)
    .sort((a, b) => a.replaceAll("-", " ").localeCompare(b.replaceAll("-", " ")))
    .map((name) => readRun(`${folder}${name}`));
}

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
        `Node ${environment.node}, ${environment.cpus} cores. The runs themselves are in [docs/results/local](docs/results/local): ` +
        "`bin/chaos.js report docs/results/local/*`.",
    ];
  },
  faults: () => [
    "| fault | |",
    "|---|---|",
    ...faults.map(({ name, summary }) => `| \`${name}\` | ${summary} |`),
  ],
  engines: () => [
    "| scenario | engine | verdict | acknowledged | high watermark | lost | leader elected after | took |",
    "|---|---|---|--:|--:|--:|--:|--:|",
    ...runs.flatMap(({ result }) => {
      const other = runsOf("docker").filter((run) => run.result.scenario === result.scenario);
      return [result, ...other.map((run) => run.result)].map(engineRow);
    }),
  ],
};

function engineRow({ scenario, engine, verdict, counts, failovers, durations }) {
  const electionMs = failovers.find(({ afterFaultMs }) => afterFaultMs !== null)?.afterFaultMs;
  const cells = [
    `\`${scenario}\``,
    engine,
    verdict.replaceAll("-", " "),
    figure(counts.acknowledged),
    figure(counts.highWatermark),
    `**${figure(counts.lost)}**`,
    electionMs === undefined ? "–" : `${(electionMs / 1000).toFixed(1)} s`,
    `${Math.round(Object.values(durations).reduce((sum, ms) => sum + ms, 0) / 1000)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}

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

const pages = {
  "../README.md": ["verdict", "results", "faults"],
  "./engines.md": ["engines"],
};
for (const [page, names] of Object.entries(pages)) {
  const path = new URL(page, import.meta.url);
  const text = readFileSync(path, "utf8");
  let fresh = text;
  for (const name of names) {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    const from = fresh.indexOf(begin) + begin.length;
    fresh = `${fresh.slice(0, from)}\n${parts[name]().join("\n")}\n\n${fresh.slice(fresh.indexOf(end, from))}`;
  }
  if (!process.argv.includes("--check")) writeFileSync(path, fresh);
  else if (fresh !== text) {
    console.error(`${page} does not say what docs/results and src/faults say: run \`node docs/readme.mjs\``);
    process.exitCode = 1;
  }
}
