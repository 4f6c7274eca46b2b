/**
 * The local engine: Kafka's nodes as JVM processes on this machine, without Docker and without root.
 *
 * Faults on the network need no privilege because every node reaches its peers over links of ours (links.ts), on
 * loopback addresses that only this run uses (layout.ts). JVMs and links belong to a supervisor (supervisor.ts) that
 * takes them down when the runner goes.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { ClusterSpec } from "../../cluster/spec.js";
import { brokersOf, dedicatedMembersOf, linksAmongBrokers, planNodes } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { Admin } from "../../kafka/admin.js";
import { cacheDirectory } from "../cache.js";
import type { Cluster, Engine, Finding, ProvisionOptions } from "../engine.js";
import { finding } from "../finding.js";
import { loggingOf } from "../kafka-node.js";
import { ManagedCluster } from "../managed-cluster.js";
import { untilRegistryAnswers } from "../registry-node.js";
import { checkDisk, checkMemory, describeMemory } from "../resource-check.js";
import { tail } from "../tail.js";
import { untilBrokersAgree } from "../wait-until-ready.js";
import { type Archives, archivesFor } from "./archive.js";
import { attachLocal } from "./attach.js";
import { LocalHost, type NodeProcess, noLoss } from "./host.js";
import { findJava, type Java } from "./java.js";
import { describeKafkaJars, type KafkaJars, kafkaJars } from "./kafka-jars.js";
import { BLOCKS, hostsFile, javaArguments, type Layout, layOut, portsFor } from "./layout.js";
import { findLeftovers, leftoversOf } from "./leftovers.js";
import { writeNodeFiles } from "./node-files.js";
import { makeProxy } from "./proxy-process.js";
import { makeRegistry } from "./registry.js";
import { describeRegistryJars, lacksRegistryJars, registryJars } from "./registry-jars.js";
import { filesOfRun, removeRunFiles } from "./run-files.js";
import { startAll } from "./start-all.js";
import { Supervisor, SupervisorError } from "./supervisor-client.js";

/** Other sets of ports to try when something on this machine listens on ours everywhere. */
const PORT_ATTEMPTS_MAX = 5;

export function localEngine(env: NodeJS.ProcessEnv): Engine {
  return {
    name: "local",
    examine: (options) => examine(env, options),
    provision: (spec, options) => provision(spec, options, env),
    attach: (runDirectory, signal) => attachLocal(runDirectory, signal, cacheDirectory(env)),
    leftovers: () => findLeftovers(cacheDirectory(env)),
    leftoversOf: (runDirectory) => leftoversOf(runDirectory, cacheDirectory(env)),
  };
}

async function provision(
  spec: ClusterSpec,
  options: ProvisionOptions,
  env: NodeJS.ProcessEnv,
): Promise<Cluster> {
  if (spec.needs.has("loss")) throw noLoss();
  const cache = cacheDirectory(env);
  const java = await findJava(env);
  checkMemory(spec);
  await checkDisk(spec, options.runDirectory);
  const folder = join(options.runDirectory, "cluster");
  await mkdir(folder, { recursive: true });
  await mkdir(join(options.runDirectory, "logs"), { recursive: true });
  const supervisor = await Supervisor.start({
    runDirectory: options.runDirectory,
    cache,
    seed: spec.seed,
    log: join(folder, "supervisor.log"),
  });
  try {
    const { signal, onProgress } = options;
    const maven = { env, supervisor, signal, onProgress };
    const jars = await kafkaJars(spec, maven);
    const registryLibs = spec.needs.has("registry") ? await registryJars(maven) : null;
    const machine = { env, java, jars, registryLibs, supervisor };
    const archives = await archivesFor(
      jars,
      java,
      planNodes(spec),
      (argumentsFor) => rehearse(spec, options, { ...machine, registryLibs: null }, { use: argumentsFor }),
      onProgress,
    );
    const { cluster } = await startCluster(spec, options, machine, archives);
    return cluster;
  } catch (error) {
    await supervisor.end();
    await removeRunFiles(filesOfRun(resolve(options.runDirectory), cache));
    throw error;
  }
}

interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly java: Java;
  readonly jars: KafkaJars;
  /** Null where no registry is needed. */
  readonly registryLibs: string | null;
  readonly supervisor: Supervisor;
}

