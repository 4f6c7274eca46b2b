/**
 * The one reader of the log. It reads every partition from its first offset to its last, as a consumer does, from
 * the broker that leads it, and writes what it reads to the run's log.bin.
 *
 *     leader ──Fetch 8 MB──▶ batches found ──▶ next Fetch goes out ──▶ checksums and records of this one ──▶ log.bin
 *
 * It reports what it saw and judges nothing:
 * - A batch that fails its checksum is damaged. No consumer would accept it, so all its offsets are, whatever may still
 *   be legible in it. Where it ends is what the batch after it says; its own header can't be trusted.
 * - A batch that holds its checksum and still can't be read is our ignorance, not damage: the read fails.
 * - Control batches take up offsets and hold no messages.
 * - A new leader has to have the last batch that was read, to the byte. A batch holds its leader epoch, so all before it is the
 *   same as well; otherwise what was read is not in the log any more, and the read fails.
 * - A leader that changes, a connection that breaks, an answer that says "later": tried again, from the offset that is
 *   next, for as long as there is progress.
 * - The end is the leader's log end, not its high watermark: what an acks=1 leader has just acknowledged may wait for its
 *   followers for a moment more, and must not be taken for lost. A consumer gets to see it once it is committed, so the
 *   read goes on until the watermark has come to the end of the log.
 * Whatever it can't get over is a LogUnreadableError, and a run that meets one knows nothing of its losses.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import type { BatchOrigin } from "../history/log-entries.js";
import { LogFileError, type LogWriter } from "../history/log-file.js";
import { Admin, CONSUMER, type Landmark, LOG_END, LOG_START } from "../kafka/admin.js";
import {
  Connection,
  ConnectionError,
  ErrorCode,
  errorInfo,
  ProtocolError,
  type RecordBatch,
  RecordCursor,
  readBatches,
} from "../protocol/index.js";
import { TopicPartitions } from "../topic-partitions.js";
import { ANSWER_MS_MAX, CONNECT_MS_MAX, type Fetched, fetchRecords } from "./fetch.js";
import { compareReplicas, digestOf } from "./replicas.js";
import { topicConfigOf } from "./topic-config.js";

/** Without a single new record for this long the read fails. */
const STALL_MS_MAX = 60_000;
const RETRY_MS = 100;
/** Between two turns of the event loop: what the next Fetch brings is taken off the socket meanwhile. */
const BYTES_A_TURN = 1024 * 1024;

/** The log of a partition could not be read to its end. */
export class LogUnreadableError extends InfrastructureError {
  override name = "LogUnreadableError";
}

export interface ReadLogOptions {
  readonly stallMsMax?: number;
}

/**
 * Writes the whole logs of its topics, partition after partition, and finishes it.
 * Rejects with a LogUnreadableError, a LogFileError, or the signal's reason; what was read until then is written.
 */
export async function readLog(
  brokers: readonly ClusterNode[],
  log: LogWriter,
  signal: AbortSignal,
  { stallMsMax = STALL_MS_MAX }: ReadLogOptions = {},
): Promise<void> {
  const topics = new TopicPartitions(log.identity.topics);
  await using leaders = new Leaders(brokers, topics, signal);
  const readers = topics
    .indexes()
    .map((index) => new PartitionReader(leaders, topics, index, log, stallMsMax, signal));
  const ends: number[] = [];
  for (const reader of readers) {
    log.begin(reader.index);
    const end = await reader.read();
    log.end(end);
    ends.push(end);
  }
  await leaders.forget();
  const [topicConfigs, replicas] = await Promise.all([
    Promise.all(topics.topics.map(({ name }) => topicConfigOf(brokers, name, signal))),
    compareReplicas(brokers, topics, ends, signal),
    ...readers.map((reader) => reader.confirm()),
  ]);
  await log.finish({ topicConfigs, replicas });
}

/** An error that asking again, perhaps another broker, may mend. */
class Retriable extends Error {}

