/**
 * What a copier does with a batch: it produces each message once more, into another topic, with the same key and value.
 *
 *     with transactions     begin ─ produce ─ send the offsets to the transaction ─ commit
 *     without               produce ─ wait until all are acknowledged ─ the consumer commits the offsets
 *
 * An error that aborts a transaction is undone: the transaction is aborted, and the consumer goes back to the committed offsets.
 * If the coordinator committed it all the same, these offsets are behind the batch. Any other error ends the process, as it ends an
 * application: the producer was fenced, or no definite answer came.
 */
import type Rdkafka from "node-rdkafka";
import { within } from "../time-limit.js";
import type { CopyOrder } from "./member-messages.js";
import type { Batch, Outcome, Processing, TransactionCounts } from "./processing.js";

const CONNECT_MS_MAX = 30_000;
/** Of one call, and of all calls together while librdkafka asks for another one. */
const CALL_MS_MAX = 10_000;
const CALLS_MS_MAX = 60_000;
const POLL_EVERY_MS = 10;
const CLOSE_MS_MAX = 5_000;
/** For the delivery reports of a transaction that was aborted to be passed on. */
const REPORTS_MS_MAX = 10_000;
const EMPTY = Buffer.alloc(0);

interface CopyingOptions {
  newClient(config: Rdkafka.ProducerGlobalConfig): Rdkafka.Producer;
  readonly order: CopyOrder;
  /** `host:port,host:port` */
  readonly bootstrap: string;
  readonly clientId: string;
  /** Of its transactions; null without them. */
  readonly transactionalId: string | null;
  /** `reason`: of an abort, librdkafka's words. */
  readonly onAborted: (messages: number, reason: string) => void;
  readonly log: (severity: number, text: string) => void;
}

export class Copying implements Processing {
  readonly batchMessagesMax: number;
  readonly #options: CopyingOptions;
  readonly #client: Rdkafka.Producer;
  readonly #counts = { committed: 0, aborted: 0, unknown: 0 };

