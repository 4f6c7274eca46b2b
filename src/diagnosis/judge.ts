/**
 * The rule: from facts to a judgement. It asks nothing and reads no clock. docs/diagnose.md has it in words, with the
 * thresholds.
 *
 * Each thing that was wrong in the window is
 *   transient   it is over, and has been for a while
 *   unsettled   it began in the window and is not over, or the window is too short to say more
 *   sustained   it was so from the first look to the last, or it came back again and again
 * and a finding gathers those with the same cause. A finding is as bad as the worst of them, the diagnosis as the worst finding.
 */
import type { BrokerFacts, Facts, PartitionFacts, Trouble } from "./facts.js";

/** From this often on, something that came and went is sustained. */
export const TIMES_SUSTAINED = 3;
/** A broker that goes and comes back this often flaps. */
export const TIMES_FLAPPING = 2;
/** A window shorter than this, or with fewer looks, shows nothing that is sustained. */
export const WINDOW_MS_MIN = 5_000;
export const LOOKS_MIN = 3;
/** A leader that moved is stable after this time. */
export const STABLE_MS = 3_000;
/**
 * A broker whose requests did not reach the active controller for this long is cut off from it. Longer than one request
 * that was not answered in time.
 */
export const CUT_OFF_MS = 5_000;
/** The session of a dead broker is over by then: 9 s with KRaft, 18 s with ZooKeeper. */
export const SESSION_MS = 20_000;

/** A broker asked the active controller by so much later than it fell silent: it runs. */
export const HEARD_MS = 1_000;

export type Verdict = "healthy" | "transient" | "unsettled" | "sustained" | "unknown";

export type Cause =
  | "no-quorum"
  | "unstable-controller"
  | "voter-down"
  | "isolated-broker"
  | "flapping-broker"
  | "unreachable-address"
  | "broker-down"
  | "broker-restart"
  | "reassignment"
  | "preferred-election"
  | "replica-behind"
  | "other";

export interface PartitionJudgement {
  readonly topic: string;
  readonly partition: number;
  readonly verdict: Verdict;
  /** Why, the causes of what was wrong with it. */
  readonly causes: readonly Cause[];
}

export interface Finding {
  readonly verdict: Verdict;
  readonly cause: Cause;
  /** The broker or controller that it is about; null: none alone. */
  readonly node: string | null;
  readonly partitions: readonly PartitionFacts[];
  readonly evidence: readonly string[];
}

export interface Diagnosis {
  readonly verdict: Verdict;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Those that are not healthy. */
  readonly partitions: readonly PartitionJudgement[];
  /** What could not be told, and why. */
  readonly unknown: readonly string[];
}

export function judge(facts: Facts): Diagnosis {
  const unknown = [...facts.unknown];
  // That a run has no view is in its facts.
  if (facts.viewsNow === 0 && (facts.source === "live" || facts.looks > 0)) {
    unknown.unshift("No broker answered.");
  } else if (facts.looks > 0 && facts.partitions.length === 0) {
    unknown.push(
      "No topic is visible: the cluster has none, or this user needs the right Describe on Topic.",
    );
  }
  const findings = new Findings(facts);
  for (const broker of facts.brokers) findings.ofBroker(broker);
  findings.ofQuorum();
  const partitions = facts.partitions.flatMap((partition) => findings.ofPartition(partition) ?? []);
  const found = findings.all();
  const worst = found[0]?.verdict ?? "healthy";
  return {
    verdict: worst === "healthy" && unknown.length > 0 ? "unknown" : worst,
    findings: found,
    partitions,
    unknown,
  };
}

const ORDER: readonly Verdict[] = ["healthy", "transient", "unsettled", "sustained"];
const worse = (a: Verdict, b: Verdict): Verdict => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a);

/** Causes that explain others come first. */
const CAUSES: readonly Cause[] = [
  "no-quorum",
  "isolated-broker",
  "flapping-broker",
  "unreachable-address",
  "broker-down",
  "broker-restart",
  "unstable-controller",
  "voter-down",
  "reassignment",
  "preferred-election",
  "replica-behind",
  "other",
];

interface Gathered {
  verdict: Verdict;
  readonly cause: Cause;
  readonly node: string | null;
  readonly partitions: Set<PartitionFacts>;
  readonly evidence: string[];
}

