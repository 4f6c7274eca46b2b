/**
 * The docker engine. A cluster's start until its first acknowledged message, against `docker compose up --wait` with the
 * same file; how soon a cut and its healing are felt by packets; and whether clusters leave anything behind.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { parse } from "yaml";
import { dockerEngine } from "../../dist/engine/docker/docker.js";
import { specOf } from "../../dist/scenario/cluster-spec.js";
import { withDirectory } from "../support/directory.mjs";
import { atMost, information, seconds, times } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";
import { scenarioOf } from "../support/scenario.mjs";
import { firstAcknowledged } from "../support/usable.mjs";

export const summary = "the docker engine's start, cuts, and what it leaves behind";

const ROUNDS = 5;
const RATIO_MAX = 1.2;
const CUT_MS_MAX = 300;
const CLUSTERS = 10;
/** How long a probe's connection may take before it counts as dropped, and how far apart probes are. */
const PROBE_MS = 10;

const never = new AbortController().signal;
const milliseconds = (ms) => `${Math.round(ms)} ms`;

export async function measure(progress) {
  const before = await census();
  const start = await measureStart(progress);
  const cuts = await measureCuts(progress);
  for (let i = 0; i < CLUSTERS; i++) {
    await withDockerCluster(async () => progress(`cluster ${i + 1} of ${CLUSTERS} is up`), {
      brokers: 1,
    });
  }
  const after = await census();
  const difference = Object.keys(before).reduce((sum, what) => sum + Math.abs(after[what] - before[what]), 0);
  return [
    ...start,
    ...cuts,
    atMost("containers, networks, volumes, nft tables left by all of these", difference, 0, String),
    information("… number of clusters", `${start.clusters + cuts.clusters + CLUSTERS} clusters`),
  ];
}

async function measureStart(progress) {
  return withDirectory(async (directory) => {
    const file = join(directory, "compose.yaml");
    const brokers = await withDockerCluster(async (cluster, runDirectory) => {
      await copyFile(join(runDirectory, "cluster", "compose.yaml"), file);
      return cluster.nodes;
    });
    const ours = () => timed((done) => withDockerCluster(done));
    const byHand = () => timed((done) => withComposeFile(file, brokers, done));
    const ms = await takeTurns(ROUNDS, { ours, "by hand": byHand }, progress);
    const [ourMs, theirMs] = [median(ms.ours), median(ms["by hand"])];
    const figures = [
      atMost(
        "first message acknowledged, against docker compose up --wait",
        ourMs / theirMs,
        RATIO_MAX,
        times,
      ),
      information("… chaos", seconds(ourMs)),
      information("… by hand", seconds(theirMs)),
    ];
    return Object.assign(figures, { clusters: 1 + 2 * ROUNDS });
  });
}

/** Connections between two brokers, tried without a pause, while their link is cut and healed. */
async function measureCuts(progress) {
  return withDockerCluster(async (cluster, runDirectory) => {
    const { name } = parse(await readFile(join(runDirectory, "cluster", "compose.yaml"), "utf8"));
    const links = [
      { from: "kafka1", to: "kafka2" },
      { from: "kafka2", to: "kafka1" },
    ];
    const [cutMs, healMs] = [[], []];
    const probe = await startProbe(`${name}-kafka1-1`, "kafka2");
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const cutAt = Date.now();
        const heal = await cluster.cut(links);
        cutMs.push((await probe.quiet()) - cutAt);
        const healAt = Date.now();
        await heal();
        healMs.push((await probe.nextSuccess()) - healAt);
        progress(
          `cut felt after ${milliseconds(cutMs.at(-1))}, healing after ${milliseconds(healMs.at(-1))}`,
        );
      }
    } finally {
      await probe.end();
    }
    const figures = [
      atMost("a cut is felt by packets after", median(cutMs), CUT_MS_MAX, milliseconds),
      atMost("its healing is felt by packets after", median(healMs), CUT_MS_MAX, milliseconds),
    ];
    return Object.assign(figures, { clusters: 1 });
  });
}

/** A process in a container that connects to a peer again and again, and tells when it could. */
async function startProbe(container, peer) {
  const { stdout: hosts } = await execa("docker", ["exec", container, "getent", "ahostsv4", peer]);
  const address = hosts.split(" ")[0];
  const loop = `while :; do timeout 0.1 bash -c 'exec 3<>/dev/tcp/${address}/19093' && echo $(date +%s%3N); sleep 0.0${PROBE_MS}; done`;
  const child = spawn("docker", ["exec", container, "bash", "-c", loop], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface(child.stdout);
  let lastMs = Date.now();
  lines.on("line", (line) => {
    lastMs = Number(line);
  });
  await once(lines, "line");
  return {
    /** The last success before half a second without one. */
    async quiet() {
      while (Date.now() - lastMs < 500) await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
      return lastMs;
    },
    async nextSuccess() {
      await once(lines, "line");
      return lastMs;
    },
    async end() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

function withDockerCluster(use, { brokers = 3 } = {}) {
  return withDirectory(async (runDirectory) => {
    const cluster = await dockerEngine(process.env).provision(
      { ...specOf(scenarioOf(), []), brokers },
      { runDirectory, signal: never, onProgress: () => {}, onNode: () => {} },
    );
    try {
      return await use(cluster, runDirectory);
    } finally {
      await cluster[Symbol.asyncDispose]();
    }
  });
}

async function withComposeFile(file, nodes, use) {
  const compose = (...command) => execa("docker", ["compose", "--file", file, ...command]);
  try {
    await compose("up", "--detach", "--wait");
    return await use({ nodes });
  } finally {
    await compose("down", "--volumes", "--timeout", "0");
  }
}

async function timed(start) {
  const startedMs = performance.now();
  return start(async (cluster) => {
    await firstAcknowledged(cluster);
    return performance.now() - startedMs;
  });
}

async function census() {
  const count = async (command, ...args) =>
    (await execa(command, args, { reject: false })).stdout?.split("\n").filter(Boolean).length ?? 0;
  return {
    containers: await count("docker", "ps", "--all", "--quiet"),
    networks: await count("docker", "network", "ls", "--quiet"),
    volumes: await count("docker", "volume", "ls", "--quiet"),
    tables: await count("nft", "list", "tables"),
  };
}
