/**
 * The docker engine: Kafka and ZooKeeper in containers, brought up by Docker Compose from a file that people can use by
 * hand as well. Packets are really dropped, by nftables in the nodes' own network namespaces (rules.ts); a reaper
 * (reaper.ts) removes everything when the runner goes.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type Docker from "dockerode";
import { type ClusterSpec, DEFAULT_KAFKA_VERSION } from "../../cluster/spec.js";
import type { ClusterNode } from "../../cluster/topology.js";
import { linksAmongBrokers, planNodes, proxyOf } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import type { Cluster, Engine, Finding, KeptCluster, Leftover, ProvisionOptions } from "../engine.js";
import { finding } from "../finding.js";
import { isGone } from "../owner.js";
import { attachProxy, newAccess, ProxyControl, writeAccess } from "../proxy-node.js";
import { untilRegistryAnswers } from "../registry-node.js";
import { checkDisk, checkMemory } from "../resource-check.js";
import { waitUntilReady } from "../wait-until-ready.js";
import { composeFile } from "./compose.js";
import { composeUp, composeVersion, PORT_TAKEN } from "./compose-command.js";
import { DockerCluster, noNetem } from "./docker-cluster.js";
import { type Connected, connectDocker, dockerAt } from "./endpoint.js";
import { type Images, imageNames, isHere, prepareImages } from "./image.js";
import { adminOf, checkProxyImage, proxyImage, proxyNode, proxyPortCount } from "./proxy.js";
import { labelsOf, OWNER_LABEL, ownedBy, RUN_LABEL, reap } from "./reap.js";
import type { ReaperMessage } from "./reaper.js";
import { checkRegistryImage, registryImage, registryNode } from "./registry.js";

/** Other ports to try when one was taken between choice and use. */
const PORT_ATTEMPTS_MAX = 5;
const PORTS_FROM = 15_000;
const PORTS_TO = 32_000;

export function dockerEngine(env: NodeJS.ProcessEnv): Engine {
  return {
    name: "docker",
    examine: (options) => examine(env, options),
    provision: (spec, options) => provision(spec, options, env),
    attach,
    leftovers: () => leftovers(env),
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
  const needsDelay = spec.needs.has("delay");
  const images = await prepareImages(docker, imageNames(env, spec), {
    cache: cacheDirectory(env),
    needsDelay,
    onProgress,
    signal,
  });
  if (needsDelay && !images.hasNetem) throw noNetem();
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
    // Somebody killed it, or it could not.
    if (!keeping && reaper.exitCode !== 0) await reapInItsPlace(docker, run, runDirectory);
  };
  let cluster: DockerCluster | undefined;
  try {
    const { nodes, proxy } = await bringUp(spec, { ...options, env, connected, images, run, reaper });
    cluster = new DockerCluster({
      docker,
      run,
      nodes,
      images,
      proxy,
      runDirectory,
      signal,
      onNode: options.onNode,
      onKeep: () =>
        writeFile(memoryOf(runDirectory), JSON.stringify(memory(endpoint.host, run, nodes, images))),
      dispose: release,
    });
    await cluster.discoverContainers();
    await cluster.announceStartedAndFollowLogs();
    await Promise.all([cluster.makeSidecars(), waitUntilReady(cluster, signal)]);
    const ready = AbortSignal.any([signal, cluster.broken]);
    await Promise.all([proxy?.untilReady(nodes, ready), untilRegistryAnswers(nodes, ready)]);
    if (spec.distance.latencyMs > 0) {
      await cluster.makeDistant(linksAmongBrokers(cluster), spec.distance);
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
    if (access !== null) await writeAccess(runDirectory, access);
    const proxy = access === null ? {} : { proxy: { image: proxyImage(env), access, seed: spec.seed } };
    const file = await composeFile({
      project: run,
      image: images.nodes,
      registryImage: registryImage(env),
      nodes,
      spec,
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
  const ports = await freePorts(members.length + (hasRegistry ? 1 : 0));
  const first = spec.needs.has("proxy") ? await freePortsInARow(proxyPortCount(spec.brokers), ports) : null;
  return [
    ...members.map((node) => ({ ...node, client: { host: "127.0.0.1", port: ports.pop()! } })),
    ...(first === null ? [] : [proxyNode(first)]),
    ...(hasRegistry ? [registryNode(ports.pop()!)] : []),
  ];
}

/**
 * Ports that are free now, below those that systems hand out for outgoing connections: the port of a node that is down
 * has to be free still when it comes up again, and a client that keeps on trying it must not be given it as its own.
 */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(PORTS_FROM, PORTS_TO);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** The first of so many. */
async function freePortsInARow(count: number, taken: readonly number[]): Promise<number> {
  for (;;) {
    const first = randomInt(PORTS_FROM, PORTS_TO - count);
    const row = Array.from({ length: count }, (_, i) => first + i);
    if (row.some((port) => taken.includes(port))) continue;
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) =>
    server
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true))),
  );
}

