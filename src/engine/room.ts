/** Whether this machine has room for a cluster: looked at before anything starts, because a node that runs out of it dies. */
import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { InfrastructureError } from "../errors.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Capability } from "./engine.js";

/** What a node needs at the least: heap, metaspace, threads. */
const NODE_MEMORY_BYTES = {
  broker: 400 * 2 ** 20,
  zookeeper: 150 * 2 ** 20,
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

interface MemoryUse {
  readonly cluster: Pick<Scenario["cluster"], "brokers" | "zookeepers">;
  readonly producers: Pick<Scenario["producers"], "count" | "instances" | "sizeBytes" | "config">;
}

/**
 * `availableBytes`: what this process and its children may still take, container limits included.
 * @throws InfrastructureError when the nodes need more.
 */
export function checkMemory(
  { cluster: { brokers, zookeepers }, producers }: MemoryUse,
  needs: ReadonlySet<Capability>,
  availableBytes: number = process.availableMemory(),
): void {
  const beside = (["proxy", "registry"] as const).filter((kind) => needs.has(kind));
  const needed =
    brokers * (NODE_MEMORY_BYTES.broker + REQUEST_COPIES * producers.instances * producers.sizeBytes) +
    inFlightBytes(producers) +
    zookeepers * NODE_MEMORY_BYTES.zookeeper +
    beside.reduce((sum, kind) => sum + NODE_MEMORY_BYTES[kind], 0);
  if (availableBytes >= needed) return;
  const nodes = [counted(brokers, "broker"), counted(zookeepers, "ZooKeeper server"), ...beside];
  throw new InfrastructureError(
    `${nodes.slice(0, -1).join(", ")} and ${nodes.at(-1)} need about ${mebibytes(needed)} of memory; ${mebibytes(availableBytes)} are free`,
    {
      remedy:
        brokers > 1
          ? "end other programs, or run with fewer brokers: --set cluster.brokers=1 --set topic.replicas=1"
          : "end other programs",
    },
  );
}

/** What the producers hold in this process while nothing is acknowledged. */
function inFlightBytes({ count, instances, sizeBytes, config }: MemoryUse["producers"]): number {
  const queueBytes = 1_024 * Number(config["queue.buffering.max.kbytes"] ?? 1_048_576);
  return instances * Math.min(Math.min(count, IN_FLIGHT_MAX) * sizeBytes, queueBytes);
}

/** How many brokers fit, in words. Throws as checkMemory does when it is none. */
export function describeMemory(availableBytes: number = process.availableMemory()): string {
  const producers = { count: 0, instances: 0, sizeBytes: 0, config: {} };
  checkMemory({ cluster: { brokers: 1, zookeepers: 1 }, producers }, new Set(), availableBytes);
  const room = Math.floor((availableBytes - NODE_MEMORY_BYTES.zookeeper) / NODE_MEMORY_BYTES.broker);
  return `${mebibytes(availableBytes)} free of ${mebibytes(totalmem())}: room for ${counted(room, "broker")}`;
}

/** @throws InfrastructureError when what the run may write does not fit on the disk of its directory. */
export async function checkDisk(
  { cluster, topic, producers }: Scenario,
  runDirectory: string,
): Promise<void> {
  const messages = producers.count * producers.instances;
  const needed =
    messages * (producers.sizeBytes + RECORD_OVERHEAD_BYTES) * topic.replicas +
    (cluster.brokers + cluster.zookeepers) * NODE_DISK_BYTES;
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
