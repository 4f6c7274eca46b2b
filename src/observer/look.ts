/**
 * One look at a kept cluster: what each node is doing, and each broker's own view of each partition.
 *
 * All nodes are asked at once and given a second, so that nodes that are paused, down or cut off cost one second together.
 * Every broker that believes it leads is asked for the ends of its log: during a partition there may be two of them.
 */

import { quorumIn, quorumMembersOf, quorumOf } from "../cluster/metadata/quorums.js";
import { brokersOf, type ClusterNode, type Link, type NodeName, proxyOf } from "../cluster/topology.js";
import type { Cluster, KeptCluster } from "../engine/engine.js";
import { brokersThrough } from "../engine/proxy-node.js";
import { registrySeen } from "../engine/registry-node.js";
import { accepts } from "../engine/tcp-probe.js";
import { Admin, HIGH_WATERMARK, LOG_END } from "../kafka/admin.js";
import { offsetsOf } from "../kafka/offsets.js";
import { errorInfo } from "../protocol/index.js";
import { withLimit } from "../time-limit.js";
import type { TopicPartitions } from "../topic-partitions.js";
import type { View } from "./leadership.js";
import { Observer } from "./observer.js";

const ANSWER_MS_MAX = 1_000;

export type NodeState =
  | "running"
  /** Accepts connections, says nothing. */
  | "paused"
  | "down"
  /** As paused, but no fault did that to it. */
  | "silent";

/** A log's ends as its leader tells them; a text where it has none to tell: the error's name. */
export interface Ends {
  readonly highWatermark: number | string;
  readonly logEnd: number | string;
}

/** A KRaft controller, as it is seen now. */
export interface Seat {
  readonly node: NodeName;
  /** As the active controller knows; an observer copies the log and does not vote. Absent: not known. */
  readonly role?: "voter" | "observer";
  /** The active controller that it names; null: it knows of none; absent: it does not answer. */
  readonly names?: NodeName | null;
  /** Of a voter that leads. */
  readonly epoch?: number;
  /** The end of its copy of the metadata log, and by how much that is behind, as the active controller knows; absent: not known. */
  readonly logEnd?: number;
  readonly behind?: number;
}

export interface ClusterLook {
  readonly nodes: readonly (Pick<ClusterNode, "name" | "kind"> & { readonly state: NodeState })[];
  /** One that was cut twice comes twice. */
  readonly cutLinks: readonly Link[];
  /** Empty with ZooKeeper. */
  readonly quorum: readonly Seat[];
  /** Of the brokers that answered, by partition and broker. `ends`: of those that believe they lead. */
  readonly views: readonly (View & { readonly ends?: Ends })[];
  /** The brokers that are fenced, and those that see it so. */
  readonly fenced: readonly { readonly broker: NodeName; readonly seenBy: readonly NodeName[] }[];
}

export async function lookAt(
  cluster: KeptCluster,
  topics: TopicPartitions,
  signal: AbortSignal,
): Promise<ClusterLook> {
  const answering = new Set<NodeName>();
  await using observer = new Observer({
    nodes: cluster.nodes,
    topics,
    onChange: (happening) => {
      if (happening.event === "reachable" && happening.reachable) answering.add(happening.node);
    },
  });
  const [listening] = await Promise.all([
    Promise.all(cluster.nodes.map(({ client }) => accepts(client))),
    ...cluster.nodes.map(async (node) => {
      if (await quorumOf(node)?.answers(node)) answering.add(node.name);
    }),
    proxyAnswers(cluster, signal).then((name) => name !== null && answering.add(name)),
    ...cluster.nodes.map(async (node) => {
      if (node.kind === "registry" && (await registrySeen(node, signal)) === null) answering.add(node.name);
    }),
    observer.asked(),
  ]);
  signal.throwIfAborted();
  const notRunning = cluster.notRunning();
  const nodes = cluster.nodes.map(({ name, kind }, i) => {
    const mute = !listening[i] ? "down" : notRunning.has(name) ? "paused" : "silent";
    return { name, kind, state: answering.has(name) ? "running" : mute } as const;
  });
  const order = new Intl.Collator("en", { numeric: true });
  const views = [...observer.views()].sort(
    (a, b) => a.partition - b.partition || order.compare(a.node, b.node),
  );
  const ends = await endsByLeader(cluster, topics, views, signal);
  return {
    nodes,
    cutLinks: cluster.cutLinks(),
    quorum: seatsOf(cluster, observer),
    views: views.map((view) => {
      const found = ends.get(`${view.node}/${view.partition}`);
      return found === undefined ? view : { ...view, ends: found };
    }),
    fenced: fencedIn(cluster, observer),
  };
}

