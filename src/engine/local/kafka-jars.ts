/**
 * Where the jars of Kafka and ZooKeeper come from: an installed Kafka (KAFKA_HOME), else the cache that Maven fills once
 * for each version (maven-cache.ts). Beside a version's jars in the cache are its class-data archives (archive.ts).
 */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEFAULT_KAFKA_VERSION } from "../../cluster/spec.js";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import { checkClassPath } from "./java.js";
import { type MavenOptions, pomWith } from "./maven.js";
import { cachedJars, describeJars, type JarSet } from "./maven-cache.js";

/** For versions whose jars we have looked at. */
const KNOWN_DIGESTS: Readonly<Record<string, string>> = {
  "3.9.1": "ed7348c383f4ff11c0e07f25530b82c9740b8af4249d384a9b41d2b314f0f8df",
  "2.8.2": "fdf19a506d8b45a52d78a553f616d49c22d583669cb6b4cc5c70c7b0439ea2dc",
};

const INSTEAD = ", or set KAFKA_HOME to an installed Kafka";

export interface KafkaJars {
  readonly version: string;
  /** Folder of jars, for `-cp <folder>/*`. */
  readonly libs: string;
  /** Where class-data archives are kept: in our cache, for an installed Kafka too. */
  readonly archives: string;
}

/** The jars of `version`, fetched if they have to be; those of KAFKA_HOME, whatever their version, when it is set. */
export async function kafkaJars(version: string, options: MavenOptions): Promise<KafkaJars> {
  const { env } = options;
  const cache = cacheDirectory(env);
  if (env.KAFKA_HOME) return installedJars(env.KAFKA_HOME, cache);
  const home = homeOf(env, version);
  const libs = await cachedJars(setOf(version, home), options);
  return { version, libs, archives: join(home, "archive") };
}

/** Which Kafka a run would take, in words. */
export async function describeKafkaJars(
  env: NodeJS.ProcessEnv,
  options: { readonly thoroughly: boolean },
): Promise<string> {
  if (env.KAFKA_HOME) {
    const installed = await installedJars(env.KAFKA_HOME, cacheDirectory(env));
    return `Kafka ${installed.version} in KAFKA_HOME ${env.KAFKA_HOME}`;
  }
  return describeJars(setOf(DEFAULT_KAFKA_VERSION, homeOf(env, DEFAULT_KAFKA_VERSION)), env, options);
}

/** The jars of an unpacked Kafka release. */
export async function installedJars(kafkaHome: string, cache: string): Promise<KafkaJars> {
  const libs = resolve(kafkaHome, "libs");
  checkClassPath(libs, "move that Kafka, or unset KAFKA_HOME");
  const names = await readdir(libs).catch(() => []);
  const version = names
    .map((name) => /^kafka_2\.\d+-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1])
    .find((v) => v !== undefined);
  if (version === undefined) {
    throw new InfrastructureError(`KAFKA_HOME is ${kafkaHome}, but there is no kafka_2.*.jar in ${libs}`, {
      remedy: "point KAFKA_HOME at an unpacked Kafka release, or unset it to have the jars fetched",
    });
  }
  if (!names.some((name) => name.startsWith("zookeeper-"))) {
    throw new InfrastructureError(`the Kafka ${version} in KAFKA_HOME comes without ZooKeeper`, {
      remedy: "use a Kafka below 4.0 (3.9.x is the last with ZooKeeper), or unset KAFKA_HOME",
    });
  }
  const id = createHash("sha256").update(libs).digest("hex").slice(0, 12);
  return { version, libs, archives: join(cache, "archive", `${version}-${id}`) };
}

function homeOf(env: NodeJS.ProcessEnv, version: string): string {
  return join(cacheDirectory(env), "kafka", version);
}

function setOf(version: string, home: string): JarSet {
  return {
    what: `Kafka ${version}`,
    size: "60 MB",
    home,
    proof: `kafka_2.13-${version}.jar`,
    digest: KNOWN_DIGESTS[version],
    remedy: `check that the version exists and that this machine reaches a Maven repository${INSTEAD}`,
    instead: INSTEAD,
    pom: pom(version),
    goal: ["dependency:copy-dependencies"],
  };
}

/** kafka-tools holds the command-line tools (ProducerPerformance, ConsoleConsumer); reload4j is the log4j 1.x that Kafka ships. */
function pom(version: string): string {
  return pomWith([
    ["org.apache.kafka", "kafka_2.13", version],
    ["org.apache.kafka", "kafka-tools", version],
    ["org.slf4j", "slf4j-reload4j", "1.7.36"],
  ]);
}
