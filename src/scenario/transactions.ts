/** What transactions do not go with, and what a person should know of them before a run. */
import type { Contradiction, PlacedGroup } from "./checks.js";
import { writeDuration } from "./quantities.js";
import type { Scenario } from "./syntax.js";
import { transactionTimeoutMs } from "./timing.js";
import { type PlacedTopic, writtenTo } from "./topics.js";

export function* aboutTransactions({ path, group }: PlacedGroup): Generator<Contradiction> {
  const beside = [...path, "transactions"];
  if (group.acks !== "all") {
    const message = `transactions need acks all, not ${group.acks}; write acks: all, or leave it out`;
    yield { path: [...path, "acks"], at: "value", message, beside };
  }
  if (!group.idempotence) {
    const message = "transactions need idempotence; write idempotence: true, or leave it out";
    yield { path: [...path, "idempotence"], at: "value", message, beside };
  }
}

/** What transfers do not go with. `topics`: undefined where they are not sound. */
export function* aboutTransfers(
  { path, group }: PlacedGroup,
  topics: readonly PlacedTopic[] | undefined,
): Generator<Contradiction> {
  const { transactions, key } = group;
  if (!transactions?.transfers) return;
  const beside = [...path, "transactions", "transfers"];
  if (transactions.every % 2 === 1) {
    const message = `a transfer is two messages of one transaction, so every must be even, not ${transactions.every}; write ${transactions.every + 1}`;
    yield { path: [...path, "transactions", "every"], at: "value", message, beside };
  }
  if (key !== "none") {
    const message = `transfers choose the partition of each message, and so does key ${key}; write key: none, or leave it out`;
    yield { path: [...path, "key"], at: "value", message, beside };
  }
  const placed = topics && writtenTo(topics, group);
  if (placed !== undefined && placed.topic.partitions < 2) {
    const message = `transfers are between partitions, and ${placed.topic.name} has only one; write partitions: 8 in its topic`;
    yield { path: beside, at: "value", message };
  }
}

/** Transactions that their coordinator ends before their producer does. */
export function* notesOnTransactions({ producers }: Pick<Scenario, "producers">): Generator<string> {
  for (const group of producers) {
    const { rate, transactions } = group;
    if (transactions === undefined || rate === "max") continue;
    const every = Math.min(transactions.every, group.count);
    const [lastsMs, limitMs] = [(every / rate) * 1_000, transactionTimeoutMs(group)];
    if (lastsMs < limitMs) continue;
    yield `a transaction of ${every} messages at ${rate} per second takes ${writeDuration(Math.round(lastsMs))} or more, and its coordinator aborts it after ${writeDuration(limitMs)} (transaction.timeout.ms)`;
  }
}
