/** The schema registry of a local cluster: a JVM under the supervisor, at an address of its own in the run's loopback block. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterNode } from "../../cluster/topology.js";
import { REGISTRY_NAME, registryArguments } from "../registry-node.js";
import type { NodeProcess } from "./host.js";
import type { Java } from "./java.js";
import { type Layout, realAddress, runProperties } from "./layout.js";

/** Beyond brokers (1…9), ZooKeeper servers (101…105) and the proxy (200). */
const INDEX = 201;

export interface LocalRegistry {
  readonly node: ClusterNode;
  readonly process: Omit<NodeProcess, "env">;
}

/** Makes a place for its temporary files, which goes with the cluster, and says what to start. */
export async function makeRegistry(
  { block, ports }: Pick<Layout, "block" | "ports">,
  { java, libs, runDirectory }: { readonly java: Java; readonly libs: string; readonly runDirectory: string },
): Promise<LocalRegistry> {
  const temporary = join(runDirectory, "cluster", REGISTRY_NAME);
  await mkdir(temporary, { recursive: true });
  const client = { host: realAddress(block, INDEX), port: ports.registry };
  return {
    node: { name: REGISTRY_NAME, kind: "registry", id: 0, client },
    process: {
      command: java.command,
      args: [...runProperties(runDirectory, temporary), ...registryArguments(libs, client)],
      cwd: temporary,
      log: join(runDirectory, "logs", `${REGISTRY_NAME}.log`),
    },
  };
}
