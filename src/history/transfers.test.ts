import { expect, it } from "vitest";
import { accountOf, amountOf, transferOf } from "./transfers.js";

const NONCE = 0xc0ffee00;

it("a transfer follows from the run, the producer and the message, and moves something between two accounts", () => {
  const seen = new Set<string>();
  for (let sequence = 0; sequence < 2_000; sequence += 2) {
    const transfer = transferOf(NONCE, 3, sequence, 8);
    expect(transferOf(NONCE, 3, sequence, 8)).toEqual(transfer);
    expect(transfer.from).not.toBe(transfer.to);
    expect(transfer.amount).toBeGreaterThan(0);
    expect(amountOf(NONCE, 3, sequence)).toBe(transfer.amount);
    seen.add(`${transfer.from} ${transfer.to}`);
  }
  expect(seen.size).toBe(8 * 7);
  expect(transferOf(NONCE, 4, 0, 1_000)).not.toEqual(transferOf(NONCE, 3, 0, 1_000));
});

it("two messages of a transaction have the accounts of one transfer, wherever the transaction begins", () => {
  const { from, to } = transferOf(NONCE, 0, 7, 5);
  expect(accountOf(NONCE, 0, 7, 0, 5)).toBe(from);
  expect(accountOf(NONCE, 0, 8, 1, 5)).toBe(to);
});
