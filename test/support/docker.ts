/**
 * Containers for tests: whether there is an engine to have them from, clusters made of them, and what is left of them.
 *
 * Tests that need containers are skipped, with the reason in their name, where no engine answers or the image is not
 * there; with CHAOS_REQUIRE_DOCKER=1 they fail instead. CHAOS_KAFKA_IMAGE names the image.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import Docker from "dockerode";
import { execa } from "execa";
import { describe, type TestContext } from "vitest";
import { dockerEngine } from "../../dist/engine/docker/docker.js";
import type { Capability } from "../../src/cluster/spec.js";
import type { NodeName } from "../../src/cluster/topology.js";
import { connectDocker } from "../../src/engine/docker/endpoint.js";
import { NODE_LABEL, OWNER_LABEL, RUN_LABEL } from "../../src/engine/docker/reap.js";
import type { Cluster, Leftover } from "../../src/engine/engine.js";
import { isGone, ownerHere } from "../../src/engine/owner.js";
import { waitFor } from "../../src/wait.js";
import { chaos, type Workplace } from "./chaos.js";
import { specFor, type TestClusterOptions } from "./cluster.js";
import { GONE_MS_MAX, nothingLeft } from "./traces.js";

/** Built by compose/image/build.sh, which .ci/run does. */
const BUILT_HERE = "chaos/kafka:3.9.2";

const connected = await connectDocker(process.env).catch(() => null);
/** Where no engine answers, nothing here asks it anything. */
export const docker = connected?.docker ?? new Docker();
/** As DOCKER_HOST has it. */
export const dockerHost = connected?.endpoint.host ?? "";

const lack = await whatIsMissing();
if (lack !== null && process.env.CHAOS_REQUIRE_DOCKER === "1") {
  throw new Error(`CHAOS_REQUIRE_DOCKER is 1, and ${lack}`);
}

/** describe(), for tests that need containers. */
export function withContainers(name: string, tests: () => void): void {
  if (lack === null) describe(name, tests);
  else describe.skip(`${name} (skipped: ${lack})`, tests);
}

/** The same, for tests that need the images of what stands beside the brokers as well. */
export function withProxyContainers(name: string, tests: () => void): Promise<void> {
  return withContainersFor(["proxy", "registry"], name, tests);
}

/** The same, for tests that need more than every engine can do. */
export async function withContainersFor(
  needs: readonly Capability[],
  name: string,
  tests: () => void,
): Promise<void> {
  const lack = await whatIsMissing(...needs);
  if (lack !== null && process.env.CHAOS_REQUIRE_DOCKER === "1") {
    throw new Error(`CHAOS_REQUIRE_DOCKER is 1, and ${lack}`);
  }
  if (lack === null) describe(name, tests);
  else describe.skip(`${name} (skipped: ${lack})`, tests);
}

/** Chooses the image for this process and the programs it starts, on the way. */
async function whatIsMissing(...needs: readonly Capability[]): Promise<string | null> {
  process.env.CHAOS_KAFKA_IMAGE ||= BUILT_HERE;
  const findings = await dockerEngine(process.env).examine({ thoroughly: false, needs: new Set(needs) });
  const missing = findings.find(({ ok, isSlowAtFirst }) => !ok || isSlowAtFirst);
  return missing === undefined ? null : `${missing.what}: ${missing.detail}`;
}

export interface ContainerCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly runDirectory: string;
  /** What was said of its nodes: `kafka1 killed`. */
  readonly said: readonly string[];
  readonly progress: readonly string[];
}

export async function startContainers({
  image,
  needs = [],
  ...options
}: TestClusterOptions & {
  readonly image?: string;
  readonly needs?: readonly Capability[];
} = {}): Promise<ContainerCluster> {
  const runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  const said: string[] = [];
  const progress: string[] = [];
  const env = { ...process.env, ...(image !== undefined && { CHAOS_KAFKA_IMAGE: image }) };
  const cluster: Cluster = await dockerEngine(env).provision(
    { ...specFor(options), needs: new Set(needs) },
    {
      runDirectory,
      signal: new AbortController().signal,
      onProgress: (line) => progress.push(line),
      onNode: (node, state) => said.push(`${node} ${state}`),
    },
  );
  return {
    cluster,
    runDirectory,
    said,
    progress,
    async [Symbol.asyncDispose]() {
      await cluster[Symbol.asyncDispose]();
      await rm(runDirectory, { recursive: true, force: true });
    },
  };
}

/** What labels of a run's things begin with: its id has random letters at the end. */
function prefixOf(runDirectory: string): string {
  return `chaos-${basename(runDirectory).toLowerCase()}-`;
}

