/**
 * One consumer of a group, as an application writes it:
 *
 *     poll ─ process what it returned (processing.ts) ─ commit ─ poll ─ …
 *
 * A poll returns up to 500 messages, the number of the Java client. Rebalances happen between two polls, as there: the
 * partitions of a batch are given up when the batch is processed and committed. So a group waits for a slow consumer, until
 * max.poll.interval.ms is over.
 *
 * With `commit: auto` librdkafka commits by itself. It commits the messages that a poll has *returned*, processed or not. The Java
 * client commits in poll() what the polls before have returned.
 *
 * A copier (copying.ts) produces what it read before it commits. Where that fails it goes back to the committed offsets.
 *
 * All that a consumer does is in its segment (read-records.ts) before it goes on. The runner learns of it, too, but only for
 * progress: a kill takes nothing from the segment.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type Rdkafka from "node-rdkafka";
import { ValueClassifier } from "../history/classify.js";
import { SegmentWriter } from "../history/read-records.js";
import { Copying } from "./copying.js";
import type { MemberOrder, MemberReport, Place } from "./member-messages.js";
import { type Processing, Work } from "./processing.js";
import { rdkafka } from "./rdkafka.js";
import { deliveryErrors } from "./rdkafka-errors.js";

/** How long a poll waits for a first message. */
const POLL_MS = 100;
const PROGRESS_MS = 250;
const CONNECT_MS_MAX = 30_000;
/** A coordinator that is gone does not hold a rebalance up for longer. */
const COMMITTED_MS_MAX = 5_000;
const SEEK_MS_MAX = 5_000;
/** Between two polls that fail. */
const RETRY_MS = 100;
const EMPTY = new Uint8Array(0);
const UNKNOWN = -1;

/** librdkafka takes these per topic; node-rdkafka refuses some of them as global ones. */
const TOPIC_PROPERTIES = new Set([
  ...["auto.offset.reset", "consume.callback.max.messages", "offset.store.sync.interval.ms"],
]);

type Report = (report: MemberReport) => unknown;
type TopicPartition = { readonly topic: string; readonly partition: number };

export class Member {
  readonly #order: MemberOrder;
  readonly #report: Report;
  readonly #client: Rdkafka.KafkaConsumer;
  readonly #segment: SegmentWriter;
  readonly #processing: Processing;
  readonly #value: ValueClassifier;
  readonly #errors = deliveryErrors();
  /** By topic and number: the integer that stands for the partition. */
  readonly #integers: ReadonlyMap<string, readonly number[]>;
  /** By partition: the next offset to process; −1: unknown. */
  readonly #positions: Float64Array;
  /** By partition: the offset after the last message that a poll returned; −1: none since it was assigned. */
  readonly #polled: Float64Array;
  /** By partition: where the client said that there is nothing more; −1: it did not. */
  readonly #ends: Float64Array;
  readonly #assigned = new Set<number>();
  /** What the client wants to be done between two polls. */
  #rebalances: (() => Promise<void>)[] = [];
  /** Positions that the client reset, and that are not in the segment yet. */
  #resets: { partition: number; offset: number | null; to: "unknown" | "beginning" | "end" }[] = [];
  /** A poll or the processing of its messages is under way. */
  #isBusy = false;
  #isLost = false;
  /** Why the client can do nothing any more, in its own words; null: it can. */
  #fatal: string | null = null;
  #isClosing = false;
  #reads = 0;
  #commits = 0;
  readonly #failures: Record<string, number> = {};
  #told = "";

  constructor(order: MemberOrder, report: Report) {
    const { partitions } = order;
    this.#order = order;
    this.#report = report;
    const integers = new Map<string, number[]>();
    for (const [integer, [topic, number]] of partitions.entries()) {
      const numbers = integers.get(topic) ?? [];
      numbers[number] = integer;
      integers.set(topic, numbers);
    }
    this.#integers = integers;
    this.#positions = new Float64Array(partitions.length).fill(UNKNOWN);
    this.#polled = new Float64Array(partitions.length).fill(UNKNOWN);
    this.#ends = new Float64Array(partitions.length).fill(UNKNOWN);
    this.#value = new ValueClassifier(order.identity);
    this.#segment = new SegmentWriter(order.segment);
    this.#client = this.#createClient();
    this.#processing = this.#createProcessing();
  }

