/** The run's topic: created, and waited for until every broker agrees on it; by hand, emptied. */
import { brokersOf, type Cluster, type ClusterNode, proxyOf, registryOf } from "../engine/engine.js";
import { registryUrl } from "../engine/registry-node.js";
import { InfrastructureError, UsageError } from "../errors.js";
import { Connection, ConnectionError, ErrorCode, errorInfo } from "../protocol/index.js";
import type { Scenario } from "../scenario/syntax.js";
import { type Look, waitFor } from "../wait.js";

const CREATE_MS_MAX = 60_000;
const DELETE_MS_MAX = 60_000;
const ASK_MS_MAX = 5_000;

/** As clients on this machine write it: `host:port,host:port`. */
export function bootstrapOf(cluster: Cluster): string {
  return brokersOf(cluster)
    .map(({ client }) => `${client.host}:${client.port}`)
    .join();
}

/** Where producers begin: at the proxy, where there is one. */
export function producersBootstrapOf(cluster: Cluster): string {
  const proxy = proxyOf(cluster);
  return proxy === undefined ? bootstrapOf(cluster) : `${proxy.client.host}:${proxy.client.port}`;
}

/** For people, one an item: where their clients find the brokers, and what stands beside these. */
export function waysInto(cluster: Cluster): string[] {
  const ways = [`bootstrap.servers=${bootstrapOf(cluster)}`];
  if (proxyOf(cluster) !== undefined) {
    ways.push(`through the proxy: bootstrap.servers=${producersBootstrapOf(cluster)}`);
  }
  const registry = registryOf(cluster);
  if (registry !== undefined) ways.push(`schema registry: ${registryUrl(registry)}`);
  return ways;
}

/**
 * Creates the topic and waits until every broker sees a leader and a full ISR for each partition.
 * Throws a UsageError when the brokers refuse the topic's configuration.
 */
export async function createTopic(cluster: Cluster, { topic }: Scenario, signal: AbortSignal): Promise<void> {
  const brokers = brokersOf(cluster);
  const unanswered = (error: unknown): Look<void> => {
    if (!(error instanceof ConnectionError)) throw error;
    return { done: false, seen: error.message };
  };
  await waitFor(() => tryToCreate(brokers, topic, signal).catch(unanswered), {
    what: `a controller that creates the topic ${topic.name}`,
    limitMs: CREATE_MS_MAX,
    everyMs: 50,
    signal,
  });
  await waitForFullIsr(cluster, topic, { limitMs: CREATE_MS_MAX, signal });
}

