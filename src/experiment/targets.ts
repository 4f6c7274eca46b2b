/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Targets } from "../faults/fault.js";
import { newestView, newestViews, type View } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import type { TargetRole } from "../rundir/result.js";
import type { TopicPartitions } from "../topic-partitions.js";
import { chooseNodes } from "./roles.js";

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
        target,
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
