/**
 * Reads for the transactions of one producer: all partitions of its topic, committed messages only, from their beginning on. It is a
 * consumer of its own, in no group.
 *
 * A transaction takes what librdkafka has fetched by then, up to READ_MESSAGES_MAX messages, and never waits for messages. Where the
 * reader cannot read, transactions read nothing: that is no failure of theirs.
 */
import type Rdkafka from "node-rdkafka";
import { ValueClassifier } from "../history/classify.js";
import { type LogIdentity, RECORD } from "../history/log-entries.js";
import { producerRows } from "../history/producer-rows.js";
import type { TransactionRead } from "../history/transaction-file.js";
import type { Topic } from "../scenario/syntax.js";
import { within } from "../time-limit.js";
import { rdkafka } from "./rdkafka.js";

/** Of one transaction: a run of messages is 10 to 25 bytes of its line. */
const READ_MESSAGES_MAX = 500;
/** Of all transactions of a run: 80 MB of transactions.ndjson at most, and most often a tenth of that. */
const RUN_MESSAGES_MAX = 4_000_000;
/** All threads that calls of clients need may be in use, by commits for example. The transaction goes on without reads. */
const READ_MS_MAX = 1_000;
/** Of fetched messages that no transaction has taken yet. */
const FETCHED_KIB_MAX = 1_024;
const CONNECT_MS_MAX = 15_000;
const CLOSE_MS_MAX = 5_000;
/** RD_KAFKA_OFFSET_BEGINNING */
const BEGINNING = -2;

/** How many messages all readers of a run may still read. */
export class ReadBudget {
  constructor(public left = RUN_MESSAGES_MAX) {}
}

export interface ReaderOptions {
  /** `host:port,host:port` */
  readonly bootstrap: string;
  readonly topic: Topic;
  readonly identity: LogIdentity;
  /** librdkafka needs one. The reader neither joins the group nor commits. */
  readonly groupId: string;
  readonly budget: ReadBudget;
  readonly nowMs: () => number;
  log(severity: number, text: string): void;
}

export class TransactionReader implements AsyncDisposable {
  readonly #options: ReaderOptions;
  readonly #value: ValueClassifier;
  #client: Rdkafka.KafkaConsumer | null = null;
  #isReady = false;
  /** A read that came too late for its transaction is still under way. */
  #isBusy = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#value = new ValueClassifier(options.identity);
  }

  /** Connects in the background, once. */
  begin(): void {
    if (this.#client !== null) return;
    const { bootstrap, groupId, topic, log } = this.#options;
    const client = new rdkafka.KafkaConsumer(
      {
        "bootstrap.servers": bootstrap,
        "client.id": "chaos-reader",
        "group.id": groupId,
        "enable.auto.commit": false,
        "isolation.level": "read_committed",
        "queued.max.messages.kbytes": FETCHED_KIB_MAX,
        "log.connection.close": false,
      } as Rdkafka.ConsumerGlobalConfig,
      { "auto.offset.reset": "earliest" },
    );
    this.#client = client;
    client.setDefaultConsumeTimeout(0);
    client.on("event.log", ({ severity, fac, message }) => log(severity, `${fac} ${message}`));
    client.on("event.error", (error) => log(3, `ERROR ${error.message}`));
    client.connect({ timeout: CONNECT_MS_MAX }, (error) => {
      if (error) return log(3, `CONNECT ${error.message}`);
      const partitions = Array.from({ length: topic.partitions }, (_, partition) => partition);
      client.assign(partitions.map((partition) => ({ topic: topic.name, partition, offset: BEGINNING })));
      this.#isReady = true;
    });
  }

  /** What is there for a transaction to read; undefined: nothing. */
  async read(): Promise<TransactionRead | undefined> {
    const { budget, nowMs } = this.#options;
    const most = Math.min(READ_MESSAGES_MAX, budget.left);
    if (!this.#isReady || this.#isBusy || most === 0) return undefined;
    this.#isBusy = true;
    const polled = this.#poll(most).finally(() => {
      this.#isBusy = false;
    });
    const messages = await within(polled, READ_MS_MAX);
    if (messages === null) return undefined;
    budget.left -= messages.length;
    const runs = this.#runsOf(messages);
    return runs.length === 0 ? undefined : { atMs: nowMs(), runs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = this.#client;
    this.#isReady = false;
    if (!client?.isConnected()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MS_MAX);
      client.disconnect(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #poll(most: number): Promise<readonly Rdkafka.Message[]> {
    return new Promise((resolve) => {
      this.#client!.consume(most, (error, messages) => {
        if (error) this.#options.log(4, `POLL ${error.message}`);
        resolve(error ? [] : messages);
      });
    });
  }

  /** Of intact messages of this run. */
  #runsOf(messages: readonly Rdkafka.Message[]): TransactionRead["runs"] {
    const rows = new Set<number>();
    for (const { value } of messages) {
      if (value === null) continue;
      this.#value.look(value, 0, value.length);
      if (this.#value.kind === RECORD.message) rows.add(this.#value.row);
    }
    return runsOf([...rows], this.#options.identity);
  }
}

/** Messages next to each other of a producer, by their rows. */
export function runsOf(
  rows: readonly number[],
  { producers }: Pick<LogIdentity, "producers">,
): TransactionRead["runs"] {
  const rowsOf = producerRows(producers.map(({ messages }) => messages));
  const runs: TransactionRead["runs"] = [];
  for (const row of rows.toSorted((a, b) => a - b)) {
    const [producer, sequence] = [rowsOf.producerOf(row), rowsOf.sequenceOf(row)];
    const open = runs.at(-1);
    if (open?.[0] === producer && open[2] === sequence - 1) open[2] = sequence;
    else runs.push([producer, sequence, sequence]);
  }
  return runs;
}
