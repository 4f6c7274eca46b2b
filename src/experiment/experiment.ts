/**
 * The conductor: the phases of a run, in order, and the only place that knows the order.
 *
 *   start ─ topic ─ produce ∥ faults ∥ observer ─ election ─ watermark ─ heal ─ catch-up ─ read ─ evidence ─ verdict
 *
 * What a run knows goes to its directory as it is learnt. Whatever stops a run from knowing more becomes a reason, and
 * a run with a reason is inconclusive: nothing here turns an error into a pass.
 */
import { randomInt } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckOutcome, startCheck } from "../checker/check.js";
import { withEvidence } from "../checker/evidence.js";
import { readLog } from "../checker/read-log.js";
import { judge } from "../checker/verdict.js";
import { highWatermarks, majorityLeader } from "../checker/watermark.js";
import type { Cluster, Engine } from "../engine/engine.js";
import { InterruptedError } from "../errors.js";
import type { Fault } from "../faults/fault.js";
import { Observer } from "../observer/observer.js";
import { seededRandom } from "../random.js";
import { type RunHeader, type RunView, SLOW_MESSAGES_PER_SECOND } from "../report/live/view.js";
import type { Result } from "../rundir/result.js";
import { createRun, type RunPaths } from "../rundir/rundir.js";
import type { Scenario } from "../scenario/syntax.js";
import { waitFor } from "../wait.js";
import { createLedger, type Ledger, latencyMs } from "../workload/ledger.js";
import { keepLedger } from "../workload/ledger-file.js";
import { Workload } from "../workload/producers.js";
import { deliveryErrors } from "../workload/rdkafka-errors.js";
import { blankResult, NOT_FINISHED } from "./blank-result.js";
import { waitForCatchUp, waitForWatermarks } from "./catch-up.js";
import { watchFailovers } from "./failovers.js";
import { Journal } from "./journal.js";
import { type FaultRecord, Schedule } from "./schedule.js";
import { targetsOf } from "./targets.js";
import { brokersOf, createTopic } from "./topic.js";

const PROGRESS_EVERY_MS = 250;
/** How much of a run a kill -9 of this process may take with it. */
const SAVE_EVERY_MS = 1_000;
/** ZooKeeper expires sessions on its own tick, and the controller then has an election to hold. */
const ELECTION_GRACE_MS = 8_000;
/** Kafka's own defaults (since 2.5, KIP-537) where a scenario sets none. */
const SESSION_TIMEOUT_MS = 18_000;
const REPLICA_LAG_MS = 30_000;
const CATCH_UP_MS_MAX = 180_000;

export interface ExperimentOptions {
  readonly scenario: Scenario;
  /** The scenario as text, everything resolved: what the run directory keeps. */
  readonly yaml: string;
  readonly engine: Engine;
  readonly faults: readonly Fault[];
  /** Directory of runs. */
  readonly out: string;
  /** Leave the cluster running. */
  readonly keep: boolean;
  readonly openView: (header: RunHeader) => RunView;
  readonly chaosVersion: string;
  readonly signal: AbortSignal;
}

export interface ExperimentOutcome {
  readonly paths: RunPaths;
  readonly result: Result;
  /** What stopped the run, if something did. */
  readonly failure: unknown;
  /** How to end the cluster that was left running; null: none was. */
  readonly kept: string | null;
}

