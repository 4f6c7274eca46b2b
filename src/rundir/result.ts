/**
 * What one run found, as the program knows it. It grows while the run goes on. How it stands in `result.json` is for
 * result-file/ to say: each version of the file becomes this.
 */
import type { Bound, Probable } from "../bound.js";
import type { ErrorKind } from "../error-bursts.js";
import type { ConsumersResult, ExpectedOfConsumers } from "./consumers.js";
import type { CopiersResult, ExpectedOfCopiers } from "./copiers.js";
import type { ExpectedOfGroups, ExpectedOfTopics, PartCounts } from "./parts.js";
import type { ExpectedOfTransactions, TransactionsResult } from "./transactions.js";

/** Stands among the reasons until the run is over. */
export const NOT_FINISHED = "the run did not finish";

export type Verdict = "as-expected" | "not-as-expected" | "inconclusive";

export type Amount = "none" | "some" | "any" | Bound | Probable;
export type Continuity = "kept" | "broken" | "any" | Bound | Probable;

/** What a scenario expects. Each key is a check; a check that is not named is reported and not judged. */
export interface Expectations {
  loss: Amount | Bound<"Percent">;
  duplicates?: Amount;
  order?: Continuity;
  corrupted?: Amount;
  failover?: Exclude<Amount, Probable>;
  /** Of the longest time without writes. */
  unavailable?: Bound<"Ms">;
  failedButStored?: Amount;
  neverSent?: Amount;
  foreign?: Amount;
  epochs?: Continuity;
  doubleAcknowledged?: Amount;
  backdated?: Amount;
  replicas?: Amount;
  errors?: { NOT_LEADER_OR_FOLLOWER: ErrorKind };
  /** Of each group. */
  consumers?: ExpectedOfConsumers;
  transactions?: ExpectedOfTransactions;
  copiers?: ExpectedOfCopiers;
  /** Of a group of producers, by its name. */
  groups?: ExpectedOfGroups;
  /** Of a topic, by its name. */
  topics?: ExpectedOfTopics;
}

/** Counts of the checks of the same name. They are absent until the log was read, and in older files. */
export const OBSERVED = [
  ...["failedButStored", "neverSent", "foreign", "epochs", "doubleAcknowledged", "backdated", "replicas"],
] as const;
type Observed = (typeof OBSERVED)[number];

/** Of messages, where nothing else is said. Null: not known. */
export interface Counts extends Partial<Record<Observed, number | null>> {
  /** What the scenario asks for. */
  planned: number;
  /** Handed to the clients. */
  sent: number;
  /** Delivery reports without an error (acks=0: sent). */
  acknowledged: number;
  failed: number;
  /** Handed over, but no delivery report ever came. */
  unsettled: number;
  /** From the leader with the newest epoch, before anything heals, summed over partitions. */
  highWatermark: number | null;
  /** max(0, acknowledged − high watermark), the measure of the published experiments. */
  lostByWatermark: number | null;
  /** Records in the log after healing. */
  logMessages: number | null;
  /** Acknowledged messages that are not in the log. */
  lost: number | null;
  /** Lost for certain: no doubt about the measurement can explain them. Equal to lost where that is known. */
  lostAtLeast?: number | null;
  /** May be lost. Equal to lost where that is known. */
  lostAtMost?: number | null;
  /** Extra copies in the log, without those that the proxy made. */
  duplicated: number | null;
  /** Their first copy comes after a later message of the same producer and partition. */
  reordered: number | null;
  /** Records whose payload checksum does not hold. */
  corrupted: number | null;
  /** Records in the log of messages that failed, were never sent, or are not of this run. */
  unexpected: number | null;
  /** In the log, but not at the offset that was acknowledged. */
  misplaced: number | null;
}

/** What one partition took and kept. Null: not known. */
export interface PartitionCounts {
  partition: number;
  acknowledged: number;
  /** Of those whose partition the client had chosen. */
  failed: number;
  stored: number | null;
  lost: number | null;
  /** Of the leader with the newest epoch, before anything healed. */
  highWatermarkBeforeHeal: number | null;
  /** Where the log ended that was read, after healing. */
  logEndOffset: number | null;
}

