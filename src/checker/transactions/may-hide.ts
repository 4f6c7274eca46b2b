/** Whether a log may hide a message: where it is not whole, or its records are damaged. */
import { type Ledger, OUTCOME, UNKNOWN_PARTITION } from "../../history/ledger.js";
import type { FinalLog } from "../consumers/final-log.js";

/** Of a message that no record of the log is. */
export function mayHide(final: FinalLog, ledger: Ledger, row: number): boolean {
  const { whole } = final;
  if (whole.isAllWhole) return false;
  const partition = ledger.partition?.[row] ?? 0;
  if (partition === UNKNOWN_PARTITION) return true;
  if (whole.isWhole(partition)) return false;
  const deviation = whole.deviationOf(partition);
  if (ledger.outcome[row] !== OUTCOME.acknowledged || deviation?.backward != null) return true;
  const offset = ledger.offset[row]!;
  if (!whole.holds(partition, offset)) return deviation?.tooShort != null || offset < whole.endOf(partition);
  // A damaged record, or one of a damaged batch, may be the message.
  return whole.isDamaged(partition) && final.rows[final.placeOf(partition, offset)]! >= ledger.rows;
}
