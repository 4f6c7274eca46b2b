/** Where the generators find Kafka's jars. */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Its name, and the version in it. */
export const CLIENTS_JAR = /^kafka-clients-(\d+\.\d+\.\d+)\.jar$/;

/**
 * kafka-clients of this version, beside which lie the others: of an installed Kafka, or of the tool's cache.
 * @returns {string} its path
 */
export function findClientsJar(/** @type {string | undefined} */ version) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "chaos", "kafka");
  const folders = [
    ...(process.env.KAFKA_HOME ? [join(process.env.KAFKA_HOME, "libs")] : []),
    ...(existsSync(cache) ? readdirSync(cache).map((entry) => join(cache, entry, "libs")) : []),
  ];
  for (const folder of folders) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const jar = names.find((name) => version === (CLIENTS_JAR.exec(name)?.[1] ?? null));
    if (jar) return join(folder, jar);
  }
  throw new Error(
    `no kafka-clients-${version ?? "<version>"}.jar found in ${folders.join(", ") || cache}: set KAFKA_HOME, or give the path of the jar`,
  );
}
