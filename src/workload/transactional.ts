/**
 * One producer with transactions, as an application runs it: begin, messages, commit, and what it does when one of these
 * fails.
 *
 *     new client ──▶ begin ──▶ messages ──▶ commit ──confirmed──▶ begin …
 *         ▲                       │           │
 *         │                a message failed   │ an error that asks for an abort
 *         │                       └─────▶ abort ──confirmed──▶ begin …
 *         └──── a fatal error, or no answer in time, of commit or abort
 *
 * A call that ends with a retriable error is made again, which resumes it. A new client has the same transactional.id, so
 * its first call makes the coordinator end the transaction that the client before it had begun.
 *
 * No message is sent again: the next transaction has the next messages.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { InfrastructureError } from "../errors.js";
import type { ClientTransaction, TransactionRead } from "../history/transaction-file.js";
import { within } from "../time-limit.js";

/** Of a producer, by its number. `nonce`: of the run, so that a kept cluster knows no earlier client of that id. */
export function transactionalIdOf(nonce: number, producer: number): string {
  return `chaos-${nonce.toString(16)}-${producer}`;
}

/** An error of a call of a transaction, as node-rdkafka passes it on. */
export interface CallError {
  readonly code: number;
  readonly isRetriable?: boolean;
  readonly isTxnRequiresAbort?: boolean;
}

type Done = (error: CallError | null | undefined) => void;

/** Of a client of node-rdkafka. */
export interface TransactionalClient {
  initTransactions(timeoutMs: number, done: Done): void;
  beginTransaction(done: Done): void;
  commitTransaction(timeoutMs: number, done: Done): void;
  abortTransaction(timeoutMs: number, done: Done): void;
}

/** A delivery report: where the message is, or the name of its error. */
export interface Report {
  readonly partition: number;
  readonly offset: number;
  readonly error: string | null;
}

/** A transaction that is over. */
export interface EndedTransaction {
  readonly transaction: ClientTransaction;
  /** Of each of its messages; undefined: none came. */
  readonly reports: readonly (Report | undefined)[];
  /** Its client is of no use any more, and another one takes its place. */
  readonly isReplaced: boolean;
}

export interface TransactionsOptions<Client> {
  /** Number of the producer. */
  readonly producer: number;
  /** Messages that it sends. */
  readonly count: number;
  /** Messages in each transaction. */
  readonly every: number;
  /** Of the transactions, those that it aborts: 0 to 1. */
  readonly abortShare: number;
  /** How long a new client, a commit or an abort may be without an answer. */
  readonly answerMsMax: number;
  /** A connected client with the transactional.id of the producer. */
  connect(): Promise<Client>;
  close(client: Client): Promise<void>;
  /** What the transaction reads before it ends; undefined: nothing. It resolves soon, and never rejects. */
  read?(): Promise<TransactionRead | undefined>;
  /** librdkafka's name of an error. */
  errorName(code: number): string;
  readonly nowMs: () => number;
  /** Settles the messages of a transaction. */
  ended(end: EndedTransaction): void;
  /** No client can begin transactions any more, and why: the rest of the messages is not sent. */
  gaveUp(why: string): void;
  readonly signal: AbortSignal;
}

/**
 * Each call holds one of the four threads that Node has for all of them, so that it must be short: calls of other clients
 * wait for it.
 */
const CALL_MS = 500;
/** An error may be the answer at once. */
const PAUSE_MS = 10;
/** For the reports of messages, which a client has when its commit is confirmed, to be passed on. */
const REPORTS_MS_MAX = 10_000;
/** Clients in a row that took no message. */
const FRUITLESS_MAX = 10;

export class Transactions<Client extends TransactionalClient> {
  readonly #options: TransactionsOptions<Client>;
  #client: Client | null = null;
  #open: OpenTransaction | null = null;
  #begun = 0;
  #sent = 0;
  #fruitless = 0;
  #isOver = false;

  constructor(options: TransactionsOptions<Client>) {
    this.#options = options;
  }

  /** Null: there is none for now. */
  get client(): Client | null {
    return this.#client;
  }

  /** Messages that the client takes now. */
  get room(): number {
    return this.#open?.isFilling ? this.#options.every - this.#open.reports.length : 0;
  }

  /** Index in its transaction of the next message. */
  get index(): number {
    return this.#open?.reports.length ?? 0;
  }

