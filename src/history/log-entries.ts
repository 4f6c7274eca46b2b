/**
 * The logs of a run's topics as data: what the reader says of it, what `log.bin` keeps, and what a check takes in.
 *
 * Partitions come one after another, each with its entries in the order in which they were read, from the first offset
 * to the last. An entry is a record, or a span of offsets without one:
 *
 *   record    a record in a batch that holds its checksum, and what its value says (classify.ts)
 *   broken    offsets of a batch that fails its checksum: no consumer gets any of its records
 *   control   offsets of a control batch, which holds no messages
 *   deleted   offsets below the start of the log, as the broker says
 *
 * An offset that no entry has was not in the log, or was not read.
 */
import type { TopicShape } from "../topic-partitions.js";

/** What the value of a record is. */
export const RECORD = {
  /** An intact message of this run: its row in the ledger is known for certain. */
  message: 0,
  /** An intact message of another run, or one that this run does not have. */
  foreign: 1,
  /** Not intact. Its row is a claim of the damaged header; −1: the header names none. */
  damaged: 2,
  /** A message of this run as a proxy changes values: with bytes behind it, or another schema id before it. */
  changed: 3,
} as const;

export type RecordKind = (typeof RECORD)[keyof typeof RECORD];

/** What the header of a batch says of the records in it. */
export interface BatchOrigin {
  /** −1: batches of this format do not say. */
  readonly leaderEpoch: number;
  /** −1: the producer was neither idempotent nor transactional. */
  readonly producerId: number;
  /** −1: as producerId. Absent: not known, as older files do not have it. */
  readonly producerEpoch?: number;
  readonly isTransactional: boolean;
  /** How a control batch ends a transaction; null: it is no control batch, or another one. */
  readonly marker: "commit" | "abort" | null;
  /** Of the transaction coordinator that ended the transaction. Absent: it is no marker, or not known. */
  readonly coordinatorEpoch?: number;
}

/** Takes in a log, entry by entry. An entry is plain numbers: ten million records allocate nothing. */
export interface LogSink {
  /** The entries up to `end` are of this partition. */
  begin(partition: number): void;
  /** Where the records and control batches come from that follow, until the next call. */
  batch(origin: BatchOrigin): void;
  /**
   * `count` records at consecutive offsets. `row`: of the first one in the ledger, and the others have the rows that follow;
   * −1: none of them has a row. `schemaId`: the id that each value carries, −1 for none.
   */
  records(offset: number, count: number, kind: RecordKind, row: number, schemaId: number): void;
  broken(firstOffset: number, lastOffset: number): void;
  control(firstOffset: number, lastOffset: number): void;
  deleted(firstOffset: number, lastOffset: number): void;
  /** The partition was read to its end. `endOffset`: the offset after the last record that has to be there. */
  end(endOffset: number): void;
}

/** Which run the entries speak of: what tells its messages from any other's, and their rows. */
export interface LogIdentity {
  /** Partitions have one number over all of them (topic-partitions.ts). */
  readonly topics: readonly TopicShape[];
  readonly nonce: number;
  readonly producers: readonly ProducerValues[];
  /** What every value carries; null: none does. */
  readonly schemaId: number | null;
}

export interface ProducerValues {
  /** That the producer sends. */
  readonly messages: number;
  /** Of every value as the producer made it. */
  readonly sizeBytes: number;
}
