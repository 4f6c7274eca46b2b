import { describe, expect, it } from "vitest";
import { faults } from "../../faults/index.js";
import { InputError } from "../../yaml/diagnostics.js";
import { BROKER_PROPERTIES, PRODUCER_PROPERTIES, TOPIC_PROPERTIES } from "../generated/properties.js";
import { grammarsOf } from "../grammar.js";
import { loadScenario } from "../load.js";
import type { Section } from "./sections.js";

const grammars = grammarsOf(faults);

/** The complaints about a scenario with these properties, without excerpts; each begins with its line and column. */
function complaints(
  configs: Partial<Record<Section["owner"], string>>,
  more = "",
  set: readonly string[] = [],
) {
  const config = (owner: Section["owner"]) =>
    configs[owner] === undefined ? "" : `\n  config: { ${configs[owner]} }`;
  const text = `name: mine
cluster:
  brokers: 3${config("cluster")}
topic:
  replicas: 3${config("topic")}
producers:
  count: 10${config("producers")}${more}
expect: { loss: any }
`;
  try {
    loadScenario(text, { path: "mine.yaml", faults, grammars, overrides: { set }, randomSeed: 7 });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).diagnostics.map(({ line, column, file, message }) =>
      line === undefined ? `${file}: ${message}` : `${line}:${column}: ${message}`,
    );
  }
  return [];
}

const inCluster = (property: string) => complaints({ cluster: property });
const inClusterWithZooKeeper = (property: string) =>
  complaints({ cluster: property }, "", ["cluster.zookeepers=1"]);
const inTopic = (property: string) => complaints({ topic: property });
const inProducers = (property: string, more = "", set: readonly string[] = []) =>
  complaints({ producers: property }, more, set);

describe("a scenario cannot run code or leave the experiment", () => {
  const everywhere = [
    ["plugin.library.paths: /tmp/evil.so", "it loads a library into chaos, and a scenario must not run code"],
    ["test.mock.num.brokers: 3", "librdkafka would produce to brokers that it only imitates"],
    ["test.mock.broker.rtt: 5", "librdkafka would produce to brokers that it only imitates"],
    ["ut_handle_ProduceResponse: x", "librdkafka would produce to brokers that it only imitates"],
    ["sasl.kerberos.kinit.cmd: touch /tmp/x", "the brokers of a run listen without TLS and without SASL"],
    ["sasl.mechanisms: PLAIN", "the brokers of a run listen without TLS and without SASL"],
    ["sasl.oauthbearer.token.endpoint.url: x", "the brokers of a run listen without TLS and without SASL"],
    ["ssl.engine.location: /tmp/evil.so", "the brokers of a run listen without TLS and without SASL"],
    ["ssl.providers: legacy", "the brokers of a run listen without TLS and without SASL"],
    ["ssl.keystore.location: /etc/passwd", "the brokers of a run listen without TLS and without SASL"],
    ["ssl_engine_callback_data: x", "the brokers of a run listen without TLS and without SASL"],
    ["https.ca.location: /etc/passwd", "the brokers of a run listen without TLS and without SASL"],
    [
      "enable.sasl.oauthbearer.unsecure.jwt: true",
      "the brokers of a run listen without TLS and without SASL",
    ],
    [
      "enable.ssl.certificate.verification: false",
      "the brokers of a run listen without TLS and without SASL",
    ],
    [
      "listener.name.client.plain.sasl.jaas.config: x",
      "the brokers of a run listen without TLS and without SASL",
    ],
    ["socket_cb: x", "only a program can set it"],
    ["open_cb: x", "only a program can set it"],
    ["event_cb: false", "only a program can set it"],
    ["opaque: x", "only a program can set it"],
    ["interceptors: x", "only a program can set it"],
    ["dr_msg_cb: x", "chaos needs every delivery report"],
    ["enabled_events: 1", "chaos needs every delivery report"],
    ["internal.termination.signal: 2", "the signal would end chaos, not librdkafka alone"],
    ["config.providers: file", "brokers would read files and variables that are not of the experiment"],
    [
      "config.providers.file.class: x",
      "brokers would read files and variables that are not of the experiment",
    ],
    [
      "kafka.metrics.reporters: x",
      "the reporter that comes with Kafka empties a folder before it writes there",
    ],
    [
      "kafka.csv.metrics.dir: /home",
      "the reporter that comes with Kafka empties a folder before it writes there",
    ],
    [
      "remote.log.storage.manager.class.path: /tmp",
      "it loads classes into brokers, and a scenario must not run code",
    ],
    ["zookeeper.ssl.keystore.location: /etc", "the ZooKeeper servers of a run listen without TLS"],
  ] as const;
  it.each(everywhere)("%s: %s", (property, reason) => {
    const message = `${property.split(":")[0]} cannot be set here; ${reason}`;
    expect(inProducers(property)).toEqual([`8:13: ${message}`]);
    expect(inCluster(property)).toEqual([`4:13: ${message}`]);
    expect(inClusterWithZooKeeper(property)).toEqual([`4:13: ${message}`]);
    expect(inTopic(property)).toEqual([`6:13: ${message}`]);
  });

  it("and no advice names a property that would be refused", () => {
    for (const [property] of everywhere) {
      const name = property.split(":")[0]!;
      for (const misspelt of [name.replace(/.$/, ""), `${name}s`, name.toUpperCase(), `x${name}`]) {
        for (const said of [inProducers, inCluster, inTopic].flatMap((inOne) => inOne(`${misspelt}: 1`))) {
          expect(said.split(/did you mean |; write /)[1] ?? "").not.toContain(name);
        }
      }
    }
  });

  it("takes security.protocol for what it is", () => {
    expect(inProducers("security.protocol: plaintext")).toEqual([]);
    expect(inProducers("security.protocol: SASL_SSL")).toEqual([
      "8:32: security.protocol must be plaintext, not SASL_SSL; the brokers of a run listen without TLS and without SASL",
    ]);
  });

  it("is told from the command line too", () => {
    expect(inProducers("linger.ms: 5", "", ["producers.config.plugin.library.paths=/tmp/evil.so"])).toEqual([
      "--set producers.config.plugin.library.paths=/tmp/evil.so: plugin.library.paths cannot be set here; it loads a library into chaos, and a scenario must not run code",
    ]);
  });
});

