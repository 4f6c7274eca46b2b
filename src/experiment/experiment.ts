/**
 * The conductor: the phases of a run, in order, and the only place that knows the order.
 *
 *   start ─ topic and schema ─ produce ∥ faults ∥ observer ─ election ─ watermark ─ heal ─ catch-up ─ transactions ─ read ─
 *   evidence ─ verdict
 *
 * What a run knows goes to its directory as it is learnt. Whatever stops a run from knowing more becomes a reason, and
 * a run with a reason is inconclusive: nothing here turns an error into a pass.
 */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { common } from "../alike.js";
import { count } from "../checker/count.js";
import { tellGroups, tellLeaders, tellPartitions } from "../checker/findings.js";
import { type Doubt, judge } from "../checker/verdict.js";
import { quorumIn } from "../cluster/metadata/quorums.js";
import type { ClusterSpec } from "../cluster/spec.js";
import { brokersOf, planNodes } from "../cluster/topology.js";
import { waysInto } from "../engine/addresses.js";
import { type ClusterSource, freshClusters } from "../engine/cluster-source.js";
import type { Engine } from "../engine/engine.js";
import { InterruptedError } from "../errors.js";
import type { Fault } from "../faults/fault.js";
import { createLedger } from "../history/ledger.js";
import { keepLedger } from "../history/ledger-file.js";
import { createTopics } from "../kafka/topics.js";
import { CoordinatorWatch } from "../observer/coordinators.js";
import { highWatermarks } from "../observer/high-watermarks.js";
import { Observer } from "../observer/observer.js";
import { seededRandom } from "../random.js";
import { NOT_FINISHED, type Result } from "../rundir/result.js";
import { createRun, type RunPaths, readTimeline } from "../rundir/rundir.js";
import { specOf } from "../scenario/cluster-spec.js";
import type { Scenario } from "../scenario/syntax.js";
import { eachProducer, messagesOf, producersOf } from "../scenario/timing.js";
import { sharedSignal } from "../shared-signal.js";
import { TopicPartitions } from "../topic-partitions.js";
import { LeaderWatch } from "../workload/leader-watch.js";
import { deliveryErrors } from "../workload/rdkafka-errors.js";
import { blankResult } from "./blank-result.js";
import {
  catchUpLimitMs,
  isAtRest,
  partitionsOfProducers,
  restingWatermarks,
  waitForCatchUp,
} from "./catch-up.js";
import { awaitElection } from "./election.js";
import { watchFailovers } from "./failovers.js";
import { Journal } from "./journal.js";
import { lateCopiesMs } from "./late-copies.js";
import { leaderErrors } from "./leader-errors.js";
import { measure } from "./measures.js";
import { transactionsLimitMs, waitForTransactions } from "./open-transactions.js";
import { produce } from "./production.js";
import { readBack } from "./read-back.js";
import { openReading } from "./reading.js";
import { Schedule } from "./schedule.js";
import { registerSchema } from "./schemas.js";
import { notesOnShortFaults } from "./short-faults.js";
import { rolesNow, targetsOf } from "./targets.js";
import { longestTransactionMs, transactionalIdsOf } from "./transactional-ids.js";
import type { RunHeader, RunView } from "./watch.js";

export interface ExperimentOptions {
  readonly scenario: Scenario;
  /** The scenario as text, everything resolved: what the run directory keeps. */
  readonly yaml: string;
  readonly engine: Engine;
  /** Of this engine. Absent: a new cluster is started for the run. */
  readonly clusters?: ClusterSource;
  readonly faults: readonly Fault[];
  /** Directory of runs. */
  readonly out: string;
  /** Leave the cluster running. */
  readonly keep: boolean;
  readonly openView: (header: RunHeader) => RunView;
  /** Called once, before the view is opened, with the run's directory. */
  readonly onDirectory?: (directory: string) => void;
  readonly chaosVersion: string;
  readonly signal: AbortSignal;
}

export interface ExperimentOutcome {
  readonly paths: RunPaths;
  readonly result: Result;
  /** What stopped the run, if something did. */
  readonly failure: unknown;
  /** The cluster that was left running; null: none was. */
  readonly kept: KeptCluster | null;
}

export interface KeptCluster {
  /** For people, one an item: `bootstrap.servers=host:port,host:port` */
  readonly waysIn: readonly string[];
  /** The command that ends it. */
  readonly end: string;
}

