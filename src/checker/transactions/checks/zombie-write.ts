/**
 * `zombieWrite`: records of a transactional producer with a lower epoch than records or a marker of the same producer id before
 * them in the partition (zombie-writes.ts). Leaders refuse them. Copiers count as well.
 */
import { count } from "../../count.js";
import type { ZombieWrite } from "../../zombie-writes.js";
import type { TransactionCheck } from "../transaction-check.js";

export const zombieWrite: TransactionCheck<"zombieWrite"> = {
  name: "zombieWrite",
  find(facts) {
    const { final, table, isOfCopies, label } = facts.run;
    const { zombies } = final;
    let [unread, cut] = [0, 0];
    for (let partition = 0; partition < final.partitions; partition++) {
      if (!final.whole.isRead(partition)) unread++;
      else if (final.starts[partition]! > 0) cut++;
    }
    const because = zombies.isUnknown
      ? "log.bin is of an older chaos, and does not have the epochs of producers"
      : unread > 0
        ? `the log of ${count(unread, "partition")} was not read in full`
        : cut > 0
          ? `brokers deleted the first records of ${count(cut, "partition")}`
          : facts.because({ open: 0, hidden: 0, doubtful: 0 });
    return {
      count: zombies.messages,
      because,
      found: zombies.found.map((one) => ({
        transaction: one.row < 0 || isOfCopies(one.partition) ? -1 : table.ofRow(one.row),
        messages: one.records,
        place: { partition: one.partition, first: one.first, last: one.last },
        text: sentenceOf(one, label),
      })),
    };
  },
};

function sentenceOf(
  { partition, producerId, epoch, first, last, by }: ZombieWrite,
  label: (partition: number) => string,
): string {
  const where = first === last ? `offset ${first}` : `offsets ${first}–${last}`;
  return (
    `In ${label(partition)}, ${where} ${first === last ? "is" : "are"} of producer id ${producerId}, epoch ${epoch}. ` +
    `It was fenced before: ${by.isMarker ? "the marker" : "a record"} at offset ${by.offset} has epoch ${by.epoch}.`
  );
}