class PartitionReader {
  readonly topic: string;
  /** Its number in the topic. */
  readonly partition: number;
  readonly #cursor = new RecordCursor();
  /** The next offset to read. */
  #next = 0;
  #end = 0;
  /** Of the leader that was asked last. */
  #epoch: number | null = null;
  /** The last batch that was read. */
  #last: { readonly offset: number; readonly digest: number } | null = null;
  #progressMs = performance.now();

  constructor(
    readonly leaders: Leaders,
    topics: TopicPartitions,
    readonly index: number,
    readonly log: LogWriter,
    readonly stallMsMax: number,
    readonly signal: AbortSignal,
  ) {
    const { topic, partition } = topics.at(index);
    this.topic = topic;
    this.partition = partition;
  }

  /** Returns the end offset it read up to. */
  async read(): Promise<number> {
    // With acks=0 the last messages may have been in a broker's socket still: the end is asked for until it stays.
    let last: number;
    this.#progressMs = performance.now();
    do {
      this.#end = await this.#persist(() => this.#listed(LOG_END));
      while (this.#next < this.#end) await this.#persist(() => this.#readOn());
      last = await this.#persist(() => this.#listed(LOG_END));
    } while (this.#end < last);
    if (last < this.#end) {
      throw this.#unreadable(new Error(`it was read up to offset ${this.#end}, and ends at ${last} now`));
    }
    return this.#end;
  }

  /** Rejects when another broker leads by now, and its log is another one. */
  async confirm(): Promise<void> {
    this.#progressMs = performance.now();
    await this.#persist(() => this.#leader());
  }

  async #leader(): Promise<Leader> {
    const leader = await this.leaders.of(this.index);
    if (leader.epoch < (this.#epoch ?? -1)) throw new Retriable("only a broker with an older epoch answers");
    if (leader.epoch !== this.#epoch && this.#last !== null) await this.#expectLastBatch(leader, this.#last);
    this.#epoch = leader.epoch;
    return leader;
  }

  async #expectLastBatch(
    leader: Leader,
    { offset, digest }: { offset: number; digest: number },
  ): Promise<void> {
    const { errorCode, records } = await this.#fetch(leader, offset);
    this.#expectNoError(errorCode);
    const [batch] = readBatches(records, { checkCrc: false }).batches;
    if (batch === undefined) throw new Retriable(`the new leader has not committed offset ${offset}`);
    if (digestOf(batch) === digest) return;
    throw new Error(`the leader changed, and the new one has other records up to offset ${offset}`);
  }

  /** Tries again what fails for a passing reason, until nothing has moved for too long. */
  async #persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        this.signal.throwIfAborted();
        if (error instanceof LogFileError) throw error;
        if (!(error instanceof Retriable || error instanceof ConnectionError)) throw this.#unreadable(error);
        if (performance.now() - this.#progressMs > this.stallMsMax) throw this.#unreadable(error);
        await this.leaders.forget();
        await sleep(RETRY_MS, undefined, { signal: this.signal });
      }
    }
  }

  /** Reads to the end from one leader, with the next Fetch under way while the records of this one are looked at. */
  async #readOn(): Promise<void> {
    const end = this.#end;
    const leader = await this.#leader();
    let answer = this.#fetch(leader, this.#next);
    while (this.#next < end) {
      const fetched = await answer;
      if (fetched.errorCode === ErrorCode.OFFSET_OUT_OF_RANGE) {
        await this.#goToStart();
        return;
      }
      this.#expectNoError(fetched.errorCode);
      const { batches, partialBytes } = readBatches(fetched.records, { checkCrc: false });
      const last = batches.at(-1);
      if (last === undefined) {
        throw new Retriable(
          `nothing is committed from offset ${this.#next} on, though the log ends at ${end}`,
        );
      }
      // Where a damaged batch ends only the batch after it can tell: it is read again, first in the next answer.
      const postponed = batches.length > 1 && !holdsChecksum(last);
      const after = postponed ? last.baseOffset : last.lastOffset + 1;
      if (after <= this.#next)
        throw new Error(`the leader answers offset ${this.#next} with records before it`);
      if (after < end) {
        answer = this.#fetch(leader, after);
        // A failure before this is awaited must not leave an unhandled rejection.
        answer.catch(() => {});
      }
      // A damaged batch that nothing follows can only be the last of the log.
      const beyond = postponed ? last.baseOffset : partialBytes === 0 && after === end ? end : null;
      await this.#take(postponed ? batches.slice(0, -1) : batches, beyond);
      this.#progressMs = performance.now();
    }
  }

  /** `beyond`: the offset that follows the last batch, as far as anyone but that batch can tell. */
  async #take(batches: readonly RecordBatch[], beyond: number | null): Promise<void> {
    let bytes = 0;
    for (const [i, batch] of batches.entries()) {
      if (holdsChecksum(batch)) this.#takeRecords(batch);
      else this.#takeDamaged(batch, batches[i + 1]?.baseOffset ?? beyond);
      bytes += batch.end - batch.start;
      if (bytes > BYTES_A_TURN) {
        bytes = 0;
        this.signal.throwIfAborted();
        await this.log.flush();
      }
    }
    const last = batches.at(-1);
    if (last !== undefined) this.#last = { offset: this.#next - 1, digest: digestOf(last) };
    await this.log.flush();
  }

