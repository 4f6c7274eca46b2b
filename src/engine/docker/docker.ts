/**
 * The docker engine: Kafka's nodes in containers, brought up by Docker Compose from a file that people can use by
 * hand as well. Packets are really dropped, by nftables in the nodes' own network namespaces (rules.ts); a reaper
 * (reaper.ts) removes everything when the runner goes.
 */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ClusterSpec, LinkCapability } from "../../cluster/spec.js";
import { type ClusterNode, linksAmongBrokers, planNodes, proxyOf } from "../../cluster/topology.js";
import { cacheDirectory } from "../cache.js";
import type { Cluster, Engine, KeptCluster, ProvisionOptions } from "../engine.js";
import { ManagedCluster } from "../managed-cluster.js";
import { attachProxy, newAccess, ProxyControl, writeAccess } from "../proxy-node.js";
import { untilRegistryAnswers } from "../registry-node.js";
import { checkDisk, checkMemory } from "../resource-check.js";
import { waitUntilReady } from "../wait-until-ready.js";
import { composeFile } from "./compose.js";
import { composeUp, composeVersion, PORT_TAKEN } from "./compose-command.js";
import { type Connected, connectDocker, dockerAt } from "./endpoint.js";
import { examine } from "./examine.js";
import { DockerHost } from "./host.js";
import { type Images, imageNames, prepareImages } from "./image.js";
import { readKept, writeKept } from "./kept-record.js";
import { lacksOf } from "./lacks.js";
import { findLeftovers, leftoversOf } from "./leftovers.js";
import { freePorts, freePortsInARow } from "./ports.js";
import { adminOf, checkProxyImage, proxyImage, proxyNode, proxyPortCount } from "./proxy-container.js";
import { labelsOf, reap } from "./reap.js";
import { endReaper, reapInItsPlace, startReaper, tell } from "./reaper-process.js";
import { checkRegistryImage, registryImage, registryNode } from "./registry.js";

/** Other ports to try when one was taken between choice and use. */
const PORT_ATTEMPTS_MAX = 5;

export function dockerEngine(env: NodeJS.ProcessEnv): Engine {
  return {
    name: "docker",
    examine: (options) => examine(env, options),
    provision: (spec, options) => provision(spec, options, env),
    attach,
    leftovers: () => findLeftovers(env),
    leftoversOf,
  };
}

async function provision(
  spec: ClusterSpec,
  options: ProvisionOptions,
  env: NodeJS.ProcessEnv,
): Promise<Cluster> {
  const { signal, onProgress, runDirectory } = options;
  const connected = await connectDocker(env);
  const { docker, endpoint } = connected;
  await composeVersion(endpoint, env);
  const images = await prepareImages(docker, imageNames(env, spec), {
    cache: cacheDirectory(env),
    needs: spec.needs,
    metadata: spec.metadata,
    onProgress,
    signal,
  });
  const lacks = lacksOf(images);
  for (const need of spec.needs) {
    const why = lacks[need as LinkCapability];
    if (why !== undefined) throw why();
  }
  if (spec.needs.has("proxy")) await checkProxyImage(docker, proxyImage(env));
  if (spec.needs.has("registry")) await checkRegistryImage(docker, registryImage(env));
  checkMemory(spec);
  await checkDisk(spec, runDirectory);

  await mkdir(join(runDirectory, "cluster"), { recursive: true });
  await mkdir(join(runDirectory, "logs"), { recursive: true });
  const run = runId(runDirectory);
  const reaper = await startReaper(endpoint.host, run, runDirectory);
  const release = async (keeping: boolean) => {
    await endReaper(reaper, keeping);
    // It was killed, or it could not.
    if (!keeping && reaper.exitCode !== 0) await reapInItsPlace(docker, run, runDirectory);
  };
  let cluster: ManagedCluster | undefined;
  try {
    const { nodes, proxy } = await bringUp(spec, { ...options, env, connected, images, run, reaper });
    const host = new DockerHost({
      docker,
      run,
      nodes,
      images,
      runDirectory,
      signal,
      kept: false,
      onKeep: () => writeKept(runDirectory, { host: endpoint.host, run, nodes, images }),
      dispose: release,
    });
    cluster = new ManagedCluster(host, { ...options, proxy, kept: false });
    await host.discover();
    await cluster.startAll();
    await Promise.all([host.makeSidecars(), waitUntilReady(cluster, signal)]);
    const ready = AbortSignal.any([signal, cluster.broken]);
    await Promise.all([proxy?.untilReady(nodes, ready), untilRegistryAnswers(nodes, ready)]);
    if (spec.distance.latencyMs > 0) {
      await host.makeDistant(linksAmongBrokers(cluster), spec.distance);
    }
    return cluster;
  } catch (error) {
    // A cluster that is let go of does not take the end of its nodes for their deaths. What went wrong first is told.
    await (cluster === undefined ? release(false) : cluster[Symbol.asyncDispose]()).catch(() => {});
    throw error;
  }
}

