import type { RunPage } from "../payload.js";

/** `orders-0` where the run has several topics. */
export function partitionName(
  { partitionNames }: Pick<RunPage, "partitionNames">,
  partition: number,
): string {
  return partitionNames?.[partition] ?? `partition ${partition}`;
}
