/**
 * `stuck`: partitions in which a transaction did not end until the log was read. Readers of committed messages get nothing from its
 * first record on. The coordinator ends a transaction whose client is gone, so none should be open then.
 */
import { FINDINGS_MAX, type Found, type TransactionCheck } from "../transaction-check.js";

export const stuck: TransactionCheck<"stuck"> = {
  name: "stuck",
  find({ run: { final, table, isOfCopies } }) {
    const found: Found[] = [];
    let [count, unread] = [0, 0];
    for (let partition = 0; partition < final.partitions; partition++) {
      const first = final.unstable[partition] ?? null;
      // An end that was not read is no missing end, and what was not read may have no end.
      const isKnown = final.whole.isRead(partition);
      if (!isKnown) unread++;
      if (first === null || !isKnown) continue;
      count++;
      if (found.length === FINDINGS_MAX) continue;
      const last = final.ends[partition]! - 1;
      const row = final.rows[final.placeOf(partition, first)]!;
      found.push({
        // A copy is of a transaction of its copier.
        ...{ transaction: isOfCopies(partition) ? -1 : table.ofRow(row), place: { partition, first, last } },
        messages: final.messagesBetween(partition, first, last + 1, false),
        text: `Readers of committed messages stop at offset ${first}, and the log ends at offset ${last + 1}.`,
      });
    }
    const because =
      unread === 0
        ? undefined
        : `the log of ${unread === 1 ? "1 partition" : `${unread} partitions`} was not read in full`;
    return { count, because, found };
  },
};