/**
 * One run of one scenario. Rejects only when there is no run directory to tell it in; everything later, an interruption
 * too, is in the outcome, with the run inconclusive.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentOutcome> {
  const { scenario, engine, yaml, openView } = options;
  const paths = createRun(options.out, scenario.name);
  options.onDirectory?.(paths.directory);
  const { producers } = scenario;
  const spec = specOf(scenario, options.faults);
  const view = openView({
    scenario: scenario.name,
    engine: engine.name,
    acks: common(producers.map(({ acks }) => acks)),
    instances: producersOf(producers),
    rate: common(producers.map(({ rate }) => rate)),
    planned: messagesOf(producers),
    scale: scenario.scale,
    brokers: brokersOf({ nodes: planNodes(spec) }).map(({ name }) => name),
    topics: scenario.topics,
    describeError: deliveryErrors().byName,
  });
  using journal = new Journal(
    paths,
    view,
    yaml,
    blankResult(paths.name, scenario, spec, engine.name, options.chaosVersion),
  );
  const { result } = journal;
  // A Ctrl-C and a full disk end the run in the same way.
  const signal = sharedSignal(AbortSignal.any([options.signal, journal.broken]));
  let failure: unknown = null;
  let kept: KeptCluster | null = null;
  try {
    kept = await conduct({ ...options, spec, signal }, paths, journal);
  } catch (error) {
    failure = signal.aborted ? signal.reason : firstError(error);
    journal.doubt(
      "experiment",
      failure instanceof InterruptedError ? "the run was interrupted" : (failure as Error).message,
    );
    result.verdict = "inconclusive";
  }
  result.reasons = result.reasons.filter(({ text }) => text !== NOT_FINISHED);
  journal.finish();
  return { paths, result, failure, kept };
}

/** What went wrong first, where cleaning up went wrong too (`await using` wraps the one in the other). */
function firstError(error: unknown): unknown {
  const { name, suppressed } = error as { name?: string; suppressed?: unknown };
  return name === "SuppressedError" ? firstError(suppressed) : error;
}

