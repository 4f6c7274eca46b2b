/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import type { Targets } from "../faults/fault.js";
import { coordinatorNow } from "../observer/coordinators.js";
import { newestView, newestViews, type View } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { TargetRole } from "../rundir/result.js";
import { coordinatedIn } from "../scenario/quantities.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { chooseNodes } from "./roles.js";

const ASK_MS_MAX = 5_000;

type Seen = Pick<Observer, "known" | "controller" | "voters">;

interface Coordinators {
  readonly cluster: Pick<Cluster, "nodes" | "notRunning">;
  /** The transactional.id of the first client of each group that writes in transactions, by the name of the group. */
  readonly transactionalIds: ReadonlyMap<string, string>;
}

/** `leader` and `follower` are those of the first topic's partition 0, `leader of orders-1` that of this one. `random` (0 to 1) makes the choices that are left open. */
export function targetsOf(
  cluster: Pick<Cluster, "nodes" | "notRunning">,
  observer: Seen,
  topics: TopicPartitions,
  random: () => number,
  transactionalIds: Coordinators["transactionalIds"] = new Map(),
): Targets {
  return {
    resolve: async (target) =>
      chooseNodes(
        await Promise.all(target.map((role) => withoutGroup(role, { cluster, transactionalIds }))),
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

/** The broker that coordinates a group or its transactions, in the place of `coordinator of <group>`. Other roles stay. */
async function withoutGroup(role: string, { cluster, transactionalIds }: Coordinators): Promise<string> {
  const named = coordinatedIn(role);
  if (named === undefined) return role;
  const { kind, group } = named;
  const id = kind === "group" ? group : transactionalIds.get(group);
  if (id === undefined) throw nobodyIs(role, `no client of ${group} writes in transactions`);
  const running = brokersOf(cluster).filter(({ name }) => !cluster.notRunning().has(name));
  const found = await coordinatorNow(running, brokersOf(cluster), { kind, id }, ASK_MS_MAX);
  if (found.node === null) throw nobodyIs(role, found.why);
  return found.node;
}

function nobodyIs(role: string, why: string): InfrastructureError {
  return new InfrastructureError(`no broker is ${role} right now: ${why}`);
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
