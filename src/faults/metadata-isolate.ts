/**
 * `metadata-isolate: leader`: a broker loses the metadata quorum and nothing else; it leads on until it learns better.
 * `zk-isolate` and `controller-isolate` are its names on the two kinds of quorum. On the other kind each is the same cut.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { brokersOf, dedicatedMembersOf } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { defineFault, type Fault } from "./fault.js";
import { linksBetween } from "./link.js";

function isolation(name: string, summary: string): Fault {
  return defineFault({
    name,
    summary,
    schema: ({ target, nodes }) => {
      const quorum = quorumIn({ nodes });
      const members = dedicatedMembersOf({ nodes }).map((node) => node.name);
      const isCombined = members.length === 0;
      // With KRaft these roles are controllers, and here those are no brokers.
      const roles = quorum.kind === "kraft" ? ["controller", "controller follower", "voter"] : [];
      return target
        .refine(() => !isCombined, {
          error:
            "must not be used with controllers: combined, where the cut would part brokers from each other as well",
        })
        .refine((names) => !names.some((word) => members.includes(word) || roles.includes(word)), {
          error: `must name brokers, which are cut off from every ${quorum.member}`,
        });
    },
    async inject(cluster, target, targets) {
      const brokers = await targets.resolve(target);
      const known = brokersOf(cluster).map((node) => node.name);
      const stranger = brokers.find((broker) => !known.includes(broker));
      if (stranger !== undefined)
        throw new InfrastructureError(`${name} is for brokers; ${stranger} is none`);
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