  /** No further message is sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws InfrastructureError when no client can begin transactions */
  async connect(): Promise<void> {
    this.#client = await this.#newClient();
  }

  /** Transactions until every message is sent, or no client can begin one any more. It needs connect() before. */
  async run(): Promise<void> {
    const { close, signal } = this.#options;
    const stop = () => this.#open?.stop();
    signal.addEventListener("abort", stop, { once: true });
    for (let client = this.#client; client !== null; ) {
      const unconfirmed = await this.#use(client);
      this.#client = null;
      await close(client);
      client = this.#isSent && unconfirmed === null ? null : await this.#nextClient();
      this.#client = client;
      if (unconfirmed !== null) this.#conclude(unconfirmed, client === null ? "abandoned" : "aborted", true);
    }
    signal.removeEventListener("abort", stop);
    this.#isOver = true;
  }

  /** The client took the next message, or refused this one alone, with an error. */
  sent(nowMs: number, refusal: Report | null): void {
    const open = this.#open!;
    open.add(nowMs);
    if (refusal !== null) open.report(this.#sent, refusal);
    this.#sent++;
    if (this.room === 0 || this.#isSent) open.end();
  }

  /** The client refuses all further messages of this transaction. */
  refused(code: number): void {
    this.#open!.fail(this.#options.errorName(code));
  }

  /** Reports of an earlier transaction, whose messages are settled already, change nothing. */
  reported(sequence: number, report: Report): void {
    this.#open?.report(sequence, report);
  }

  get #isSent(): boolean {
    return this.#sent === this.#options.count;
  }

  /** Null: none can be had, or the run is over. */
  async #nextClient(): Promise<Client | null> {
    const { answerMsMax, nowMs, signal, gaveUp } = this.#options;
    const lastMs = nowMs() + answerMsMax;
    let why = `${FRUITLESS_MAX} clients in a row took no message`;
    const isFruitful = ++this.#fruitless <= FRUITLESS_MAX;
    while (isFruitful && !signal.aborted && nowMs() < lastMs) {
      try {
        return await this.#newClient();
      } catch (error) {
        why = (error as Error).message;
      }
      await sleep(PAUSE_MS);
    }
    if (!signal.aborted) gaveUp(why);
    return null;
  }

