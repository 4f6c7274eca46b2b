/** What a ledger says of each partition. A message whose partition the client had not chosen, or did not tell, is in no row. */
import { type Ledger, OUTCOME } from "./ledger.js";

export interface PartitionRow {
  readonly partition: number;
  /** With acks=0: sent. */
  readonly acknowledged: number;
  readonly failed: number;
}

/** One row for each partition of the topic, in their order. */
export function partitionTable({
  rows,
  outcome,
  partition: partitionOf,
  partitions,
}: Ledger): PartitionRow[] {
  const table = Array.from({ length: partitions }, (_, partition) => ({
    partition,
    acknowledged: 0,
    failed: 0,
  }));
  for (let row = 0; row < rows; row++) {
    const state = outcome[row]!;
    if (state === OUTCOME.unsent || state === OUTCOME.inFlight) continue;
    const of = table[partitionOf?.[row] ?? 0];
    if (of === undefined) continue;
    if (state < OUTCOME.failed) of.acknowledged++;
    else of.failed++;
  }
  return table;
}

/** By partition: the acknowledged messages that `isLost` names. */
export function lostByPartition(
  { rows, partition: partitionOf, partitions }: Ledger,
  isLost: (row: number) => boolean | null,
): Float64Array {
  const lost = new Float64Array(partitions);
  for (let row = 0; row < rows; row++) {
    if (isLost(row) !== true) continue;
    const partition = partitionOf?.[row] ?? 0;
    if (partition < partitions) lost[partition]!++;
  }
  return lost;
}