  #takeRecords(batch: RecordBatch): void {
    const { log } = this;
    log.batch(originOf(batch));
    if (batch.isControl) {
      log.control(Math.max(batch.baseOffset, this.#next), batch.lastOffset);
    } else {
      const cursor = this.#cursor.open(batch);
      while (cursor.next()) {
        // A broker answers with whole batches, also when the offset asked for is in the middle of one.
        if (cursor.offset < this.#next) continue;
        log.record(cursor.offset, cursor.bytes, cursor.valueStart, cursor.valueEnd);
      }
    }
    this.#next = batch.lastOffset + 1;
  }

  #takeDamaged({ baseOffset }: RecordBatch, beyond: number | null): void {
    const first = Math.max(baseOffset, this.#next);
    if (beyond === null || beyond <= first || beyond > this.#end) {
      throw new Error(`the batch at offset ${baseOffset} is damaged, and where it ends can't be told`);
    }
    this.log.broken(first, beyond - 1);
    this.#next = beyond;
  }

  #fetch({ admin: { connection }, epoch: leaderEpoch }: Leader, offset: number): Promise<Fetched> {
    const { topic, partition, signal } = this;
    return fetchRecords(connection, { topic, partition, offset, leaderEpoch, replicaId: CONSUMER }, signal);
  }

  /** The beginning of the log was deleted, by retention or at a client's request. */
  async #goToStart(): Promise<void> {
    const start = await this.#listed(LOG_START);
    if (start <= this.#next) {
      throw new Error(`the log ends before offset ${this.#next}, though it was longer a moment ago`);
    }
    this.log.deleted(this.#next, start - 1);
    this.#next = start;
  }

  async #listed(landmark: Landmark): Promise<number> {
    const { admin, epoch } = await this.#leader();
    const [listed] = await admin.offsets(this.topic, [this.partition], landmark, epoch);
    if (listed === undefined)
      throw new Error(`${admin.connection.address} lists no offset for the partition`);
    this.#expectNoError(listed.errorCode);
    return listed.offset;
  }

