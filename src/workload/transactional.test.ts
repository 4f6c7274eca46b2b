import { describe, expect, it } from "vitest";
import type { ClientTransaction, TransactionRead } from "../history/transaction-file.js";
import {
  type CallError,
  type EndedTransaction,
  type Report,
  type TransactionalClient,
  Transactions,
  transactionalIdOf,
} from "./transactional.js";

const TIMED_OUT: CallError = { code: -185, isRetriable: true };
const FENCED: CallError = { code: -144 };
const ABORTABLE: CallError = { code: 7, isTxnRequiresAbort: true };
const NAMES: Readonly<Record<number, string>> = {
  [-185]: "_TIMED_OUT",
  [-144]: "_FENCED",
  7: "REQUEST_TIMED_OUT",
};

type Call = "init" | "begin" | "commit" | "abort";
/** What a client answers to the calls of each kind, in order; null, and after the last: it is done. */
type Script = Partial<Record<Call, (CallError | null)[]>>;

/** Each call of a client takes 400 ms of the test's clock. */
const CALL_TAKES_MS = 400;

interface Options {
  readonly count?: number;
  readonly every?: number;
  readonly abortShare?: number;
  /** Of the first client, and of each that takes its place. */
  readonly scripts?: readonly Script[];
  /** What becomes of a message; undefined: no report comes. */
  readonly report?: (sequence: number) => Report | undefined;
  /** A message that a client takes back when it is asked to abort. */
  readonly purged?: number;
  /** What transactions read, one after another. */
  readonly reads?: readonly (TransactionRead | undefined)[];
  /** Of the client that takes the place of another: it cannot connect. */
  readonly cannotConnect?: boolean;
}

interface Told {
  readonly ended: readonly EndedTransaction[];
  readonly transactions: readonly ClientTransaction[];
  /** `0 begin`, `0 commit`, `1 init`: number of the client, and its call. */
  readonly calls: readonly string[];
  readonly gaveUp: readonly string[];
  /** Clients that were made, and those that were closed. */
  readonly clients: { readonly made: number; readonly closed: number };
}

const delivered = (sequence: number): Report => ({ partition: 0, offset: sequence, error: null });
const failed = (error: string): Report => ({ partition: 0, offset: -1, error });

