/**
 * One broker in KRaft mode with two ways in: straight, and one whose advertised address is that of a proxy which cannot
 * rewrite addresses.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { NEWEST_KAFKA_WITH_ZOOKEEPER } from "../../dist/cluster/versions.js";
import { findJava } from "../../dist/engine/local/java.js";
import { kafkaJars } from "../../dist/engine/local/kafka-jars.js";
import { withConnection } from "./connection.mjs";
import { withDirectory } from "./directory.mjs";

const CLUSTER_ID = "chaosBenchmarkBroker01";
const START_MS_MAX = 60_000;

/**
 * @template T
 * @param {(broker: { direct: number, behind: number, advertised: number }) => Promise<T>} use is given ports of
 *   127.0.0.1: straight to the broker; of the listener whose advertised port is the third
 * @returns {Promise<T>}
 */
export function withSingleBroker(use, kafka = NEWEST_KAFKA_WITH_ZOOKEEPER) {
  return withDirectory(async (directory) => {
    const [direct, behind, advertised, controller] = await freePorts(4);
    const { command } = await findJava(process.env);
    const { libs } = await kafkaJars(
      { kafka, metadata: { kind: "kraft", members: 1 } },
      { env: process.env, onProgress: () => {} },
    );
    const config = join(directory, "server.properties");
    const properties = {
      "process.roles": "broker,controller",
      "node.id": 1,
      "controller.quorum.voters": `1@127.0.0.1:${controller}`,
      listeners: `DIRECT://127.0.0.1:${direct},BEHIND://127.0.0.1:${behind},CONTROLLER://127.0.0.1:${controller}`,
      "advertised.listeners": `DIRECT://127.0.0.1:${direct},BEHIND://127.0.0.1:${advertised}`,
      "listener.security.protocol.map": "DIRECT:PLAINTEXT,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "inter.broker.listener.name": "DIRECT",
      "controller.listener.names": "CONTROLLER",
      "log.dirs": join(directory, "data"),
      "offsets.topic.replication.factor": 1,
    };
    await writeFile(
      config,
      Object.entries(properties)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(""),
    );
    const java = (...args) => [
      "-XX:TieredStopAtLevel=4",
      "-XX:-UsePerfData",
      "-cp",
      join(libs, "*"),
      ...args,
    ];
    await promisify(execFile)(
      command,
      java("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", config),
    );
    const broker = spawn(command, java("kafka.Kafka", config), { stdio: "ignore" });
    try {
      await untilServing(direct);
      return await use({ direct, behind, advertised });
    } finally {
      broker.kill("SIGKILL");
      await once(broker, "exit");
    }
  });
}

async function untilServing(port) {
  const deadlineMs = performance.now() + START_MS_MAX;
  for (;;) {
    try {
      const { brokers } = await withConnection({ client: { host: "127.0.0.1", port } }, (connection) =>
        connection.request("Metadata", { topics: [] }),
      );
      if (brokers.length === 1) return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
    }
    await sleep(50);
  }
}

/** Ports that were free a moment ago. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const { port } = server.address();
      server.close();
      await once(server, "close");
      return port;
    }),
  );
}
