/**
 * What the properties of Java's producer are in a scenario: the keys that chaos has for them, and librdkafka's properties.
 * A property that is not in this table has the same name and the same values in librdkafka, or does not exist there.
 *
 * Sources: Kafka's ProducerConfig (https://kafka.apache.org/documentation/#producerconfigs) and librdkafka's
 * CONFIGURATION.md (in node_modules/node-rdkafka/deps/librdkafka), which says of each property what it does.
 */

export type Translation =
  /** librdkafka's properties. `note` is for a translation that is not exact. */
  | { readonly set: Readonly<Record<string, string>>; readonly note?: string }
  /** A key under `producers`. */
  | { readonly key: "acks" | "idempotence"; readonly value: string | number | boolean }
  /** It has no effect on what a run finds; why. */
  | { readonly leftOut: string }
  /** A run without it would be another experiment; why. */
  | { readonly refused: string };

/** `value` without the blanks around it, and the other properties of the file. */
type Translate = (value: string, all: ReadonlyMap<string, string>) => Translation;

const MADE_BY_CHAOS = "chaos makes keys and values by itself";
const NO_METRICS = "chaos does not read the metrics of the Java client";
const NOT_IN_LIBRDKAFKA = "librdkafka has no equivalent";
const OWN_CONNECTION = "the brokers of a run listen without TLS and without SASL";

const leftOut = (why: string) => (): Translation => ({ leftOut: why });
const refused = (why: string) => (): Translation => ({ refused: why });
const renamed = (name: string) => (value: string) => ({ set: { [name]: value } });
/** Java takes -1 for the default of the operating system, librdkafka 0. */
const socketBuffer = (name: string) => (value: string) => ({ set: { [name]: value === "-1" ? "0" : value } });
/** Java has a level for each codec, librdkafka one for all. */
const level =
  (codec: string): Translate =>
  (value, all) =>
    all.get("compression.type") === codec
      ? { set: { "compression.level": value } }
      : { leftOut: `compression.type is not ${codec}` };

const TABLE: Readonly<Record<string, Translate>> = {
  // How safely
  acks: (value) => {
    const acks = { "-1": "all", all: "all", "0": 0, "1": 1 }[value];
    return acks === undefined ? { refused: "acks must be 0, 1, all or -1" } : { key: "acks", value: acks };
  },
  "enable.idempotence": (value) => ({
    key: "idempotence",
    value: /^(true|false)$/i.test(value) ? value.toLowerCase() === "true" : value,
  }),
  "transactional.id": refused("write producers.transactions"),
  "transaction.two.phase.commit.enable": leftOut(NOT_IN_LIBRDKAFKA),

  // How long. In Java the same time limits the wait of the client, and of the broker for the other replicas.
  "request.timeout.ms": (value) => ({
    set: { "request.timeout.ms": value, "socket.timeout.ms": value },
    note: "librdkafka calls the client's part of it socket.timeout.ms, so both are set",
  }),
  "delivery.timeout.ms": renamed("delivery.timeout.ms"),
  "linger.ms": renamed("linger.ms"),
  "max.block.ms": leftOut("librdkafka does not block when its queue is full, and chaos does not fill it"),
  "metadata.max.age.ms": renamed("topic.metadata.refresh.interval.ms"),
  "metadata.max.idle.ms": leftOut(NOT_IN_LIBRDKAFKA),
  "metadata.cluster.check.enable": leftOut(NOT_IN_LIBRDKAFKA),
  "metadata.recovery.strategy": leftOut("the brokers of a run keep their addresses"),
  "metadata.recovery.rebootstrap.trigger.ms": leftOut("the brokers of a run keep their addresses"),
  "socket.connection.setup.timeout.max.ms": leftOut(NOT_IN_LIBRDKAFKA),
  "bootstrap.resolve.timeout.ms": leftOut("chaos knows the brokers"),

  // How much
  "batch.size": (value) =>
    value === "0"
      ? { set: { "batch.num.messages": "1" }, note: "0 means no batches in Java" }
      : { set: { "batch.size": value } },
  "buffer.memory": (value) =>
    /^\d+$/.test(value)
      ? { set: { "queue.buffering.max.kbytes": String(Math.max(1, Math.ceil(Number(value) / 1024))) } }
      : { refused: "buffer.memory must be a whole number of bytes" },
  "max.request.size": renamed("message.max.bytes"),
  "send.buffer.bytes": socketBuffer("socket.send.buffer.bytes"),
  "receive.buffer.bytes": socketBuffer("socket.receive.buffer.bytes"),
  "compression.gzip.level": level("gzip"),
  "compression.lz4.level": level("lz4"),
  "compression.zstd.level": level("zstd"),

  // Where to
  "bootstrap.servers": leftOut("chaos knows the brokers"),
  "partitioner.class": (value) =>
    /^(org\.apache\.kafka\.clients\.producer\.(internals\.)?(DefaultPartitioner|UniformStickyPartitioner))?$/.test(
      value,
    )
      ? { set: { partitioner: "murmur2_random" } }
      : { refused: `${NOT_IN_LIBRDKAFKA} of this class; write producers.config.partitioner` },
  "partitioner.ignore.keys": (value) =>
    value.toLowerCase() === "true" ? { set: { partitioner: "random" } } : { leftOut: "it is the default" },
  "partitioner.adaptive.partitioning.enable": leftOut(NOT_IN_LIBRDKAFKA),
  "partitioner.availability.timeout.ms": leftOut(NOT_IN_LIBRDKAFKA),
  "partitioner.rack.aware": leftOut("the brokers of a run are in no rack"),
  "client.rack": leftOut("the brokers of a run are in no rack"),

  // Code and metrics
  "key.serializer": leftOut(MADE_BY_CHAOS),
  "value.serializer": leftOut(MADE_BY_CHAOS),
  "interceptor.classes": refused("it runs code of the application, which chaos does not have"),
  "config.providers": refused("chaos does not read files and variables for a producer"),
  "security.providers": leftOut(OWN_CONNECTION),
  "security.protocol": leftOut(OWN_CONNECTION),
  "auto.include.jmx.reporter": leftOut(NO_METRICS),
  "metric.reporters": leftOut(NO_METRICS),
  "metrics.num.samples": leftOut(NO_METRICS),
  "metrics.recording.level": leftOut(NO_METRICS),
  "metrics.sample.window.ms": leftOut(NO_METRICS),
};

/** Of serializers, which have properties of their own: a schema registry, its logins, how to name subjects. */
const OF_SERIALIZERS =
  /^(schema\.registry\.|basic\.auth\.|bearer\.auth\.|auto\.register\.schemas$|use\.latest\.version$|(key|value)\.subject\.name\.strategy$|(key|value)\.converter)/;
const OF_SECURITY = /^(ssl|sasl)\./;

/** Undefined: the name and its values are librdkafka's too, or nobody's. */
export function translated(
  name: string,
  value: string,
  all: ReadonlyMap<string, string>,
): Translation | undefined {
  if (OF_SECURITY.test(name)) return { leftOut: OWN_CONNECTION };
  if (OF_SERIALIZERS.test(name)) return { leftOut: MADE_BY_CHAOS };
  return Object.hasOwn(TABLE, name) ? TABLE[name]!(value.trim(), all) : undefined;
}

/** The names that the table has. */
export const TRANSLATED: readonly string[] = Object.keys(TABLE);
