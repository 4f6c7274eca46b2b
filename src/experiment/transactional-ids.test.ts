import { expect, it } from "vitest";
import type { ProducerGroup } from "../scenario/syntax.js";
import { longestTransactionMs, transactionalIdsOf } from "./transactional-ids.js";

const TRANSACTIONS = { every: 100, abortShare: 0 };

function group(changes: Partial<ProducerGroup>): ProducerGroup {
  return {
    ...{ name: "producers", topic: "orders", count: 10, rate: 10, acks: "all", instances: 1, startMs: 0 },
    ...{ sizeBytes: 100, idempotence: true, key: "none", schema: "none", config: {}, ...changes },
  };
}

it("a group is known by the transactional.id of its first producer, which is numbered over all groups", () => {
  const producers = [
    group({ name: "plain", instances: 3 }),
    group({ name: "orders", instances: 2, transactions: TRANSACTIONS }),
    group({ name: "refunds", transactions: TRANSACTIONS }),
  ];
  expect([...transactionalIdsOf({ producers }, 0xab12_0000)]).toEqual([
    ["orders", "chaos-ab120000-3"],
    ["refunds", "chaos-ab120000-5"],
  ]);
});

it("the longest transaction is that of the client with the most patience", () => {
  const slow = group({ transactions: TRANSACTIONS, config: { "transaction.timeout.ms": 30_000 } });
  expect(longestTransactionMs({ producers: [group({}), group({ transactions: TRANSACTIONS })] })).toBe(
    10_000,
  );
  expect(longestTransactionMs({ producers: [group({ transactions: TRANSACTIONS }), slow] })).toBe(30_000);
  expect(longestTransactionMs({ producers: [group({ config: { "transaction.timeout.ms": 30_000 } })] })).toBe(
    0,
  );
});
