/**
 * The measurement of a run: its log is read back and checked, and the losses are explained. The experiment is over by
 * then, so what goes wrong here is a doubt about the measurement, and never a pass; what was found before stays.
 */
import { checkLog } from "../checker/check-log.js";
import {
  type Evidence,
  gatherEvidence,
  NO_EVIDENCE,
  sentenceWithoutEvidence,
  whoAcknowledged,
} from "../checker/evidence.js";
import { doubtsOf, tellFindings } from "../checker/findings.js";
import { lostMessages } from "../checker/lost-messages.js";
import type { WhoAcknowledged } from "../checker/lost-ranges.js";
import type { CheckOutcome } from "../checker/outcome.js";
import type { ProxyTrace } from "../checker/proxy-doubts.js";
import { proxyTrace } from "../checker/proxy-trace.js";
import { tellClients } from "../checker/tell-clients.js";
import type { Doubt } from "../checker/verdict.js";
import { brokersOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { identityOf } from "../history/identity.js";
import type { Ledger } from "../history/ledger.js";
import { LogWriter, openLog, type StoredLog } from "../history/log-file.js";
import { openReadsOf } from "../history/open-reads.js";
import { readLog } from "../reader/read-log.js";
import { writeLostCsv } from "../rundir/lost-csv.js";
import type { RunPaths } from "../rundir/rundir.js";
import type { Scenario } from "../scenario/syntax.js";
import { TopicPartitions } from "../topic-partitions.js";
import type { Journal } from "./journal.js";
import { askAboutSchemas } from "./schemas.js";

export interface ReadBack {
  readonly cluster: Cluster;
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly schemaId: number | null;
  readonly paths: Pick<RunPaths, "timeline" | "log" | "reads" | "segments" | "transactions" | "lost">;
  readonly journal: Pick<Journal, "phase" | "doubt" | "note" | "result">;
  /** The log is read: consumers read on to its end, and what they read is stored. */
  readonly readRest: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** The phases "evidence" and "read". Resolves to what the check is not sure of; rejects only when aborted. */
export async function readBack(options: ReadBack): Promise<readonly Doubt[]> {
  const { journal, signal } = options;
  journal.phase("evidence");
  const evidence = await gather(options);
  journal.phase("read");
  let found: readonly Doubt[] = [];
  try {
    const who = whoAcknowledged(evidence, options.ledger);
    const { outcome, proxy } = await check(options, who);
    found = doubtsOf(outcome);
    await tell(outcome, options);
    const { paths, ledger } = options;
    const history = { ...(await openReadsOf(paths, ledger)), transactions: paths.transactions };
    await tellClients(history, await openLog(paths.log), ledger, proxy, journal.result);
    await listLost(outcome, who, options);
  } catch (error) {
    signal.throwIfAborted();
    const isDefect = !(error instanceof InfrastructureError);
    journal.doubt(
      "measurement",
      `${isDefect ? "the check of the log failed: " : ""}${(error as Error).message}`,
    );
  }
  return found;
}

async function gather({ cluster, scenario, ledger, paths, journal, signal }: ReadBack): Promise<Evidence> {
  try {
    const brokerLogs = new Map<string, string>();
    for (const { name } of brokersOf(cluster)) brokerLogs.set(name, await cluster.logs(name));
    return await gatherEvidence({ brokerLogs, timeline: paths.timeline, scenario, ledger });
  } catch (error) {
    signal.throwIfAborted();
    journal.note(sentenceWithoutEvidence(error as Error));
    return NO_EVIDENCE;
  }
}

async function check(
  options: ReadBack,
  who: WhoAcknowledged,
): Promise<{ readonly outcome: CheckOutcome; readonly proxy: ProxyTrace | null }> {
  const { cluster, scenario, ledger, journal, signal } = options;
  const proxy = await proxyTrace(
    () => cluster.proxyJournal(),
    scenario,
    ledger,
    (about, text) => journal.doubt(about, text),
    signal,
  );
  const log = await storeLog(options);
  await readRest(options);
  return { outcome: await checkLog(log, ledger, proxy, who), proxy };
}

/** Without the reads the log is checked all the same. `expect.consumers` is then not known. */
async function readRest({ readRest, journal, signal }: ReadBack): Promise<void> {
  try {
    await readRest();
  } catch (error) {
    signal.throwIfAborted();
    journal.note(`the reads of consumers are not known: ${(error as Error).message}`);
  }
}

async function tell(
  outcome: CheckOutcome,
  { cluster, ledger, schemaId, journal, signal }: ReadBack,
): Promise<void> {
  const { result } = journal;
  tellFindings(outcome, ledger, result);
  result.reasons.push(...doubtsOf(outcome));
  if (schemaId !== null && outcome.schemaIds !== undefined) {
    result.schemas = await askAboutSchemas(cluster, schemaId, outcome.schemaIds, journal, signal);
  }
}

/** The list adds nothing to the verdict: a disk that does not take it is told in a note. */
async function listLost(outcome: CheckOutcome, who: WhoAcknowledged, options: ReadBack): Promise<void> {
  const { scenario, ledger, paths, journal } = options;
  try {
    await writeLostCsv(
      paths.lost,
      new TopicPartitions(scenario.topics),
      lostMessages(ledger, outcome.isLost, who),
    );
  } catch (error) {
    journal.note(`lost.csv could not be written: ${(error as Error).message}`);
  }
}

/** Reads the logs of the topics into the run's directory. */
async function storeLog({
  cluster,
  scenario,
  ledger,
  schemaId,
  paths,
  signal,
}: ReadBack): Promise<StoredLog> {
  const identity = identityOf(scenario, ledger.nonce, schemaId);
  await using log = await LogWriter.create(paths.log, identity);
  await readLog(brokersOf(cluster), log, signal);
  return openLog(paths.log);
}