describe("what chaos sets, and what these clusters have no use for", () => {
  it.each([
    ["broker.id: 1", "broker.id cannot be set here; chaos sets broker.id for each broker"],
    [
      "zookeeper.connect: x",
      "zookeeper.connect cannot be set here; chaos sets zookeeper.connect for each broker",
    ],
    ['log.dirs: "/a,/b"', "log.dirs cannot be set here; chaos gives each broker one log directory"],
    [
      "broker.rack: zone1",
      "broker.rack cannot be set here; all brokers would be in one rack, because cluster.config is the same for each",
    ],
    ["broker.idd: 1", "broker.idd is not a broker property; chaos sets broker.id for each broker"],
  ])("cluster.config { %s }: %s", (property, expected) => {
    expect(inCluster(property!)).toEqual([`4:13: ${expected}`]);
    expect(inClusterWithZooKeeper(property!)).toEqual([`4:13: ${expected}`]);
  });

  it.each([
    ...[
      ...["process.roles", "node.id", "controller.listener.names", "metadata.log.dir"],
      ...["controller.quorum.voters", "controller.quorum.bootstrap.servers"],
    ].map((name) => [`${name}: 1`, `${name} cannot be set here; chaos sets ${name} for each node`]),
    [
      "zookeeper.session.timeout.ms: 6000",
      "zookeeper.session.timeout.ms cannot be set here; this cluster keeps its metadata in KRaft, so write cluster.sessionTimeout",
    ],
    ...[
      ...["zookeeper.metadata.migration.enable", "zookeeper.max.in.flight.requests"],
      ...["zookeeper.session.timout.ms", "inter.broker.protocol.version"],
    ].map((name) => [
      `${name}: 1`,
      `${name} cannot be set here; this cluster keeps its metadata in KRaft, without ZooKeeper`,
    ]),
  ])("cluster.config { %s } with KRaft: %s", (property, expected) => {
    expect(inCluster(property!)).toEqual([`4:13: ${expected}`]);
  });

  it("leaves KRaft's own properties to clusters with KRaft", () => {
    expect(
      inCluster(
        [
          ...["broker.session.timeout.ms: 6000", "broker.heartbeat.interval.ms: 1000"],
          ...["controller.quorum.election.timeout.ms: 500", "metadata.max.idle.interval.ms: 500"],
          ...["group.share.max.size: 100", "eligible.leader.replicas.enable: true"],
        ].join(", "),
      ),
    ).toEqual([]);
  });

  it.each([
    [
      "broker.session.timeout.ms: 6000",
      "broker.session.timeout.ms cannot be set here; this cluster keeps its metadata in ZooKeeper, so write cluster.sessionTimeout",
    ],
    ...[
      ...["process.roles", "node.id", "controller.quorum.voters", "controller.listener.names"],
      ...["broker.heartbeat.interval.ms", "metadata.log.dir", "metadata.max.idle.interval.ms"],
      ...["zookeeper.metadata.migration.enable", "group.share.max.size"],
    ].map((name) => [
      `${name}: 1`,
      `${name} cannot be set here; this cluster keeps its metadata in ZooKeeper`,
    ]),
  ])("cluster.config { %s } with ZooKeeper: %s", (property, expected) => {
    expect(inClusterWithZooKeeper(property!)).toEqual([`4:13: ${expected}`]);
  });

  it("leaves ZooKeeper's own properties to clusters with ZooKeeper", () => {
    expect(
      inClusterWithZooKeeper(
        "zookeeper.session.timeout.ms: 6000, zookeeper.max.in.flight.requests: 5, inter.broker.protocol.version: '3.9'",
      ),
    ).toEqual([]);
  });

  it.each([
    ["bootstrap.servers: x", "bootstrap.servers cannot be set here; chaos knows the brokers"],
    ["acks: 1", "acks cannot be set here; write producers.acks"],
    ["enable.idempotence: true", "enable.idempotence cannot be set here; write producers.idempotence"],
    [
      "transactionl.id: a",
      "transactionl.id is not a librdkafka producer property; write producers.transactions",
    ],
  ])("producers.config { %s }: %s", (property, expected) => {
    expect(inProducers(property)).toEqual([`8:13: ${expected}`]);
  });
});

