/** Roles to nodes, by what the majority of the brokers sees at this moment. */
import { majorityLeader } from "../checker/watermark.js";
import { brokersOf, type Cluster, type NodeName } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import type { Targets } from "../faults/fault.js";
import type { Observer } from "../observer/observer.js";
import type { Target } from "../scenario/syntax.js";

/** `leader` and `follower` are those of partition 0. `random` (0 to 1) makes the choices that are left open. */
export function targetsOf(cluster: Cluster, observer: Observer, random: () => number): Targets {
  const brokers = brokersOf(cluster).map(({ name }) => name);
  const pick = (names: readonly NodeName[]) => names[Math.floor(random() * names.length)];

  const leader = () => majorityLeader(observer.views().filter(({ partition }) => partition === 0))?.leader;

  /** `taken`: nodes that this target has chosen already; what is left to chance chooses among the others. */
  const resolveOne = (role: string, taken: readonly NodeName[]): NodeName | undefined => {
    switch (role) {
      case "leader":
        return leader();
      case "follower": {
        const leading = leader();
        const view = observer.views().find(({ node, partition }) => node === leading && partition === 0);
        return pick((view?.isr ?? []).filter((name) => name !== leading && !taken.includes(name)));
      }
      case "controller":
        return mostFrequent(observer.controllers());
      case "random":
        return pick(brokers.filter((name) => !taken.includes(name)));
      default:
        return role;
    }
  };

  return {
    async resolve(target: Target): Promise<readonly NodeName[]> {
      const names: NodeName[] = [];
      for (const role of target) {
        const name = resolveOne(role, names);
        if (name === undefined) throw new InfrastructureError(`no broker is ${role} right now`);
        if (!names.includes(name)) names.push(name);
      }
      return names;
    },
  };
}

function mostFrequent(names: readonly (NodeName | null)[]): NodeName | undefined {
  const votes = new Map<NodeName, number>();
  for (const name of names) if (name !== null) votes.set(name, (votes.get(name) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}