  /** Ends after the batch that is under way. */
  close(): void {
    this.#isClosing = true;
  }

  /** Reads until it is closed. Rejects with the error that ends it. */
  async run(): Promise<void> {
    await this.#connect();
    await this.#processing.begin();
    this.#report({ kind: "connected" });
    const timer = setInterval(() => this.#tell(), PROGRESS_MS);
    try {
      await this.#begin();
      while (!this.#isClosing) {
        this.#isBusy = true;
        const messages = await this.#poll();
        this.#writeResets();
        if (messages.length > 0) await this.#take(messages);
        this.#reachEnds();
        await this.#rebalance();
        this.#isBusy = false;
      }
      await this.#leave();
    } finally {
      clearInterval(timer);
      this.#segment[Symbol.dispose]();
      this.#tell();
    }
  }

  #nowMs(): number {
    return performance.timeOrigin + performance.now() - this.#order.startedAtMs;
  }

  #createProcessing(): Processing {
    const { copy, group, instance, role, bootstrap } = this.#order;
    if (copy === null) return new Work(role === "final" ? 0 : group.processingMs);
    return new Copying({
      ...{ order: copy, bootstrap, clientId: `chaos-${group.group}-${instance}` },
      newClient: (config) => new rdkafka.Producer(config),
      // The next process of the instance has the same one, so that it fences this one.
      transactionalId: copy.transactions ? `${group.group}-${instance}` : null,
      onAborted: (messages, reason) => this.#report({ kind: "undone", messages, reason }),
      log: (severity, text) => severity <= 5 && this.#log(severity, text),
    });
  }

  #createClient(): Rdkafka.KafkaConsumer {
    const { group, instance, role, bootstrap } = this.#order;
    const isMember = role === "member";
    const global: Record<string, unknown> = {
      "bootstrap.servers": bootstrap,
      "client.id": `chaos-${group.group}-${instance}`,
      "group.id": group.group,
      "enable.auto.commit": isMember && group.commit === "auto",
      "isolation.level": group.isolation,
      // Otherwise a poll waits for 500 messages, or for a pause of POLL_MS between two.
      "enable.partition.eof": true,
      // Only its log says that an assignment was lost.
      debug: "cgrp",
      "log.connection.close": false,
      rebalance_cb: (error: Rdkafka.LibrdKafkaError, partitions: readonly TopicPartition[]) =>
        this.#onRebalance(error.code, partitions),
    };
    if (isMember && group.protocol === "consumer") global["group.protocol"] = "consumer";
    if (isMember && group.commit === "auto") {
      global.offset_commit_cb = (
        error: Rdkafka.LibrdKafkaError | null,
        offsets: readonly (TopicPartition & { offset?: number })[],
      ) => this.#onCommit(error?.code ?? 0, offsets);
    }
    const topic: Record<string, unknown> = { "auto.offset.reset": group.offsetReset };
    for (const [name, value] of Object.entries(group.config)) {
      if (name === "group.instance.id") {
        if (isMember) global[name] = `${value}-${instance}`;
      } else (TOPIC_PROPERTIES.has(name) ? topic : global)[name] = value;
    }
    const client = new rdkafka.KafkaConsumer(
      global as Rdkafka.ConsumerGlobalConfig,
      topic as Rdkafka.ConsumerTopicConfig,
    );
    client.setDefaultConsumeTimeout(POLL_MS);
    client.on("event.log", (line: { severity: number; fac: string; message: string }) => this.#onLog(line));
    client.on("event.error", (error) => this.#log(3, `ERROR ${error.message}`));
    client.on("partition.eof", ({ topic, partition, offset }) => {
      const integer = this.#integer(topic, partition);
      if (this.#assigned.has(integer)) this.#ends[integer] = offset;
    });
    return client;
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.connect({ timeout: CONNECT_MS_MAX }, (error) => (error ? reject(error) : resolve()));
    });
  }

  async #begin(): Promise<void> {
    const { group, instance, role, partitions } = this.#order;
    if (role === "member" && group.mode === "subscribe") {
      this.#client.subscribe([...group.topics]);
      return;
    }
    const all = [...partitions.keys()].filter((integer) => group.topics.includes(partitions[integer]![0]));
    const own = role === "final" ? all : all.filter((_, place) => place % group.instances === instance);
    const isFromBeginning = role === "final" && group.commit === "never";
    const committed = isFromBeginning ? null : await this.#committedAtLast(own);
    this.#beginReading(own, committed);
    this.#client.assign(
      own.map((integer, place) => ({
        ...this.#topicPartition(integer),
        // Without an offset the client asks for the committed one, as in an application.
        ...(role === "final" && { offset: startOf(committed?.[place] ?? BEGINNING, group.offsetReset) }),
      })),
    );
    this.#report({ kind: "rebalance", action: "assigned", partitions: own });
  }

  #poll(): Promise<Rdkafka.Message[]> {
    return new Promise((resolve, reject) => {
      this.#client.consume(this.#processing.batchMessagesMax, (error, messages) => {
        if (!error) resolve(messages);
        else if (error.isFatal || error.code === rdkafka.CODES.ERRORS.ERR__FATAL) {
          // The client logs the cause, and this may come a moment later.
          setTimeout(() => reject(this.#fatal === null ? error : new Error(this.#fatal)), RETRY_MS);
        } else {
          this.#log(4, `POLL ${error.message}`);
          setTimeout(() => resolve([]), RETRY_MS);
        }
      });
    });
  }

  /** The life of a batch, by the group's way to commit. */
  async #take(messages: readonly Rdkafka.Message[]): Promise<void> {
    const { group, role } = this.#order;
    const segment = this.#segment;
    const touched = this.#handOver(messages);
    const commit = role === "final" ? "never" : group.commit;
    if (commit === "before") {
      segment.flush();
      this.#commit(touched);
    }
    segment.flush();
    const offsets = this.#offsetsOf(touched);
    const outcome = await this.#processing.process({
      ...{ messages, offsets, consumer: this.#client },
      read: (some) => this.#read(some),
    });
    if (outcome === "undone") return this.#goBack([...touched]);
    if (outcome === "committed") this.#onCommit(0, offsets);
    else if (commit === "after") this.#commit(touched);
    for (const integer of touched) this.#positions[integer] = this.#polled[integer]!;
  }

  /** To the offsets that the group has committed. */
  async #goBack(integers: readonly number[]): Promise<void> {
    const committed = await this.#committedAtLast(integers);
    const nowMs = this.#nowMs();
    for (const [place, integer] of integers.entries()) {
      const offset = committed[place]!;
      const isNothing = offset < 0;
      this.#segment.reset(integer, isNothing ? null : offset, isNothing ? "beginning" : "unknown", nowMs);
      this.#polled[integer] = UNKNOWN;
      this.#ends[integer] = UNKNOWN;
      this.#positions[integer] = offset;
      await this.#seek(integer, isNothing ? BEGINNING : offset);
    }
    this.#segment.flush();
  }

  /** A partition that the client has just lost cannot be sought: then it is given up before the next poll. */
  #seek(integer: number, offset: number): Promise<void> {
    return new Promise((resolve) => {
      this.#client.seek({ ...this.#topicPartition(integer), offset }, SEEK_MS_MAX, (error) => {
        if (error) this.#log(4, `SEEK ${error.message}`);
        resolve();
      });
    });
  }

  /** Writes what the poll returned. Answers the partitions that it is of. */
  #handOver(messages: readonly Rdkafka.Message[]): ReadonlySet<number> {
    const nowMs = this.#nowMs();
    const firsts = new Map<number, number>();
    for (const { topic, partition, offset } of messages) {
      const integer = this.#integer(topic, partition);
      const first = firsts.get(integer);
      const next = this.#polled[integer]!;
      if (first === undefined) firsts.set(integer, offset);
      else if (offset < next) {
        // It goes back within one batch.
        this.#segment.handed(integer, first, next - 1, nowMs);
        firsts.set(integer, offset);
      }
      this.#polled[integer] = offset + 1;
    }
    for (const [integer, first] of firsts) {
      this.#segment.handed(integer, first, this.#polled[integer]! - 1, nowMs);
    }
    return new Set(firsts.keys());
  }

  #read(messages: readonly Rdkafka.Message[]): void {
    const nowMs = this.#nowMs();
    for (const { topic, partition, offset, value } of messages) {
      const integer = this.#integer(topic, partition);
      const bytes = value ?? EMPTY;
      this.#value.look(bytes, 0, bytes.length);
      this.#segment.read(integer, offset, this.#value.kind, this.#value.row, nowMs);
      // What a copier read may be undone.
      if (this.#order.copy === null) this.#positions[integer] = offset + 1;
      this.#reads++;
    }
    this.#segment.flush();
  }

  /** Where a batch is processed and nothing comes after it, the position is the end of the log. */
  #reachEnds(): void {
    for (const integer of this.#assigned) {
      const end = this.#ends[integer]!;
      if (end > this.#positions[integer]!) this.#positions[integer] = end;
    }
  }

  #offsetsOf(partitions: Iterable<number>): { topic: string; partition: number; offset: number }[] {
    return [...partitions].map((integer) => ({
      ...this.#topicPartition(integer),
      offset: this.#polled[integer]!,
    }));
  }

  /** Commits, and waits for the answer, what polls have returned of these partitions. */
  #commit(partitions: Iterable<number>): void {
    const offsets = this.#offsetsOf(partitions);
    let code = 0;
    try {
      this.#client.commitSync(offsets);
    } catch (error) {
      code = (error as Rdkafka.LibrdKafkaError).code;
    }
    this.#onCommit(code, offsets);
  }

  #onCommit(code: number, offsets: readonly (TopicPartition & { offset?: number })[]): void {
    if (code === rdkafka.CODES.ERRORS.ERR__NO_OFFSET) return;
    const nowMs = this.#nowMs();
    for (const { topic, partition, offset } of offsets) {
      // librdkafka names partitions without a new offset as well.
      if (offset === undefined || offset < 0) continue;
      const integer = this.#integer(topic, partition);
      if (code === 0) this.#segment.committed(integer, offset, nowMs);
      else this.#segment.commitFailed(integer, offset, code, nowMs);
    }
    this.#segment.flush();
    if (code === 0) this.#commits++;
    else {
      const { name } = this.#errors.byCode(code);
      this.#failures[name] = (this.#failures[name] ?? 0) + 1;
    }
  }

  #onRebalance(code: number, partitions: readonly TopicPartition[]): void {
    const integers = partitions.map(({ topic, partition }) => this.#integer(topic, partition));
    const { ERR__ASSIGN_PARTITIONS, ERR__REVOKE_PARTITIONS } = rdkafka.CODES.ERRORS;
    if (code === ERR__ASSIGN_PARTITIONS) this.#rebalances.push(() => this.#gain(integers));
    else if (code === ERR__REVOKE_PARTITIONS) this.#rebalances.push(() => this.#lose(integers));
    else {
      // As librdkafka asks: after an error there is no assignment.
      this.#log(4, `REBALANCE ${this.#errors.byCode(code).text}`);
      this.#rebalances.push(() => this.#lose([...this.#assigned]));
    }
    if (!this.#isBusy) void this.#rebalance();
  }

  async #rebalance(): Promise<void> {
    const due = this.#rebalances;
    this.#rebalances = [];
    for (const act of due) {
      try {
        await act();
      } catch (error) {
        // A client that closes gives up its partitions by itself.
        this.#log(4, `REBALANCE ${(error as Error).message}`);
      }
    }
  }

  async #gain(integers: readonly number[]): Promise<void> {
    const committed = integers.length === 0 ? null : await this.#committed(integers);
    this.#isLost = false;
    this.#beginReading(integers, committed);
    const partitions = integers.map((integer) => this.#topicPartition(integer));
    if (this.#isCooperative()) this.#client.incrementalAssign(partitions);
    else this.#client.assign(partitions);
    this.#report({ kind: "rebalance", action: "assigned", partitions: integers });
  }

  async #lose(integers: readonly number[]): Promise<void> {
    const isLost = this.#isLost;
    const nowMs = this.#nowMs();
    for (const integer of integers) {
      if (!this.#assigned.delete(integer)) continue;
      this.#segment.revoked(integer, isLost, nowMs);
      this.#polled[integer] = UNKNOWN;
      this.#ends[integer] = UNKNOWN;
    }
    this.#segment.flush();
    if (this.#isCooperative()) {
      this.#client.incrementalUnassign(integers.map((integer) => this.#topicPartition(integer)));
    } else this.#client.unassign();
    const action = isLost ? "lost" : "revoked";
    this.#report({ kind: "rebalance", action, partitions: integers });
  }

  #isCooperative(): boolean {
    return this.#client.rebalanceProtocol() === "COOPERATIVE";
  }

  /** `committed`: by place in `integers`; −1: nothing is committed. Null: not known. */
  #beginReading(integers: readonly number[], committed: readonly number[] | null): void {
    const { group } = this.#order;
    const nowMs = this.#nowMs();
    for (const [place, integer] of integers.entries()) {
      const offset = committed?.[place] ?? null;
      const isNothing = offset !== null && offset < 0;
      this.#assigned.add(integer);
      this.#segment.assigned(integer, isNothing ? null : offset, nowMs);
      if (isNothing) {
        const to = group.offsetReset === "earliest" ? "beginning" : "end";
        this.#segment.reset(integer, null, to, nowMs);
      }
      this.#polled[integer] = UNKNOWN;
      this.#ends[integer] = UNKNOWN;
      this.#positions[integer] = offset ?? UNKNOWN;
    }
    this.#segment.flush();
  }

  /**
   * The same for partitions that no rebalance brings. The coordinator may not be ready yet, and librdkafka never reads a
   * partition whose committed offset it cannot get.
   */
  async #committedAtLast(integers: readonly number[]): Promise<readonly number[]> {
    const limitMs = performance.now() + CONNECT_MS_MAX;
    for (;;) {
      const found = await this.#committed(integers);
      if (found !== null) return found;
      if (performance.now() > limitMs) {
        throw new Error(
          `the coordinator of ${this.#order.group.group} did not tell its committed offsets within ${CONNECT_MS_MAX / 1000} s`,
        );
      }
      await sleep(RETRY_MS);
    }
  }

  /** What the group has committed, as its coordinator says; null: it did not answer in time. */
  #committed(integers: readonly number[]): Promise<readonly number[] | null> {
    return new Promise((resolve) => {
      const asked = integers.map((integer) => this.#topicPartition(integer));
      this.#client.committed(asked, COMMITTED_MS_MAX, (error, found) => {
        if (error) {
          this.#log(4, `COMMITTED ${error.message}`);
          return resolve(null);
        }
        const offsets = new Map(
          found.map(({ topic, partition, offset }) => [this.#integer(topic, partition), offset ?? UNKNOWN]),
        );
        resolve(integers.map((integer) => offsets.get(integer) ?? UNKNOWN));
      });
    });
  }

  /** Commits as the group does, and leaves it. */
  async #leave(): Promise<void> {
    const { group, role } = this.#order;
    if (role === "member" && group.commit === "auto") {
      // The client would do the same when it closes, but without a word about what became of it.
      this.#commit([...this.#assigned].filter((integer) => this.#polled[integer]! >= 0));
    }
    this.#isBusy = false;
    await this.#processing.end();
    await new Promise<void>((resolve) => this.#client.disconnect(() => resolve()));
    const nowMs = this.#nowMs();
    for (const integer of this.#assigned) this.#segment.revoked(integer, false, nowMs);
    this.#assigned.clear();
  }

  #onLog({ severity, fac, message }: { severity: number; fac: string; message: string }): void {
    if (fac === "FATAL") this.#fatal = message.replace(/^\[thrd:[^\]]*\]: /, "");
    if (fac === "LOST") this.#isLost ||= /assignment of \d+ partition\(s\) lost/.test(message);
    const reset = fac === "OFFSET" ? resetIn(message) : null;
    if (reset !== null) {
      const partition = this.#integers.get(reset.topic)?.[reset.partition];
      if (partition !== undefined) this.#resets.push({ ...reset, partition });
    }
    // The rest is what `debug` brings.
    if (severity <= 5) this.#log(severity, `${fac} ${message}`);
  }

  #writeResets(): void {
    if (this.#resets.length === 0) return;
    const nowMs = this.#nowMs();
    for (const { partition, offset, to } of this.#resets) {
      this.#segment.reset(partition, offset, to, nowMs);
      this.#polled[partition] = UNKNOWN;
    }
    this.#resets = [];
    this.#segment.flush();
  }

  #log(severity: number, text: string): void {
    this.#report({ kind: "log", line: `${severity} ${text}` });
  }

  #tell(): void {
    const places = [...this.#assigned].map((integer): Place => {
      const end = Math.max(this.#highWatermark(integer), this.#ends[integer]!);
      return [integer, this.#positions[integer]!, end];
    });
    const { transactions } = this.#processing;
    const told = JSON.stringify([this.#reads, this.#commits, this.#failures, places, transactions]);
    if (told === this.#told) return;
    this.#told = told;
    this.#report({
      ...{ kind: "progress", reads: this.#reads, commits: this.#commits },
      ...{ errors: this.#failures, places },
      ...(transactions !== null && { transactions }),
    });
  }

  /** As of its last fetch. */
  #highWatermark(integer: number): number {
    if (!this.#client.isConnected()) return UNKNOWN;
    try {
      const { topic, partition } = this.#topicPartition(integer);
      return this.#client.getWatermarkOffsets(topic, partition).highOffset;
    } catch {
      return UNKNOWN; // it has fetched nothing yet
    }
  }

  #integer(topic: string, partition: number): number {
    return this.#integers.get(topic)![partition]!;
  }

  #topicPartition(integer: number): { topic: string; partition: number } {
    const [topic, partition] = this.#order.partitions[integer]!;
    return { topic, partition };
  }
}

/** RD_KAFKA_OFFSET_BEGINNING and RD_KAFKA_OFFSET_END */
const BEGINNING = -2;
const END = -1;

/** `committed`: −1 for none. */
function startOf(committed: number, offsetReset: "earliest" | "latest"): number {
  if (committed !== UNKNOWN) return committed;
  return offsetReset === "earliest" ? BEGINNING : END;
}

/**
 * What librdkafka logs when it finds no valid position (rd_kafka_offset_reset):
 * `orders [0]: offset reset (at offset 5600 (leader epoch 2), broker 1) to offset BEGINNING (leader epoch -1): …`
 */
export function resetIn(message: string): {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number | null;
  readonly to: "unknown" | "beginning" | "end";
} | null {
  const found =
    /(\S+) \[(\d+)\]: offset reset \(.*?, broker -?\d+\) to (?:.*? )?offset (BEGINNING|END|\d+)/.exec(
      message,
    );
  if (found === null) return null;
  const [, topic, partition, where] = found;
  return {
    topic: topic!,
    partition: Number(partition),
    offset: /^\d+$/.test(where!) ? Number(where) : null,
    to: where === "BEGINNING" ? "beginning" : where === "END" ? "end" : "unknown",
  };
}
