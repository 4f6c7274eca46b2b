/** What `chaos diagnose` takes beyond its window, as a whole process: on a small cluster, and with ten thousand partitions. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NEWEST_KAFKA } from "../../dist/cluster/versions.js";
import { bootstrapOf } from "../../dist/engine/addresses.js";
import { atMost, information, megabytes, seconds } from "../support/figure.mjs";
import { withCluster, withTopic } from "../support/our-cluster.mjs";
import { median } from "../support/rounds.mjs";

export const summary = "chaos diagnose beyond its window, with 1 and 10,000 partitions";

const ROUNDS = 3;
const WINDOW_MS = 5_000;
const SMALL_MS_MAX = 1_000;
const LARGE_MS_MAX = 5_000;
const LARGE = { brokers: 5, topics: 100, partitions: 100 };
const EXIT = { healthy: 0, problem: 1 };

const path = (of) => fileURLToPath(new URL(of, import.meta.url));

export async function measure(progress) {
  const rounds = (bootstrap, code) => inRounds(bootstrap, code, progress);
  const small = await withCluster(
    ({ nodes }) => withTopic({ nodes }, "diagnosed", () => rounds(bootstrapOf({ nodes }), EXIT.healthy)),
    progress,
    { controllers: 1, kafka: NEWEST_KAFKA },
  );
  const large = await withManyPartitions((bootstrap) => rounds(bootstrap, EXIT.problem));
  return [
    atMost("healthy, 3 brokers: beyond the window", small.beyondMs, SMALL_MS_MAX, seconds),
    atMost("10,000 partitions, 5 brokers: beyond the window", large.beyondMs, LARGE_MS_MAX, seconds),
    information(
      "… memory at its peak",
      `${megabytes(large.peakBytes)} (3 brokers: ${megabytes(small.peakBytes)})`,
    ),
  ];
}

async function inRounds(bootstrap, code, progress) {
  const rounds = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const measured = await diagnose(bootstrap, code);
    rounds.push(measured);
    progress(`round ${round} of ${ROUNDS}: ${seconds(measured.beyondMs)}, ${megabytes(measured.peakBytes)}`);
  }
  const of = (figure) => median(rounds.map((measured) => measured[figure]));
  return { beyondMs: of("beyondMs"), peakBytes: of("peakBytes") };
}

async function diagnose(bootstrap, expected) {
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...["--import", path("../support/peak.mjs"), path("../../bin/chaos.js"), "diagnose"],
      ...["--bootstrap", bootstrap, "--watch", `${WINDOW_MS}ms`, "--format", "json"],
    ],
    { stdio: ["ignore", "ignore", "inherit", "pipe"] },
  );
  let peak = "";
  child.stdio[3].setEncoding("utf8").on("data", (text) => {
    peak += text;
  });
  const [code] = await once(child, "close");
  if (code !== expected) throw new Error(`chaos diagnose ended with exit code ${code}`);
  return { beyondMs: performance.now() - startedMs - WINDOW_MS, peakBytes: Number(peak) };
}

async function withManyPartitions(use) {
  const child = fork(path("../support/child-host.mjs"), ["many-partitions"]);
  const exit = once(child, "exit");
  child.send(LARGE);
  const [{ bootstrap }] = await once(child, "message");
  try {
    return await use(bootstrap);
  } finally {
    child.send("end");
    await exit;
  }
}