function fencedIn(cluster: KeptCluster, observer: Observer): ClusterLook["fenced"] {
  return brokersOf(cluster).flatMap(({ name: broker }) => {
    const seenBy = [...observer.fenced()].flatMap(([node, fenced]) =>
      fenced.includes(broker) ? [node] : [],
    );
    return seenBy.length === 0 ? [] : [{ broker, seenBy: seenBy.sort() }];
  });
}

function seatsOf(cluster: KeptCluster, observer: Observer): Seat[] {
  if (quorumIn(cluster).kind !== "kraft") return [];
  const said = observer.quorumViews();
  const leader = observer.controller();
  const state = leader === null ? undefined : said.get(leader)?.state;
  const end = state?.voters.find(({ id }) => id === state.leaderId)?.logEnd;
  return quorumMembersOf(cluster).map(({ name, id }) => {
    const view = said.get(name);
    const voter = state?.voters.find((replica) => replica.id === id);
    const logEnd = (voter ?? state?.observers.find((replica) => replica.id === id))?.logEnd ?? -1;
    return {
      node: name,
      ...(state !== undefined && { role: voter === undefined ? ("observer" as const) : ("voter" as const) }),
      ...(view !== undefined && { names: view.leader }),
      ...(view?.state !== undefined && { epoch: view.state.epoch }),
      ...(logEnd >= 0 && { logEnd }),
      ...(logEnd >= 0 && end !== undefined && { behind: end - logEnd }),
    };
  });
}

/** The name of the proxy, if there is one and it passes on what a client asks. */
async function proxyAnswers(cluster: KeptCluster, signal: AbortSignal): Promise<NodeName | null> {
  const proxy = proxyOf(cluster);
  if (proxy === undefined) return null;
  using limit = withLimit(signal, ANSWER_MS_MAX);
  return await brokersThrough(proxy.client, limit.signal).then(
    () => proxy.name,
    () => null,
  );
}

/** By `broker/partition`, for every broker that believes it leads there. */
async function endsByLeader(
  cluster: Cluster,
  topics: TopicPartitions,
  views: readonly View[],
  signal: AbortSignal,
): Promise<Map<string, Ends>> {
  const found = new Map<string, Ends>();
  await Promise.all(
    brokersOf(cluster).map(async (broker) => {
      const led = views.filter(({ node, leader }) => node === broker.name && leader === node);
      if (led.length === 0) return;
      const partitions = led.map(({ partition }) => partition);
      const [watermarks, logEnds] = await endsOf(broker, topics, partitions, signal).catch((error) => {
        signal.throwIfAborted();
        const unanswered = new Map(partitions.map((partition) => [partition, (error as Error).message]));
        return [unanswered, unanswered] as const;
      });
      for (const partition of partitions) {
        found.set(`${broker.name}/${partition}`, {
          highWatermark: watermarks.get(partition) ?? "–",
          logEnd: logEnds.get(partition) ?? "–",
        });
      }
    }),
  );
  return found;
}

async function endsOf(
  broker: ClusterNode,
  topics: TopicPartitions,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<readonly [Map<number, number | string>, Map<number, number | string>]> {
  await using admin = await Admin.connect(broker.client, { answerMsMax: ANSWER_MS_MAX, signal });
  const ask = async (landmark: typeof LOG_END) => {
    const answers = await offsetsOf(admin, topics, partitions, landmark);
    return new Map(
      answers.map(({ partition, offset, errorCode }) => [
        partition,
        errorCode === 0 ? offset : errorInfo(errorCode).name,
      ]),
    );
  };
  return [await ask(HIGH_WATERMARK), await ask(LOG_END)];
}
