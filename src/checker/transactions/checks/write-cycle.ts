/**
 * `writeCycle` (G0): sets of transactions that all wrote before each other, by the order of their messages in partitions. Kafka
 * allows them under each isolation, because it does not isolate writes: two transactions that write to one partition at the same
 * time have a cycle as soon as their messages interleave.
 */
import { cyclesIn } from "../cycles.js";
import { Edges } from "../dependency-graph.js";
import { nameOf } from "../evidence.js";
import type { TransactionCheck } from "../transaction-check.js";
import type { TransactionFacts } from "../transaction-facts.js";

export const writeCycle: TransactionCheck<"writeCycle"> = {
  name: "writeCycle",
  find(facts) {
    const edges = new Edges();
    eachWriteOrder(facts, (from, to) => edges.add(from, to));
    const { count, cycles } = cyclesIn(facts.run.table.count, edges);
    const sentences = sentencesOf(
      facts,
      cycles.map(({ cycle }) => cycle),
    );
    const { hidden, doubtful } = facts.doubtsAbout(() => true);
    const { open } = facts.doubtsAbout((transaction) => !facts.run.table.isRefused(transaction));
    return {
      count,
      because: facts.because({ open, hidden, doubtful }),
      found: cycles.map(({ cycle, transactions }, index) => ({
        ...{ transaction: cycle[0]!, messages: facts.there[cycle[0]!]! },
        text: `${transactions} transactions wrote before each other. ${sentences[index]}`,
      })),
    };
  },
};

type WriteOrder = (from: number, to: number, partition: number, fromOffset: number, toOffset: number) => void;

/**
 * Tells each transaction and the next one, in each partition. Of a transaction only its first and its last record in a partition
 * count: a path along these leads to the same transactions as one along all records.
 */
function eachWriteOrder(facts: TransactionFacts, tell: WriteOrder): void {
  const { count } = facts.run.table;
  const last = new Float64Array(count);
  const begunIn = new Int32Array(count).fill(-1);
  for (let partition = 0; partition < facts.run.final.partitions; partition++) {
    facts.eachCommittedIn(partition, (offset, _row, transaction) => {
      last[transaction] = offset;
    });
    let [before, beforeOffset] = [-1, -1];
    facts.eachCommittedIn(partition, (offset, _row, transaction) => {
      const isFirst = begunIn[transaction] !== partition;
      begunIn[transaction] = partition;
      if (!isFirst && offset !== last[transaction]) return;
      if (before >= 0 && before !== transaction) tell(before, transaction, partition, beforeOffset, offset);
      [before, beforeOffset] = [transaction, offset];
    });
  }
}

/** Of each cycle: where each transaction wrote before the next one. */
function sentencesOf(facts: TransactionFacts, cycles: readonly (readonly number[])[]): string[] {
  const { table } = facts.run;
  const keyOf = (from: number, to: number) => from * table.count + to;
  const pairsOf = (cycle: readonly number[]) =>
    cycle.map((from, i) => ({ from, to: cycle[(i + 1) % cycle.length]! }));
  const wanted = new Map(cycles.flatMap(pairsOf).map(({ from, to }) => [keyOf(from, to), ""]));
  if (wanted.size > 0)
    eachWriteOrder(facts, (from, to, partition, fromOffset, toOffset) => {
      if (wanted.get(keyOf(from, to)) !== "") return;
      wanted.set(
        keyOf(from, to),
        `In ${facts.run.label(partition)}, offset ${fromOffset} of ${nameOf(table, from)} is before offset ${toOffset} of ${nameOf(table, to)}.`,
      );
    });
  return cycles.map((cycle) =>
    pairsOf(cycle)
      .slice(0, STEPS_SHOWN)
      .map(({ from, to }) => wanted.get(keyOf(from, to)))
      .join(" "),
  );
}

const STEPS_SHOWN = 4;
