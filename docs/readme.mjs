/**
 * Writes the parts of README and docs/engines.md that come from runs and from code. Each part is between
 * `<!-- name -->` and `<!-- end of name -->`.
 *
 *   demo      the eight lines of `chaos demo`: docs/results/demo, and with acks=all docs/results/demo-acksall
 *   verdict   the block that README's first command prints: docs/results/readme
 *   results   how often each published experiment loses messages, published.json and published-zookeeper.json in
 *             docs/results/repeats
 *   full-size a table of docs/results/local, and beside it the same on KRaft, docs/results/kraft, for docs/results.md
 *   learned   how often other experiments find something, from docs/results/repeats, for docs/results.md
 *   kraft…    tables of docs/results/kraft and its neighbours, for docs/kraft.md
 *   faults    a table of src/faults
 *   repeats   medians and ranges of docs/results/repeats, for docs/kraft.md; ten-of-ten and stale-leader likewise
 *   engines   a table of docs/results/local beside docs/results/docker
 *   earlier   the same scenarios in earlier runs, docs/results/earlier.json
 *   notleader how brokers that do not lead answered, docs/results/repeats/notleader.json, for docs/notleader.md
 *   consumers what groups of consumers skipped and read again, docs/results/repeats/consumers.json, for docs/consumers.md
 *   transactions, copiers
 *             what became of transactions and of copies, docs/results/repeats/transactions.json, for docs/transactions.md
 *   planned   how often a planned move of a leader lost messages, docs/results/repeats/moves.json, for README
 *   kept      how many messages acks1-leader-zk-isolate should keep by its election, and how many it kept
 *
 * `node docs/readme.mjs` rewrites the pages. `--check` changes nothing, and exits 1 when a page differs. Build first.
 * docs/publish.mjs copies runs to docs/results.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Chalk } from "chalk";
import { parse } from "yaml";
import { faults } from "../dist/faults/index.js";
import { renderDemo } from "../dist/report/demo.js";
import { pretty } from "../dist/report/pretty.js";
import { readRun } from "../dist/rundir/rundir.js";
import { wilson } from "../dist/statistics/wilson.js";
import { byKey, CLUSTERS, figure, losing, repeatsOf, seconds, spreadOf } from "./repeats.mjs";

const runs = runsOf("local");
const kraftRuns = runsOf("kraft");
const onKraft = (scenario) => kraftRuns.find(({ result }) => result.scenario === scenario).result;

function runsOf(engine) {
  const folder = fileURLToPath(new URL(`./results/${engine}/`, import.meta.url));
  return readdirSync(folder)
    .sort((a, b) => a.replaceAll("-", " ").localeCompare(b.replaceAll("-", " ")))
    .map((name) => readRun(`${folder}${name}`));
}

const parts = {
  demo: () => {
    const [run, withAcksAll] = ["demo", "demo-acksall"].map((folder) => {
      const [found] = runsOf(folder);
      return { ...found, directory: `runs/${found.result.run}` };
    });
    const page = { columns: 100, paint: new Chalk({ level: 0 }) };
    const compared = renderDemo([run, withAcksAll], page)
      .split("\n")
      .find((line) => line.startsWith("acks=all"));
    return [
      "```text",
      renderDemo([run], page).trimEnd(),
      "```",
      "",
      "`bin/chaos.js demo --compare` runs the same with `acks=all` too:",
      "",
      "```text",
      compared,
      "```",
    ];
  },
  verdict: () => {
    const [run] = runsOf("readme");
    const text = pretty.render([{ ...run, directory: `runs/${run.result.run}` }], {
      columns: 100,
      paint: new Chalk({ level: 0 }),
    });
    return ["```text", text.trimEnd(), "```"];
  },
  results: () => {
    const campaigns = [repeatsOf("published"), repeatsOf("published-zookeeper")];
    const heads = campaigns.map(([{ metadata }]) => `${CLUSTERS[metadata]}: lost in | lost | no writes`);
    const on = campaigns.map(([{ kafka, metadata }]) => `Kafka ${kafka} with ${CLUSTERS[metadata]}`);
    const [{ scale }] = campaigns[0];
    return [
      `| scenario | ${heads.join(" | ")} |`,
      `|---|${"--:|".repeat(3 * campaigns.length)}`,
      ...byKey(campaigns[0], ({ scenario }) => scenario).map(([{ scenario }]) => {
        const cells = campaigns.flatMap((campaign) => {
          const runs = campaign.filter((run) => run.scenario === scenario);
          const [times, interval] = oftenOf(runs, isLosing);
          return [
            `${times} (${interval})`,
            spreadOf(runs, "lost", figure),
            spreadOf(runs, "noWritesMs", seconds),
          ];
        });
        return `| [\`${scenario}\`](scenarios/${scenario}.yaml) | ${cells.join(" | ")} |`;
      }),
      "",
      `\`--scale ${scale}\`, ${on.join(", and ")}, ${datesOf(campaigns.flat())}, local engine, 2 cores that other programs used too. lost: of the acknowledged messages. lost, no writes: the median, and the range.`,
    ];
  },
  learned: () => [
    "| experiment | found in | probability (95 %) |",
    "|---|--:|--:|",
    ...LEARNED.map(({ words, group, scenarios, kafka, found = isLosing }) => {
      const runs = repeatsOf(group).filter(
        (run) => scenarios.includes(run.scenario) && (kafka === undefined || run.kafka === kafka),
      );
      const [times, interval] = oftenOf(runs, found);
      return `| ${words} | ${times} | ${interval} |`;
    }),
  ],
  "full-size": () => {
    const { environment } = runs[0].result;
    const dates = [...new Set(runs.map(({ result }) => result.startedAt.slice(0, 10)))].sort().join(", ");
    return [
      "| scenario | KRaft: acknowledged | failed | lost | no writes | ZooKeeper: acknowledged | failed | lost | no writes | published: acknowledged | failed | lost |",
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
      ...runs.map(({ result }) => row(result, onKraft(result.scenario))),
      "",
      `Full size, ${dates}, all as expected: Kafka ${kraftRuns[0].result.environment.kafka} with KRaft and ${environment.kafka} with ZooKeeper, librdkafka ${environment.librdkafka}, Java ${environment.java}, ` +
        `Node ${environment.node}, ${environment.cpus} cores. The runs with their settings are in ` +
        "[results](results). Show those on ZooKeeper with `bin/chaos.js report docs/results/local/*`, and those on KRaft with `bin/chaos.js report docs/results/kraft/*`.",
    ];
  },
  faults: () => [
    "| fault | |",
    "|---|---|",
    ...faults.map(({ name, summary }) => `| \`${name}\` | ${summary} |`),
  ],
  engines: () => [
    "| scenario | engine | verdict | acknowledged | failed | high watermark | lost | new leader after | no writes | took |",
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ...runs.flatMap(({ result }) => {
      const other = runsOf("docker").filter((run) => run.result.scenario === result.scenario);
      return [result, ...other.map((run) => run.result)].map(engineRow);
    }),
  ],
  earlier: () => {
    const runs = JSON.parse(readFileSync(new URL("./results/earlier.json", import.meta.url), "utf8"));
    const dates = [...new Set(runs.map(({ startedAt }) => startedAt.slice(0, 10)))].sort();
    const rows = new Map();
    for (const run of runs) {
      const head = `| \`${run.scenario}\` | ${run.engine} |`;
      rows.set(head, [...(rows.get(head) ?? []), run]);
    }
    const cell = (run) =>
      `${figure(run.lost)} of ${figure(run.acknowledged)}${run.verdict === "as-expected" ? "" : ` (${run.verdict.replaceAll("-", " ")})`}`;
    return [
      `| scenario | engine | ${dates.map((date) => `lost on ${date}`).join(" | ")} |`,
      `|---|---|${dates.map(() => "--:|").join("")}`,
      ...[...rows].map(([head, of]) => {
        const cells = dates.map((date) => of.find(({ startedAt }) => startedAt.startsWith(date)));
        return `${head} ${cells.map((run) => (run === undefined ? "–" : cell(run))).join(" | ")} |`;
      }),
    ];
  },
  planned: () => {
    const runs = repeatsOf("moves").filter(
      ({ scenario, metadata }) => scenario === "acks1-reassign" && metadata === "kraft",
    );
    return [
      `\`acks1-reassign\` moves the leader of a partition away with a reassignment. It ran ${runs.length} times on Kafka ${runs[0].kafka} with ${CLUSTERS[runs[0].metadata]}, ` +
        `and lost messages in ${losing(runs)} of these runs. Lost in a run, of ${figure(runs[0].acknowledged)} acknowledged messages (median, range): ${spreadOf(runs, "lost", figure)}.`,
    ];
  },
  consumers: () => {
    const all = repeatsOf("consumers");
    const groups = all.flatMap(({ consumers, ...run }) => consumers.map((group) => ({ ...run, ...group })));
    return [
      "| scenario | cluster | group | skipped in | skipped | read again in | read again | read and then lost | longest lag |",
      "|---|---|---|--:|--:|--:|--:|--:|--:|",
      ...byKey(groups, ({ scenario, metadata, group }) => `${scenario} ${metadata} ${group}`).map((runs) => {
        const [{ scenario, metadata, group }] = runs;
        const cells = ["skipped", "reprocessed"].flatMap((name) => [
          oftenOf(runs, positive(name)).join(", "),
          spreadOf(runs, name, figure),
        ]);
        return `| [\`${scenario}\`](../scenarios/consumers/${scenario}.yaml) | ${CLUSTERS[metadata]} | ${group} | ${cells.join(" | ")} | ${spreadOf(runs, "readButLost", figure)} | ${spreadOf(runs, "lagMs", seconds)} |`;
      }),
      "",
      `\`--scale ${all[0].scale}\`, Kafka ${[...new Set(all.map(({ kafka }) => kafka))].join(", ")}, ${datesOf(all)}, local engine, two runs at a time on 2 cores. Messages and times: the median, and the range. Behind the number of runs: the 95 % interval. Other programs ran beside these runs.`,
    ];
  },
  transactions: () => {
    const all = repeatsOf("transactions").filter(({ copiers }) => copiers === undefined);
    const told = all.map(({ transactions, ...run }) => ({ ...run, ...transactions }));
    const names = [
      "lost",
      "duplicated",
      "lostTransaction",
      "tornTransaction",
      "abortedRead",
      "stuck",
      "balance",
    ];
    return [
      "| scenario | cluster | transactions committed | lost messages in | duplicates in | lost transactions in | torn transactions in | aborted reads in | stuck readers in | half or double transfers in |",
      "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
      ...byKey(told, ({ scenario, metadata }) => `${scenario} ${metadata}`).map((runs) => {
        const [{ scenario, metadata, committed }] = runs;
        const cells = names.map((name) =>
          runs.every((run) => run[name] == null) ? "–" : oftenOf(runs, positive(name)).join(", "),
        );
        return `| [\`${scenario}\`](../scenarios/transactions/${scenario}.yaml) | ${CLUSTERS[metadata]} | ${committed === undefined ? "–" : spreadOf(runs, "committed", figure)} | ${cells.join(" | ")} |`;
      }),
    ];
  },
  copiers: () => {
    const all = repeatsOf("transactions");
    const told = all.flatMap(({ copiers = [], ...run }) => copiers.map((copier) => ({ ...run, ...copier })));
    return [
      "| scenario | cluster | copier | with transactions | messages copied | exactly once in | copied twice | missing | invented |",
      "|---|---|---|---|--:|--:|--:|--:|--:|",
      ...byKey(told, ({ scenario, metadata, name }) => `${scenario} ${metadata} ${name}`).map((runs) => {
        const [{ scenario, metadata, name, hasTransactions }] = runs;
        const often = oftenOf(runs, ({ exactlyOnce }) => (exactlyOnce === null ? null : exactlyOnce === 0));
        const cells = ["twice", "missing", "invented"].map((check) => spreadOf(runs, check, figure));
        return `| [\`${scenario}\`](../scenarios/transactions/${scenario}.yaml) | ${CLUSTERS[metadata]} | ${name} | ${hasTransactions ? "yes" : "no"} | ${spreadOf(runs, "messages", figure)} | ${often.join(", ")} | ${cells.join(" | ")} |`;
      }),
      "",
      `Both tables: \`--scale ${all[0].scale}\`, Kafka ${[...new Set(all.map(({ kafka }) => kafka))].join(", ")}, ${datesOf(all)}, local engine, two runs at a time on 2 cores, with other programs beside them. Numbers: the median, and the range. Behind the number of runs: the 95 % interval.`,
    ];
  },
  kraft: () => [
    "| scenario | metadata | acknowledged | failed | lost | new leader after | no writes |",
    "|---|---|--:|--:|--:|--:|--:|",
    ...runs.flatMap(({ result }) => [
      kraftRow(result, "ZooKeeper"),
      kraftRow(onKraft(result.scenario), "KRaft"),
    ]),
  ],
  "kraft-others": () => [
    "| scenario | engine | metadata | acknowledged | failed | lost | new leader after | no writes |",
    "|---|---|---|--:|--:|--:|--:|--:|",
    ...[...runsOf("kraft-docker"), ...runsOf("kraft-3.9"), ...runsOf("kraft-combined")].map(({ result }) =>
      kraftRow(result, quorumOf(result.settings.cluster), result.engine),
    ),
  ],
  "kraft-own": () => [
    "| scenario | verdict | acknowledged | failed | lost | new leader after | no writes |",
    "|---|---|--:|--:|--:|--:|--:|",
    ...runsOf("kraft-own").map(({ result }) => kraftRow(result, result.verdict.replaceAll("-", " "))),
  ],
  repeats: () => {
    const groups = ["zookeeper", "kraft-3.9", "kraft", "combined"].map(repeatsOf);
    const scenarios = [...new Set(groups.flatMap((runs) => runs.map(({ scenario }) => scenario)))];
    return [
      "| scenario | cluster | runs | acknowledged | high watermark | lost | new leader after | no writes |",
      "|---|---|--:|--:|--:|--:|--:|--:|",
      ...scenarios.flatMap((scenario) =>
        groups
          .map((runs) => runs.filter((run) => run.scenario === scenario))
          .filter((runs) => runs.length > 0)
          .map((runs) => repeatsRow(scenario, runs)),
      ),
    ];
  },
  "stale-leader": () => [
    "| scenario | runs | lost | new leader after | no writes |",
    "|---|--:|--:|--:|--:|",
    ...byKey(repeatsOf("stale-leader"), ({ scenario }) => scenario).map((runs) => {
      const of = (name, show) => spreadOf(runs, name, show);
      return `| \`${runs[0].scenario}\` | ${runs.length} | ${of("lost", figure)} | ${of("newLeaderAfterMs", seconds)} | ${of("noWritesMs", seconds)} |`;
    }),
  ],
  notleader: () => [
    "| scenario | cluster | runs | expected | found | errors from brokers | at the client | bursts | longest burst | writes again after | lost |",
    "|---|---|--:|---|---|--:|--:|--:|--:|--:|--:|",
    ...byKey(repeatsOf("notleader"), ({ scenario, metadata }) => `${scenario} ${metadata}`).map((runs) => {
      const [{ scenario, metadata, kafka }] = runs;
      const seen = runs.map(({ notLeader }) => notLeader);
      const of = (name, show) => spreadOf(seen, name, show);
      const hadErrors = seen.some(({ errorsAtWire }) => errorsAtWire > 0);
      const cells = [
        ...[`\`${scenario}\``, `${CLUSTERS[metadata]}, ${kafka}`, runs.length],
        ...[expectedOf(`notleader/${scenario}`).errors.NOT_LEADER_OR_FOLLOWER, kindsOf(seen)],
        ...[of("errorsAtWire", figure), of("errorsAtClient", figure), of("bursts", figure)],
        ...[of("longestBurstMs", seconds), hadErrors ? of("writesAgainAfterMs", seconds) : "–"],
        spreadOf(runs, "lost", figure),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ],
  "ten-of-ten": () => [
    "| scenario, `--scale 0.1` | runs | lost messages in | lost: median, range |",
    "|---|--:|--:|--:|",
    ...byKey(repeatsOf("kraft-small"), ({ scenario }) => scenario).map(
      (runs) =>
        `| \`${runs[0].scenario}\` | ${runs.length} | ${losing(runs)} | ${spreadOf(runs, "lost", figure)} |`,
    ),
  ],
  kept: () => [
    "| engine | messages at the fault | rate | new leader after | messages + rate × time | high watermark |",
    "|---|--:|--:|--:|--:|--:|",
    ...[...runs, ...runsOf("docker")]
      .filter(({ result }) => result.scenario === "acks1-leader-zk-isolate")
      .map(({ result }) => keptRow(result)),
  ],
};

function repeatsRow(scenario, runs) {
  const [{ metadata, kafka }] = runs;
  const of = (name, show) => spreadOf(runs, name, show);
  const cells = [
    ...[`\`${scenario}\``, `${CLUSTERS[metadata]}, ${kafka}`, runs.length],
    ...[of("acknowledged", figure), of("highWatermark", figure), `**${of("lost", figure)}**`],
    ...[of("newLeaderAfterMs", seconds), of("noWritesMs", seconds)],
  ];
  return `| ${cells.join(" | ")} |`;
}

function expectedOf(scenario) {
  return parse(readFileSync(new URL(`../scenarios/${scenario}.yaml`, import.meta.url), "utf8")).expect;
}

/** `transient 9, sustained 1` */
function kindsOf(seen) {
  const kinds = byKey(seen, ({ kind }) => kind ?? "unknown");
  return kinds.map((same) => `${same[0].kind ?? "unknown"} ${same.length}`).join(", ");
}

