/** The reads of a run, or why they are not known. A run without them is judged all the same: the rest of it is known. */
import { existsSync } from "node:fs";
import type { RunPaths } from "../rundir/rundir.js";
import type { Ledger } from "./ledger.js";
import { openReads, ReadsFileError, type StoredReads } from "./reads.js";

export interface KnownReads {
  /** What the consumer groups read. Null: the run has no groups, or `readsUnknown` says why they are not known. */
  readonly reads: StoredReads | null;
  readonly readsUnknown: string | null;
}

export async function openReadsOf(
  { reads: path, segments }: Pick<RunPaths, "reads" | "segments">,
  ledger: Ledger,
): Promise<KnownReads> {
  const unknown = (readsUnknown: string): KnownReads => ({ reads: null, readsUnknown });
  if (!existsSync(path)) {
    if (!existsSync(segments)) return { reads: null, readsUnknown: null };
    return unknown(
      `there is no ${path}: the run stopped before it had put together the reads of its consumers`,
    );
  }
  try {
    const reads = await openReads(path);
    const { nonce, partitions, rows } = reads.header;
    const isOfTheRun = nonce === ledger.nonce && partitions === ledger.partitions && rows === ledger.rows;
    return isOfTheRun
      ? { reads, readsUnknown: null }
      : unknown("reads.bin and ledger.bin are not of the same run");
  } catch (error) {
    if (!(error instanceof ReadsFileError)) throw error;
    return unknown(error.message);
  }
}