describe("a name that is not a property's", () => {
  it.each([
    // Slips of the keys, and the wrong section
    ["broker.session.timout.ms: 6000", "; did you mean broker.session.timeout.ms?"],
    ["replica.fetch.mn.bytes: 1", "; did you mean replica.fetch.min.bytes?"],
    ["segment.bytes: 1048576", "; did you mean log.segment.bytes?"],
    ["file.delete.delay.ms: 1", "; write it under topic.config"],
    ["linger.ms: 1", "; write it under producers.config"],
    ["acks: all", "; write producers.acks"],
    ["minInsyncReplicas: 1", "; did you mean min.insync.replicas?"],
    // The environment of images
    ["KAFKA_MIN_INSYNC_REPLICAS: 2", " but a setting of an image; write min.insync.replicas"],
    ["KAFKA_CFG_REPLICA_LAG_TIME_MAX_MS: 5000", " but a setting of an image; write replica.lag.time.max.ms"],
    [
      "KAFKA_UNCLEAN_LEADER_LECTION_ENABLE: true",
      " but a setting of an image; did you mean unclean.leader.election.enable?",
    ],
    [
      "KAFKA_ZOOKEEPER_CONNECT: x",
      " but a setting of an image; chaos sets zookeeper.connect for each broker",
    ],
    ["KAFKA_RETENTION_MS: 1", " but a setting of an image; did you mean log.retention.ms?"],
    ["KAFKA_MAX_BLOCK_MS: 1", " but a setting of an image; librdkafka has no equivalent"],
    [
      "KAFKA_SSL__KEY: 1",
      " but a setting of an image; the brokers of a run listen without TLS and without SASL",
    ],
    ["KAFKA_QQQQ: 1", " but a setting of an image; it has no place in a scenario"],
    ["MIN_INSYNC_REPLICAS: 2", "; did you mean min.insync.replicas?"],
    ...["KAFKA_HEAP_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_OPTS", "JMX_PORT", "-Xmx1G"].map((name) => [
      `${name}: x`,
      " but a setting of the JVM or of an image; it has no place in a scenario",
    ]),
    // The settings of frameworks
    ["spring.kafka.producer.acks: all", " but a setting of Spring; write producers.acks"],
    [
      "spring.kafka.producer.batch-size: 1",
      " but a setting of Spring; write batch.size under producers.config",
    ],
    [
      "spring.kafka.producer.properties.linger.ms: 1",
      " but a setting of Spring; write linger.ms under producers.config",
    ],
    [
      "spring.kafka.producer.buffer-memory: 1",
      " but a setting of Spring; librdkafka calls it queue.buffering.max.kbytes (in kilobytes of 1,024 bytes)",
    ],
    ["spring.kafka.bootstrap-servers: x", " but a setting of Spring; chaos knows the brokers"],
    [
      "producer.override.linger.ms: 1",
      " but a setting of a framework; write linger.ms under producers.config",
    ],
    // Nothing like a property
    ["Qqqqqqqq: 1", ""],
    ["nodots: 1", ""],
    ["Confluent.Balancer: 1", ""],
  ])("cluster.config { %s } is not a broker property%s", (property, expected) => {
    expect(inCluster(property!)).toEqual([
      `4:13: ${property!.split(":")[0]} is not a broker property${expected}`,
    ]);
  });

  it("is compared with those that the cluster's quorum has a use for", () => {
    expect(inClusterWithZooKeeper("zookeeper.session.timout.ms: 6000")).toEqual([
      "4:13: zookeeper.session.timout.ms is not a broker property; did you mean zookeeper.session.timeout.ms?",
    ]);
    const [said] = inClusterWithZooKeeper("broker.session.timout.ms: 6000");
    expect(said).not.toContain("did you mean broker.session.timeout.ms?");
  });

  it.each([
    "confluent.balancer.enable: true",
    "my.plugin.x: 1",
    "opa.authorizer.url: x",
    "producer.of.mine: 1",
  ])("may be a plugin's: %s", (property) => {
    expect(inCluster(property)).toEqual([]);
    expect(inTopic(property)).toEqual([]);
    expect(inProducers(property)).toEqual([
      expect.stringMatching(/^8:13: \S+ is not a librdkafka producer property/),
    ]);
  });

  it.each([
    ["min.insync.replica: 2", "; did you mean min.insync.replicas?"],
    ["log.retention.ms: 2", "; did you mean retention.ms?"],
    ["KAFKA_LOG_RETENTION_MS: 2", " but a setting of an image; did you mean retention.ms?"],
    ["num.io.threads: 2", "; write it under cluster.config"],
  ])("topic.config { %s } is not a topic property%s", (property, expected) => {
    expect(inTopic(property)).toEqual([`6:13: ${property.split(":")[0]} is not a topic property${expected}`]);
  });

  it.each([
    ["lingerMs: 5", "; did you mean linger.ms?"],
    ["linger.parsecs: 5", ""],
    ["fetch.max.bytes: 1", "; only consumers have it"],
    ["max.poll.records: 1", "; only consumers have it"],
    ["min.insync.replicas: 1", "; write it under cluster.config"],
    ["constructor: 1", ""],
  ])("producers.config { %s } is not a librdkafka producer property%s", (property, expected) => {
    const [said] = inProducers(property);
    const isNot = `8:13: ${property.split(":")[0]} is not a librdkafka producer property`;
    expect(said).toContain(`${isNot}${expected}`);
  });
});

