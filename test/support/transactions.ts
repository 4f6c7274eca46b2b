/** What a reader of committed messages got, held against what the producers of a run were told of their transactions. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type LoggedMessage, readLedgerBytes } from "./independent.js";
import type { Run } from "./runs.js";

interface ToldTransaction {
  readonly producer: number;
  readonly first: number;
  readonly messages: number;
  readonly outcome: string;
}

/**
 * The reader got each message of a transaction whose commit was confirmed, once, and none of another, and the run counts as
 * many. Where a commit has no answer, it got all messages of the transaction or none.
 */
export async function expectCommitted(
  { result, directory }: Pick<Run, "result" | "directory">,
  log: readonly LoggedMessage[],
): Promise<void> {
  const ledger = await readLedgerBytes(join(directory, "ledger.bin"));
  const lines = (await readFile(join(directory, "transactions.ndjson"), "utf8")).trimEnd().split("\n");
  const transactions = lines.map((line): ToldTransaction => JSON.parse(line));
  const idsOf = ({ producer, first, messages }: ToldTransaction) =>
    Array.from({ length: messages }, (_, i) => `${producer}/${first + i}`);
  const told = (outcome: string) => transactions.filter((transaction) => transaction.outcome === outcome);

  expect(log.filter(({ nonce }) => nonce !== ledger.nonce)).toEqual([]);
  const got = new Set(log.map(({ id }) => id));
  expect(got.size).toBe(log.length);
  const committed = new Set(told("committed").flatMap(idsOf));
  expect([...committed].filter((id) => !got.has(id))).toEqual([]);
  expect([...committed].filter((id) => !ledger.acknowledged.has(id))).toEqual([]);
  for (const transaction of told("unknown")) {
    const ids = idsOf(transaction);
    const there = ids.filter((id) => got.has(id));
    expect([0, ids.length]).toContain(there.length);
    for (const id of there) committed.add(id);
  }
  expect([...got].filter((id) => !committed.has(id))).toEqual([]);
  expect(log).toHaveLength(result.counts.logMessages!);
  expect(told("aborted").length).toBeGreaterThan(0);
}
