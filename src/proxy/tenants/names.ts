/**
 * How a virtual cluster's names are kept in the real one: `orders` of `teamA` is `teamA.orders` there, and so are
 * groups and transactional ids. A virtual cluster's own name has no dot, so the first dot ends it, and no two virtual
 * clusters can mean the same name.
 */

import { ErrorCode } from "../../protocol/index.js";

/** Of clients that do not log in: a virtual cluster without renaming. */
export const PASSTHROUGH = "passthrough";

export const VCLUSTER_RULE = "1 to 64 letters, digits, underscores and hyphens";

export function isVCluster(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name);
}

/**
 * What a string names: the `entityType` of the schemas, `resourceName` for what is one or the other, and `cursor` for a
 * place among the names of topics, which need not be one.
 */
export type Entity = "topicName" | "groupId" | "transactionalId" | "resourceName" | "cursor";

/** What the wire's length of a string can say. */
const STRING_BYTES_MAX = 0x7fff;

/** What Kafka says of a name that it would never accept, as it is. */
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

  /** Of a name that this virtual cluster owns. */
  toClient(name: string): string {
    return name.slice(this.prefix.length);
  }

  /**
   * The error for a name that the broker must not see: the prefix would make a good name of a bad one, or it would be
   * too long for the wire. All other rules (249 characters, which ones) are left to the broker, who sees every name
   * with its prefix and refuses it entry by entry.
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
