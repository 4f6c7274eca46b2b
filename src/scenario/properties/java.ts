/** The names that Java's producer has and librdkafka has not: what librdkafka calls them, if it has such a thing. */
import { JAVA_PRODUCER_PROPERTIES } from "../generated/properties.js";

const IN_LIBRDKAFKA: Readonly<Record<string, string>> = {
  "buffer.memory": "queue.buffering.max.kbytes (in kilobytes of 1,024 bytes)",
  "compression.gzip.level": "compression.level",
  "compression.lz4.level": "compression.level",
  "compression.zstd.level": "compression.level",
  "max.request.size": "message.max.bytes",
  "partitioner.class": "partitioner",
  "receive.buffer.bytes": "socket.receive.buffer.bytes",
  "send.buffer.bytes": "socket.send.buffer.bytes",
};

/** What to do without a property of the Java client; undefined for any other name. */
export function insteadOfJava(name: string): string | undefined {
  if (!JAVA_PRODUCER_PROPERTIES.has(name)) return undefined;
  if (/^(key|value)\.serializer$/.test(name)) return "chaos makes keys and values by itself";
  const called = IN_LIBRDKAFKA[name];
  return called === undefined ? "librdkafka has no equivalent" : `librdkafka calls it ${called}`;
}
