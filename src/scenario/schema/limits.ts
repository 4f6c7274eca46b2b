/** The largest and smallest that a scenario can ask for. */

import { dedicatedMembersOf, type PlannedNode, planNodes } from "../../cluster/topology.js";
import { REQUEST_OVERHEAD_BYTES } from "../sizes.js";

/** The header that every message carries: producer, sequence, send time and checksum. */
export const MESSAGE_BYTES_MIN = 24;
/** The same of a value that carries the id of a schema: a zero byte and the id stand before it. */
export const SCHEMA_MESSAGE_BYTES_MIN = MESSAGE_BYTES_MIN + 5;
/** Kafka's default socket.request.max.bytes, less room for what is around a message: the limit of the proxy, too. */
export const MESSAGE_BYTES_MAX = 104_857_600 - REQUEST_OVERHEAD_BYTES;
export const BROKERS_MAX = 9;
/** How many members a quorum of its own may have. */
export const CONTROLLERS = [1, 3, 5] as const;
export const ZOOKEEPERS = [1, 3, 5] as const;
/** What ZooKeeper grants, with ticks of 2 s; KRaft's brokers send a heartbeat every 2 s. */
export const [SESSION_MS_MIN, SESSION_MS_MAX] = [4_000, 40_000];
export const MESSAGES_MAX = 100_000_000;
/** Of one transaction: fewer than a client may hold. */
export const TRANSACTION_MESSAGES_MAX = 10_000;
/** Of each group. */
export const PRODUCERS_MAX = 100;
/** Each consumer is a process: on a small machine more of them measure the machine. */
export const CONSUMERS_MAX = 20;
export const GROUPS_MAX = 10;
/** Messages of one batch of a copier. */
export const COPY_EVERY_MAX = 10_000;

/** Every node that a cluster may have: for what has to be said before the cluster is known, and for editors. */
export const LARGEST_CLUSTER: readonly PlannedNode[] = [
  ...planNodes({ brokers: BROKERS_MAX, metadata: { kind: "kraft", members: Math.max(...CONTROLLERS) } }),
  ...dedicatedMembersOf({
    nodes: planNodes({ brokers: 0, metadata: { kind: "zookeeper", members: Math.max(...ZOOKEEPERS) } }),
  }),
];

/** With 100 partitions each, a request for all of them is answered at once (max.request.partition.size.limit). */
export const TOPICS_MAX = 20;
