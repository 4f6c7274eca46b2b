/**
 * How other places write the names of properties: the environment of Kafka's images, and the settings of frameworks.
 *
 *     KAFKA_MIN_INSYNC_REPLICAS           min.insync.replicas
 *     KAFKA_CFG_NUM_IO_THREADS            num.io.threads
 *     spring.kafka.producer.batch-size    batch.size
 *     producer.override.linger.ms         linger.ms
 */
import { JAVA_PRODUCER_PROPERTIES, PRODUCER_PROPERTIES } from "../generated/properties.js";

export interface ForeignName {
  /** Whose way of writing it is, with an article. */
  readonly of: string;
  /** In properties' own spelling; undefined where no property is meant. */
  readonly name: string | undefined;
}

/** Variables that scripts and images read, of the JVM or of the image itself. */
const NO_PROPERTY =
  /^(?:KAFKA_)?(?:(?:HEAP|JVM_PERFORMANCE|JMX|GC_LOG|LOG4J|JAVA)_OPTS|OPTS|JAVA_TOOL_OPTIONS|JMX_PORT|JMX_HOSTNAME|LOG4J_\w+|TOOLS_LOG4J_\w+|DEBUG|CLUSTER_ID|CREATE_TOPICS)$|^-(?:X|D)/;

/** Undefined for a name in properties' own spelling. */
export function foreignName(written: string): ForeignName | undefined {
  if (NO_PROPERTY.test(written)) return { of: "the JVM or of an image", name: undefined };
  const variable = /^KAFKA_(?:CFG_)?(.+)$/.exec(written)?.[1];
  if (variable !== undefined) return { of: "an image", name: ofVariable(variable) };
  const framework = /^spring\.(?:cloud\.stream\.)?kafka\.(.+)$/.exec(written)?.[1];
  if (framework !== undefined) return { of: "Spring", name: ofClient(framework).replaceAll("-", ".") };
  const client = ofClient(written);
  const isKnown = PRODUCER_PROPERTIES.has(client) || JAVA_PRODUCER_PROPERTIES.has(client);
  return client !== written && isKnown ? { of: "a framework", name: client } : undefined;
}

/** Images read a dot from _, a _ from __ and a - from ___. */
function ofVariable(variable: string): string {
  const signs: Readonly<Record<string, string>> = { _: ".", __: "_", ___: "-" };
  return variable.toLowerCase().replace(/_{1,3}/g, (underscores) => signs[underscores]!);
}

function ofClient(written: string): string {
  return written.replace(
    /^(?:binder\.|bindings\.[^.]+\.)?(?:(?:producer|consumer|admin|streams)\.)?(?:properties\.|override\.|configuration\.)?/,
    "",
  );
}
