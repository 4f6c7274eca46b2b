/**
 * One look at a cluster: what each broker said at about the same time. A live cluster and the timeline of a finished run
 * both give looks, and src/diagnosis/facts.ts adds them up.
 *
 * Names of brokers are their ids with a live cluster (`1`), and the names of nodes with a run (`kafka1`).
 */

export interface Look {
  /** From a clock that only counts up. */
  readonly atMs: number;
  readonly brokers: readonly BrokerLook[];
  readonly views: readonly ClusterSeen[];
  /** Null: nothing tells what keeps the metadata. */
  readonly quorum: QuorumLook | null;
  /** Brokers that the controller has fenced, as far as it tells. */
  readonly fenced: ReadonlySet<string>;
  /** Partitions, as `topic-3`, whose replicas are moving. */
  readonly moving: ReadonlySet<string>;
  /** `min.insync.replicas` by topic, where it is known. */
  readonly minIsr: ReadonlyMap<string, number>;
}

export interface BrokerLook {
  readonly broker: string;
  /** host:port as the brokers advertise it; null: not known. */
  readonly address: string | null;
  /** Null: it answered. */
  readonly error: string | null;
  /** The host of the address is a name that this machine cannot resolve. */
  readonly isNameUnknown?: boolean;
  /** Whether the active controller answered a request that this broker passed on to it; null: not asked. */
  readonly reachesController: boolean | null;
}

/** The view of one broker. */
export interface ClusterSeen {
  /** The broker, or an address of which nothing tells whose it is. */
  readonly by: string;
  /** The brokers of the cluster; null: not known. */
  readonly brokers: readonly string[] | null;
  readonly partitions: readonly PartitionSeen[];
}

export interface PartitionSeen {
  /** The same for the same partition only: a topic that was made anew has others. */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  /** Null: none. */
  readonly leader: string | null;
  readonly epoch: number;
  /** The preferred leader first. */
  readonly replicas: readonly string[];
  readonly isr: readonly string[];
}

export interface QuorumLook {
  readonly kind: "kraft" | "zookeeper";
  /** The active controller; null: no broker can tell. */
  readonly leader: string | null;
  /** Null: not known, as with ZooKeeper. */
  readonly epoch: number | null;
  readonly replicas: readonly QuorumReplicaLook[];
}

export interface QuorumReplicaLook {
  readonly name: string;
  readonly isVoter: boolean;
  readonly lag: number | null;
  readonly fetchedMsAgo: number | null;
}
