/**
 * Writes src/scenario/generated/properties.ts: the names and types of all properties of brokers and topics, as the classes
 * of a Kafka document them, and of librdkafka's clients, as its CONFIGURATION.md does; and the names that Java's clients have.
 *
 *     node src/generate/properties.mjs [--check]
 *
 * Without a folder the jars are looked for in $KAFKA_HOME/libs, then in the cache that the tool itself fills.
 * With --check nothing is written: the exit code is 1 when the committed file differs from what would be.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findClientsJar } from "./jars.mjs";

/** The newest Kafka, and the newest with ZooKeeper: the properties of both, as the newer one has them. */
const VERSIONS = ["4.4.0", "3.9.2"];
const OUTPUT = fileURLToPath(new URL("../scenario/generated/properties.ts", import.meta.url));
const LIBRDKAFKA = fileURLToPath(
  new URL("../../node_modules/node-rdkafka/deps/librdkafka/", import.meta.url),
);

/** @typedef {{ type: string, min?: number, max?: number, also?: number, values?: string[], aliasOf?: string }} PropertyType */

const args = process.argv.slice(2);
const text = print(VERSIONS.map((version) => dirname(findClientsJar(version))));
if (!args.includes("--check")) {
  writeFileSync(OUTPUT, text);
} else if (!existsSync(OUTPUT) || readFileSync(OUTPUT, "utf8") !== text) {
  console.error(
    `${OUTPUT} is not what Kafka and librdkafka say: run "npm run generate:properties" and commit it`,
  );
  process.exitCode = 1;
}

/** @returns {string} */
function print(/** @type {string[]} */ jars) {
  const { version, producers, consumers } = librdkafka();
  const javaProducers = [...kafka(jars, "org.apache.kafka.clients.producer.ProducerConfig").keys()];
  const javaConsumers = [...kafka(jars, "org.apache.kafka.clients.consumer.ConsumerConfig").keys()];
  return [
    `// Generated from Kafka ${VERSIONS.join(" and ")} and librdkafka ${version} by "npm run generate:properties". Do not edit.`,
    'import type { Properties } from "../properties/types.js";',
    "",
    ...table("BROKER_PROPERTIES", kafka(jars, "kafka.server.KafkaConfig")),
    ...table("TOPIC_PROPERTIES", kafka(jars, "org.apache.kafka.storage.internals.log.LogConfig")),
    ...table("PRODUCER_PROPERTIES", producers),
    "/** Those of librdkafka's consumers. */",
    ...table("RDKAFKA_CONSUMER_PROPERTIES", consumers),
    "/** Those that librdkafka's or Java's consumers have and no producer has. */",
    ...list(
      "CONSUMER_PROPERTIES",
      [...consumers.keys(), ...javaConsumers].filter(
        (name) => !producers.has(name) && !javaProducers.includes(name),
      ),
    ),
    "/** Those that Java's producer has and librdkafka's has not. */",
    ...list(
      "JAVA_PRODUCER_PROPERTIES",
      javaProducers.filter((name) => !producers.has(name)),
    ),
  ].join("\n");
}

function table(/** @type {string} */ name, /** @type {Map<string, PropertyType>} */ properties) {
  const entries = [...properties].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    `export const ${name}: Properties = new Map([`,
    ...entries.map(([property, type]) => `  [${JSON.stringify(property)}, ${literal(type)}],`),
    "]);",
    "",
  ];
}

function list(/** @type {string} */ name, /** @type {string[]} */ names) {
  return [
    `export const ${name}: ReadonlySet<string> = new Set([`,
    ...[...new Set(enough(names))].sort().map((property) => `  ${JSON.stringify(property)},`),
    "]);",
    "",
  ];
}

