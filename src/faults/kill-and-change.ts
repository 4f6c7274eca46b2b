/** Faults that a broker comes back from with other data than it had. */
import type { NodeName } from "../cluster/topology.js";
import type { Cluster, Undo } from "../engine/engine.js";
import { together } from "./undo.js";

/**
 * Kills the nodes, and changes the data directory of each while it is down. Resolves to what each change gave, in the order of
 * the nodes. When a change fails, the nodes start again before its error is thrown on.
 */
export async function killAndChange<T>(
  cluster: Cluster,
  nodes: readonly NodeName[],
  change: (directory: string) => Promise<T>,
): Promise<{ readonly heal: Undo; readonly changes: readonly T[] }> {
  const heal = await together(nodes.map((node) => cluster.kill(node)));
  try {
    return { heal, changes: await Promise.all(nodes.map((node) => cluster.changeData(node, change))) };
  } catch (error) {
    await heal().catch(() => {}); // the first error is the one worth telling
    throw error;
  }
}
