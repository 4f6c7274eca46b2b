/**
 * What is done to links as what a node's network namespace has to hold: an nftables table and a tc tree of our own, written
 * whole each time, so that healing one of several cuts is writing what the others still need, and healing all is
 * deleting. Pure.
 *
 * A link can be cut at either end: where it leaves (output) or where it arrives (input). Each cut is put where most of
 * its links meet, so that isolating one node touches that node's namespace only. A link to or from clients is cut at the
 * broker's port for them, which nothing else uses. A rate, a delay and a loss are put where packets leave.
 */
import {
  CLIENTS,
  type Disturbance,
  type Link,
  type LinkDelay,
  type NodeName,
} from "../../cluster/topology.js";
import { PORTS } from "./compose.js";

export interface LinksDisturbed {
  readonly links: readonly Link[];
  readonly how: Disturbance;
}

/** By token. */
export type Disturbances = ReadonlyMap<string, LinksDisturbed>;

export type Addresses = ReadonlyMap<NodeName, string>;

/** Which node's namespace holds each of these links. */
export function placesOf({ links, how }: LinksDisturbed): Map<NodeName, Link[]> {
  const left = new Set(links);
  const places = new Map<NodeName, Link[]>();
  while (left.size > 0) {
    const counts = new Map<NodeName, number>();
    for (const { from, to } of left) {
      for (const end of how === "cut" ? [from, to] : [from]) {
        if (end !== CLIENTS) counts.set(end, (counts.get(end) ?? 0) + 1);
      }
    }
    const [busiest] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    const here = [...left].filter(({ from, to }) => from === busiest || (how === "cut" && to === busiest));
    for (const link of here) left.delete(link);
    places.set(busiest, here);
  }
  return places;
}

/**
 * A shell script that makes `node`'s namespace hold what these disturbances ask of it, and nothing else of ours,
 * whatever it held before. Peers without an address are down, and have nothing to be cut from.
 */
export function scriptFor(node: NodeName, disturbances: Disturbances, addresses: Addresses): string {
  const outgoing = new Set<string>();
  const incoming = new Set<string>();
  const drops = new Set<string>();
  for (const disturbed of disturbances.values()) {
    if (disturbed.how !== "cut") continue;
    for (const { from, to } of placesOf(disturbed).get(node) ?? []) {
      const [far, peers] = from === node ? [to, outgoing] : [from, incoming];
      const peer = addresses.get(far);
      if (far === CLIENTS) drops.add(from === node ? "output" : "input");
      else if (peer !== undefined) peers.add(peer);
    }
  }
  return [
    "set -e",
    nftables(
      [...dropOf("daddr", outgoing), ...(drops.has("output") ? [`tcp sport ${PORTS.clients} drop`] : [])],
      [...dropOf("saddr", incoming), ...(drops.has("input") ? [`tcp dport ${PORTS.clients} drop`] : [])],
    ),
    trafficControl(shapesFrom(node, disturbances, addresses)),
  ].join("\n");
}

/** The ports that nodes open connections to. Those that they open connections from are higher. */
const OPENED = [PORTS.internal, PORTS.zookeeper, PORTS.quorum, PORTS.election];

/** Ends the connections that a node has opened to these peers, and prints a line for each. */
export function resetScriptFor(peers: readonly NodeName[], addresses: Addresses): string {
  const known = peers.flatMap((peer) => addresses.get(peer) ?? []);
  const ports = OPENED.map((port) => `dport = :${port}`).join(" or ");
  return [
    "set -e",
    ...known.map((address) => `ss -HtnK state established "dst ${address} and ( ${ports} )"`),
  ].join("\n");
}

function dropOf(which: "daddr" | "saddr", peers: ReadonlySet<string>): string[] {
  return peers.size === 0 ? [] : [`ip ${which} { ${[...peers].join(", ")} } drop`];
}