function quorumOf({ brokers, metadata }) {
  return metadata.nodes.every((node) => brokers.includes(node)) ? "combined" : metadata.nodes.join(", ");
}

function kraftRow({ scenario, environment, counts, failovers, noWrites }, metadata, engine) {
  const electionMs = electionMsOf(failovers);
  const cells = [
    `\`${scenario}\``,
    ...(engine === undefined ? [] : [engine]),
    metadata.includes("expected") ? metadata : `${metadata}, Kafka ${environment.kafka}`,
    figure(counts.acknowledged),
    figure(counts.failed),
    `**${figure(counts.lost)}**`,
    electionMs === undefined ? "–" : seconds(electionMs),
    longest(noWrites),
  ];
  return `| ${cells.join(" | ")} |`;
}

function keptRow({ engine, counts, producers, faults, failovers }) {
  const [{ afterMessages }] = faults;
  const electionMs = electionMsOf(failovers);
  const cells = [
    engine,
    figure(afterMessages),
    `${figure(producers.rate)}/s`,
    `${(electionMs / 1000).toFixed(3)} s`,
    figure(afterMessages + Math.round((producers.rate * electionMs) / 1000)),
    figure(counts.highWatermark),
  ];
  return `| ${cells.join(" | ")} |`;
}

function electionMsOf(failovers) {
  return failovers.find(({ afterFaultMs }) => afterFaultMs !== null)?.afterFaultMs;
}

