/**
 * One broker, asked about itself, its cluster and its topics. Outside proxy/ this is the one place that speaks Metadata,
 * ListOffsets, CreateTopics, DeleteTopics and DescribeConfigs; Fetch is the reader's.
 *
 * Every broker answers from its own metadata, so an answer is that broker's view. Error codes about a partition or a topic
 * are part of the answer, and the caller decides what they mean.
 *
 * @throws from every method: ConnectionError, TimeoutError, ProtocolError, or the signal's reason
 */
import { Connection, ErrorCode, type Responses } from "../protocol/index.js";
import type { TopicPartition } from "../topic-partitions.js";
import { METADATA_LOG, type QuorumState, quorumStateOf } from "./quorum.js";
import { topicConfigs } from "./topic-configs.js";

/** A node that speaks Kafka's protocol: a broker, or a proxy. */
export interface Broker {
  readonly name: string;
  /** broker.id */
  readonly id: number;
  readonly client: Address;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface AdminOptions {
  /** How long the handshake, and each answer, may take. */
  readonly answerMsMax: number;
  readonly signal?: AbortSignal;
}

export interface BrokerList {
  /** -1: the broker knows of none. */
  readonly controllerId: number;
  readonly brokerIds: readonly number[];
}

export type PartitionMetadata = Responses["Metadata"]["topics"][number]["partitions"][number];

export interface TopicsMetadata {
  readonly controllerId: number;
  /** With KRaft those that are not fenced (KRaftMetadataCache, getAliveBrokers). */
  readonly brokerIds: readonly number[];
  /** None of a topic that the broker does not know. */
  readonly partitions: readonly (PartitionMetadata & { readonly topic: string })[];
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/**
 * A place in a log: a timestamp with a meaning of its own (ListOffsetsRequest.java), the replica that asks, and what it may
 * see: 0, or absent: read_uncommitted, 1: read_committed (IsolationLevel.java).
 */
export interface Landmark {
  readonly timestamp: number;
  readonly replicaId: number;
  readonly isolationLevel?: number;
}

export const CONSUMER = -1;
/** Not bound by the high watermark (Partition.scala, fetchOffsetForTimestamp). Every client may claim to be it. */
const DEBUGGING_CONSUMER = -2;
/**
 * In Fetch: a broker that copies its own log to another disk. Such a request is answered up to the end of the log, by a
 * follower too (FetchIsolation.java, FetchParams.java fetchOnlyLeader), and changes nothing. Every client may claim to be it.
 */
export const FUTURE_LOCAL_REPLICA = -3;
const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;

export const HIGH_WATERMARK: Landmark = { timestamp: -1, replicaId: CONSUMER };
export const LOG_END: Landmark = { timestamp: -1, replicaId: DEBUGGING_CONSUMER };
/** Consumers of committed messages read up to it: the first offset of the oldest open transaction, or the high watermark. */
export const LAST_STABLE: Landmark = {
  timestamp: -1,
  replicaId: CONSUMER,
  isolationLevel: READ_COMMITTED,
};
export const LOG_START: Landmark = { timestamp: -2, replicaId: CONSUMER };

export interface ListedOffset {
  readonly partition: number;
  /** Meaningful when `errorCode` is 0. */
  readonly offset: number;
  readonly errorCode: number;
}

/** FindCoordinatorRequest.CoordinatorType */
const COORDINATOR_TYPES = { group: 0, transactions: 1 } as const;

/** What a broker coordinates: a consumer group, by its id, or the transactions of a producer, by its transactional.id. */
export interface Coordinated {
  readonly kind: keyof typeof COORDINATOR_TYPES;
  readonly id: string;
}

/** A transaction that has not ended in a partition. */
export interface OpenTransaction {
  readonly producerId: bigint;
  /** The offset of its first record there. */
  readonly firstOffset: number;
}

/** EndpointType.CONTROLLER */
const CONTROLLERS = 2;

export class Admin implements AsyncDisposable {
  /** `options`: the limits of each request. */
  constructor(
    readonly connection: Connection,
    private readonly options: AdminOptions,
  ) {}

