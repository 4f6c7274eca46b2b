/** A copier against a scripted client: what it counts its transactions as. */
import { EventEmitter } from "node:events";
import type Rdkafka from "node-rdkafka";
import { describe, expect, it } from "vitest";
import { Copying } from "./copying.js";

type Call = "begin" | "offsets" | "commit" | "abort";
interface CallError {
  readonly code: number;
  readonly message: string;
  readonly isTxnRequiresAbort?: boolean;
  readonly isRetriable?: boolean;
  readonly isFatal?: boolean;
}
type Done = (error: CallError | null) => void;

const ABORTABLE: CallError = { code: -1, message: "abort it", isTxnRequiresAbort: true };
const FENCED: CallError = { code: 90, message: "fenced", isFatal: true };
const TIMED_OUT: CallError = { code: -185, message: "timed out", isRetriable: true };
const NOT_DELIVERED: CallError = { code: -192, message: "message timed out" };

interface Script extends Partial<Record<Call, CallError[]>> {
  /** Errors of the reports of the copies, in order; without one they are delivered. */
  readonly reports?: readonly CallError[];
}

class ScriptedClient extends EventEmitter {
  readonly calls: string[] = [];
  #produced = 0;

  constructor(readonly script: Script) {
    super();
  }

  connect(_: unknown, done: Done): void {
    done(null);
  }
  setPollInterval(): void {}
  initTransactions(_: number, done: Done): void {
    done(null);
  }
  beginTransaction(done: Done): void {
    this.#answer("begin", done);
  }
  sendOffsetsToTransaction(_: unknown, __: unknown, ___: number, done: Done): void {
    this.#answer("offsets", done);
  }
  commitTransaction(_: number, done: Done): void {
    this.#answer("commit", done);
  }
  abortTransaction(_: number, done: Done): void {
    this.#answer("abort", done);
  }
  produce(to: string, partition: number, value: Buffer, _: unknown, __: unknown, opaque: unknown): void {
    this.calls.push(`produce ${value} to ${to}-${partition}`);
    const error = this.script.reports?.[this.#produced++] ?? null;
    setImmediate(() => this.emit("delivery-report", error, { opaque }));
  }

  #answer(call: Call, done: Done): void {
    this.calls.push(call);
    const error = this.script[call]?.shift() ?? null;
    setImmediate(() => done(error));
  }
}

/** Copies one batch of two messages. */
async function copy(script: Script, transactions = true) {
  const client = new ScriptedClient(script);
  const undone: string[] = [];
  const copying = new Copying({
    newClient: () => client as unknown as Rdkafka.Producer,
    order: { to: "invoices", partitions: 2, transactions, every: 100, producerConfig: {} },
    ...{ bootstrap: "", clientId: "billing-0", transactionalId: transactions ? "billing-0" : null },
    onAborted: (messages, reason) => undone.push(`${messages}: ${reason}`),
    log() {},
  });
  await copying.begin();
  const messages = ["a", "b"].map((value, partition) => ({
    value: Buffer.from(value),
    key: null,
    partition,
  }));
  const batch = { messages, offsets: [], consumer: {}, read() {} };
  const outcome = await copying.process(batch as never).catch((error: CallError) => error.message);
  return { outcome, counts: copying.transactions, calls: client.calls, undone };
}

describe("a transaction of a copier", () => {
  it("is committed when the commit is confirmed, each message in its partition", async () => {
    const { outcome, counts, calls } = await copy({ commit: [TIMED_OUT] });
    expect(outcome).toBe("committed");
    expect(counts).toEqual({ committed: 1, aborted: 0, unknown: 0 });
    expect(calls).toEqual([
      ...["begin", "produce a to invoices-0", "produce b to invoices-1", "offsets", "commit", "commit"],
    ]);
  });

  it("is aborted where its commit was not asked for, whether the abort is confirmed or not", async () => {
    const aborted = { committed: 0, aborted: 1, unknown: 0 };
    const confirmed = await copy({ offsets: [ABORTABLE] });
    expect(confirmed).toMatchObject({ outcome: "undone", counts: aborted, undone: ["2: abort it"] });
    const lost = await copy({ offsets: [ABORTABLE], abort: [FENCED] });
    expect(lost).toMatchObject({ outcome: "fenced", counts: aborted });
    const fatal = await copy({ offsets: [FENCED] });
    expect(fatal).toMatchObject({ outcome: "fenced", counts: aborted });
    expect(fatal.calls).not.toContain("abort");
  });

  it("is aborted after its commit was asked for if a copy was not delivered: the coordinator was not asked", async () => {
    const { outcome, counts, undone } = await copy({ reports: [NOT_DELIVERED], commit: [ABORTABLE] });
    expect(outcome).toBe("undone");
    expect(counts).toEqual({ committed: 0, aborted: 1, unknown: 0 });
    expect(undone).toEqual(["2: abort it"]);
  });

  it("is unknown after its commit was asked for if each copy was delivered: the coordinator may have committed it", async () => {
    const { outcome, counts } = await copy({ commit: [ABORTABLE] });
    expect(outcome).toBe("undone");
    expect(counts).toEqual({ committed: 0, aborted: 0, unknown: 1 });
  });

  it("is unknown if neither the commit nor the abort has an answer, and the process ends", async () => {
    const unknown = { committed: 0, aborted: 0, unknown: 1 };
    expect(await copy({ commit: [FENCED] })).toMatchObject({ outcome: "fenced", counts: unknown });
    const unconfirmed = await copy({ reports: [NOT_DELIVERED], commit: [ABORTABLE], abort: [FENCED] });
    expect(unconfirmed).toMatchObject({ outcome: "fenced", counts: unknown });
  });
});

describe("a batch without transactions", () => {
  it("is processed when each copy is delivered, and undone if one is not", async () => {
    expect(await copy({}, false)).toMatchObject({ outcome: "processed", counts: null, undone: [] });
    const failed = await copy({ reports: [NOT_DELIVERED] }, false);
    expect(failed).toMatchObject({ outcome: "undone", undone: ["2: message timed out"] });
  });
});