  constructor(options: CopyingOptions) {
    const { order, bootstrap, clientId, transactionalId, log, newClient } = options;
    this.#options = options;
    this.batchMessagesMax = order.every;
    this.#client = newClient({
      "bootstrap.servers": bootstrap,
      "client.id": clientId,
      "log.connection.close": false,
      dr_cb: true,
      ...(transactionalId !== null && {
        "transactional.id": transactionalId,
        "transaction.timeout.ms": TRANSACTION_MS,
      }),
      ...order.producerConfig,
    } as Rdkafka.ProducerGlobalConfig);
    this.#client.on("event.log", ({ severity, fac, message }) => log(severity, `${fac} ${message}`));
    this.#client.on("event.error", (error) => log(3, `ERROR ${error.message}`));
    this.#client.on("delivery-report", (error, { opaque }) => (opaque as Deliveries).report(error));
  }

  get transactions(): TransactionCounts | null {
    return this.#options.transactionalId === null ? null : { ...this.#counts };
  }

  async begin(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.connect({ timeout: CONNECT_MS_MAX }, (error) => (error ? reject(error) : resolve()));
    });
    this.#client.setPollInterval(POLL_EVERY_MS);
    // Aborts what an earlier process with the same id left open, and fences that process.
    if (this.transactions !== null)
      await this.#call("initTransactions", (done) => this.#client.initTransactions(CALL_MS_MAX, done));
  }

  async process(batch: Batch): Promise<Outcome> {
    batch.read(batch.messages);
    return this.transactions === null ? this.#copy(batch) : this.#transact(batch);
  }

  end(): Promise<void> {
    return new Promise((resolve) => this.#client.disconnect(CLOSE_MS_MAX, () => resolve()));
  }

  async #copy({ messages }: Batch): Promise<Outcome> {
    const deliveries = this.#produce(messages);
    await deliveries.reported;
    if (deliveries.failed === null) return "processed";
    this.#options.onAborted(messages.length, wordsOf(deliveries.failed));
    return "undone";
  }

  async #transact({ messages, offsets, consumer }: Batch): Promise<Outcome> {
    /** Null: the commit was not asked for. */
    let asked: Deliveries | null = null;
    try {
      await this.#call("beginTransaction", (done) => this.#client.beginTransaction(done));
      const deliveries = this.#produce(messages);
      await this.#call("sendOffsetsToTransaction", (done) =>
        this.#client.sendOffsetsToTransaction([...offsets], consumer, CALL_MS_MAX, done),
      );
      asked = deliveries;
      await this.#call("commitTransaction", (done) => this.#client.commitTransaction(CALL_MS_MAX, done));
      this.#counts.committed++;
      return "committed";
    } catch (error) {
      const why = error as Rdkafka.LibrdKafkaError;
      await (asked === null ? this.#abort(why) : this.#abortAsked(why, asked));
      this.#options.onAborted(messages.length, wordsOf(why));
      return "undone";
    }
  }

  /** A transaction whose commit was not asked for cannot be committed, whatever happens. Rejects where it cannot be aborted. */
  async #abort(why: Rdkafka.LibrdKafkaError): Promise<void> {
    this.#counts.aborted++;
    if (why.isFatal === true) throw why;
    await this.#callAbort();
  }

  /** Rejects where the abort is not confirmed. */
  async #abortAsked(why: Rdkafka.LibrdKafkaError, deliveries: Deliveries): Promise<void> {
    try {
      if (why.isTxnRequiresAbort !== true) throw why;
      await this.#callAbort();
    } catch (error) {
      this.#counts.unknown++;
      throw error;
    }
    // The client asks the coordinator to commit when each message is delivered, and not before. If one is not, it never
    // asked. Otherwise the coordinator may have committed, and have forgotten that until it was asked to abort.
    await within(deliveries.reported, REPORTS_MS_MAX);
    this.#counts[deliveries.isDelivered ? "unknown" : "aborted"]++;
  }

  #callAbort(): Promise<void> {
    return this.#call("abortTransaction", (done) => this.#client.abortTransaction(CALL_MS_MAX, done));
  }

  #produce(messages: readonly Rdkafka.Message[]): Deliveries {
    const { to, partitions } = this.#options.order;
    const deliveries = new Deliveries(messages.length);
    for (const { key, value, partition } of messages)
      this.#client.produce(to, partition % partitions, value ?? EMPTY, key ?? null, null, deliveries);
    return deliveries;
  }

  /** Calls again for as long as librdkafka says that this may help, within a limit. */
  async #call(
    name: string,
    call: (done: (error: Rdkafka.LibrdKafkaError | null | undefined) => void) => void,
  ): Promise<void> {
    const limitMs = performance.now() + CALLS_MS_MAX;
    for (;;) {
      const error = await new Promise<Rdkafka.LibrdKafkaError | null>((resolve) =>
        call((error) => resolve(error ?? null)),
      );
      if (error === null) return;
      this.#options.log(4, `${name}: ${wordsOf(error)}`);
      const mayHelp =
        error.isRetriable === true && error.isTxnRequiresAbort !== true && error.isFatal !== true;
      if (!mayHelp || performance.now() > limitMs) throw error;
    }
  }
}

/** The delivery reports of a batch. */
class Deliveries {
  /** Each copy has its report. */
  readonly reported: Promise<void>;
  /** The first error. */
  failed: Rdkafka.LibrdKafkaError | null = null;
  #outstanding: number;
  #resolve = () => {};

  constructor(copies: number) {
    this.#outstanding = copies;
    this.reported = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (copies === 0) this.#resolve();
  }

  get isDelivered(): boolean {
    return this.#outstanding === 0 && this.failed === null;
  }

  report(error: Rdkafka.LibrdKafkaError | null): void {
    if (error) this.failed ??= error;
    if (--this.#outstanding === 0) this.#resolve();
  }
}

/** transaction.timeout.ms, unless the scenario sets it: librdkafka's minute would make each run with a killed copier longer. */
const TRANSACTION_MS = 10_000;

function wordsOf({ message }: Rdkafka.LibrdKafkaError): string {
  return message;
}