  static async connect(address: Address, options: AdminOptions): Promise<Admin> {
    const { answerMsMax: connectTimeoutMs, signal } = options;
    const { host, port } = address;
    return new Admin(
      await Connection.open({ host, port, connectTimeoutMs, ...(signal && { signal }) }),
      options,
    );
  }

  async brokers(): Promise<BrokerList> {
    const { controllerId, brokers } = await this.#ask("Metadata", { topics: [] });
    return { controllerId, brokerIds: brokers.map(({ nodeId }) => nodeId) };
  }

  /**
   * Asked of a KRaft controller, 3.7 or later (KIP-919): the id of the active controller as this one knows it; -1: it knows
   * of none.
   */
  async activeController(): Promise<number> {
    const { errorCode, controllerId } = await this.#ask("DescribeCluster", { endpointType: CONTROLLERS });
    return errorCode === ErrorCode.NONE ? controllerId : -1;
  }

  /** Asked of a KRaft controller: where the other nodes reach each controller that has registered, voter or not, by its id. */
  async controllers(): Promise<ReadonlyMap<number, Address>> {
    const { brokers } = await this.#ask("DescribeCluster", { endpointType: CONTROLLERS });
    return new Map(brokers.map(({ brokerId, host, port }) => [brokerId, { host, port }]));
  }

  /** Asked of a KRaft controller, 3.9 or later: the quorum as its leader knows it; null: this one does not lead. */
  async quorum(): Promise<QuorumState | null> {
    return quorumStateOf(await this.#ask("DescribeQuorum", METADATA_LOG));
  }

  /** Does not create the topics. */
  async topics(names: readonly string[]): Promise<TopicsMetadata> {
    const { controllerId, brokers, topics } = await this.#ask("Metadata", {
      topics: names.map((name) => ({ name })),
      allowAutoTopicCreation: false,
    });
    return {
      controllerId,
      brokerIds: brokers.map(({ nodeId }) => nodeId),
      partitions: topics.flatMap(({ name, partitions }) =>
        name === null ? [] : partitions.map((partition) => ({ topic: name, ...partition })),
      ),
    };
  }

  /** The eligible leader replicas of each partition that has some (KIP-966). A broker that knows of no such replicas has none. */
  async eligibleLeaderReplicas(
    names: readonly string[],
  ): Promise<readonly (TopicPartition & { readonly eligible: readonly number[] })[]> {
    if (!this.connection.versions.has("DescribeTopicPartitions")) return [];
    const asked = names.map((name) => ({ name }));
    const { topics } = await this.#ask("DescribeTopicPartitions", { topics: asked });
    return topics.flatMap(({ name, partitions }) =>
      name === null
        ? []
        : partitions.map(({ partitionIndex: partition, eligibleLeaderReplicas: eligible }) => ({
            ...{ topic: name, partition, eligible: eligible ?? [] },
          })),
    );
  }

