/** The clients of a run that write in transactions, as brokers know them. */
import type { Scenario } from "../scenario/syntax.js";
import { producersOf, transactionTimeoutMs } from "../scenario/timing.js";
import { transactionalIdOf } from "../workload/transactional.js";

/** The transactional.id of the first client of each group that writes in transactions, by the name of the group. */
export function transactionalIdsOf(
  { producers, copiers = [] }: Pick<Scenario, "producers" | "copiers">,
  nonce: number,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [i, { name, transactions }] of producers.entries()) {
    if (transactions === undefined) continue;
    ids.set(name, transactionalIdOf(nonce, producersOf(producers.slice(0, i))));
  }
  for (const { name, transactions } of copiers) if (transactions) ids.set(name, `${name}-0`);
  return ids;
}

/** How long a transaction of any client may stay open; 0: no client writes in transactions. */
export function longestTransactionMs({
  producers,
  copiers = [],
}: Pick<Scenario, "producers" | "copiers">): number {
  return Math.max(
    0,
    ...producers.flatMap((group) => (group.transactions === undefined ? [] : transactionTimeoutMs(group))),
    ...copiers.flatMap((copier) => (copier.transactions ? transactionTimeoutMs(copier) : [])),
  );
}
