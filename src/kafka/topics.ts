/** Topics: created, and waited for until every broker agrees on them; or emptied. */
import { InfrastructureError, UsageError } from "../errors.js";
import { ConnectionError, ErrorCode, errorInfo } from "../protocol/index.js";
import { TopicPartitions } from "../topic-partitions.js";
import { type Look, waitFor } from "../wait.js";
import type { Broker, TopicSpec } from "./admin.js";
import { connect, controllerAmong } from "./controller.js";

const CREATE_MS_MAX = 60_000;
const DELETE_MS_MAX = 60_000;

/**
 * Creates the topics and waits until every broker sees a leader and a full ISR for each partition.
 * Throws a UsageError when the brokers refuse the configuration of one.
 */
export async function createTopics(
  brokers: readonly Broker[],
  topics: readonly TopicSpec[],
  signal: AbortSignal,
): Promise<void> {
  for (const topic of topics) await create(brokers, topic, signal);
  await waitForFullIsr(brokers, topics, { limitMs: CREATE_MS_MAX, signal });
}

async function create(brokers: readonly Broker[], topic: TopicSpec, signal: AbortSignal): Promise<void> {
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
}

/** Deletes the topics and creates them again. Every replica must be reachable, for each has to delete its log. */
export async function recreateTopics(
  brokers: readonly Broker[],
  topics: readonly TopicSpec[],
  signal: AbortSignal,
): Promise<void> {
  for (const { name } of topics) await deleteTopic(brokers, name, signal);
  await createTopics(brokers, topics, signal);
}

/** Resolves when the controller would create a topic of this name again. Every replica must be reachable. */
export async function deleteTopic(
  brokers: readonly Broker[],
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await waitFor(() => tryToDelete(brokers, name, signal), {
    what: `every trace of the topic ${name} to go`,
    limitMs: DELETE_MS_MAX,
    everyMs: 100,
    signal,
  });
}

/** Deletion goes on after its answer; it is over when a topic of this name could be created again. */
async function tryToDelete(
  brokers: readonly Broker[],
  name: string,
  signal: AbortSignal,
): Promise<Look<void>> {
  try {
    const found = await controllerAmong(brokers, signal);
    if (typeof found === "string") return { done: false, seen: found };
    await using controller = found;
    const { errorCode } = await controller.deleteTopic(name);
    if (errorCode !== ErrorCode.NONE && errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
      return { done: false, seen: errorInfo(errorCode).name };
    }
    const topic = { name, partitions: 1, replicas: 1, config: {} };
    const again = await controller.createTopic(topic, { validateOnly: true });
    return again.errorCode === ErrorCode.NONE
      ? { done: true, value: undefined }
      : { done: false, seen: errorInfo(again.errorCode).name };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}

async function tryToCreate(
  brokers: readonly Broker[],
  topic: TopicSpec,
  signal: AbortSignal,
): Promise<Look<void>> {
  const found = await controllerAmong(brokers, signal);
  if (typeof found === "string") return { done: false, seen: found };
  await using controller = found;
  const { errorCode, errorMessage } = await controller.createTopic(topic);
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
  brokers: readonly Broker[],
  topics: readonly TopicSpec[],
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    brokers.map((broker) =>
      waitFor(() => seesFullIsr(broker, topics, signal), {
        what: `${broker.name} to see ${replicasOf(topics)} in sync`,
        limitMs,
        everyMs: 50,
        signal,
      }),
    ),
  );
}

function replicasOf(topics: readonly TopicSpec[]): string {
  const [first, ...others] = topics;
  if (others.length === 0) return `all ${first!.replicas} replicas of ${first!.name}`;
  return `all replicas of ${topics.map(({ name }) => name).join(", ")}`;
}

async function seesFullIsr(
  broker: Broker,
  topics: readonly TopicSpec[],
  signal: AbortSignal,
): Promise<Look<void>> {
  try {
    await using admin = await connect(broker, signal);
    const all = new TopicPartitions(topics);
    const { partitions } = await admin.topics(topics.map(({ name }) => name));
    for (const { topic, partitionIndex, leaderId, isrNodes } of partitions) {
      const { replicas = 0 } = topics.find(({ name }) => name === topic) ?? {};
      if (leaderId >= 0 && isrNodes.length >= replicas) continue;
      const index = all.of(topic, partitionIndex);
      const which = index === undefined ? `${topic}-${partitionIndex}` : all.label(index);
      return { done: false, seen: `${which} with leader ${leaderId} and ISR ${isrNodes.join(",")}` };
    }
    return partitions.length === all.count
      ? { done: true, value: undefined }
      : { done: false, seen: `${partitions.length} of ${all.count} partitions` };
  } catch (error) {
    signal.throwIfAborted();
    return { done: false, seen: (error as Error).message };
  }
}
