/**
 * `txnOrder`: messages behind a later message of the same transaction in the same partition. Records of aborted transactions do
 * not count, nor does a second record of a message. No isolation allows one.
 */
import { bits } from "../../bits.js";
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";

export const txnOrder: TransactionCheck<"txnOrder"> = {
  name: "txnOrder",
  find(facts) {
    const { table, ledger, final } = facts.run;
    const { rowsOf } = ledger;
    const seen = bits(ledger.rows);
    /** By transaction: its highest row in the partition that was told of last. */
    const highest = new Uint32Array(table.count);
    const highestIn = new Int32Array(table.count).fill(-1);
    const found = new Map<number, Found & { messages: number }>();
    let messages = 0;
    const look = (partition: number, offset: number, row: number, transaction: number) => {
      const isFirst = !seen.has(row);
      seen.set(row);
      const before = highestIn[transaction] === partition ? highest[transaction]! : -1;
      if (row > before) {
        highest[transaction] = row;
        highestIn[transaction] = partition;
        return;
      }
      if (!isFirst) return;
      messages++;
      const known = found.get(transaction);
      if (known !== undefined) known.messages++;
      else if (found.size < FINDINGS_MAX)
        found.set(transaction, {
          ...{ transaction, messages: 1, place: { partition, first: offset, last: offset } },
          text: `Message ${rowsOf.sequenceOf(row)} is at offset ${offset}, behind message ${rowsOf.sequenceOf(before)}.`,
        });
    };
    for (let partition = 0; partition < final.partitions; partition++)
      facts.eachCommittedIn(partition, (offset, row, transaction) =>
        look(partition, offset, row, transaction),
      );
    const { hidden, doubtful } = facts.doubtsAbout(() => true);
    const { open } = facts.doubtsAbout((transaction) => !table.isRefused(transaction));
    return {
      count: messages,
      because: facts.because({ open, hidden, doubtful }),
      found: [...found.values()],
    };
  },
};