/** Sends every message as soon as there is room for it. */
async function send(options: Options): Promise<Told> {
  const { count = 10, every = 5, abortShare = 0, scripts = [], report = delivered } = options;
  let nowMs = 0;
  let made = 0;
  let closed = 0;
  const calls: string[] = [];
  const ended: EndedTransaction[] = [];
  const gaveUp: string[] = [];
  const newClient = (): TransactionalClient => {
    const number = made++;
    const script = scripts[number] ?? {};
    const answer = (call: Call, done: (error: CallError | null) => void) => {
      calls.push(`${number} ${call}`);
      nowMs += CALL_TAKES_MS;
      setImmediate(() => done(script[call]?.shift() ?? null));
    };
    return {
      initTransactions: (_, done) => answer("init", done),
      beginTransaction: (done) => answer("begin", done),
      commitTransaction: (_, done) => answer("commit", done),
      abortTransaction: (_, done) => {
        if (options.purged !== undefined) transactions.reported(options.purged, failed("_PURGE_QUEUE"));
        answer("abort", done);
      },
    };
  };
  const transactions = new Transactions<TransactionalClient>({
    ...{ producer: 3, count, every, abortShare, answerMsMax: 2_000 },
    connect: async () => {
      if (options.cannotConnect && made > 0) {
        nowMs += CALL_TAKES_MS;
        throw new Error("no broker answers");
      }
      return newClient();
    },
    close: async () => {
      closed++;
    },
    ...(options.reads !== undefined && {
      read: async () => {
        calls.push(`read with ${ended.length} ended`);
        return options.reads![ended.length];
      },
    }),
    errorName: (code) => NAMES[code] ?? String(code),
    nowMs: () => nowMs,
    ended: (end) => ended.push(end),
    gaveUp: (why) => gaveUp.push(why),
    signal: new AbortController().signal,
  });
  await transactions.connect();
  const over = transactions.run();
  for (let sequence = 0; !transactions.isOver; ) {
    const room = Math.min(transactions.room, count - sequence);
    for (let i = 0; i < room && transactions.room > 0; i++, sequence++) {
      transactions.sent(nowMs, null);
      const of = report(sequence);
      if (of !== undefined) transactions.reported(sequence, of);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
  return {
    ended,
    transactions: ended.map(({ transaction }) => transaction),
    calls,
    gaveUp,
    clients: { made, closed },
  };
}

const outcomes = ({ transactions }: Told) =>
  transactions.map(({ first, messages, outcome, error }) => [first, messages, outcome, error]);

it("a transaction reads before it ends, whether it is committed or aborted", async () => {
  const read = (sequence: number): TransactionRead => ({ atMs: 1, runs: [[1, sequence, sequence]] });
  const told = await send({ count: 15, abortShare: 0.34, reads: [read(0), read(1)] });
  expect(told.transactions.map(({ outcome, read }) => [outcome, read])).toEqual([
    ["committed", read(0)],
    ["aborted", read(1)],
    ["committed", undefined],
  ]);
  expect(told.calls.filter((call) => !call.includes("init"))).toEqual([
    ...["0 begin", "read with 0 ended", "0 commit"],
    ...["0 begin", "read with 1 ended", "0 abort"],
    ...["0 begin", "read with 2 ended", "0 commit"],
  ]);
});

it("a transaction with a message that failed reads nothing", async () => {
  const report = (sequence: number) => (sequence === 2 ? failed("MSG_TIMED_OUT") : delivered(sequence));
  const read: TransactionRead = { atMs: 1, runs: [[1, 0, 0]] };
  const told = await send({ count: 5, reads: [read, read], report });
  expect(told.transactions.map(({ first, read }) => [first, read])).toEqual([
    [0, undefined],
    [3, read],
  ]);
});

describe("a transaction", () => {
  it("is committed when the commit is confirmed, and each message has its place", async () => {
    const told = await send({ count: 12 });
    expect(outcomes(told)).toEqual([
      [0, 5, "committed", null],
      [5, 5, "committed", null],
      [10, 2, "committed", null],
    ]);
    expect(told.ended.flatMap(({ reports }) => reports.map((report) => report?.offset))).toEqual(
      Array.from({ length: 12 }, (_, i) => i),
    );
    expect(told.clients).toEqual({ made: 1, closed: 1 });
  });

  it("is told with the producer and its times", async () => {
    const [only] = (await send({ count: 5 })).transactions;
    expect(only).toMatchObject({ producer: 3, beganMs: 800, askedMs: 800, endedMs: 1_200 });
  });

  it("is aborted where the scenario asks for it: no commit is asked for, and there is no error", async () => {
    const told = await send({ count: 20, abortShare: 0.5 });
    expect(outcomes(told).map(([, , outcome]) => outcome)).toEqual([
      ...["aborted", "committed", "aborted", "committed"],
    ]);
    expect(told.transactions[0]).toMatchObject({ askedMs: null, error: null });
    expect(told.calls.slice(0, 3)).toEqual(["0 init", "0 begin", "0 abort"]);
  });

  it("is committed by the call that is made again after a retriable error", async () => {
    const told = await send({ count: 5, scripts: [{ commit: [TIMED_OUT, TIMED_OUT, null] }] });
    expect(outcomes(told)).toEqual([[0, 5, "committed", null]]);
    expect(told.calls.filter((call) => call === "0 commit")).toHaveLength(3);
  });

  it("ends at a message that fails by itself: it is aborted, and the next one has the next messages", async () => {
    const report = (sequence: number) => (sequence === 2 ? failed("_MSG_TIMED_OUT") : delivered(sequence));
    const told = await send({ count: 10, report });
    expect(outcomes(told)).toEqual([
      [0, 3, "aborted", "_MSG_TIMED_OUT"],
      [3, 5, "committed", null],
      [8, 2, "committed", null],
    ]);
    expect(told.clients.made).toBe(1);
  });

  it("is aborted after a commit that a failed message stopped: the coordinator was never asked", async () => {
    const told = await send({
      ...{ count: 5, scripts: [{ commit: [ABORTABLE] }] },
      ...{ report: (sequence) => (sequence === 4 ? undefined : delivered(sequence)), purged: 4 },
    });
    expect(outcomes(told)).toEqual([[0, 5, "aborted", "REQUEST_TIMED_OUT"]]);
    expect(told.calls).toEqual(["0 init", "0 begin", "0 commit", "0 abort"]);
  });

  it("is unknown after an abort of which it is not certain that the commit never reached the coordinator", async () => {
    const told = await send({ count: 10, scripts: [{ commit: [ABORTABLE, null] }] });
    expect(outcomes(told)).toEqual([
      [0, 5, "unknown", "REQUEST_TIMED_OUT"],
      [5, 5, "committed", null],
    ]);
    expect(told.clients.made).toBe(1);
  });

  it("is unknown when no answer to the commit comes in time, and a new client takes over", async () => {
    const told = await send({ count: 10, scripts: [{ commit: Array(20).fill(TIMED_OUT) }] });
    expect(outcomes(told)).toEqual([
      [0, 5, "unknown", "_TIMED_OUT"],
      [5, 5, "committed", null],
    ]);
    expect(told.ended.map(({ isReplaced }) => isReplaced)).toEqual([true, false]);
    expect(told.clients).toEqual({ made: 2, closed: 2 });
    expect(told.calls.filter((call) => call.endsWith("abort"))).toEqual([]);
  });

  it("is unknown when its client is fenced during the commit", async () => {
    const told = await send({ count: 10, scripts: [{ commit: [TIMED_OUT, FENCED] }] });
    expect(outcomes(told)[0]).toEqual([0, 5, "unknown", "_FENCED"]);
    expect(told.clients.made).toBe(2);
  });

  it("whose abort fails is aborted as soon as the next client has begun", async () => {
    const report = (sequence: number) => (sequence < 5 ? failed("_FENCED") : delivered(sequence));
    const told = await send({ count: 6, report, scripts: [{ abort: [FENCED] }] });
    expect(outcomes(told)).toEqual([
      [0, 1, "aborted", "_FENCED"],
      ...[1, 2, 3, 4].map((first) => [first, 1, "aborted", "_FENCED"]),
      [5, 1, "committed", null],
    ]);
    expect(told.ended[0]!.isReplaced).toBe(true);
    expect(told.calls.slice(0, 4)).toEqual(["0 init", "0 begin", "0 abort", "1 init"]);
  });

  it("that a scenario aborts is aborted when each of its messages is delivered", async () => {
    const told = await send({ count: 5, abortShare: 1 });
    expect(told.ended[0]!.reports.map((report) => report?.error)).toEqual(Array(5).fill(null));
    const report = (sequence: number) => (sequence === 4 ? failed("_MSG_TIMED_OUT") : delivered(sequence));
    expect(outcomes(await send({ count: 5, abortShare: 1, report }))).toEqual([
      [0, 5, "aborted", "_MSG_TIMED_OUT"],
    ]);
  });

  it("that a scenario aborts has an error only if the abort fails", async () => {
    const told = await send({ count: 5, abortShare: 1, scripts: [{ abort: [FENCED] }] });
    expect(outcomes(told)).toEqual([[0, 5, "aborted", "_FENCED"]]);
  });

  it("is abandoned when its abort is not confirmed and no further client can begin", async () => {
    const told = await send({
      ...{ count: 10, abortShare: 1, cannotConnect: true },
      scripts: [{ abort: Array(20).fill(TIMED_OUT) }],
    });
    expect(outcomes(told)).toEqual([[0, 5, "abandoned", "_TIMED_OUT"]]);
    expect(told.gaveUp).toEqual(["no broker answers"]);
    expect(told.clients).toEqual({ made: 1, closed: 1 });
  });
});

describe("a producer with transactions", () => {
  it("goes on with new clients until one can begin, however often it takes", async () => {
    const scripts = [{ commit: [FENCED] }, { init: [FENCED] }, { init: [FENCED] }];
    const told = await send({ count: 10, scripts });
    expect(outcomes(told).map(([, , outcome]) => outcome)).toEqual(["unknown", "committed"]);
    expect(told.clients).toEqual({ made: 4, closed: 4 });
  });

  it("gives up after ten clients in a row that took no message", async () => {
    const told = await send({ scripts: Array.from({ length: 20 }, () => ({ begin: [FENCED] })) });
    expect(told.transactions).toEqual([]);
    expect(told.gaveUp).toEqual(["10 clients in a row took no message"]);
  });

  it("that cannot begin its first transaction is an error", async () => {
    await expect(send({ scripts: [{ init: [FENCED] }] })).rejects.toThrow(
      "a producer could not begin transactions: _FENCED",
    );
  });

  it("has an id of its own in each run", () => {
    expect([transactionalIdOf(0xab12cd34, 0), transactionalIdOf(0xab12cd34, 11)]).toEqual([
      ...["chaos-ab12cd34-0", "chaos-ab12cd34-11"],
    ]);
  });
});
