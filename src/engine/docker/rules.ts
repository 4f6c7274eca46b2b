/**
 * Cuts and delays as what a node's network namespace has to hold: an nftables table and a tc tree of our own, written
 * whole each time, so that healing one of several cuts is writing what the others still need, and healing all is
 * deleting. Pure.
 *
 * A link can be cut at either end: where it leaves (output) or where it arrives (input). Each cut is put where most of
 * its links meet, so that isolating one node touches that node's namespace only.
 */
import type { Link, LinkDelay, NodeName } from "../../cluster/topology.js";

/** What is done to the links, by token. */
export interface Disturbances {
  readonly cuts: ReadonlyMap<string, readonly Link[]>;
  readonly delays: ReadonlyMap<string, { readonly links: readonly Link[]; readonly delay: LinkDelay }>;
}

export type Addresses = ReadonlyMap<NodeName, string>;

/** Which node's namespace each of these links is cut in. */
export function placesOf(links: readonly Link[]): Map<NodeName, Link[]> {
  const left = new Set(links);
  const places = new Map<NodeName, Link[]>();
  while (left.size > 0) {
    const counts = new Map<NodeName, number>();
    for (const { from, to } of left) {
      for (const end of [from, to]) counts.set(end, (counts.get(end) ?? 0) + 1);
    }
    const [busiest] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    const here = [...left].filter(({ from, to }) => from === busiest || to === busiest);
    for (const link of here) left.delete(link);
    places.set(busiest, here);
  }
  return places;
}

/** The nodes whose namespaces a disturbance of these links changes. */
export function touchedByDelay(links: readonly Link[]): Set<NodeName> {
  return new Set(links.map(({ from }) => from));
}

/**
 * A shell script that makes `node`'s namespace hold what these disturbances ask of it, and nothing else of ours,
 * whatever it held before. Peers without an address are down, and have nothing to be cut from.
 */
export function scriptFor(node: NodeName, { cuts, delays }: Disturbances, addresses: Addresses): string {
  const outgoing = new Set<string>();
  const incoming = new Set<string>();
  for (const links of cuts.values()) {
    for (const { from, to } of placesOf(links).get(node) ?? []) {
      const peer = addresses.get(from === node ? to : from);
      if (peer !== undefined) (from === node ? outgoing : incoming).add(peer);
    }
  }
  return ["set -e", nftables(outgoing, incoming), trafficControl(delaysFrom(node, delays, addresses))].join(
    "\n",
  );
}

/** One transaction: there is no moment at which a cut that stays is open. */
function nftables(outgoing: ReadonlySet<string>, incoming: ReadonlySet<string>): string {
  const drop = (direction: string, which: string, peers: ReadonlySet<string>) =>
    `  chain ${direction} { type filter hook ${direction} priority 0; ip ${which} { ${[...peers].join(", ")} } drop; }`;
  const chains = [
    ...(outgoing.size > 0 ? [drop("output", "daddr", outgoing)] : []),
    ...(incoming.size > 0 ? [drop("input", "saddr", incoming)] : []),
  ];
  return [
    "nft -f - <<'END'",
    // Deleting what is not there is an error; adding what is there is none.
    "add table inet chaos",
    "delete table inet chaos",
    ...(chains.length > 0 ? ["table inet chaos {", ...chains, "}"] : []),
    "END",
  ].join("\n");
}

function delaysFrom(
  node: NodeName,
  delays: Disturbances["delays"],
  addresses: Addresses,
): Map<string, LinkDelay> {
  const byPeer = new Map<string, LinkDelay>();
  for (const { links, delay } of delays.values()) {
    for (const { from, to } of links) {
      const peer = addresses.get(to);
      if (from !== node || peer === undefined) continue;
      const before = byPeer.get(peer) ?? { latencyMs: 0, jitterMs: 0 };
      byPeer.set(peer, {
        latencyMs: before.latencyMs + delay.latencyMs,
        jitterMs: before.jitterMs + delay.jitterMs,
      });
    }
  }
  return byPeer;
}

/** A class for each peer that is far, with netem in it; everything else takes the class that has none. */
function trafficControl(delays: ReadonlyMap<string, LinkDelay>): string {
  // There is no tc in every image, and none is needed where nothing was ever delayed.
  const lines = ["if command -v tc >/dev/null; then tc qdisc del dev eth0 root 2>/dev/null || true; fi"];
  if (delays.size === 0) return lines.join("\n");
  lines.push(
    "tc qdisc add dev eth0 root handle 1: htb default 1",
    "tc class add dev eth0 parent 1: classid 1:1 htb rate 100gbit",
  );
  let minor = 0x10;
  for (const [peer, { latencyMs, jitterMs }] of delays) {
    const id = `1:${(minor++).toString(16)}`;
    lines.push(
      `tc class add dev eth0 parent 1: classid ${id} htb rate 100gbit`,
      `tc qdisc add dev eth0 parent ${id} netem limit 100000 delay ${latencyMs}ms ${jitterMs}ms`,
      `tc filter add dev eth0 parent 1: protocol ip u32 match ip dst ${peer}/32 flowid ${id}`,
    );
  }
  return lines.join("\n");
}
