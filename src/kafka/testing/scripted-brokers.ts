/**
 * Brokers on 127.0.0.1 that answer from what a test says they believe: who leads each partition of one topic, which
 * replicas are in sync, and where the log of each ends. A test changes it while it is asked.
 */
import type { ClusterNode } from "../../cluster/topology.js";
import {
  type ApiName,
  decodeRequest,
  ErrorCode,
  type Input,
  type Requests,
  type Responses,
} from "../../protocol/index.js";
import { type Asked, FakeBroker } from "../../proxy/testing/fake-broker.js";
import { READ_COMMITTED } from "../admin.js";

/** One broker's view of one partition. */
export interface Belief {
  /** Id of a broker; -1: none. */
  leader: number;
  epoch: number;
  isr: number[];
  /** Absent: those of every partition. */
  replicas?: number[];
  /** Absent: none. */
  elr?: number[];
}

/** A test's own answers, by API. */
export type Script = { [A in ApiName]?: (body: Requests[A], broker: ScriptedBroker) => Input<Responses[A]> };

export interface ScriptedBroker extends ClusterNode {
  controllerId: number;
  /** The brokers that it lists: with KRaft those that are not fenced. */
  lists: number[];
  /** By partition; empty: it does not know the topic. */
  believes: Belief[];
  /** Of every partition. */
  readonly replicas: readonly number[];
  /** By partition, as it tells them when it is asked as a leader. */
  watermarks: number[];
  logEnds: number[];
  /** By partition; absent: the watermarks. */
  lastStable?: number[];
  /** Error codes that it answers with, by API; one each time, the last of them again and again. */
  readonly errors: Partial<Record<"ListOffsets" | "CreateTopics" | "DeleteTopics", number[]>>;
  readonly script: Script;
  /** The next request is not answered, and no other until this is false again. */
  isSilent: boolean;
  /** How often it was asked, by API. */
  readonly asked: Map<string, number>;
  readonly server: FakeBroker;
}

export interface ScriptedBrokers extends AsyncDisposable {
  readonly nodes: readonly ScriptedBroker[];
  /** Every broker believes this of a partition. */
  agree(partition: number, belief: Belief): void;
}

export async function scriptedBrokers(
  count: number,
  topic: { readonly name: string; readonly partitions: number },
  script: Script = {},
): Promise<ScriptedBrokers> {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const nodes = await Promise.all(
    ids.map(async (id): Promise<ScriptedBroker> => {
      const server = await FakeBroker.start({ onRequest: (asked) => answer(node, topic.name, asked) });
      const node: ScriptedBroker = {
        name: `kafka${id}`,
        kind: "broker",
        id,
        client: server.address,
        controllerId: 1,
        lists: ids,
        believes: Array.from({ length: topic.partitions }, () => ({ leader: 1, epoch: 0, isr: [...ids] })),
        watermarks: new Array<number>(topic.partitions).fill(0),
        replicas: ids,
        logEnds: new Array<number>(topic.partitions).fill(0),
        errors: {},
        script,
        isSilent: false,
        asked: new Map(),
        server,
      };
      return node;
    }),
  );
  return {
    nodes,
    agree(partition, belief) {
      for (const node of nodes) node.believes[partition] = structuredClone(belief);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map(({ server }) => server[Symbol.asyncDispose]()));
    },
  };
}

/** False: the fake broker's own answer will do. */
function answer(node: ScriptedBroker, topic: string, { api, frame, answer: reply }: Asked): boolean {
  if (api === undefined || api === "ApiVersions") return false;
  node.asked.set(api, (node.asked.get(api) ?? 0) + 1);
  if (node.isSilent) return true;
  const scripted = node.script[api] as ((body: unknown, broker: ScriptedBroker) => object) | undefined;
  if (scripted !== undefined) {
    reply(api, scripted(decodeRequest(frame).body, node));
    return true;
  }
  switch (api) {
    case "Metadata": {
      const partitions = node.believes.map(
        ({ leader, epoch, isr, replicas = node.replicas }, partitionIndex) => ({
          partitionIndex,
          leaderId: leader,
          leaderEpoch: epoch,
          replicaNodes: replicas,
          isrNodes: isr,
          errorCode: leader < 0 ? ErrorCode.LEADER_NOT_AVAILABLE : 0,
        }),
      );
      const listed = node.lists.map((nodeId) => ({ nodeId, host: "127.0.0.1", port: 1 }));
      reply(api, { controllerId: node.controllerId, brokers: listed, topics: [{ name: topic, partitions }] });
      return true;
    }
    case "DescribeTopicPartitions": {
      const partitions = node.believes.map(({ elr = null }, partitionIndex) => ({
        partitionIndex,
        eligibleLeaderReplicas: elr,
      }));
      reply(api, { topics: [{ name: topic, partitions }] });
      return true;
    }
    case "ListOffsets": {
      const { replicaId, isolationLevel, topics } = decodeRequest(frame).body as {
        replicaId: number;
        isolationLevel: number;
        topics: { partitions: { partitionIndex: number }[] }[];
      };
      const committed = isolationLevel === READ_COMMITTED ? node.lastStable : undefined;
      const offsets = committed ?? (replicaId === -2 ? node.logEnds : node.watermarks);
      const errorCode = nextError(node, api);
      const partitions = topics[0]!.partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        offset: BigInt(offsets[partitionIndex]!),
        errorCode,
      }));
      reply(api, { topics: [{ name: topic, partitions }] });
      return true;
    }
    case "CreateTopics":
      reply(api, { topics: [{ name: topic, errorCode: nextError(node, api) }] });
      return true;
    case "DeleteTopics":
      reply(api, { responses: [{ name: topic, errorCode: nextError(node, api) }] });
      return true;
    default:
      return false;
  }
}

function nextError({ errors }: ScriptedBroker, api: keyof ScriptedBroker["errors"]): number {
  const codes = errors[api] ?? [];
  return (codes.length > 1 ? codes.shift() : codes[0]) ?? ErrorCode.NONE;
}
