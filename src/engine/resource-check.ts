/** Whether this machine has the memory and disk for a cluster: checked before anything starts, for a node that runs out dies. */
import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { quorumOfKind } from "../cluster/metadata/quorums.js";
import type { ClusterSpec, Traffic } from "../cluster/spec.js";
import { dedicatedMembers } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";

/** What a node needs at the least: heap, metaspace, threads. */
const NODE_MEMORY_BYTES = {
  broker: 400 * 2 ** 20,
  proxy: 150 * 2 ** 20,
  registry: 500 * 2 ** 20,
};
/** Segments, indexes and logs of a node before the first message. */
const NODE_DISK_BYTES = 64 * 2 ** 20;
/** Messages that a producer has handed to its client at most: src/workload/producers.ts stops there. */
const IN_FLIGHT_MAX = 90_000;
/** Copies of a request that a broker has at one time: as it is read from the socket, in its heap, and for a follower. */
const REQUEST_COPIES = 3;
/** A record's share of batch overhead, at worst: a batch of its own. */
const RECORD_OVERHEAD_BYTES = 80;

type MemoryUse = Pick<ClusterSpec, "brokers" | "metadata" | "needs" | "traffic">;

/** What the nodes of a cluster, and what is beside them, take at the most. */
export function memoryNeeded({ brokers, metadata, needs, traffic }: MemoryUse): number {
  return (
    brokers * (NODE_MEMORY_BYTES.broker + REQUEST_COPIES * sumOf(traffic, requestBytes)) +
    sumOf(traffic, inFlightBytes) +
    dedicatedMembers(metadata) * quorumOfKind(metadata.kind).memoryBytes +
    besideBrokers(needs).reduce((sum, kind) => sum + NODE_MEMORY_BYTES[kind], 0)
  );
}

/**
 * `availableBytes`: what this process and its children may still take, container limits included.
 * @throws InfrastructureError when the nodes need more.
 */
export function checkMemory(use: MemoryUse, availableBytes: number = process.availableMemory()): void {
  const { brokers, metadata, needs } = use;
  const quorum = quorumOfKind(metadata.kind);
  const members = dedicatedMembers(metadata);
  const beside = besideBrokers(needs);
  const needed = memoryNeeded(use);
  if (availableBytes >= needed) return;
  const nodes = [
    counted(brokers, "broker"),
    ...(members > 0 ? [counted(members, quorum.member)] : []),
    ...beside,
  ];
  const list = nodes.length === 1 ? nodes[0] : `${nodes.slice(0, -1).join(", ")} and ${nodes.at(-1)}`;
  throw new InfrastructureError(
    `${list} need about ${mebibytes(needed)} of memory; ${mebibytes(availableBytes)} are free`,
    {
      remedy:
        brokers > 1
          ? "end other programs, or run with fewer brokers: --set cluster.brokers=1 --set topic.replicas=1"
          : "end other programs",
    },
  );
}

function sumOf(traffic: readonly Traffic[] | undefined, bytesOf: (one: Traffic) => number): number {
  return (traffic ?? []).reduce((sum, one) => sum + bytesOf(one), 0);
}

function besideBrokers(needs: MemoryUse["needs"]): ("proxy" | "registry")[] {
  return (["proxy", "registry"] as const).filter((kind) => needs.has(kind));
}

/** One request of each producer. */
function requestBytes({ producers, messageBytes }: Traffic): number {
  return producers * messageBytes;
}

/** What the producers hold in this process while nothing is acknowledged. */
function inFlightBytes({ producers, messages, messageBytes, queueBytesMax }: Traffic): number {
  return producers * Math.min(Math.min(messages, IN_FLIGHT_MAX) * messageBytes, queueBytesMax);
}

/** How many brokers fit, in words. Throws as checkMemory does when it is none. */
export function describeMemory(availableBytes: number = process.availableMemory()): string {
  const metadata = { kind: "kraft", members: 1 } as const;
  checkMemory({ brokers: 1, metadata, needs: new Set() }, availableBytes);
  const room = Math.floor(
    (availableBytes - quorumOfKind(metadata.kind).memoryBytes) / NODE_MEMORY_BYTES.broker,
  );
  return `${mebibytes(availableBytes)} free of ${mebibytes(totalmem())}: room for ${counted(room, "broker")}`;
}

/** @throws InfrastructureError when what the run may write does not fit on the disk of its directory. */
export async function checkDisk(
  { brokers, metadata, traffic }: Pick<ClusterSpec, "brokers" | "metadata" | "traffic">,
  runDirectory: string,
): Promise<void> {
  const written = sumOf(
    traffic,
    ({ producers, messages, messageBytes, replicas }) =>
      producers * messages * (messageBytes + RECORD_OVERHEAD_BYTES) * replicas,
  );
  const needed = written + (brokers + dedicatedMembers(metadata)) * NODE_DISK_BYTES;
  const { bavail, bsize } = await statfs(runDirectory);
  if (bavail * bsize >= needed) return;
  throw new InfrastructureError(
    `this run may write ${mebibytes(needed)}; ${mebibytes(bavail * bsize)} are free at ${runDirectory}`,
    { remedy: "free some space, put runs elsewhere with --out, or run smaller with --scale" },
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString("en-US")} MiB`;
}
