/** What a check of a log finds. */
import type { Anomaly, Counts, MessageRange, OBSERVED } from "../rundir/result.js";
import type { SchemaIds } from "./schema-ids.js";
import type { Tally } from "./tallies.js";
import type { UnsafeStretch } from "./unsafe-stretches.js";

export type { Anomaly } from "../rundir/result.js";

/** Null: not known. */
export interface CheckCounts {
  readonly logMessages: number;
  readonly lost: number | null;
  readonly duplicated: number | null;
  readonly reordered: number | null;
  readonly corrupted: number;
  readonly unexpected: number;
  readonly misplaced: number | null;
}

/** What of the log was seen; what could not be read is not in it. */
export type Observed = Pick<Counts, (typeof OBSERVED)[number]>;

/** A range of lost messages. */
export interface LostRange extends MessageRange {
  /** How many of the acknowledged places hold another message now. */
  readonly overwritten: number;
  /** The acknowledged message that stands where the first of the range was, if one does. */
  readonly overwrittenBy: { readonly producer: number; readonly sequence: number } | null;
}

/** Of one partition; lost null: not known. */
export interface PartitionOutcome {
  readonly stored: number;
  readonly lost: number | null;
  readonly endOffset: number;
}

export interface CheckOutcome {
  readonly counts: CheckCounts;
  /** In the order of the partitions. */
  readonly partitions: readonly PartitionOutcome[];
  readonly observed: Observed;
  /** Both equal to counts.lost where that is known. */
  readonly lostAtLeast: number;
  readonly lostAtMost: number | null;
  /** By the name of a check: why its count is not known, a clause. */
  readonly unknownBecause: Readonly<Record<string, string>>;
  /**
   * Only messages that are lost for certain; but where damaged records are undecided, one of these may be any of them.
   * By the time of their first acknowledgement, oldest first; when there are too many, the latest is kept as well. */
  readonly lostRanges: readonly LostRange[];
  readonly lostRangesOmitted: number;
  /** Whether an acknowledged message is lost; null: not known, or it was not acknowledged. */
  readonly isLost: (row: number) => boolean | null;
  readonly ofProducer: (producer: number) => Tally;
  readonly ofPartition: (partition: number) => Tally;
  /** The longest times in which every acknowledged message of a partition is lost. */
  readonly unsafe: readonly UnsafeStretch[];
  readonly anomalies: readonly Anomaly[];
  /** With a proxy's journal: what of the log is its doing. Not in `counts`. */
  readonly planted?: { readonly duplicated: number; readonly corrupted: number };
  /** What consumers meet, where values carry the id of a schema. */
  readonly schemaIds?: SchemaIds;
  /** Why the counts may not be the truth, a sentence each; empty: they are. */
  readonly inconclusive: readonly string[];
}
