/**
 * The names of a virtual cluster in the real cluster: topic `orders` of `teamA` is `teamA.orders` there. Groups and
 * transactional ids have the same prefix. The name of a virtual cluster has no dot, so the first dot ends the prefix,
 * and names of two virtual clusters always differ.
 */

import { ErrorCode } from "../../protocol/index.js";

/** The virtual cluster of clients that have not logged in. Its names do not change. */
export const PASSTHROUGH = "passthrough";

export const VCLUSTER_RULE = "1 to 64 letters, digits, underscores and hyphens";

export function isVCluster(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name);
}

/**
 * What a string names: an `entityType` of the schemas, `resourceName` for a topic or a group, or `cursor` for a place
 * among the names of topics, at which no topic need exist.
 */
export type Entity = "topicName" | "groupId" | "transactionalId" | "resourceName" | "cursor";

/** The longest string of the protocol. */
const STRING_BYTES_MAX = 0x7fff;

/** Kafka's error for an invalid name. */
const REFUSED_AS: Readonly<Record<Entity, number>> = {
  topicName: ErrorCode.INVALID_TOPIC_EXCEPTION,
  groupId: ErrorCode.INVALID_GROUP_ID,
  transactionalId: ErrorCode.INVALID_REQUEST,
  resourceName: ErrorCode.INVALID_REQUEST,
  cursor: ErrorCode.INVALID_REQUEST,
};

export class Names {
  readonly prefix: string;

  /** @throws RangeError when the virtual cluster can have no such name */
  constructor(vCluster: string) {
    if (!isVCluster(vCluster)) throw new RangeError(`a virtual cluster's name has ${VCLUSTER_RULE}`);
    this.prefix = `${vCluster}.`;
  }

  owns(name: string): boolean {
    return name.startsWith(this.prefix);
  }

  toCluster(name: string): string {
    return this.prefix + name;
  }

  /** @param name owned by this virtual cluster */
  toClient(name: string): string {
    return name.slice(this.prefix.length);
  }

  /**
   * The error for a name that the broker must not get: with the prefix an invalid name would be valid, or the name would
   * be too long for the protocol. The broker applies all other rules (length, characters) to the name with its prefix.
   */
  refusal(entity: Entity, name: string): number | undefined {
    const dots = entity === "topicName" && (name === "." || name === "..");
    const tooLong =
      name.length * 3 > STRING_BYTES_MAX - this.prefix.length && this.wireBytes(name) > STRING_BYTES_MAX;
    const empty = name === "" && entity !== "cursor";
    return empty || dots || tooLong ? REFUSED_AS[entity] : undefined;
  }

  private wireBytes(name: string): number {
    return Buffer.byteLength(name) + this.prefix.length;
  }
}
