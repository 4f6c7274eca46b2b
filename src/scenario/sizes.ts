/**
 * Whether messages of their size fit through every limit on their way into the log. Each limit is on something a little
 * larger than the value: a message with its key, a batch, a request.
 *
 *     producer ──message.max.bytes──▶ socket.request.max.bytes ──max.message.bytes──▶ segment.bytes
 *
 * `replica.fetch.max.bytes` is none: a follower gets a batch that is larger all the same, by itself.
 */

import type { Contradiction, Parts, PlacedGroup } from "./checks.js";
import { writePath } from "./overrides.js";
import { grouped } from "./schema/values.js";
import { type PlacedTopic, writtenTo } from "./topics.js";

/** For the key, and for the record and the batch around it. */
const BATCH_OVERHEAD_BYTES = 128;
/** For these, and for the request around the batch, which names the client and the topic. */
export const REQUEST_OVERHEAD_BYTES = 512;
/**
 * What the requests that a broker reads at the same time may take of its heap of 512 MiB: a broker that runs out of it
 * dies. It reads one request of each connection at a time.
 */
const REQUESTS_BYTES_MAX = 200 * 2 ** 20;

export function* unfitSize({ cluster, topics, groups = [] }: Parts): Generator<Contradiction> {
  if (!cluster || !topics) return;
  for (const placed of groups) yield* unfitSizeOf(placed, cluster.config, writtenTo(topics, placed.group));
}

function* unfitSizeOf(
  { path: of, group }: PlacedGroup,
  cluster: Config,
  { topic, path: own }: PlacedTopic,
): Generator<Contradiction> {
  const { sizeBytes, instances } = group;
  const path = [...of, "size"];
  const names = { topic: writePath(own), group: writePath(of) };
  const missing = limitsOf(cluster, topic.config, group.config, names).flatMap(
    ({ name, limit, unitBytes = 1, overheadBytes = BATCH_OVERHEAD_BYTES }) => {
      const needed = Math.ceil((sizeBytes + overheadBytes) / unitBytes);
      return limit < needed ? [{ name, limit, needed }] : [];
    },
  );
  if (missing.length > 0) {
    const settings = missing.map(
      ({ name, limit, needed }) => `${name} (which is ${grouped(limit)}) to ${grouped(needed)} or more`,
    );
    const message = `messages of ${grouped(sizeBytes)} bytes are larger than they may be; set ${settings.join(", and ")}`;
    yield { path, at: "value", message };
  }
  if (instances * (sizeBytes + REQUEST_OVERHEAD_BYTES) > REQUESTS_BYTES_MAX) {
    const message = `${instances} producers with messages of ${grouped(sizeBytes)} bytes need more than the ${grouped(REQUESTS_BYTES_MAX)} bytes that a broker's heap has room for at once`;
    yield { path, at: "value", message };
  }
}

interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly unitBytes?: number;
  readonly overheadBytes?: number;
}

type Config = Readonly<Record<string, string | number | boolean>>;

/** With the defaults of librdkafka and Kafka. A value that is no number is none of this file's business. */
function limitsOf(
  cluster: Config,
  topic: Config,
  producers: Config,
  names: { readonly topic: string; readonly group: string },
): readonly Limit[] {
  const isCompressed = ["compression.type", "compression.codec"].some(
    (key) => (producers[key] ?? "none") !== "none",
  );
  const limits: readonly Limit[] = [
    {
      name: `${names.group}.config.message.max.bytes`,
      limit: Number(producers["message.max.bytes"] ?? 1_000_000),
    },
    {
      name: `${names.group}.config.queue.buffering.max.kbytes`,
      limit: Number(producers["queue.buffering.max.kbytes"] ?? 1_048_576),
      unitBytes: 1_024,
    },
    {
      name: "cluster.config.socket.request.max.bytes",
      limit: Number(cluster["socket.request.max.bytes"] ?? 104_857_600),
      overheadBytes: REQUEST_OVERHEAD_BYTES,
    },
    {
      name: `${names.topic}.config.max.message.bytes`,
      limit: Number(topic["max.message.bytes"] ?? cluster["message.max.bytes"] ?? 1_048_588),
    },
    {
      name: `${names.topic}.config.segment.bytes`,
      limit: Number(topic["segment.bytes"] ?? cluster["log.segment.bytes"] ?? 2 ** 30),
    },
  ];
  // The size of a compressed message is not known before it is compressed: what the brokers see is smaller.
  return isCompressed ? limits.filter(({ name }) => name.startsWith(names.group)) : limits;
}
