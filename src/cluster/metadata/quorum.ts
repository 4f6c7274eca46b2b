/**
 * Where a cluster keeps its metadata, and all that differs between one such quorum and another. A kind of quorum is one
 * file beside this one, and `quorums.ts` lists them.
 */
import type { ClusterNode, Link, NodeName, PlannedNode } from "../topology.js";

export interface MetadataQuorum {
  /** Of its members among the nodes of a cluster. */
  readonly kind: "zookeeper";
  /** What a member is called, as in "1 ZooKeeper server". */
  readonly member: string;
  /** What ends when a broker is silent for too long, as in "kafka1's ZooKeeper session". */
  readonly session: string;
  readonly program: Program;
  /** What a member needs at the least: heap, metaspace, threads. */
  readonly memoryBytes: number;

  /** Properties of a broker that say where the quorum is. `addresses`: `host:port` of each member. */
  brokerProperties(addresses: readonly string[]): Readonly<Record<string, string | number>>;
  files(member: PlannedNode, place: MemberPlace): MemberFiles;

  /** Whether the member says anything, if only that it does not serve. */
  answers(member: ClusterNode): Promise<boolean>;
  /** Whether the member serves brokers. */
  serves(member: ClusterNode): Promise<boolean>;
  /** Resolves when a broker that went down may start again, or is up: then it need not be started. */
  untilMayStart(
    broker: ClusterNode,
    members: readonly ClusterNode[],
    options: MayStartOptions,
  ): Promise<void>;

  /**
   * How long a broker may be silent before another broker leads in its place, in milliseconds. `config`: the brokers'
   * properties; `kafka`: their version.
   */
  silenceMsMax(config: Readonly<Record<string, string>>, kafka: string): number;
  /** The brokers that the quorum no longer hears when these links are cut. */
  silencedBy(links: readonly Link[], nodes: readonly PlannedNode[]): NodeName[];
}

/** What a node runs in its JVM. */
export interface Program {
  readonly mainClass: string;
  readonly jvmOptions: readonly string[];
  /** The file name of its configuration. */
  readonly config: string;
}

export interface MemberPlace {
  readonly dataDirectory: string;
  /** All members. */
  readonly ensemble: readonly PlannedNode[];
  readonly clientPort: number;
  /** Every address, where it is left out. */
  readonly clientPortAddress?: string;
  /** Between members. */
  readonly quorumPort: number;
  readonly electionPort: number;
}

export interface MemberFiles {
  /** The text of `Program.config`. */
  readonly config: string;
  /** Texts of files in the data directory, by their names. */
  readonly data: Readonly<Record<string, string>>;
}

export interface MayStartOptions {
  readonly isUp: () => boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}