  /**
   * Where `landmark` is in each of these partitions. `leaderEpoch`: a broker that leads in another epoch answers with an
   * error; without one, any does.
   */
  async offsets(
    topic: string,
    partitions: readonly number[],
    { timestamp, replicaId, isolationLevel = READ_UNCOMMITTED }: Landmark,
    leaderEpoch = -1,
  ): Promise<ListedOffset[]> {
    const { topics } = await this.#ask("ListOffsets", {
      replicaId,
      isolationLevel,
      topics: [
        {
          name: topic,
          partitions: partitions.map((partitionIndex) => ({
            partitionIndex,
            currentLeaderEpoch: leaderEpoch,
            timestamp,
          })),
        },
      ],
    });
    return topics.flatMap((answer) =>
      answer.partitions.map(({ partitionIndex, offset, errorCode }) => ({
        partition: partitionIndex,
        offset: Number(offset),
        errorCode,
      })),
    );
  }

  /**
   * The id of the broker that coordinates each of these; null: there is none now, or the broker does not know it. For the
   * first transactional.id of a cluster the broker has __transaction_state created.
   */
  async coordinators(asked: readonly Coordinated[]): Promise<(number | null)[]> {
    const answers: (number | null)[] = [];
    for (const { kind, id } of asked) answers.push(await this.#coordinator(kind, id));
    return answers;
  }

  async #coordinator(kind: Coordinated["kind"], id: string): Promise<number | null> {
    const { errorCode, nodeId, coordinators } = await this.#ask("FindCoordinator", {
      ...((this.connection.versions.get("FindCoordinator")?.[1] ?? 0) >= 4
        ? { coordinatorKeys: [id] }
        : { key: id }),
      keyType: COORDINATOR_TYPES[kind],
    });
    const found = coordinators[0] ?? { errorCode, nodeId };
    return found.errorCode === ErrorCode.NONE ? found.nodeId : null;
  }

  /** Asked of the leader of a partition, Kafka 2.8 or later: its open transactions; null: it does not tell. */
  async openTransactions({ topic, partition }: TopicPartition): Promise<readonly OpenTransaction[] | null> {
    if (!this.connection.versions.has("DescribeProducers")) return null;
    const asked = [{ name: topic, partitionIndexes: [partition] }];
    const { topics } = await this.#ask("DescribeProducers", { topics: asked });
    const found = topics[0]?.partitions[0];
    if (found?.errorCode !== ErrorCode.NONE) return null;
    return found.activeProducers.flatMap(({ producerId, currentTxnStartOffset: first }) =>
      first < 0n ? [] : [{ producerId, firstOffset: Number(first) }],
    );
  }

  /** Only the controller does it. `validateOnly`: whether it could be done. */
  async createTopic(
    { name, partitions, replicas, config }: TopicSpec,
    { validateOnly = false } = {},
  ): Promise<Answer> {
    const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
    const topic = { name, numPartitions: partitions, replicationFactor: replicas, configs };
    const { answerMsMax: timeoutMs } = this.options;
    const { topics } = await this.#ask("CreateTopics", { topics: [topic], timeoutMs, validateOnly }, 2);
    return topics[0]!;
  }

  /** Only the controller does it. The brokers go on deleting after the answer. */
  async deleteTopic(name: string): Promise<Answer> {
    const { answerMsMax: timeoutMs } = this.options;
    const { responses } = await this.#ask(
      "DeleteTopics",
      { topics: [{ name }], topicNames: [name], timeoutMs },
      2,
    );
    return responses[0]!;
  }

  /** Every property of a topic, those of its brokers' defaults too; null: the broker does not tell. */
  async topicConfig(name: string): Promise<ReadonlyMap<string, string | null> | null> {
    const { answerMsMax: timeoutMs, signal } = this.options;
    const [result] = await topicConfigs(this.connection, [name], null, {
      timeoutMs,
      ...(signal && { signal }),
    });
    if (result?.errorCode !== ErrorCode.NONE) return null;
    return new Map(result.configs.map(({ name, value }) => [name, value]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }

  /** `patience`: how many times the usual limit; what a broker does within a limit it answers after it. */
  #ask<A extends Asked>(api: A, body: Parameters<typeof this.connection.request<A>>[1], patience = 1) {
    const { answerMsMax, signal } = this.options;
    return this.connection.request<A>(api, body, {
      timeoutMs: patience * answerMsMax,
      ...(signal && { signal }),
    });
  }
}

type Asked =
  | "Metadata"
  | "DescribeCluster"
  | "DescribeProducers"
  | "DescribeQuorum"
  | "DescribeTopicPartitions"
  | "FindCoordinator"
  | "ListOffsets"
  | "CreateTopics"
  | "DeleteTopics";
