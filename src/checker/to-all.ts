/** One sink for several, each of which takes in the whole log. */
import type { LogSink } from "../history/log-entries.js";
import { DEAF } from "./check-kind.js";

/** A sink that does not listen to some kind of entry is not called for it. */
export function toAll(sinks: readonly LogSink[]): LogSink {
  const listening = <Kind extends keyof LogSink>(kind: Kind) =>
    sinks.filter((sink) => sink[kind] !== DEAF[kind]);
  const [ofBatches, ofRecords] = [listening("batch"), listening("records")];
  return {
    begin(partition) {
      for (const sink of sinks) sink.begin(partition);
    },
    batch(origin) {
      for (const sink of ofBatches) sink.batch(origin);
    },
    records(offset, count, kind, row, schemaId) {
      for (const sink of ofRecords) sink.records(offset, count, kind, row, schemaId);
    },
    broken(firstOffset, lastOffset) {
      for (const sink of sinks) sink.broken(firstOffset, lastOffset);
    },
    control(firstOffset, lastOffset) {
      for (const sink of sinks) sink.control(firstOffset, lastOffset);
    },
    deleted(firstOffset, lastOffset) {
      for (const sink of sinks) sink.deleted(firstOffset, lastOffset);
    },
    end(endOffset) {
      for (const sink of sinks) sink.end(endOffset);
    },
  };
}
