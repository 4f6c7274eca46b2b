/** Roles to nodes, by what the brokers see at this moment. */

import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Targets } from "../faults/fault.js";
import { newestView } from "../observer/leadership.js";
import type { Observer } from "../observer/observer.js";
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
