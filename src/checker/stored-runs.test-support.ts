/** Run directories of synthetic histories, as a run that is over leaves them. */
import { rmSync, writeFileSync } from "node:fs";
import { faults } from "../faults/index.js";
import { identityFor } from "../history/equal.test-support.js";
import { keepLedger } from "../history/ledger-file.js";
import { LogWriter } from "../history/log-file.js";
import { SegmentWriter } from "../history/read-records.js";
import { mergeSegments } from "../history/reads.js";
import { result as resultOf } from "../report/testing/runs.js";
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";
import type { Result } from "../rundir/result.js";
import { createRun, type RunPaths, writeResult } from "../rundir/rundir.js";
import { loadScenario } from "../scenario/load.js";
import { feed, type History, ledgerOf, NONCE, SIZE_BYTES } from "./histories.test-support.js";

export interface StoredRun {
  readonly history: History;
  readonly result: Parameters<typeof resultOf>[0];
  /** The journal of a proxy; null: there was none. */
  readonly journal?: readonly ProxyJournalEntry[] | null;
}

export async function storeRun(
  out: string,
  { history, result, journal = null }: StoredRun,
): Promise<RunPaths> {
  const { producers, messages, partitions, acks } = history;
  const paths = createRun(out, "stored");
  const yaml = JSON.stringify({
    name: "stored",
    topic: { name: "test1", partitions },
    producers: { count: messages, instances: producers, acks, size: `${SIZE_BYTES}B` },
    ...(journal !== null && {
      faults: [
        {
          at: "0s",
          proxy: { interceptor: "duplicate-resource", config: { topics: ["test1"], rateInPercent: 50 } },
        },
      ],
    }),
    expect: { loss: "any" },
  });
  const loaded = loadScenario(yaml, { path: "stored", faults, randomSeed: 0 });
  writeFileSync(paths.scenario, loaded.yaml);
  writeFileSync(paths.timeline, "");
  if (journal !== null)
    writeFileSync(paths.proxyJournal, journal.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  const ledger = ledgerOf(history);
  await keepLedger(paths.ledger, ledger)[Symbol.asyncDispose]();
  const identity = identityFor(ledger, { topic: "test1", sizeBytes: SIZE_BYTES });
  await using log = await LogWriter.create(paths.log, identity);
  for (const [partition, records] of history.log.entries()) {
    log.begin(partition);
    for (const [offset, record] of records.entries()) feed(log, offset, record);
    log.end(records.length);
  }
  await log.finish({ topicConfigs: [null] });
  const { sent, acknowledged, failed, settled } = ledger.totals;
  const ofLedger = { planned: ledger.rows, sent, acknowledged, failed, unsettled: sent - settled };
  const stored: Result = resultOf({
    producers: { instances: producers, acks, rate: 1_000 },
    ...result,
    counts: { ...ofLedger, ...result?.counts },
  });
  writeResult(paths, stored);
  return paths;
}

/** What the one member of a group writes. */
export type StoredReadsOf = (to: SegmentWriter) => void;

/** Writes reads.bin: a group `billing` of one member, and a final client that had nothing to read. */
export async function storeReads(
  paths: Pick<RunPaths, "reads">,
  history: History,
  write: StoredReadsOf,
): Promise<void> {
  const path = `${paths.reads}.seg`;
  {
    using to = new SegmentWriter(path);
    write(to);
  }
  const member = {
    group: "billing",
    instance: 0,
    incarnation: 0,
    startedMs: 0,
    endedMs: 20,
    end: "closed",
  } as const;
  const group = {
    group: "billing",
    mode: "subscribe",
    commit: "after",
    isolation: "read_committed",
  } as const;
  const { producers, messages, partitions } = history;
  await mergeSegments(
    paths.reads,
    {
      ...{ nonce: NONCE, topic: "test1", partitions, rows: producers * messages, unfinished: [] },
      groups: [{ ...group, offsetReset: "earliest" }],
    },
    [
      { path, member: { ...member, role: "member" } },
      { path: `${path}.final`, member: { ...member, role: "final" } },
    ],
  );
  rmSync(path);
}
