/**
 * What makes a process a Kafka broker, or a member of the metadata quorum, the same on every engine: its configuration
 * and its JVM.
 * Engines add where a node listens and how its peers find it.
 */
import { pathToFileURL } from "node:url";
import { javaProperties } from "../cluster/java-properties.js";
import type { MetadataQuorum, Program, QuorumPlace } from "../cluster/metadata/quorum.js";
import { quorumOf, quorums } from "../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../cluster/spec.js";
import type { PlannedNode } from "../cluster/topology.js";
import { isBefore } from "../cluster/versions.js";

/** A listener: `host:port` to bind, and `host:port` that others are told. */
interface Listener {
  readonly listens: string;
  readonly advertises: string;
}

/** `server.properties`; the spec's own properties win. */
export function serverProperties(
  { brokers, config }: Pick<ClusterSpec, "brokers" | "config">,
  broker: PlannedNode,
  place: {
    /** Between brokers. */
    readonly internal: Listener;
    /** For clients on this machine. */
    readonly external: Listener;
    /** For those of them whose links can be cut; absent: none are. */
    readonly clients: Listener | undefined;
    readonly quorum: MetadataQuorum;
    readonly quorumPlace: QuorumPlace;
  },
): string {
  const { internal, external, clients, quorum, quorumPlace } = place;
  const replicas = Math.min(3, brokers);
  const own = Object.entries({ INTERNAL: internal, EXTERNAL: external, CLIENTS: clients }).flatMap(
    ([name, listener]) => (listener === undefined ? [] : [{ name, ...listener }]),
  );
  const ofQuorum = quorum.brokerListeners(broker, quorumPlace);
  return javaProperties({
    ...quorum.brokerProperties(broker, quorumPlace),
    "listener.security.protocol.map": [...own.map(({ name }) => name), ...quorum.listenerNames]
      .map((name) => `${name}:PLAINTEXT`)
      .join(),
    listeners: [...own.map(({ name, listens }) => `${name}://${listens}`), ...ofQuorum].join(),
    "advertised.listeners": own.map(({ name, advertises }) => `${name}://${advertises}`).join(),
    "inter.broker.listener.name": "INTERNAL",
    "log.dirs": quorumPlace.dataDirectory,
    "auto.create.topics.enable": false,
    "offsets.topic.replication.factor": replicas,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": Math.min(2, replicas),
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.min.isr": Math.min(2, replicas),
    "group.initial.rebalance.delay.ms": 0,
    // 128 MB by default, allocated at start; nothing here is compacted but the consumer offsets.
    "log.cleaner.dedupe.buffer.size": 4 * 1024 * 1024,
    ...config,
  });
}

/** How a Kafka of some version is told to log: everything to stdout, as its own configuration does. */
export interface Logging {
  readonly file: string;
  readonly text: string;
  /** The JVM option with the file's URL. */
  readonly option: (url: URL) => string;
}

const LOG4J: Logging = {
  file: "log4j.properties",
  text: javaProperties({
    "log4j.rootLogger": "INFO, stdout",
    "log4j.appender.stdout": "org.apache.log4j.ConsoleAppender",
    "log4j.appender.stdout.layout": "org.apache.log4j.PatternLayout",
    "log4j.appender.stdout.layout.ConversionPattern": "[%d] %p %m (%c)%n",
  }),
  option: (url) => `-Dlog4j.configuration=${url}`,
};

/** Kafka 4 logs with Log4j 2. */
const LOG4J2: Logging = {
  file: "log4j2.properties",
  text: javaProperties({
    "rootLogger.level": "INFO",
    "rootLogger.appenderRef.stdout.ref": "stdout",
    "appender.stdout.type": "Console",
    "appender.stdout.name": "stdout",
    "appender.stdout.layout.type": "PatternLayout",
    "appender.stdout.layout.pattern": "[%d] %p %m (%c)%n",
  }),
  option: (url) => `-Dlog4j2.configurationFile=${url}`,
};

export function loggingOf(kafka: string): Logging {
  return isBefore(kafka, "4.0") ? LOG4J : LOG4J2;
}

/** Sizes are what a test cluster needs, not what production does. */
const BROKER: Program = {
  mainClass: "kafka.Kafka",
  jvmOptions: ["-Xms128m", "-Xmx512m"],
  config: "server.properties",
};

/** What a broker or a member of a metadata quorum runs. */
export function programOf(node: PlannedNode): Program {
  return node.kind === "broker" ? BROKER : (quorumOf(node)?.program ?? BROKER);
}

/** Of every program that there is. */
export const MAIN_CLASSES: readonly string[] = [
  ...new Set([BROKER, ...quorums.map(({ program }) => program)].map(({ mainClass }) => mainClass)),
];

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

export interface MainFiles {
  /** Folder of Kafka's jars. */
  readonly libs: string;
  readonly kafka: string;
  /** `Logging.file` of that Kafka. */
  readonly logging: string;
  /** Of the program. */
  readonly config: string;
}

/** The last arguments of `java`: what to run, and with which files. Paths are absolute. */
export function mainArguments(program: Program, { libs, kafka, logging, config }: MainFiles): string[] {
  return [
    // A URL: `#`, `?` and `%` in a path mean something else there.
    loggingOf(kafka).option(pathToFileURL(logging)),
    "-cp",
    `${libs}/*`,
    program.mainClass,
    config,
  ];
}
