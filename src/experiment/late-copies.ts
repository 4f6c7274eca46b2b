/**
 * Copies of messages that are still on their way when every message is settled and every producer has disconnected.
 *
 * Where packets of a client are dropped, the kernel keeps what it could not deliver, also of a socket that the client has
 * closed (FIN_WAIT_1), and tries again. TCP doubles the time between two tries, up to two minutes. So the first try after a
 * cut comes at most as long after its healing as the cut lasted. A log that is read earlier may lack such a copy.
 */
import type { Fault } from "../faults/fault.js";
import type { FaultRecord } from "../rundir/result.js";

/** TCP_RTO_MAX */
const TRY_EVERY_MS_MAX = 120_000;
/** The first tries are not on time, and the broker has to write what arrives. */
const GRACE_MS = 1_000;

/** How long a copy may still arrive; 0: none can. */
export function lateCopiesMs(
  records: readonly Pick<FaultRecord, "fault" | "injectedAt" | "healedAt">[],
  faults: readonly Pick<Fault, "name" | "needs">[],
  nowMs: number,
): number {
  const cutsClients = (fault: string) =>
    faults.find(({ name }) => name === fault)?.needs?.includes("client-links") === true;
  const leftMs = records.map(({ fault, injectedAt, healedAt }) => {
    if (!cutsClients(fault) || injectedAt === null || healedAt === null) return 0;
    const healedAtMs = Date.parse(healedAt);
    const lastedMs = healedAtMs - Date.parse(injectedAt);
    return healedAtMs + Math.min(lastedMs, TRY_EVERY_MS_MAX) + GRACE_MS - nowMs;
  });
  return Math.max(0, ...leftMs);
}
