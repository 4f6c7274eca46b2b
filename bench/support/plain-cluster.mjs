/**
 * The peer of our local engine: the same jars, flags, configurations and class-data archives as plain JVM processes.
 * No links, no supervisor, and every name stands for the node's real address. ZooKeeper first, the brokers the moment
 * its port answers, as one would do it by hand.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loggingOf } from "../../dist/engine/kafka-node.js";
import { archivesFor, NO_ARCHIVES } from "../../dist/engine/local/archive.js";
import { findJava } from "../../dist/engine/local/java.js";
import { kafkaJars } from "../../dist/engine/local/kafka-jars.js";
import { javaArguments, layOut, portsFor } from "../../dist/engine/local/layout.js";
import { writeNodeFiles } from "../../dist/engine/local/node-files.js";
import { specOf } from "../../dist/scenario/cluster-spec.js";
import { withConnection } from "./connection.mjs";
import { withDirectory } from "./directory.mjs";
import { scenarioOf } from "./scenario.mjs";

/** 127.250: a loopback block that no run of ours takes. */
const BLOCK = 250;
const START_MS_MAX = 60_000;

/**
 * Calls `use` when every broker lists all of them and a controller, which is when our engine hands over a cluster.
 *
 * @template T
 * @param {{ archives: boolean }} options
 * @param {(cluster: { nodes: readonly object[] }) => Promise<T>} use
 * @returns {Promise<T>}
 */
export function withPlainCluster({ archives }, use) {
  return withDirectory(async (directory) => {
    const spec = specOf(scenarioOf(), []);
    const layout = layOut(spec, BLOCK, portsFor(0));
    const commands = await writeNodes(directory, layout, spec, archives);
    const processes = [];
    const run = (node) => processes.push(start(commands.get(node)));
    // Whatever ends this process ends them.
    const killAll = () => processes.forEach((child) => void child.kill("SIGKILL"));
    process.once("exit", killAll);
    try {
      const zookeepers = layout.nodes.filter(({ kind }) => kind === "zookeeper");
      const brokers = layout.nodes.filter(({ kind }) => kind === "broker");
      zookeepers.forEach(run);
      await Promise.all(zookeepers.map((node) => until(() => answers(node), `${node.name} to listen`)));
      brokers.forEach(run);
      await Promise.all(
        brokers.map((node) => until(() => sees(node, brokers.length), `${node.name} to see its peers`)),
      );
      return await use({ nodes: layout.nodes });
    } finally {
      process.off("exit", killAll);
      const running = processes.filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      );
      const exits = running.map((child) => once(child, "exit"));
      killAll();
      await Promise.all(exits);
    }
  });
}

async function writeNodes(directory, layout, spec, withArchives) {
  const java = await findJava(process.env);
  const jars = await kafkaJars(spec, { env: process.env, onProgress: () => {} });
  const archives = withArchives
    ? await archivesFor(jars, java, layout.nodes, notThere, () => {})
    : NO_ARCHIVES;
  const hosts = join(directory, "hosts");
  const { file, text } = loggingOf(jars.version);
  const logging = join(directory, file);
  const addresses = layout.nodes.map(({ name, client }) => `${client.host} ${name}`);
  await writeFile(hosts, [...addresses, `127.0.0.1 localhost ${hostname()}`, ""].join("\n"));
  await writeFile(logging, text);
  const commands = new Map();
  for (const node of layout.nodes) {
    const home = join(directory, node.name);
    const { config, temporary } = await writeNodeFiles(home, layout, node, spec, jars.version);
    const archive = archives.use(node);
    // Not ours to `chaos clean`: these JVMs have no supervisor, and belong to this benchmark.
    const args = javaArguments(node, {
      libs: jars.libs,
      hosts,
      kafka: jars.version,
      logging,
      config,
      archive,
      run: directory,
      temporary,
    }).filter((argument) => !argument.startsWith("-Dchaos.run="));
    commands.set(node, { java: java.command, args, cwd: home, log: join(directory, `${node.name}.log`) });
  }
  return commands;
}

async function notThere() {
  throw new Error("there is no class-data archive yet: start a cluster of ours first");
}

function start({ java, args, cwd, log }) {
  const out = openSync(log, "a");
  const child = spawn(java, args, { cwd, stdio: ["ignore", out, out] });
  closeSync(out);
  return child;
}

async function until(condition, what) {
  const deadlineMs = performance.now() + START_MS_MAX;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited ${START_MS_MAX / 1000} s for ${what}`);
    await sleep(20);
  }
}

function answers({ client }) {
  return new Promise((resolve) => {
    const socket = connect(client);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function sees(broker, brokers) {
  try {
    const seen = await withConnection(broker, (connection) => connection.request("Metadata", { topics: [] }));
    return seen.controllerId >= 0 && seen.brokers.length === brokers;
  } catch {
    return false;
  }
}