interface Started {
  readonly cluster: ManagedCluster;
  readonly host: LocalHost;
}

/** Kills every node and leaves the supervisor, which another cluster may use next. */
async function abandon({ cluster, host }: Started): Promise<void> {
  await Promise.allSettled(cluster.nodes.map(({ name }) => cluster.kill(name)));
  // With its supervisor, everything else is gone as well.
  await host.leave().catch(() => {});
  await Promise.all(cluster.deaths.map(({ detail }) => detail));
}

async function startCluster(
  spec: ClusterSpec,
  options: ProvisionOptions,
  machine: Machine,
  archives: Archives,
): Promise<Started> {
  const { supervisor, java, jars, registryLibs } = machine;
  const { needs } = spec;
  const { signal } = options;
  // Nodes have working directories of their own.
  const runDirectory = resolve(options.runDirectory);
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    const layout = await claimLayout(spec, supervisor, attempt);
    const processes = await writeNodes(layout, spec, runDirectory, machine, archives);
    const proxy = needs.has("proxy") ? await makeProxy(layout, { runDirectory, spec }) : null;
    const registry =
      registryLibs === null ? null : await makeRegistry(layout, { java, libs: registryLibs, runDirectory });
    const beside = [proxy, registry].filter((one) => one !== null);
    for (const { node, process } of beside) {
      processes.set(node.name, { ...process, env: environmentOf(machine.env) });
    }
    const host = new LocalHost(supervisor, {
      nodes: [...layout.nodes, ...beside.map(({ node }) => node)],
      versions: { kafka: jars.version, java: java.version },
      processes,
      runDirectory: options.runDirectory,
      cache: cacheDirectory(machine.env),
    });
    const cluster = new ManagedCluster(host, { ...options, kept: false, proxy: proxy?.control ?? null });
    const started = { cluster, host };
    try {
      if (spec.distance.latencyMs > 0) {
        await supervisor.request({
          kind: "disturb",
          links: linksAmongBrokers(cluster),
          how: spec.distance,
          lasting: true,
        });
      }
      await Promise.all(layout.forwards.map((forward) => supervisor.request({ kind: "open", forward })));
      await startAll(cluster, signal);
      await untilBrokersAgree(cluster, signal);
      const ready = AbortSignal.any([signal, cluster.broken]);
      await Promise.all([
        proxy?.control.untilReady(cluster.nodes, ready),
        untilRegistryAnswers(cluster.nodes, ready),
      ]);
      await host.startedAll();
      return started;
    } catch (error) {
      await abandon(started);
      if (attempt + 1 < PORT_ATTEMPTS_MAX && (await isPortTaken(error, cluster))) {
        options.onProgress("a port was taken between choice and use: trying others");
        continue;
      }
      throw error;
    }
  }
}

/** A loopback block that no other run has, held by the supervisor. */
async function claimLayout(spec: ClusterSpec, supervisor: Supervisor, attempt: number): Promise<Layout> {
  const ports = portsFor(attempt);
  // Starting somewhere else each time keeps runs that start together from racing for the same block.
  const start = process.pid % BLOCKS.length;
  for (let i = 0; i < BLOCKS.length; i++) {
    const block = BLOCKS[(start + i) % BLOCKS.length]!;
    try {
      await supervisor.request({ kind: "claim", host: `127.${block}.255.1`, port: ports.lock });
      return layOut(spec, block, ports);
    } catch (error) {
      if (!(error instanceof SupervisorError)) throw error;
      if (error.code === "EADDRNOTAVAIL") {
        throw new InfrastructureError(
          `this machine has only 127.0.0.1, not all of 127.0.0.0/8 (${error.message})`,
          {
            remedy: "the local engine needs Linux",
            cause: error,
          },
        );
      }
    }
  }
  // Something that listens on the lock's port everywhere takes every block at once.
  if (attempt + 1 < PORT_ATTEMPTS_MAX) return claimLayout(spec, supervisor, attempt + 1);
  throw new InfrastructureError("every loopback block is taken by another run", {
    remedy: "wait for the others to end, or run `chaos clean`",
  });
}

