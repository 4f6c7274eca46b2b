/**
 * `readCycle` (G1c): sets of transactions that all read messages of each other. Kafka allows none to readers of committed messages,
 * and allows them with read_uncommitted. Cycles that also need the order of writes do not count here: Kafka does not isolate
 * writes, so these are normal.
 */
import { cyclesIn } from "../cycles.js";
import { Edges } from "../dependency-graph.js";
import { nameOf } from "../evidence.js";
import type { TransactionCheck } from "../transaction-check.js";

export const readCycle: TransactionCheck<"readCycle"> = {
  name: "readCycle",
  find(facts) {
    const { isDoubtful } = facts;
    const { table, readsOfTransactions, ledger } = facts.run;
    const edges = new Edges();
    const read = new Map<number, number>();
    const keyOf = (from: number, to: number) => from * table.count + to;
    for (const { transaction, rows } of readsOfTransactions) {
      for (const row of rows) {
        const from = table.ofRow(row);
        if (from < 0 || from === transaction || isDoubtful.has(from) || isDoubtful.has(transaction)) continue;
        edges.add(from, transaction);
        if (!read.has(keyOf(from, transaction))) read.set(keyOf(from, transaction), row);
      }
    }
    const { count, cycles } = cyclesIn(table.count, edges);
    const { doubtful } = facts.doubtsAbout(() => readsOfTransactions.length > 0);
    return {
      count,
      because: readsOfTransactions.length === 0 ? undefined : facts.because({ open: 0, hidden: 0, doubtful }),
      found: cycles.map(({ cycle, transactions }) => {
        const steps = cycle.map((from, i) => {
          const to = cycle[(i + 1) % cycle.length]!;
          const sequence = ledger.rowsOf.sequenceOf(read.get(keyOf(from, to))!);
          return `${nameOf(table, to)} read message ${sequence} of ${nameOf(table, from)}.`;
        });
        return {
          ...{ transaction: cycle[0]!, messages: facts.there[cycle[0]!]! },
          text: `${transactions} transactions read messages of each other. ${steps.slice(0, STEPS_SHOWN).map(capital).join(" ")}`,
        };
      }),
    };
  },
};

const STEPS_SHOWN = 4;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
