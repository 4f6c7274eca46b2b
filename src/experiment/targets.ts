/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import type { Targets } from "../faults/fault.js";
import { Admin } from "../kafka/admin.js";
import { newestView, newestViews, type View } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { TargetRole } from "../rundir/result.js";
import { groupIn } from "../scenario/quantities.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { chooseNodes } from "./roles.js";

const ASK_MS_MAX = 5_000;

type Seen = Pick<Observer, "known" | "controller" | "voters">;

/** `leader` and `follower` are those of the first topic's partition 0, `leader of orders-1` that of this one. `random` (0 to 1) makes the choices that are left open. */
export function targetsOf(
  cluster: Pick<Cluster, "nodes" | "notRunning">,
  observer: Seen,
  topics: TopicPartitions,
  random: () => number,
): Targets {
  return {
    resolve: async (target) =>
      chooseNodes(
        await Promise.all(target.map((role) => withoutGroup(role, cluster))),
        {
          brokers: brokersOf(cluster).map(({ name }) => name),
          notRunning: cluster.notRunning(),
          newest: ({ topic, partition }) => {
            const index = topics.of(topic, partition);
            return index === undefined ? undefined : newestView(observer.known(), index);
          },
          first: topics.at(0),
          voters: observer.voters(),
          controller: observer.controller() ?? undefined,
        },
        random,
      ),
  };
}

/** The broker that coordinates a group, in the place of `coordinator of <group>`. Other roles stay. */
async function withoutGroup(role: string, cluster: Pick<Cluster, "nodes" | "notRunning">): Promise<string> {
  const group = groupIn(role);
  if (group === undefined) return role;
  const brokers = brokersOf(cluster);
  let why = "no broker answers";
  for (const { name, client } of brokers) {
    if (cluster.notRunning().has(name)) continue;
    try {
      await using admin = await Admin.connect(client, { answerMsMax: ASK_MS_MAX });
      const id = await admin.groupCoordinator(group);
      const coordinator = brokers.find((broker) => broker.id === id);
      if (coordinator !== undefined) return coordinator.name;
      why = `${name} knows of none`;
    } catch (error) {
      why = `${name} did not say: ${(error as Error).message}`;
    }
  }
  throw new InfrastructureError(`no broker is ${role} right now: ${why}`);
}

/** What each node is now, by the newest views. A node that leads several partitions is first the leader of the lowest. */
export function rolesNow(observer: Pick<Observer, "known" | "controller">): TargetRole[] {
  const views = newestViews(observer.known());
  const controller = observer.controller();
  const followers = ({ leader, isr }: View) => isr.filter((node) => node !== leader);
  return [
    ...views.flatMap(({ leader, partition }) =>
      leader === null ? [] : [{ node: leader, role: "leader" as const, partition }],
    ),
    ...(controller === null ? [] : [{ node: controller, role: "controller" as const, partition: null }]),
    ...views.flatMap((view) =>
      followers(view).map((node) => ({ node, role: "follower" as const, partition: view.partition })),
    ),
  ];
}
