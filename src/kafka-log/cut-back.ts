/**
 * A broker's data directory after a power cut. What Kafka has written and not flushed is in the memory of the operating
 * system, and a power cut takes it. SIGKILL alone does not: so the logs of a broker that was killed are cut back here, to
 * what a power cut may leave. The broker's own recovery does the rest when it starts, as after a real one.
 *
 * What Kafka flushes, and when (Kafka 4.4; LogManager, UnifiedLog, LogSegment):
 *
 *  - A segment, with its indexes, when the next one begins (`UnifiedLog.roll`); every segment at a clean shutdown.
 *  - A log after so many records or milliseconds, where `flush.messages` or `flush.ms` say so. By default neither does.
 *  - The recovery point of each log, up to which everything is flushed, stands in `recovery-point-offset-checkpoint`. That
 *    file is written every minute, so the recovery point itself may be further on, but it is never behind.
 *  - All checkpoint files, `meta.properties` and `partition.metadata`, before they are renamed into place
 *    (CheckpointFile.write).
 *  - Each append to `__cluster_metadata-0` before a voter counts it (KafkaRaftLog.flush). So that log is never cut.
 *
 * Left to the broker's recovery (LogLoader.recoverLog), because it rebuilds them from the last segments: the
 * indexes, the producer snapshots, and the end of `leader-epoch-checkpoint`. A high watermark in
 * `replication-offset-checkpoint` that is beyond the end of the log is taken for the end.
 */
import { readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { type BatchPlace, batchesOf } from "./segment.js";

/** How much of a log a power cut leaves. */
export type Keep =
  /** All that Kafka has flushed, and nothing else. */
  | { readonly kind: "flushed"; readonly isFlushedAtOnce: (topic: string) => boolean }
  /** All batches but the last ones, which have at least so many records. */
  | { readonly kind: "all-but-records"; readonly records: number }
  /** All bytes but so many. The last batch that is left may be torn. */
  | { readonly kind: "all-but-bytes"; readonly bytes: number };

/** What was taken from the end of one log. */
export interface LogCut {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  readonly bytes: number;
  /** The first offset that is gone. */
  readonly toOffset: number;
}

const METADATA_LOG = "__cluster_metadata-0";
const RECOVERY_POINTS = "recovery-point-offset-checkpoint";
const CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
/** Directories that are being deleted or moved have a suffix after the number. */
const LOG_DIRECTORY = /^(?<topic>.+)-(?<partition>\d+)$/;
const FILE_OF_LOG = /^(?<offset>\d{20})\.(?<kind>log|index|timeindex|txnindex|snapshot)$/;

/** Cuts every log in the data directory of a broker that does not run. Resolves to the logs that lost something. */
export async function cutBack(dataDirectory: string, keep: Keep): Promise<LogCut[]> {
  const points = await recoveryPoints(dataDirectory);
  const cuts: LogCut[] = [];
  for (const name of (await readdir(dataDirectory)).sort()) {
    const { topic, partition } = LOG_DIRECTORY.exec(name)?.groups ?? {};
    if (topic === undefined || name === METADATA_LOG) continue;
    if (keep.kind === "flushed" && keep.isFlushedAtOnce(topic)) continue;
    const log = join(dataDirectory, name);
    const end = await endOf(log, keep, points.get(name) ?? 0);
    if (end === null) continue;
    await cutLog(log, end);
    cuts.push({ topic, partition: Number(partition), ...end.taken, toOffset: end.toOffset });
  }
  // With it, the broker would take the logs for whole and not look at them.
  if (cuts.length > 0) await rm(join(dataDirectory, CLEAN_SHUTDOWN), { force: true });
  return cuts;
}

/** By the name of the log's directory: the offset up to which Kafka says that it has flushed the log. */
async function recoveryPoints(dataDirectory: string): Promise<ReadonlyMap<string, number>> {
  // Version, number of entries, entries: CheckpointFile.java. A broker that is a minute old has not written it yet.
  const text = await readFile(join(dataDirectory, RECOVERY_POINTS), "utf8").catch(ifThereIsNone);
  const entries = text.split("\n").slice(2);
  return new Map(
    entries.flatMap((line) => {
      const { topic, partition, offset } =
        /^(?<topic>\S+) (?<partition>\d+) (?<offset>\d+)$/.exec(line)?.groups ?? {};
      return topic === undefined ? [] : [[`${topic}-${partition}`, Number(offset)] as const];
    }),
  );
}

function ifThereIsNone(error: NodeJS.ErrnoException): string {
  if (error.code !== "ENOENT") throw error;
  return "";
}

/** The new end of a log. */
interface End {
  /** First offset of the segment that it is in. */
  readonly segment: number;
  /** Bytes of that segment that stay. */
  readonly position: number;
  readonly toOffset: number;
  readonly taken: Taken;
}

interface Taken {
  readonly records: number;
  readonly bytes: number;
}

/** Null: nothing is taken. */
async function endOf(log: string, keep: Keep, recoveryPoint: number): Promise<End | null> {
  let end: End | null = null;
  for (const segment of (await segmentsOf(log)).reverse()) {
    const batches: BatchPlace[] = [];
    for await (const batch of batchesOf(join(log, fileName(segment)))) batches.push(batch);
    while (batches.length > 0) {
      const batch = batches.pop()!;
      const taken: Taken = end?.taken ?? { records: 0, bytes: 0 };
      if (isEnough(keep, taken, batch, recoveryPoint)) return end;
      const size = batch.end - batch.start;
      const bytes: number = keep.kind === "all-but-bytes" ? Math.min(size, keep.bytes - taken.bytes) : size;
      end = {
        segment,
        position: batch.end - bytes,
        toOffset: batch.baseOffset,
        taken: { records: taken.records + batch.records, bytes: taken.bytes + bytes },
      };
    }
    // Kafka flushed the segments before the last one when they were full.
    if (keep.kind === "flushed") return end;
  }
  return end;
}

/** Whether `batch`, which is the last one that is left, stays as well. */
function isEnough(keep: Keep, taken: Taken, batch: BatchPlace, recoveryPoint: number): boolean {
  if (keep.kind === "flushed") return batch.baseOffset < recoveryPoint;
  return keep.kind === "all-but-records" ? taken.records >= keep.records : taken.bytes >= keep.bytes;
}

/** The first offsets of a log's segments, in order. */
async function segmentsOf(log: string): Promise<number[]> {
  return (await filesOf(log))
    .flatMap(({ kind, offset }) => (kind === "log" ? [offset] : []))
    .sort((a, b) => a - b);
}

async function cutLog(log: string, { segment, position, toOffset }: End): Promise<void> {
  for (const { name, kind, offset } of await filesOf(log)) {
    const isBeyond = kind === "snapshot" ? offset > toOffset : offset > segment;
    if (isBeyond) await rm(join(log, name));
  }
  await truncate(join(log, fileName(segment)), position);
}

async function filesOf(log: string): Promise<{ name: string; kind: string; offset: number }[]> {
  return (await readdir(log)).flatMap((name) => {
    const { offset, kind } = FILE_OF_LOG.exec(name)?.groups ?? {};
    return kind === undefined ? [] : [{ name, kind, offset: Number(offset) }];
  });
}

function fileName(segment: number): string {
  return `${String(segment).padStart(20, "0")}.log`;
}
