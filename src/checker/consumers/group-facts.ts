/** What one group did, as all checks need it: what was read how often and how late, commits, and who had which partition. */
import { bucketOfTicks, type Ledger, OUTCOME, ticksOfBucket } from "../../history/ledger.js";
import { RECORD } from "../../history/log-entries.js";
import { NO_ROW, UNKNOWN_OFFSET } from "../../history/read-records.js";
import type { GroupOfReads, StoredMember } from "../../history/reads.js";
import { type Bits, bits } from "../bits.js";
import { Columns } from "./columns.js";
import { type FinalLog, NO_RECORD, UNKNOWN_RECORD } from "./final-log.js";
import { Moves } from "./moves.js";
import type { ReadSink } from "./read-sink.js";

/** Reads of messages that the log does not have there are kept up to so many. */
const DIFFERENCES_MAX = 1_000_000;
const AGAIN_MAX = 254;

/** A member had a partition, from `fromTicks` to `untilTicks`. */
export interface Tenure {
  readonly member: number;
  readonly partition: number;
  readonly fromTicks: number;
  untilTicks: number;
  /** `member`: the member ended. */
  endedBy: "revoked" | "lost" | "member";
  /** Where the client said that it would begin; null: it did not say. */
  readonly said: number | null;
  /** The first offset that it was handed; −1: it was handed none. */
  firstHanded: number;
  firstHandedTicks: number;
  /** The first message that it read is the one that the log has there. */
  isFirstReadSame: boolean;
  hasRead: boolean;
  /** The offset after the last one that it was handed. */
  handedEnd: number;
  /** When its client last said that it reset its position; −1: never. */
  resetTicks: number;
  /** When it last was handed offsets again, or its position was reset; −1: never. It may have committed a lower offset after a higher one. */
  wentBackTicks: number;
  /** The client reset its position before it was handed anything. */
  isReset: boolean;
  /** The client reset its position, and was handed nothing since. */
  isStranded: boolean;
}

/** How a read compares with the log at the end. */
export const COMPARED = { same: 0, other: 1, unknown: 2 } as const;

export class GroupFacts implements Partial<ReadSink> {
  readonly isCommittedOnly: boolean;
  reads = 0;
  extraReads = 0;
  /** By place: 1 + the bucket of the shortest time from acknowledgement to reading; 0: not read. */
  readonly #waited: Uint16Array;
  /** By place: how often the message was read again that the log has there, AGAIN_MAX at most. Null: none was. */
  #again: Uint8Array | null = null;
  /** By place, where brokers removed the record: the message that was read there first. Null: none was. */
  #gone: Uint32Array | null = null;
  /** By row: whether any member read the message, at any place. */
  readonly rowsRead: Bits;
  /** Partition, ticks, offset, member. */
  readonly commits = new Columns(4);
  failedCommits = 0;
  readonly tenures: Tenure[] = [];
  /** Partition, offset, row, member, ticks: reads of another message than the log has there. */
  readonly differences = new Columns(5);
  differencesOmitted = 0;
  readonly moves: Moves;
  readonly #current: (Tenure | null)[];
  #member = -1;

  constructor(
    readonly group: GroupOfReads,
    readonly members: readonly StoredMember[],
    readonly ledger: Ledger,
    readonly log: FinalLog,
  ) {
    this.isCommittedOnly = group.isolation === "read_committed";
    this.#waited = new Uint16Array(log.rows.length);
    this.rowsRead = bits(ledger.rows);
    this.moves = new Moves(this);
    this.#current = new Array<Tenure | null>(log.partitions).fill(null);
  }

  member(index: number): void {
    this.finish();
    this.#member = index;
  }

