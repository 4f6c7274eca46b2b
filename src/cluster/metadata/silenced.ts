/**
 * Which brokers a metadata quorum no longer hears when links are cut. A broker is heard while there are both ways between it
 * and a member that can end its session: a member that reaches a majority, itself included, both ways.
 *
 *     KRaft      the active controller alone, for brokers send it their heartbeats. It is active as long as it has a
 *                majority. Without one, any other voter that has may be next, and the brokers find it.
 *     ZooKeeper  every server that has a majority: followers pass on what keeps a session
 *
 * A majority is counted by these links alone. Before Kafka 4 a voter that the leader does not reach can start an election
 * (KIP-996), so that there the next active controller may hear a broker that this one does not.
 */
import { brokersOf, type Link, type NodeName, type PlannedNode } from "../topology.js";
import { quorumIn, quorumMembersOf } from "./quorums.js";

/** `active`: the active controller when the links are cut; null: it is not known. */
export function silencedBy(
  links: readonly Link[],
  cluster: { readonly nodes: readonly PlannedNode[] },
  active: NodeName | null,
): NodeName[] {
  const cut = new Set(links.map(({ from, to }) => `${from}>${to}`));
  const canTalk = (one: NodeName, other: NodeName) =>
    !cut.has(`${one}>${other}`) && !cut.has(`${other}>${one}`);
  const members = quorumMembersOf(cluster).map(({ name }) => name);
  const able = members.filter(
    (member) => 2 * members.filter((other) => canTalk(member, other)).length > members.length,
  );
  // No session ends without a quorum.
  if (able.length === 0) return [];
  const isLed = quorumIn(cluster).heardBy === "leader" && active !== null && able.includes(active);
  const hearing = isLed ? [active] : able;
  return brokersOf(cluster)
    .map(({ name }) => name)
    .filter((broker) => !hearing.some((member) => canTalk(broker, member)));
}
