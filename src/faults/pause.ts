/** `pause: leader`: the process stops in the middle of what it does and keeps its connections, as in a long GC. */
import { defineFault } from "./fault.js";
import { together } from "./undo.js";

export const pause = defineFault({
  name: "pause",
  summary: "Freeze nodes (SIGSTOP) with their connections open. Healing resumes them",
  schema: ({ target }) => target,
  async inject(cluster, target, targets) {
    const nodes = await targets.resolve(target);
    const heal = await together(nodes.map((node) => cluster.pause(node)));
    return { targets: nodes, silenced: nodes, heal };
  },
});
