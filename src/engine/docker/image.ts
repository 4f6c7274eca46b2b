/**
 * The image of the nodes: any with a Java runtime and Kafka's jars at /opt/kafka/libs. And the image of the short-lived
 * sidecars that write into a node's network namespace: one with sh and nft, which the nodes' own may be.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import type { Capability, ClusterSpec, LinkCapability } from "../../cluster/spec.js";
import { NEWEST_KAFKA, unfitVersion } from "../../cluster/versions.js";
import { InfrastructureError } from "../../errors.js";
import { writeAtomically } from "../atomic-write.js";
import { type LinkAbilities, lacksOf } from "./lacks.js";
import { labelsOf } from "./reap.js";

/** Where an image has Kafka's jars, as Apache's does (compose/image/published.yaml). */
export const LIBS = "/opt/kafka/libs";

/** Used beside node images that have no nft, such as Apache's. */
const NETWORK_IMAGE = "nicolaka/netshoot:v0.13";

export interface ImageNames {
  readonly nodes: string;
  /** undefined: the nodes' own if it has nft, else NETWORK_IMAGE. */
  readonly network: string | undefined;
}

/** cluster.image, else CHAOS_KAFKA_IMAGE, else Apache's of that version. */
export function imageNames(
  env: NodeJS.ProcessEnv,
  cluster: { readonly image?: string | undefined; readonly kafka?: string },
): ImageNames {
  return {
    nodes: cluster.image ?? (env.CHAOS_KAFKA_IMAGE || `apache/kafka:${cluster.kafka ?? NEWEST_KAFKA}`),
    network: env.CHAOS_NETWORK_IMAGE || undefined,
  };
}

export interface Images extends LinkAbilities {
  readonly nodes: string;
  readonly network: string;
  readonly versions: { readonly kafka: string; readonly java: string };
}

interface Contents {
  readonly kafka: string | null;
  readonly java: string | null;
  /** null: there is none; empty: it works; else its refusal. */
  readonly nft: string | null;
  readonly netem: boolean;
  /** Absent: an earlier version of chaos did not look for it. */
  readonly htb?: boolean;
  readonly reset?: boolean;
}

