/**
 * README's table of results, drawn from docs/results/*.json: the result.json files of full-size runs, as they were
 * written. `node docs/results-table.mjs` rewrites the table; `--check` exits 1 when README says something else.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("./results/", import.meta.url);
const readme = new URL("../README.md", import.meta.url);
const [BEGIN, END] = ["<!-- results: made by docs/results-table.mjs -->\n", "<!-- end of results -->"];

const figure = (n) => (n === undefined || n === null ? "–" : n.toLocaleString("en-US"));
const lostOf = ({ acknowledged, watermark }) =>
  acknowledged === undefined || watermark === undefined ? null : Math.max(0, acknowledged - watermark);

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

const results = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")))
  .sort((a, b) => (a.scenario < b.scenario ? -1 : 1));

const [{ environment }] = results;
const dates = [...new Set(results.map(({ startedAt }) => startedAt.slice(0, 10)))].sort().join(", ");
const table = [
  "| scenario | acknowledged | high watermark | lost | published: acknowledged | watermark | lost | verdict |",
  "|---|--:|--:|--:|--:|--:|--:|---|",
  ...results.map(row),
  "",
  `Full size, ${dates}; Kafka ${environment.kafka}, librdkafka ${environment.librdkafka}, Java ${environment.java}, ` +
    `Node ${environment.node}, ${environment.cpus} cores. The runs' own words are in [docs/results](docs/results).`,
  "",
].join("\n");

const text = readFileSync(readme, "utf8");
const [before, rest] = text.split(BEGIN);
const after = rest.slice(rest.indexOf(END));
const fresh = `${before}${BEGIN}${table}${after}`;
if (process.argv.includes("--check")) {
  if (fresh === text) process.exit(0);
  console.error("README's table of results is not what docs/results says: run `node docs/results-table.mjs`");
  process.exit(1);
}
writeFileSync(readme, fresh);
