/**
 * Names, addresses and files of a local cluster. Pure: nothing here touches the machine.
 *
 * A run has the loopback block 127.B.0.0/16 to itself. In it
 *
 *     127.B.0.i   is where node i really listens
 *     127.B.a.b   is node b as node a sees it: a link's forwarder listens there
 *     127.B.255.1 is the lock that says the block is taken
 *
 * so every node can use the same ports, and a node's hosts file is its private view of the others.
 * Brokers are nodes 1…, controllers and ZooKeeper servers 101…. Where their links can be cut, the clients are 210: brokers
 * have one more listener, and advertise there the forwarder of its link. The experiment's own requests go to the other
 * listener, over no link, so that it sees a broker that its clients have lost.
 */

import type { QuorumPlace } from "../../cluster/metadata/quorum.js";
import { quorumIn, quorumMembersOf } from "../../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../../cluster/spec.js";
import { CLIENTS, type ClusterNode, planNodes } from "../../cluster/topology.js";
import { jvmOptions, MAIN_CLASSES, mainArguments, programOf, serverProperties } from "../kafka-node.js";
import { REGISTRY_MAIN } from "../registry-node.js";
import type { Forward } from "./links.js";

/** Blocks a run may take; 127.0 and 127.1 are everybody's, 127.53 is systemd-resolved's. */
export const BLOCKS: readonly number[] = Array.from({ length: 180 }, (_, i) => 60 + i);

/**
 * A ZooKeeper server may follow a new leader before that one listens. If its connection were reset, it would leave the
 * leader, which waits for a follower for initLimit ticks (20 s). So such a connection is held until the leader listens, but
 * only for so long: a server that was elected by mistake never listens.
 */
const QUORUM_CLOSED_MS_MAX = 5_000;

/** Behind the proxy (200). */
const CLIENTS_INDEX = 210;

export interface Ports {
  /** Kafka, for clients on this machine. */
  readonly external: number;
  /** Kafka, between brokers. */
  readonly internal: number;
  readonly zookeeper: number;
  readonly quorum: number;
  readonly election: number;
  readonly lock: number;
  readonly registry: number;
  /** Kafka, for clients over a link. */
  readonly clients: number;
}

/** Below Linux's ephemeral range (32768…); `attempt` moves on when something on this machine holds a port everywhere. */
export function portsFor(attempt: number): Ports {
  const base = 19090 + attempt * 100;
  return {
    external: base + 2,
    internal: base + 3,
    zookeeper: base + 4,
    quorum: base + 5,
    election: base + 6,
    lock: base + 7,
    registry: base + 8,
    clients: base + 9,
  };
}

export interface LocalNode extends ClusterNode {
  /** Last octet of its address. */
  readonly index: number;
}

export interface Layout {
  readonly block: number;
  readonly ports: Ports;
  readonly nodes: readonly LocalNode[];
  readonly forwards: readonly Forward[];
}

type LaidOut = Pick<ClusterSpec, "brokers" | "metadata"> & Partial<Pick<ClusterSpec, "needs">>;

export function layOut(spec: LaidOut, block: number, ports: Ports): Layout {
  const hasClientLinks = spec.needs?.has("client-links") === true;
  const nodes = planNodes(spec).map((planned): LocalNode => {
    const { kind, id, quorum } = planned;
    const index = kind === "zookeeper" ? 100 + id : id;
    const host = realAddress(block, index);
    const controller = { host, port: ports.quorum };
    if (kind === "controller") return { ...planned, index, client: controller };
    const client = { host, port: kind === "broker" ? ports.external : ports.zookeeper };
    const isCombined = kind === "broker" && quorum === "kraft";
    const clientLink = { host: viewAddress(block, CLIENTS_INDEX, index), port: ports.clients };
    return {
      ...planned,
      index,
      client,
      ...(isCombined && { controller }),
      ...(hasClientLinks && kind === "broker" && { clientLink }),
    };
  });
  const fromClients = nodes.flatMap(({ name, index, clientLink }) =>
    clientLink === undefined
      ? []
      : [
          {
            from: CLIENTS,
            to: name,
            listen: clientLink,
            target: { host: realAddress(block, index), port: ports.clients },
            closedMsMax: 0,
          },
        ],
  );
  const forwards = nodes.flatMap((from) =>
    nodes
      .filter((to) => to !== from)
      .flatMap((to) =>
        portsBetween(from, to, ports).map((port) => ({
          from: from.name,
          to: to.name,
          listen: { host: viewAddress(block, from.index, to.index), port },
          target: { host: realAddress(block, to.index), port },
          closedMsMax: to.kind === "zookeeper" && port === ports.quorum ? QUORUM_CLOSED_MS_MAX : 0,
        })),
      ),
  );
  return { block, ports, nodes, forwards: [...forwards, ...fromClients] };
}