/** One transaction: there is no moment at which a cut that stays is open. */
function nftables(outgoing: readonly string[], incoming: readonly string[]): string {
  const chains = Object.entries({ output: outgoing, input: incoming })
    .filter(([, rules]) => rules.length > 0)
    .map(([hook, rules]) => `  chain ${hook} { type filter hook ${hook} priority 0; ${rules.join("; ")}; }`);
  return [
    "nft -f - <<'END'",
    // Deleting what is not there is an error; adding what is there is none.
    "add table inet chaos",
    "delete table inet chaos",
    ...(chains.length > 0 ? ["table inet chaos {", ...chains, "}"] : []),
    "END",
  ].join("\n");
}

/** What the packets to one peer go through. */
interface Shape {
  readonly delay: LinkDelay;
  /** null: as fast as can be. */
  readonly bytesPerSecond: number | null;
  /** From 0 to 1. */
  readonly arriving: number;
}

const UNSHAPED: Shape = { delay: { latencyMs: 0, jitterMs: 0 }, bytesPerSecond: null, arriving: 1 };

function shapesFrom(node: NodeName, disturbances: Disturbances, addresses: Addresses): Map<string, Shape> {
  const byPeer = new Map<string, Shape>();
  for (const { links, how } of disturbances.values()) {
    if (how === "cut") continue;
    for (const { from, to } of links) {
      const peer = addresses.get(to);
      if (from === node && peer !== undefined) byPeer.set(peer, shaped(byPeer.get(peer) ?? UNSHAPED, how));
    }
  }
  return byPeer;
}

function shaped(shape: Shape, how: Exclude<Disturbance, "cut">): Shape {
  if ("bytesPerSecond" in how) {
    const { bytesPerSecond } = how;
    return { ...shape, bytesPerSecond: Math.min(shape.bytesPerSecond ?? bytesPerSecond, bytesPerSecond) };
  }
  if ("lossPercent" in how) return { ...shape, arriving: shape.arriving * (1 - how.lossPercent / 100) };
  const { latencyMs, jitterMs } = shape.delay;
  return {
    ...shape,
    delay: { latencyMs: latencyMs + how.latencyMs, jitterMs: jitterMs + how.jitterMs },
  };
}

/** A class for each peer whose packets are shaped; everything else takes the class that shapes none. */
function trafficControl(shapes: ReadonlyMap<string, Shape>): string {
  // There is no tc in every image, and none is needed where nothing was ever shaped.
  const lines = ["if command -v tc >/dev/null; then tc qdisc del dev eth0 root 2>/dev/null || true; fi"];
  if (shapes.size === 0) return lines.join("\n");
  lines.push(
    "tc qdisc add dev eth0 root handle 1: htb default 1",
    "tc class add dev eth0 parent 1: classid 1:1 htb rate 100gbit",
  );
  let minor = 0x10;
  for (const [peer, { delay, bytesPerSecond, arriving }] of shapes) {
    const id = `1:${(minor++).toString(16)}`;
    const rate = bytesPerSecond === null ? "100gbit" : `${bytesPerSecond * 8}bit quantum ${PACKET_BYTES}`;
    lines.push(`tc class add dev eth0 parent 1: classid ${id} htb rate ${rate}`);
    const effects = [
      ...(delay.latencyMs > 0 ? [`delay ${delay.latencyMs}ms ${delay.jitterMs}ms`] : []),
      ...(arriving < 1 ? [`loss ${percentOf(1 - arriving)}%`] : []),
    ];
    if (effects.length > 0) {
      lines.push(`tc qdisc add dev eth0 parent ${id} netem limit 100000 ${effects.join(" ")}`);
    }
    lines.push(`tc filter add dev eth0 parent 1: protocol ip u32 match ip dst ${peer}/32 flowid ${id}`);
  }
  return lines.join("\n");
}

/** How much of a slow class passes at a time: the kernel complains of less than a packet. */
const PACKET_BYTES = 1_514;

/** tc reads no exponents. */
function percentOf(share: number): number {
  return Number((share * 100).toFixed(4));
}
