import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TransactionWriter } from "../../history/transaction-file.js";
import { result, transacted } from "../../report/testing/runs.js";
import type { Result } from "../../rundir/result.js";
import { readFinalLog } from "../consumers/final-log.js";
import { expectedOf, type SimulatedRun, simulate } from "./simulated-transactions.test-support.js";
import { tellTransactions } from "./tell-transactions.js";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-transactions-"));
  path = join(directory, "transactions.ndjson");
});
afterEach(() => rmSync(directory, { recursive: true }));

function store({ transactions }: SimulatedRun): void {
  using writer = new TransactionWriter(path);
  for (const transaction of transactions) writer.add(transaction);
}

async function tell({ reads, log, ledger }: SimulatedRun, before: Result): Promise<Result["transactions"]> {
  const known = { reads, readsUnknown: null };
  const finalLog = () => readFinalLog(log, ledger.rows);
  // A copier's partitions are those that the identity of the log names.
  const stored = { ...log, identity: { topics: [{ name: "test1", partitions: ledger.partitions }] } };
  await tellTransactions(path, known, stored as never, finalLog, ledger, null, before);
  return before.transactions;
}

/** A result of a scenario in which all producers have transfers. */
function withTransfers({ ledger }: SimulatedRun): Result {
  const group = {
    name: "producers",
    topic: "test1",
    acks: "all",
    rate: 100,
    startMs: [0],
    config: {},
  } as const;
  const values = { sizeBytes: 100, idempotence: true, key: "none", schema: "none", messages: 24 };
  const transactions = { every: 4, abortShare: 0, transfers: true } as const;
  return result({
    transactions: transacted(),
    groups: [{ ...group, ...values, startMs: [0], transactions, instances: ledger.producers.length }],
  });
}

it("a run without transactions has nothing to tell", async () => {
  expect(await tell(simulate(1, {}), result())).toBeUndefined();
});

it("what a stored run shows is found again from its files", async () => {
  const run = simulate(8, { torn: 0.5, inTurn: true });
  store(run);
  const found = await tell(run, withTransfers(run));
  const of = (outcome: string) => run.transactions.filter((one) => one.outcome === outcome).length;
  expect(found).toMatchObject({ committed: of("committed"), aborted: of("aborted"), unknown: of("unknown") });
  expect(found!.found).toEqual(expectedOf(run));
});

it("transactions that are gone, damaged or of another run are not known, and the counts of the run stay", async () => {
  const run = simulate(3, {});
  const told = () => result({ transactions: transacted() });
  const gone = await tell(run, told());
  expect(gone).toMatchObject({ committed: 900, found: { tornTransaction: null }, findings: [] });
  expect(gone!.unknownBecause.stuck).toBe("there is no transactions.ndjson");
  writeFileSync(path, '{"producer":"none"}\n');
  expect((await tell(run, told()))!.unknownBecause.stuck).toMatch(/line 1 is no transaction/);
  const line = { producer: 9, first: 0, messages: 1, beganMs: 0, askedMs: 1, endedMs: 2 };
  writeFileSync(path, `${JSON.stringify({ ...line, outcome: "committed", error: null })}\n`);
  expect((await tell(run, told()))!.unknownBecause.stuck).toMatch(/are no transaction of the run/);
});

it("each group of producers has the messages of the aborts that the scenario asks for", async () => {
  const run = simulate(8, { inTurn: true });
  const [one] = run.transactions;
  store({
    ...run,
    transactions: run.transactions.map((each) => ({ ...each, error: each === one ? "X" : each.error })),
  });
  const planned = run.transactions.filter(
    (each) => each !== one && each.outcome === "aborted" && each.error === null,
  );
  const messages = (some: typeof planned) => some.reduce((sum, each) => sum + each.messages, 0);
  const { producers } = run.ledger;
  const before = result({
    transactions: transacted(),
    groups: producers.map((_, number) => ({ ...GROUP, name: `g${number}` })),
  });
  const found = await tell(run, before);
  expect(before.groups!.map(({ abortedAsPlanned }) => abortedAsPlanned)).toEqual(
    producers.map((_, number) => messages(planned.filter(({ producer }) => producer === number))),
  );
  expect(found!.abortedAsPlanned).toEqual({ transactions: planned.length, messages: messages(planned) });
  expect(planned.length).toBeGreaterThan(0);
});

const GROUP: NonNullable<Result["groups"]>[number] = {
  ...{ name: "orders", topic: "test1", instances: 1, messages: 10, acks: "all", rate: "max", startMs: [0] },
  ...{ sizeBytes: 100, idempotence: true, key: "none", schema: "none", config: {} },
  transactions: { every: 10, abortShare: 0.1 },
};
