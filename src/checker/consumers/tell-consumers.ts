/** What a check of the reads finds, in a result: when the run ends, and when it is checked again. */
import type { Ledger } from "../../history/ledger.js";
import type { StoredLog } from "../../history/log-file.js";
import type { KnownReads } from "../../history/open-reads.js";
import { ReadsFileError } from "../../history/reads.js";
import type { Result } from "../../rundir/result.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { checkCopies } from "../copiers/check-copies.js";
import { checkReads, isConsumer, type Label } from "./check-reads.js";
import type { FinalLog } from "./final-log.js";

/** Names of partitions, for people. Undefined: the result does not have them. */
export function labelsOf({ settings }: Result): Label | undefined {
  if (settings === null) return undefined;
  const all = new TopicPartitions(settings.topics);
  return (partition) => all.label(partition);
}

/**
 * Reads that cannot be read, or are of another run, are told as not known, and why. A run without groups has nothing to tell.
 * Rejects only with an error of the log.
 */
export async function tellReads(
  { reads, readsUnknown }: KnownReads,
  log: Pick<StoredLog, "read" | "identity">,
  ledger: Ledger,
  result: Result,
  finalLog?: () => Promise<FinalLog>,
): Promise<void> {
  const had = result.consumers !== undefined;
  const hadCopiers = result.copiers !== undefined;
  delete result.consumers;
  delete result.copiers;
  const unknown =
    readsUnknown ?? ((had || hadCopiers) && reads === null ? "there is no reads.bin any more" : null);
  if (unknown !== null) {
    if (had || !hadCopiers) result.consumers = { groups: [], unknown };
    if (hadCopiers) result.copiers = { copiers: [], unknown };
  }
  if (reads === null) return;
  const { groups } = reads.header;
  const healed = result.faults.flatMap(({ healedAt }) => (healedAt === null ? [] : [Date.parse(healedAt)]));
  const healedMs = healed.length === 0 ? null : Math.max(...healed) - ledger.startedAtMs;
  if (groups.some(isConsumer)) {
    result.consumers = await orUnknown(
      () => checkReads(reads, log, ledger, healedMs, labelsOf(result), finalLog),
      (unknown) => ({ groups: [], unknown }),
    );
  }
  if (!groups.every(isConsumer)) {
    const topics = new TopicPartitions(log.identity.topics);
    result.copiers = await orUnknown(
      () => checkCopies(reads, log, ledger, topics, finalLog),
      (unknown) => ({ copiers: [], unknown }),
    );
  }
}

async function orUnknown<Found>(
  find: () => Promise<Found>,
  unknown: (because: string) => Found,
): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ReadsFileError || error instanceof RangeError)) throw error;
    return unknown(error.message);
  }
}