export interface PrepareOptions {
  readonly cache: string;
  /** What the nodes' image has to fit; absent: any cluster. */
  readonly metadata?: ClusterSpec["metadata"];
  /** What will be done to links is looked for again if it was not found before. */
  readonly needs: ReadonlySet<Capability>;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Both images, there and keeping the contract. What an image holds is remembered by its id; what it was found to lack is
 * looked for again when it is needed, because engine and kernel change.
 * @throws InfrastructureError: not there and not to be had, or what it lacks.
 */
export async function prepareImages(
  docker: Docker,
  names: ImageNames,
  options: PrepareOptions,
): Promise<Images> {
  const runsNodes = ({ kafka, java }: Contents) => kafka !== null && java !== null;
  const changesLinks = (found: Contents) => {
    const lacks = lacksOf(abilitiesOf(found));
    return (
      found.nft === "" &&
      found.htb !== undefined &&
      ![...options.needs].some((need) => (need as LinkCapability) in lacks)
    );
  };
  const servesBoth = (names.network ?? names.nodes) === names.nodes;
  const nodes = await contentsOf(
    docker,
    names.nodes,
    // One without nft never gets any; one whose nft was refused may have been granted it since.
    (found) => runsNodes(found) && (!servesBoth || found.nft === null || changesLinks(found)),
    options,
  );
  const { kafka, java } = nodes;
  if (kafka === null || java === null) {
    const lacks = [
      ...(java === null ? ["a `java` that starts"] : []),
      ...(kafka === null ? [`Kafka's jars at ${LIBS}`] : []),
    ];
    throw new InfrastructureError(`the image ${names.nodes} lacks ${lacks.join(" and ")}`, {
      remedy: `take another with cluster.image or CHAOS_KAFKA_IMAGE, such as apache/kafka:${NEWEST_KAFKA}, or build one: compose/image/build.sh`,
    });
  }
  const unfit = options.metadata && unfitVersion(kafka, options.metadata);
  if (unfit !== undefined) {
    throw new InfrastructureError(
      `the image ${names.nodes} has Kafka ${kafka}, which does not fit: ${unfit}`,
      {
        remedy: "take another with cluster.image or CHAOS_KAFKA_IMAGE",
      },
    );
  }
  const network = names.network ?? (nodes.nft === "" ? names.nodes : NETWORK_IMAGE);
  const tools = network === names.nodes ? nodes : await contentsOf(docker, network, changesLinks, options);
  const { nft } = tools;
  if (nft !== "") {
    throw new InfrastructureError(
      `the image ${network} cannot cut links: ${nft === null ? "there is no nft in it" : nft}`,
      {
        remedy:
          nft === null
            ? "take another with CHAOS_NETWORK_IMAGE: one with sh and nft"
            : "the engine has to grant NET_ADMIN, and the kernel needs nf_tables (modprobe nf_tables)",
      },
    );
  }
  return { nodes: names.nodes, network, versions: { kafka, java }, ...abilitiesOf(tools) };
}

function abilitiesOf({ netem, htb = false, reset = false }: Contents): LinkAbilities {
  return { hasNetem: netem, hasHtb: htb, hasReset: reset };
}

export async function isHere(docker: Docker, image: string): Promise<boolean> {
  return (await idOf(docker, image)) !== null;
}

async function idOf(docker: Docker, image: string): Promise<string | null> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

/** `isEnough`: whether what is remembered of it will do. */
async function contentsOf(
  docker: Docker,
  image: string,
  isEnough: (remembered: Contents) => boolean,
  { cache, onProgress, signal }: PrepareOptions,
): Promise<Contents> {
  let id = await idOf(docker, image);
  if (id === null) {
    await pull(docker, image, onProgress, signal);
    id = await idOf(docker, image);
  }
  // What the kernel can do is part of what is looked at.
  const { KernelVersion } = await docker.info();
  const path = join(cache, "docker", `${id!.replace(/\W/g, "-")}-${KernelVersion}.json`);
  try {
    const remembered = JSON.parse(await readFile(path, "utf8")) as Contents;
    if (isEnough(remembered)) return remembered;
  } catch {
    // Looked at for the first time, or half written.
  }
  onProgress(`looking into ${image}`);
  const contents = await lookInto(docker, image);
  await mkdir(join(cache, "docker"), { recursive: true });
  await writeAtomically(path, JSON.stringify(contents));
  return contents;
}

/** Run by an image's own sh. */
export const LOOK = `
java -version 2>&1 | sed -n 's/.*version "\\([^"]*\\)".*/java \\1/p'
ls ${LIBS} 2>/dev/null | sed -n 's/^kafka_2[^-]*-\\([0-9][0-9.]*\\)\\.jar$/kafka \\1/p'
command -v nft >/dev/null && { nft add table inet chaos 2>&1 && echo nft || echo no nft; }
command -v tc >/dev/null && tc qdisc add dev lo root netem delay 1ms 2>/dev/null && echo netem && tc qdisc del dev lo root
command -v tc >/dev/null && tc qdisc add dev lo root handle 1: htb default 1 2>/dev/null && echo htb
command -v ss >/dev/null && command -v bash >/dev/null &&
  bash -c 'exec 3<>/dev/udp/127.0.0.1/9; ss -HuanK dport = 9' 2>/dev/null | grep -q . && echo reset
true
`;

async function lookInto(docker: Docker, image: string): Promise<Contents> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ["sh", "-c"],
    Cmd: [LOOK],
    User: "0",
    Labels: labelsOf(`look-${randomBytes(3).toString("hex")}`),
    HostConfig: { NetworkMode: "none", CapAdd: ["NET_ADMIN"] },
  });
  try {
    const out = new PassThrough();
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    docker.modem.demuxStream(stream, out, out);
    stream.once("end", () => out.end());
    await container.start();
    const said = (await text(out)).trim().split("\n");
    const after = (word: string) =>
      said.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? null;
    const refusal = said.includes("no nft") ? said.filter((line) => /error/i.test(line)).join(" ") : null;
    return {
      kafka: after("kafka"),
      java: after("java"),
      nft: said.includes("nft") ? "" : refusal,
      netem: said.includes("netem"),
      htb: said.includes("htb"),
      reset: said.includes("reset"),
    };
  } catch (cause) {
    throw new InfrastructureError(`the image ${image} does not start: ${(cause as Error).message}`, {
      remedy: `it has to hold sh, java and Kafka's jars at ${LIBS}`,
      cause,
    });
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** One line a step of progress, in megabytes over all layers. */
async function pull(
  docker: Docker,
  image: string,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  onProgress(`pulling ${image}`);
  const layers = new Map<string, { current: number; total: number }>();
  try {
    // Without a tag, Docker would take it for a wish for all of them.
    const reference = /(:[\w.-]+|@sha256:\w+)$/.test(image) ? image : `${image}:latest`;
    const stream = (await docker.pull(reference, { abortSignal: signal })) as NodeJS.ReadableStream;
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        ({ id, status, progressDetail, error }) => {
          // What goes wrong after the first layer comes as a line among the others.
          if (error !== undefined) reject(new Error(error));
          if (status !== "Downloading" || !progressDetail?.total) return;
          layers.set(id, progressDetail);
          onProgress(`pulling ${image}: ${megabytes(layers)}`);
        },
      );
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new InfrastructureError(
      `the image ${image} is not here and cannot be pulled: ${(cause as Error).message}`,
      {
        remedy: `take one that is here with CHAOS_KAFKA_IMAGE, build one without a registry: compose/image/build.sh, or use --engine local`,
        cause,
      },
    );
  }
}

function megabytes(layers: ReadonlyMap<string, { current: number; total: number }>): string {
  const sum = (which: "current" | "total") =>
    Math.round([...layers.values()].reduce((bytes, layer) => bytes + layer[which], 0) / 1e6);
  return `${sum("current")} of ${sum("total")} MB`;
}