  /** The last member ended. */
  finish(): void {
    if (this.#member < 0) return;
    const endTicks = Math.round(this.members[this.#member]!.endedMs * 10);
    for (const [partition, tenure] of this.#current.entries()) {
      if (tenure !== null) this.#close(partition, "member", Math.max(endTicks, tenure.fromTicks));
    }
  }

  assigned(partition: number, offset: number, ticks: number): void {
    this.#close(partition, "revoked", ticks);
    this.#begin(partition, offset, ticks);
  }

  revoked(partition: number, isLost: boolean, ticks: number): void {
    this.#close(partition, isLost ? "lost" : "revoked", ticks);
  }

  reset(partition: number, _offset: number, _to: number, ticks: number): void {
    const tenure = this.#current[partition] ?? this.#begin(partition, UNKNOWN_OFFSET, ticks);
    if (tenure.firstHanded < 0) tenure.isReset = true;
    tenure.isStranded = true;
    tenure.resetTicks = ticks;
    tenure.wentBackTicks = ticks;
  }

  handed(partition: number, first: number, last: number, ticks: number): void {
    const tenure = this.#current[partition] ?? this.#begin(partition, UNKNOWN_OFFSET, ticks);
    if (tenure.firstHanded < 0) {
      tenure.firstHanded = first;
      tenure.firstHandedTicks = ticks;
    }
    tenure.isStranded = false;
    if (first < tenure.handedEnd) tenure.wentBackTicks = ticks;
    if (last + 1 > tenure.handedEnd) tenure.handedEnd = last + 1;
  }

  read(partition: number, offset: number, kind: number, row: number, ticks: number): void {
    this.reads++;
    const { ledger } = this;
    const isKnown = isMessage(kind, row);
    if (isKnown) this.rowsRead.set(row);
    const place = this.log.placeOf(partition, offset);
    const compared = this.compare(place, kind, row);
    const tenure = this.#current[partition];
    if (tenure != null && !tenure.hasRead) {
      tenure.hasRead = true;
      tenure.isFirstReadSame = compared === COMPARED.same;
    }
    if (compared === COMPARED.other) {
      if (this.differences.length === DIFFERENCES_MAX) this.differencesOmitted++;
      else this.differences.add(partition, offset, row, this.#member, ticks);
      return;
    }
    if (place < 0) return;
    const isRemoved = isKnown && this.log.isRemoved(place);
    if (this.log.rows[place] === NO_RECORD && !(isRemoved && this.#isSameGone(place, row))) return;
    if (this.isReadAt(place)) this.#readAgain(place);
    let waited = 0;
    if (isKnown) {
      const outcome = ledger.outcome[row]!;
      if (outcome === OUTCOME.acknowledged || outcome === OUTCOME.unplaced)
        waited = Math.max(0, ticks - ledger.settledAt[row]!);
    }
    const bucket = bucketOfTicks(waited) + 1;
    if (this.#waited[place] === 0 || bucket < this.#waited[place]!) this.#waited[place] = bucket;
  }

  committed(partition: number, offset: number, ticks: number): void {
    this.commits.add(partition, ticks, offset, this.#member);
  }

  commitFailed(): void {
    this.failedCommits++;
  }

  /** `place`: −1 behind the end of the log. */
  compare(place: number, kind: number, row: number): number {
    if (!isMessage(kind, row)) return COMPARED.unknown;
    if (place < 0) return COMPARED.other;
    const there = this.log.rows[place]!;
    if (there >= UNKNOWN_RECORD) return COMPARED.unknown;
    return there === row ? COMPARED.same : COMPARED.other;
  }

  /** Whether it is a read of the message that the log has there, as far as that is known. */
  isOf(place: number, kind: number, row: number): boolean {
    return this.compare(place, kind, row) !== COMPARED.other;
  }

  /** From its acknowledgement until it was first read, to 0.1 %; null: the message there was not read. */
  waitedTicks(place: number): number | null {
    const waited = this.#waited[place]!;
    return waited === 0 ? null : ticksOfBucket(waited - 1);
  }

  isReadAt(place: number): boolean {
    return this.#waited[place]! > 0;
  }

  /** How often the message was read that the log has there. 255: so often or more. */
  timesRead(place: number): number {
    return this.isReadAt(place) ? 1 + (this.#again?.[place] ?? 0) : 0;
  }

  #readAgain(place: number): void {
    this.extraReads++;
    this.#again ??= new Uint8Array(this.log.rows.length);
    if (this.#again[place]! < AGAIN_MAX) this.#again[place]!++;
  }

  /** The message at this place: the one that the log has, or else the one that was read there before it was removed. */
  rowAt(place: number): number {
    const row = this.log.rows[place]!;
    return row === NO_RECORD ? (this.#gone?.[place] ?? NO_RECORD) : row;
  }

  /** Whether no other message was read there before. Retention or compaction removed the record. */
  #isSameGone(place: number, row: number): boolean {
    this.#gone ??= new Uint32Array(this.log.rows.length).fill(NO_RECORD);
    if (this.#gone[place] === NO_RECORD) this.#gone[place] = row;
    return this.#gone[place] === row;
  }

  /** Of each partition: what a broker confirmed last; null: nothing. */
  lastCommitted(): (number | null)[] {
    const { commits } = this;
    const offsets = new Array<number | null>(this.log.partitions).fill(null);
    const newest = new Float64Array(this.log.partitions).fill(-1);
    const by = new Float64Array(this.log.partitions).fill(-1);
    for (let row = 0; row < commits.length; row++) {
      const partition = commits.at(row, 0);
      const ticks = commits.at(row, 1);
      const offset = commits.at(row, 2);
      const member = commits.at(row, 3);
      if (ticks < newest[partition]!) continue;
      // Of two members that committed at the same time, the lower offset claims less.
      const isTie = ticks === newest[partition] && member !== by[partition];
      offsets[partition] = isTie ? Math.min(offsets[partition]!, offset) : offset;
      newest[partition] = ticks;
      by[partition] = member;
    }
    return offsets;
  }

  /** Of each partition: the lowest offset where any member began; null: none did, or it is not known. */
  lowestPositions(): (number | null)[] {
    const lowest = new Array<number | null>(this.log.partitions).fill(null);
    for (const { partition, said, firstHanded } of this.tenures) {
      const begun = Math.min(
        said ?? Number.POSITIVE_INFINITY,
        firstHanded < 0 ? Number.POSITIVE_INFINITY : firstHanded,
      );
      if (begun < (lowest[partition] ?? Number.POSITIVE_INFINITY)) lowest[partition] = begun;
    }
    return lowest;
  }

  #begin(partition: number, offset: number, ticks: number): Tenure {
    const tenure: Tenure = {
      ...{ member: this.#member, partition, fromTicks: ticks, untilTicks: Number.POSITIVE_INFINITY },
      ...{ endedBy: "member", said: offset === UNKNOWN_OFFSET ? null : offset },
      ...{ firstHanded: -1, firstHandedTicks: -1, handedEnd: -1, isReset: false, isStranded: false },
      ...{ isFirstReadSame: false, hasRead: false, wentBackTicks: -1, resetTicks: -1 },
    };
    this.#current[partition] = tenure;
    this.tenures.push(tenure);
    return tenure;
  }

  #close(partition: number, endedBy: Tenure["endedBy"], ticks: number): void {
    const tenure = this.#current[partition];
    if (tenure == null) return;
    tenure.endedBy = endedBy;
    tenure.untilTicks = ticks;
    this.#current[partition] = null;
  }
}

export function isMessage(kind: number, row: number): boolean {
  return row !== NO_ROW && (kind === RECORD.message || kind === RECORD.changed);
}
