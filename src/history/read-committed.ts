/** A log as a consumer of committed records gets it. */
import type { LogSink } from "./log-entries.js";
import type { LogFooter, StoredLog } from "./log-file.js";
import { withoutAborted } from "./transactions.js";

/**
 * Reads the log into what `start` makes. The end of the file tells of aborted transactions, so with any it is read twice,
 * into a new one. @throws LogFileError when the log is not whole, or damaged
 */
export async function readCommitted<Sink extends LogSink>(
  log: Pick<StoredLog, "read">,
  start: () => Sink,
): Promise<{ readonly sink: Sink; readonly footer: LogFooter }> {
  const sink = start();
  const footer = await log.read(sink);
  const aborted = footer.transactions?.aborted ?? [];
  if (aborted.length === 0) return { sink, footer };
  const again = start();
  return { sink: again, footer: await log.read(withoutAborted(again, aborted)) };
}