/** Names in Docker are lower case; two runs with one name may stand in different directories. */
function runId(runDirectory: string): string {
  const name = basename(resolve(runDirectory))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  return `chaos-${name.slice(0, 60)}-${randomBytes(3).toString("hex")}`;
}

/** What another process needs to take up a cluster that was kept. */
interface Memory {
  readonly engine: "docker";
  readonly host: string;
  readonly run: string;
  readonly nodes: readonly ClusterNode[];
  readonly images: Images;
}

function memory(host: string, run: string, nodes: readonly ClusterNode[], images: Images): Memory {
  return { engine: "docker", host, run, nodes, images };
}

function memoryOf(runDirectory: string): string {
  return join(runDirectory, "cluster", "cluster.json");
}

/** @throws ClusterGoneError when it has no container any more, InfrastructureError when it lacks some or no engine answers */
async function attach(runDirectory: string, signal: AbortSignal): Promise<KeptCluster | null> {
  const known = await recall(runDirectory);
  if (known === null) return null;
  const { host, run, nodes, images } = known;
  const docker = dockerAt({ host });
  const cluster = new DockerCluster({
    docker,
    run,
    nodes,
    images,
    proxy: await attachProxy(runDirectory),
    runDirectory,
    signal,
    onNode: () => {},
    onKeep: async () => {},
    dispose: async (keeping) => {
      if (keeping) return;
      await reap(docker, run);
      await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
    },
  });
  await cluster.discoverContainers();
  await cluster.attach();
  return cluster;
}

