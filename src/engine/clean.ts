/**
 * A cluster between two runs: made as it was when it came up, and looked at from every side. Broker logs, metadata and
 * properties must have nothing of the run before. What is not certain counts as unclean.
 */
import { quorumIn, quorumMembersOf } from "../cluster/metadata/quorums.js";
import { brokersOf, type ClusterNode, type NodeName } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { type Remains, remainsOn } from "../kafka/remains.js";
import { deleteTopic } from "../kafka/topics.js";
import { withLimit } from "../time-limit.js";
import { type Look, waitFor } from "../wait.js";
import type { Cluster } from "./engine.js";

const CLEAN_MS_MAX = 20_000;
/** A cluster that is not clean by then is left alone, and what was seen of it is told. */
const LOOK_MS_MAX = 10_000;
const LOOK_EVERY_MS = 50;
/** Kafka's own topics, such as __consumer_offsets, keep what clients did. They cannot be made as they were. */
const INTERNAL = /^__|^_schemas$/;

/**
 * Properties that were changed while brokers ran, by broker, when the cluster had come up: Kafka 4.1 and later set
 * min.insync.replicas in this way (KIP-966). Null: this Kafka does not tell.
 */
export type AtFirst = ReadonlyMap<NodeName, readonly string[] | null>;

export async function propertiesAtFirst(cluster: Cluster, signal: AbortSignal): Promise<AtFirst> {
  return new Map(
    await Promise.all(
      brokersOf(cluster).map(
        async (broker) => [broker.name, (await remainsOn(broker, signal)).changedProperties] as const,
      ),
    ),
  );
}

/**
 * Heals it, deletes its topics, and waits until nothing of them is left.
 * @throws InfrastructureError that says what is not clean, or the signal's reason
 */
export async function cleanUp(cluster: Cluster, atFirst: AtFirst, signal: AbortSignal): Promise<void> {
  using limit = withLimit(AbortSignal.any([signal, cluster.broken]), CLEAN_MS_MAX);
  const brokers = brokersOf(cluster);
  await cluster.heal();
  const seen = await Promise.all(brokers.map((broker) => remainsOn(broker, limit.signal)));
  for (const name of new Set(seen.flatMap(({ topics }) => topics))) {
    if (INTERNAL.test(name)) throw new InfrastructureError(`it has the topic ${name}`);
    await deleteTopic(brokers, name, limit.signal);
  }
  await waitUntilClean(cluster, atFirst, signal);
}

/**
 * Every node runs and answers, no link is cut, and no broker has anything of an earlier run.
 * @throws InfrastructureError that says what is not clean, or the signal's reason
 */
export async function waitUntilClean(cluster: Cluster, atFirst: AtFirst, signal: AbortSignal): Promise<void> {
  using limit = withLimit(AbortSignal.any([signal, cluster.broken]), CLEAN_MS_MAX);
  const spoilt = flawOf(cluster);
  if (spoilt !== null) throw new InfrastructureError(spoilt);
  await waitFor(() => look(cluster, atFirst, limit.signal), {
    what: "a clean cluster",
    limitMs: LOOK_MS_MAX,
    everyMs: LOOK_EVERY_MS,
    signal: limit.signal,
  });
}

/** What waiting does not mend. */
function flawOf(cluster: Cluster): string | null {
  const [down] = cluster.notRunning();
  if (down !== undefined) return `${down} does not run`;
  const [death] = cluster.deaths;
  if (death !== undefined) return `${death.node} died by itself`;
  const [cut] = cluster.cutLinks();
  if (cut !== undefined) return `the link from ${cut.from} to ${cut.to} is cut`;
  return cluster.turns?.spoilt ?? null;
}

async function look(cluster: Cluster, atFirst: AtFirst, signal: AbortSignal): Promise<Look<void>> {
  const quorum = quorumIn(cluster);
  const brokers = brokersOf(cluster);
  const answers: (string | null)[] = await Promise.all([
    ...quorumMembersOf(cluster).map(async (member) =>
      (await quorum.serves(member)) ? null : `${member.name} does not serve`,
    ),
    ...brokers.map(async (broker) => flawOn(broker, await remainsOn(broker, signal), { brokers, atFirst })),
  ]).catch((error: Error) => {
    signal.throwIfAborted();
    return [error.message];
  });
  const [seen] = answers.filter((answer) => answer !== null);
  return seen === undefined ? { done: true, value: undefined } : { done: false, seen };
}

/** Of a broker, by what it tells. */
function flawOn(
  { name }: ClusterNode,
  { controllerId, brokerIds, topics, logs, changedProperties }: Remains,
  { brokers, atFirst }: { readonly brokers: readonly ClusterNode[]; readonly atFirst: AtFirst },
): string | null {
  if (controllerId < 0) return `${name} knows of no controller`;
  const missing = brokers.find(({ id }) => !brokerIds.includes(id));
  if (missing !== undefined) return `${name} does not list ${missing.name}`;
  if (topics.length > 0) return `${name} lists the topic ${topics[0]}`;
  if (logs.length > 0) return `${name} has a log of the topic ${logs[0]}`;
  const first = atFirst.get(name) ?? null;
  if (changedProperties === null || first === null) {
    return `${name} does not tell which of its properties were changed`;
  }
  const other = [...changedProperties, ...first].find(
    (property) => !first.includes(property) || !changedProperties.includes(property),
  );
  return other === undefined ? null : `the property ${other} of ${name} was changed`;
}