async function writeNodes(
  layout: Layout,
  spec: ClusterSpec,
  runDirectory: string,
  { java, jars, env }: Machine,
  archives: Archives,
): Promise<Map<string, NodeProcess>> {
  const folder = join(runDirectory, "cluster");
  const { file, text } = loggingOf(jars.version);
  const logging = join(folder, file);
  await writeFile(logging, text);
  const processes = new Map<string, NodeProcess>();
  for (const node of layout.nodes) {
    const home = join(folder, node.name);
    const hosts = join(home, "hosts");
    await rm(home, { recursive: true, force: true });
    const { config, temporary } = await writeNodeFiles(home, layout, node, spec, jars.version);
    await writeFile(hosts, hostsFile(layout, node, hostname()));
    const args = javaArguments(node, {
      libs: jars.libs,
      hosts,
      kafka: jars.version,
      logging,
      config,
      archive: archives.use(node),
      run: runDirectory,
      temporary,
    });
    processes.set(node.name, {
      command: java.command,
      args,
      cwd: home,
      env: environmentOf(env),
      log: join(runDirectory, "logs", `${node.name}.log`),
    });
  }
  return processes;
}

/** JVM options of the person's shell, and Node's, are meant for other programs. */
function environmentOf({ PATH = "", HOME = "" }: NodeJS.ProcessEnv): Record<string, string> {
  return { PATH, HOME, LANG: "C.UTF-8", TZ: "UTC" };
}

async function isPortTaken(error: unknown, cluster: ManagedCluster): Promise<boolean> {
  if (error instanceof SupervisorError) return error.code === "EADDRINUSE";
  const logs = await Promise.all(cluster.deaths.map(async ({ node }) => tail(await cluster.logs(node))));
  return logs.some((text) =>
    /BindException|Address already in use|the port \S+ is taken|seems to be in use/.test(text),
  );
}

/** A cluster of one broker, and of one member of the same quorum, that does what every broker does first, so that its classes are in the archive. */
async function rehearse(
  spec: ClusterSpec,
  options: ProvisionOptions,
  machine: Machine,
  archives: Archives,
): Promise<void> {
  // Not the run's own directory: what a rehearsal logs is no evidence.
  const runDirectory = join(options.runDirectory, "cluster", "rehearsal");
  await mkdir(join(runDirectory, "logs"), { recursive: true });
  await mkdir(join(runDirectory, "cluster"));
  const started = await startCluster(
    {
      brokers: 1,
      metadata: spec.metadata.members === "brokers" ? spec.metadata : { ...spec.metadata, members: 1 },
      kafka: spec.kafka,
      config: {},
      distance: { latencyMs: 0, jitterMs: 0 },
      needs: new Set(),
      seed: spec.seed,
    },
    { ...options, runDirectory, onNode: () => {} },
    machine,
    archives,
  );
  try {
    const { cluster } = started;
    const [broker] = brokersOf(cluster);
    {
      const { signal } = options;
      await using admin = await Admin.connect(broker!.client, { answerMsMax: 10_000, signal });
      await admin.createTopic({ name: "rehearsal", partitions: 1, replicas: 1, config: {} });
    }
    const ends = [];
    for (const { name } of [broker!, ...dedicatedMembersOf(cluster)]) ends.push(await cluster.stop(name));
    // Its archive may be half written.
    if (ends.some(({ killedAfterMs }) => killedAfterMs !== null))
      throw new InfrastructureError("a node of the rehearsal did not end by itself");
  } finally {
    await abandon(started);
  }
}

async function examine(
  env: NodeJS.ProcessEnv,
  { thoroughly, needs }: Parameters<Engine["examine"]>[0],
): Promise<Finding[]> {
  const findings: Finding[] = [
    await finding("Java", async () => {
      const { version, command } = await findJava(env);
      return { detail: `${version} at ${command}` };
    }),
    await finding("Kafka's jars", async () => ({ detail: await describeKafkaJars(env, { thoroughly }) })),
    await finding("memory", async () => ({ detail: describeMemory() })),
  ];
  if (needs?.has("loss")) {
    const loss = await finding("packet loss", async () => {
      throw noLoss();
    });
    findings.push({ ...loss, need: "loss" });
  }
  const isNeeded = needs?.has("registry") === true;
  // Only scenarios whose messages carry schema ids need it.
  if (!isNeeded && (!thoroughly || (await lacksRegistryJars(env)))) return findings;
  const registry = await finding("schema registry", async () => ({
    detail: await describeRegistryJars(env, { thoroughly }),
  }));
  return [...findings, { ...registry, ...(isNeeded && { need: "registry" }) }];
}
