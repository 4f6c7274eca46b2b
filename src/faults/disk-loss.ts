/**
 * `disk-loss: leader`: the node is killed, and returns with an empty disk in the place of its own, as after the
 * replacement of a broken one. It copies every partition from the other replicas, where there are any.
 */
import { brokersOf } from "../cluster/topology.js";
import { replaceDisk } from "../kafka-log/new-disk.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault } from "./fault.js";
import { killAndChange } from "./kill-and-change.js";

export const diskLoss = defineFault({
  name: "disk-loss",
  summary: "Kill brokers with SIGKILL. When they start again, their data directories are empty",
  schema: (words) => {
    const isCombined = brokersOf(words).some(({ quorum }) => quorum !== undefined);
    return brokersOnly(
      words,
      "must name brokers: a member of the metadata quorum that forgets its log may elect another that lacks the end of it",
    ).refine(() => !isCombined, {
      error:
        "must not be used with controllers: combined, where each broker is a voter that would forget the metadata log",
    });
  },
  async inject(cluster, target, targets) {
    const nodes = await targets.resolve(target);
    const { heal } = await killAndChange(cluster, nodes, replaceDisk);
    return {
      targets: nodes,
      silenced: nodes,
      detail: `took everything that ${nodes.join(" and ")} had`,
      heal,
    };
  },
});
