/**
 * What the HTML report is drawn from: plain data that Node makes of run directories, and that the page in the browser
 * takes in. Types only. `pack.ts` turns a RunPage into bytes and back.
 *
 * Times are milliseconds on the run's clock, whose 0 is `startedAtMs`. Node names are kept once, in `nodes`, and named by
 * their index. Series and fates are byte strings of variable-length numbers, so that ten million messages fit in a page.
 */
import type { Verdict } from "../../rundir/result.js";
import type { TopicRow } from "../model/partitions.js";
import type { ProducerGroupRow } from "../model/producer-groups.js";

/** The `application/json` island of a page. */
export interface Report {
  readonly runs: readonly RunSummary[];
  /** By run: base64 of deflated bytes, which `unpack` turns into a RunPage. */
  readonly pages: readonly string[];
  /** Runs that cannot be read: one sentence each. */
  readonly problems: readonly string[];
  /** Null: the runs are not those of one campaign. */
  readonly campaign: CampaignPage | null;
  /** True: the page of `chaos run --serve`, which asks its server for all of this. See live.ts */
  readonly isLive?: boolean;
}

/** What the runs of a campaign say together. */
export interface CampaignPage {
  readonly cells: readonly CellRow[];
  readonly heatMaps: readonly HeatMap[];
}

/** Figures in words, as the other reports have them. */
export interface CellRow {
  readonly scenario: string;
  readonly settings: string;
  /** Runs with a verdict. */
  readonly runs: number;
  readonly inconclusive: number;
  readonly missing: number;
  /** Share of the runs that lost messages, 0 to 1; null: no run knows it. */
  readonly rate: number | null;
  /** `3 of 10` */
  readonly lostIn: string;
  /** `11–60 %` */
  readonly interval: string;
  readonly lost: string;
  readonly noWrites: string;
  /** The other checks that some run has. */
  readonly others: readonly string[];
  /** Probabilities that it expects, and whether each is met. */
  readonly odds: readonly string[];
  /** Indexes of its runs. On a live page: their ids. */
  readonly members: readonly number[];
}

/** The cells by two of the axes in which they differ. */
export interface HeatMap {
  /** What its cells share; empty: nothing else differs. */
  readonly name: string;
  readonly rows: { readonly name: string; readonly values: readonly string[] };
  readonly columns: { readonly name: string; readonly values: readonly string[] };
  /** Row by row: indexes of cells; null: there is no such cell. */
  readonly cells: readonly (readonly (number | null)[])[];
}

/** A line of the index of many runs. */
export interface RunSummary {
  readonly run: string;
  readonly scenario: string;
  readonly verdict: Verdict;
  /** How many acknowledged messages are lost, in words. */
  readonly loss: string;
  /** Null: not known. */
  readonly lost: number | null;
  readonly acknowledged: number;
  readonly failed: number;
  /** The longest time without writes. Null: not known. */
  readonly noWritesMs: number | null;
  readonly faults: readonly string[];
  readonly engine: string;
  readonly kafka: string;
  readonly acks: string;
  /** `controllers 3`, `ZooKeeper 1`, `scale 0.2` and the like: what may differ from run to run. */
  readonly settings: readonly string[];
  readonly startedAt: string;
}

/** One run. Everything in it is text or numbers: the page never takes markup from it. */
export interface RunPage {
  readonly run: string;
  readonly directory: string;
  readonly scenario: string;
  /** True: the run is not over. No check has been made, and its verdict is not known yet. */
  readonly isRunning: boolean;
  readonly description: string | null;
  readonly verdict: Verdict;
  /** The answer in words, the most important part first. */
  readonly headline: readonly string[];
  readonly lost: number | null;
  readonly expectations: readonly { readonly text: string; readonly status: string }[];
  readonly reasons: readonly string[];
  readonly why: readonly string[];
  readonly notes: readonly string[];
  readonly damage: readonly string[];
  readonly figures: readonly FigureRow[];
  readonly hasReference: boolean;
  readonly reference: { readonly source: string; readonly note: string | null } | null;
  /** Checks that found nothing, and checks that could not be made. */
  readonly clear: readonly string[];
  readonly unknown: readonly string[];
  readonly times: readonly {
    readonly label: string;
    readonly ms: number | null;
    readonly notes: readonly string[];
  }[];
  readonly settings: readonly (readonly string[])[];
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly errors: readonly (readonly [name: string, times: number])[];
  /** Of scenario.yaml. Null: it cannot be read. */
  readonly scenarioText: string | null;
  /** Milliseconds since the epoch at which the run's clock was 0. */
  readonly startedAtMs: number;
  /** Of the last thing known. */
  readonly endMs: number;
  /** Where the time axis begins: shortly before the first message. */
  readonly beginMs: number;