/** Null: this engine keeps no cluster there. */
async function recall(runDirectory: string): Promise<Memory | null> {
  const told = await readFile(memoryOf(runDirectory), "utf8").catch(() => null);
  // Damaged: the local engine, whose file would have the same name, says so.
  const known = told === null ? null : (parsed(told) as Memory | null);
  return known?.engine === "docker" ? known : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Resolves when it is there to see the runner go. */
async function startReaper(host: string, run: string, runDirectory: string): Promise<ChildProcess> {
  const log = join(runDirectory, "cluster", "reaper.log");
  const out = openSync(log, "a");
  // Detached: a Ctrl-C at the terminal must not reach it before the runner has decided what to do.
  const reaper = fork(fileURLToPath(new URL("./reaper.js", import.meta.url)), [host, run, runDirectory], {
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
    execArgv: [],
  });
  closeSync(out);
  const isReady = await Promise.race([
    once(reaper, "message").then(() => true),
    once(reaper, "exit").then(() => false),
  ]);
  if (isReady) return reaper;
  throw new InfrastructureError("the process that is to clean up after this run ended at once", {
    remedy: `${log} has its output`,
  });
}

async function endReaper(reaper: ChildProcess, keeping: boolean): Promise<void> {
  if (reaper.exitCode !== null || reaper.signalCode !== null) return;
  if (keeping) await tell(reaper, { kind: "keep" });
  const exit = new Promise((gone) => reaper.once("exit", gone));
  if (reaper.connected) reaper.disconnect();
  await exit;
}

async function reapInItsPlace(docker: Docker, run: string, runDirectory: string): Promise<void> {
  try {
    await reap(docker, run);
    await rm(join(runDirectory, "cluster"), { recursive: true, force: true });
  } catch (cause) {
    throw new InfrastructureError(`${run} could not be removed from Docker: ${(cause as Error).message}`, {
      remedy: "`chaos clean` removes it when the engine answers",
      cause,
    });
  }
}

function tell(reaper: ChildProcess, message: ReaperMessage): Promise<void> {
  return new Promise((told) => reaper.send(message, () => told()));
}

async function examine(
  env: NodeJS.ProcessEnv,
  { thoroughly, needs }: Parameters<Engine["examine"]>[0],
): Promise<Finding[]> {
  const names = imageNames(env, {});
  let connected: Connected | undefined;
  const answer = await finding("Docker", async () => {
    connected = await connectDocker(env);
    const { version, endpoint } = connected;
    return { detail: `${version} at ${endpoint.host}` };
  });
  if (connected === undefined) return [answer];
  const { docker, endpoint } = connected;
  const findings = [
    answer,
    await finding("Compose", async () => ({ detail: await composeVersion(endpoint, env) })),
  ];
  let hasImage = false;
  findings.push(
    await finding("image", async () => {
      hasImage = await isHere(docker, names.nodes);
      if (hasImage) return { detail: `${names.nodes} is here` };
      return {
        detail: `${names.nodes} is not here: the first run pulls it`,
        fix: `docker pull ${names.nodes}; where no registry can be reached, compose/image/build.sh and CHAOS_KAFKA_IMAGE=chaos/kafka:${DEFAULT_KAFKA_VERSION}`,
        isSlowAtFirst: true,
      };
    }),
  );
  const prepared = () =>
    prepareImages(docker, names, {
      cache: cacheDirectory(env),
      needsDelay: true,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  if (hasImage && needs?.has("delay")) {
    const delays = await finding("delays", async () => {
      if (!(await prepared()).hasNetem) throw noNetem();
      return { detail: "this kernel has netem" };
    });
    findings.push({ ...delays, need: "delay" });
  }
  const besides = [
    { what: "proxy", need: "proxy", image: proxyImage(env), check: checkProxyImage },
    { what: "schema registry", need: "registry", image: registryImage(env), check: checkRegistryImage },
  ] as const;
  for (const { what, need, image, check } of besides) {
    const isNeeded = needs?.has(need) === true;
    if (!thoroughly && !isNeeded) continue;
    const found = await finding(what, async () => {
      await check(docker, image);
      return { detail: `${image} is here` };
    });
    findings.push({ ...found, ...(isNeeded ? { need } : { isOptional: true }) });
  }
  if (!thoroughly) return findings;
  if (hasImage) {
    findings.push(
      await finding("NET_ADMIN", async () => {
        const { hasNetem, network } = await prepared();
        const delays = hasNetem
          ? "and delayed"
          : "but not delayed (no netem in this kernel: faults `slow` need --engine local)";
        return { detail: `links can be cut ${delays}, with nft from ${network}` };
      }),
    );
  }
  findings.push(await finding("disk", async () => ({ detail: await describeDisk(docker) })));
  return findings;
}

async function describeDisk(docker: Docker): Promise<string> {
  const { DockerRootDir: root } = await docker.info();
  const room = await statfs(root).catch(() => null);
  // In a virtual machine, or of root alone.
  if (room === null) return `${root}, which cannot be looked at from here`;
  const mebibytes = Math.round((room.bavail * room.bsize) / 2 ** 20);
  if (mebibytes < 1024) {
    throw new InfrastructureError(`${mebibytes.toLocaleString("en-US")} MiB free at ${root}`, {
      remedy: "docker system prune",
    });
  }
  return `${mebibytes.toLocaleString("en-US")} MiB free at ${root}`;
}

/** Networks and volumes may have outlived the containers. */
async function leftoversOf(runDirectory: string): Promise<Leftover[]> {
  const known = await recall(runDirectory);
  if (known === null) return [];
  const files = join(runDirectory, "cluster");
  return [
    {
      description: `the networks and volumes of ${known.run}`,
      remove: () => reap(dockerAt({ host: known.host }), known.run),
    },
    { description: `the files in ${files}`, remove: () => rm(files, { recursive: true, force: true }) },
  ];
}

/** What carries our labels and whose process is gone from this machine. */
async function leftovers(env: NodeJS.ProcessEnv): Promise<Leftover[]> {
  const connected = await connectDocker(env).catch(() => null);
  if (connected === null) return [];
  const { docker } = connected;
  const { containers, networks, volumes } = await ownedBy(docker, RUN_LABEL);
  const owners = new Map<string, string>();
  for (const labels of [
    ...containers.map(({ Labels }) => Labels),
    ...networks.map(({ Labels }) => Labels ?? {}),
    ...volumes.map(({ Labels }) => Labels),
  ]) {
    owners.set(labels[RUN_LABEL]!, labels[OWNER_LABEL] ?? "");
  }
  return [...owners]
    .filter(([, owner]) => isGone(owner))
    .map(([run]) => ({
      description: `the containers and networks of ${run}`,
      remove: () => reap(docker, run),
    }));
}