describe("a name of the Java client", () => {
  it.each([
    ["buffer.memory", "librdkafka calls it queue.buffering.max.kbytes (in kilobytes of 1,024 bytes)"],
    ["max.request.size", "librdkafka calls it message.max.bytes"],
    ["partitioner.class", "librdkafka calls it partitioner"],
    ["send.buffer.bytes", "librdkafka calls it socket.send.buffer.bytes"],
    ["compression.zstd.level", "librdkafka calls it compression.level"],
    ["max.block.ms", "librdkafka has no equivalent"],
    ["interceptor.classes", "librdkafka has no equivalent"],
    ["metric.reporters", "librdkafka has no equivalent"],
    ["key.serializer", "chaos makes keys and values by itself"],
  ])("%s: %s", (name, expected) => {
    const message = `${name} is a property of the Java client; ${expected}`;
    expect(inProducers(`${name}: 1`)).toEqual([`8:13: ${message}`]);
    if (!BROKER_PROPERTIES.has(name)) expect(inCluster(`${name}: 1`)).toEqual([`4:13: ${message}`]);
  });

  it("is no matter where librdkafka has it too", () => {
    const same = [
      ...[
        "delivery.timeout.ms: 60000",
        "retries: 3",
        "batch.size: 16384",
        "linger.ms: 5",
        "compression.type: lz4",
      ],
      ...[
        "max.in.flight.requests.per.connection: 5",
        "metadata.max.age.ms: 1000",
        "request.timeout.ms: 1000",
      ],
    ];
    expect(inProducers(same.join(", "))).toEqual([]);
  });

  it("is told with its line for each of them", () => {
    expect(inProducers("buffer.memory: 1, max.block.ms: 2, key.serializer: x")).toHaveLength(3);
  });
});

