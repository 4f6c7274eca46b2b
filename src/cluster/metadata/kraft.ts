/**
 * KRaft: controllers that vote keep the metadata in a log of their own, and one of them, the active controller, leads it.
 * Brokers send heartbeats to the active controller. A broker whose lease ends is fenced, and leads nothing.
 *
 * A voter is a controller of its own (`controller1`), or a broker as well ("combined").
 */
import { Admin } from "../../kafka/admin.js";
import { javaProperties } from "../java-properties.js";
import { type ClusterNode, memberAddress, type PlannedNode } from "../topology.js";
import { type Formatting, formattedStorage } from "./kraft-storage.js";
import type { DataFiles, MemberFiles, MetadataQuorum, QuorumPlace } from "./quorum.js";
import { beliefIn, faultIn } from "./raft-log.js";

/** Kafka's own default of broker.session.timeout.ms (KRaftConfigs.java). */
const SESSION_MS = 9_000;
const ANSWER_MS_MAX = 1_000;
const LISTENER = "CONTROLLER";

export const kraft: MetadataQuorum = {
  kind: "kraft",
  member: "KRaft controller",
  all: "the controllers",
  session: "broker session",
  sessionProperty: "broker.session.timeout.ms",
  program: {
    mainClass: "kafka.Kafka",
    jvmOptions: ["-Xms64m", "-Xmx256m"],
    config: "controller.properties",
  },
  memoryBytes: 250 * 2 ** 20,
  brokerProperties,
  listenerNames: [LISTENER],
  brokerListeners: (broker, place) => (broker.quorum === undefined ? [] : [listenerOf(broker, place)]),
  brokerData: storageOf,
  memberFiles,
  answers,
  serves,
  electionMsMax: 30_000,
  beliefIn,
  faultIn,
  // A broker that comes back before its lease ends asks again until the controller takes it (BrokerLifecycleManager.java).
  untilMayStart: () => Promise.resolve(),
  silenceMsMax: (config) => Number(config["broker.session.timeout.ms"] ?? SESSION_MS),
  heardBy: "leader",
  controllerIs: "member",
};

function brokerProperties(broker: PlannedNode, place: QuorumPlace): Record<string, string | number> {
  const isVoter = broker.quorum !== undefined;
  return {
    "process.roles": isVoter ? "broker,controller" : "broker",
    "node.id": broker.id,
    ...quorumProperties(place),
  };
}

/** Every node is told all voters of a static quorum. Of a dynamic one it is told whom to ask for the voters of the moment. */
function quorumProperties({ members, isDynamic, ports }: QuorumPlace): Record<string, string> {
  const addresses = members.map(({ name }) => `${name}:${ports.quorum}`);
  return {
    ...(isDynamic
      ? { "controller.quorum.bootstrap.servers": addresses.join(",") }
      : { "controller.quorum.voters": members.map(({ id }, i) => `${id}@${addresses[i]}`).join(",") }),
    "controller.listener.names": LISTENER,
  };
}

async function storageOf(node: PlannedNode, place: QuorumPlace): Promise<DataFiles> {
  return { ...(await formattedStorage(node, formattingOf(place))), ...firstVote(node, place) };
}

const FIRST_VOTE = "__cluster_metadata-0/quorum-state";

/**
 * Voters that start together wait one to two seconds (controller.quorum.election.timeout.ms) before one of them holds an
 * election. The first voter starts as a candidate, as if it had ended right after it voted for itself (QuorumState.java,
 * initialize): it asks the others for their votes at once. One voter alone does not wait.
 */
function firstVote(node: PlannedNode, { members }: QuorumPlace): DataFiles {
  if (members.length === 1 || node.name !== members[0]!.name) return {};
  // QuorumStateData.json
  const state = { leaderId: -1, leaderEpoch: 1, votedId: node.id, appliedOffset: 0, currentVoters: [] };
  return { [FIRST_VOTE]: JSON.stringify({ clusterId: "", ...state, data_version: 0 }) };
}

function formattingOf({ kafka, seed, members, isDynamic, ports }: QuorumPlace): Formatting {
  const initialControllers = members.map((node) => ({
    node,
    listener: { name: LISTENER, host: node.name, port: ports.quorum },
  }));
  return { kafka, seed, ...(isDynamic && { initialControllers }) };
}

async function memberFiles(member: PlannedNode, place: QuorumPlace): Promise<MemberFiles> {
  const config = javaProperties({
    "process.roles": "controller",
    "node.id": member.id,
    ...quorumProperties(place),
    listeners: listenerOf(member, place),
    "listener.security.protocol.map": `${LISTENER}:PLAINTEXT`,
    "log.dirs": place.dataDirectory,
    ...place.config,
  });
  return { config, data: await storageOf(member, place) };
}

/**
 * Where a voter listens, as an entry of `listeners`: by its name, for this is also what it tells the other nodes, which go
 * there from then on (KIP-853). Each node has its own way to that name, where links are cut.
 */
function listenerOf({ name }: PlannedNode, { ports }: QuorumPlace): string {
  return `${LISTENER}://${name}:${ports.quorum}`;
}

/** Whether this voter says anything. */
async function answers(voter: ClusterNode): Promise<boolean> {
  return (await activeController(voter)) !== null;
}

/** Whether this voter knows an active controller. */
async function serves(voter: ClusterNode): Promise<boolean> {
  return ((await activeController(voter)) ?? -1) >= 0;
}

/** Its id as this voter knows it; -1: it knows none; null: this voter does not answer. */
async function activeController(voter: ClusterNode): Promise<number | null> {
  try {
    await using admin = await Admin.connect(memberAddress(voter), { answerMsMax: ANSWER_MS_MAX });
    return await admin.activeController();
  } catch {
    return null;
  }
}
