/**
 * `remove-voter: controller follower`, `add-voter: controller2`: the set of voters of the KRaft quorum changes while it runs
 * (KIP-853), as with `kafka-metadata-quorum remove-controller` and `add-controller`. The controller itself keeps running.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { memberAddress, type NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { addVoter, removeVoter, type VoterChange } from "../kafka/voters.js";
import type { Target, Vocabulary } from "../scenario/syntax.js";
import { CONTROLLER_ROLES } from "./brokers-only.js";
import { defineFault } from "./fault.js";

export const removeVoterFault = defineFault<Target>({
  name: "remove-voter",
  summary: "Remove KRaft controllers from the voters. They keep running. Healing makes them voters again",
  needs: ["dynamic-quorum"],
  schema: (vocabulary) =>
    controllersIn(vocabulary, CONTROLLER_ROLES).refine(
      (names) => names.length < quorumMembersOf(vocabulary).length,
      {
        error: "must leave a voter in the quorum",
      },
    ),
  async inject(cluster, target, targets) {
    const nodes = await targets.resolve(target);
    // A removal that failed here may yet be done, and healing then undoes it.
    const mayBeRemoved = new Set(nodes);
    const flaw = await oneByOne(nodes, async (name) => {
      if (await removeVoter(changeOf(cluster, name))) return null;
      mayBeRemoved.delete(name);
      return `${name} was no voter, so it could not be removed`;
    });
    return { targets: nodes, heal: () => addAll(cluster, [...mayBeRemoved]), ...flaw };
  },
});

export const addVoterFault = defineFault<Target>({
  name: "add-voter",
  summary:
    "Make KRaft controllers voters that were removed, as soon as they have the metadata. They stay voters",
  needs: ["dynamic-quorum"],
  lasts: "for-good",
  schema: (vocabulary) => controllersIn(vocabulary, []),
  idleOn: (_, { faults }) =>
    faults.every((step) => step !== undefined && step.fault !== removeVoterFault.name)
      ? "every controller is a voter already; write a step with remove-voter before this one"
      : undefined,
  async inject(cluster, target, targets) {
    const nodes = await targets.resolve(target);
    const flaw = await oneByOne(nodes, async (name) =>
      (await addVoter(changeOf(cluster, name)))
        ? null
        : `${name} was a voter already, so it could not be added`,
    );
    return { targets: nodes, heal: async () => {}, ...flaw };
  },
});

/** Every controller is a voter again. With ZooKeeper there are none. */
export async function restoreVoters(cluster: Cluster): Promise<void> {
  if (quorumIn(cluster).kind !== "kraft") return;
  const names = quorumMembersOf(cluster).map(({ name }) => name);
  await addAll(cluster, names);
}

async function addAll(cluster: Cluster, names: readonly NodeName[]): Promise<void> {
  for (const name of names) await addVoter(changeOf(cluster, name));
}

/** Kafka takes a change when a majority has the one before. `change` gives what is wrong with it; null: nothing. */
async function oneByOne(
  names: readonly NodeName[],
  change: (name: NodeName) => Promise<string | null>,
): Promise<{ readonly flaw?: string }> {
  const flaws: string[] = [];
  for (const name of names) {
    const flaw = await change(name).catch((error: Error) => error.message);
    if (flaw !== null) flaws.push(flaw);
  }
  return flaws.length === 0 ? {} : { flaw: flaws.join("; ") };
}

function changeOf(cluster: Cluster, name: NodeName): VoterChange {
  const controllers = quorumMembersOf(cluster).map((node) => ({ ...node, client: memberAddress(node) }));
  return { voter: controllers.find((one) => one.name === name)!, controllers, signal: cluster.broken };
}

/** `roles`: what may be named in the place of controllers. */
function controllersIn({ target, nodes }: Vocabulary, roles: readonly string[]) {
  const { kind, member } = quorumIn({ nodes });
  const known = [...quorumMembersOf({ nodes }).map(({ name }) => name), ...roles];
  return target
    .refine(() => kind === "kraft", {
      error: `must be used with KRaft controllers; ${member}s are no voters`,
      abort: true,
    })
    .refine(() => quorumMembersOf({ nodes }).length > 1, {
      error: "must be used with several controllers, and this cluster has one",
      abort: true,
    })
    .refine((names) => names.every((name) => known.includes(name)), {
      error: `must name controllers, which here are ${known.join(", ")}`,
      abort: true,
    });
}
