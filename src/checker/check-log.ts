/** The check of a log in its file, once it is whole. */
import type { StoredLog } from "../history/log-file.js";
import type { Ledger } from "../workload/ledger.js";
import { startCheck } from "./check.js";
import { cleanupPolicyIn } from "./cleanup-policy.js";
import type { WhoAcknowledged } from "./lost-ranges.js";
import type { CheckOutcome } from "./outcome.js";
import type { ProxyTrace } from "./proxy-doubts.js";

/** @throws LogFileError when the log is not whole, or damaged */
export async function checkLog(
  log: StoredLog,
  ledger: Ledger,
  proxy: ProxyTrace | null = null,
  whoAcknowledged?: WhoAcknowledged,
): Promise<CheckOutcome> {
  const check = startCheck(ledger, log.identity.schemaId, proxy, whoAcknowledged);
  const { topicConfig } = await log.read(check);
  return check.finish(topicConfig === null ? null : cleanupPolicyIn(topicConfig));
}