/** `{ type: "int", min: 1 }` */
function literal(/** @type {PropertyType} */ type) {
  const fields = Object.entries(type).map(([key, value]) => {
    const written = Array.isArray(value)
      ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]`
      : JSON.stringify(value);
    return `${key}: ${written}`;
  });
  return `{ ${fields.join(", ")} }`;
}

/** Of both versions. */
function kafka(/** @type {string[]} */ folders, /** @type {string} */ className) {
  /** @type {Map<string, PropertyType>} */
  const all = new Map();
  for (const [name, type] of folders.flatMap((jars) => [...kafkaOf(jars, className)])) {
    const newer = all.get(name);
    all.set(name, newer === undefined ? type : widened(newer, type));
  }
  return all;
}

/** The type of the newer version, with the values that the older one takes as well. */
function widened(/** @type {PropertyType} */ newer, /** @type {PropertyType} */ older) {
  const { min, max, ...rest } = newer;
  const isRange = newer.type === older.type;
  return {
    ...rest,
    ...(min !== undefined &&
      !(isRange && older.min === undefined) && { min: Math.min(min, older.min ?? min) }),
    ...(max !== undefined &&
      !(isRange && older.max === undefined) && { max: Math.max(max, older.max ?? max) }),
  };
}

/** The classes print the HTML of Kafka's documentation. */
function kafkaOf(/** @type {string} */ jars, /** @type {string} */ className) {
  const html = execFileSync("java", ["-cp", join(jars, "*"), className], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const property =
    /<h4><a id="([^"]+)".*?<th>Type:<\/th><td>(.*?)<\/td>.*?<th>Valid Values:<\/th><td>(.*?)<\/td>/gs;
  const found = [...html.matchAll(property)].map(
    ([, name, type, valid]) =>
      /** @type {[string, PropertyType]} */ ([name, kafkaType(String(type), String(valid))]),
  );
  return new Map(enough(found));
}

/** @returns {PropertyType} */
function kafkaType(/** @type {string} */ documented, /** @type {string} */ valid) {
  const isNumber = ["short", "int", "long", "double"].includes(documented);
  if (isNumber) return { type: documented, ...kafkaRange(valid) };
  if (documented === "boolean") return { type: documented };
  // Versions are not taken as a list of values: Kafka takes 3.9 where it documents 3.9-IV0.
  const values = /^\[([A-Za-z]\w*(?:, [A-Za-z]\w*)*)\]$/.exec(valid)?.[1]?.split(", ");
  if (values === undefined) return { type: "text" };
  return { type: documented === "list" ? "list" : "text", values };
}

/** `[0,...]`, `[0,...,1]` or `[1,...,9] or -1` */
function kafkaRange(/** @type {string} */ valid) {
  const [, min, max, also] = /^\[(-?[\d.]+),\.\.\.(?:,(-?[\d.]+))?\](?: or (-?\d+))?$/.exec(valid) ?? [];
  return {
    ...(min !== undefined && { min: Number(min) }),
    ...(max !== undefined && { max: Number(max) }),
    ...(also !== undefined && { also: Number(also) }),
  };
}

/** The rows of CONFIGURATION.md: name, C, P or * for both, range, default, importance, description with the type. */
function librdkafka() {
  const markdown = readFileSync(join(LIBRDKAFKA, "CONFIGURATION.md"), "utf8");
  const version = /^# librdkafka v(\S+)/m.exec(readFileSync(join(LIBRDKAFKA, "CHANGELOG.md"), "utf8"))?.[1];
  const producers = new Map();
  const consumers = new Map();
  for (const row of markdown.matchAll(/^([\w.]+) +\| +([CP*]) +\| (.*?) +\|(.*)$/gm)) {
    const [, name, whose, range, rest] = /** @type {string[]} */ (/** @type {unknown} */ (row));
    // A client-wide property comes before a topic's of the same name, and it is the one that chaos sets.
    const type = librdkafkaType(String(range), String(rest));
    if (whose !== "C" && !producers.has(name)) producers.set(name, type);
    if (whose !== "P" && !consumers.has(name)) consumers.set(name, type);
  }
  return { version, producers: enough(producers), consumers: enough(consumers) };
}

/** @returns {PropertyType} */
function librdkafkaType(/** @type {string} */ range, /** @type {string} */ rest) {
  const documented = /\*Type: ([^*]+)\*/.exec(rest)?.[1];
  const aliasOf = /\| Alias for `([^`]+)`/.exec(rest)?.[1];
  const alias = aliasOf === undefined ? {} : { aliasOf };
  const values = range.trim() === "" ? valuesIn(rest) : range.trim().split(/, */);
  switch (documented) {
    case "boolean":
      return { type: "boolean", ...alias };
    case "integer":
    case "float": {
      const [min, max] = range.split("..").map(Number);
      if (!Number.isFinite(min) || !Number.isFinite(max)) throw new Error(`no range: ${range} | ${rest}`);
      return { type: documented === "float" ? "double" : "int", min, max, ...alias };
    }
    case "see dedicated API":
      return { type: "code", ...alias };
    case "CSV flags":
      return { type: "list", ...(values && { values }), ...alias };
    default:
      return { type: "text", ...(values && { values }), ...alias };
  }
}

/** "`random` - random distribution, `consistent` - …": the values of a text without a range. */
function valuesIn(/** @type {string} */ description) {
  const values = [...description.matchAll(/`(\w+)` - /g)].map((match) => String(match[1]));
  return values.length > 1 ? values : undefined;
}

/**
 * @template {{ readonly length: number } | { readonly size: number }} T
 * @param {T} found
 * @returns {T}
 */
function enough(found) {
  const count = "length" in found ? found.length : found.size;
  if (count < 10) throw new Error(`only ${count} properties found`);
  return found;
}
