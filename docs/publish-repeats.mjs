/**
 * Adds the figures of runs that repeat a scenario to docs/results/repeats/<group>.json, where pages take medians and
 * ranges from:
 *
 *     node docs/publish-repeats.mjs <group> <run or campaign directory>…
 *
 * A campaign has the runs that count. An inconclusive run is left out. The runs themselves are too many to be kept. Of each, the file has the figures of the tables and when it began. A run that is
 * added again takes its own place.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { campaignPath, runsOfCampaign } from "../dist/rundir/campaign.js";
import { readRun } from "../dist/rundir/rundir.js";

const [group, ...directories] = process.argv.slice(2);
if (group === undefined || directories.length === 0) {
  console.error("node docs/publish-repeats.mjs <group> <run or campaign directory>…");
  process.exit(2);
}

const folder = fileURLToPath(new URL("./results/repeats/", import.meta.url));
const file = `${folder}${group}.json`;
const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const added = directories
  .flatMap((directory) => (existsSync(campaignPath(directory)) ? runsOfCampaign(directory) : [directory]))
  .map((directory) => readRun(directory).result)
  .filter(({ verdict }) => verdict !== "inconclusive")
  .map(figuresOf);
const byStart = new Map([...before, ...added].map((run) => [`${run.startedAt} ${run.scenario}`, run]));
const runs = [...byStart].sort(([a], [b]) => a.localeCompare(b)).map(([, run]) => run);
mkdirSync(folder, { recursive: true });
writeFileSync(file, `[\n${runs.map((run) => ` ${JSON.stringify(run)}`).join(",\n")}\n]\n`);
console.log(`docs/results/repeats/${group}.json: ${runs.length} runs`);

function figuresOf({
  scenario,
  scale,
  startedAt,
  verdict,
  environment,
  settings,
  counts,
  failovers,
  noWrites,
  leaderErrors,
  consumers,
  transactions,
  copiers,
}) {
  const { brokers, metadata } = settings.cluster;
  return {
    ...{ scenario, scale, startedAt, verdict, kafka: environment.kafka },
    metadata: metadata.nodes.every((node) => brokers.includes(node)) ? "combined" : metadata.kind,
    ...{ acknowledged: counts.acknowledged, highWatermark: counts.highWatermark, lost: counts.lost },
    newLeaderAfterMs: failovers.find(({ afterFaultMs }) => afterFaultMs !== null)?.afterFaultMs ?? null,
    noWritesMs: noWrites?.longestMs ?? null,
    ...{
      failed: counts.failed,
      duplicated: counts.duplicated,
      reordered: counts.reordered,
      failedButStored: counts.failedButStored ?? null,
    },
    ...(leaderErrors !== undefined && { notLeader: notLeaderIn(leaderErrors) }),
    ...(consumers !== undefined && { consumers: consumers.groups.map(consumersOf) }),
    ...(transactions !== undefined && { transactions: transactionsOf(transactions) }),
    ...(copiers !== undefined && { copiers: copiers.copiers.map(copierOf) }),
  };
}

/** What a group read. */
function consumersOf({ group, found, readButLost }) {
  const { skipped, reprocessed, divergentReads, lag } = found;
  return { group, skipped, reprocessed, divergentReads, readButLost, lagMs: lag };
}

/** How transactions ended. */
function transactionsOf({ committed, aborted, unknown, abandoned, found }) {
  const { abortedRead, precommittedRead, tornTransaction, lostTransaction, stuck, readCycle, balance } =
    found;
  const anomalies = { abortedRead, precommittedRead, tornTransaction, lostTransaction, stuck, readCycle };
  return { committed, aborted, unknown, abandoned, ...anomalies, balance: balance ?? null };
}

/** What a copier made of the messages that it read. */
function copierOf({ name, hasTransactions, messages, found }) {
  return { name, hasTransactions, messages, ...found };
}

/** NOT_LEADER_OR_FOLLOWER, as the proxy saw it and as the client saw it. */
function notLeaderIn({ kind, wire, client, messagesSentAgain, metadataRequests }) {
  const bursts = wire?.bursts ?? [];
  const times = bursts.map(({ writesAgainAfterMs }) => writesAgainAfterMs);
  return {
    ...{ kind, errorsAtWire: wire?.errors ?? null, errorsAtClient: client.errors },
    bursts: wire && bursts.length + wire.burstsOmitted,
    longestBurstMs: wire && Math.max(0, ...bursts.map(({ from, to }) => Date.parse(to) - Date.parse(from))),
    writesAgainAfterMs: times.length === 0 || times.includes(null) ? null : Math.max(...times),
    ...{ messagesSentAgain, metadataRequests: metadataRequests.wire },
  };
}