/** Why a run is not as expected, or cannot tell. */
export interface Reason {
  /**
   * expectation: it is broken. experiment: the run was another experiment than the scenario asks for. measurement: the run
   * cannot know everything.
   */
  about: "expectation" | "experiment" | "measurement";
  /** One sentence. */
  text: string;
}

/** A reason why the run may not be able to tell. */
export interface Doubt extends Reason {
  about: "experiment" | "measurement";
}

/** Where a broker's log was cut when its messages went. */
export interface TruncationLine {
  node: string;
  /** Of the broker's own log; null: a power loss cut it while the broker was down. */
  line: string | null;
  toOffset: number;
}

/** Consecutive sequences of one producer that share a fate, with the evidence for it. */
export interface MessageRange {
  /** 0-based number of the producer. */
  producer: number;
  partition: number;
  firstSequence: number;
  lastSequence: number;
  /** How many messages the range holds: sequences that went elsewhere are not in it. */
  messages: number;
  /** Acknowledged offset of the first message; null with acks=0. */
  firstOffset: number | null;
  lastOffset: number | null;
  /** ISO times. acks=0: when they were handed to the socket. */
  acknowledgedFrom: string;
  acknowledgedTo: string;
  /** The broker that acknowledged them, by the logs of the brokers; null: more than one is possible. */
  acknowledgedBy: string | null;
  leaderEpoch: number | null;
  truncation: TruncationLine | null;
  /** How many of their acknowledged offsets hold another message now. */
  overwritten?: number;
  /** The message at the first one's offset now. */
  overwrittenBy?: { producer: number; sequence: number } | null;
}

export const ANOMALY_KINDS = [
  ...["duplicated", "reordered", "corrupted", "misplaced", ...OBSERVED],
  /** Of older files, which did not tell failedButStored, neverSent and foreign apart. */
  "unexpected",
] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

export interface Anomaly {
  kind: AnomalyKind;
  partition: number;
  firstOffset: number;
  lastOffset: number;
  messages: number;
  detail: string;
}

/** When a fault strikes: after so many messages, or so long after the first message or after another fault. */
export type TriggerOfFault = { messages: number } | { afterMs: number } | { fault: string; afterMs: number };

/** What a node was when a fault struck it. */
export interface TargetRole {
  node: string;
  role: "leader" | "follower" | "controller";
  /** That it led or followed. Null for a controller. */
  partition: number | null;
}

/** One of several times that a fault struck. */
export interface StrikeRecord {
  at: string;
  targets: string[];
  /** Of the targets before it, as far as they were known. */
  roles: TargetRole[];
}

export interface FaultRecord {
  name: string;
  fault: string;
  targets: string[];
  /** Of the targets, as far as they were known, when each was first struck. Absent in older files. */
  roles?: TargetRole[];
  trigger?: TriggerOfFault;
  /** Of the first strike, where there are several. */
  injectedAt: string | null;
  /** Only of a fault that strikes several times during its injection. */
  strikes?: StrikeRecord[];
  healedAt: string | null;
  /** step: after the time that the scenario gives. itself: the fault was over. run: the run had ended. */
  healedBy?: "step" | "itself" | "run";
  /** Messages sent when its injection began. */
  afterMessages: number | null;
  /** Messages sent, and messages acknowledged or failed, when it took effect. */
  sentAtInjection?: number;
  settledAtInjection?: number;
  sentAtHealing?: number;
  /** From its injection to its healing, or to the end of the run. */
  acknowledgedDuring?: number;
  /** Leaders that the metadata quorum no longer heard: when their session ends, another broker leads. */
  silencedLeaders?: string[];
  /** For how long at a time it did not hear them. Absent: until the fault healed. */
  silencedMs?: number;
}

/** When it struck: ISO times, the oldest first. */
export function strikeTimes({ injectedAt, strikes }: FaultRecord): string[] {
  if (injectedAt === null) return [];
  return strikes?.map(({ at }) => at) ?? [injectedAt];
}

/** Another broker leads a partition. */
export interface LeaderChange {
  at: string;
  partition: number;
  from: string | null;
  to: string | null;
  epoch: number;
  /** Since the newest strike of a fault. */
  afterFaultMs: number | null;
}

export interface Stretch {
  /** ISO times. */
  from: string;
  to: string;
}

/** A time of a second or more in which messages were due and none was acknowledged. */
export interface Outage extends Stretch {
  /** Null: of the whole topic. */
  partition: number | null;
}

