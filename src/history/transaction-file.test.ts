import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InfrastructureError } from "../errors.js";
import { type ClientTransaction, readTransactions, TransactionWriter } from "./transaction-file.js";

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "chaos-transactions-")), "transactions.ndjson");
});
afterEach(() => rmSync(join(path, ".."), { recursive: true }));

const committed: ClientTransaction = {
  ...{ producer: 0, first: 0, messages: 100, beganMs: 1.2, askedMs: 33.1, endedMs: 40.2 },
  ...{ outcome: "committed", error: null },
};
const abandoned: ClientTransaction = {
  ...{ producer: 1, first: 300, messages: 7, beganMs: 44, askedMs: null, endedMs: 90 },
  ...{ outcome: "abandoned", error: "_FENCED" },
};

function written(...transactions: readonly ClientTransaction[]): void {
  using writer = new TransactionWriter(path);
  for (const one of transactions) writer.add(one);
}

it("transactions are read as they were written", async () => {
  written(committed, abandoned);
  written({ ...committed, first: 100 });
  expect(await readTransactions(path)).toEqual([committed, abandoned, { ...committed, first: 100 }]);
});

it("messages that a transaction read are read as they were written", async () => {
  const read = {
    atMs: 32.9,
    runs: [[1, 0, 9] as [number, number, number], [2, 7, 7] as [number, number, number]],
  };
  written({ ...committed, read: { ...read, atMs: 32.8765 } }, abandoned);
  expect(await readTransactions(path)).toEqual([{ ...committed, read }, abandoned]);
});

it("times are written to the tenth of a millisecond", async () => {
  written({ ...committed, beganMs: 1.2345, askedMs: 2.3456, endedMs: 3.4567 });
  expect(await readTransactions(path)).toMatchObject([{ beganMs: 1.2, askedMs: 2.3, endedMs: 3.5 }]);
});

it("a last line that was cut short is left out", async () => {
  written(committed, abandoned);
  const text = readFileSync(path, "utf8");
  for (const length of [text.length - 1, text.length - 20]) {
    writeFileSync(path, text.slice(0, length));
    expect(await readTransactions(path)).toEqual([committed]);
  }
});

it("a file without a transaction has none", async () => {
  written();
  expect(await readTransactions(path)).toEqual([]);
});

it.each([
  ["is no JSON", "{"],
  ["lacks a key", '{"producer":0}'],
  ["has an unknown outcome", JSON.stringify({ ...committed, outcome: "lost" })],
  ["read less than a message", JSON.stringify({ ...committed, read: { atMs: 1, runs: [[0, 1]] } })],
  ["has no messages", JSON.stringify({ ...committed, messages: 0 })],
])("a line that %s is damage", async (_, line) => {
  written(committed);
  appendFileSync(path, `${line}\n`);
  await expect(readTransactions(path)).rejects.toThrow(InfrastructureError);
  await expect(readTransactions(path)).rejects.toThrow(/damaged: line 2/);
});

it("a missing file is an error with its path", async () => {
  await expect(readTransactions(path)).rejects.toThrow(path);
});

it("a file that cannot be opened is an error with its path", () => {
  expect(() => new TransactionWriter(join(path, "below"))).toThrow(InfrastructureError);
});
