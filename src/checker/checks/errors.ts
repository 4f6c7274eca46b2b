/**
 * `errors`: how often brokers told producers that they do not lead a partition, NOT_LEADER_OR_FOLLOWER. The answers were seen
 * twice: by the proxy, and by librdkafka in the producer. If only one of the two saw errors, nothing is known. No log tells
 * of these errors, so what was seen is certain.
 */
import type { LeaderErrors } from "../../rundir/result.js";
import type { Check } from "../check-kind.js";
import { count } from "../count.js";

const ERROR = "NOT_LEADER_OR_FOLLOWER";

export const errors: Check<"errors"> = {
  name: "errors",
  needs: "errors",
  broken({ leaderErrors }, { NOT_LEADER_OR_FOLLOWER: expected }) {
    if (leaderErrors?.wire == null || leaderErrors.kind === null) return [];
    const { kind, wire } = leaderErrors;
    if (kind === expected) return [];
    const bursts = wire.bursts.length + wire.burstsOmitted;
    const wanted =
      expected === "none" ? `no ${ERROR} was expected` : `${ERROR} was expected to be ${expected}`;
    const found = kind === "none" ? "producers got none" : `producers got ${count(wire.errors, "error")}`;
    const how = kind === "none" ? "" : ` in ${count(bursts, "burst")}, which is ${kind}`;
    return [{ text: `${wanted}, but ${found}${how}`, isCertain: true }];
  },
};

/** Of errors of which the kind is not known. */
export function whyUnknown(found: LeaderErrors | undefined): string {
  if (found === undefined || found.wire === null) {
    return `the proxy's journal does not tell how often brokers answered ${ERROR}`;
  }
  const { wire, client } = found;
  return wire.errors > 0
    ? `brokers answered ${ERROR} ${count(wire.errors, "time")} by the proxy's journal, but librdkafka tells of no such error`
    : `librdkafka tells of ${count(client.errors, "request")} that failed with ${ERROR}, but the proxy's journal has none`;
}
