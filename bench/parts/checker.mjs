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
const AGAINST_KCAT_MIN = 1;
const TOPIC = "bench-log";

export function measure(progress) {
  return withDirectory((directory) =>
    withCluster(({ nodes }) => {
      const cluster = { nodes };
      return withTopic(cluster, TOPIC, () => compare(cluster, join(directory, "ledger.bin"), progress));
    }, progress),
  );
}

async function compare(cluster, ledgerPath, progress) {
  await inChild("workload", { cluster, topic: TOPIC, count: MESSAGES, ledgerPath });
  progress(`${MESSAGES.toLocaleString("en")} messages written`);
  const hasKcat = (await kcatVersion()) !== null;
  const rates = await takeTurns(
    ROUNDS,
    {
      ours: async () => (await inChild("check", { cluster, topic: TOPIC, ledgerPath })).perSecond,
      ...(hasKcat && { kcat: () => kcat(cluster) }),
    },
    progress,
  );
  const ours = median(rates.ours);
  const figures = [atLeast("checked", ours, PER_SECOND_MIN, perSecond)];
  if (!hasKcat) return [...figures, information("kcat", "not installed (apt-get install kcat)")];
  const theirs = median(rates.kcat);
  return [
    ...figures,
    atLeast("… against kcat reading the same log", ours / theirs, AGAINST_KCAT_MIN, times),
    information("kcat", perSecond(theirs)),
  ];
}

/** Messages per second of kcat's whole process: its start is some ten milliseconds of it. */
async function kcat(cluster) {
  const startedMs = performance.now();
  const child = spawn(
    "kcat",
    [
      ...["-C", "-q", "-e", "-b", bootstrapOf(cluster), "-t", TOPIC, "-p", "0", "-o", "beginning", "-f", ""],
      // As much at once as we ask for, and no waiting for the printer.
      ...["-X", "fetch.message.max.bytes=8388608", "-X", `queued.min.messages=${MESSAGES}`],
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`kcat ended with exit code ${code}`);
  return (MESSAGES * 1000) / (performance.now() - startedMs);
}
