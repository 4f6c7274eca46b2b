/**
 * The run's `compose.yaml`: the readable pieces in compose/ filled in, one for each node. It holds everything, the nodes'
 * configuration files too, so that `docker compose up --wait` brings up the same cluster anywhere. Pure but for
 * reading the pieces.
 */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { parse, stringify } from "yaml";
import type { DataFiles, QuorumPlace } from "../../cluster/metadata/quorum.js";
import { quorumIn, quorumMembersOf } from "../../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../../cluster/spec.js";
import { type ClusterNode, membersOf, proxyOf, registryOf } from "../../cluster/topology.js";
import { jvmOptions, loggingOf, mainArguments, programOf, serverProperties } from "../kafka-node.js";
import { DATA, TAKE_CHANGED_DATA } from "./container-data.js";
import { LIBS } from "./image.js";
import { type ProxyService, proxyPiece } from "./proxy-container.js";

/** Inside the containers. The pieces know the ports that are published. */
export const PORTS = {
  external: 19092,
  internal: 19093,
  clients: 19094,
  zookeeper: 2181,
  quorum: 2888,
  election: 3888,
} as const;

const FILES = "/chaos";

export interface ComposeOptions {
  /** Name of the Compose project, and value of the label `chaos.run`. */
  readonly project: string;
  readonly image: string;
  /** With the ports that are to be published. */
  readonly nodes: readonly ClusterNode[];
  readonly spec: Pick<ClusterSpec, "brokers" | "config" | "seed" | "needs">;
  /** Version of the Kafka in the image. */
  readonly kafka: string;
  /** Of the proxy among the nodes, where there is one. */
  readonly proxy?: ProxyService;
  /** Likewise of the schema registry. */
  readonly registryImage?: string;
  /** On everything; each node has `chaos.node` as well. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The text of `compose.yaml`. */
export async function composeFile(options: ComposeOptions): Promise<string> {
  const { project, image, nodes, labels, kafka } = options;
  const logging = loggingOf(kafka);
  const services: Record<string, unknown> = {};
  const configs: Record<string, { content: string }> = { logging: { content: logging.text } };
  for (const node of membersOf({ nodes })) {
    const { name } = node;
    const { config, data } = await nodeFiles(node, options);
    const { config: configName } = programOf(node);
    configs[name] = { content: config };
    const files = [
      { source: name, target: `${FILES}/${configName}` },
      { source: "logging", target: `${FILES}/${logging.file}` },
    ];
    for (const [path, content] of Object.entries(data)) {
      if (typeof content !== "string") continue;
      const source = `${name}-${path}`.replaceAll("/", "-");
      configs[source] = { content };
      files.push({ source, target: `${DATA}/${path}` });
    }
    services[name] = fillIn(await piece(node.kind), {
      image,
      node: name,
      port: node.client.port,
      ports: [
        `127.0.0.1:${node.client.port}:${node.kind === "broker" ? PORTS.external : memberPort(node)}`,
        ...(node.controller === undefined ? [] : [`127.0.0.1:${node.controller.port}:${PORTS.quorum}`]),
        ...(node.clientLink === undefined ? [] : [`127.0.0.1:${node.clientLink.port}:${PORTS.clients}`]),
      ],
      ...start(node, kafka, data),
      files,
      labels: { ...labels, "chaos.node": name },
    });
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

async function nodeFiles(
  node: ClusterNode,
  { nodes, spec, kafka }: ComposeOptions,
): Promise<{ config: string; data: DataFiles }> {
  const quorum = quorumIn({ nodes });
  const place: QuorumPlace = {
    members: quorumMembersOf({ nodes }),
    isDynamic: spec.needs.has("dynamic-quorum"),
    dataDirectory: DATA,
    ports: PORTS,
    config: spec.config,
    kafka,
    seed: spec.seed,
  };
  if (node.kind !== "broker") return quorum.memberFiles(node, place);
  const internal = `${node.name}:${PORTS.internal}`;
  const config = serverProperties(spec, node, {
    internal: { listens: `0.0.0.0:${PORTS.internal}`, advertises: internal },
    external: {
      listens: `0.0.0.0:${PORTS.external}`,
      advertises: `${node.client.host}:${node.client.port}`,
    },
    clients: node.clientLink && {
      listens: `0.0.0.0:${PORTS.clients}`,
      advertises: `${node.clientLink.host}:${node.clientLink.port}`,
    },
    quorum,
    quorumPlace: place,
  });
  return { config, data: await quorum.brokerData(node, place) };
}

/** Where a member of the quorum that is no broker listens. */
function memberPort({ quorum }: ClusterNode): number {
  return quorum === "kraft" ? PORTS.quorum : PORTS.zookeeper;
}

/**
 * What the container of a node runs. A shell that becomes the JVM does two things first: it puts a broker's changed data in
 * place, and it writes files at the first start. Compose writes texts into a container and no bytes, so bytes come as Base64.
 */
function start(node: ClusterNode, kafka: string, data: DataFiles): { entrypoint: string[]; java: string[] } {
  const java = javaArguments(node, kafka);
  const bytes = Object.entries(data).filter(([, content]) => typeof content !== "string");
  const lines = bytes.map(([path, content]) => {
    const target = `${DATA}/${path}`;
    return `[ -e ${target} ] || { mkdir -p ${dirname(target)} && echo ${content.toString("base64")} | base64 -d > ${target}; }`;
  });
  if (node.kind === "broker") lines.unshift(TAKE_CHANGED_DATA);
  if (lines.length === 0) return { entrypoint: ["java"], java };
  return { entrypoint: ["sh", "-c", [...lines, 'exec java "$@"'].join("\n"), "java"], java };
}

function javaArguments(node: ClusterNode, kafka: string): string[] {
  const program = programOf(node);
  return [
    ...jvmOptions(program),
    ...mainArguments(program, {
      libs: LIBS,
      kafka,
      logging: `${FILES}/${loggingOf(kafka).file}`,
      config: `${FILES}/${program.config}`,
    }),
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
