/**
 * Properties that exist and that a scenario cannot set: what would run code or leave the experiment, what chaos sets by
 * itself, and what these clusters have no use for. Suggestions never name them.
 */
import type { QuorumKind } from "../../cluster/topology.js";
import type { Section } from "./sections.js";

type Reason = (name: string) => string;

interface Refusal {
  /** Where it is refused; everywhere if left out. */
  readonly in?: Section["owner"] | readonly Section["owner"][];
  /** Only of clusters with this quorum. */
  readonly with?: QuorumKind;
  readonly names: RegExp;
  /** Ends "… cannot be set here; ". */
  readonly because: Reason;
}

/** A regular expression for these names, where `*` stands for any end. */
const anyOf = (...names: string[]): RegExp =>
  new RegExp(`^(?:${names.map((name) => name.replaceAll(".", "\\.").replace(/\*$/, ".*")).join("|")})$`);

const always = (reason: string) => () => reason;
const IN_ZOOKEEPER = "this cluster keeps its metadata in ZooKeeper";

/** The first that fits counts. */
const REFUSALS: readonly Refusal[] = [
  // Code, and whatever is not of the experiment
  {
    names: anyOf("plugin.library.paths"),
    because: always("it loads a library into chaos, and a scenario must not run code"),
  },
  {
    names: anyOf("test.mock.*", "ut_handle_ProduceResponse"),
    because: always("librdkafka would produce to brokers that it only imitates"),
  },
  {
    names: anyOf("remote.log.storage.manager.class.path", "remote.log.metadata.manager.class.path"),
    because: always("it loads classes into brokers, and a scenario must not run code"),
  },
  {
    names: anyOf("config.providers", "config.providers.*"),
    because: always("brokers would read files and variables that are not of the experiment"),
  },
  {
    names: anyOf("kafka.metrics.reporters", "kafka.csv.metrics.*"),
    because: always("the reporter that comes with Kafka empties a folder before it writes there"),
  },
  {
    names: anyOf("internal.termination.signal"),
    because: always("the signal would end chaos, not librdkafka alone"),
  },
  {
    names: anyOf("zookeeper.ssl.*"),
    because: always("the ZooKeeper servers of a run listen without TLS"),
  },
  {
    names: /^(?:enable\.|listener\.name\.(?:[^.]+\.){1,2})?(?:ssl|sasl|https|oauthbearer)[._]/,
    because: always("the brokers of a run listen without TLS and without SASL"),
  },

  // What chaos sets
  { in: "producers", names: anyOf("acks", "request.required.acks"), because: always("write producers.acks") },
  { in: "producers", names: anyOf("enable.idempotence"), because: always("write producers.idempotence") },
  {
    in: "producers",
    names: anyOf("bootstrap.servers", "metadata.broker.list"),
    because: always("chaos knows the brokers"),
  },
  { in: "copiers", names: anyOf("group.id"), because: always("write name") },
  { in: "copiers", names: anyOf("transactional.id"), because: always("chaos gives each process its own") },
  {
    in: "copiers",
    names: anyOf("enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store"),
    because: always("a copier commits offsets after the copies, or together with them"),
  },
  {
    in: "copiers",
    names: anyOf("auto.offset.reset"),
    because: always("a copier begins with the first message"),
  },
  { in: "copiers", names: anyOf("isolation.level"), because: always("a copier reads committed messages") },
  { in: "consumers", names: anyOf("group.id"), because: always("write group") },
  {
    in: "consumers",
    names: anyOf("enable.auto.commit", "auto.commit.enable", "enable.auto.offset.store"),
    because: always("write commit"),
  },
  { in: "consumers", names: anyOf("auto.offset.reset"), because: always("write offsetReset") },
  { in: "consumers", names: anyOf("isolation.level"), because: always("write isolation") },
  {
    in: ["consumers", "copiers"],
    names: anyOf("group.protocol", "group.protocol.type"),
    because: always("write protocol"),
  },
  {
    in: ["consumers", "copiers"],
    names: anyOf("enable.partition.eof"),
    because: always("chaos needs to know when a consumer is at the end of the log"),
  },
  {
    in: ["consumers", "copiers"],
    names: anyOf("debug"),
    because: always("chaos sets it to learn which partitions a consumer lost"),
  },
  {
    in: ["consumers", "copiers"],
    names: anyOf("offset.store.*"),
    because: always("offsets that a consumer keeps in a file are not those of its group"),
  },
  {
    in: ["consumers", "copiers"],
    names: anyOf("bootstrap.servers", "metadata.broker.list"),
    because: always("chaos knows the brokers"),
  },
  {
    in: ["consumers", "copiers"],
    names: anyOf("builtin.features"),
    because: always("librdkafka was built with them"),
  },
  {
    names: anyOf("dr_cb", "dr_msg_cb", "delivery.report.only.error", "enabled_events"),
    because: always("chaos needs every delivery report"),
  },
  {
    in: "producers",
    names: anyOf("transactional.id"),
    because: always("write producers.transactions"),
  },
  { in: "producers", names: anyOf("builtin.features"), because: always("librdkafka was built with them") },
  {
    names: /_cb$|^(?:opaque|interceptors|default_topic_conf|msg_order_cmp)$/,
    because: always("only a program can set it"),
  },
  {
    in: "cluster",
    names: anyOf("log.dir", "log.dirs"),
    because: always("chaos gives each broker one log directory"),
  },
  {
    in: "cluster",
    names: anyOf("broker.rack"),
    because: always("all brokers would be in one rack, because cluster.config is the same for each"),
  },
  {
    in: "cluster",
    names: anyOf(
      ...["broker.id", "broker.id.generation.enable", "host.name", "port", "listeners"],
      ...["advertised.host.name", "advertised.port", "advertised.listeners"],
      ...["listener.security.protocol.map", "inter.broker.listener.name", "security.inter.broker.protocol"],
      ...["control.plane.listener.name", "zookeeper.connect"],
    ),
    because: (name) => `chaos sets ${name} for each broker`,
  },

  // What one kind of cluster has no use for
  {
    in: "cluster",
    with: "zookeeper",
    names: anyOf("broker.session.timeout.ms"),
    because: always(`${IN_ZOOKEEPER}, so write cluster.sessionTimeout`),
  },
  {
    in: "cluster",
    with: "zookeeper",
    names: anyOf(
      ...["process.roles", "node.id", "controller.listener.names", "controller.quorum.*"],
      ...["metadata.log.*", "metadata.max.idle.interval.ms", "metadata.max.retention.*"],
      ...["broker.heartbeat.interval.ms", "initial.broker.registration.timeout.ms"],
      ...["server.max.startup.time.ms"],
      ...["zookeeper.metadata.migration.*", "eligible.leader.replicas.enable"],
      ...["group.coordinator.*", "group.consumer.*", "group.share.*", "share.coordinator.*"],
    ),
    because: always(IN_ZOOKEEPER),
  },
  {
    in: "cluster",
    with: "kraft",
    names: anyOf(
      ...["process.roles", "node.id", "controller.listener.names", "metadata.log.dir"],
      ...["controller.quorum.voters", "controller.quorum.bootstrap.servers"],
    ),
    because: (name) => `chaos sets ${name} for each node`,
  },
  {
    in: "cluster",
    with: "kraft",
    names: anyOf("zookeeper.session.timeout.ms"),
    because: always("this cluster keeps its metadata in KRaft, so write cluster.sessionTimeout"),
  },
  {
    in: "cluster",
    with: "kraft",
    names: anyOf("zookeeper.*", "inter.broker.protocol.version"),
    because: always("this cluster keeps its metadata in KRaft, without ZooKeeper"),
  },
];

/** Why this section cannot set the property; undefined: it can, or does not know it. */
export function reasonAgainst(name: string, { owner, quorum }: Section): string | undefined {
  const refusal = REFUSALS.find(
    (one) =>
      (one.in === undefined || [one.in].flat().includes(owner)) &&
      (one.with === undefined || one.with === quorum) &&
      one.names.test(name),
  );
  return refusal?.because(name);
}