  async #newClient(): Promise<Client> {
    const { connect, close, errorName } = this.#options;
    const client = await connect();
    const error = await this.#answer((timeoutMs, done) => client.initTransactions(timeoutMs, done));
    if (error === null) return client;
    await close(client);
    const message = `a producer could not begin transactions: ${errorName(error.code)}`;
    throw new InfrastructureError(message, { cause: error });
  }

  /** Until the client is of no use any more. Returns the transaction whose abort it could not confirm. */
  async #use(client: Client): Promise<OpenTransaction | null> {
    const { signal, abortShare } = this.#options;
    while (!this.#isSent && !signal.aborted) {
      if ((await this.#answer((_, done) => client.beginTransaction(done))) !== null) return null;
      const open = new OpenTransaction(this.#sent, isAborted(this.#begun++, abortShare));
      this.#open = open;
      if (signal.aborted) open.stop();
      await open.filled;
      const { outcome, isUsable } = await this.#end(client, open);
      this.#open = null;
      if (outcome === "abandoned") return open;
      this.#conclude(open, outcome, !isUsable);
      if (!isUsable) return null;
    }
    return null;
  }

  async #end(
    client: Client,
    open: OpenTransaction,
  ): Promise<{ readonly outcome: ClientTransaction["outcome"]; readonly isUsable: boolean }> {
    const { nowMs, signal, errorName, answerMsMax } = this.#options;
    if (!signal.aborted && open.error === null) open.read = await this.#options.read?.();
    // An abort that comes too early takes messages back before a broker has them, and librdkafka may ask a coordinator to
    // end a transaction that it does not know yet: a fatal error.
    if (open.isToAbort && open.error === null) await this.#reports(open, answerMsMax);
    else if (!signal.aborted && open.error === null) {
      open.isEnding = true;
      open.askedMs = nowMs();
      const error = await this.#answer((timeoutMs, done) => client.commitTransaction(timeoutMs, done));
      if (error === null) {
        await this.#reports(open, REPORTS_MS_MAX);
        return { outcome: "committed", isUsable: true };
      }
      open.error = errorName(error.code);
      if (!error.isTxnRequiresAbort) return { outcome: "unknown", isUsable: false };
    }
    open.isEnding = true;
    const error = signal.aborted
      ? null
      : await this.#answer((timeoutMs, done) => client.abortTransaction(timeoutMs, done));
    if (error !== null) open.error ??= errorName(error.code);
    const isConfirmed = error === null && !signal.aborted;
    if (open.askedMs === null)
      return { outcome: isConfirmed ? "aborted" : "abandoned", isUsable: isConfirmed };
    if (!isConfirmed) return { outcome: "unknown", isUsable: false };
    // The client asks the coordinator to commit when each message is delivered, and not before. If one is not, it never
    // asked. Otherwise the coordinator may have committed, and have forgotten that until it was asked to abort.
    await this.#reports(open, REPORTS_MS_MAX);
    return { outcome: open.isDelivered ? "unknown" : "aborted", isUsable: true };
  }

  /** Makes the call until it has an answer: null, or the error. After `answerMsMax` the error is a retriable one. */
  async #answer(call: (timeoutMs: number, done: Done) => void): Promise<CallError | null> {
    const { answerMsMax, nowMs, signal } = this.#options;
    const lastMs = nowMs() + answerMsMax;
    for (;;) {
      const error = await new Promise<CallError | null>((resolve) => {
        call(CALL_MS, (error) => resolve(error ?? null));
      });
      if (!error?.isRetriable || error.isTxnRequiresAbort || signal.aborted || nowMs() >= lastMs)
        return error;
      await sleep(PAUSE_MS);
    }
  }

  /** Waits for the report of each message. */
  async #reports({ reported }: OpenTransaction, limitMs: number): Promise<void> {
    if (this.#options.signal.aborted) return;
    await within(reported, limitMs);
  }

  #conclude(open: OpenTransaction, outcome: ClientTransaction["outcome"], isReplaced: boolean): void {
    const { producer, nowMs, ended } = this.#options;
    const { first, reports, beganMs, askedMs, error, read } = open;
    if (beganMs === null) return;
    this.#fruitless = 0;
    const transaction = {
      ...{ producer, first, messages: reports.length, beganMs, askedMs, endedMs: nowMs(), outcome, error },
      ...(read !== undefined && { read }),
    };
    ended({ transaction, reports, isReplaced });
  }
}

/** Whether the transaction of this number, from 0, is one of the share that is aborted: these are spread evenly. */
function isAborted(number: number, share: number): boolean {
  const upTo = (count: number) => Math.round(count * share);
  return upTo(number + 1) > upTo(number);
}

class OpenTransaction {
  /** By message; undefined: not yet. */
  readonly reports: (Report | undefined)[] = [];
  /** No further message is added. */
  readonly filled: Promise<void>;
  /** Each message that it has when it is filled has its report. */
  readonly reported: Promise<void>;
  beganMs: number | null = null;
  askedMs: number | null = null;
  error: string | null = null;
  read: TransactionRead | undefined;
  isFilling = true;
  /** Its client was asked to commit it or to abort it. */
  isEnding = false;
  #reportedCount = 0;
  #resolveFilled = () => {};
  #resolveReported = () => {};

  constructor(
    /** Sequence of its first message. */
    readonly first: number,
    readonly isToAbort: boolean,
  ) {
    this.filled = new Promise((resolve) => {
      this.#resolveFilled = resolve;
    });
    this.reported = new Promise((resolve) => {
      this.#resolveReported = resolve;
    });
  }

  get isDelivered(): boolean {
    return this.reports.every((report) => report?.error === null);
  }

  add(nowMs: number): void {
    this.beganMs ??= nowMs;
    this.reports.push(undefined);
  }

  end(): void {
    this.isFilling = false;
    this.#resolveFilled();
    if (this.#reportedCount === this.reports.length) this.#resolveReported();
  }

  /** Without waiting for reports. */
  stop(): void {
    this.end();
    this.#resolveReported();
  }

  fail(error: string): void {
    // Later, its messages fail because it ends.
    if (this.isEnding) return;
    this.error ??= error;
    this.end();
  }

  report(sequence: number, report: Report): void {
    const index = sequence - this.first;
    if (index < 0 || index >= this.reports.length || this.reports[index] !== undefined) return;
    this.reports[index] = report;
    this.#reportedCount++;
    if (report.error !== null) this.fail(report.error);
    if (!this.isFilling && this.#reportedCount === this.reports.length) this.#resolveReported();
  }
}
