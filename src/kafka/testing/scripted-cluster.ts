/** A cluster of brokers on 127.0.0.1 that answers `chaos diagnose` from what a test says. A test changes it meanwhile. */
import type { TlsOptions } from "node:tls";
import { apiByKey, decodeRequest, type Input, type Responses } from "../../protocol/index.js";
import { type Asked, everyApi, FakeBroker } from "../../proxy/testing/fake-broker.js";

export interface ScriptedPartition {
  readonly topic: string;
  readonly partition: number;
  leader: number;
  epoch: number;
  isr: readonly number[];
  readonly replicas: readonly number[];
}

export interface ScriptedClusterOptions {
  readonly brokers?: number;
  readonly kind?: "kraft" | "zookeeper";
  readonly partitions?: readonly ScriptedPartition[];
  readonly tls?: TlsOptions;
  /** Takes a request before the cluster does, by returning true. */
  readonly onRequest?: (id: number, asked: Asked) => boolean | undefined;
}

export interface ScriptedCluster extends AsyncDisposable {
  readonly addresses: { readonly host: string; readonly port: number }[];
  /** As each broker sees it, by id. */
  readonly views: Map<number, readonly ScriptedPartition[]>;
  /** Rights that the user misses. */
  readonly denied: Set<"quorum" | "configs">;
  /** Advertised instead of its own address, by id. */
  readonly advertised: Map<number, { host: string; port: number }>;
  /** Brokers that hear no controller. */
  readonly cutOff: Set<number>;
  /** How often each API was asked of all brokers. */
  readonly asked: Map<string, number>;
  kill(id: number): Promise<void>;
}

const CLUSTER_AUTHORIZATION_FAILED = 31;
const TOPIC_AUTHORIZATION_FAILED = 29;
const VOTER = 101;

export async function scriptedCluster({
  brokers: count = 3,
  kind = "kraft",
  partitions = [{ topic: "orders", partition: 0, leader: 1, epoch: 0, isr: [1, 2, 3], replicas: [1, 2, 3] }],
  tls,
  onRequest,
}: ScriptedClusterOptions = {}): Promise<ScriptedCluster> {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const servers = new Map<number, FakeBroker>();
  const alive = new Set(ids);
  for (const id of ids) {
    const take = (asked: Asked) => onRequest?.(id, asked) === true || answer(id, asked);
    servers.set(id, await FakeBroker.start({ onRequest: take, ...(tls && { tls }) }));
  }
  const addressOf = (id: number) => cluster.advertised.get(id) ?? servers.get(id)!.address;
  const cluster: ScriptedCluster = {
    addresses: ids.map((id) => servers.get(id)!.address),
    views: new Map(ids.map((id) => [id, partitions])),
    denied: new Set(),
    advertised: new Map(),
    cutOff: new Set(),
    asked: new Map(),
    async kill(id) {
      alive.delete(id);
      await servers.get(id)!.die();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...alive].map((id) => servers.get(id)![Symbol.asyncDispose]()));
    },
  };

  function answer(id: number, { api, frame, answer: reply }: Asked): boolean {
    if (api === undefined) return false;
    cluster.asked.set(api, (cluster.asked.get(api) ?? 0) + 1);
    const endpoints = ids.map((each) => ({ nodeId: each, ...addressOf(each) }));
    switch (api) {
      case "ApiVersions": {
        const apiKeys = everyApi().filter(
          ({ apiKey }) => kind === "kraft" || apiByKey(apiKey) !== "DescribeQuorum",
        );
        reply(api, { apiKeys });
        return true;
      }
      case "Metadata":
        reply(api, { brokers: endpoints, controllerId: 1, topics: topicsOf(cluster.views.get(id)!) });
        return true;
      case "DescribeCluster":
        reply(api, {
          endpointType: 1,
          brokers: endpoints.map(({ nodeId, ...address }) => ({ brokerId: nodeId, ...address })),
        });
        return true;
      case "DescribeQuorum": {
        if (cluster.cutOff.has(id)) reply(api, { errorCode: 7 });
        else if (cluster.denied.has("quorum")) reply(api, { errorCode: CLUSTER_AUTHORIZATION_FAILED });
        else reply(api, quorumOf([...alive].filter((each) => !cluster.cutOff.has(each))));
        return true;
      }
      case "ListPartitionReassignments":
        reply(api, { topics: [] });
        return true;
      case "DescribeConfigs": {
        const { resources } = decodeRequest(frame).body as { resources: { resourceName: string }[] };
        const errorCode = cluster.denied.has("configs") ? TOPIC_AUTHORIZATION_FAILED : 0;
        reply(api, {
          results: resources.map(({ resourceName }) => ({
            ...{ errorCode, errorMessage: null, resourceType: 2, resourceName },
            configs: [{ name: "min.insync.replicas", value: "2" }],
          })),
        });
        return true;
      }
      default:
        return false;
    }
  }
  return cluster;
}

function topicsOf(partitions: readonly ScriptedPartition[]) {
  const topics = new Map<string, ScriptedPartition[]>();
  for (const one of partitions) {
    const others = topics.get(one.topic);
    if (others === undefined) topics.set(one.topic, [one]);
    else others.push(one);
  }
  return [...topics].map(([name, each]) => ({
    name,
    partitions: each.map(({ partition, leader, epoch, isr, replicas }) => ({
      ...{ partitionIndex: partition, leaderId: leader, leaderEpoch: epoch },
      ...{ isrNodes: [...isr], replicaNodes: [...replicas], errorCode: leader < 0 ? 5 : 0 },
    })),
  }));
}

function quorumOf(observers: readonly number[]): Input<Responses["DescribeQuorum"]> {
  const nowMs = BigInt(Date.now());
  const replica = (replicaId: number) => ({
    ...{ replicaId, logEndOffset: 500n, lastCaughtUpTimestamp: nowMs },
    lastFetchTimestamp: replicaId === VOTER ? -1n : nowMs - 200n,
  });
  const partition = {
    ...{ partitionIndex: 0, errorCode: 0, leaderId: VOTER, leaderEpoch: 4, highWatermark: 500n },
    currentVoters: [VOTER, VOTER + 1, VOTER + 2].map(replica),
    observers: observers.map(replica),
  };
  return { topics: [{ topicName: "__cluster_metadata", partitions: [partition] }] };
}