describe("a value that a property does not take", () => {
  it.each([
    ["unclean.leader.election.enable: yes", "true or false, not yes; write true"],
    ["unclean.leader.election.enable: off", "true or false, not off; write false"],
    ["unclean.leader.election.enable: maybe", "true or false, not maybe"],
    ["unclean.leader.election.enable: 1", "true or false, not 1; write true"],
    ["broker.session.timeout.ms: 6s", "a whole number, not 6s; write 6000 (milliseconds)"],
    ["broker.session.timeout.ms: 6 seconds", "a whole number, not 6 seconds; write 6000 (milliseconds)"],
    ["log.retention.ms: 7d", "a whole number, not 7d; write 604800000 (milliseconds)"],
    ["log.retention.hours: 7d", "a whole number, not 7d; write 168 (hours)"],
    ["log.retention.minutes: 30s", "a whole number, not 30s"],
    ["quota.window.size.seconds: 1m", "a whole number from 1, not 1m; write 60 (seconds)"],
    ["log.segment.bytes: 2MB", "a whole number from 14, not 2MB; write 2000000 (bytes)"],
    ["log.segment.bytes: 1GiB", "a whole number from 14, not 1GiB; write 1073741824 (bytes)"],
    ["log.index.size.max.bytes: 3", "a whole number from 4, not 3"],
    ["log.index.size.max.bytes: 1.1KB", "a whole number from 4, not 1.1KB; write 1100 (bytes)"],
    ["log.segment.bytes: 4294967296", "a whole number from 14 to 2147483647, not 4294967296"],
    [
      "log.retention.bytes: 9223372036854775808",
      "a whole number from -9223372036854775808 to 9223372036854775807, not 9223372036854775808",
    ],
    ["num.io.threads: many", "a whole number from 1, not many"],
    ["num.io.threads: 1.5", "a whole number from 1, not 1.5"],
    ["num.io.threads: 8.0", "a whole number from 1, not 8.0; write 8"],
    ["num.io.threads: 1_000", "a whole number from 1, not 1_000; write 1000"],
    ['num.io.threads: ""', "a whole number from 1, not an empty text"],
    ["log.cleaner.min.cleanable.ratio: half", "a number from 0 to 1, not half"],
    [
      "compression.type: gzp",
      "uncompressed, zstd, lz4, snappy, gzip or producer, not gzp; did you mean gzip?",
    ],
    [
      "log.cleanup.policy: compacted",
      "compact or delete, or several of them with commas between, not compacted; did you mean compact?",
    ],
    ["compression.gzip.level: 0", "a whole number from 1 to 9 or -1, not 0"],
  ])("cluster.config { %s }: must be %s", (property, expected) => {
    const name = property.split(":")[0]!;
    expect(inCluster(property)).toEqual([`4:${15 + name.length}: ${name} must be ${expected}`]);
  });

  it.each([
    ["retention.ms: 1h", "a whole number from -1, not 1h; write 3600000 (milliseconds)"],
    ["min.insync.replicas: two", "a whole number from 1, not two"],
    ["min.insync.replicas: 0", "a whole number from 1, not 0"],
    ["preallocate: nope", "true or false, not nope"],
  ])("topic.config { %s }: must be %s", (property, expected) => {
    const name = property.split(":")[0]!;
    expect(inTopic(property)).toEqual([`6:${15 + name.length}: ${name} must be ${expected}`]);
  });

  it.each([
    ["request.timeout.ms: 6s", "a whole number from 1 to 900000, not 6s; write 6000 (milliseconds)"],
    ["request.timeout.ms: 0", "a whole number from 1 to 900000, not 0"],
    ["request.timeout.ms: 1e6", "a whole number from 1 to 900000, not 1000000"],
    ['socket.timeout.ms: "010"', "a whole number from 10 to 300000, not 010"],
    ["linger.ms: 1s", "a number from 0 to 900000, not 1s; write 1000 (milliseconds)"],
    [
      "queue.buffering.max.kbytes: 1MiB",
      "a whole number from 1 to 2147483647, not 1MiB; write 1024 (kilobytes of 1,024 bytes)",
    ],
    [
      "queue.buffering.max.kbytes: 1MB",
      "a whole number from 1 to 2147483647, not 1MB; write 977 (kilobytes of 1,024 bytes)",
    ],
    ["batch.size: 64KiB", "a whole number from 1 to 2147483647, not 64KiB; write 65536 (bytes)"],
    ["socket.keepalive.enable: yes", "true or false, not yes; write true"],
    ["compression.type: brotli", "none, gzip, snappy, lz4 or zstd, not brotli"],
    ["queuing.strategy: filo", "fifo or lifo, not filo; did you mean fifo?"],
    [
      "partitioner: murmur3",
      "random, consistent, consistent_random, murmur2, murmur2_random, fnv1a or fnv1a_random, not murmur3; did you mean murmur2?",
    ],
  ])("producers.config { %s }: must be %s", (property, expected) => {
    const name = property.split(":")[0]!;
    expect(inProducers(property)).toEqual([`8:${15 + name.length}: ${name} must be ${expected}`]);
  });

  it("and values that they do take are taken", () => {
    expect(
      complaints(
        {
          cluster:
            "log.retention.ms: -1, unclean.leader.election.enable: TRUE, compression.gzip.level: -1, log.cleaner.min.cleanable.ratio: 0.01, log.flush.interval.messages: 9223372036854775807, max.connections.per.ip.overrides: ''",
          topic:
            "cleanup.policy: 'compact, delete', min.insync.replicas: 2, retention.bytes: -1, compression.type: zstd",
          producers:
            "linger.ms: 0.5, compression.type: LZ4, socket.keepalive.enable: 1, topic.metadata.refresh.interval.ms: -1, debug: 'broker,topic', partitioner: murmur2_random, max.in.flight: 1, client.id: 7",
        },
        "\n  key: sequence",
      ),
    ).toEqual([]);
  });
});

