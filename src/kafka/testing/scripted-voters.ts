/**
 * KRaft controllers on 127.0.0.1 that answer from what a test says they believe: who leads the quorum, and in which epoch.
 * A test changes it while they are asked. The one that leads removes and adds voters.
 */
import type { ClusterNode } from "../../cluster/topology.js";
import { decodeRequest, ErrorCode, type Requests } from "../../protocol/index.js";
import { type Asked, FakeBroker } from "../../proxy/testing/fake-broker.js";

export interface ScriptedVoter extends ClusterNode {
  /** Id of the voter that it believes to be the active controller; -1: none. */
  leader: number;
  /** In which epoch it leads itself; null: it does not. */
  leads: number | null;
  /** By id, as it tells them when it leads. */
  readonly logEnds: Map<number, number>;
  /** Those of `logEnds` that do not vote, as it tells them when it leads. */
  readonly observers: Set<number>;
  /** What it was asked to change, in order, and its answers: error codes, one each time; then it does it. */
  readonly changes: (Requests["AddRaftVoter"] | Requests["RemoveRaftVoter"])[];
  readonly errors: number[];
  /** The next request is not answered, and no other until this is false again. */
  isSilent: boolean;
  readonly server: FakeBroker;
}

export interface ScriptedVoters extends AsyncDisposable {
  readonly nodes: readonly ScriptedVoter[];
  /** This voter leads in this epoch, and every other follows it. */
  elect(leader: number, epoch: number): void;
}

/** Their ids begin at 101; the first leads in epoch 1. */
export async function scriptedVoters(count: number): Promise<ScriptedVoters> {
  const ids = Array.from({ length: count }, (_, i) => 101 + i);
  const nodes = await Promise.all(
    ids.map(async (id, i): Promise<ScriptedVoter> => {
      const server = await FakeBroker.start({ onRequest: (asked) => answer(node, asked) });
      const node: ScriptedVoter = {
        name: `controller${i + 1}`,
        kind: "controller",
        id,
        quorum: "kraft",
        client: server.address,
        leader: -1,
        leads: null,
        logEnds: new Map(ids.map((each) => [each, 0])),
        observers: new Set(),
        changes: [],
        errors: [],
        isSilent: false,
        server,
      };
      return node;
    }),
  );
  const elect = (leader: number, epoch: number) => {
    for (const node of nodes) {
      node.leader = leader;
      node.leads = node.id === leader ? epoch : null;
    }
  };
  elect(101, 1);
  return {
    nodes,
    elect,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map(({ server }) => server[Symbol.asyncDispose]()));
    },
  };
}

/** 22 characters, as Kafka writes the id of a directory. */
export function directoryOf(id: number): string {
  return Buffer.alloc(16, id).toString("base64url");
}

/** False: the fake broker's own answer will do. */
function answer(node: ScriptedVoter, { api, frame, answer: reply }: Asked): boolean {
  if (api === undefined || api === "ApiVersions") return false;
  if (node.isSilent) return true;
  switch (api) {
    case "DescribeCluster":
      reply(api, {
        endpointType: 2,
        controllerId: node.leader,
        brokers: [...node.logEnds.keys()].map((brokerId) => ({
          brokerId,
          host: `host-${brokerId}`,
          port: 9093,
        })),
      });
      return true;
    case "RemoveRaftVoter":
    case "AddRaftVoter": {
      const change = decodeRequest(frame).body as (typeof node.changes)[number];
      node.changes.push(change);
      const errorCode = node.errors.shift() ?? ErrorCode.NONE;
      if (errorCode === ErrorCode.NONE && api === "AddRaftVoter") node.observers.delete(change.voterId);
      if (errorCode === ErrorCode.NONE && api === "RemoveRaftVoter") node.observers.add(change.voterId);
      reply(api, { errorCode });
      return true;
    }
    case "DescribeQuorum": {
      const replicas = (isObserver: boolean) =>
        [...node.logEnds]
          .filter(([id]) => node.observers.has(id) === isObserver)
          .map(([replicaId, end]) => ({
            replicaId,
            replicaDirectoryId: directoryOf(replicaId),
            logEndOffset: BigInt(end),
          }));
      const partition =
        node.leads === null
          ? { partitionIndex: 0, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER }
          : {
              partitionIndex: 0,
              leaderId: node.id,
              leaderEpoch: node.leads,
              highWatermark: BigInt(
                Math.min(...replicas(false).map(({ logEndOffset }) => Number(logEndOffset))),
              ),
              currentVoters: replicas(false),
              observers: replicas(true),
            };
      reply(api, {
        topics: [{ topicName: "__cluster_metadata", partitions: [partition] }],
        nodes: [{ nodeId: node.id, listeners: [{ name: "CONTROLLER", host: "host", port: 9093 }] }],
      });
      return true;
    }
    default:
      return false;
  }
}
