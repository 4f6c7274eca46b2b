/**
 * Where a cluster keeps its metadata, and all that differs between one such quorum and another. A kind of quorum is one
 * file beside this one, and `quorums.ts` lists them.
 */
import type { ClusterNode, Link, NodeName, PlannedNode, QuorumKind } from "../topology.js";
import type { Formatting } from "./kraft-storage.js";

export interface MetadataQuorum {
  readonly kind: QuorumKind;
  /** What a member is called, as in "1 ZooKeeper server". */
  readonly member: string;
  /** What all members are called together, as in "cut off from ZooKeeper". */
  readonly all: string;
  /** What ends when a broker is silent for too long, as in "kafka1's ZooKeeper session". */
  readonly session: string;
  /** The property that says how long it lasts. */
  readonly sessionProperty: string;
  /** What a member runs that is no broker. */
  readonly program: Program;
  /** What such a member needs at the least: heap, metaspace, threads. */
  readonly memoryBytes: number;

  /** The properties of a broker that are the quorum's: who it is, and where the members are. */
  brokerProperties(broker: PlannedNode, place: QuorumPlace): Readonly<Record<string, string | number>>;
  /** Entries of a broker's `listeners` that are the quorum's. */
  brokerListeners(broker: PlannedNode, place: QuorumPlace): readonly string[];
  /** Files in a broker's data directory, by their paths there. */
  brokerData(broker: PlannedNode, place: QuorumPlace): Promise<DataFiles>;
  /** Of a member that is no broker. */
  memberFiles(member: PlannedNode, place: QuorumPlace): Promise<MemberFiles>;

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

export interface QuorumPlace extends Pick<Formatting, "kafka" | "seed"> {
  readonly members: readonly PlannedNode[];
  /** Its members can change while it runs. */
  readonly isDynamic: boolean;
  readonly dataDirectory: string;
  /** The address that a ZooKeeper server listens at; absent: all. */
  readonly listenHost?: string;
  readonly ports: QuorumPorts;
  /** The scenario's own properties of every node. */
  readonly config: Readonly<Record<string, string>>;
}

export interface QuorumPorts {
  /** Of a ZooKeeper server, for brokers. */
  readonly zookeeper: number;
  /** Between members; of a KRaft controller for brokers, too. */
  readonly quorum: number;
  /** Between ZooKeeper servers. */
  readonly election: number;
}

export type DataFiles = Readonly<Record<string, string | Buffer>>;

export interface MemberFiles {
  /** The text of `Program.config`. */
  readonly config: string;
  /** Files in the data directory, by their paths there. */
  readonly data: DataFiles;
}

export interface MayStartOptions {
  readonly isUp: () => boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}
