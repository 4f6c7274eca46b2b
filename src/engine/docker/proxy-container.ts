/**
 * The proxy of a cluster of containers. It is in the network of the brokers and reaches them by their names, at the
 * listener that they use among themselves; producers on this machine reach it at published ports, whose numbers are the
 * same inside, so that the addresses which it tells them hold. Its journal is its standard output, so that nothing of
 * this machine has to be mounted into it.
 */
import { readFileSync } from "node:fs";
import type Docker from "dockerode";
import type { Capability } from "../../cluster/spec.js";
import { brokersOf, type ClusterNode } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { PROXY_NAME, type ProxyAccess, proxySettings } from "../proxy-node.js";
import { isHere } from "./image.js";

const HOST = "127.0.0.1";

export interface ProxyService {
  readonly image: string;
  readonly access: ProxyAccess;
  readonly seed: number;
  /** Of the run. */
  readonly needs: ReadonlySet<Capability>;
}

/** CHAOS_PROXY_IMAGE, else the one that compose/proxy/build.sh makes of this version of chaos. */
export function proxyImage(env: NodeJS.ProcessEnv): string {
  if (env.CHAOS_PROXY_IMAGE) return env.CHAOS_PROXY_IMAGE;
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  return `chaos/proxy:${version}`;
}

/** @throws InfrastructureError when it is not here: no registry has it. */
export async function checkProxyImage(docker: Docker, image: string): Promise<void> {
  if (await isHere(docker, image)) return;
  throw new InfrastructureError(`the proxy's image ${image} is not here`, {
    remedy:
      "build it (compose/proxy/build.sh), name another with CHAOS_PROXY_IMAGE, or run with --engine local",
  });
}

/** How many ports, one after another, it takes: to bootstrap, one for each broker, and for its REST API. */
export function proxyPortCount(brokers: number): number {
  return 1 + brokers + 1;
}

export function proxyNode(firstPort: number): ClusterNode {
  return { name: PROXY_NAME, kind: "proxy", id: 0, client: { host: HOST, port: firstPort } };
}

export function adminOf({ client }: ClusterNode, nodes: readonly ClusterNode[]): ClusterNode["client"] {
  return { host: HOST, port: client.port + 1 + brokersOf({ nodes }).length };
}

/** What fills in compose/proxy.yaml, and the file that it names. */
export function proxyPiece(
  node: ClusterNode,
  nodes: readonly ClusterNode[],
  { image, access, seed, needs }: ProxyService,
  brokerPort: number,
): { readonly values: Readonly<Record<string, unknown>>; readonly settings: string } {
  const brokers = brokersOf({ nodes });
  const first = node.client.port;
  const lastPort = first + brokers.length;
  const admin = adminOf(node, nodes).port;
  const ports = Array.from({ length: proxyPortCount(brokers.length) }, (_, i) => first + i);
  return {
    settings: proxySettings(access, needs),
    values: {
      image,
      node: node.name,
      lastPort: lastPort.toString(16).toUpperCase().padStart(4, "0"),
      ports: ports.map((port) => `${HOST}:${port}:${port}`),
      arguments: [
        ...["--bootstrap", brokers.map(({ name }) => `${name}:${brokerPort}`).join()],
        ...["--listen", `0.0.0.0:${first}`, "--advertise", HOST, "--admin", `0.0.0.0:${admin}`],
        ...["--config", "/chaos/settings.yaml", "--seed", String(seed), "--journal", "/dev/stdout"],
      ],
    },
  };
}