  #expectNoError(errorCode: number): void {
    if (errorCode === ErrorCode.NONE) return;
    const { name, retriable } = errorInfo(errorCode);
    throw retriable ? new Retriable(name) : new Error(name);
  }

  #unreadable(cause: unknown): LogUnreadableError {
    const { topic, partition } = this;
    return new LogUnreadableError(
      `the log of ${topic}-${partition} can't be read beyond offset ${this.#next}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

interface Leader {
  readonly admin: Admin;
  /** Goes into every request, so that a broker which led once, and does not know better yet, can't answer. */
  readonly epoch: number;
}

/** Connections to the leaders, by the highest epoch that any broker knows of. */
class Leaders implements AsyncDisposable {
  readonly #admins = new Map<string, Admin>();
  readonly #leaders = new Map<number, Leader>();

  constructor(
    readonly brokers: readonly ClusterNode[],
    readonly topics: TopicPartitions,
    readonly signal: AbortSignal,
  ) {}

  async of(partition: number): Promise<Leader> {
    const known = this.#leaders.get(partition);
    if (known !== undefined) return known;
    const found = await this.#find(partition);
    this.#leaders.set(partition, found);
    return found;
  }

  /** The next `of` asks again, over new connections. */
  async forget(): Promise<void> {
    this.#leaders.clear();
    const admins = [...this.#admins.values()];
    this.#admins.clear();
    await Promise.all(admins.map((admin) => admin[Symbol.asyncDispose]()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.forget();
  }

  async #find(partition: number): Promise<Leader> {
    const answers = await Promise.allSettled(this.brokers.map((broker) => this.#ask(broker, partition)));
    let newest: { readonly leaderId: number; readonly leaderEpoch: number } | undefined;
    for (const answer of answers) {
      if (answer.status === "rejected") {
        if (!(answer.reason instanceof ConnectionError)) throw answer.reason;
      } else if (answer.value !== undefined && answer.value.leaderEpoch >= (newest?.leaderEpoch ?? -1)) {
        newest = answer.value;
      }
    }
    const broker = this.brokers.find(({ id }) => id === newest?.leaderId);
    if (newest === undefined || broker === undefined) throw new Retriable("no broker knows a leader");
    return { admin: await this.#connect(broker), epoch: newest.leaderEpoch };
  }

  async #ask(broker: ClusterNode, partition: number) {
    const admin = await this.#connect(broker);
    const { topic, partition: number } = this.topics.at(partition);
    const { partitions } = await admin.topics([topic]);
    return partitions.find(({ partitionIndex }) => partitionIndex === number);
  }

  async #connect({ name, client }: ClusterNode): Promise<Admin> {
    const known = this.#admins.get(name);
    if (known !== undefined) return known;
    const connection = await Connection.open({
      ...client,
      connectTimeoutMs: CONNECT_MS_MAX,
      signal: this.signal,
    });
    const admin = new Admin(connection, { answerMsMax: ANSWER_MS_MAX, signal: this.signal });
    this.#admins.set(name, admin);
    return admin;
  }
}

const MARKERS = ["abort", "commit"] as const;
/** Behind the version in the key of a record of a control batch. */
const CONTROL_TYPE_AT = 2;
/** Behind the version in its value. */
const COORDINATOR_EPOCH_AT = 2;
const NO_MARKER = { marker: null } as const;

function originOf(batch: RecordBatch): BatchOrigin {
  const { leaderEpoch, producerId, producerEpoch, isTransactional } = batch;
  const marker = batch.isControl ? markerOf(batch) : NO_MARKER;
  return { leaderEpoch, producerId, producerEpoch, isTransactional, ...marker };
}

function markerOf(batch: RecordBatch): Pick<BatchOrigin, "marker" | "coordinatorEpoch"> {
  const cursor = new RecordCursor();
  try {
    const key = cursor.open(batch).next() ? cursor.key : null;
    if (key === null || key.length < CONTROL_TYPE_AT + 2) return NO_MARKER;
    const marker = MARKERS[key.readInt16BE(CONTROL_TYPE_AT)];
    if (marker === undefined) return NO_MARKER;
    const { value } = cursor;
    return value === null || value.length < COORDINATOR_EPOCH_AT + 4
      ? { marker }
      : { marker, coordinatorEpoch: value.readInt32BE(COORDINATOR_EPOCH_AT) };
  } catch (error) {
    // A control batch of a kind that is not known here holds no messages either.
    if (error instanceof ProtocolError) return NO_MARKER;
    throw error;
  }
}

function holdsChecksum({ buffer, start, end }: RecordBatch): boolean {
  try {
    readBatches(buffer.subarray(start, end));
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
