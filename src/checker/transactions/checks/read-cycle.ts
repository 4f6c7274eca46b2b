/**
 * `readCycle` (G1c): sets of transactions that all read messages of each other. Kafka allows none to readers of committed messages,
 * and allows them with read_uncommitted. Cycles that also need the order of writes do not count here: Kafka does not isolate
 * writes, so these are normal.
 */
import { cyclesIn } from "../cycles.js";
import { Edges } from "../dependency-graph.js";
import { capital, nameOf } from "../evidence.js";
import { NOTHING_READ, type TransactionCheck } from "../transaction-check.js";
import type { TransactionFacts } from "../transaction-facts.js";

export const readCycle: TransactionCheck<"readCycle"> = {
  name: "readCycle",
  find(facts) {
    const { table } = facts.run;
    const edges = new Edges();
    let before = -1;
    eachReadOfOthers(facts, (from, to) => {
      const key = from * table.count + to;
      if (key !== before) edges.add(from, to);
      before = key;
    });
    const { count, cycles } = cyclesIn(table.count, edges);
    const sentences = sentencesOf(
      facts,
      cycles.map(({ cycle }) => cycle),
    );
    return {
      count,
      because: whyUnknown(facts),
      found: cycles.map(({ cycle, transactions }, index) => ({
        ...{ transaction: cycle[0]!, messages: facts.there[cycle[0]!]! },
        text: `${transactions} transactions read messages of each other. ${sentences[index]}`,
      })),
    };
  },
};

/** Tells each message that a transaction read of another one. Nothing of doubtful ones. */
function eachReadOfOthers(
  { run: { table }, isDoubtful }: TransactionFacts,
  tell: (from: number, to: number, row: number) => void,
): void {
  table.eachRead((to, row) => {
    const from = table.ofRow(row);
    if (from >= 0 && from !== to && !isDoubtful.has(from) && !isDoubtful.has(to)) tell(from, to, row);
  });
}

function whyUnknown(facts: TransactionFacts): string | undefined {
  const { doubtful } = facts.doubtsAbout(() => true);
  if (facts.run.table.hasReads) return facts.because({ open: 0, hidden: 0, doubtful });
  return facts.isSomeTransfer ? NOTHING_READ : undefined;
}

/** Of each cycle: a message that each transaction read of the one before it. */
function sentencesOf(facts: TransactionFacts, cycles: readonly (readonly number[])[]): string[] {
  const { table, ledger } = facts.run;
  const keyOf = (from: number, to: number) => from * table.count + to;
  const keysOf = (cycle: readonly number[]) =>
    cycle.slice(0, STEPS_SHOWN).map((from, i) => keyOf(from, cycle[(i + 1) % cycle.length]!));
  const wanted = new Map(cycles.flatMap(keysOf).map((key) => [key, ""]));
  if (wanted.size > 0)
    eachReadOfOthers(facts, (from, to, row) => {
      if (wanted.get(keyOf(from, to)) !== "") return;
      const sequence = ledger.rowsOf.sequenceOf(row);
      wanted.set(
        keyOf(from, to),
        `${capital(nameOf(table, to))} read message ${sequence} of ${nameOf(table, from)}.`,
      );
    });
  return cycles.map((cycle) =>
    keysOf(cycle)
      .map((key) => wanted.get(key))
      .join(" "),
  );
}

const STEPS_SHOWN = 4;
