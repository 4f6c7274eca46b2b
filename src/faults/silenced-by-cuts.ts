import { silencedBy } from "../cluster/metadata/silenced.js";
import type { Link, NodeName } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import type { Targets } from "./fault.js";

/** The brokers that the metadata quorum no longer hears when these links are cut now. */
export async function silencedByCuts(
  links: readonly Link[],
  cluster: Pick<Cluster, "nodes">,
  targets: Targets,
): Promise<NodeName[]> {
  // None where no node names one that runs: then any may be.
  const [active = null] = await targets.resolve(["controller"]).catch(() => []);
  return silencedBy(links, cluster, active);
}