/** How long no message could be written. */
export interface NoWrites {
  /** Of the topic, or of one partition if that is more. */
  longestMs: number;
  /** The sum of all outages: of the topic, or of the partition with the largest sum if that is more. */
  totalMs: number;
  /** That had the longest time; null: the whole topic had it. */
  partition: number | null;
  /** When the longest time began; null: longestMs is 0. */
  from: string | null;
  to: string | null;
  /** Longest first. Absent in older files. */
  outages?: Outage[];
}

/** A time in which every acknowledged message of a partition is lost. */
export interface UnsafeStretch extends Stretch {
  partition: number;
  /** Acknowledged in this time, and lost. */
  messages: number;
}

/** A time in which a broker believed that it led a partition. */
export interface LeaderTerm {
  partition: number;
  node: string;
  epoch: number;
  /** ISO times of the observer's looks. `to`: null: it still did when the observer last looked. */
  from: string;
  to: string | null;
}

/** A time in which more than one broker that answered believed that it led a partition. */
export interface TwoLeaders extends Stretch {
  partition: number;
  leaders: { node: string; epoch: number }[];
}

/** From the healing of a fault until every replica was in sync again. */
export interface Recovery extends Stretch {
  fault: string;
}

/** Errors of one partition without a pause between them. */
export interface ErrorBurst extends Stretch {
  partition: number;
  errors: number;
  /** From the first error until the partition took writes again, after the last. Null: it did not. */
  writesAgainAfterMs: number | null;
}

/** How often, and when, producers asked a broker that did not lead the partition, at one place where it was seen. */
export interface SeenErrors {
  errors: number;
  /** In the order of time. */
  bursts: ErrorBurst[];
  /** Those that are not listed. */
  burstsOmitted: number;
}

/** NOT_LEADER_OR_FOLLOWER. */
export interface LeaderErrors {
  /** By the rule of error-bursts.ts. Null: not known. */
  kind: ErrorKind | null;
  /** Answers of brokers, by the proxy's journal. Null: not known. */
  wire: SeenErrors | null;
  /** Requests that failed, as librdkafka tells. */
  client: SeenErrors;
  /** Messages in these requests, which librdkafka sends again. */
  messagesSentAgain: number;
  /** Requests that librdkafka counts as sent again, those with this error not among them. Null: it told nothing. */
  requestsRetried: number | null;
  /** By the proxy's journal, and as librdkafka counts. Null: not known. */
  metadataRequests: { wire: number | null; client: number | null };
}

export interface Settings {
  cluster: {
    brokers: string[];
    /** Of the metadata: its kind, and its nodes. */
    metadata: { kind: string; nodes: string[] };
    config: Record<string, string | number | boolean>;
  };
  /** At least one, in the order of their partitions. */
  topics: {
    name: string;
    partitions: number;
    replicas: number;
    config: Record<string, string | number | boolean>;
    /** It holds copies only, and a copier wrote them. Absent: producers wrote to it. */
    isCopy?: true;
  }[];
  /** Of the first group. */
  producers: {
    sizeBytes: number;
    idempotence: boolean;
    key: string;
    schema: string;
    transactions?: TransactionsSetting;
    config: Record<string, string | number | boolean>;
  };
}

/** What a scenario says of the transactions of a producer. */
export interface TransactionsSetting {
  /** Messages in each. */
  every: number;
  /** Of its transactions, those that the producer aborts: 0 to 1. */
  abortShare: number;
  /** Its messages move amounts between partitions. Absent: they do not. */
  transfers?: true;
}

/** Producers with the same settings. Producers have one number each: those of the first group come first. */
export interface ProducerGroup {
  name: string;
  /** That it writes to. */
  topic: string;
  instances: number;
  /** Of each producer. */
  messages: number;
  acks: 0 | 1 | "all";
  /** Messages per second, of each. */
  rate: number | "max";
  /** Of each producer: milliseconds from the beginning of production. */
  startMs: number[];
  sizeBytes: number;
  idempotence: boolean;
  key: string;
  schema: string;
  /** Absent: it has none. */
  transactions?: TransactionsSetting;
  /** Messages of those that failed: in transactions that the scenario asks the producers to abort. Absent: not known, or it asks for none. */
  abortedAsPlanned?: number;
  config: Record<string, string | number | boolean>;
  /** Absent: not known yet. */
  counts?: PartCounts & Pick<Counts, "sent" | "failed">;
  /** Messages per second, of each producer while it sent. Null: not known. */
  reachedRate?: number | null;
}