/** The container of one node of the run; the newest, where there were several. */
export async function containerOf(runDirectory: string, node: NodeName): Promise<Docker.Container> {
  const all = await docker.listContainers({ all: true, filters: { label: [`${NODE_LABEL}=${node}`] } });
  const found = all.find(({ Labels }) => Labels[RUN_LABEL]?.startsWith(prefixOf(runDirectory)));
  if (found === undefined) throw new Error(`there is no container of ${node} of ${runDirectory}`);
  return docker.getContainer(found.Id);
}

/** The container that writes into the namespace of one node of the run. */
export async function sidecarOf(runDirectory: string, node: NodeName): Promise<Docker.Container> {
  const { Config } = await (await containerOf(runDirectory, node)).inspect();
  const { Id } = await docker.getContainer(`${Config.Labels[RUN_LABEL]}-network-${node}`).inspect();
  return docker.getContainer(Id);
}

/** Runs a program in a node's container; resolves to what it printed, whatever came of it. */
export async function execIn(runDirectory: string, node: NodeName, script: string): Promise<string> {
  const { id } = await containerOf(runDirectory, node);
  return (await execa("docker", ["exec", id, "bash", "-c", script], { reject: false })).stdout;
}

/** Runs a script as the engine's sidecars run theirs: as root of the node's network namespace. */
export async function inNamespaceOf(runDirectory: string, node: NodeName, script: string): Promise<string> {
  const { id } = await containerOf(runDirectory, node);
  const place = ["--rm", "--network", `container:${id}`, "--cap-add", "NET_ADMIN", "--user", "0"];
  const entry = ["--entrypoint", "sh", process.env.CHAOS_KAFKA_IMAGE!, "-c", script];
  return (await execa("docker", ["run", ...place, ...entry])).stdout;
}

/** `kafka1→zk1` for every ordered pair of running nodes between which a packet gets through. */
export async function openLinks({ cluster, runDirectory }: ContainerCluster): Promise<string[]> {
  const names = cluster.nodes.map(({ name }) => name);
  const open: string[] = [];
  let before = await arrived(runDirectory, names);
  for (const from of names) {
    const others = names.filter((to) => to !== from);
    await execIn(runDirectory, from, others.map((to) => `echo x 2>/dev/null >/dev/udp/${to}/9`).join("; "));
    const after = await arrived(runDirectory, names);
    for (const to of others) if (after.get(to)! > before.get(to)!) open.push(`${from}→${to}`);
    before = after;
  }
  return open.sort();
}

/** Datagrams that came through to a port where nobody listens, by the kernel's own count in each namespace. */
async function arrived(runDirectory: string, names: readonly NodeName[]): Promise<Map<NodeName, number>> {
  const counts = names.map(async (name) => {
    const table = await execIn(runDirectory, name, "cat /proc/net/snmp");
    return [name, Number(/^Udp: \d+ (\d+)/m.exec(table)?.[1])] as const;
  });
  return new Map(await Promise.all(counts));
}

/** Every ordered pair of nodes but these. */
export function allLinksBut({ nodes }: Cluster, ...cut: readonly string[]): string[] {
  const names = nodes.map(({ name }) => name);
  const all = names.flatMap((from) => names.filter((to) => to !== from).map((to) => `${from}→${to}`));
  return all.filter((link) => !cut.includes(link)).sort();
}

/** Containers, networks and volumes on this machine, but for those that another living process answers for. */
export async function inventory(): Promise<string[]> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  const ours = (labels: Record<string, string> | undefined | null) => !isOfAnother(labels?.[OWNER_LABEL]);
  return [
    ...containers.filter(({ Labels }) => ours(Labels)).map(({ Names }) => `container ${Names[0]}`),
    ...networks.filter(({ Labels }) => ours(Labels)).map(({ Name }) => `network ${Name}`),
    ...(volumes ?? []).filter(({ Labels }) => ours(Labels)).map(({ Name }) => `volume ${Name}`),
  ].sort();
}

function isOfAnother(owner: string | undefined): boolean {
  return owner !== undefined && owner !== ownerHere() && !isGone(owner);
}

