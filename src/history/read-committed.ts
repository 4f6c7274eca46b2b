/** A log as a consumer of committed records gets it, as far as producers wrote it. */
import { withoutCopies } from "./copies.js";
import type { LogSink } from "./log-entries.js";
import type { LogFooter, StoredLog } from "./log-file.js";
import { type AbortedTransaction, withoutAborted } from "./transactions.js";

/**
 * Reads the log into what `start` makes. The end of the file tells of aborted transactions, so with any it is read twice,
 * into a new one. `alsoHidden`: further transactions whose records are left out in the same way, where some have no end.
 * @throws LogFileError when the log is not whole, or damaged
 */
export async function readCommitted<Sink extends LogSink>(
  log: Pick<StoredLog, "read" | "identity">,
  start: () => Sink,
  alsoHidden: () => Promise<readonly AbortedTransaction[]> = async () => [],
): Promise<{ readonly sink: Sink; readonly footer: LogFooter }> {
  const sink = start();
  const footer = await log.read(withoutCopies(sink, log.identity));
  const { aborted: ended, open } = footer.transactions ?? { aborted: [], open: 0 };
  const aborted = open === 0 ? ended : [...ended, ...(await alsoHidden())];
  if (aborted.length === 0) return { sink, footer };
  const again = start();
  return { sink: again, footer: await log.read(withoutAborted(withoutCopies(again, log.identity), aborted)) };
}
