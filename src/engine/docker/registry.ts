/**
 * The schema registry of a cluster of containers: an image with Apicurio 2, which listens at port 8080 when it is told
 * nothing else.
 */
import type Docker from "dockerode";
import type { ClusterNode } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { REGISTRY_NAME, REGISTRY_VERSION } from "../registry-node.js";
import { isHere } from "./image.js";

/** CHAOS_REGISTRY_IMAGE, else the one that compose/registry/build.sh makes. */
export function registryImage(env: NodeJS.ProcessEnv): string {
  return env.CHAOS_REGISTRY_IMAGE || `chaos/registry:${REGISTRY_VERSION}`;
}

/** @throws InfrastructureError when it is not here: ours is not published. */
export async function checkRegistryImage(docker: Docker, image: string): Promise<void> {
  const isThere = await isHere(docker, image).catch((cause: Error) => {
    throw new InfrastructureError(`${image} is no name of an image: ${cause.message}`, {
      remedy: "set CHAOS_REGISTRY_IMAGE to one of Apicurio 2, or unset it",
      cause,
    });
  });
  if (isThere) return;
  throw new InfrastructureError(`the schema registry's image ${image} is not here`, {
    remedy:
      "build it (compose/registry/build.sh), name another of Apicurio 2 with CHAOS_REGISTRY_IMAGE, or run with --engine local",
  });
}

export function registryNode(port: number): ClusterNode {
  return { name: REGISTRY_NAME, kind: "registry", id: 0, client: { host: "127.0.0.1", port } };
}
