/** A sentence or two on how the messages were lost, or why producers could not write; none where the findings do not say it. */
import type { Result } from "../../rundir/result.js";
import { duration } from "../text.js";
import { acksOf } from "./producer-groups.js";
import { unsafeStretches } from "./times.js";

/** A shorter time without writes is the price of any election. */
const LONG_MS = 15_000;

export function whyOf(result: Result): string[] {
  const why = result.lostRanges.length > 0 ? whyLost(result) : whyNoWrites(result);
  return why === null ? [] : [why];
}

function whyLost(result: Result): string | null {
  const { lostRanges, failovers } = result;
  const largest = lostRanges.reduce((a, b) => (b.messages > a.messages ? b : a));
  const acks = acksOf(result, largest.producer);
  if (acks === 0) return "With acks=0 no broker answers, so the producer cannot know.";
  const { acknowledgedBy: old, partition } = largest;
  const changes = failovers.filter((change) => change.partition === partition && change.from === old);
  const [failover, ...others] = changes.filter(({ epoch }) => epoch > (largest.leaderEpoch ?? -1));
  if (failover === undefined || failover.to === null) return null;
  // Without an epoch any of several fail-overs may have ended the term of the acknowledgements.
  if (largest.leaderEpoch === null && others.length > 0) return null;
  const { to, epoch } = failover;
  const isAlone = Date.parse(largest.acknowledgedTo) > Date.parse(failover.at);
  if (!isAlone) {
    return acks === 1
      ? `${old} acknowledged them before its followers had them. Then ${to} became the leader.`
      : `${old} acknowledged them. Then ${to}, which did not have them, became the leader.`;
  }
  const [unsafe, ...shorter] = unsafeStretches(result);
  const isOnly = unsafe !== undefined && shorter.length === 0 && unsafe.messages === result.counts.lost;
  return isOnly
    ? `For ${duration(Date.parse(unsafe.to) - Date.parse(unsafe.from))} ${old} acknowledged messages that no follower had. In this time ${to} became the leader (epoch ${epoch}). All these messages are lost.`
    : `${old} acknowledged messages that no follower had, also after ${to} had become the leader (epoch ${epoch}).`;
}

function whyNoWrites({ failovers, noWrites }: Result): string | null {
  if (!noWrites || noWrites.longestMs < LONG_MS || noWrites.from === null || noWrites.to === null)
    return null;
  const [fromMs, toMs] = [Date.parse(noWrites.from), Date.parse(noWrites.to)];
  const failover = failovers.find(
    ({ at, partition }) =>
      (noWrites.partition === null || noWrites.partition === partition) &&
      Date.parse(at) > fromMs &&
      Date.parse(at) < toMs,
  );
  if (failover === undefined || failover.to === null || failover.afterFaultMs === null) return null;
  const { to, afterFaultMs } = failover;
  const unused = duration(toMs - Date.parse(failover.at));
  return `${to} had become the leader ${duration(afterFaultMs)} after the fault. Clients wrote nothing to it for ${unused}.`;
}
