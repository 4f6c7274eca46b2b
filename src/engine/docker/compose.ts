/**
 * The run's `compose.yaml`: the readable pieces in compose/ filled in, one for each node. It holds everything, the nodes'
 * configuration files too, so that `docker compose up --wait` brings up the same cluster anywhere. Pure but for
 * reading the pieces.
 */
import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import type { MemberFiles } from "../../cluster/metadata/quorum.js";
import { quorumIn, quorumMembersOf } from "../../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../../cluster/spec.js";
import { type ClusterNode, type NodeKind, proxyOf, registryOf } from "../../cluster/topology.js";
import { jvmOptions, LOG4J_PROPERTIES, mainArguments, programOf, serverProperties } from "../kafka-node.js";
import { type ProxyService, proxyPiece } from "./proxy-container.js";

/** Inside the containers. The pieces know the ports that are published. */
export const PORTS = {
  external: 19092,
  internal: 19093,
  zookeeper: 2181,
  quorum: 2888,
  election: 3888,
} as const;

const LIBS = "/opt/kafka/libs";
const FILES = "/chaos";
const DATA = `${FILES}/data`;

export interface ComposeOptions {
  /** Name of the Compose project, and value of the label `chaos.run`. */
  readonly project: string;
  readonly image: string;
  /** With the ports that are to be published. */
  readonly nodes: readonly ClusterNode[];
  readonly spec: Pick<ClusterSpec, "brokers" | "config">;
  /** Of the proxy among the nodes, where there is one. */
  readonly proxy?: ProxyService;
  /** Likewise of the schema registry. */
  readonly registryImage?: string;
  /** On everything; each node has `chaos.node` as well. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The text of `compose.yaml`. */
export async function composeFile(options: ComposeOptions): Promise<string> {
  const { project, image, nodes, labels } = options;
  const quorum = quorumIn({ nodes });
  const pieces = { broker: await piece("broker"), zookeeper: await piece("zookeeper") };
  const services: Record<string, unknown> = {};
  const configs: Record<string, { content: string }> = { log4j: { content: LOG4J_PROPERTIES } };
  for (const node of nodes) {
    const { name, kind } = node;
    if (kind !== "broker" && kind !== quorum.kind) continue;
    services[name] = fillIn(pieces[kind], {
      image,
      node: name,
      port: node.client.port,
      java: javaArguments(kind),
      labels: { ...labels, "chaos.node": name },
    });
    if (kind === "broker") {
      configs[name] = { content: brokerFile(node, options) };
      continue;
    }
    const files = memberFiles(node, nodes);
    configs[name] = { content: files.config };
    for (const [file, content] of Object.entries(files.data)) configs[`${name}-${file}`] = { content };
  }
  const proxy = proxyOf({ nodes });
  if (proxy !== undefined && options.proxy !== undefined) {
    const { values, settings } = proxyPiece(proxy, nodes, options.proxy, PORTS.internal);
    const own = { ...labels, "chaos.node": proxy.name };
    services[proxy.name] = fillIn(await piece("proxy"), { ...values, labels: own });
    configs[proxy.name] = { content: settings };
  }
  const registry = registryOf({ nodes });
  if (registry !== undefined && options.registryImage !== undefined) {
    services[registry.name] = fillIn(await piece("registry"), {
      image: options.registryImage,
      node: registry.name,
      port: registry.client.port,
      labels: { ...labels, "chaos.node": registry.name },
    });
  }
  const network = fillIn(await piece("network"), { labels });
  const file = { name: project, services, networks: { default: network }, configs };
  return stringify(withoutInterpolation(file), { lineWidth: 0 });
}

function brokerFile(node: ClusterNode, { nodes, spec }: ComposeOptions): string {
  const internal = `${node.name}:${PORTS.internal}`;
  return serverProperties(spec, {
    id: node.id,
    internal: { listens: `0.0.0.0:${PORTS.internal}`, advertises: internal },
    external: {
      listens: `0.0.0.0:${PORTS.external}`,
      advertises: `${node.client.host}:${node.client.port}`,
    },
    quorum: quorumIn({ nodes }),
    members: quorumMembersOf({ nodes }).map(({ name }) => `${name}:${PORTS.zookeeper}`),
    dataDirectory: DATA,
  });
}

function memberFiles(member: ClusterNode, nodes: readonly ClusterNode[]): MemberFiles {
  return quorumIn({ nodes }).files(member, {
    dataDirectory: DATA,
    ensemble: quorumMembersOf({ nodes }),
    clientPort: PORTS.zookeeper,
    quorumPort: PORTS.quorum,
    electionPort: PORTS.election,
  });
}

function javaArguments(kind: NodeKind): string[] {
  const program = programOf(kind);
  const config = `${FILES}/${program.config}`;
  return [
    ...jvmOptions(program),
    ...mainArguments(program, { libs: LIBS, log4j: `${FILES}/log4j.properties`, config }),
  ];
}

/** `compose/` lies beside `dist/` and `src/` alike. */
async function piece(name: string): Promise<unknown> {
  return parse(await readFile(new URL(`../../../compose/${name}.yaml`, import.meta.url), "utf8"));
}

/** `${name}` alone becomes the value itself; within a text, its text. */
function fillIn(template: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (typeof template === "string") {
    const whole = /^\$\{(\w+)\}$/.exec(template)?.[1];
    if (whole !== undefined) return values[whole];
    return template.replace(/\$\{(\w+)\}/g, (_, name: string) => String(values[name]));
  }
  return mapValues(template, (value) => fillIn(value, values));
}

/** Compose takes `$` for the beginning of a variable; what is left of them now is meant as it stands. */
function withoutInterpolation(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  return mapValues(value, withoutInterpolation);
}

function mapValues(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}
