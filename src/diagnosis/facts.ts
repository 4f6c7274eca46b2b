/**
 * Looks at a cluster, added up: what is so now, and for each thing that was wrong since when, how often and for how long.
 * The memory that this takes depends on the number of partitions and brokers, not on the number of looks.
 *
 * Only the controller raises a leader epoch, so the view with the highest epoch is the newest truth, however few brokers
 * have it. A broker that does not know a new epoch a while after another knew it is stale: it no longer hears the
 * controller, or hears it late.
 */
import { newnessOf } from "../observer/leadership.js";
import type { Look, PartitionSeen, QuorumLook } from "./look.js";

/** A broker learns of a new leader in well under this time. */
export const STALE_MS = 1_500;
/** Brokers and controllers ask the active controller for its log at least twice a second. */
export const FETCH_MS_MAX = 5_000;

/** Something that was wrong in the window. */
export interface Trouble {
  /** How often it began. */
  readonly times: number;
  /** When it began this time; null: it is over. */
  readonly sinceMs: number | null;
  readonly totalMs: number;
}

export type Troubles<Name extends string> = Readonly<Partial<Record<Name, Trouble>>>;

export type PartitionTrouble =
  | "no-leader"
  /** The leader that the newest view names does not answer. */
  | "leader-silent"
  | "two-leaders"
  | "under-min-isr"
  | "under-replicated";

export interface PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  /** By the newest view; null: none. */
  readonly leader: string | null;
  readonly epoch: number;
  readonly replicas: readonly string[];
  readonly isr: readonly string[];
  /** Null: not asked, or not known. */
  readonly minIsr: number | null;
  /** How often another broker became the leader. */
  readonly moves: number;
  readonly lastMove: { readonly atMs: number; readonly from: string; readonly to: string } | null;
  /** By how much the leader epoch rose. */
  readonly epochRise: number;
  readonly isrShrinks: number;
  /** Its replicas moved in the window. */
  readonly isReassigned: boolean;
  /** Brokers with an older epoch that name themselves the leader, now or last. */
  readonly pretenders: readonly { readonly broker: string; readonly epoch: number }[];
  readonly troubles: Troubles<PartitionTrouble>;
}

export type BrokerTrouble =
  | "silent"
  /** Most other brokers do not list it. */
  | "absent"
  | "fenced"
  /** It answers, but the active controller, which answers others, does not answer what it passes on. */
  | "cut-off"
  /** It does not know of leaders that others have known for a while. */
  | "stale"
  /** At least one partition of which it has a replica does not have it in its ISR. */
  | "out-of-sync";

export interface BrokerFacts {
  readonly name: string;
  readonly address: string | null;
  /** Why it did not answer, the last time that it did not. */
  readonly error: string | null;
  readonly isNameUnknown: boolean;
  readonly leads: number;
  /** How many partitions it should lead by preference. */
  readonly preferred: number;
  readonly replicas: number;
  /** How often it lost the leadership of one and the same partition, at most. */
  readonly timesLeadershipLost: number;
  /** How long ago it last asked the active controller, by the last look; null: not known. */
  readonly fetchedMsAgo: number | null;
  readonly troubles: Troubles<BrokerTrouble>;
}

export interface VoterFacts {
  readonly name: string;
  readonly lag: number | null;
  readonly fetchedMsAgo: number | null;
  /** It does not ask the active controller for its log. */
  readonly behind: Trouble | null;
}

export interface QuorumFacts {
  readonly kind: QuorumLook["kind"];
  readonly leader: string | null;
  readonly epoch: number | null;
  /** How often another controller became active. */
  readonly moves: number;
  readonly lastMoveMs: number | null;
  readonly lost: Trouble | null;
  readonly voters: readonly VoterFacts[];
}

export interface Facts {
  readonly source: "live" | "run";
  readonly looks: number;
  /** Of the first and the last look. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How many views the last look has. */
  readonly viewsNow: number;
  readonly brokers: readonly BrokerFacts[];
  readonly partitions: readonly PartitionFacts[];
  readonly quorum: QuorumFacts | null;
  /** Rights that this user misses, and answers that it did not get. One sentence each. */
  readonly unknown: readonly string[];
}

/** A trouble that is still counted. */
class Count implements Trouble {
  times = 0;
  sinceMs: number | null = null;
  #beforeMs = 0;
  #lastMs = 0;