  readonly nodes: readonly NodeRow[];
  readonly partitions: number;
  /** Null: the run has one topic. */
  readonly partitionNames: readonly string[] | null;
  /** None where the run has one topic. */
  readonly topicRows: readonly TopicRow[];
  /** None where the run has one group of producers. */
  readonly producerGroupRows: readonly ProducerGroupRow[];
  readonly faults: readonly FaultBar[];
  /** Of the timeline, in sentences. */
  readonly events: readonly { readonly ms: number; readonly kind: string; readonly text: string }[];
  readonly eventsOmitted: number;
  readonly changes: readonly Change[];
  readonly changesOmitted: number;
  readonly bands: readonly Band[];
  readonly partitionRows: readonly PartitionRow[];
  readonly lostRanges: readonly LostRow[];
  readonly lostRangesOmitted: number;
  readonly anomalies: readonly {
    readonly label: string;
    readonly place: string;
    readonly messages: number;
    readonly detail: string;
  }[];
  /** Null: the run had no consumer groups. */
  readonly consumers: ConsumersPage | null;
  /** One for each consumer group. */
  readonly consumerLanes: readonly ConsumerLane[];
  /** Null: the run had no copiers. */
  readonly copiers: ConsumersPage | null;
  /** Null: the run had no transactions. */
  readonly transactions: TransactionsPage | null;
  readonly series: Series;
  /** Null: the run has no ledger that can be read. */
  readonly map: MessageMap | null;
  readonly logLines: LogLines;
}

/** A consumer group over time. */
export interface ConsumerLane {
  readonly group: string;
  /** Messages that the group had still to read, oldest first. */
  readonly lag: readonly (readonly [ms: number, lag: number])[];
  readonly absences: readonly {
    readonly instance: number;
    readonly how: "killed" | "closed" | "paused" | "died";
    readonly fromMs: number;
    /** Null: it did not come back. */
    readonly toMs: number | null;
  }[];
  readonly rebalances: readonly {
    readonly ms: number;
    readonly instance: number;
    readonly action: "assigned" | "revoked" | "lost";
    /** How many. */
    readonly partitions: number;
  }[];
}

/** What consumer groups read. */
export interface ConsumersPage {
  /** Why nothing is known of them; null: it is. */
  readonly unknown: string | null;
  readonly groups: readonly {
    readonly group: string;
    /** What, the value, and a note. */
    readonly figures: readonly (readonly [label: string, value: string, note: string])[];
    readonly findings: readonly {
      readonly label: string;
      readonly place: string;
      readonly messages: number;
      readonly detail: string;
    }[];
  }[];
}

/** What became of the transactions of producers. */
export type TransactionsPage = Omit<ConsumersPage["groups"][number], "group">;

export interface FigureRow {
  readonly label: string;
  readonly ours: number | null;
  readonly published: number | string | null;
  readonly note: string | null;
}

export interface NodeRow {
  readonly name: string;
  readonly role: "broker" | "controller" | "other";
  /** A broker that is a voter of the metadata quorum as well. */
  readonly isVoter: boolean;
}

export interface FaultBar {
  readonly name: string;
  readonly fault: string;
  readonly fromMs: number;
  /** Null: the timeline does not say that it healed. */
  readonly toMs: number | null;
  /** Indexes of nodes. */
  readonly targets: readonly number[];
  readonly detail: string | null;
}

/** What lanes are made of, oldest first. `node`, `leader`, `controller` and those in `isr` are indexes of nodes. */
export type Change =
  | {
      readonly what: "view";
      readonly ms: number;
      readonly node: number;
      readonly partition: number;
      readonly leader: number | null;
      readonly epoch: number;
      readonly isr: readonly number[];
    }
  | {
      readonly what: "state";
      readonly ms: number;
      readonly node: number;
      readonly state: "up" | "unreachable" | "killed" | "stopped" | "paused" | "died";
    }
  | {
      readonly what: "controller";
      readonly ms: number;
      readonly node: number;
      readonly controller: number | null;
      readonly epoch: number | null;
    }
  | {
      readonly what: "fenced" | "voters";
      readonly ms: number;
      readonly node: number;
      readonly nodes: readonly number[];
    };

