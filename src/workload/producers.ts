/**
 * The producers of a run: node-rdkafka clients, because a real client's behaviour under failure is part of what is
 * measured. Each has its own connections, its own pace and its own range of sequences; all share one loop that sends
 * what is due and polls for delivery reports. The ledger hears of every message twice: when it is handed to its
 * client, and when its delivery report comes. A message of a transaction is settled when its transaction ends.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type Rdkafka from "node-rdkafka";
import { InfrastructureError, UsageError } from "../errors.js";
import { identityOf } from "../history/identity.js";
import { type Ledger, OUTCOME } from "../history/ledger.js";
import { messageWriter } from "../history/message.js";
import {
  type ClientTransaction,
  TRANSACTION_ABORTED,
  TRANSACTION_UNKNOWN,
} from "../history/transaction-file.js";
import { accountOf } from "../history/transfers.js";
import type { ProducerGroup, Scenario, Topic } from "../scenario/syntax.js";
import {
  eachProducer,
  firstDuesMs,
  messageTimeoutMs,
  producersOf,
  startsOf,
  transactionTimeoutMs,
} from "../scenario/timing.js";
import { sharedSignal } from "../shared-signal.js";
import { TopicPartitions } from "../topic-partitions.js";
import { LEADER_WATCH_PROPERTIES, type LeaderWatch } from "./leader-watch.js";
import { type Pacer, pacer } from "./pacing.js";
import { rdkafka } from "./rdkafka.js";
import { type DeliveryError, deliveryErrors } from "./rdkafka-errors.js";
import { ReadBudget, TransactionReader } from "./transaction-reader.js";
import { type EndedTransaction, Transactions, transactionalIdOf } from "./transactional.js";

/** librdkafka takes these per topic; given globally they have no effect beside a topic configuration. */
const TOPIC_PROPERTIES = new Set([
  ...["request.required.acks", "acks", "request.timeout.ms", "message.timeout.ms", "delivery.timeout.ms"],
  ...["queuing.strategy", "produce.offset.report", "partitioner", "compression.level"],
]);

/** Beyond the message time-out, for the reports themselves to arrive. */
const REPORT_GRACE_MS = 10_000;
const CONNECT_MS_MAX = 15_000;
/** Messages a client may hold: below queue.buffering.max.messages, so that large messages alone fill its queue. */
const IN_FLIGHT_MAX = 90_000;
/**
 * What node-rdkafka passes on in one turn of the event loop (DeliveryReportDispatcher::Flush). When a turn brought as many,
 * more are waiting.
 */
const REPORTS_A_TURN = 100;
/**
 * Messages handed over in one turn, by all producers together, when producing as fast as possible. Bursts of 3,000 gave
 * 0.75 of a bare loop, 8,000 gave 0.83, these 1.04 (bench, 2026-11-21).
 */
const BURST_MESSAGES = 20_000;
const TICK_MS = 1;
/**
 * For a coordinator to answer, beyond the time after which it ends a transaction by itself: another broker may have to
 * become the coordinator first, and coordinators look for such transactions every 10 s.
 */
const COORDINATOR_GRACE_MS = 30_000;
/** A commit, an abort, and the next client. */
const ANSWERS_A_TRANSACTION = 3;
/** As librdkafka reports it of a message that it had not assigned to a partition yet. */
const NO_PARTITION = -1;

export interface WorkloadOptions {
  readonly scenario: Scenario;
  /** `host:port,host:port` */
  readonly bootstrap: string;
  readonly ledger: Ledger;
  /** Of the schema that the values are of; null: of none. */
  readonly schemaId: number | null;
  /** Milliseconds since the ledger's `startedAtMs`, monotonic. */
  readonly nowMs: () => number;
  readonly listener: WorkloadListener;
  /** Absent: librdkafka is not asked what it knows of leaders. */
  readonly leaderWatch?: LeaderWatch | undefined;
  readonly signal: AbortSignal;
}

