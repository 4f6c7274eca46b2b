import { type Ledger, OUTCOME } from "../history/ledger.js";

/** Whether the message was acknowledged at this place. */
export function isAcknowledgedAt(
  { outcome, offset: ackedOffset, partition: ackedPartition }: Ledger,
  row: number,
  partition: number,
  offset: number,
): boolean {
  return (
    outcome[row] === OUTCOME.acknowledged &&
    ackedOffset[row] === offset &&
    (ackedPartition === null || ackedPartition[row] === partition)
  );
}
