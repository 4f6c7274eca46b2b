/** Roles to nodes, by what the brokers see at this moment. */
import { majorityLeader } from "../checker/watermark.js";
import { brokersOf, type Cluster, type NodeName } from "../engine/engine.js";
import type { Targets } from "../faults/fault.js";
import type { Observer, View } from "../observer/observer.js";
import { chooseNodes } from "./roles.js";

const PARTITION = 0;

type Seen = Pick<Observer, "views" | "known" | "controllers">;

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
          leader: majorityLeader(observer.views().filter(({ partition }) => partition === PARTITION))?.leader,
          newest: newestView(observer.known(), PARTITION),
          controller: mostFrequent(observer.controllers()),
        },
        random,
      ),
  };
}

/** The leader of each partition, by the newest view of it. */
export function leadersIn(views: readonly View[]): NodeName[] {
  const partitions = new Set(views.map(({ partition }) => partition));
  const leaders = [...partitions].map((partition) => newestView(views, partition)?.leader ?? null);
  return leaders.filter((leader) => leader !== null);
}

/** Only a controller raises the leader epoch, so the highest is the newest; within an epoch the leader knows its ISR. */
function newestView(views: readonly View[], partition: number): View | undefined {
  const [newest] = views
    .filter((view) => view.partition === partition)
    .sort((a, b) => b.epoch - a.epoch || Number(b.node === b.leader) - Number(a.node === a.leader));
  return newest;
}

function mostFrequent(names: readonly (NodeName | null)[]): NodeName | undefined {
  const votes = new Map<NodeName, number>();
  for (const name of names) if (name !== null) votes.set(name, (votes.get(name) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}
