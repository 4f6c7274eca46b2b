/** Run directories with a ledger, a log and logs of nodes, as a run leaves them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equalLedger, identityFor } from "../../../history/equal.test-support.js";
import type { Ledger } from "../../../history/ledger.js";
import { keepLedger } from "../../../history/ledger-file.js";
import { LogWriter } from "../../../history/log-file.js";
import { messageWriter } from "../../../history/message.js";
import type { Result } from "../../../rundir/result.js";
import { type RunData, readRun, runPaths, writeResult } from "../../../rundir/rundir.js";
import type { TimelineEvent } from "../../../rundir/timeline.js";

const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;

export interface StoredRun {
  readonly directory: string;
  readonly result: Result;
  readonly timeline: readonly TimelineEvent[];
  readonly producers?: number;
  /** Of each producer. */
  readonly messages: number;
  readonly partitions?: number;
  readonly startedAtMs: number;
  /** Fills in the producers' knowledge. */
  readonly produce: (ledger: Ledger) => void;
  /** Of each partition: the rows in the log from offset 0 on, and their leader epochs. Null: there is no log.bin. */
  readonly stored: readonly (readonly { readonly row: number; readonly epoch: number }[])[] | null;
  /** By node. */
  readonly logs?: Readonly<Record<string, string>>;
  readonly scenario?: string;
}

export async function writeRun(run: StoredRun): Promise<RunData> {
  const { directory, result, timeline, messages, producers = 1, partitions = 1, startedAtMs } = run;
  const paths = runPaths(directory);
  mkdirSync(paths.logs, { recursive: true });
  writeResult(paths, result);
  writeFileSync(paths.timeline, timeline.map((event) => `${JSON.stringify(event)}\n`).join(""));
  writeFileSync(paths.scenario, run.scenario ?? "name: planted\n");
  for (const [node, text] of Object.entries(run.logs ?? {}))
    writeFileSync(join(paths.logs, `${node}.log`), text);
  const ledger = equalLedger({ nonce: NONCE, producers, messages, partitions, acks: 1, startedAtMs });
  run.produce(ledger);
  await keepLedger(paths.ledger, ledger, 60_000)[Symbol.asyncDispose]();
  if (run.stored !== null) {
    const identity = identityFor(ledger, { topic: "test1", sizeBytes: SIZE_BYTES });
    await using log = await LogWriter.create(paths.log, identity);
    const writers = Array.from({ length: producers }, (_, producer) =>
      messageWriter({ nonce: NONCE, producer, sizeBytes: SIZE_BYTES }),
    );
    for (const [partition, records] of run.stored.entries()) {
      log.begin(partition);
      for (const [offset, { row, epoch }] of records.entries()) {
        log.batch({ leaderEpoch: epoch, producerId: -1, isTransactional: false, marker: null });
        const bytes = writers[Math.floor(row / messages)]!.write(row % messages, startedAtMs);
        log.record(offset, bytes, 0, bytes.length);
      }
      log.end(records.length);
    }
    await log.finish({ topicConfigs: [null] });
  }
  return readRun(directory);
}
