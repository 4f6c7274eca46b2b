/**
 * What a copier does with a batch: it produces each message once more, into another topic, with the same key and value.
 *
 *     with transactions     begin ─ produce ─ send the offsets to the transaction ─ commit
 *     without               produce ─ wait until all are acknowledged ─ the consumer commits the offsets
 *
 * An error that aborts a transaction is undone: the transaction is aborted, and the consumer goes back to the committed offsets.
 * Any other error ends the process, as it ends an application: the producer was fenced, or the outcome of a commit is not known.
 */
import type Rdkafka from "node-rdkafka";
import type { CopyOrder } from "./member-messages.js";
import type { Batch, Outcome, Processing, TransactionCounts } from "./processing.js";
import { rdkafka } from "./rdkafka.js";

const CONNECT_MS_MAX = 30_000;
/** Of one call, and of all calls together while librdkafka asks for another one. */
const CALL_MS_MAX = 10_000;
const CALLS_MS_MAX = 60_000;
const POLL_EVERY_MS = 10;
const CLOSE_MS_MAX = 5_000;
const EMPTY = Buffer.alloc(0);

interface CopyingOptions {
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
  /** Copies that have no delivery report yet. Only without transactions. */
  #outstanding = 0;
  #failed: Rdkafka.LibrdKafkaError | null = null;
  #onSettled: (() => void) | null = null;

  constructor(options: CopyingOptions) {
    const { order, bootstrap, clientId, transactionalId, log } = options;
    this.#options = options;
    this.batchMessagesMax = order.every;
    this.#client = new rdkafka.Producer({
      "bootstrap.servers": bootstrap,
      "client.id": clientId,
      "log.connection.close": false,
      ...(transactionalId === null
        ? { dr_cb: true }
        : { "transactional.id": transactionalId, "transaction.timeout.ms": TRANSACTION_MS }),
      ...order.producerConfig,
    } as Rdkafka.ProducerGlobalConfig);
    this.#client.on("event.log", ({ severity, fac, message }) => log(severity, `${fac} ${message}`));
    this.#client.on("event.error", (error) => log(3, `ERROR ${error.message}`));
    this.#client.on("delivery-report", (error) => this.#settled(error));
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
    this.#failed = null;
    for (const message of messages) {
      this.#produce(message);
      this.#outstanding++;
    }
    await new Promise<void>((resolve) => {
      this.#onSettled = resolve;
      if (this.#outstanding === 0) resolve();
    });
    if (this.#failed === null) return "processed";
    this.#options.onAborted(messages.length, wordsOf(this.#failed));
    return "undone";
  }

  #settled(error: Rdkafka.LibrdKafkaError | null): void {
    if (error) this.#failed ??= error;
    this.#outstanding--;
    if (this.#outstanding === 0) this.#onSettled?.();
  }

  async #transact({ messages, offsets, consumer }: Batch): Promise<Outcome> {
    let isAsked = false;
    try {
      await this.#call("beginTransaction", (done) => this.#client.beginTransaction(done));
      for (const message of messages) this.#produce(message);
      await this.#call("sendOffsetsToTransaction", (done) =>
        this.#client.sendOffsetsToTransaction([...offsets], consumer, CALL_MS_MAX, done),
      );
      isAsked = true;
      await this.#call("commitTransaction", (done) => this.#client.commitTransaction(CALL_MS_MAX, done));
      this.#counts.committed++;
      return "committed";
    } catch (error) {
      await this.#abort(error as Rdkafka.LibrdKafkaError, isAsked);
      this.#options.onAborted(messages.length, wordsOf(error as Rdkafka.LibrdKafkaError));
      return "undone";
    }
  }

  /** Rejects where the transaction cannot be aborted, or may be committed. */
  async #abort(why: Rdkafka.LibrdKafkaError, isAsked: boolean): Promise<void> {
    if (isAsked && why.isTxnRequiresAbort !== true) {
      this.#counts.unknown++;
      throw why;
    }
    // A transaction whose commit was not asked cannot be committed, whatever happens now.
    this.#counts.aborted++;
    if (why.isFatal === true) throw why;
    await this.#call("abortTransaction", (done) => this.#client.abortTransaction(CALL_MS_MAX, done));
  }

  #produce({ key, value, partition }: Rdkafka.Message): void {
    const { to, partitions } = this.#options.order;
    this.#client.produce(to, partition % partitions, value ?? EMPTY, key ?? null);
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

/** transaction.timeout.ms, unless the scenario sets it: librdkafka's minute would make each run with a killed copier longer. */
const TRANSACTION_MS = 10_000;

function wordsOf({ message }: Rdkafka.LibrdKafkaError): string {
  return message;
}