function engineRow({ scenario, engine, verdict, counts, failovers, noWrites, durations }) {
  const electionMs = electionMsOf(failovers);
  const cells = [
    `\`${scenario}\``,
    engine,
    verdict.replaceAll("-", " "),
    figure(counts.acknowledged),
    figure(counts.failed),
    figure(counts.highWatermark),
    `**${figure(counts.lost)}**`,
    electionMs === undefined ? "–" : seconds(electionMs),
    longest(noWrites),
    `${Math.round(Object.values(durations).reduce((sum, ms) => sum + ms, 0) / 1000)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function row({ scenario, counts, noWrites, reference = {} }, kraft) {
  const cells = [
    `[\`${scenario}\`](../scenarios/${scenario}.yaml)`,
    figure(kraft.counts.acknowledged),
    figure(kraft.counts.failed),
    `**${figure(kraft.counts.lost)}**`,
    longest(kraft.noWrites),
    figure(counts.acknowledged),
    figure(counts.failed),
    `**${figure(counts.lost)}**`,
    longest(noWrites),
    figure(reference.acknowledged),
    figure(reference.failed),
    figure(lostOf(reference)),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The longest time in which messages were due and none was acknowledged. `?`: acks=0, where nobody knows. */
function longest(noWrites) {
  if (noWrites === undefined) return "–";
  return noWrites === null ? "?" : seconds(noWrites.longestMs);
}

/** The published measure. */
function lostOf({ acknowledged, watermark }) {
  return acknowledged === undefined || watermark === undefined ? null : Math.max(0, acknowledged - watermark);
}

const isLosing = ({ lost }) => (lost === null ? null : lost > 0);

/** `3 of 20`, and the interval of the probability. Runs that do not know it do not count. */
function oftenOf(runs, found) {
  const known = runs.map(found).filter((one) => one !== null);
  if (known.length === 0) return ["?", "?"];
  const times = known.filter(Boolean).length;
  const { low, high } = wilson(times, known.length);
  return [`${times} of ${known.length}`, `${Math.round(low * 100)}–${Math.round(high * 100)} %`];
}

function datesOf(runs) {
  return [...new Set(runs.map(({ startedAt }) => startedAt.slice(0, 10)))].sort().join(", ");
}

const positive = (name) => (run) => (run[name] === null ? null : run[name] > 0);

/** What docs/results.md shows beyond the published figures. */
const LEARNED = [
  {
    words: "`acks=1`, a leader moves on purpose: messages are lost",
    ...{
      group: "moves",
      scenarios: ["acks1-reassign", "acks1-elect-preferred", "acks1-controlled-shutdown"],
    },
  },
  {
    words: "`acks=all`, the same moves: messages are lost",
    ...{
      group: "moves",
      scenarios: ["acksall-reassign", "acksall-elect-preferred", "acksall-controlled-shutdown"],
    },
  },
  {
    words: "`acks=all`, the same moves, retries without idempotence: messages are duplicated",
    ...{
      group: "moves",
      scenarios: ["acksall-reassign", "acksall-elect-preferred", "acksall-controlled-shutdown"],
      found: positive("duplicated"),
    },
  },
  {
    words: "`acks=all`, a leader is killed: a message that failed is in the log",
    ...{
      group: "published",
      scenarios: ["acksall-leader-kill-concurrent"],
      found: positive("failedButStored"),
    },
  },
  {
    words: "`acks=all` and `min.insync.replicas=1`: messages are lost",
    ...{ group: "worries", scenarios: ["acksall-min-isr-1"] },
  },
  {
    words: "`acks=all`, an unclean election: messages are lost",
    ...{ group: "worries", scenarios: ["unclean-election"] },
  },
  {
    words: "`acks=all`, all replicas lose power: messages are lost",
    ...{ group: "worries", scenarios: ["all-replicas-lose-power"] },
  },
  {
    words: "`acks=all`, the last replica in sync loses power, Kafka 4.0.2: messages are lost",
    ...{ group: "worries", scenarios: ["last-replica-standing"], kafka: "4.0.2" },
  },
  {
    words: "the same on Kafka 4.4.0, which has ELR (KIP-966): messages are lost",
    ...{ group: "worries", scenarios: ["last-replica-standing-elr"], kafka: "4.4.0" },
  },
  {
    words: "retries without idempotence: the order of messages is broken",
    ...{ group: "worries", scenarios: ["retries-reorder"], found: positive("reordered") },
  },
  {
    words: "retries with idempotence: the order of messages is broken",
    ...{ group: "worries", scenarios: ["retries-reorder-idempotent"], found: positive("reordered") },
  },
];

const pages = {
  "../README.md": ["demo", "verdict", "results", "planned", "faults"],
  "./results.md": ["learned", "full-size"],
  "./engines.md": ["engines", "earlier", "kept"],
  "./consumers.md": ["consumers"],
  "./kraft.md": ["kraft", "repeats", "ten-of-ten", "kraft-others", "kraft-own"],
  "./notleader.md": ["notleader"],
  "./stale-leader.md": ["stale-leader"],
  "./transactions.md": ["transactions", "copiers"],
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
