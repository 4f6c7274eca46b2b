/** Which links are cut, in few words: a node that is cut off from five others is one line, not ten links. */
import type { Link, NodeName } from "../../cluster/topology.js";

/** `nodes`: all of the cluster, in the order in which they are named. A link may come more than once. */
export function describeCuts(links: readonly Link[], nodes: readonly NodeName[]): string[] {
  const keys = new Set(links.map(keyOf));
  const isBothWays = (link: Link) => keys.has(keyOf({ from: link.to, to: link.from }));
  const unique = links.filter((link, i) => links.findIndex((other) => keyOf(other) === keyOf(link)) === i);
  const oneWay = unique.filter((link) => !isBothWays(link));
  return [
    ...grouped(unique.filter(isBothWays), nodes, [(node, peers) => `${node} is cut off from ${peers}`]),
    ...grouped(oneWay, nodes, [
      (node, peers) => `nothing from ${node} reaches ${peers}`,
      (node, peers) => `nothing from ${peers} reaches ${node}`,
    ]),
  ];
}

type Sentence = (node: NodeName, peers: string) => string;

/**
 * Sentences that name each link once, the node with the most links first. The first form is about what a node sends, the
 * second about what it receives.
 */
function grouped(
  links: readonly Link[],
  nodes: readonly NodeName[],
  forms: readonly [sends: Sentence, receives?: Sentence],
): string[] {
  if (links.length === 0) return [];
  const ends = ["from", "to"] as const;
  const candidates = forms.flatMap((form, i) =>
    nodes.map((node) => ({ node, form, held: links.filter((link) => link[ends[i]!] === node), i })),
  );
  const best = candidates.reduce((most, each) => (each.held.length > most.held.length ? each : most));
  const peerEnd = ends[1 - best.i]!;
  const named = new Set(best.held.map((link) => link[peerEnd]));
  const peers = nodes.filter((node) => named.has(node)).join(" ");
  // Of a pair that is cut both ways the other half is said with it.
  const rest = links.filter(
    (link) =>
      !best.held.some((held) => held === link || keyOf(held) === keyOf({ from: link.to, to: link.from })),
  );
  return [best.form!(best.node, peers), ...grouped(rest, nodes, forms)];
}

function keyOf({ from, to }: Link): string {
  return `${from} ${to}`;
}
