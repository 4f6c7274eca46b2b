/**
 * Writes the pages in docs/worries, and the list of them in docs/worries.md: from docs/worries/worries.yaml, from the scenarios in
 * scenarios/worries, and from their committed runs in docs/results/repeats.
 *
 * `node docs/worries.mjs` rewrites the pages. `--check` changes nothing, and exits 1 when a page differs.
 * docs/publish-repeats.mjs adds runs.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { byKey, CLUSTERS, figure, losing, repeatsOf, seconds, spreadOf } from "./repeats.mjs";

/** Of docs/results/repeats. */
const GROUPS = ["moves", "worries"];
const NO_RUN = "no committed run yet";

const at = (path) => new URL(path, import.meta.url);
const read = (path) => readFileSync(at(path), "utf8");

const worries = parse(read("./worries/worries.yaml"));
const runs = GROUPS.filter((group) => existsSync(at(`./results/repeats/${group}.json`))).flatMap(repeatsOf);

/** The runs of a scenario, those of each version of Kafka, each kind of cluster and each scale together. */
function clustersOf(scenario) {
  const own = runs.filter((run) => run.scenario === scenario);
  return byKey(own, ({ kafka, metadata, scale }) => `${kafka} ${metadata} ${scale}`);
}

function pageOf({ title, question, asked, advice, scenarios }) {
  const links = Object.entries(asked).map(([name, url]) => `[${name}](${url})`);
  return [
    `# ${title}`,
    "",
    question.trimEnd(),
    ...(links.length === 0 ? [] : ["", `People ask this in ${links.join(", ")}.`]),
    "",
    "## Results",
    "",
    ...resultsOf(scenarios),
    "",
    "## Advice",
    "",
    ...advice.map((step) => `- ${step}`),
    ...scenarios.flatMap((scenario) => ["", ...scenarioOf(scenario)]),
    "",
    "[All worries](../worries.md)",
    "",
  ];
}

function resultsOf(scenarios) {
  return [
    "| scenario | cluster | runs | lost messages in | acknowledged | lost | in the log twice | out of order | failed | failed, but in the log | no writes |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ...scenarios.flatMap((scenario) => {
      const clusters = clustersOf(scenario);
      const name = `| \`${scenario}\` |`;
      if (clusters.length === 0) return [`${name} ${NO_RUN} ${"|".repeat(10)}`];
      return clusters.map((runs) => `${name} ${cellsOf(runs).join(" | ")} |`);
    }),
    "",
    "A column has the median of the runs, and their range. `no writes` is the longest time in which messages were due and none",
    "was acknowledged. `?`: the committed figures do not have it.",
  ];
}

function cellsOf(runs) {
  const [{ metadata, kafka }] = runs;
  const of = (name, show = figure) => spreadOf(runs, name, show);
  return [
    `${CLUSTERS[metadata]}, ${kafka}`,
    runs.length,
    losing(runs),
    of("acknowledged"),
    `**${of("lost")}**`,
    of("duplicated"),
    of("reordered"),
    of("failed"),
    of("failedButStored"),
    of("noWritesMs", seconds),
  ];
}

function scenarioOf(scenario) {
  const path = `scenarios/worries/${scenario}.yaml`;
  const text = read(`../${path}`);
  return [
    `## ${scenario}`,
    "",
    parse(text).description.trimEnd(),
    "",
    "```sh",
    `bin/chaos.js run ${path}`,
    "```",
    "",
    "```yaml",
    text.slice(text.indexOf("\ncluster:") + 1).trimEnd(),
    "```",
  ];
}

function indexOf() {
  return [
    "| worry | scenario | runs | lost messages in | no writes |",
    "|---|---|--:|--:|--:|",
    ...worries.flatMap(({ page, title, scenarios }) =>
      scenarios.map((scenario, i) => {
        const worry = i === 0 ? `[${title}](worries/${page}.md)` : "";
        return `| ${worry} | \`${scenario}\` | ${inShort(clustersOf(scenario).flat())} |`;
      }),
    ),
  ];
}

function inShort(runs) {
  if (runs.length === 0) return `${NO_RUN} | |`;
  return `${runs.length} | ${losing(runs)} | ${spreadOf(runs, "noWritesMs", seconds)}`;
}

function withList(page) {
  const [begin, end] = ["<!-- worries -->\n", "<!-- end of worries -->"];
  const from = page.indexOf(begin) + begin.length;
  return `${page.slice(0, from)}\n${indexOf().join("\n")}\n\n${page.slice(page.indexOf(end, from))}`;
}

const pages = new Map([
  ["./worries.md", withList(read("./worries.md"))],
  ...worries.map((worry) => [`./worries/${worry.page}.md`, pageOf(worry).join("\n")]),
]);
for (const [path, fresh] of pages) {
  if (!process.argv.includes("--check")) writeFileSync(at(path), fresh);
  else if (!existsSync(at(path)) || read(path) !== fresh) {
    console.error(
      `docs/${path.slice(2)} is not as its scenarios and runs are: run \`node docs/worries.mjs\``,
    );
    process.exitCode = 1;
  }
}
