/** Whether a run has what a check counts. Campaigns ask how often. */
import { CONSUMER_CHECKS, type ConsumerCheckName, mostOf } from "./consumers.js";
import type { Counts, Expectations, Result } from "./result.js";

/** The checks that count messages or places, and the count of each. */
export const COUNTED = {
  loss: "lost",
  duplicates: "duplicated",
  order: "reordered",
  corrupted: "corrupted",
  epochs: "epochs",
  doubleAcknowledged: "doubleAcknowledged",
  backdated: "backdated",
  failedButStored: "failedButStored",
  neverSent: "neverSent",
  foreign: "foreign",
  replicas: "replicas",
} as const satisfies Readonly<Record<string, keyof Counts>>;

type CountedOfConsumers = Exclude<ConsumerCheckName, "lag">;
export type CountedCheck = keyof typeof COUNTED | `consumers.${CountedOfConsumers}`;

const OF_CONSUMERS = "consumers.";

/** All of them, loss first. */
export const COUNTED_CHECKS: readonly CountedCheck[] = [
  ...(Object.keys(COUNTED) as (keyof typeof COUNTED)[]),
  ...CONSUMER_CHECKS.flatMap((name) => (name === "lag" ? [] : [`${OF_CONSUMERS}${name}` as const])),
];

function ofConsumers(check: CountedCheck): CountedOfConsumers | null {
  return check.startsWith(OF_CONSUMERS) ? (check.slice(OF_CONSUMERS.length) as CountedOfConsumers) : null;
}

export function expectedOf(expect: Expectations, check: CountedCheck): unknown {
  const name = ofConsumers(check);
  return name === null ? expect[check as keyof typeof COUNTED] : expect.consumers?.[name];
}

/** Null: not known. Where loss is known as a range, a lower bound above 0 says that there was one. */
export function happened(
  { counts, consumers }: Pick<Result, "counts" | "consumers">,
  check: CountedCheck,
): boolean | null {
  const name = ofConsumers(check);
  if (name !== null) {
    const most = consumers === undefined ? null : mostOf(consumers, name);
    return most === null ? null : most > 0;
  }
  const count = counts[COUNTED[check as keyof typeof COUNTED]];
  if (count != null) return count > 0;
  return check === "loss" && (counts.lostAtLeast ?? 0) > 0 ? true : null;
}
