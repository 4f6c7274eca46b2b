/** `zk-isolate: leader`: a broker loses ZooKeeper and nothing else; it leads on until it learns better. */
import { zookeepersOf } from "../cluster/topology.js";
import { defineFault } from "./fault.js";
import { linksBetween } from "./link.js";

export const zkIsolate = defineFault({
  name: "zk-isolate",
  summary: "Cut brokers off from ZooKeeper, in both directions. All other links stay",
  schema: ({ target, nodes }) => {
    const servers = zookeepersOf({ nodes }).map(({ name }) => name);
    return target.refine((names) => !names.some((name) => servers.includes(name)), {
      error: "must name brokers, which are cut off from every ZooKeeper server",
    });
  },
  async inject(cluster, target, targets) {
    const brokers = await targets.resolve(target);
    const zookeepers = zookeepersOf(cluster).map(({ name }) => name);
    const heal = await cluster.cut(linksBetween(brokers, zookeepers));
    return { targets: brokers, silenced: brokers, heal };
  },
});
