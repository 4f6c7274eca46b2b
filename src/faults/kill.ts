/** `kill: leader`: the process is gone between two instructions, as after a power cut of the node. */
import { defineFault } from "./fault.js";
import { together } from "./undo.js";

export const kill = defineFault({
  name: "kill",
  summary: "Kill nodes with SIGKILL. Healing starts them again",
  delaysNoRequest: true,
  schema: ({ target }) => target,
  async inject(cluster, target, targets) {
    const nodes = await targets.resolve(target);
    const heal = await together(nodes.map((node) => cluster.kill(node)));
    return { targets: nodes, silenced: nodes, heal };
  },
});
