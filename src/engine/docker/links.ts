/**
 * What is done to the links between containers, each disturbance under a token, and the nodes' namespaces that hold it.
 * A link is held by the address of its other end, which may change when a container starts again.
 */
import type { Disturbance, Link, NodeName } from "../../cluster/topology.js";
import type { Namespaces } from "./namespaces.js";
import { type LinksDisturbed, placesOf, resetScriptFor, scriptFor } from "./rules.js";
import type { Remembered } from "./shared-memory.js";

/** Token of the delays that belong to the cluster, not to a fault. */
export const DISTANCE = "distance";

export class ContainerLinks {
  readonly #disturbed = new Map<string, LinksDisturbed>();
  readonly #addresses = new Map<NodeName, string>();

  constructor(private readonly namespaces: Namespaces) {}

  setAddress(node: NodeName, address: string): void {
    this.#addresses.set(node, address);
  }

  /** Of a node that is down: another may be given it. */
  forgetAddress(node: NodeName): void {
    this.#addresses.delete(node);
  }

  /** Returns the nodes whose namespaces have to be written. */
  add(token: string, links: readonly Link[], how: Disturbance): ReadonlySet<NodeName> {
    this.#disturbed.set(token, { links, how });
    return new Set(placesOf({ links, how }).keys());
  }

  /** False: there is none of this token any more. */
  remove(token: string): boolean {
    return this.#disturbed.delete(token);
  }

  /** Removes all disturbances but the distance. */
  clear(): void {
    for (const token of this.#disturbed.keys()) if (token !== DISTANCE) this.#disturbed.delete(token);
  }

  cut(): readonly Link[] {
    return [...this.#disturbed.values()].flatMap(({ links, how }) => (how === "cut" ? links : []));
  }

  /** Makes the node's namespace hold what it has to. */
  write(node: NodeName): Promise<void> {
    return this.namespaces.write(node, () => scriptFor(node, this.#disturbed, this.#addresses));
  }

  /** Ends the connections that the node has opened to these peers. Resolves to their number. */
  async reset(node: NodeName, peers: readonly NodeName[]): Promise<number> {
    const ended = await this.namespaces.read(node, () => resetScriptFor(peers, this.#addresses));
    return ended.split("\n").filter((line) => line !== "").length;
  }

  toRemember(): Remembered["links"] {
    return [...this.#disturbed];
  }

  recall(links: Remembered["links"]): void {
    this.#disturbed.clear();
    for (const [token, disturbed] of links) this.#disturbed.set(token, disturbed);
  }
}