/** The ports of `to` that `from` has a use for. No ZooKeeper server and no controller calls a broker. */
function portsBetween(from: LocalNode, to: LocalNode, ports: Ports): number[] {
  const broker = to.kind === "broker" && from.kind === "broker" ? [ports.internal] : [];
  if (to.quorum === undefined) return broker;
  if (to.quorum === "kraft") return [...broker, ports.quorum];
  return from.kind === "broker" ? [ports.zookeeper] : [ports.quorum, ports.election];
}

export function realAddress(block: number, index: number): string {
  return `127.${block}.0.${index}`;
}

function viewAddress(block: number, from: number, to: number): string {
  return `127.${block}.${from}.${to}`;
}

/** `jdk.net.hosts.file` of one node. With it Java asks no name server, so this machine's own name has to be in it. */
export function hostsFile(layout: Layout, self: LocalNode, hostname: string): string {
  const lines = layout.nodes.map((peer) =>
    peer === self
      ? `${realAddress(layout.block, self.index)} ${self.name}`
      : `${viewAddress(layout.block, self.index, peer.index)} ${peer.name}`,
  );
  return [...lines, `127.0.0.1 localhost ${hostname}`, ""].join("\n");
}

/**
 * A node's data, in its working directory. Its files name it relative to that: `log.dirs` splits a path at its commas.
 */
export const DATA = "data";

/** Where one node finds the metadata quorum, and where it is a member of it. */
export function quorumPlace(
  { ports, nodes }: Layout,
  self: LocalNode,
  { config, seed, needs }: Pick<ClusterSpec, "config" | "seed" | "needs">,
  kafka: string,
): QuorumPlace {
  return {
    members: quorumMembersOf({ nodes }),
    isDynamic: needs.has("dynamic-quorum"),
    dataDirectory: DATA,
    listenHost: self.client.host,
    ports,
    config,
    kafka,
    seed,
  };
}

/** `server.properties` of one broker. */
export function brokerProperties(
  { ports, nodes }: Layout,
  self: LocalNode,
  spec: Pick<ClusterSpec, "brokers" | "config">,
  place: QuorumPlace,
): string {
  const internal = `${self.name}:${ports.internal}`;
  const external = `${self.client.host}:${ports.external}`;
  return serverProperties(spec, self, {
    internal: { listens: internal, advertises: internal },
    external: { listens: external, advertises: external },
    clients: self.clientLink && {
      listens: `${self.client.host}:${ports.clients}`,
      advertises: `${self.clientLink.host}:${self.clientLink.port}`,
    },
    quorum: quorumIn({ nodes }),
    quorumPlace: place,
  });
}

const RUN_PROPERTY = "-Dchaos.run=";
const TEMPORARY_PROPERTY = "-Djava.io.tmpdir=";
const OWN_MAIN_CLASSES: readonly string[] = [...MAIN_CLASSES, REGISTRY_MAIN];

/** What marks a JVM of a run, and where it puts its temporary files: below `cluster/<node>` in the run's directory. */
export function runProperties(run: string, temporary: string): string[] {
  return [`${RUN_PROPERTY}${run}`, `${TEMPORARY_PROPERTY}${temporary}`];
}

/** The run and the name of the node that a command line of `java` starts; null: it starts no node of any run. */
export function runOfNode(argv: readonly string[]): { readonly run: string; readonly name: string } | null {
  let at = 1;
  while (argv[at]?.startsWith("-")) at += argv[at] === "-cp" ? 2 : 1;
  const optionAt = (property: string) =>
    argv
      .slice(1, at)
      .find((option) => option.startsWith(property))
      ?.slice(property.length);
  const run = optionAt(RUN_PROPERTY);
  const temporary = optionAt(TEMPORARY_PROPERTY);
  if (run === undefined || temporary === undefined || !OWN_MAIN_CLASSES.includes(argv[at] ?? "")) return null;
  const cluster = `${run}/cluster/`;
  if (!temporary.startsWith(cluster)) return null;
  // A rehearsal's directory is within the run that it is for.
  return {
    run: run.replace(/\/cluster\/rehearsal$/, ""),
    name: temporary.slice(cluster.length).split("/")[0]!,
  };
}

/** The arguments of `java` for one node. */
export function javaArguments(
  node: LocalNode,
  options: {
    libs: string;
    hosts: string;
    kafka: string;
    logging: string;
    config: string;
    archive: readonly string[];
    run: string;
    temporary: string;
  },
): string[] {
  const { hosts, archive, run, temporary, ...files } = options;
  const program = programOf(node);
  return [
    ...jvmOptions(program),
    ...archive,
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    `-Djdk.net.hosts.file=${hosts}`,
    // Codecs unpack their native libraries there, and a JVM that is killed leaves them.
    ...runProperties(run, temporary),
    ...mainArguments(program, files),
  ];
}