interface BringUp extends ProvisionOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly connected: Connected;
  readonly images: Images;
  readonly run: string;
  readonly reaper: ChildProcess;
}

interface BroughtUp {
  /** With the ports they got. */
  readonly nodes: readonly ClusterNode[];
  readonly proxy: ProxyControl | null;
}

/** Writes the run's compose.yaml and brings it up. */
async function bringUp(spec: ClusterSpec, options: BringUp): Promise<BroughtUp> {
  const { connected, images, run, reaper, runDirectory, env, signal, onProgress } = options;
  const path = join(runDirectory, "cluster", "compose.yaml");
  for (let attempt = 1; ; attempt++) {
    const nodes = await nodesOf(spec);
    const labels = labelsOf(run);
    const node = proxyOf({ nodes });
    const access = node === undefined ? null : newAccess(adminOf(node, nodes));
    if (access !== null) await writeAccess(runDirectory, access, spec.needs);
    const proxy =
      access === null
        ? {}
        : { proxy: { image: proxyImage(env), access, seed: spec.seed, needs: spec.needs } };
    const file = await composeFile({
      project: run,
      image: images.nodes,
      registryImage: registryImage(env),
      nodes,
      spec,
      kafka: images.versions.kafka,
      labels,
      ...proxy,
    });
    // It holds the credentials of the proxy's REST API.
    await writeFile(path, file, { mode: 0o600 });
    try {
      await composeUp({
        path,
        endpoint: connected.endpoint,
        env,
        signal,
        onPid: (pid) => tell(reaper, { kind: "compose", pid }),
      });
      return { nodes, proxy: access === null ? null : new ProxyControl(access) };
    } catch (error) {
      if (attempt === PORT_ATTEMPTS_MAX || !PORT_TAKEN.test(`${error}`)) throw error;
      onProgress("a port was taken between choice and use: trying others");
      await reap(connected.docker, run);
    }
  }
}

/** The nodes, each with a port of this machine. */
async function nodesOf(spec: ClusterSpec): Promise<ClusterNode[]> {
  const members = planNodes(spec);
  const hasRegistry = spec.needs.has("registry");
  const isCombined = spec.metadata.members === "brokers";
  const clientLinks = spec.needs.has("client-links") ? spec.brokers : 0;
  const ports = await freePorts(members.length * (isCombined ? 2 : 1) + clientLinks + (hasRegistry ? 1 : 0));
  const address = () => ({ host: "127.0.0.1", port: ports.pop()! });
  const first = spec.needs.has("proxy") ? await freePortsInARow(proxyPortCount(spec.brokers), ports) : null;
  return [
    ...members.map((node) => ({
      ...node,
      client: address(),
      ...(isCombined && { controller: address() }),
      ...(clientLinks > 0 && node.kind === "broker" && { clientLink: address() }),
    })),
    ...(first === null ? [] : [proxyNode(first)]),
    ...(hasRegistry ? [registryNode(ports.pop()!)] : []),
  ];
}

/** Names in Docker are lower case; two runs with one name may stand in different directories. */
function runId(runDirectory: string): string {
  const name = basename(resolve(runDirectory))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  return `chaos-${name.slice(0, 60)}-${randomBytes(3).toString("hex")}`;
}

/** @throws ClusterGoneError when it has no container any more, InfrastructureError when it lacks some or no engine answers */
async function attach(runDirectory: string, signal: AbortSignal): Promise<KeptCluster | null> {
  const known = await readKept(runDirectory);
  if (known === null) return null;
  const { run, nodes, images } = known;
  const docker = dockerAt({ host: known.host });
  const proxy = await attachProxy(runDirectory);
  const host = new DockerHost({
    docker,
    run,
    nodes,
    images,
    runDirectory,
    signal,
    kept: true,
    onKeep: async () => {},
    dispose: async (keeping) => {
      if (keeping) return;
      await reap(docker, run);
      await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
    },
  });
  const cluster = new ManagedCluster(host, { runDirectory, signal, onNode: () => {}, kept: true, proxy });
  await host.discover();
  return cluster;
}
