/** What a test asks of one broker, or has it do. */
import { expect } from "vitest";
import { brokersOf, type ClusterNode, type NodeName } from "../../src/cluster/topology.js";
import type { Cluster, Undo } from "../../src/engine/engine.js";
import { Connection, ErrorCode, writeBatch } from "../../src/protocol/index.js";
import { type Look, waitFor } from "../../src/wait.js";

/** Topic and partition that everything here is about. */
export const TOPIC = "test1";
const ASK_MS_MAX = 2_000;
const SETTLE_MS_MAX = 60_000;

/** A new controller looks for imbalance 5 s after its election, and would move leadership back with nobody asking. */
export const LEADERS_STAY = { "auto.leader.rebalance.enable": "false" };

/** One broker's own view. */
export interface View {
  readonly brokers: readonly number[];
  readonly controller: number;
  readonly leader: number;
  readonly isr: readonly number[];
}

export function nodeOf(cluster: Cluster, name: NodeName): ClusterNode {
  return cluster.nodes.find((node) => node.name === name)!;
}

export async function viewOf(broker: ClusterNode): Promise<View> {
  await using connection = await Connection.open({ ...broker.client, connectTimeoutMs: ASK_MS_MAX });
  const { brokers, controllerId, topics } = await connection.request(
    "Metadata",
    { topics: [{ name: TOPIC }], allowAutoTopicCreation: false },
    { timeoutMs: ASK_MS_MAX },
  );
  const partition = topics[0]?.partitions[0];
  return {
    brokers: brokers.map(({ nodeId }) => nodeId).sort(),
    controller: controllerId,
    leader: partition?.leaderId ?? -1,
    isr: [...(partition?.isrNodes ?? [])].sort(),
  };
}

/** Waits until a broker's own view is as described; resolves to it. */
export function untilSeen(broker: ClusterNode, what: string, holds: (view: View) => boolean): Promise<View> {
  return waitFor(
    async (): Promise<Look<View>> => {
      try {
        const view = await viewOf(broker);
        return holds(view) ? { done: true, value: view } : { done: false, seen: JSON.stringify(view) };
      } catch (error) {
        return { done: false, seen: (error as Error).message };
      }
    },
    {
      what: `${broker.name} to see ${what}`,
      limitMs: SETTLE_MS_MAX,
      everyMs: 50,
      signal: new AbortController().signal,
    },
  );
}

/** Every broker sees all of them in the ISR and the same leader, at the same time; resolves to the leader's name. */
export async function untilWhole(cluster: Cluster): Promise<NodeName> {
  const brokers = brokersOf(cluster);
  return waitFor(
    async (): Promise<Look<NodeName>> => {
      try {
        const views = await Promise.all(brokers.map(viewOf));
        const [{ leader }] = views as [View, ...View[]];
        // One that was cut off may see for a while what was before.
        const isWhole = views.every(
          (view) =>
            view.leader === leader &&
            view.isr.length === brokers.length &&
            view.brokers.length === brokers.length,
        );
        return leader > 0 && isWhole
          ? { done: true, value: `kafka${leader}` }
          : { done: false, seen: JSON.stringify(views) };
      } catch (error) {
        return { done: false, seen: (error as Error).message };
      }
    },
    {
      what: "everybody to see everybody in sync",
      limitMs: SETTLE_MS_MAX,
      everyMs: 50,
      signal: new AbortController().signal,
    },
  );
}

/** Who leads and who follows, once everybody is in sync. */
export async function roles(
  cluster: Cluster,
): Promise<{ readonly leader: NodeName; readonly followers: readonly NodeName[] }> {
  const leader = await untilWhole(cluster);
  const followers = brokersOf(cluster)
    .map(({ name }) => name)
    .filter((name) => name !== leader);
  return { leader, followers };
}

/** Disturbs, looks, and undoes it whatever was seen; a second undo does nothing. */
export async function during(
  cluster: Cluster,
  disturbance: Promise<Undo>,
  look: () => Promise<void>,
): Promise<void> {
  const undo = await disturbance;
  try {
    await look();
  } finally {
    await undo();
    await undo();
  }
  expect([...cluster.disturbed()]).toEqual([]);
}

/** Makes the topic, with a replica on every broker, by way of whoever is the controller. */
export async function makeTopic(cluster: Cluster, name: string = TOPIC): Promise<void> {
  const brokers = brokersOf(cluster);
  await waitFor(
    async (): Promise<Look<void>> => {
      await using first = await Connection.open(brokers[0]!.client);
      const { controllerId } = await first.request("Metadata", { topics: [] });
      const controller = brokers.find(({ id }) => id === controllerId);
      if (controller === undefined) return { done: false, seen: "no controller" };
      await using connection = await Connection.open(controller.client);
      const { topics } = await connection.request("CreateTopics", {
        topics: [{ name, numPartitions: 1, replicationFactor: brokers.length }],
        timeoutMs: 10_000,
      });
      const { errorCode } = topics[0]!;
      return errorCode === ErrorCode.NONE || errorCode === ErrorCode.TOPIC_ALREADY_EXISTS
        ? { done: true, value: undefined }
        : { done: false, seen: `error ${errorCode}` };
    },
    { what: `topic ${name}`, limitMs: SETTLE_MS_MAX, everyMs: 50, signal: new AbortController().signal },
  );
}

/** Sends one message to the leader; resolves to how long its acknowledgement took, in milliseconds. */
export async function produce(leader: ClusterNode, acks: 1 | -1): Promise<number> {
  await using connection = await Connection.open(leader.client);
  const records = await writeBatch({ records: [{ key: null, value: Buffer.from("a message") }] });
  const startedMs = performance.now();
  const { responses } = await connection.request("Produce", {
    acks,
    timeoutMs: 20_000,
    topicData: [{ name: TOPIC, partitionData: [{ index: 0, records }] }],
  });
  const { errorCode } = responses[0]!.partitionResponses[0]!;
  if (errorCode !== ErrorCode.NONE) throw new Error(`${leader.name} answered error ${errorCode}`);
  return performance.now() - startedMs;
}
