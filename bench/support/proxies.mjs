/**
 * The proxy and its peers, each a process of its own in front of one broker: `chaos proxy`; kroxylicious' runtime with
 * no filter; toxiproxy, which knows bytes and no Kafka. A peer that cannot be had here is left out, and said to be.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Connection } from "../../dist/protocol/index.js";
import { freePorts } from "./single-broker.mjs";

const START_MS_MAX = 30_000;
const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "chaos", "bench");
const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * @typedef {object} Standing
 * @property {number} port of 127.0.0.1, where clients bootstrap
 * @property {number} pid
 * @property {number} readyMs from its start until it answered a client
 * @property {() => Promise<void>} end
 */

/** @returns {Promise<Standing & { admin: number }>} */
export async function startChaosProxy({ direct }) {
  const [port, admin] = await freePorts(2);
  const args = ["proxy", "--bootstrap", `127.0.0.1:${direct}`, "--listen", `127.0.0.1:${port}`];
  const standing = await start(
    process.execPath,
    [here("../../bin/chaos.js"), ...args, "--admin", `127.0.0.1:${admin}`, "--seed", "1"],
    port,
  );
  return { ...standing, admin };
}

/** @returns {Promise<Standing>} */
export async function startKroxylicious({ direct }, directory) {
  const libs = join(cache, "kroxylicious");
  if (!(await exists(libs))) {
    const pom = here("../peers/pom.xml");
    await run("mvn", ["-q", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${libs}`]);
  }
  const [port] = await freePorts(1);
  const config = join(directory, "kroxylicious.yaml");
  await writeFile(
    config,
    `virtualClusters:
  - name: peer
    targetCluster: { bootstrapServers: "127.0.0.1:${direct}" }
    gateways:
      - name: default
        portIdentifiesNode:
          bootstrapAddress: "127.0.0.1:${port}"
          nodeIdRanges: [{ name: brokers, start: 0, end: 9 }]
`,
  );
  return start(
    "java",
    ["-XX:-UsePerfData", "-cp", join(libs, "*"), here("../peers/Kroxylicious.java"), config],
    port,
  );
}

/** @returns {Promise<Standing>} */
export async function startToxiproxy({ behind, advertised }, directory) {
  const binary = join(cache, "toxiproxy", "server");
  if (!(await exists(binary))) {
    await mkdir(join(cache, "toxiproxy"), { recursive: true });
    const env = { ...process.env, GOBIN: join(cache, "toxiproxy") };
    await run("go", ["install", "github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0"], { env });
  }
  const [api] = await freePorts(1);
  const config = join(directory, "toxiproxy.json");
  const proxy = {
    name: "broker",
    listen: `127.0.0.1:${advertised}`,
    upstream: `127.0.0.1:${behind}`,
    enabled: true,
  };
  await writeFile(config, JSON.stringify([proxy]));
  return start(binary, ["-host", "127.0.0.1", "-port", String(api), "-config", config], advertised);
}

async function start(command, args, port) {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, LOG_LEVEL: "error" } });
  // Rejects when there is no such program.
  await once(child, "spawn");
  const exit = once(child, "exit");
  const end = async () => {
    child.kill("SIGKILL");
    await exit;
  };
  for (;;) {
    try {
      const connection = await Connection.open({ host: "127.0.0.1", port, connectTimeoutMs: 2_000 });
      await connection.close();
      return { port, pid: child.pid, readyMs: performance.now() - startedMs, end };
    } catch (error) {
      if (performance.now() - startedMs > START_MS_MAX || child.exitCode !== null) {
        await end();
        throw new Error(`${command} does not serve: ${error.message}`, { cause: error });
      }
    }
    await sleep(5);
  }
}

/** Bytes that a process has in memory. */
export async function residentBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) * 1024;
}