/** A time that has a meaning of its own. */
export interface Band {
  readonly kind: "two-leaders" | "no-writes" | "unsafe";
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: of the whole topic. */
  readonly partition: number | null;
  readonly text: string;
}

export interface PartitionRow {
  readonly partition: number;
  readonly acknowledged: number;
  readonly stored: number | null;
  readonly lost: number | null;
  readonly highWatermarkBeforeHeal: number | null;
  readonly logEndOffset: number | null;
}

export interface LostRow {
  readonly producer: number;
  readonly partition: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly messages: number;
  readonly firstOffset: number | null;
  readonly lastOffset: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: the evidence does not tell. */
  readonly acknowledgedBy: string | null;
  readonly leaderEpoch: number | null;
  /** How the messages went from a broker's log, in a clause. */
  readonly cut: string | null;
  /** The line of that broker's log. */
  readonly line: string | null;
  /** When the broker wrote the line. */
  readonly cutMs: number | null;
  /** What is at these offsets now, in a sentence. */
  readonly now: string | null;
}

/** Where a byte string is in the packed page. */
export interface Blob {
  readonly at: number;
  readonly bytes: number;
}

/** Of equal steps of time from `beginMs` on. */
export interface Series {
  readonly stepMs: number;
  readonly steps: number;
  /** Where the numbers come from: every message, or the totals of the timeline four times a second, or nowhere. */
  readonly source: "ledger" | "timeline" | "none";
  /** Counts of each step, `steps` of them. */
  readonly sent: Blob | null;
  readonly acknowledged: Blob | null;
  readonly failed: Blob | null;
  /** Messages by the time they were sent in and by their latency: triples step (difference), bucket, count. See latency.ts */
  readonly latencies: Blob | null;
  readonly failures: Blob | null;
  /** By partition, of the first 16: the offset after the highest acknowledged one at the end of each step, as differences. */
  readonly acknowledgedTo: readonly Blob[];
}

/** What became of a message, the worst last: where one pixel is several messages, it shows the worst of them. */
export const FATES = [
  "unsent",
  "kept",
  "unsettled",
  "failed",
  "unexpected",
  "damaged",
  "duplicated",
  "unknown",
  "missing",
  "lost",
] as const;
export type Fate = (typeof FATES)[number];

/**
 * Every message: producer by producer, in the order of sequences. In the columns of cells and of samples each producer has as
 * many as the one with the most messages, and those that it lacks are 0.
 */
export interface MessageMap {
  /** Of each producer. */
  readonly messages: readonly number[];
  readonly acksAll: boolean;
  /** Messages in a cell. 1 unless the fates change too often to be told one by one. */
  readonly unit: number;
  /** By fate, exact. */
  readonly totals: readonly number[];
  /** Pairs: how many cells, and the fates in each of them as bits (1 << index of FATES). A producer's last cell may be short. */
  readonly fates: Blob;
  /** Pairs: how many cells, and 1 + index in `epochValues`; 0: not in the log. */
  readonly epochs: Blob | null;
  readonly epochValues: readonly number[];
  /** Pairs: how many messages, and 0: the client named no place, else 1 + partition, then how far the offset is from the one expected. */
  readonly places: Blob | null;
  /** Messages between two samples of the time of sending: 1: every message has one. */
  readonly every: number;
  /** Of each sample: how much later than the one before it was sent, in 0.1 ms. Each producer begins at 0. */
  readonly sentAt: Blob;
  /** Of each message, where every message has its time: 0.1 ms until it was settled. */
  readonly latency: Blob | null;
  /** The log as it was read: what it holds, epoch by epoch. Empty: it was not read. */
  readonly terms: readonly LogTerm[];
  readonly termsOmitted: number;
  /** The log as it was read: see stored-log.ts. Null: it was not read, or changes too often for a page. */
  readonly stored: Blob | null;
  /** Why the fates are not known, or not all of them. */
  readonly problem: string | null;
}

/** Records of one leader epoch in a partition, at consecutive offsets. */
export interface LogTerm {
  readonly partition: number;
  readonly epoch: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly records: number;
}

export interface LogLines {
  /** One line each: ms, index of the node, level, text; separated by tabs. */
  readonly text: Blob | null;
  readonly lines: number;
  readonly omitted: number;
  readonly problems: readonly string[];
}
