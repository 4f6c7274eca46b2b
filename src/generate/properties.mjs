/**
 * Writes src/scenario/generated/properties.ts: the names of all properties of brokers and topics, as the classes of a
 * Kafka tell them, and of librdkafka's clients, as node-rdkafka's types do.
 *
 *     node src/generate/properties.mjs [--check] [folder with Kafka's jars]
 *
 * Without a folder the jars are looked for in $KAFKA_HOME/libs, then in the cache that the tool itself fills.
 * With --check nothing is written: the exit code is 1 when the committed file differs from what would be.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findClientsJar } from "./jars.mjs";

/** The version of Kafka that scenarios get when they ask for none. */
const VERSION = "3.9.1";
const OUTPUT = fileURLToPath(new URL("../scenario/generated/properties.ts", import.meta.url));
const LIBRDKAFKA = fileURLToPath(new URL("../../node_modules/node-rdkafka/config.d.ts", import.meta.url));

const args = process.argv.slice(2);
const text = print(args.find((arg) => !arg.startsWith("--")) ?? dirname(findClientsJar(VERSION)));
if (!args.includes("--check")) {
  writeFileSync(OUTPUT, text);
} else if (!existsSync(OUTPUT) || readFileSync(OUTPUT, "utf8") !== text) {
  console.error(
    `${OUTPUT} is not what Kafka and librdkafka say: run "npm run generate:properties" and commit it`,
  );
  process.exitCode = 1;
}

/** @returns {string} */
function print(/** @type {string} */ jars) {
  const types = readFileSync(LIBRDKAFKA, "utf8");
  const producers = librdkafka(types, [
    "GlobalConfig",
    "ProducerGlobalConfig",
    "TopicConfig",
    "ProducerTopicConfig",
  ]);
  const consumers = librdkafka(types, ["ConsumerGlobalConfig", "ConsumerTopicConfig"]);
  const lists = {
    BROKER_PROPERTIES: kafka(jars, "kafka.server.KafkaConfig"),
    TOPIC_PROPERTIES: kafka(jars, "org.apache.kafka.storage.internals.log.LogConfig"),
    PRODUCER_PROPERTIES: producers,
    CONSUMER_PROPERTIES: consumers.filter((name) => !producers.includes(name)),
  };
  const librdkafkaVersion = /librdkafka (\S+)/.exec(types)?.[1];
  return [
    `// Generated from Kafka ${VERSION} and librdkafka ${librdkafkaVersion} by "npm run generate:properties". Do not edit.`,
    "",
    ...Object.entries(lists).flatMap(([list, names]) => [
      `export const ${list}: readonly string[] = [`,
      ...names.map((name) => `  ${JSON.stringify(name)},`),
      "];",
      "",
    ]),
  ].join("\n");
}

/** Both classes print the HTML of Kafka's documentation. */
function kafka(/** @type {string} */ jars, /** @type {string} */ className) {
  const html = execFileSync("java", ["-cp", join(jars, "*"), className], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return sorted([...html.matchAll(/<h4><a id="([^"]+)"/g)].map((match) => /** @type {string} */ (match[1])));
}

function librdkafka(/** @type {string} */ types, /** @type {string[]} */ interfaces) {
  return sorted(
    interfaces.flatMap((name) => {
      const body = new RegExp(`interface ${name}\\b[^{]*\\{(.*?)\\n\\}`, "s").exec(types)?.[1] ?? "";
      return [...body.matchAll(/^ {4}"([^"]+)"\?:/gm)].map((match) => /** @type {string} */ (match[1]));
    }),
  );
}

function sorted(/** @type {string[]} */ names) {
  if (names.length < 10) throw new Error(`only ${names.length} names found: ${names.join(", ")}`);
  return [...new Set(names)].sort();
}
