/**
 * What brokers had on their disks, also what they threw away later: copies of their segment files, taken while a run goes
 * on, and what Kafka's own DumpLogSegments says of them. Nothing here is code of the program, nor of its protocol.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { glob } from "tinyglobby";
import { java, kafkaLibs } from "./kafka-tools.js";

const LOOK_EVERY_MS = 100;
const DUMP_MS_MAX = 90_000;

/** The log of one partition on one broker's disk, as it was when it was longest before it was cut, or at last. */
export interface Segments {
  readonly node: string;
  readonly partition: number;
  /** When it was last seen so, and when it was first seen to be cut; null: it never was. */
  readonly seenMs: number;
  readonly cutMs: number | null;
  readonly path: string;
}

export interface SegmentRecorder {
  /** Ends the recording, which the end of the run does as well. In the order of time for each broker and partition. */
  stop(): Promise<readonly Segments[]>;
}

interface Growing {
  bytes: Buffer;
  seenMs: number;
}

/** Watches the data directories of local clusters in `root` (see runs.ts) for the partitions of `topic`. */
export function recordSegments(root: string, topic: string, into: string): SegmentRecorder {
  const kept: Segments[] = [];
  const growing = new Map<string, Growing>();
  let stopped = false;

  async function keep(key: string, { bytes, seenMs }: Growing, cutMs: number | null): Promise<void> {
    const [node, partition] = key.split("/") as [string, string];
    const directory = join(into, `${node}-${partition}-${kept.length}`);
    // DumpLogSegments takes the base offset from the name.
    const path = join(directory, "00000000000000000000.log");
    kept.push({ node, partition: Number(partition), seenMs, cutMs, path });
    await mkdir(directory, { recursive: true });
    await writeFile(path, bytes);
  }

  async function look(directory: string, key: string): Promise<void> {
    const names = (await readdir(directory)).filter((name) => name.endsWith(".log")).sort();
    if (names.length === 0) return;
    if (names.length > 1) throw new Error(`${directory} has several segments: keep the runs small`);
    const bytes = await readFile(join(directory, names[0]!));
    const nowMs = Date.now();
    const before = growing.get(key);
    if (before !== undefined && !bytes.subarray(0, before.bytes.length).equals(before.bytes)) {
      await keep(key, before, nowMs);
    }
    growing.set(key, { bytes, seenMs: nowMs });
  }

  async function lookAtAll(): Promise<void> {
    const clusters = await glob(`*/*-${topic}/cluster/*/data/${topic}-*`, {
      cwd: root,
      onlyDirectories: true,
    });
    await Promise.all(
      clusters.map(async (directory) => {
        const [, , , node, , name] = directory.split("/") as [string, string, string, string, string, string];
        const partition = name.slice(topic.length + 1);
        if (!/^\d+$/.test(partition)) return;
        await look(join(root, directory), `${node}/${partition}`).catch((error) => {
          // The run is over, and takes its directory away.
          if (error.code !== "ENOENT") throw error;
        });
      }),
    );
  }

  const recording = (async () => {
    while (!stopped) {
      await lookAtAll();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  recording.catch(() => {}); // told by stop()

  return {
    async stop() {
      stopped = true;
      await recording;
      for (const [key, last] of growing) await keep(key, last, null);
      return kept;
    },
  };
}

export interface DumpedRecord {
  readonly offset: number;
  /** The leader epoch that stands in its batch. */
  readonly epoch: number;
  readonly key: string;
}

/** The records of each file, in their order, with keys that are digits. */
export async function dumpSegments(
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly DumpedRecord[]>> {
  const { stdout } = await execa(
    java(),
    [
      ...["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", `${kafkaLibs()}/*`],
      ...["kafka.tools.DumpLogSegments", "--deep-iteration", "--print-data-log", "--files", paths.join(",")],
    ],
    // A character a byte: values are no text.
    { encoding: "latin1", timeout: DUMP_MS_MAX, maxBuffer: 1 << 30 },
  );
  const dumped = new Map<string, DumpedRecord[]>(paths.map((path) => [path, []]));
  let records: DumpedRecord[] | undefined;
  let epoch = -1;
  for (const line of stdout.split("\n")) {
    const file = /^Dumping (.+)$/.exec(line);
    if (file !== null) records = dumped.get(file[1]!);
    const batch = /^baseOffset: \d+ .*partitionLeaderEpoch: (\d+)/.exec(line);
    if (batch !== null) epoch = Number(batch[1]);
    const record = /^\| offset: (\d+) .*? key: (\d+) payload: /.exec(line);
    if (record !== null) records?.push({ offset: Number(record[1]), epoch, key: record[2]! });
  }
  return dumped;
}
