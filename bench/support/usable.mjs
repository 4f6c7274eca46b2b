/**
 * When a cluster is usable: when it has acknowledged its first message, to acks=1. With acks=all one would measure how
 * long the followers' first fetch takes: a fetcher thread that looks at its partitions a moment before they are added
 * sleeps replica.fetch.backoff.ms, a whole second (AbstractFetcherThread.maybeFetch), which falls as the dice do.
 */
import { brokersOf } from "../../dist/cluster/topology.js";
import { createTopics } from "../../dist/kafka/topics.js";
import { ErrorCode, writeBatch } from "../../dist/protocol/index.js";
import { withConnection } from "./connection.mjs";
import { MESSAGE_BYTES, scenarioOf } from "./scenario.mjs";

/** From version 13 on, Produce names topics by id. */
const PRODUCE_VERSION_MAX = 12;

/** Creates a topic with three replicas, and writes one message to it with acks=1. */
export async function firstAcknowledged(cluster) {
  const { topics } = scenarioOf();
  const topic = topics[0].name;
  await createTopics(brokersOf(cluster), topics, new AbortController().signal);
  const leader = await leaderOf(brokersOf(cluster), topic);
  const value = Buffer.alloc(MESSAGE_BYTES);
  const records = await writeBatch({ records: [{ value, timestamp: Date.now() }] });
  const { responses } = await withConnection(leader, (connection) =>
    connection.request(
      "Produce",
      { acks: 1, timeoutMs: 10_000, topicData: [{ name: topic, partitionData: [{ index: 0, records }] }] },
      { versionMax: PRODUCE_VERSION_MAX },
    ),
  );
  const errorCode = responses[0]?.partitionResponses[0]?.errorCode;
  if (errorCode !== ErrorCode.NONE) throw new Error(`the first message failed with error ${errorCode}`);
}

async function leaderOf(brokers, topic) {
  const { topics } = await withConnection(brokers[0], (connection) =>
    connection.request("Metadata", { topics: [{ name: topic }], allowAutoTopicCreation: false }),
  );
  return brokers.find(({ id }) => id === topics[0].partitions[0].leaderId);
}
