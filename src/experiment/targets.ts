/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Targets } from "../faults/fault.js";
import { newestView, newestViews, type View } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { TargetRole } from "../rundir/result.js";
import { chooseNodes } from "./roles.js";

const PARTITION = 0;

type Seen = Pick<Observer, "known" | "controller" | "voters">;

/** `leader` and `follower` are those of partition 0. `random` (0 to 1) makes the choices that are left open. */
export function targetsOf(
  cluster: Pick<Cluster, "nodes" | "notRunning">,
  observer: Seen,
  random: () => number,
): Targets {
  return {
    resolve: async (target) =>
      chooseNodes(
        target,
        {
          brokers: brokersOf(cluster).map(({ name }) => name),
          notRunning: cluster.notRunning(),
          newest: newestView(observer.known(), PARTITION),
          voters: observer.voters(),
          controller: observer.controller() ?? undefined,
        },
        random,
      ),
  };
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
