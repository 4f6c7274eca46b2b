/** The ledger and the log of a run, as far as they can be read: what cannot be is a sentence, and the rest is shown. */

import { existsSync } from "node:fs";
import type { Ledger } from "../../history/ledger.js";
import { readLedger } from "../../history/ledger-file.js";
import { openLog } from "../../history/log-file.js";
import { readCommitted } from "../../history/read-committed.js";
import { type RunData, runPaths } from "../../rundir/rundir.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { StoredMessages } from "./messages.js";

export interface ReadHistory {
  /** Null: it cannot be read. */
  readonly ledger: Ledger | null;
  /** Null: it cannot be read, is not whole, or is not of the same run as the ledger. */
  readonly stored: StoredMessages | null;
  /** Why one of them is null, or the ledger is not complete. */
  readonly problem: string | null;
}

export async function readHistory(run: RunData, spansMax: number): Promise<ReadHistory> {
  const paths = runPaths(run.directory);
  if (!existsSync(paths.ledger)) {
    return {
      ledger: null,
      stored: null,
      problem: "The run has no ledger.bin, so this page has no map of its messages.",
    };
  }
  let ledger: Ledger;
  let isComplete: boolean;
  try {
    ({ ledger, complete: isComplete } = await readLedger(paths.ledger));
  } catch (error) {
    return { ledger: null, stored: null, problem: sentence(error) };
  }
  if (!isComplete) {
    return {
      ...{ ledger, stored: null },
      problem: "The run was killed before its end. The map has the knowledge of the producers until then.",
    };
  }
  if (!existsSync(paths.log)) {
    const problem =
      "The run has no log.bin, so this page does not know which acknowledged messages were kept.";
    return { ledger, stored: null, problem };
  }
  try {
    const log = await openLog(paths.log);
    const { nonce, producers, topics } = log.identity;
    const { count: partitions } = new TopicPartitions(topics);
    const isSame =
      nonce === ledger.nonce &&
      producers.length === ledger.producers.length &&
      producers.every(({ messages }, producer) => messages === ledger.producers[producer]!.messages) &&
      partitions === ledger.partitions;
    if (!isSame) return { ledger, stored: null, problem: "ledger.bin and log.bin are not of the same run." };
    const { sink } = await readCommitted(log, () => new StoredMessages(ledger.rows, spansMax));
    return { ledger, stored: sink, problem: null };
  } catch (error) {
    return { ledger, stored: null, problem: sentence(error) };
  }
}

function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