export interface WorkloadListener {
  /** A line of librdkafka's own log. */
  log(line: string): void;
  /**
   * Before the first message and after messages were handed over: how many there are now, of all producers. Answers the
   * total at which it wants to be told next: no burst goes beyond that.
   */
  sent(total: number): number;
  /** One delivery report; `offset` null: failed, or acks=0. */
  report(producer: number, sequence: number, offset: number | null, error: DeliveryError | null): void;
  /**
   * An acknowledged offset went backwards, from `lastOffset` to `offset`: the partition failed over, and `lost` messages
   * of this producer that were acknowledged at these offsets are gone.
   */
  failover(producer: number, partition: number, lost: number, lastOffset: number, offset: number): void;
  /** `isReplaced`: another client takes the place of the one that had it. */
  transaction(transaction: ClientTransaction, isReplaced: boolean): void;
  /** A producer can begin no further transaction: it sends no more. */
  gaveUp(producer: number, why: string): void;
}

interface ProducerState {
  readonly group: ProducerGroup;
  /** That the group writes to. */
  readonly topic: Topic;
  /** Null: it has none. */
  readonly transactions: Transactions<Rdkafka.Producer> | null;
  /** Of what others have committed. Null: its transactions only write. */
  readonly reader: TransactionReader | null;
  /** Null: one after another has the transactions. */
  readonly ownClient: Rdkafka.Producer | null;
  /** By partition, the last offset that was acknowledged. */
  readonly lastOffsets: Float64Array;
  /** Has nothing due until the client is connected. */
  pacer: Pacer;
  readonly write: (sequence: number, sentAtMs: number) => Buffer;
  sent: number;
  settled: number;
  /** `settled` in the turn before. */
  settledBefore: number;
  /** More reports are waiting to be passed on. */
  isDraining: boolean;
}

