/**
 * What makes a process a Kafka broker, or a member of the metadata quorum, the same on every engine: its configuration
 * and its JVM.
 * Engines add where a node listens and how its peers find it.
 */
import { pathToFileURL } from "node:url";
import { javaProperties } from "../cluster/java-properties.js";
import type { MetadataQuorum, Program } from "../cluster/metadata/quorum.js";
import { quorumOf, quorums } from "../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../cluster/spec.js";
import type { NodeKind } from "../cluster/topology.js";

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
    readonly quorum: MetadataQuorum;
    /** `host:port` of each of its members. */
    readonly members: readonly string[];
    /** Without a comma, which would make two of it. */
    readonly dataDirectory: string;
  },
): string {
  const { id, internal, external, quorum, members, dataDirectory } = place;
  const replicas = Math.min(3, brokers);
  return javaProperties({
    "broker.id": id,
    listeners: `INTERNAL://${internal.listens},EXTERNAL://${external.listens}`,
    "advertised.listeners": `INTERNAL://${internal.advertises},EXTERNAL://${external.advertises}`,
    "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
    "inter.broker.listener.name": "INTERNAL",
    ...quorum.brokerProperties(members),
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

/** Everything to stdout, as Kafka's own config/log4j.properties prints it. */
export const LOG4J_PROPERTIES = javaProperties({
  "log4j.rootLogger": "INFO, stdout",
  "log4j.appender.stdout": "org.apache.log4j.ConsoleAppender",
  "log4j.appender.stdout.layout": "org.apache.log4j.PatternLayout",
  "log4j.appender.stdout.layout.ConversionPattern": "[%d] %p %m (%c)%n",
});

/** Sizes are what a test cluster needs, not what production does. */
const BROKER: Program = {
  mainClass: "kafka.Kafka",
  jvmOptions: ["-Xms128m", "-Xmx512m"],
  config: "server.properties",
};

/** What a broker or a member of a metadata quorum runs. */
export function programOf(kind: NodeKind): Program {
  return quorumOf(kind)?.program ?? BROKER;
}

/** Of every program that there is. */
export const MAIN_CLASSES: readonly string[] = [BROKER, ...quorums.map(({ program }) => program)].map(
  ({ mainClass }) => mainClass,
);

export function jvmOptions(program: Program): string[] {
  return [
    ...program.jvmOptions,
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
  ];
}

/** The last arguments of `java`: what to run, and with which files. Paths are absolute. */
export function mainArguments(
  program: Program,
  { libs, log4j, config }: { libs: string; log4j: string; config: string },
): string[] {
  return [
    // A URL: `#`, `?` and `%` in a path mean something else there.
    `-Dlog4j.configuration=${pathToFileURL(log4j)}`,
    "-cp",
    `${libs}/*`,
    program.mainClass,
    config,
  ];
}
