/**
 * What a fault says about its own YAML. The scenario room checks scenarios against a list of these,
 * so it needs no knowledge of how a fault is injected, and a new fault needs no change here.
 */
import type { z } from "zod";
import type { Bound, Probable } from "../bound.js";
import type { PlannedNode } from "../cluster/topology.js";

/** librdkafka's own message.timeout.ms: a message that cannot be delivered fails after this long. */
export const LIBRDKAFKA_MESSAGE_TIMEOUT_MS = 300_000;

/**
 * transaction.timeout.ms of the clients of chaos, unless a scenario sets it: librdkafka's minute would make each run with a
 * killed client longer.
 */
export const TRANSACTION_TIMEOUT_MS = 10_000;

/** Node names (`kafka1`, `controller1`) or roles (`leader`, `follower`, `controller`, `random`, …); never empty. */
export type Target = readonly string[];

/** The value types that are the same in every scenario, made for the scenario's own cluster. */
export interface Vocabulary {
  readonly nodes: readonly PlannedNode[];
  /** One name, a comma-separated list, or a YAML list; only nodes that this cluster has. */
  readonly target: z.ZodType<Target>;
  /** `250ms`, `10s`, `2m`, … as milliseconds; a number without a unit is an error. */
  readonly durationMs: z.ZodType<number>;
}

export interface FaultSyntax<Options = unknown> {
  /** The key in YAML: `kill`, `partition`, … */
  readonly name: string;
  /** One line for help, docs and the JSON Schema. */
  readonly summary: string;
  /** The shape of the value under the key. */
  schema(vocabulary: Vocabulary): z.ZodType<Options>;
  /** Why it could have no effect on what is sent here, or not its own; undefined: it can. */
  idleOn?(options: Options, where: FaultPlace): string | undefined;
  /**
   * for-good: it changes the cluster, and nothing undoes that. until-done: it ends by itself. A step with such a fault has no
   * `for`.
   */
  readonly lasts?: "for-good" | "until-done";
}

/** What is around a step in its scenario. */
export interface FaultPlace extends Pick<Scenario, "topics"> {
  readonly producers: readonly Omit<ProducerGroup, "topic">[];
  /** Undefined where there are none, or where they are not sound. */
  readonly consumers?: readonly Pick<ConsumerGroup, "group" | "instances">[] | undefined;
  readonly copiers?: Scenario["copiers"] | undefined;
  readonly cluster: Pick<Scenario["cluster"], "brokers">;
  /** Undefined where it is not sound. */
  readonly expect?: Scenario["expect"] | undefined;
  /** Undefined where a step is not sound. */
  readonly faults: readonly (FaultStep | undefined)[];
  /** Of the step itself; absent: it lasts until the run heals everything. */
  readonly forMs?: number;
}

/** When a fault strikes. Times count from the first message. */
export type Trigger =
  | { readonly kind: "messages"; readonly messages: number }
  | { readonly kind: "time"; readonly afterMs: number }
  | { readonly kind: "fault"; readonly fault: string; readonly afterMs: number };

export interface FaultStep {
  /** Given by the user, or the fault's own name; what `5s after <name>` refers to. */
  readonly name: string;
  readonly at: Trigger;
  /** Name of the fault, as in FaultSyntax. */
  readonly fault: string;
  readonly options: unknown;
  /** Heals by itself after this long; absent: when the run heals everything. */
  readonly forMs?: number;
}

/** None, at least one, or either; a limit for their number; or how likely a run is to have one. */
export type Amount = "none" | "some" | "any" | Bound | Probable;
export type Continuity = "kept" | "broken" | "any" | Bound | Probable;

/** What a run must show to be as expected. What is absent is reported and not judged. */
export interface Expectations {
  readonly loss: Amount | Bound<"Percent">;
  readonly duplicates?: Amount;
  readonly order?: Continuity;
  readonly corrupted?: Amount;
  readonly failover?: Exclude<Amount, Probable>;
  readonly unavailable?: Bound<"Ms">;
  readonly failedButStored?: Amount;
  readonly neverSent?: Amount;
  readonly foreign?: Amount;
  readonly epochs?: Continuity;
  readonly doubleAcknowledged?: Amount;
  readonly backdated?: Amount;
  readonly replicas?: Amount;
  readonly errors?: { readonly NOT_LEADER_OR_FOLLOWER: "none" | "transient" | "sustained" };
  readonly consumers?: ExpectedOfConsumers;
  readonly transactions?: ExpectedOfTransactions;
  readonly copiers?: ExpectedOfCopiers;
  /** Of a group of producers, by its name. */
  readonly groups?: Readonly<Record<string, ExpectedOfGroup>>;
  /** Of a topic that producers write to, by its name. */
  readonly topics?: Readonly<Record<string, ExpectedOfTopic>>;
}

/** Of the messages of one group of producers. */
export type ExpectedOfGroup = Partial<
  Pick<Expectations, "loss" | "duplicates" | "order" | "failedButStored" | "neverSent">
>;

/** Of the messages of one topic. */
export type ExpectedOfTopic = ExpectedOfGroup & Pick<Expectations, "corrupted" | "foreign">;

/** Of each copier; exactlyOnce of each one with transactions. */
export interface ExpectedOfCopiers {
  readonly missing?: Amount;
  readonly twice?: Amount;
  readonly invented?: Amount;
  readonly exactlyOnce?: Continuity;
}

/** Of each group, and by its name what is expected of one group in the place of that. */
export interface ExpectedOfConsumers extends WordsOfConsumers {
  readonly groups?: Readonly<Record<string, WordsOfConsumers>>;
}

