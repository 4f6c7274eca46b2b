/** Which Kafka runs which kind of cluster. */
import type { MetadataPlan } from "./topology.js";

/** The newest whose clusters are tested here. */
export const NEWEST_KAFKA = "4.4.0";
/** The last line of Kafka with ZooKeeper. */
export const NEWEST_KAFKA_WITH_ZOOKEEPER = "3.9.2";

/** The Kafka of a cluster that names no version. */
export function defaultKafka({ kind }: MetadataPlan): string {
  return kind === "kraft" ? NEWEST_KAFKA : NEWEST_KAFKA_WITH_ZOOKEEPER;
}

/** Why such a cluster does not run on this version, in one clause; undefined: it does. */
export function unfitVersion(version: string, { kind }: MetadataPlan): string | undefined {
  if (kind === "zookeeper") return isBefore(version, "4.0") ? undefined : "Kafka 4 has no ZooKeeper";
  return isBefore(version, "3.9") ? "KRaft needs Kafka 3.9.0 or later here" : undefined;
}

/** `release`: of two numbers. */
export function isBefore(version: string, release: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = release.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