/** What the registry says of a schema id. */
export interface SchemaAnswer {
  id: number;
  messages: number;
  /** Of its HTTP response. */
  status: number;
  /** 40403: it knows no such schema. */
  errorCode: number | null;
  message: string | null;
}

export interface Result {
  /** Name of the run's directory. */
  run: string;
  scenario: string;
  description?: string;
  engine: string;
  seed: number;
  scale: number;
  /** ISO times. */
  startedAt: string;
  finishedAt: string | null;
  /** Milliseconds by phase, in the order of the phases. */
  durations: Record<string, number>;
  environment: {
    chaos: string;
    node: string;
    librdkafka: string;
    kafka: string;
    java: string | null;
    os: string;
    cpus: number;
    /** Other runs had the cluster before. Absent: it was started for this run, or the file is older. */
    reusedCluster?: { startedFor: string; runs: number };
  };
  /** All of them, of every group. */
  producers: {
    instances: number;
    /** mixed: groups differ. */
    acks: 0 | 1 | "all" | "mixed";
    /** Messages per second, of each. mixed: groups differ. */
    rate: number | "max" | "mixed";
    /** Of each producer, where one waits before its first message. */
    startMs?: number[];
  };
  /** Null: of an older run without its scenario.yaml. */
  settings: Settings | null;
  /** Of the producers. Absent: there is one, which `producers` and `settings` describe. */
  groups?: ProducerGroup[];
  counts: Counts;
  /** Of the topics that producers write to. Absent: there is one, or the log was not read. */
  topics?: { name: string; counts: PartCounts }[];
  /** Absent: not known. */
  partitions?: PartitionCounts[];
  /** By the name of a check: why its count is not known though the log was read, a clause. Absent: none. */
  unknownBecause?: Record<string, string>;
  /** Records that the proxy copied or changed, by its journal. Not in counts. Only where there was a proxy. */
  planted?: { duplicated: number; corrupted: number };
  /** Only where messages have schema ids. `found`: the most frequent first, with the registry's answer. */
  schemas?: {
    registered: number;
    found: SchemaAnswer[];
    /** Messages with further ids, which the registry was not asked about. */
    omitted: number;
    /** Messages without an id. */
    without: number;
  };
  /** Only where the scenario expects something of it. */
  leaderErrors?: LeaderErrors;
  /** Only where the run had consumer groups. */
  consumers?: ConsumersResult;
  /** Only where producers had transactions. */
  transactions?: TransactionsResult;
  /** Only where the run had copiers. */
  copiers?: CopiersResult;
  /** Delivery errors by their librdkafka name. */
  errors: Record<string, number>;
  latencyMs: { p50: number; p99: number; max: number } | null;
  /** Messages per second, of each producer while it sent. Null: not known. */
  reachedRate: number | null;
  /** Lost for certain, oldest first. When there are too many, the last one is kept as well. */
  lostRanges: MessageRange[];
  lostRangesOmitted: number;
  /** The first of each kind. */
  anomalies: Anomaly[];
  faults: FaultRecord[];
  failovers: LeaderChange[];
  /** Null: not known, as with acks=0. Absent in older files. */
  noWrites?: NoWrites | null;
  /** The longest first. Absent in older files. */
  unsafe?: UnsafeStretch[];
  /** In the order of time. Absent in older files. */
  leaderTerms?: LeaderTerm[];
  /** The longest first. */
  twoLeaders: TwoLeaders[];
  /** In the order of time. */
  recoveries: Recovery[];
  expect: Expectations;
  verdict: Verdict;
  /** Never empty unless the verdict is as-expected. */
  reasons: Reason[];
  /** The reasons that the log does not show, so a check of the log takes them from here. Absent: none. */
  doubts?: Doubt[];
  /** Facts that do not change the verdict, one sentence each. Absent: none. */
  notes?: string[];
  /** Figures of the published experiment. */
  reference?: {
    source: string;
    acknowledged?: number;
    failed?: number;
    watermark?: number;
    note?: string;
  };
}
