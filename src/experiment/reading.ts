/** The consumer groups of a run: what they do goes to the journal, and what they read to reads.bin. */

import { appendFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { brokersOf } from "../cluster/topology.js";
import { bootstrapOf } from "../engine/addresses.js";
import type { Cluster } from "../engine/engine.js";
import { identityOf } from "../history/identity.js";
import type { Ledger } from "../history/ledger.js";
import { type GroupOfReads, mergeSegments, type Segment } from "../history/reads.js";
import { LAST_STABLE } from "../kafka/admin.js";
import { highWatermarks } from "../observer/high-watermarks.js";
import type { View } from "../observer/leadership.js";
import { seededRandom } from "../random.js";
import type { RunPaths } from "../rundir/rundir.js";
import type { ConsumerGroup, Scenario } from "../scenario/syntax.js";
import { TopicPartitions } from "../topic-partitions.js";
import { Consumers, type UnfinishedPartition } from "../workload/consumers.js";
import { copierGroup } from "../workload/copier-group.js";
import type { CopyOrder } from "../workload/member-messages.js";
import type { Journal } from "./journal.js";

/** A run that is interrupted kills what still runs, and writes reads.bin all the same. */
export interface Reading extends AsyncDisposable {
  readonly consumers: Consumers;
  /** Waits until the copiers have copied all, within a limit, and ends them. `views`: as below. */
  drain(views: readonly View[]): Promise<void>;
  /**
   * Lets the groups read on to the end of the log, ends them, and writes reads.bin. Does so once. `views`: what each broker
   * knows of leaders.
   */
  finish(views: readonly View[]): Promise<void>;
}

interface ReadingOptions {
  readonly scenario: Scenario;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly schemaId: number | null;
  readonly paths: Pick<RunPaths, "logs" | "reads" | "segments">;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** Starts no process yet. */
export function openReading({
  scenario,
  cluster,
  ledger,
  schemaId,
  paths,
  journal,
  signal,
}: ReadingOptions): Reading {
  const { topics: named, consumers: groups = [], copiers = [] } = scenario;
  const copierGroups = copiers.map((copier) => copierGroup(copier, named));
  const written = scenario.producers.map(({ topic }) => topic);
  const topic = named[0]!.name;
  const topics = new TopicPartitions(named);
  const { nonce, partitions, startedAtMs } = ledger;
  const log = join(paths.logs, "consumers.log");
  const consumers = new Consumers({
    groups,
    copiers: copierGroups,
    bootstrap: bootstrapOf(cluster),
    partitions: topics.indexes().map((index) => {
      const { topic, partition } = topics.at(index);
      return [topic, partition] as const;
    }),
    identity: identityOf(scenario, nonce, schemaId),
    ...{ startedAtMs, directory: paths.segments, nowMs: journal.nowMs, signal },
    acknowledged: (topics) =>
      written.every((topic) => topics.includes(topic)) ? ledger.totals.acknowledged : 0,
    random: seededRandom(scenario.seed),
    listener: {
      client: (name, state, detail) =>
        journal.happened({ event: "client", ...name, state, ...(detail !== undefined && { detail }) }),
      rebalance: (name, action, partitions) =>
        journal.happened({ event: "rebalance", ...name, action, partitions: [...partitions] }),
      undone: (name, messages, reason) => journal.happened({ event: "undone", ...name, messages, reason }),
      commits: (group, commits, failed) =>
        journal.happened({ event: "commits", group, commits, failed: { ...failed } }),
      consumed: (group, reads, lag) => journal.happened({ event: "consumed", group, reads, lag }),
      log: (line) => journal.guard(() => appendFileSync(log, `[${new Date().toISOString()}] ${line}\n`)),
      doubt: (text) => journal.doubt("experiment", text),
      note: (text) => journal.note(text),
    },
  });
  const partitionsOf = (names: readonly string[]) =>
    topics.indexes().filter((index) => names.includes(topics.at(index).topic));
  const headerOf = ({ group, copy }: { group: ConsumerGroup; copy: CopyOrder | null }): GroupOfReads => ({
    ...{ group: group.group, mode: group.mode, commit: group.commit, isolation: group.isolation },
    ...{ offsetReset: group.offsetReset, partitions: partitionsOf(group.topics) },
    ...(copy !== null && {
      copies: { partitions: partitionsOf([copy.to]), transactions: copy.transactions },
    }),
  });
  let isFinished = groups.length + copiers.length === 0;
  let isKept = false;

  async function keep(segments: readonly Segment[], unfinished: readonly UnfinishedPartition[]) {
    isKept = true;
    await mergeSegments(
      paths.reads,
      {
        ...{ nonce, topic, partitions, rows: ledger.rows, unfinished },
        groups: [...groups.map((group) => ({ group, copy: null })), ...copierGroups].map(headerOf),
      },
      segments,
    );
    await rm(paths.segments, { recursive: true });
  }

  return {
    consumers,
    async drain(views) {
      if (copiers.length === 0) return;
      journal.phase("copiers");
      const ends = await highWatermarks(brokersOf(cluster), views, topics, signal);
      if (ends.offsets === null) journal.note(`nobody waited for the copiers: ${ends.reason}`);
      await consumers.drain(ends.offsets);
    },
    async finish(views) {
      if (isFinished) return;
      isFinished = true;
      journal.phase("consumers");
      const ends = await highWatermarks(brokersOf(cluster), views, topics, signal);
      if (ends.offsets === null) journal.note(`consumers did not read to the end of the log: ${ends.reason}`);
      const stable = await highWatermarks(brokersOf(cluster), views, topics, signal, LAST_STABLE);
      const finished = await consumers.finish(ends.offsets, stable.offsets);
      await keep(finished.segments, finished.unfinished);
    },
    async [Symbol.asyncDispose]() {
      await consumers[Symbol.asyncDispose]();
      const segments = consumers.segments();
      if (isKept || segments.length === 0) return;
      try {
        await keep(segments, []);
      } catch (error) {
        journal.note(`the reads of consumers were not kept: ${(error as Error).message}`);
      }
    },
  };
}
