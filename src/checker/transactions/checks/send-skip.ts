/**
 * `sendSkip` (int-send-skip of Jepsen): transactions between whose messages in one partition are messages of others. Kafka allows
 * them under each isolation: producers that write to one partition at the same time have them all the time.
 */
import { bits } from "../../bits.js";
import { count } from "../../count.js";
import { nameOf } from "../evidence.js";
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";

export const sendSkip: TransactionCheck<"sendSkip"> = {
  name: "sendSkip",
  find(facts) {
    const { table, final, label } = facts.run;
    const skipping = bits(table.count);
    /** By transaction: where its last message is in the partition that was told of last, and how many messages were before it. */
    const lastOffset = new Float64Array(table.count);
    const lastPlace = new Float64Array(table.count);
    const lastIn = new Int32Array(table.count).fill(-1);
    const found: Found[] = [];
    let transactions = 0;
    let unread = 0;
    for (let partition = 0; partition < final.partitions; partition++) {
      if (!final.whole.isRead(partition)) unread++;
      let messages = 0;
      facts.eachReadableIn(partition, (offset, _row, transaction) => {
        const place = messages++;
        if (transaction < 0 || facts.isDoubtful.has(transaction)) return;
        const first = lastOffset[transaction]!;
        const between = lastIn[transaction] === partition ? place - lastPlace[transaction]! - 1 : 0;
        lastOffset[transaction] = offset;
        lastPlace[transaction] = place;
        lastIn[transaction] = partition;
        if (between === 0 || skipping.has(transaction)) return;
        skipping.set(transaction);
        transactions++;
        if (found.length === FINDINGS_MAX) return;
        found.push({
          ...{ transaction, messages: between, place: { partition, first, last: offset } },
          text: `In ${label(partition)}, ${count(between, "message")} of others ${between === 1 ? "is" : "are"} between its messages at offsets ${first} and ${offset}. ${otherBehind(partition, first)}`,
        });
      });
    }
    const { hidden, doubtful } = facts.doubtsAbout(() => true);
    const { open } = facts.doubtsAbout((transaction) => !table.isRefused(transaction));
    const because = facts.because({ open, hidden, doubtful });
    return {
      count: transactions,
      because:
        because ?? (unread > 0 ? `the log of ${count(unread, "partition")} was not read in full` : undefined),
      found,
    };

    /** Whose message is the next one. */
    function otherBehind(partition: number, first: number): string {
      for (let offset = first + 1; offset < final.ends[partition]!; offset++) {
        const row = facts.readableAt(partition, offset);
        if (row === null) continue;
        const transaction = table.ofRow(row);
        const whose = transaction < 0 ? "no transaction" : nameOf(table, transaction);
        return `The first of them is at offset ${offset}, of ${whose}.`;
      }
      return "";
    }
  },
};