  get totalMs(): number {
    return this.#beforeMs + (this.sinceMs === null ? 0 : this.#lastMs - this.sinceMs);
  }

  saw(isWrong: boolean, atMs: number, sinceMs = atMs): void {
    this.#lastMs = atMs;
    if (isWrong && this.sinceMs === null) {
      this.times++;
      this.sinceMs = sinceMs;
    } else if (!isWrong && this.sinceMs !== null) {
      this.#beforeMs = this.totalMs;
      this.sinceMs = null;
    }
  }

  plain(): Trouble {
    return { times: this.times, sinceMs: this.sinceMs, totalMs: this.totalMs };
  }
}

class Counts<Name extends string> {
  readonly #counts = new Map<Name, Count>();

  saw(name: Name, isWrong: boolean, atMs: number, sinceMs = atMs): void {
    let count = this.#counts.get(name);
    if (count === undefined) {
      if (!isWrong) return;
      count = new Count();
      this.#counts.set(name, count);
    }
    count.saw(isWrong, atMs, sinceMs);
  }

  plain(): Troubles<Name> {
    return Object.fromEntries(
      [...this.#counts].map(([name, count]) => [name, count.plain()]),
    ) as Troubles<Name>;
  }
}

interface PartitionState {
  seen: PartitionSeen;
  lastLeader: string | null;
  epochSinceMs: number;
  readonly firstEpoch: number;
  lookedAt: number;
  minIsr: number | null;
  moves: number;
  lastMove: PartitionFacts["lastMove"];
  /** How often each broker lost its leadership. */
  readonly losses: Map<string, number>;
  isrShrinks: number;
  isReassigned: boolean;
  pretenders: { broker: string; epoch: number }[];
  readonly troubles: Counts<PartitionTrouble>;
}

interface BrokerState {
  address: string | null;
  error: string | null;
  isNameUnknown: boolean;
  timesLeadershipLost: number;
  fetchedMsAgo: number | null;
  readonly troubles: Counts<BrokerTrouble>;
}

interface VoterState {
  lag: number | null;
  fetchedMsAgo: number | null;
  readonly behind: Count;
}

export class Window {
  readonly #partitions = new Map<string, PartitionState>();
  readonly #brokers = new Map<string, BrokerState>();
  readonly #voters = new Map<string, VoterState>();
  #quorum: QuorumLook | null = null;
  #controller: string | null = null;
  #controllerMoves = 0;
  #controllerMovedMs: number | null = null;
  readonly #quorumLost = new Count();
  #looks = 0;
  #fromMs = 0;
  #toMs = 0;
  #viewsNow = 0;

  constructor(private readonly source: Facts["source"]) {}