async function conduct(
  options: ExperimentOptions & { readonly spec: ClusterSpec },
  paths: RunPaths,
  journal: Journal,
): Promise<KeptCluster | null> {
  const { scenario, spec, engine, clusters = freshClusters(engine), keep } = options;
  const { result } = journal;

  journal.phase("start");
  await using lease = await clusters.take(spec, {
    runDirectory: paths.directory,
    signal: options.signal,
    onProgress: (message) => journal.show({ event: "step", message }),
    onNode: (node, state, detail) =>
      journal.happened({ event: "node", node, state, ...(detail !== undefined && { detail }) }),
  });
  const { cluster, before: earlier } = lease;
  if (earlier !== null) {
    result.environment.reusedCluster = earlier;
    const runs = earlier.runs === 1 ? "1 run" : `${earlier.runs} runs`;
    journal.happened({
      event: "note",
      message: `this cluster was started for ${earlier.startedFor}, and had ${runs} before this one`,
    });
  }
  // With a node that died by itself, this is no longer the experiment that was asked for.
  const signal = sharedSignal(AbortSignal.any([options.signal, cluster.broken]));
  result.environment.kafka = cluster.versions.kafka;
  result.environment.java = cluster.versions.java;

  journal.phase("topic");
  await createTopics(brokersOf(cluster), scenario.topics, signal);
  const topics = new TopicPartitions(scenario.topics);
  const schemaId = await registerSchema(cluster, scenario, signal);

  const ledger = createLedger({
    // Not 0 in its first byte, which is a message's first: no message may look as if it carried a schema id.
    nonce: randomInt(2 ** 24, 2 ** 32),
    producers: eachProducer(scenario.producers).map(({ count: messages, acks }) => ({ messages, acks })),
    partitions: topics.count,
    startedAtMs: journal.startedAtMs,
  });
  await using keeper = keepLedger(paths.ledger, ledger);
  const failovers = watchFailovers(result);
  const { logs, transactions } = paths;
  await using observer = new Observer({
    nodes: cluster.nodes,
    topics,
    onChange: (happening) => {
      journal.happened(happening);
      if (happening.event === "view") failovers.look(observer.known(), happening.partition);
    },
  });
  await using reading = openReading({ scenario, cluster, ledger, schemaId, paths, journal, signal });
  const { consumers } = reading;
  const transactionalIds = transactionalIdsOf(scenario, ledger.nonce);
  await using _coordinators = new CoordinatorWatch({
    nodes: cluster.nodes,
    ids: transactionalIds,
    onChange: journal.happened,
  });
  using schedule = new Schedule({
    steps: scenario.faults,
    faults: options.faults,
    cluster,
    targets: targetsOf(cluster, observer, topics, seededRandom(scenario.seed), transactionalIds),
    topics: scenario.topics,
    roles: () => rolesNow(observer),
    ledger,
    takeClients: (group, instance, how) => consumers.take(group, instance, how),
    onHappening: journal.happened,
    signal,
  });
  result.faults = schedule.records;
  const quorum = quorumIn(cluster);
  const silenceMsMax = quorum.silenceMsMax(spec.config, cluster.versions.kafka);

  const leaderWatch = scenario.expect.errors === undefined ? undefined : new LeaderWatch(topics);

  let found: readonly Doubt[] = [];
  try {
    await observer.asked();
    if (scenario.consumers !== undefined || scenario.copiers !== undefined) {
      journal.phase("consumers");
      await consumers.ready();
    }
    await produce({
      ...{ scenario, cluster, schedule, consumers, ledger, schemaId, journal, leaderWatch, logs },
      ...{ transactions, signal },
    });
    await schedule.finish();
    await keeper.flush();

    journal.phase("election");
    await awaitElection({
      cluster,
      observer,
      schedule,
      partitions: topics.count,
      quorum,
      silenceMsMax,
      onWait: (message) => journal.show({ event: "step", message }),
      signal,
    });

    journal.phase("watermark");
    const atRest = isAtRest(scenario.producers, scenario.faults, options.faults, ledger.totals);
    const ofProducers = partitionsOfProducers(scenario);
    await restingWatermarks(cluster, observer, scenario, journal, {
      ...{ isAtRest: atRest, partitions: ofProducers, signal },
    });
    const before = await highWatermarks(brokersOf(cluster), observer.views(), topics, signal);
    if (before.offsets === null) {
      journal.happened({ event: "note", message: `no high watermark before healing: ${before.reason}` });
    } else {
      const { offsets } = before;
      result.counts.highWatermark = ofProducers.reduce((sum, partition) => sum + offsets[partition]!, 0);
      const partitions = tellPartitions(ledger, result, null, offsets);
      // Partition by partition: what one holds beyond its acknowledgements makes up for nothing in another.
      result.counts.lostByWatermark = partitions.reduce(
        (sum, { partition, acknowledged }) => sum + Math.max(0, acknowledged - offsets[partition]!),
        0,
      );
    }

    journal.phase("heal");
    await schedule.healAll();
    const lateMs = lateCopiesMs(result.faults, options.faults, Date.now());
    if (lateMs > 0) {
      const seconds = Math.ceil(lateMs / 1000);
      journal.show({
        event: "step",
        message: `waiting ${seconds} s for copies that clients sent into a cut`,
      });
      await sleep(lateMs, undefined, { signal });
    }

    journal.phase("catch-up");
    const limitMs = catchUpLimitMs(
      ledger.totals.sent * Math.max(...scenario.producers.map(({ sizeBytes }) => sizeBytes)),
    );
    const caughtUp = { limitMs, isAtRest: atRest, signal };
    await waitForCatchUp(cluster, observer, scenario.topics, { ...caughtUp, partitions: ofProducers });
    if (scenario.copiers !== undefined) {
      await reading.drain(observer.views());
      await waitForCatchUp(cluster, observer, scenario.topics, caughtUp);
    }
    if (transactionalIds.size > 0) {
      journal.phase("transactions");
      const limitMs = transactionsLimitMs(longestTransactionMs(scenario), scenario.cluster.config);
      const open = await waitForTransactions(cluster, observer, topics, { limitMs, signal });
      for (const sentence of open) journal.note(sentence);
    }

    if (leaderWatch !== undefined) {
      const note = (text: string) => journal.note(text);
      const proxyJournal = () => cluster.proxyJournal();
      result.leaderErrors = await leaderErrors(proxyJournal, topics, leaderWatch, note, signal);
    }
    const readRest = () => reading.finish(observer.views());
    found = await readBack({ cluster, scenario, ledger, schemaId, paths, journal, readRest, signal });
    await readRest();
  } finally {
    journal.count(ledger.totals);
    if (result.groups?.[0]?.counts === undefined) tellGroups(ledger, result, null);
    measure(result, ledger, readTimeline(paths.timeline).timeline);
    for (const { text } of schedule.problems) journal.doubt("experiment", text);
    for (const note of notesOnShortFaults(result, quorum, silenceMsMax)) journal.note(note);
    for (const { node, detail } of cluster.deaths)
      journal.doubt("experiment", `${node} died by itself: ${await detail}`);
  }
  const { planned, sent, unsettled } = result.counts;
  if (sent < planned) journal.doubt("experiment", `only ${sent} of ${planned} messages were sent`);
  if (unsettled > 0)
    journal.doubt("measurement", `${count(unsettled, "message")} never had a delivery report`);
  const findings = { ...result, failovers: failovers.knows(ledger.partitions) ? result.failovers : null };
  const { verdict, reasons } = judge(findings, result.expect, [...journal.doubts, ...found]);
  tellLeaders(findings, result);
  result.verdict = verdict;
  result.reasons = [...reasons];
  // What kept this run from a verdict may be in the cluster.
  if (verdict !== "inconclusive") lease.giveBack();
  return keep ? { waysIn: waysInto(cluster), end: await cluster.keep() } : null;
}