/** Of a group. */
interface WordsOfConsumers {
  readonly skipped?: Amount;
  readonly unseen?: Amount;
  readonly reprocessed?: Amount;
  readonly pollSkip?: Amount;
  readonly nonmonotonicPoll?: Amount;
  readonly divergentReads?: Amount;
  readonly jumped?: Amount;
  readonly lag?: Bound<"Ms">;
}

export interface ExpectedOfTransactions {
  readonly abortedRead?: Amount;
  readonly precommittedRead?: Amount;
  readonly tornTransaction?: Amount;
  readonly lostTransaction?: Amount;
  readonly txnOrder?: Amount;
  readonly stuck?: Amount;
  readonly writeCycle?: Amount;
  readonly readCycle?: Amount;
  readonly sendSkip?: Amount;
  readonly balance?: Amount;
  readonly zombieWrite?: Amount;
}

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Producers with the same settings. */
export interface ProducerGroup {
  /** No other group has it. */
  readonly name: string;
  /** That it writes to. */
  readonly topic: string;
  /** Messages a producer. */
  readonly count: number;
  /** Messages per second and producer. */
  readonly rate: number | "max";
  readonly acks: 0 | 1 | "all";
  readonly instances: number;
  /** When they connect and begin to send, from the beginning of production: one time for all, or one for each. */
  readonly startMs: number | readonly number[];
  readonly sizeBytes: number;
  readonly idempotence: boolean;
  /** none: null key; producer: its number; sequence: the message's number. */
  readonly key: "none" | "producer" | "sequence";
  /** avro: values carry the id of a schema, and a schema registry stands beside the brokers. The same for all groups. */
  readonly schema: "none" | "avro";
  /**
   * Each producer sends transactions of `every` messages, and aborts the share `abortShare` of them, 0 to 1. It then has
   * acks all and idempotence. Absent: it sends none.
   * `transfers`: its messages move amounts between partitions (history/transfers.ts), and its transactions read the topic.
   */
  readonly transactions?: { readonly every: number; readonly abortShare: number; readonly transfers?: true };
  /** librdkafka properties. */
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

/** How a consumer is taken away: SIGTERM, SIGKILL or SIGSTOP. */
export type Departure = "close" | "kill" | "pause";

/** A group of consumers, each a process of its own. */
export interface ConsumerGroup {
  readonly group: string;
  /** That it reads; at least one. */
  readonly topics: readonly string[];
  readonly instances: number;
  /** assign: partition p belongs to instance p mod instances, and no rebalance moves it. */
  readonly mode: "subscribe" | "assign";
  /** consumer: that of KIP-848. */
  readonly protocol: "classic" | "consumer";
  readonly commit: "auto" | "after" | "before" | "never";
  readonly isolation: "read_committed" | "read_uncommitted";
  /** For each message. */
  readonly processingMs: number;
  readonly offsetReset: "earliest" | "latest";
  /** From the beginning of production; 0: before the first message. */
  readonly startMs: number;
  /** One instance after another is away for `forMs`. */
  readonly restarts?: { readonly everyMs: number; readonly how: Departure; readonly forMs: number };
  /** librdkafka properties. */
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

/** Consumers that produce what they read into another topic, each a process of its own. */
export interface Copier {
  /** Of the copier, and of its consumer group. */
  readonly name: string;
  /** The topic that it reads. */
  readonly from: string;
  /** The topic that it writes to, and nobody else. */
  readonly to: string;
  readonly instances: number;
  /** Whether copies and offsets are committed together. */
  readonly transactions: boolean;
  /** Messages of a batch at most. */
  readonly every: number;
  readonly protocol: ConsumerGroup["protocol"];
  /** From the beginning of production; 0: before the first message. */
  readonly startMs: number;
  /** One instance after another is away for `forMs`. */
  readonly restarts?: NonNullable<ConsumerGroup["restarts"]>;
  /** librdkafka properties of its consumer and its producer. */
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

export interface Scenario {
  readonly name: string;
  readonly description?: string;
  readonly cluster: {
    readonly brokers: number;
    /** KRaft controllers, or that each broker is one; absent: the cluster has ZooKeeper servers. */
    readonly controllers?: number | "combined";
    readonly zookeepers?: number;
    /** How long a broker may be silent before another leads; absent: Kafka's own default. */
    readonly sessionTimeoutMs?: number;
    /** Version on Maven Central, and of Apache's image; ignored when KAFKA_HOME or an image is set. */
    readonly kafka: string;
    /** Image of the docker engine's nodes. */
    readonly image?: string | undefined;
    /** Broker properties, over the engine's own. */
    readonly config: Readonly<Record<string, string>>;
    readonly network: { readonly latencyMs: number; readonly jitterMs: number };
  };
  /** At least one, each with another name. */
  readonly topics: readonly Topic[];
  /** At least one. Producers have one number each: those of the first group come first. */
  readonly producers: readonly ProducerGroup[];
  /** Absent: nothing is read while the run goes on. */
  readonly consumers?: readonly ConsumerGroup[];
  /** Absent: nothing is copied. */
  readonly copiers?: readonly Copier[];
  readonly faults: readonly FaultStep[];
  readonly expect: Expectations;
  readonly reference?: {
    readonly source: string;
    readonly acknowledged?: number;
    readonly failed?: number;
    readonly watermark?: number;
    readonly note?: string;
  };
  /** Seed of every random choice in the run. */
  readonly seed: number;
  /** What counts and message triggers were multiplied with; 1 is full size. */
  readonly scale: number;
}