  add(look: Look): void {
    if (this.#looks === 0) this.#fromMs = look.atMs;
    this.#looks++;
    this.#toMs = look.atMs;
    this.#viewsNow = look.views.length;
    for (const { broker, address, error, isNameUnknown = false } of look.brokers) {
      const state = this.#broker(broker);
      state.address = address ?? state.address;
      if (error !== null) Object.assign(state, { error, isNameUnknown });
    }
    for (const { brokers } of look.views) for (const name of brokers ?? []) this.#broker(name);
    this.#seeQuorum(look);
    // A look without an answer tells nothing of partitions.
    if (look.views.length > 0) this.#seePartitions(look);
    this.#seeBrokers(look);
  }

  facts(unknown: readonly string[] = []): Facts {
    const states = [...this.#partitions.values()].sort(({ seen: a }, { seen: b }) =>
      a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition,
    );
    const [leads, preferred, replicas] = [new Tally(), new Tally(), new Tally()];
    for (const { seen } of states) {
      leads.add(seen.leader);
      preferred.add(seen.replicas[0]);
      for (const name of seen.replicas) replicas.add(name);
    }
    const order = new Intl.Collator("en", { numeric: true });
    return {
      source: this.source,
      looks: this.#looks,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      viewsNow: this.#viewsNow,
      brokers: [...this.#brokers]
        .sort(([a], [b]) => order.compare(a, b))
        .map(([name, { troubles, ...state }]) => ({
          name,
          ...state,
          leads: leads.of(name),
          preferred: preferred.of(name),
          replicas: replicas.of(name),
          troubles: troubles.plain(),
        })),
      partitions: states.map(({ seen, minIsr, moves, lastMove, firstEpoch, isrShrinks, ...state }) => ({
        topic: seen.topic,
        partition: seen.partition,
        leader: seen.leader,
        epoch: seen.epoch,
        replicas: seen.replicas,
        isr: seen.isr,
        minIsr,
        moves,
        lastMove,
        epochRise: seen.epoch - firstEpoch,
        isrShrinks,
        isReassigned: state.isReassigned,
        pretenders: state.pretenders,
        troubles: state.troubles.plain(),
      })),
      quorum: this.#quorumFacts(order),
      unknown,
    };
  }

  #quorumFacts(order: Intl.Collator): QuorumFacts | null {
    if (this.#quorum === null) return null;
    const { kind, leader, epoch } = this.#quorum;
    return {
      kind,
      leader,
      epoch,
      moves: this.#controllerMoves,
      lastMoveMs: this.#controllerMovedMs,
      lost: this.#quorumLost.times === 0 ? null : this.#quorumLost.plain(),
      voters: [...this.#voters]
        .sort(([a], [b]) => order.compare(a, b))
        .map(([name, { lag, fetchedMsAgo, behind }]) => ({
          name,
          lag,
          fetchedMsAgo,
          behind: behind.times === 0 ? null : behind.plain(),
        })),
    };
  }

  #seeQuorum({ atMs, quorum }: Look): void {
    for (const broker of this.#brokers.values()) broker.fetchedMsAgo = null;
    if (quorum === null) return;
    this.#quorum = quorum;
    this.#quorumLost.saw(quorum.leader === null, atMs);
    if (quorum.leader === null) return;
    if (this.#controller !== null && this.#controller !== quorum.leader) {
      this.#controllerMoves++;
      this.#controllerMovedMs = atMs;
    }
    this.#controller = quorum.leader;
    for (const { name, isVoter, lag, fetchedMsAgo } of quorum.replicas) {
      const broker = this.#brokers.get(name);
      if (broker !== undefined) broker.fetchedMsAgo = fetchedMsAgo;
      if (!isVoter) continue;
      const voter = this.#voters.get(name) ?? { lag, fetchedMsAgo, behind: new Count() };
      this.#voters.set(name, voter);
      Object.assign(voter, { lag, fetchedMsAgo });
      // The leader knows no log end of a voter that never asked it.
      const isBehind = name !== quorum.leader && (lag === null || (fetchedMsAgo ?? 0) > FETCH_MS_MAX);
      voter.behind.saw(isBehind, atMs);
    }
  }

  #seePartitions(look: Look): void {
    const { atMs } = look;
    const silent = new Set(look.brokers.filter(({ error }) => error !== null).map(({ broker }) => broker));
    const newest = new Map<string, { readonly seen: PartitionSeen; readonly newness: number }>();
    const stale = new Map<string, number>();
    const pretenders = new Map<string, { broker: string; epoch: number }[]>();
    for (const { by, partitions } of look.views) {
      for (const seen of partitions) {
        const newness = newnessOf(by, seen);
        const best = newest.get(seen.key);
        if (best === undefined || newness > best.newness) newest.set(seen.key, { seen, newness });
        const known = this.#partitions.get(seen.key);
        if (known === undefined || seen.epoch >= known.seen.epoch) continue;
        if (atMs - known.epochSinceMs < STALE_MS) continue;
        stale.set(by, Math.min(stale.get(by) ?? atMs, known.epochSinceMs));
        if (seen.leader !== by) continue;
        const others = pretenders.get(seen.key) ?? [];
        pretenders.set(seen.key, [...others, { broker: by, epoch: seen.epoch }]);
      }
    }
    for (const [key, { seen }] of newest) this.#seePartition(key, seen, look);
    for (const [key, state] of this.#partitions) {
      // No broker that answers knows it any more: it was deleted.
      if (state.lookedAt !== this.#looks) {
        this.#partitions.delete(key);
        continue;
      }
      const { seen, troubles, epochSinceMs } = state;
      const rivals = pretenders.get(key);
      if (rivals !== undefined) state.pretenders = rivals;
      troubles.saw("two-leaders", rivals !== undefined, atMs, epochSinceMs);
      troubles.saw("no-leader", seen.leader === null, atMs);
      troubles.saw("leader-silent", seen.leader !== null && silent.has(seen.leader), atMs);
      const inSync = seen.replicas.filter((name) => seen.isr.includes(name)).length;
      troubles.saw("under-replicated", inSync < seen.replicas.length, atMs);
      troubles.saw("under-min-isr", state.minIsr !== null && seen.isr.length < state.minIsr, atMs);
    }
    for (const { broker } of look.brokers) {
      if (silent.has(broker)) continue;
      this.#broker(broker).troubles.saw("stale", stale.has(broker), atMs, stale.get(broker) ?? atMs);
    }
  }

  #seePartition(key: string, seen: PartitionSeen, { atMs, moving, minIsr }: Look): void {
    let state = this.#partitions.get(key);
    if (state === undefined) {
      state = {
        seen,
        lastLeader: seen.leader,
        epochSinceMs: atMs,
        firstEpoch: seen.epoch,
        lookedAt: 0,
        minIsr: null,
        moves: 0,
        lastMove: null,
        losses: new Map(),
        isrShrinks: 0,
        isReassigned: false,
        pretenders: [],
        troubles: new Counts(),
      };
      this.#partitions.set(key, state);
    }
    state.lookedAt = this.#looks;
    state.minIsr = minIsr.get(seen.topic) ?? state.minIsr;
    if (moving.size > 0 && moving.has(`${seen.topic}-${seen.partition}`)) state.isReassigned = true;
    // The brokers that knew better do not answer at this look.
    if (seen.epoch < state.seen.epoch) return;
    const before = state.seen;
    state.seen = seen;
    if (seen.epoch > before.epoch) state.epochSinceMs = atMs;
    if (seen.leader !== null && state.lastLeader !== null && seen.leader !== state.lastLeader) {
      state.moves++;
      state.lastMove = { atMs, from: state.lastLeader, to: seen.leader };
    }
    if (before.leader !== null && seen.leader !== before.leader) {
      const often = (state.losses.get(before.leader) ?? 0) + 1;
      state.losses.set(before.leader, often);
      const broker = this.#broker(before.leader);
      broker.timesLeadershipLost = Math.max(broker.timesLeadershipLost, often);
    }
    state.lastLeader = seen.leader ?? state.lastLeader;
    if (before.isr.some((name) => !seen.isr.includes(name))) state.isrShrinks++;
    if (
      before.replicas.length !== seen.replicas.length ||
      before.replicas.some((n, i) => n !== seen.replicas[i])
    ) {
      state.isReassigned = true;
    }
  }

  #seeBrokers({ atMs, brokers, views, fenced }: Look): void {
    const outOfSync = new Set<string>();
    for (const { seen } of this.#partitions.values()) {
      for (const name of seen.replicas) if (!seen.isr.includes(name)) outOfSync.add(name);
      for (const name of seen.replicas) this.#broker(name);
    }
    const errors = new Map(brokers.map(({ broker, error }) => [broker, error]));
    const reaches = new Map(brokers.map(({ broker, reachesController }) => [broker, reachesController]));
    const isQuorumThere = brokers.some(({ reachesController }) => reachesController === true);
    const lists = views.flatMap(({ by, brokers }) =>
      brokers === null ? [] : [{ by, names: new Set(brokers) }],
    );
    for (const [name, { troubles }] of this.#brokers) {
      const error = errors.get(name);
      troubles.saw("silent", error !== undefined && error !== null, atMs);
      const others = lists.filter(({ by }) => by !== name);
      const unlisted = others.filter(({ names }) => !names.has(name)).length;
      troubles.saw("absent", unlisted * 2 > others.length, atMs);
      troubles.saw("fenced", fenced.has(name), atMs);
      troubles.saw("cut-off", error === null && reaches.get(name) === false && isQuorumThere, atMs);
      if (views.length > 0) troubles.saw("out-of-sync", outOfSync.has(name), atMs);
    }
  }

  #broker(name: string): BrokerState {
    const known = this.#brokers.get(name);
    if (known !== undefined) return known;
    const state: BrokerState = {
      address: null,
      error: null,
      isNameUnknown: false,
      timesLeadershipLost: 0,
      fetchedMsAgo: null,
      troubles: new Counts(),
    };
    this.#brokers.set(name, state);
    return state;
  }
}

class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string | null | undefined): void {
    if (name != null) this.#counts.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