/**
 * One run of one scenario. Rejects only when there is no run directory to tell it in; everything later, an interruption
 * too, is in the outcome, with the run inconclusive.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentOutcome> {
  const { scenario, engine, yaml, openView, signal } = options;
  const paths = createRun(options.out, scenario.name);
  const { brokers } = scenario.cluster;
  const { acks, instances, rate, count } = scenario.producers;
  const view = openView({
    scenario: scenario.name,
    engine: engine.name,
    acks,
    instances,
    rate,
    planned: count * instances,
    scale: scenario.scale,
    brokers: Array.from({ length: brokers }, (_, i) => `kafka${i + 1}`),
    describeError: deliveryErrors().byName,
  });
  using journal = new Journal(
    paths,
    view,
    yaml,
    blankResult(paths.name, scenario, engine.name, options.chaosVersion),
  );
  const { result } = journal;
  let failure: unknown = null;
  let kept: string | null = null;
  try {
    kept = await conduct(options, paths, journal);
  } catch (error) {
    failure = signal.aborted ? new InterruptedError("interrupted") : error;
    journal.doubt(signal.aborted ? "the run was interrupted" : (error as Error).message);
    result.verdict = "inconclusive";
  }
  result.reasons = result.reasons.filter((reason) => reason !== NOT_FINISHED);
  journal.finish();
  return { paths, result, failure, kept };
}

async function conduct(
  options: ExperimentOptions,
  paths: RunPaths,
  journal: Journal,
): Promise<string | null> {
  const { scenario, engine, signal, keep } = options;
  const { result } = journal;

  journal.phase("start");
  await using cluster = await engine.provision(scenario, {
    runDirectory: paths.directory,
    signal,
    onProgress: (message) => journal.show({ event: "step", message }),
    onNode: (node, state, detail) =>
      journal.happened({ event: "node", node, state, ...(detail !== undefined && { detail }) }),
  });
  result.environment.kafka = cluster.versions.kafka;
  result.environment.java = cluster.versions.java;

  journal.phase("topic");
  await createTopic(cluster, scenario, signal);

  const ledger = createLedger({
    nonce: randomInt(2 ** 32),
    producers: scenario.producers.instances,
    messages: scenario.producers.count,
    partitions: scenario.topic.partitions,
    acks: scenario.producers.acks,
    startedAtMs: journal.startedAtMs,
  });
  await using keeper = keepLedger(paths.ledger, ledger);
  const failovers = watchFailovers(result.failovers, () =>
    Number.isFinite(schedule.lastInjectedMs) ? Math.round(performance.now() - schedule.lastInjectedMs) : null,
  );
  await using observer = new Observer({
    brokers: brokersOf(cluster),
    topic: scenario.topic.name,
    onChange: (happening) => {
      journal.happened(happening);
      if (happening.event === "view") failovers.look(observer.views(), happening.partition);
    },
  });
  const schedule = new Schedule({
    steps: scenario.faults,
    faults: options.faults,
    cluster,
    targets: targetsOf(cluster, observer, seededRandom(scenario.seed)),
    onHappening: journal.happened,
    signal,
  });
  result.faults = schedule.records as FaultRecord[];

  try {
    await produce({ scenario, cluster, observer, schedule, ledger, journal, paths, signal });
    await schedule.finish();
    await keeper.flush();

    journal.phase("election");
    await awaitElection(cluster, observer, schedule, scenario, signal);

    journal.phase("watermark");
    await awaitWatermark(cluster, observer, scenario, journal, signal);
    const before = await highWatermarks(brokersOf(cluster), observer.views(), scenario.topic, signal);
    if (before.offsets === null) {
      journal.happened({ event: "note", message: `no high watermark before healing: ${before.reason}` });
    } else {
      const total = before.offsets.reduce((sum, offset) => sum + offset, 0);
      result.counts.highWatermark = total;
      result.counts.lostByWatermark = Math.max(0, ledger.totals.acknowledged - total);
    }

    journal.phase("heal");
    await schedule.healAll();

    journal.phase("catch-up");
    await waitForCatchUp(cluster, observer, scenario.topic, { limitMs: CATCH_UP_MS_MAX, signal });

    journal.phase("read");
    const check = startCheck(ledger);
    const outcome = await readLog(brokersOf(cluster), scenario.topic, check, signal);
    record(outcome, result);

    journal.phase("evidence");
    const evidence = { cluster, timeline: paths.timeline, scenario, ledger };
    result.lostRanges = (await withEvidence(outcome, evidence)).lostRanges;
  } finally {
    settle(ledger, result);
    for (const problem of schedule.problems) journal.doubt(problem);
    for (const { node, detail } of cluster.deaths) journal.doubt(`${node} died by itself: ${detail}`);
  }
  const doubts = result.reasons.filter((reason) => reason !== NOT_FINISHED);
  const { verdict, reasons } = judge(result.counts, result.expect, doubts);
  result.verdict = verdict;
  result.reasons = [...reasons];
  return keep ? cluster.keep() : null;
}

interface Production {
  readonly scenario: Scenario;
  readonly cluster: Cluster;
  readonly observer: Observer;
  readonly schedule: Schedule;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly paths: RunPaths;
  readonly signal: AbortSignal;
}

/** Every message sent and settled, while the schedule strikes. */
async function produce({
  scenario,
  cluster,
  observer,
  schedule,
  ledger,
  journal,
  paths,
  signal,
}: Production): Promise<void> {
  await observer.asked();
  const { producers } = scenario;
  const isSlow = producers.rate !== "max" && producers.rate * producers.instances <= SLOW_MESSAGES_PER_SECOND;
  const errors: Record<string, number> = {};
  let errorsSeen = 0;
  const log = join(paths.logs, "producers.log");
  const brokers = brokersOf(cluster).map(({ client }) => `${client.host}:${client.port}`);

  journal.phase("connect");
  await using workload = await Workload.connect({
    scenario,
    bootstrap: brokers.join(),
    ledger,
    nowMs: journal.nowMs,
    signal,
    listener: {
      log: (line) => appendFileSync(log, `[${new Date().toISOString()}] ${line}\n`),
      sent: (total) => schedule.sent(total),
      report: (producer, sequence, offset, error) => {
        if (error !== null) errors[error.name] = (errors[error.name] ?? 0) + 1;
        if (isSlow) {
          journal.show({ event: "message", producer, sequence, offset, error: error?.name ?? null });
        }
      },
      failover: (producer, partition, lastOffset, offset) =>
        journal.happened({
          event: "failover",
          producer,
          partition,
          lost: lastOffset - offset + 1,
          lastOffset,
          offset,
        }),
    },
  });

  journal.phase("produce");
  const progress = () => {
    const { sent, acknowledged, failed } = ledger.totals;
    journal.happened({ event: "progress", sent, acknowledged, failed });
    if (failed > errorsSeen) journal.happened({ event: "errors", errors: { ...errors } });
    errorsSeen = failed;
  };
  const timer = setInterval(progress, PROGRESS_EVERY_MS);
  const saver = setInterval(() => {
    settle(ledger, journal.result);
    journal.save();
  }, SAVE_EVERY_MS);
  schedule.start();
  try {
    await workload.run();
  } finally {
    clearInterval(timer);
    clearInterval(saver);
    progress();
    journal.result.errors = errors;
    const { sent, acknowledged, failed } = ledger.totals;
    journal.show({ event: "settled", sent, acknowledged, failed });
  }
}

