/**
 * What is done to the links between containers, each disturbance under a token, and the nodes' namespaces that hold it.
 * A link is held by the address of its other end, which may change when a container starts again.
 */
import type { Link, LinkDelay, NodeName } from "../../cluster/topology.js";
import type { Namespaces } from "./namespaces.js";
import { placesOf, scriptFor, touchedByDelay } from "./rules.js";
import type { Remembered } from "./shared-memory.js";

/** Token of the delays that belong to the cluster, not to a fault. */
export const DISTANCE = "distance";

export class ContainerLinks {
  readonly #cuts = new Map<string, readonly Link[]>();
  readonly #delays = new Map<string, { readonly links: readonly Link[]; readonly delay: LinkDelay }>();
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
  add(token: string, links: readonly Link[], how: "cut" | LinkDelay): ReadonlySet<NodeName> {
    if (how === "cut") this.#cuts.set(token, links);
    else this.#delays.set(token, { links, delay: how });
    return how === "cut" ? new Set(placesOf(links).keys()) : touchedByDelay(links);
  }

  /** False: there is none of this token any more. */
  remove(token: string): boolean {
    return this.#cuts.delete(token) || this.#delays.delete(token);
  }

  /** Removes all disturbances but the distance. */
  clear(): void {
    this.#cuts.clear();
    for (const token of this.#delays.keys()) if (token !== DISTANCE) this.#delays.delete(token);
  }

  cut(): readonly Link[] {
    return [...this.#cuts.values()].flat();
  }

  /** Makes the node's namespace hold what it has to. */
  write(node: NodeName): Promise<void> {
    return this.namespaces.write(node, () =>
      scriptFor(node, { cuts: this.#cuts, delays: this.#delays }, this.#addresses),
    );
  }

  toRemember(): Pick<Remembered, "cuts" | "delays"> {
    return { cuts: [...this.#cuts], delays: [...this.#delays] };
  }

  recall({ cuts, delays }: Pick<Remembered, "cuts" | "delays">): void {
    replace(this.#cuts, cuts);
    replace(this.#delays, delays);
  }
}

function replace<Key, Value>(map: Map<Key, Value>, entries: Iterable<readonly [Key, Value]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
