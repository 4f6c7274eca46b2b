/**
 * Where a cluster keeps its metadata, and all that differs between one such quorum and another. A kind of quorum is one
 * file beside this one, and `quorums.ts` lists them.
 */
import type { ClusterNode, PlannedNode, QuorumKind } from "../topology.js";
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
  /** Names of listeners that the nodes of the quorum have, and that brokers have to know. */
  readonly listenerNames: readonly string[];
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
  /** How long after its start a quorum may be without a leader while all its members answer. */
  readonly electionMsMax: number;
  /** What a member believes of the quorum, as the end of its log says; null: it does not say. */
  beliefIn(log: string, members: readonly PlannedNode[]): string | null;
  /** Why a node with this log has ended, where it could not read its metadata; null: another reason, or an unknown one. */
  faultIn(log: string): string | null;
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
  /** Who hears brokers, and ends their sessions for the quorum: its leader alone, or each member. */
  readonly heardBy: "leader" | "members";
  /** Who the controller is: any of the brokers, or a member of the quorum. */
  readonly controllerIs: "broker" | "member";
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