/** The topic anew, with nothing in it. Every replica must be reachable: each has to delete its log. */
export async function recreateTopic(
  cluster: Cluster,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<void> {
  const brokers = brokersOf(cluster);
  await waitFor(() => tryToDelete(brokers, scenario.topic, signal), {
    what: `every trace of the topic ${scenario.topic.name} to go`,
    limitMs: DELETE_MS_MAX,
    everyMs: 100,
    signal,
  });
  await createTopic(cluster, scenario, signal);
}

/** Deletion goes on after its answer; it is over when the same topic could be created again. */
async function tryToDelete(
  brokers: readonly ClusterNode[],
  topic: Scenario["topic"],
  signal: AbortSignal,
): Promise<Look<void>> {
  try {
    const controller = await controllerOf(brokers, signal);
    if (controller === undefined) return { done: false, seen: "no controller" };
    await using connection = await open(controller, signal);
    const { responses } = await connection.request(
      "DeleteTopics",
      { topics: [{ name: topic.name }], topicNames: [topic.name], timeoutMs: ASK_MS_MAX },
      { timeoutMs: 2 * ASK_MS_MAX, signal },
    );
    const { errorCode } = responses[0]!;
    if (errorCode !== ErrorCode.NONE && errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
      return { done: false, seen: errorInfo(errorCode).name };
    }
    const room = await requestTopic(connection, topic, { validateOnly: true }, signal);
    return room.errorCode === ErrorCode.NONE
      ? { done: true, value: undefined }
      : { done: false, seen: errorInfo(room.errorCode).name };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}

async function controllerOf(
  brokers: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<ClusterNode | undefined> {
  await using first = await open(brokers[0]!, signal);
  const { controllerId } = await first.request("Metadata", { topics: [] }, { timeoutMs: ASK_MS_MAX, signal });
  return brokers.find(({ id }) => id === controllerId);
}

async function requestTopic(
  connection: Connection,
  topic: Scenario["topic"],
  { validateOnly }: { validateOnly: boolean },
  signal: AbortSignal,
) {
  const { topics } = await connection.request(
    "CreateTopics",
    {
      topics: [
        {
          name: topic.name,
          numPartitions: topic.partitions,
          replicationFactor: topic.replicas,
          configs: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
        },
      ],
      timeoutMs: ASK_MS_MAX,
      validateOnly,
    },
    { timeoutMs: 2 * ASK_MS_MAX, signal },
  );
  return topics[0]!;
}

async function tryToCreate(
  brokers: readonly ClusterNode[],
  topic: Scenario["topic"],
  signal: AbortSignal,
): Promise<Look<void>> {
  const controller = await controllerOf(brokers, signal);
  if (controller === undefined) return { done: false, seen: "no controller" };
  await using connection = await open(controller, signal);
  const { errorCode, errorMessage } = await requestTopic(connection, topic, { validateOnly: false }, signal);
  switch (errorCode) {
    case ErrorCode.NONE:
    case ErrorCode.TOPIC_ALREADY_EXISTS:
      return { done: true, value: undefined };
    case ErrorCode.NOT_CONTROLLER:
    case ErrorCode.INVALID_REPLICATION_FACTOR:
    case ErrorCode.REQUEST_TIMED_OUT:
      // The controller has not met every broker yet, or is just changing.
      return { done: false, seen: errorMessage ?? `error ${errorCode}` };
    case ErrorCode.INVALID_CONFIG:
    case ErrorCode.INVALID_TOPIC_EXCEPTION:
    case ErrorCode.POLICY_VIOLATION:
      throw new UsageError(`the brokers refuse the topic ${topic.name}: ${errorMessage ?? errorCode}`);
    default:
      throw new InfrastructureError(
        `the topic ${topic.name} could not be created: ${errorMessage ?? errorCode}`,
      );
  }
}

/** Every broker sees a leader and all replicas in sync, for every partition. */
export async function waitForFullIsr(
  cluster: Cluster,
  topic: Scenario["topic"],
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    brokersOf(cluster).map((broker) =>
      waitFor(() => seesFullIsr(broker, topic, signal), {
        what: `${broker.name} to see all ${topic.replicas} replicas of ${topic.name} in sync`,
        limitMs,
        everyMs: 50,
        signal,
      }),
    ),
  );
}

async function seesFullIsr(
  broker: ClusterNode,
  topic: Scenario["topic"],
  signal: AbortSignal,
): Promise<Look<void>> {
  try {
    await using connection = await open(broker, signal);
    const { topics } = await connection.request(
      "Metadata",
      { topics: [{ name: topic.name }], allowAutoTopicCreation: false },
      { timeoutMs: ASK_MS_MAX, signal },
    );
    const partitions = topics[0]?.partitions ?? [];
    const lagging = partitions.find(
      ({ leaderId, isrNodes }) => leaderId < 0 || isrNodes.length < topic.replicas,
    );
    if (lagging !== undefined) {
      const { partitionIndex, leaderId, isrNodes } = lagging;
      return {
        done: false,
        seen: `partition ${partitionIndex} with leader ${leaderId} and ISR ${isrNodes.join(",")}`,
      };
    }
    return partitions.length === topic.partitions
      ? { done: true, value: undefined }
      : { done: false, seen: `${partitions.length} of ${topic.partitions} partitions` };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}

function open(broker: ClusterNode, signal: AbortSignal): Promise<Connection> {
  return Connection.open({ ...broker.client, connectTimeoutMs: ASK_MS_MAX, signal });
}
