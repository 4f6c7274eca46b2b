/** Details for the timeline, and flaws: short, however many partitions there are. */
const TOLD_MAX = 3;

/** Partitions and the leaders they had and have; null: none. */
export interface LeaderMove {
  readonly partition: string;
  readonly from: string | null;
  readonly to: string;
}

/** `test1-0 from kafka1 to kafka2` */
export function tellMoves(moves: readonly LeaderMove[]): string {
  return first(
    moves.map(({ partition, from, to }) => `${partition} from ${from ?? "no leader"} to ${to}`),
    ", ",
  );
}

/** Several as one sentence. */
export function sentences(parts: readonly string[]): string {
  return first(parts, "; ");
}

function first(parts: readonly string[], separator: string): string {
  const more = parts.length - TOLD_MAX;
  return [...parts.slice(0, TOLD_MAX), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
