/**
 * Where the jars of Kafka, and with them of ZooKeeper, come from: an installed Kafka (KAFKA_HOME), else the cache that Maven fills once
 * for each version (maven-cache.ts). Beside a version's jars in the cache are its class-data archives (archive.ts).
 */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ClusterSpec } from "../../cluster/spec.js";
import { isBefore, NEWEST_KAFKA, NEWEST_KAFKA_WITH_ZOOKEEPER, unfitVersion } from "../../cluster/versions.js";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import { checkClassPath } from "./java.js";
import { type MavenOptions, pomWith } from "./maven.js";
import { cachedJars, damageOf, describeJars, type JarSet } from "./maven-cache.js";

/** For versions whose jars we have looked at. */
const KNOWN_DIGESTS: Readonly<Record<string, string>> = {
  "4.4.0": "ede5df2fa14b8e32e8cc70c32eb292584b8f2412aa7cfcd69efdfda19876e2d5",
  "3.9.2": "c4f57d8b2be189148395af3ee33c5cf7a80688c36df888af7d54eea8be9c5a7b",
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

/** The jars of a spec's Kafka, fetched if they have to be; those of KAFKA_HOME, whatever their version, when it is set. */
export async function kafkaJars(
  { kafka: version, metadata }: Pick<ClusterSpec, "kafka" | "metadata">,
  options: MavenOptions,
): Promise<KafkaJars> {
  const { env } = options;
  const cache = cacheDirectory(env);
  if (env.KAFKA_HOME) {
    const installed = await installedJars(env.KAFKA_HOME, cache);
    const unfit = unfitVersion(installed.version, metadata);
    if (unfit === undefined) return installed;
    throw new InfrastructureError(`the Kafka ${installed.version} in KAFKA_HOME does not fit: ${unfit}`, {
      remedy: "unset KAFKA_HOME to have the jars of a version that fits fetched",
    });
  }
  const home = homeOf(env, version);
  const libs = await cachedJars(setOf(version, home), options);
  return { version, libs, archives: join(home, "archive") };
}

/** Which Kafka a run would take, in words; and that of clusters with ZooKeeper, once it is in the cache. */
export async function describeKafkaJars(
  env: NodeJS.ProcessEnv,
  options: { readonly thoroughly: boolean },
): Promise<string> {
  if (env.KAFKA_HOME) {
    const installed = await installedJars(env.KAFKA_HOME, cacheDirectory(env));
    return `Kafka ${installed.version} in KAFKA_HOME ${env.KAFKA_HOME}`;
  }
  const describe = (version: string) => describeJars(setOf(version, homeOf(env, version)), env, options);
  const newest = await describe(NEWEST_KAFKA);
  const other = NEWEST_KAFKA_WITH_ZOOKEEPER;
  return (await damageOf(homeOf(env, other))) === "absent" ? newest : `${newest}; ${await describe(other)}`;
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

/** kafka-tools holds the command-line tools (ProducerPerformance, ConsoleConsumer); the others log as Kafka's release does. */
function pom(version: string): string {
  return pomWith([
    ["org.apache.kafka", "kafka_2.13", version],
    ["org.apache.kafka", "kafka-tools", version],
    ...(isBefore(version, "4.0") ? [RELOAD4J] : LOG4J2_JARS),
  ]);
}

/** The Log4j 1 that Kafka ships up to 3.9. */
const RELOAD4J = ["org.slf4j", "slf4j-reload4j", "1.7.36"] as const;
const LOG4J2_JARS = [
  ["org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.1"],
  ["org.apache.logging.log4j", "log4j-core", "2.25.1"],
] as const;
