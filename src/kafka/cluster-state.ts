/**
 * A whole cluster as one broker sees it: every broker and partition, the metadata quorum, the partitions that move. All of
 * these requests only read.
 *
 * A broker that refuses for want of a right makes a `Denied`: the name of that right, and no error.
 *
 * @throws from every function: ConnectionError, TimeoutError, ProtocolError, or the signal's reason
 */
import { type Connection, ErrorCode, errorInfo, type Responses } from "../protocol/index.js";
import type { Address } from "./admin.js";
import { propertyOf, topicConfigs } from "./topic-configs.js";

/** What this user may not ask. */
export interface Denied {
  /** The right as Kafka's ACLs name it: `Describe on Cluster`. */
  readonly denied: string;
}

export function isDenied(answer: object | null): answer is Denied {
  return answer !== null && "denied" in answer;
}

export interface BrokerAddress extends Address {
  readonly id: number;
}

export interface ClusterView {
  /** With KRaft any broker: only with ZooKeeper it is the controller. -1: none. */
  readonly controllerId: number;
  readonly brokers: readonly BrokerAddress[];
  /** Those that this user may describe: a broker leaves the others out. */
  readonly topics: Responses["Metadata"]["topics"];
}

export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export async function clusterView(connection: Connection, options: AskOptions): Promise<ClusterView> {
  const body = { topics: null, allowAutoTopicCreation: false };
  const { controllerId, brokers, topics } = await connection.request("Metadata", body, options);
  return {
    controllerId,
    brokers: brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    topics,
  };
}

/** Whether brokers of this cluster know of a KRaft quorum: those with ZooKeeper do not offer the request. */
export function isKraft({ versions }: Connection): boolean {
  return versions.has("DescribeQuorum");
}

/** A voter, or a broker, that copies the metadata log. */
export interface QuorumReplica {
  readonly id: number;
  readonly isVoter: boolean;
  /** By how many records its copy is behind the active controller's; null: not known. */
  readonly lag: number | null;
  /** How long ago it last asked the active controller; null: not known, or it is the active controller. */
  readonly fetchedMsAgo: number | null;
}

export interface QuorumView {
  readonly leaderId: number;
  readonly epoch: number;
  readonly replicas: readonly QuorumReplica[];
}

/** As the active controller knows it; the broker passes the request on to it. Null: the broker, or it, knows no leader. */
export async function quorumView(
  connection: Connection,
  options: AskOptions,
): Promise<QuorumView | Denied | null> {
  const topics = [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }];
  const answer = await connection.request("DescribeQuorum", { topics }, options);
  if (answer.errorCode === ErrorCode.CLUSTER_AUTHORIZATION_FAILED) return { denied: DESCRIBE_CLUSTER };
  const partition = answer.topics[0]?.partitions[0];
  if (answer.errorCode !== 0 || partition === undefined || partition.errorCode !== 0) return null;
  const { leaderId, leaderEpoch, currentVoters, observers } = partition;
  if (leaderId < 0) return null;
  const leader = currentVoters.find(({ replicaId }) => replicaId === leaderId);
  // The leader gives the time of its answer as its own. Version 0 has no times.
  const nowMs = Number(leader?.lastCaughtUpTimestamp ?? -1);
  const end = Number(leader?.logEndOffset ?? -1);
  const replica =
    (isVoter: boolean) =>
    ({ replicaId, logEndOffset, lastFetchTimestamp }: (typeof currentVoters)[number]): QuorumReplica => {
      const [at, fetchedMs] = [Number(logEndOffset), Number(lastFetchTimestamp)];
      return {
        id: replicaId,
        isVoter,
        lag: at < 0 || end < 0 ? null : Math.max(0, end - at),
        fetchedMsAgo:
          replicaId === leaderId || nowMs < 0 || fetchedMs < 0 ? null : Math.max(0, nowMs - fetchedMs),
      };
    };
  return {
    leaderId,
    epoch: leaderEpoch,
    replicas: [...currentVoters.map(replica(true)), ...observers.map(replica(false))],
  };
}

/** The brokers that the controller has fenced; null: this Kafka, before 4.0, does not tell. */
export async function fencedBrokers(
  connection: Connection,
  options: AskOptions,
): Promise<readonly BrokerAddress[] | null> {
  if ((connection.versions.get("DescribeCluster")?.[1] ?? 0) < 2) return null;
  const body = { endpointType: BROKERS, includeFencedBrokers: true };
  const { errorCode, brokers } = await connection.request("DescribeCluster", body, options);
  if (errorCode !== ErrorCode.NONE) return null;
  return brokers
    .filter(({ isFenced }) => isFenced)
    .map(({ brokerId, host, port }) => ({ id: brokerId, host, port }));
}

/** The partitions whose replicas are moving. With ZooKeeper only the controller knows: the others answer null. */
export async function reassignments(
  connection: Connection,
  options: AskOptions,
): Promise<readonly { readonly topic: string; readonly partition: number }[] | Denied | null> {
  const body = { timeoutMs: options.timeoutMs, topics: null };
  const { errorCode, topics } = await connection.request("ListPartitionReassignments", body, options);
  if (errorCode === ErrorCode.CLUSTER_AUTHORIZATION_FAILED) return { denied: DESCRIBE_CLUSTER };
  if (errorCode !== ErrorCode.NONE) return null;
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  );
}

/** By topic. A topic whose configuration this user may not see is left out, and its error is in `refused`. */
export async function minInsyncReplicas(
  connection: Connection,
  topics: readonly string[],
  options: AskOptions,
): Promise<{ readonly found: ReadonlyMap<string, number>; readonly refused: ReadonlySet<string> }> {
  const found = new Map<string, number>();
  const refused = new Set<string>();
  for (let first = 0; first < topics.length; first += TOPICS_PER_REQUEST) {
    const some = topics.slice(first, first + TOPICS_PER_REQUEST);
    for (const config of await topicConfigs(connection, some, [MIN_ISR], options)) {
      const { errorCode, resourceName } = config;
      const value = Number(propertyOf(config, MIN_ISR) ?? Number.NaN);
      if (errorCode === ErrorCode.NONE && Number.isInteger(value)) found.set(resourceName, value);
      else if (errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
        refused.add(
          errorCode === ErrorCode.TOPIC_AUTHORIZATION_FAILED
            ? "DescribeConfigs on Topic"
            : errorInfo(errorCode).name,
        );
      }
    }
  }
  return { found, refused };
}

const MIN_ISR = "min.insync.replicas";
const DESCRIBE_CLUSTER = "Describe on Cluster";
/** EndpointType.BROKER */
const BROKERS = 1;
const TOPICS_PER_REQUEST = 500;
