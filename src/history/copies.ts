/** Copies in a log: what copiers wrote, in partitions of their own. */
import { copyPartitions } from "../topic-partitions.js";
import type { LogIdentity, LogSink } from "./log-entries.js";

/** Tells `sink` the copies as offsets of control batches: they are no messages of producers. */
export function withoutCopies<Sink extends LogSink>(
  sink: Sink,
  { topics }: Pick<LogIdentity, "topics">,
): LogSink {
  const copies = copyPartitions(topics);
  if (copies.size === 0) return sink;
  let isCopy = false;
  return {
    begin(partition) {
      isCopy = copies.has(partition);
      sink.begin(partition);
    },
    batch: (origin) => sink.batch(origin),
    records(offset, count, kind, row, schemaId) {
      if (isCopy) sink.control(offset, offset + count - 1);
      else sink.records(offset, count, kind, row, schemaId);
    },
    broken: (firstOffset, lastOffset) => sink.broken(firstOffset, lastOffset),
    control: (firstOffset, lastOffset) => sink.control(firstOffset, lastOffset),
    deleted: (firstOffset, lastOffset) => sink.deleted(firstOffset, lastOffset),
    end: (endOffset) => sink.end(endOffset),
  };
}