describe("properties of producers that exclude each other", () => {
  const idempotent = "\n  idempotence: true";
  it.each([
    [
      "message.send.max.retries: 0",
      "8:39: message.send.max.retries is 0, but a producer with idempotence needs retries; write 1 or more, or leave it out",
    ],
    [
      "retries: 0",
      "8:22: retries is 0, but a producer with idempotence needs retries; write 1 or more, or leave it out",
    ],
    [
      "max.in.flight: 6",
      "8:28: max.in.flight is 6, but a producer with idempotence has at most 5 requests in flight; write 5 or less",
    ],
    [
      "queuing.strategy: lifo",
      "8:31: queuing.strategy is lifo, but a producer with idempotence sends in order; write fifo, or leave it out",
    ],
    [
      "queue.buffering.backpressure.threshold: 2",
      "8:53: queue.buffering.backpressure.threshold is 2, but a producer with idempotence needs 1; leave it out",
    ],
  ])("idempotence and %s", (property, expected) => {
    expect(inProducers(property, idempotent)).toEqual([`${expected} (producers.idempotence is on line 9)`]);
    expect(inProducers(property, "", ["producers.idempotence=true"])).toEqual([
      `${expected} (producers.idempotence is set by --set producers.idempotence=true)`,
    ]);
    expect(inProducers(property)).toEqual([]);
  });

  it.each([
    [
      "enable.gapless.guarantee: true",
      "8:13: enable.gapless.guarantee needs idempotence; write producers.idempotence: true, or leave it out",
    ],
    [
      "linger.ms: 1000, message.timeout.ms: 1000",
      "8:50: message.timeout.ms, which is 1000, must be more than linger.ms, which is 1000: a message would time out before it is sent (producers.config.linger.ms is on line 8)",
    ],
    [
      "delivery.timeout.ms: 1000, queue.buffering.max.ms: 1001",
      "8:34: delivery.timeout.ms, which is 1000, must be more than queue.buffering.max.ms, which is 1001: a message would time out before it is sent (producers.config.queue.buffering.max.ms is on line 8)",
    ],
    [
      "linger.ms: 300000",
      "8:24: message.timeout.ms, which is 300000 by default, must be more than linger.ms, which is 300000: a message would time out before it is sent",
    ],
    [
      "topic.metadata.refresh.interval.ms: 1800000, metadata.max.age.ms: 2147484",
      "8:79: metadata.max.age.ms, which is 2147484, must not be more than 2147483: librdkafka 2.12 calculates a wrong time from more, and asks for metadata again and again",
    ],
    [
      "topic.metadata.refresh.interval.ms: 720000",
      "8:49: metadata.max.age.ms, which is three times topic.metadata.refresh.interval.ms where it is left out, so 2160000, must not be more than 2147483: librdkafka 2.12 calculates a wrong time from more, and asks for metadata again and again",
    ],
    [
      "reconnect.backoff.ms: 500, reconnect.backoff.max.ms: 499",
      "8:66: reconnect.backoff.max.ms, which is 499, must not be less than reconnect.backoff.ms, which is 500 (producers.config.reconnect.backoff.ms is on line 8)",
    ],
    [
      "reconnect.backoff.ms: 20000",
      "8:35: reconnect.backoff.max.ms, which is 10000 by default, must not be less than reconnect.backoff.ms, which is 20000",
    ],
    [
      "reconnect.backoff.max.ms: 50",
      "8:39: reconnect.backoff.max.ms, which is 50, must not be less than reconnect.backoff.ms, which is 100 by default",
    ],
    [
      "linger.ms: 5, queue.buffering.max.ms: 6",
      "8:27: queue.buffering.max.ms is another name of linger.ms; write one of them (producers.config.linger.ms is on line 8)",
    ],
  ])("%s", (property, expected) => {
    expect(inProducers(property)).toEqual([expected]);
  });

  it("are left alone where a value is wrong by itself", () => {
    expect(inProducers("retries: few", idempotent)).toHaveLength(1);
    expect(inProducers("message.timeout.ms: 0, linger.ms: 5")).toEqual([]);
  });
});

