/**
 * `metadata-isolate: leader`: a broker loses the metadata quorum and nothing else; it leads on until it learns better.
 * `zk-isolate` and `controller-isolate` are its names on the two kinds of quorum. On the other kind each is the same cut.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { dedicatedMembersOf } from "../cluster/topology.js";
import { brokersNamed } from "./brokers.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault, type Fault } from "./fault.js";
import { linksBetween } from "./link.js";

function isolation(name: string, summary: string): Fault {
  return defineFault({
    name,
    summary,
    schema: (words) => {
      const isCombined = dedicatedMembersOf(words).length === 0;
      const { member } = quorumIn(words);
      return brokersOnly(words, `must name brokers, which are cut off from every ${member}`).refine(
        () => !isCombined,
        {
          error:
            "must not be used with controllers: combined, where the cut would part brokers from each other as well",
        },
      );
    },
    async inject(cluster, target, targets) {
      const brokers = await targets.resolve(target);
      brokersNamed(cluster, brokers, name);
      const members = quorumMembersOf(cluster).map((node) => node.name);
      const heal = await cluster.cut(linksBetween(brokers, members));
      return {
        targets: brokers,
        silenced: brokers,
        detail: `cut off from ${quorumIn(cluster).all} (${members.join(", ")})`,
        heal,
      };
    },
  });
}

export const metadataIsolate = isolation(
  "metadata-isolate",
  "Cut brokers off from all KRaft controllers or ZooKeeper servers, in both directions. All other links stay",
);
export const controllerIsolate = isolation(
  "controller-isolate",
  "The same as metadata-isolate, by the name that fits KRaft",
);
export const zkIsolate = isolation(
  "zk-isolate",
  "The same as metadata-isolate, by the name that fits ZooKeeper",
);
