/** The clients of a run that write in transactions, as brokers know them. */
import type { Scenario } from "../scenario/syntax.js";
import { producersOf } from "../scenario/timing.js";

/** transaction.timeout.ms of clients, where a scenario does not set it. */
export const TRANSACTION_TIMEOUT_MS = 10_000;

/** Of a producer, by its number. `nonce`: of the run, so that a kept cluster knows no earlier client of that id. */
export function transactionalIdOf(nonce: number, producer: number): string {
  return `chaos-${nonce.toString(16)}-${producer}`;
}

/** The transactional.id of the first client of each group that writes in transactions, by the name of the group. */
export function transactionalIdsOf(
  { producers }: Pick<Scenario, "producers">,
  nonce: number,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [i, { name, transactions }] of producers.entries()) {
    if (transactions === undefined) continue;
    ids.set(name, transactionalIdOf(nonce, producersOf(producers.slice(0, i))));
  }
  return ids;
}

/** How long a transaction of any client may stay open; 0: no client writes in transactions. */
export function longestTransactionMs({ producers }: Pick<Scenario, "producers">): number {
  return Math.max(
    0,
    ...producers.flatMap(({ transactions, config }) =>
      transactions === undefined ? [] : Number(config["transaction.timeout.ms"] ?? TRANSACTION_TIMEOUT_MS),
    ),
  );
}