describe("a compacted topic", () => {
  it("takes no messages without a key", () => {
    expect(inTopic("cleanup.policy: compact")).toEqual([
      "6:29: a topic with cleanup.policy compact takes no message without a key; write producers.key: sequence, or producer",
    ]);
    expect(complaints({ topic: "cleanup.policy: 'delete, compact'" }, "\n  key: none")).toEqual([
      "6:29: a topic with cleanup.policy delete, compact takes no message without a key; write producers.key: sequence, or producer (producers.key is on line 9)",
    ]);
    expect(inCluster("log.cleanup.policy: compact")).toEqual([
      "4:33: a topic with log.cleanup.policy compact takes no message without a key; write producers.key: sequence, or producer",
    ]);
    expect(complaints({ cluster: "log.cleanup.policy: compact", topic: "cleanup.policy: delete" })).toEqual(
      [],
    );
    expect(complaints({ topic: "cleanup.policy: compact" }, "\n  key: producer")).toEqual([]);
  });
});

it("a number out of librdkafka's range is refused for every property that has one", () => {
  for (const [name, { type, max }] of PRODUCER_PROPERTIES) {
    if ((type !== "int" && type !== "double") || max === undefined) continue;
    const [said, ...others] = inProducers(`${name}: ${max + 1}`);
    expect(others).toEqual([]);
    expect(said, name).toMatch(/^8:\d+: \S+ (cannot be set here|must be a (whole )?number from)/);
  }
});

it("durations are refused under every property that counts milliseconds", () => {
  for (const [properties, inOne] of [
    [BROKER_PROPERTIES, inCluster],
    [TOPIC_PROPERTIES, inTopic],
    [PRODUCER_PROPERTIES, inProducers],
  ] as const) {
    for (const name of properties.keys()) {
      if (!name.endsWith(".ms")) continue;
      expect(inOne(`${name}: 6s`)[0], name).toMatch(/cannot be set here|; write 6000 \(milliseconds\)$/);
    }
  }
});