/**
 * Gives the cluster the time it needs to notice what was done to it, before its watermark is taken: until no leader
 * that the majority sees is a node that a fault holds, or the session time-out has passed and nothing has changed.
 */
async function awaitElection(
  cluster: Cluster,
  observer: Observer,
  schedule: Schedule,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<void> {
  const sessionTimeoutMs = Number(
    scenario.cluster.config["zookeeper.session.timeout.ms"] ?? SESSION_TIMEOUT_MS,
  );
  const deadlineMs = schedule.lastInjectedMs + sessionTimeoutMs + ELECTION_GRACE_MS;
  await waitFor(
    () => {
      const disturbed = cluster.disturbed();
      const held = schedule.targets().filter((name) => disturbed.has(name));
      const leaders = Array.from({ length: scenario.topic.partitions }, (_, partition) =>
        majorityLeader(observer.views().filter((view) => view.partition === partition)),
      );
      const settled = leaders.every((leader) => leader !== null && !held.includes(leader.leader));
      return settled || performance.now() > deadlineMs
        ? { done: true, value: undefined }
        : { done: false, seen: "a leader that a fault holds" };
    },
    { what: "an election", limitMs: sessionTimeoutMs + 2 * ELECTION_GRACE_MS, everyMs: 100, signal },
  );
}

/** A watermark that cannot reach the end of its log, for want of a follower, is taken as it is: that is a finding too. */
async function awaitWatermark(
  cluster: Cluster,
  observer: Observer,
  scenario: Scenario,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const lagMs = Number(scenario.cluster.config["replica.lag.time.max.ms"] ?? REPLICA_LAG_MS);
  try {
    await waitForWatermarks(cluster, observer, scenario.topic, {
      limitMs: lagMs + ELECTION_GRACE_MS,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    journal.happened({ event: "note", message: (error as Error).message });
  }
}

/** What the ledger says, into the result. */
function settle(ledger: Ledger, result: Result): void {
  const { sent, acknowledged, failed, settled } = ledger.totals;
  Object.assign(result.counts, { sent, acknowledged, failed, unsettled: sent - settled });
  result.latencyMs = latencyMs(ledger);
}

function record(outcome: CheckOutcome, result: Result): void {
  Object.assign(result.counts, outcome.counts);
  result.anomalies = [...outcome.anomalies];
  result.lostRangesOmitted = outcome.lostRangesOmitted;
  result.reasons.push(...outcome.inconclusive);
}