/** Throws a UsageError when librdkafka does not take the properties of the scenario in the file `path`. */
export function checkProducerConfig(scenario: Scenario, path: string): void {
  for (const group of scenario.producers) {
    try {
      createClient(group, "localhost:1");
    } catch (cause) {
      throw new UsageError(`${path}: ${group.name}.config: librdkafka says: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

/** With these errors a client refuses each further message of its transaction, or each for good. */
function refusesMore(code: number): boolean {
  const { ERR__STATE, ERR__FATAL, ERR__FENCED, ERR__PURGE_QUEUE } = rdkafka.CODES.ERRORS;
  return [ERR__STATE, ERR__FATAL, ERR__FENCED, ERR__PURGE_QUEUE].includes(code);
}

/** Of a producer that is not connected yet. */
const NOTHING_DUE: Pacer = { due: () => 0, sent: () => {} };

export class Workload implements AsyncDisposable {
  readonly #producers: ProducerState[];
  /** By producer, when its first message is due. Empty until those that start at once are connected. */
  #firstDuesMs: readonly number[] = [];
  readonly #options: WorkloadOptions;
  /** How long nothing may happen while messages are in flight. */
  readonly #silenceMsMax: number;
  /** Messages that a producer at full speed hands over in one turn. */
  readonly #burst: number;
  readonly #errors = deliveryErrors();
  readonly #topics: TopicPartitions;
  readonly #readBudget = new ReadBudget();
  #sent = 0;
  /** No more than this many messages are handed over before the listener is told. */
  #sentMax = 0;
  #lastProgressMs = 0;
  /** Producers that start later, each until it is connected, and producers with transactions. */
  #background: readonly Promise<void>[] = [];
  #connectFailure: { readonly error: unknown } | undefined;
  readonly #over = new AbortController();

  private constructor(options: WorkloadOptions) {
    const { producers, topics } = options.scenario;
    this.#options = options;
    this.#topics = new TopicPartitions(topics);
    sharedSignal(this.#over.signal);
    this.#silenceMsMax = Math.max(messageTimeoutMs(producers) + REPORT_GRACE_MS, ...producers.map(endMsMax));
    this.#burst = Math.ceil(
      BURST_MESSAGES / Math.max(1, producersOf(producers.filter(({ rate }) => rate === "max"))),
    );
    this.#producers = eachProducer(producers).map((group, i) => {
      const topic = topics.find(({ name }) => name === group.topic)!;
      const reader = group.transactions?.transfers ? this.#readerOf(topic, i) : null;
      const transactions = this.#transactionsOf(group, i, reader);
      return {
        group,
        topic,
        transactions,
        reader,
        ownClient: transactions === null ? this.#newClient(group, i) : null,
        lastOffsets: new Float64Array(options.ledger.partitions).fill(-1),
        pacer: NOTHING_DUE,
        write: writerFor(options, group, i),
        sent: 0,
        settled: 0,
        settledBefore: 0,
        isDraining: false,
      };
    });
  }

  /** Connects every producer that starts at once; sends nothing yet. */
  static async connect(options: WorkloadOptions): Promise<Workload> {
    const workload = new Workload(options);
    try {
      await workload.#connectFirst();
    } catch (error) {
      await workload[Symbol.asyncDispose]();
      throw error;
    }
    return workload;
  }

  async #connectFirst(): Promise<void> {
    const { scenario, nowMs } = this.#options;
    const starts = scenario.producers.flatMap(startsOf);
    const first = this.#producers.filter((_, i) => starts[i] === 0);
    const connected = await Promise.allSettled(first.map(connectProducer));
    const failed = connected.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const beginMs = nowMs();
    this.#firstDuesMs = scenario.producers.flatMap((group) =>
      firstDuesMs(group).map((dueMs) => beginMs + dueMs),
    );
    for (const [i, producer] of this.#producers.entries()) {
      if (starts[i] === 0) producer.pacer = pacer(producer.group.rate, this.#firstDuesMs[i]!);
    }
  }

  #newClient(group: ProducerGroup, number: number, id?: string): Rdkafka.Producer {
    const { bootstrap, listener, leaderWatch } = this.#options;
    const client = createClient(group, bootstrap, leaderWatch && LEADER_WATCH_PROPERTIES, id);
    client.on("event.log", (line) => {
      if (leaderWatch?.take(line)) return;
      const { severity, fac, message } = line;
      listener.log(`${severity} producer ${number} ${fac} ${message}`);
    });
    if (leaderWatch !== undefined) {
      client.on("event.stats", ({ message }) => leaderWatch.statistics(number, message));
    }
    client.on("event.error", (error) => listener.log(`3 producer ${number} ERROR ${error.message}`));
    client.on("delivery-report", (failure, report) => this.#reported(number, failure, report));
    return client;
  }

  #readerOf(topic: Topic, number: number): TransactionReader {
    const { bootstrap, scenario, ledger, schemaId, nowMs, listener } = this.#options;
    return new TransactionReader({
      ...{ bootstrap, topic, nowMs, budget: this.#readBudget },
      identity: identityOf(scenario, ledger.nonce, schemaId),
      // No other group has this name.
      groupId: transactionalIdOf(ledger.nonce, number),
      log: (severity, text) => listener.log(`${severity} reader of producer ${number} ${text}`),
    });
  }

  #transactionsOf(
    group: ProducerGroup,
    number: number,
    reader: TransactionReader | null,
  ): Transactions<Rdkafka.Producer> | null {
    if (group.transactions === undefined) return null;
    const { ledger, nowMs, listener } = this.#options;
    return new Transactions({
      ...{ producer: number, count: group.count, nowMs, signal: this.#over.signal, ...group.transactions },
      answerMsMax: transactionTimeoutMs(group) + COORDINATOR_GRACE_MS,
      connect: async () => {
        const client = this.#newClient(group, number, transactionalIdOf(ledger.nonce, number));
        await connectClient(client);
        reader?.begin();
        return client;
      },
      close: (client) => disconnectClient(client, 1),
      ...(reader !== null && { read: () => reader.read() }),
      errorName: (code) => this.#errors.byCode(code).name,
      ended: (end) => this.#ended(number, end),
      gaveUp: (why) => listener.gaveUp(number, why),
    });
  }

  /**
   * Sends every message at its time; resolves when each has its delivery report, or will never have one. Rejects when a
   * producer that starts later cannot connect.
   */
  async run(): Promise<void> {
    const { scenario, signal, nowMs } = this.#options;
    const isAtFullSpeed = scenario.producers.some(({ rate }) => rate === "max");
    this.#sentMax = this.#options.listener.sent(0);
    this.#background = this.#producers.flatMap((producer, i) => {
      if (producer.pacer === NOTHING_DUE) return this.#connectLater(producer, this.#firstDuesMs[i]!);
      return producer.transactions?.run() ?? [];
    });
    const lastStartMs = Math.max(...this.#firstDuesMs);
    let lastSentMs = nowMs();
    this.#lastProgressMs = lastSentMs;
    for (;;) {
      signal.throwIfAborted();
      if (this.#connectFailure !== undefined) throw this.#connectFailure.error;
      const { settled, settledNow, left } = this.#takeStock();
      if (left === 0) return;
      const sentNow = this.#sendDue();
      if (sentNow > 0) {
        lastSentMs = nowMs();
        this.#sentMax = this.#options.listener.sent(this.#sent);
      }
      // Without this limit a report that never comes would hold the run for ever.
      const silentMs = nowMs() - Math.max(lastStartMs, lastSentMs, this.#lastProgressMs);
      if (settled < this.#sent && silentMs > this.#silenceMsMax) return;
      for (const producer of this.#producers) {
        const { sent, settled, isDraining } = producer;
        if (settled < sent && !isDraining) clientOf(producer)?.poll();
      }
      // At full speed there is work in every turn of the event loop; when nothing moves, or at a pace, a tick is enough.
      const isBusy = isAtFullSpeed && (sentNow > 0 || settledNow > 0);
      await (isBusy ? nextTurn() : nextTick());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#background);
    const unsettled = this.#producers.some(({ sent, settled }) => settled < sent);
    // Disconnecting flushes first; messages that the run no longer waits for must not hold the exit.
    const flushMs = unsettled ? 1 : 5_000;
    const clients = this.#producers.flatMap((producer) => clientOf(producer) ?? []);
    await Promise.all([
      ...clients.map((client) => disconnectClient(client, flushMs)),
      ...this.#producers.map(({ reader }) => reader?.[Symbol.asyncDispose]()),
    ]);
  }

  /** Connects a producer when its first message is due: what it learns of the cluster is what the brokers say then. */
  async #connectLater(producer: ProducerState, dueMs: number): Promise<void> {
    const { nowMs } = this.#options;
    try {
      await sleep(Math.max(0, dueMs - nowMs()), undefined, { signal: this.#over.signal });
      await connectProducer(producer);
      producer.pacer = pacer(producer.group.rate, nowMs());
    } catch (error) {
      this.#connectFailure ??= { error };
      return;
    }
    await producer.transactions?.run();
  }

  /**
   * Counts what was settled since the turn before, and finds out who has more reports waiting. At full speed such a
   * producer sends nothing until it has heard them all. node-rdkafka keeps a few bytes a message until its report is
   * passed on: when messages are made while thousands of those lie about, they land in the holes between them, and a
   * message costs half as much again. In turns, memory is filled and emptied like a fresh one; and in a burst, librdkafka
   * finds enough messages at once for large batches.
   */
  #takeStock(): { settled: number; settledNow: number; left: number } {
    let settled = 0;
    let settledNow = 0;
    let left = 0;
    for (const producer of this.#producers) {
      const news = producer.settled - producer.settledBefore;
      producer.settledBefore = producer.settled;
      producer.isDraining = producer.group.rate === "max" && news >= REPORTS_A_TURN;
      settled += producer.settled;
      settledNow += news;
      left += (producer.transactions?.isOver ? producer.sent : producer.group.count) - producer.settled;
    }
    return { settled, settledNow, left };
  }

  #sendDue(): number {
    const { ledger, nowMs } = this.#options;
    let sentNow = 0;
    for (const [number, producer] of this.#producers.entries()) {
      if (producer.isDraining) continue;
      const { group, topic, transactions } = producer;
      const client = clientOf(producer);
      if (client === null) continue;
      const burst = group.rate === "max" ? this.#burst : Number.POSITIVE_INFINITY;
      const partitionOf =
        group.transactions?.transfers && transactions !== null
          ? (sequence: number) =>
              accountOf(ledger.nonce, number, sequence, transactions.index, topic.partitions)
          : () => (topic.partitions === 1 ? 0 : -1);
      const now = nowMs();
      const timestampMs = Math.floor(ledger.startedAtMs + now);
      const room = Math.min(
        ...[group.count - producer.sent, IN_FLIGHT_MAX - (producer.sent - producer.settled)],
        transactions?.room ?? Number.POSITIVE_INFINITY,
      );
      const due = Math.min(producer.pacer.due(now), room, burst, this.#sentMax - this.#sent - sentNow);
      const first = producer.sent;
      for (let sequence = first; sequence < first + due; sequence++) {
        const value = producer.write(sequence, timestampMs);
        let refusal: DeliveryError | null = null;
        try {
          // The report cannot come before the next poll, so the ledger may hear of the message after its client.
          client.produce(
            topic.name,
            partitionOf(sequence),
            value,
            keyOf(group.key, number, sequence),
            timestampMs,
            sequence,
          );
        } catch (error) {
          const { code } = error as Rdkafka.LibrdKafkaError;
          if (code === rdkafka.CODES.ERRORS.ERR__QUEUE_FULL) break;
          refusal = this.#errors.byCode(code);
          if (transactions !== null && refusesMore(code)) {
            transactions.refused(code);
            break;
          }
        }
        ledger.sent(number, sequence, now);
        producer.sent++;
        if (transactions !== null) {
          transactions.sent(now, refusal && { partition: NO_PARTITION, offset: -1, error: refusal.name });
          if (refusal !== null) break;
        }
        // An idempotent client that has met a fatal error takes nothing any more, and that is a finding.
        else if (refusal !== null) this.#failed(number, producer, sequence, NO_PARTITION, refusal);
      }
      producer.pacer.sent(producer.sent - first);
      sentNow += producer.sent - first;
    }
    this.#sent += sentNow;
    return sentNow;
  }

  #failed(
    number: number,
    producer: ProducerState,
    sequence: number,
    partition: number,
    error: DeliveryError,
  ): void {
    const { ledger, nowMs, listener } = this.#options;
    producer.settled++;
    this.#lastProgressMs = nowMs();
    ledger.failed(number, sequence, partition, error.name, this.#lastProgressMs);
    listener.report(number, sequence, null, error);
  }

  #reported(number: number, failure: Rdkafka.LibrdKafkaError | null, report: Rdkafka.DeliveryReport): void {
    const { leaderWatch } = this.#options;
    const producer = this.#producers[number]!;
    const { opaque: sequence, offset } = report;
    const partition = this.#topics.of(producer.topic.name, report.partition) ?? NO_PARTITION;
    const error = failure ? this.#errors.byMessage(failure.message) : null;
    if (error === null) leaderWatch?.acknowledged(partition);
    if (producer.transactions !== null) {
      producer.transactions.reported(sequence, { partition, offset, error: error?.name ?? null });
    } else if (error !== null) this.#failed(number, producer, sequence, partition, error);
    else this.#acknowledged(number, producer, sequence, partition, offset);
  }

  #ended(number: number, { transaction, reports, isReplaced }: EndedTransaction): void {
    const producer = this.#producers[number]!;
    const { first, outcome } = transaction;
    const error = this.#errors.byName(outcome === "unknown" ? TRANSACTION_UNKNOWN : TRANSACTION_ABORTED)!;
    for (const [i, report] of reports.entries()) {
      const sequence = first + i;
      if (outcome !== "committed") {
        this.#failed(number, producer, sequence, report?.partition ?? NO_PARTITION, error);
      } else if (report?.error === null) {
        this.#acknowledged(number, producer, sequence, report.partition, report.offset);
      }
    }
    this.#options.listener.transaction(transaction, isReplaced);
  }

  #acknowledged(
    number: number,
    producer: ProducerState,
    sequence: number,
    partition: number,
    offset: number,
  ): void {
    const { ledger, nowMs, listener } = this.#options;
    const { lastOffsets } = producer;
    producer.settled++;
    const now = nowMs();
    this.#lastProgressMs = now;
    ledger.acknowledged(number, sequence, partition, offset, now);
    if (ledger.outcome[ledger.rowsOf.rowOf(number, sequence)] !== OUTCOME.acknowledged) {
      listener.report(number, sequence, null, null);
      return;
    }
    const lastOffset = lastOffsets[partition]!;
    if (offset <= lastOffset) {
      const lost = acknowledgedFrom(ledger, number, sequence, partition, offset);
      listener.failover(number, partition, lost, lastOffset, offset);
    }
    lastOffsets[partition] = offset;
    listener.report(number, sequence, offset, null);
  }
}

/** Null: of a producer with transactions that has none for now. */
function clientOf({ ownClient, transactions }: ProducerState): Rdkafka.Producer | null {
  return transactions === null ? ownClient : transactions.client;
}

function connectProducer({ ownClient, transactions }: ProducerState): Promise<void> {
  return transactions === null ? connectClient(ownClient!) : transactions.connect();
}

/** How long the end of a transaction of this group may take; 0: it has none. */
function endMsMax(group: ProducerGroup): number {
  if (group.transactions === undefined) return 0;
  return ANSWERS_A_TRANSACTION * (transactionTimeoutMs(group) + COORDINATOR_GRACE_MS);
}

function createClient(
  group: ProducerGroup,
  bootstrap: string,
  watched: Readonly<Record<string, unknown>> = {},
  transactionalId?: string,
): Rdkafka.Producer {
  const global: Record<string, unknown> = {
    ...watched,
    "bootstrap.servers": bootstrap,
    "client.id": "chaos",
    "enable.idempotence": group.idempotence,
    ...(transactionalId !== undefined && {
      "transactional.id": transactionalId,
      "transaction.timeout.ms": transactionTimeoutMs(group),
    }),
    // Time and again during a fault the same complaint: one line of each is enough for the log.
    "log.connection.close": false,
    event_cb: true,
    dr_cb: true,
  };
  const topic: Record<string, unknown> = { acks: group.acks === "all" ? -1 : group.acks };
  for (const [name, value] of Object.entries(group.config)) {
    (TOPIC_PROPERTIES.has(name) ? topic : global)[name] = value;
  }
  return new rdkafka.Producer(global as Rdkafka.ProducerGlobalConfig, topic as Rdkafka.ProducerTopicConfig);
}

function connectClient(client: Rdkafka.Producer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.connect({ timeout: CONNECT_MS_MAX }, (error) => {
      if (error)
        reject(new InfrastructureError(`a producer could not connect: ${error.message}`, { cause: error }));
      else resolve();
    });
  });
}

function disconnectClient(client: Rdkafka.Producer, flushMs: number): Promise<void> {
  if (!client.isConnected()) return Promise.resolve();
  return new Promise((resolve) => client.disconnect(flushMs, () => resolve()));
}

function writerFor({ ledger, schemaId }: WorkloadOptions, { sizeBytes }: ProducerGroup, producer: number) {
  const writer = messageWriter({ nonce: ledger.nonce, producer, sizeBytes, schemaId });
  return (sequence: number, sentAtMs: number) => writer.write(sequence, sentAtMs);
}

function keyOf(key: ProducerGroup["key"], producer: number, sequence: number): string | null {
  if (key === "none") return null;
  return String(key === "producer" ? producer : sequence);
}

/** How many messages before `sequence` were acknowledged in `partition` at `offset` or beyond. */
function acknowledgedFrom(
  ledger: Ledger,
  producer: number,
  sequence: number,
  partition: number,
  offset: number,
): number {
  const first = ledger.rowsOf.firstRowOf(producer);
  let count = 0;
  for (let row = first + sequence - 1; row >= first; row--) {
    if (ledger.outcome[row] !== OUTCOME.acknowledged || (ledger.partition?.[row] ?? 0) !== partition)
      continue;
    if (ledger.offset[row]! < offset) break;
    count++;
  }
  return count;
}

/** As soon as delivery reports and sockets have had their turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TICK_MS));
}
