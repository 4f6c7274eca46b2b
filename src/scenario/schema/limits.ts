/** The largest and smallest that a scenario can ask for. */

import { planNodes } from "../../cluster/topology.js";
import { REQUEST_OVERHEAD_BYTES } from "../sizes.js";

/** The header that every message carries: producer, sequence, send time and checksum. */
export const MESSAGE_BYTES_MIN = 24;
/** The same of a value that carries the id of a schema: a zero byte and the id stand before it. */
export const SCHEMA_MESSAGE_BYTES_MIN = MESSAGE_BYTES_MIN + 5;
/** Kafka's default socket.request.max.bytes, less room for what is around a message: the limit of the proxy, too. */
export const MESSAGE_BYTES_MAX = 104_857_600 - REQUEST_OVERHEAD_BYTES;
export const BROKERS_MAX = 9;
export const ZOOKEEPERS_MAX = 5;
export const MESSAGES_MAX = 100_000_000;
export const PRODUCERS_MAX = 100;

/** For what has to be said before the size of the cluster is known, and for editors. */
export const LARGEST_CLUSTER = planNodes({
  brokers: BROKERS_MAX,
  metadata: { kind: "zookeeper", servers: ZOOKEEPERS_MAX },
});
