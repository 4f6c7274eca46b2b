/**
 * `transactions.ndjson`: what producers saw of each of their transactions, one JSON object a line, in the order in which
 * the transactions ended. The run directory of a scenario with `producers.transactions` has it.
 *
 *     {"producer":0,"first":0,"messages":100,"beganMs":1.2,"askedMs":33.1,"endedMs":40.2,"outcome":"committed","error":null}
 *
 * A transaction holds the sequences of its producer from `first` on. Times are milliseconds since the run's start.
 *
 * A transaction that read has `"read":{"atMs":32.9,"runs":[[2,96,103]]}` as well: at this time it had messages 96 to 103 of producer 2.
 * Only transactions with transfers read.
 */
import { appendFileSync, closeSync, createReadStream, openSync } from "node:fs";
import { z } from "zod";
import { InfrastructureError } from "../errors.js";
import { TRANSACTION_OUTCOMES, type TransactionOutcome } from "../rundir/transactions.js";

export type { TransactionOutcome };

/** Names of errors that the ledger has of messages whose transaction did not commit for certain. */
export const TRANSACTION_ABORTED = "TRANSACTION_ABORTED";
export const TRANSACTION_UNKNOWN = "TRANSACTION_UNKNOWN";

const count = z.number().int().nonnegative();

const lineSchema = z.object({
  /** Its number. */
  producer: count,
  /** Sequence of the first message. */
  first: count,
  messages: z.number().int().positive(),
  beganMs: z.number(),
  /** When its client was asked to commit; null: never. */
  askedMs: z.number().nullable(),
  endedMs: z.number(),
  outcome: z.enum(TRANSACTION_OUTCOMES),
  /** librdkafka's name of the error that ended it; null: none, as with an abort that the scenario asks for. */
  error: z.string().nullable(),
  /** Messages that it read before it ended. Absent: it got none. */
  read: z
    .object({
      /** When it had all of them. */
      atMs: z.number(),
      /** Producer, and its first and last sequence: of messages next to each other. */
      runs: z.array(z.tuple([count, count, count])),
    })
    .exactOptional(),
});

export type ClientTransaction = Readonly<z.infer<typeof lineSchema>>;
export type TransactionRead = NonNullable<ClientTransaction["read"]>;

const FLUSH_EVERY_MS = 1_000;
/** Of the file, read at a time: about a hundred transactions. */
const PIECE_BYTES = 16_384;

/** Appends lines, each second and when it is disposed of. */
export class TransactionWriter implements Disposable {
  readonly #path: string;
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onError: (error: Error) => void;
  #lines = "";

  /** `onError`: of a disk that refuses. @throws InfrastructureError when the file cannot be opened */
  constructor(path: string, onError: (error: Error) => void = () => {}) {
    this.#path = path;
    this.#onError = onError;
    try {
      this.#file = openSync(path, "a");
    } catch (cause) {
      throw this.#cannotWrite(cause);
    }
    this.#timer = setInterval(() => this.#flush(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  add(transaction: ClientTransaction): void {
    const { beganMs, askedMs, endedMs, read } = transaction;
    const times = {
      ...{ beganMs: rounded(beganMs), askedMs: askedMs === null ? null : rounded(askedMs) },
      endedMs: rounded(endedMs),
      ...(read !== undefined && { read: { ...read, atMs: rounded(read.atMs) } }),
    };
    this.#lines += `${JSON.stringify({ ...transaction, ...times })}\n`;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#lines === "") return;
    try {
      appendFileSync(this.#file, this.#lines);
      this.#lines = "";
    } catch (cause) {
      this.#onError(this.#cannotWrite(cause));
    }
  }

  #cannotWrite(cause: unknown): InfrastructureError {
    return new InfrastructureError(`${this.#path} cannot be written: ${(cause as Error).message}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

/** The tick of the ledger. */
const rounded = (ms: number) => Math.round(ms * 10) / 10;

/**
 * All lines of the file, some at a time: a run may have very many. A last line that a killed run cut short is left out.
 * @throws InfrastructureError when the file is missing, or another line is no transaction
 */
export async function* transactionsIn(path: string): AsyncGenerator<readonly ClientTransaction[], void> {
  let rest = "";
  let number = 0;
  const parse = (line: string): ClientTransaction => {
    number++;
    try {
      return lineSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new InfrastructureError(`${path} is damaged: line ${number} is no transaction`, { cause });
    }
  };
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: PIECE_BYTES })) {
      const lines = (rest + chunk).split("\n");
      // Whole lines end with a newline, so the last piece is empty, or its line is not read yet.
      rest = lines.pop()!;
      yield lines.map(parse);
    }
  } catch (cause) {
    if (cause instanceof InfrastructureError) throw cause;
    throw new InfrastructureError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The same, all at once. Rejects as it does. */
export async function readTransactions(path: string): Promise<ClientTransaction[]> {
  const all: ClientTransaction[] = [];
  for await (const some of transactionsIn(path)) all.push(...some);
  return all;
}