class Findings {
  readonly #found = new Map<string, Gathered>();
  readonly #brokers: ReadonlyMap<string, BrokerFacts>;
  readonly #causes = new Map<string, Cause | null>();
  readonly #isLong: boolean;

  constructor(private readonly facts: Facts) {
    this.#brokers = new Map(facts.brokers.map((broker) => [broker.name, broker]));
    this.#isLong = facts.toMs - facts.fromMs >= WINDOW_MS_MIN && facts.looks >= LOOKS_MIN;
  }

  all(): Finding[] {
    return [...this.#found.values()]
      .sort(
        (a, b) =>
          ORDER.indexOf(b.verdict) - ORDER.indexOf(a.verdict) ||
          CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause),
      )
      .map((found) => {
        const partitions = [...found.partitions];
        const moved = partitions.filter(({ lastMove }) => lastMove !== null).slice(0, EXAMPLES);
        const moves = moved.map((partition) => this.#moveOf(partition));
        return { ...found, partitions, evidence: [...found.evidence, ...moves] };
      });
  }

  #moveOf({ topic, partition, lastMove, moves, epoch, epochRise }: PartitionFacts): string {
    const { atMs, from, to } = lastMove!;
    const when = `${seconds(this.facts.toMs - atMs)} before the last look`;
    const again = moves === 1 ? "" : ` It moved ${times(moves)}, and the leader epoch rose by ${epochRise}.`;
    return `${topic}-${partition}: the leader moved from ${named(from)} to ${named(to)} (epoch ${epoch}), ${when}.${again}`;
  }