/** What carries the labels of these runs. */
export async function ownedByRuns(runDirectories: readonly string[]): Promise<string[]> {
  const filters = { label: [RUN_LABEL] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const prefixes = runDirectories.map(prefixOf);
  return [
    ...containers.map(({ Labels, Names }) => ({ Labels, what: `container ${Names[0]}` })),
    ...networks.map(({ Labels, Name }) => ({ Labels, what: `network ${Name}` })),
    ...(volumes ?? []).map(({ Labels, Name }) => ({ Labels, what: `volume ${Name}` })),
  ]
    .filter(({ Labels }) => prefixes.some((prefix) => Labels?.[RUN_LABEL]?.startsWith(prefix)))
    .map(({ what }) => what);
}

/** Resolves when neither a process nor a container, network or volume of the runs here is left; rejects after five seconds. */
export async function nothingLeftOf(place: Pick<Workplace, "directory" | "runs">): Promise<void> {
  await Promise.all([
    nothingLeft(place.directory),
    connected &&
      waitFor(
        async () => {
          const left = await ownedByRuns(await place.runs());
          return left.length === 0
            ? { done: true, value: undefined }
            : { done: false, seen: left.join(", ") };
        },
        {
          what: `everything in Docker of ${place.directory} to go`,
          limitMs: GONE_MS_MAX,
          everyMs: 100,
          signal: new AbortController().signal,
        },
      ),
  ]);
}

/**
 * `chaos clean`, where it removes nothing but what the run here left in Docker: the test is skipped, and only that
 * removed, when somebody else has something to clean, too. Resolves to what it said.
 */
export async function clean(place: Pick<Workplace, "runs">, context: TestContext): Promise<string> {
  const prefixes = (await place.runs()).map(prefixOf);
  const leftovers = await dockerEngine(process.env).leftovers();
  const isOurs = ({ description }: Leftover) => prefixes.some((prefix) => description.includes(prefix));
  if (!leftovers.every(isOurs)) {
    for (const leftover of leftovers.filter(isOurs)) await leftover.remove();
    context.skip("somebody else's cluster is kept on this machine");
  }
  const { code, stdout, stderr } = await chaos(["clean"]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** The arguments of `chaos run` for the scenario of a workplace, on containers. */
export function onDocker(place: Pick<Workplace, "run">): readonly string[] {
  return [...place.run, "--engine", "docker"];
}

/** A link watched packet by packet. */
export interface LinkWatch extends AsyncDisposable {
  /** When packets came through, in milliseconds since the epoch, to about ten. */
  arrivals(): readonly number[];
  untilQuietFor(ms: number): Promise<void>;
  untilArrivalAfter(ms: number): Promise<void>;
}

/** Sends a datagram every ten milliseconds over the link, and notes those that come through. */
export async function watchLink(
  { runDirectory }: ContainerCluster,
  from: NodeName,
  to: NodeName,
): Promise<LinkWatch> {
  // Each loop ends when its input does: who kills `docker exec` leaves what it started running.
  const everyTenMs = "while read -r -t 0.01 _; (( $? > 128 )); do";
  const [sender, receiver] = await Promise.all([
    containerOf(runDirectory, from),
    containerOf(runDirectory, to),
  ]);
  const address = (await execIn(runDirectory, from, `getent hosts ${to}`)).split(/\s/)[0]!;
  const start = ({ id }: Docker.Container, loop: string) =>
    execa("docker", ["exec", "-i", id, "bash", "-c", loop], { stdin: "pipe", reject: false });
  const sending = start(sender, `${everyTenMs} echo x >/dev/udp/${address}/9; done 2>/dev/null`);
  const counting = start(
    receiver,
    `${everyTenMs} mapfile -t s </proc/net/snmp; for l in "\${s[@]}"; do case $l in "Udp: "[0-9]*) set -- $l; echo $EPOCHREALTIME $3;; esac; done; done`,
  );
  const arrivals: number[] = [];
  let count: number | undefined;
  let latestMs = 0;
  createInterface(counting.stdout).on("line", (line) => {
    const [seconds, total] = line.split(" ").map(Number) as [number, number];
    latestMs = seconds * 1000;
    if (count !== undefined && total > count) arrivals.push(latestMs);
    count = total;
  });
  const until = (what: string, holds: () => boolean) =>
    waitFor(
      () =>
        holds() ? { done: true, value: undefined } : { done: false, seen: `${arrivals.length} packets` },
      {
        what,
        limitMs: 20_000,
        everyMs: 10,
        signal: new AbortController().signal,
      },
    );
  await until("the first packets", () => arrivals.length > 5);
  return {
    arrivals: () => arrivals,
    untilQuietFor: (ms) => until(`${from}→${to} to be quiet`, () => latestMs - arrivals.at(-1)! > ms),
    untilArrivalAfter: (ms) => until(`a packet over ${from}→${to}`, () => arrivals.at(-1)! > ms),
    async [Symbol.asyncDispose]() {
      for (const { stdin } of [sending, counting]) stdin.end();
      await Promise.all([sending, counting]);
    },
  };
}

export async function hasImage(name: string): Promise<boolean> {
  return docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

/** Whether this kernel delays packets, as the engine found out. */
export async function hasNetem(): Promise<boolean> {
  const findings = await dockerEngine(process.env).examine({ thoroughly: true });
  const network = findings.find(({ what }) => what === "NET_ADMIN");
  return network !== undefined && !network.detail.includes("no netem");
}
