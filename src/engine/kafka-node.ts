/**
 * What makes a process a Kafka broker or a ZooKeeper server, the same on every engine: its configuration and its JVM.
 * Engines add where a node listens and how its peers find it.
 */
import { pathToFileURL } from "node:url";
import type { ClusterSpec } from "../cluster/spec.js";
import type { NodeKind } from "../cluster/topology.js";
import type { ClusterNode } from "./engine.js";
import { javaProperties } from "./java-properties.js";

export type KafkaKind = Extract<NodeKind, "broker" | "zookeeper">;

/** A listener: `host:port` to bind, and `host:port` that others are told. */
interface Listener {
  readonly listens: string;
  readonly advertises: string;
}

/** `server.properties`; the spec's own properties win. */
export function serverProperties(
  { brokers, config }: Pick<ClusterSpec, "brokers" | "config">,
  place: {
    readonly id: number;
    /** Between brokers. */
    readonly internal: Listener;
    /** For clients on this machine. */
    readonly external: Listener;
    /** `host:port` each. */
    readonly zookeepers: readonly string[];
    /** Without a comma, which would make two of it. */
    readonly dataDirectory: string;
  },
): string {
  const { id, internal, external, zookeepers, dataDirectory } = place;
  const replicas = Math.min(3, brokers);
  return javaProperties({
    "broker.id": id,
    listeners: `INTERNAL://${internal.listens},EXTERNAL://${external.listens}`,
    "advertised.listeners": `INTERNAL://${internal.advertises},EXTERNAL://${external.advertises}`,
    "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
    "inter.broker.listener.name": "INTERNAL",
    "zookeeper.connect": zookeepers.join(","),
    // The session time-out by default, which scenarios make short: a busy machine starts ZooKeeper more slowly.
    "zookeeper.connection.timeout.ms": 60_000,
    "log.dirs": dataDirectory,
    "auto.create.topics.enable": false,
    "offsets.topic.replication.factor": replicas,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": Math.min(2, replicas),
    "group.initial.rebalance.delay.ms": 0,
    // 128 MB by default, allocated at start; nothing here is compacted but the consumer offsets.
    "log.cleaner.dedupe.buffer.size": 4 * 1024 * 1024,
    ...config,
  });
}

/** ZooKeeper's unit of time: sessions and heartbeats are counted in it. */
export const ZOOKEEPER_TICK_MS = 2_000;

/** `zoo.cfg`. A server that is alone needs no quorum. */
export function zooCfg(place: {
  readonly dataDirectory: string;
  readonly ensemble: readonly Pick<ClusterNode, "id" | "name">[];
  readonly clientPort: number;
  /** Every address, where it is left out. */
  readonly clientPortAddress?: string;
  readonly quorumPort: number;
  readonly electionPort: number;
}): string {
  const { dataDirectory, ensemble, clientPort, clientPortAddress, quorumPort, electionPort } = place;
  return javaProperties({
    dataDir: dataDirectory,
    clientPort,
    ...(clientPortAddress !== undefined && { clientPortAddress }),
    tickTime: ZOOKEEPER_TICK_MS,
    initLimit: 10,
    syncLimit: 5,
    maxClientCnxns: 0,
    "admin.enableServer": false,
    "4lw.commands.whitelist": "dump",
    ...(ensemble.length > 1 &&
      Object.fromEntries(
        ensemble.map(({ id, name }) => [`server.${id}`, `${name}:${quorumPort}:${electionPort}`]),
      )),
  });
}

/** Everything to stdout, as Kafka's own config/log4j.properties prints it. */
export const LOG4J_PROPERTIES = javaProperties({
  "log4j.rootLogger": "INFO, stdout",
  "log4j.appender.stdout": "org.apache.log4j.ConsoleAppender",
  "log4j.appender.stdout.layout": "org.apache.log4j.PatternLayout",
  "log4j.appender.stdout.layout.ConversionPattern": "[%d] %p %m (%c)%n",
});

/** Sizes are what a test cluster needs, not what production does. */
export function jvmOptions(kind: KafkaKind): string[] {
  return [
    ...(kind === "broker" ? ["-Xms128m", "-Xmx512m"] : ["-Xms32m", "-Xmx128m"]),
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
    // A JVM that is killed leaves its figures for jstat in /tmp.
    "-XX:-UsePerfData",
    // Names are looked up anew each time: a failed look-up must not stick, and a container that comes back may have the
    // address that was another's. A controller that goes on with the old one talks to the wrong broker and never notices.
    "-Dsun.net.inetaddr.ttl=0",
    "-Dsun.net.inetaddr.negative.ttl=0",
    ...(kind === "zookeeper" ? ["-Dzookeeper.forceSync=no"] : []),
  ];
}

export const KAFKA_MAIN: Readonly<Record<KafkaKind, string>> = {
  broker: "kafka.Kafka",
  zookeeper: "org.apache.zookeeper.server.quorum.QuorumPeerMain",
};

/** The last arguments of `java`: what to run, and with which files. Paths are absolute. */
export function program(
  kind: KafkaKind,
  { libs, log4j, config }: { libs: string; log4j: string; config: string },
): string[] {
  return [
    // A URL: `#`, `?` and `%` in a path mean something else there.
    `-Dlog4j.configuration=${pathToFileURL(log4j)}`,
    "-cp",
    `${libs}/*`,
    KAFKA_MAIN[kind],
    config,
  ];
}
