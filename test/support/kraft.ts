/**
 * One Kafka node without ZooKeeper, for what brokers of the local engine do not have: a listener with TLS and SASL, and
 * the new protocol of consumer groups (KIP-848, a preview in 3.9).
 */
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Connection } from "../../src/protocol/index.js";
import { waitFor } from "../../src/wait.js";
import type { Certificate } from "./certificates.js";
import { java, kafkaLibs } from "./kafka-tools.js";
import type { Place } from "./proxy.js";

const START_MS_MAX = 90_000;
const LIFE_MS_MAX = 600_000;

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface KraftNode extends AsyncDisposable {
  readonly plain: Place;
  /** TLS, and SASL PLAIN or SCRAM-SHA-512. */
  readonly secure: Place;
}

export async function startKraftNode({ cert, key }: Certificate, login: Login): Promise<KraftNode> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-kraft-"));
  const [plain, secure, controller] = await freePorts(3);
  const keyStore = join(directory, "node.pem");
  await writeFile(keyStore, key + cert);
  await mkdir(join(directory, "data"));
  const { username, password } = login;
  const module = (name: string) => `org.apache.kafka.common.security.${name} required`;
  const config = join(directory, "server.properties");
  await writeFile(
    config,
    Object.entries({
      "process.roles": "broker,controller",
      "node.id": 1,
      "controller.quorum.voters": `1@127.0.0.1:${controller}`,
      listeners: `PLAIN://127.0.0.1:${plain},SECURE://127.0.0.1:${secure},CONTROLLER://127.0.0.1:${controller}`,
      "advertised.listeners": `PLAIN://127.0.0.1:${plain},SECURE://127.0.0.1:${secure}`,
      "listener.security.protocol.map": "PLAIN:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT",
      "inter.broker.listener.name": "PLAIN",
      "controller.listener.names": "CONTROLLER",
      "listener.name.secure.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
      "listener.name.secure.plain.sasl.jaas.config": `${module("plain.PlainLoginModule")} user_${username}="${password}";`,
      "listener.name.secure.scram-sha-512.sasl.jaas.config": `${module("scram.ScramLoginModule")};`,
      "ssl.keystore.type": "PEM",
      "ssl.keystore.location": keyStore,
      "log.dirs": join(directory, "data"),
      "auto.create.topics.enable": true,
      "offsets.topic.replication.factor": 1,
      "offsets.topic.num.partitions": 1,
      "group.initial.rebalance.delay.ms": 0,
      "group.coordinator.rebalance.protocols": "classic,consumer",
    })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  const log4j = join(directory, "log4j.properties");
  await writeFile(
    log4j,
    [
      "log4j.rootLogger=WARN, stdout",
      "log4j.appender.stdout=org.apache.log4j.ConsoleAppender",
      "log4j.appender.stdout.layout=org.apache.log4j.PatternLayout",
      "log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n",
    ].join("\n"),
  );
  const flags = [
    ...["-Xmx512m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"],
    ...[`-Dlog4j.configuration=file:${log4j}`, "-cp", `${kafkaLibs()}/*`],
  ];
  const id = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
  await execa(java(), [
    ...[...flags, "kafka.tools.StorageTool", "format", "--cluster-id", id, "--config", config],
    ...["--add-scram", `SCRAM-SHA-512=[name=${username},password=${password}]`],
  ]);
  const log = join(directory, "log");
  const child = execa(java(), [...flags, "kafka.Kafka", config], {
    stdin: "ignore",
    stdout: { file: log },
    stderr: { file: log },
    reject: false,
    timeout: LIFE_MS_MAX,
  });
  let isOver = false;
  child.then(() => {
    isOver = true;
  });
  const at = (port: number): Place => ({ host: "127.0.0.1", port });
  await waitFor(
    async () => {
      if (isOver) throw new Error(`the node ended; it said:\n${await readFile(log, "utf8")}`);
      try {
        await using connection = await Connection.open(at(plain!));
        const { brokers } = await connection.request("Metadata", { topics: [] });
        return brokers.length === 1
          ? { done: true, value: undefined }
          : { done: false, seen: "no broker in its metadata" };
      } catch (error) {
        return { done: false, seen: (error as Error).message };
      }
    },
    {
      what: "a node without ZooKeeper",
      limitMs: START_MS_MAX,
      everyMs: 100,
      signal: new AbortController().signal,
    },
  );
  return {
    plain: at(plain!),
    secure: at(secure!),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** All are held until all are found: none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
