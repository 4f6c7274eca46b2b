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
import { METADATA_LOG, type QuorumState, quorumStateOf } from "./quorum.js";
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

/** As the active controller knows it; the broker passes the request on to it. Null: the broker, or it, knows no leader. */
export async function quorumState(
  connection: Connection,
  options: AskOptions,
): Promise<QuorumState | Denied | null> {
  const answer = await connection.request("DescribeQuorum", METADATA_LOG, options);
  if (answer.errorCode === ErrorCode.CLUSTER_AUTHORIZATION_FAILED) return { denied: DESCRIBE_CLUSTER };
  return quorumStateOf(answer);
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
