/**
 * Reading a log of our producers back, every message checked against the ledger, against kcat, which reads the same log
 * and prints nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { inChild } from "../support/child.mjs";
import { withDirectory } from "../support/directory.mjs";
import { atLeast, information, perSecond, times } from "../support/figure.mjs";
import { kcatVersion } from "../support/machine.mjs";
import { withCluster, withTopic } from "../support/our-cluster.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "reading a log back and checking every message, against kcat";

const ROUNDS = 5;
const MESSAGES = 1_000_000;
const PER_SECOND_MIN = 1_000_000;
const AGAINST_KCAT_MIN = 2;
const STORED_MESSAGES = 10_000_000;
const STORED_PER_SECOND_MIN = 5_000_000;

export function measure(progress) {
  return withDirectory((directory) =>
    withCluster(async ({ nodes }) => {
      const cluster = { nodes };
      const ledgerPath = join(directory, "ledger.bin");
      // Brokers may still be deleting the topic of the other one.
      const withReplicas = (replicas, use) => {
        const topic = `bench-log-${replicas}`;
        return withTopic(cluster, topic, () => use({ cluster, topic, ledgerPath, progress }), { replicas });
      };
      return [
        ...(await withReplicas(1, againstKcat)),
        ...(await withReplicas(3, threeReplicas)),
        ...(await stored(progress)),
      ];
    }, progress),
  );
}

async function againstKcat({ cluster, topic, ledgerPath, progress }) {
  await inChild("workload", { cluster, topic, count: MESSAGES, ledgerPath });
  progress(`${MESSAGES.toLocaleString("en")} messages written`);
  const hasKcat = (await kcatVersion()) !== null;
  const rates = await takeTurns(
    ROUNDS,
    {
      ours: async () => (await inChild("check", { cluster, topic, ledgerPath })).perSecond,
      ...(hasKcat && { kcat: () => kcat(cluster, topic) }),
    },
    progress,
  );
  const ours = median(rates.ours);
  const figures = [atLeast("checked, of one replica", ours, PER_SECOND_MIN, perSecond)];
  if (!hasKcat) return [...figures, information("kcat", "not installed (apt-get install kcat)")];
  const theirs = median(rates.kcat);
  return [
    ...figures,
    atLeast("… against kcat reading the same log", ours / theirs, AGAINST_KCAT_MIN, times),
    information("kcat", perSecond(theirs)),
  ];
}

/** Three replicas: the logs of all of them are read once more and compared. */
async function threeReplicas({ cluster, topic, ledgerPath, progress }) {
  await inChild("workload", { cluster, topic, count: MESSAGES, ledgerPath });
  const ours = async () => (await inChild("check", { cluster, topic, ledgerPath })).perSecond;
  const rates = await takeTurns(ROUNDS, { compared: ours }, progress);
  return [information("checked, and three replicas compared", perSecond(median(rates.compared)))];
}

async function stored(progress) {
  const again = async () => (await inChild("recheck", { count: STORED_MESSAGES })).perSecond;
  const rates = await takeTurns(ROUNDS, { again }, progress);
  const label = "a stored run of ten million checked again";
  return [atLeast(label, median(rates.again), STORED_PER_SECOND_MIN, perSecond)];
}

/** Messages per second of kcat's whole process: its start is some ten milliseconds of it. */
async function kcat(cluster, topic) {
  const startedMs = performance.now();
  const child = spawn(
    "kcat",
    [
      ...["-C", "-q", "-e", "-b", bootstrapOf(cluster), "-t", topic, "-p", "0", "-o", "beginning", "-f", ""],
      // As much at once as we ask for, and no waiting for the printer.
      ...["-X", "fetch.message.max.bytes=8388608", "-X", `queued.min.messages=${MESSAGES}`],
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`kcat ended with exit code ${code}`);
  return (MESSAGES * 1000) / (performance.now() - startedMs);
}
