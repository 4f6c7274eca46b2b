/**
 * Which nodes a target means, by what is known of the cluster at this moment. A node that is killed, stopped or paused
 * is never chosen by a role: a fault would find nothing to do there.
 *
 *     leader       leads partition 0 of the first topic
 *     follower     one of the replicas in sync with that leader
 *     leader of orders-1, follower of orders-1     those of another partition
 *     controller   is the controller
 *     random       any broker
 *     controller follower   with KRaft: a voter that is not the active controller
 *     voter        with KRaft: any voter
 *     coordinator of billing   coordinates this consumer group; targets.ts asks a broker which one that is
 *     transaction coordinator of orders   coordinates the transactions of the first client of this group
 *     kafka2       this node, whatever its state
 *
 * Names and roles that leave no choice come first; what is left to chance chooses among the other nodes, and chooses
 * another one each time.
 */
import type { NodeName } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import type { View } from "../observer/leadership.js";
import { OF_PARTITION } from "../scenario/schema/vocabulary.js";
import type { Target } from "../scenario/syntax.js";
import type { TopicPartition } from "../topic-partitions.js";

export interface Sight {
  readonly brokers: readonly NodeName[];
  /** Nodes that are killed, stopped or paused. */
  readonly notRunning: ReadonlySet<NodeName>;
  /** The newest view of a partition, also when its leader is silent now; undefined: no broker has told one. */
  readonly newest: (of: TopicPartition) => View | undefined;
  /** The partition that a role without a name is about. */
  readonly first: TopicPartition;
  readonly controller: NodeName | undefined;
  /** The KRaft controllers that vote at this moment. */
  readonly voters: readonly NodeName[];
}

/** @throws InfrastructureError when no node fits, or too few do, with the reason */
export function chooseNodes(target: Target, sight: Sight, random: () => number): NodeName[] {
  const roles = target.map((word) => roleIn(word, sight.first));
  const chosen = roles.map((role) => (isChoice(role.name) ? undefined : theOne(role, sight)));
  for (const [place, role] of roles.entries()) {
    if (isChoice(role.name)) chosen[place] = oneOf({ ...role, name: role.name }, sight, chosen, random);
  }
  return [...new Set(chosen as NodeName[])];
}

interface Role<Name extends string = string> {
  /** Without the partition; or the name of a node. */
  readonly name: Name;
  readonly of: TopicPartition;
  /** As the scenario has it. */
  readonly written: string;
}

function roleIn(written: string, first: TopicPartition): Role {
  const { role, topic, number } = OF_PARTITION.exec(written)?.groups ?? {};
  if (role === undefined) return { name: written, of: first, written };
  return { name: role, of: { topic: topic!, partition: Number(number) }, written };
}

type Choice = "follower" | "random" | "controller follower" | "voter";

const CHOICES: Readonly<
  Record<
    Choice,
    { readonly noun: string; readonly among: (sight: Sight, of: TopicPartition) => readonly NodeName[] }
  >
> = {
  random: { noun: "broker", among: ({ brokers }) => brokers },
  follower: {
    noun: "follower",
    among: ({ newest }, of) => {
      const view = newest(of);
      return (view?.isr ?? []).filter((name) => name !== view?.leader);
    },
  },
  "controller follower": {
    noun: "controller follower",
    among: ({ voters, controller }) =>
      controller === undefined ? [] : voters.filter((name) => name !== controller),
  },
  voter: { noun: "voter", among: ({ voters }) => voters },
};

/** The other roles may be those of a KRaft controller. */
const BROKER_ROLES: ReadonlySet<string> = new Set(["leader", "follower", "random"]);

function isChoice(role: string): role is Choice {
  return role in CHOICES;
}

function theOne({ name: role, of, written }: Role, { newest, controller, notRunning }: Sight): NodeName {
  if (role !== "leader" && role !== "controller") return role;
  const where = written === role ? "partition 0" : `${of.topic}-${of.partition}`;
  const [name, what] =
    role === "leader" ? [newest(of)?.leader, `the leader of ${where}`] : [controller, "the controller"];
  if (name == null) throw nobodyIs(role, "no node names one", written);
  if (notRunning.has(name)) throw nobodyIs(role, `${name}, ${what}, does not run`, written);
  return name;
}

function oneOf(
  { name: role, of, written }: Role<Choice>,
  sight: Sight,
  chosen: readonly (NodeName | undefined)[],
  random: () => number,
): NodeName {
  const { noun, among } = CHOICES[role];
  const eligible = among(sight, of);
  const running = eligible.filter((name) => !sight.notRunning.has(name));
  const free = running.filter((name) => !chosen.includes(name));
  if (free.length > 0) return free[Math.floor(random() * free.length)]!;
  if (running.length === 1) throw new InfrastructureError(`only one ${noun} runs: ${running[0]}`);
  if (running.length > 1) {
    throw new InfrastructureError(`only ${running.length} ${noun}s run: ${running.join(", ")}`);
  }
  throw nobodyIs(role, role === "follower" ? whyNoFollower(sight.newest(of)) : whyNone(role, sight), written);
}

function whyNoFollower(newest: View | undefined): string {
  if (newest === undefined) return "no broker has said which replicas are in sync";
  const states = newest.isr.map((name) => `${name} (${name === newest.leader ? "leads" : "does not run"})`);
  return `the replicas in sync are ${states.join(", ") || "none"}`;
}

function whyNone(role: Choice, { controller }: Sight): string {
  if (role === "controller follower" && controller === undefined)
    return "no voter names an active controller";
  return `no ${CHOICES[role].noun} runs`;
}

function nobodyIs(role: string, why: string, written: string): InfrastructureError {
  const noun = BROKER_ROLES.has(role) ? "broker" : "node";
  return new InfrastructureError(`no ${noun} is ${written} right now: ${why}`);
}
