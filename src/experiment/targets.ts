/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf, type NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Targets } from "../faults/fault.js";
import { newestView } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
import { chooseNodes } from "./roles.js";

const PARTITION = 0;

type Seen = Pick<Observer, "known" | "controllers">;

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
          controller: mostFrequent(observer.controllers()),
        },
        random,
      ),
  };
}

function mostFrequent(names: readonly (NodeName | null)[]): NodeName | undefined {
  const votes = new Map<NodeName, number>();
  for (const name of names) if (name !== null) votes.set(name, (votes.get(name) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}