  ofBroker(broker: BrokerFacts): void {
    const cause = this.#causeIn(broker.name);
    if (cause === null) return;
    const { silent, absent, fenced, stale, "cut-off": cutOff, "out-of-sync": outOfSync } = broker.troubles;
    const about =
      cause === "flapping-broker" ? [silent, absent, outOfSync] : [silent, absent, fenced, stale, cutOff];
    let verdict = about.reduce<Verdict>((worst, trouble) => worse(worst, this.#of(trouble)), "healthy");
    // Leadership that goes away again and again is no trouble with a beginning and an end.
    if (cause === "flapping-broker") verdict = this.#isLong ? "sustained" : "unsettled";
    this.#add(cause, broker.name, verdict, this.#evidenceOf(broker));
  }

  ofQuorum(): void {
    const { quorum } = this.facts;
    if (quorum === null) return;
    const { kind, leader, epoch, moves, lastMoveMs, lost, voters } = quorum;
    const active = leader === null ? "none" : `${leader}${epoch === null ? "" : ` (epoch ${epoch})`}`;
    if (lost !== null) {
      const how =
        kind === "kraft"
          ? "No active controller answered a request that brokers passed on"
          : "No broker named a controller";
      this.#add("no-quorum", null, this.#of(lost), [
        `${how}: ${this.#when(lost)}.`,
        `Active controller now: ${active}.`,
      ]);
    }
    if (moves > 0) {
      const isStable = this.facts.toMs - (lastMoveMs ?? 0) >= STABLE_MS;
      const verdict = moves >= TIMES_FLAPPING ? "sustained" : isStable ? "transient" : "unsettled";
      this.#add("unstable-controller", null, verdict, [
        `The active controller changed ${times(moves)} in the window. Now it is ${active}.`,
      ]);
    }
    for (const { name, lag, fetchedMsAgo, behind } of voters) {
      if (behind === null) continue;
      const asked =
        fetchedMsAgo === null
          ? "The active controller has not heard from this voter since its election"
          : `This voter last asked the active controller ${seconds(fetchedMsAgo)} ago`;
      this.#add("voter-down", name, this.#of(behind), [
        `${asked}${lag === null ? "" : `, and its log is ${lag} records behind`}. It was so ${this.#when(behind)}.`,
        `${voters.filter(({ behind }) => behind === null || behind.sinceMs === null).length} of ${voters.length} voters are up. A quorum needs ${Math.floor(voters.length / 2) + 1}.`,
      ]);
    }
  }

  /** Null: it is healthy. */
  ofPartition(partition: PartitionFacts): PartitionJudgement | null {
    const causes = new Set<Cause>();
    let verdict: Verdict = "healthy";
    const say = (cause: Cause, node: string | null, how: Verdict) => {
      if (how === "healthy") return;
      causes.add(cause);
      verdict = worse(verdict, how);
      this.#add(cause, node, how, []).partitions.add(partition);
    };
    const { troubles, replicas, isr, leader, lastMove, moves } = partition;
    const missing = replicas.filter((name) => !isr.includes(name));
    if (troubles["two-leaders"] !== undefined) {
      for (const { broker } of partition.pretenders)
        say("isolated-broker", broker, this.#of(troubles["two-leaders"]));
    }
    if (troubles["no-leader"] !== undefined) {
      const how = this.#of(troubles["no-leader"]);
      const lost =
        isr.find((name) => this.#causeIn(name) !== null) ??
        replicas.find((name) => this.#causeIn(name) !== null);
      if (this.facts.quorum?.lost?.sinceMs != null) say("no-quorum", null, how);
      else say((lost === undefined ? null : this.#causeIn(lost)) ?? "other", lost ?? null, how);
    }
    if (troubles["leader-silent"] !== undefined) {
      const silent = leader ?? lastMove?.from ?? null;
      const cause = silent === null ? null : this.#causeIn(silent);
      // Its leader then was another, and that move is judged below.
      if (cause !== null) say(cause, silent, this.#of(troubles["leader-silent"]));
    }
    const shrunk = worse(this.#of(troubles["under-replicated"]), this.#of(troubles["under-min-isr"]));
    if (shrunk !== "healthy") {
      if (partition.isReassigned) say("reassignment", null, shrunk);
      else {
        // Where they are in sync again, the brokers that were wrong in the window are the likely cause. So they are
        // where no leader is left: then no replica can be in sync.
        const isTold = missing.length > 0 && leader !== null;
        const suspects = isTold ? missing : replicas.filter((name) => this.#causeIn(name) !== null);
        for (const name of suspects) say(this.#causeIn(name) ?? "replica-behind", name, shrunk);
        if (suspects.length === 0 && leader !== null) say("replica-behind", null, shrunk);
      }
    }
    if (lastMove !== null)
      say(...this.#causeOfMove(partition, lastMove), this.#ofMoves(moves, lastMove.atMs));
    return causes.size === 0
      ? null
      : { topic: partition.topic, partition: partition.partition, verdict, causes: [...causes] };
  }

  #causeOfMove(
    { isReassigned, replicas, isr }: PartitionFacts,
    { from, to }: { readonly from: string; readonly to: string },
  ): [Cause, string | null] {
    const [old, now] = [this.#causeIn(from), this.#causeIn(to)];
    if (isReassigned) return ["reassignment", null];
    if (old !== null) return [old, from];
    if (this.facts.source === "live" && replicas[0] === to) {
      // A broker that comes back gets back what it led before.
      return now === null ? ["preferred-election", null] : [now, to];
    }
    if ((this.facts.quorum?.moves ?? 0) > 0) return ["unstable-controller", null];
    return isr.includes(from) ? ["other", null] : ["replica-behind", from];
  }

  #ofMoves(moves: number, lastMs: number): Verdict {
    if (moves >= TIMES_SUSTAINED) return "sustained";
    return this.facts.toMs - lastMs >= STABLE_MS ? "transient" : "unsettled";
  }

  #of(trouble: Trouble | undefined): Verdict {
    if (trouble === undefined) return "healthy";
    const { times, sinceMs } = trouble;
    if (times >= TIMES_SUSTAINED) return "sustained";
    if (sinceMs === null) return "transient";
    return sinceMs <= this.facts.fromMs && this.#isLong ? "sustained" : "unsettled";
  }

  /** Why this broker is not as it should be; null: it is. */
  #causeIn(name: string): Cause | null {
    const known = this.#causes.get(name);
    if (known !== undefined) return known;
    const broker = this.#brokers.get(name);
    const cause = broker === undefined ? null : this.#causeOf(broker);
    this.#causes.set(name, cause);
    return cause;
  }

  #causeOf({ troubles, isNameUnknown, fetchedMsAgo, timesLeadershipLost }: BrokerFacts): Cause | null {
    const { silent, absent, fenced, stale, "cut-off": cutOff, "out-of-sync": outOfSync } = troubles;
    const comings = Math.max(
      silent?.times ?? 0,
      absent?.times ?? 0,
      outOfSync?.times ?? 0,
      timesLeadershipLost,
    );
    if (comings >= TIMES_FLAPPING) return "flapping-broker";
    const isHeard = silent === undefined;
    if (stale !== undefined || (cutOff?.totalMs ?? 0) >= CUT_OFF_MS) return "isolated-broker";
    if (isHeard && absent === undefined && fenced === undefined) return null;
    if (isHeard && (absent?.sinceMs != null || fenced?.sinceMs != null)) return "isolated-broker";
    if (isHeard || silent.sinceMs === null) return "broker-restart";
    if (isNameUnknown) return "unreachable-address";
    if (absent?.sinceMs != null || fenced?.sinceMs != null) return "broker-down";
    // The active controller heard it after it fell silent here; or it has been listed for longer than a session lasts.
    const silentMs = this.facts.toMs - silent.sinceMs;
    const isAlive = fetchedMsAgo === null ? silentMs >= SESSION_MS : fetchedMsAgo + HEARD_MS <= silentMs;
    return this.facts.source === "live" && isAlive ? "unreachable-address" : "broker-down";
  }

  #evidenceOf({
    address,
    error,
    leads,
    fetchedMsAgo,
    timesLeadershipLost,
    name,
    troubles,
  }: BrokerFacts): string[] {
    const { silent, absent, fenced, stale, "cut-off": cutOff, "out-of-sync": outOfSync } = troubles;
    const lines: string[] = [];
    const say = (trouble: Trouble | undefined, text: string) => {
      if (trouble !== undefined) lines.push(`${text}: ${this.#when(trouble)}.`);
    };
    const at = address === null ? "" : ` at ${address}`;
    say(silent, `It did not answer${at}${error === null ? "" : ` (${withoutAddress(error, address)})`}`);
    say(absent, "Most other brokers did not list it");
    say(fenced, "The controller had fenced it");
    say(cutOff, "It answered, but its requests did not reach the active controller");
    say(stale, "It did not know leaders that other brokers knew");
    say(outOfSync, "It was missing from the ISR of at least one partition");
    if (fetchedMsAgo !== null) {
      lines.push(`It last asked the active controller for metadata ${seconds(fetchedMsAgo)} ago.`);
    }
    if (timesLeadershipLost > 0) lines.push(`It lost leadership ${times(timesLeadershipLost)}.`);
    const rivals = this.facts.partitions.filter(({ pretenders }) =>
      pretenders.some(({ broker }) => broker === name),
    );
    for (const { topic, partition, epoch, leader, pretenders } of rivals.slice(0, EXAMPLES)) {
      const own = pretenders.find(({ broker }) => broker === name)!;
      lines.push(
        `${topic}-${partition}: it named itself the leader in epoch ${own.epoch}. The newest leader is ${leader === null ? "none" : named(leader)} in epoch ${epoch}.`,
      );
    }
    if (leads > 0 && silent?.sinceMs != null) lines.push(`It is still the leader of ${leads} partitions.`);
    return lines;
  }

  #add(cause: Cause, node: string | null, verdict: Verdict, evidence: readonly string[]): Gathered {
    const key = `${cause}/${node ?? ""}`;
    const found = this.#found.get(key) ?? {
      verdict,
      cause,
      node,
      partitions: new Set<PartitionFacts>(),
      evidence: [],
    };
    this.#found.set(key, found);
    found.verdict = worse(found.verdict, verdict);
    found.evidence.push(...evidence);
    return found;
  }

  #when({ times: often, sinceMs, totalMs }: Trouble): string {
    const { fromMs, toMs } = this.facts;
    const again = often > 1 ? `${times(often)}, ` : "";
    if (sinceMs === null) return `${again}for ${seconds(totalMs)} in all, and no longer`;
    if (sinceMs <= fromMs) return `${again}at every look, for ${seconds(toMs - fromMs)}`;
    return `${again}for the last ${seconds(toMs - sinceMs)}`;
  }
}

const EXAMPLES = 3;

/** Brokers of a live cluster have numbers for names. */
function named(name: string): string {
  return /^\d+$/.test(name) ? `broker ${name}` : name;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** An error begins with the address that it is about. */
function withoutAddress(error: string, address: string | null): string {
  return address !== null && error.startsWith(`${address}: `) ? error.slice(address.length + 2) : error;
}
