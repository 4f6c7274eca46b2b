/**
 * The consumer groups of a run, each consumer in a process of its own. A consumer that is taken away comes back as another
 * process, the next incarnation of the same instance.
 *
 *     start ─ ready ─ (restarts and faults take consumers away) ─ catch up ─ close ─ a final client for each group
 *
 * A copier is a group, too. It has no final client: the run waits until it has copied all (`drain`). A process of a copier that
 * ends by itself, as one does that was fenced, is started again.
 *
 * The final client reads on from the offsets that its group committed, to the end of the log. It joins no group, so it need not
 * wait until the brokers have forgotten members that were killed.
 *
 * Every wait has a limit. What did not happen in time is told to the listener, in one sentence.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InfrastructureError } from "../errors.js";
import type { LogIdentity } from "../history/log-entries.js";
import type { MemberOfReads, Segment } from "../history/reads.js";
import type { ConsumerGroup, Departure } from "../scenario/syntax.js";
import { within } from "../time-limit.js";
import { waitFor } from "../wait.js";
import type { CopierGroup } from "./copier-group.js";
import { type MemberExit, type MemberProcess, type StartMember, startMember } from "./member-host.js";
import type { CopyOrder, MemberOrder, MemberReport } from "./member-messages.js";
import type { TransactionCounts } from "./processing.js";

const READY_MS_MAX = 60_000;
const CATCH_UP_MS_MAX = 30_000;
const FINAL_MS_MAX = 60_000;
/** Longer than the session and the transaction that a process left behind may last. */
const DRAIN_MS_MAX = 90_000;
/** From the end of a copier's process until the next one starts. */
const RESPAWN_MS = 500;
/** So often, and then it is no use. */
const RESPAWNS_MAX = 50;
/** To commit and to leave the group, after the batch that is under way. */
const CLOSE_MS_MAX = 30_000;
/** For that batch. A consumer that hangs, or that needs longer, is killed. */
const BATCH_MS_MAX = 120_000;
/** Of a member: what a poll returns at most. */
const BATCH_MESSAGES_MAX = 500;
const LOOK_EVERY_MS = 50;
const TELL_EVERY_MS = 250;
/** A few bytes of the timeline for each group and second. */
const COMMITS_EVERY_MS = 1_000;

export type ClientState = "started" | "closed" | "killed" | "paused" | "resumed" | "died";

export interface ConsumersListener {
  client(client: ClientName, state: ClientState, detail?: string): void;
  rebalance(client: ClientName, action: "assigned" | "revoked" | "lost", partitions: readonly number[]): void;
  /** A copier undid a batch of so many messages, and reads it again. */
  undone(client: ClientName, messages: number, reason: string): void;
  /** Totals of a group, when they grew. `errors`: failed commits by librdkafka's name of the error. */
  commits(group: string, commits: number, errors: Readonly<Record<string, number>>): void;
  /** Totals of a group, when they changed. `lag`: messages that no consumer of the group has read yet. */
  consumed(group: string, reads: number, lag: number): void;
  /** A line of librdkafka's own log. */
  log(line: string): void;
  /** Why this is no longer the experiment that was asked for, in one sentence. */
  doubt(text: string): void;
  note(text: string): void;
}

export interface ClientName {
  readonly group: string;
  readonly instance: number;
  /** 0 for the first process of the instance. */
  readonly incarnation: number;
}

export interface ConsumersOptions {
  readonly groups: readonly ConsumerGroup[];
  readonly copiers: readonly CopierGroup[];
  readonly bootstrap: string;
  readonly partitions: MemberOrder["partitions"];
  readonly identity: LogIdentity;
  readonly startedAtMs: number;
  /** Directory of the segments; it is created. */
  readonly directory: string;
  readonly nowMs: () => number;
  /** Messages in these topics that brokers have acknowledged so far; 0: not known. */
  readonly acknowledged: (topics: readonly string[]) => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly listener: ConsumersListener;
  readonly signal: AbortSignal;
  /** Absent: real processes. */
  readonly start?: StartMember;
}

/** What a group has not read when its final client gives up. */
export interface UnfinishedPartition {
  readonly group: string;
  readonly partition: number;
  /** The next offset that it would have read. */
  readonly at: number;
  readonly end: number;
}

export interface FinishedReads {
  readonly segments: readonly Segment[];
  readonly unfinished: readonly UnfinishedPartition[];
}

/** Clients that were taken away. */
export interface Absence {
  /** Names of the clients: `billing-0`. */
  readonly targets: readonly string[];
  /** Brings them back. Twice does nothing. */
  readonly undo: () => Promise<void>;
  /** Why it is not the absence that was asked for; null: it is. */
  readonly flaw: string | null;
}

/** One process of one instance. */
interface Incarnation {
  readonly name: ClientName;
  readonly role: MemberOrder["role"];
  readonly process: MemberProcess;
  readonly segment: string;
  readonly startedMs: number;
  /** Partitions that it has now. */
  readonly assigned: Set<number>;
  /** By partition: the next offset that it processes; −1: not known. */
  readonly positions: Float64Array;
  isConnected: boolean;
  isPaused: boolean;
  /** What it was asked to end as; running: the run ended first. Null: it was not asked. */
  asked: "closed" | "killed" | "running" | null;
  /** Its own words about why it ends. */
  failure: string | null;
  ended: { readonly ms: number; readonly end: MemberOfReads["end"] } | null;
  reads: number;
  commits: number;
  errors: Readonly<Record<string, number>>;
  transactions: TransactionCounts | null;
}

/** What is known of one group. */
interface GroupState {
  readonly group: ConsumerGroup;
  readonly copy: CopyOrder | null;
  /** Partitions of the topics that it reads. */
  readonly partitions: readonly number[];
  /** By instance: its newest process. */
  readonly current: (Incarnation | undefined)[];
  readonly all: Incarnation[];
  /** By partition: the next offset to be read; −1: not known. */
  readonly positions: Float64Array;
  /** By partition: the end of the log as members know it. */
  readonly ends: Float64Array;
  readonly everAssigned: Set<number>;
  told: string;
  toldCommits: string;
}

export class Consumers implements AsyncDisposable {
  readonly #options: ConsumersOptions;
  readonly #start: StartMember;
  readonly #groups: readonly GroupState[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underway = new Set<Promise<unknown>>();
  readonly #over = new AbortController();
  /** No process of a copier is started any more. */
  #isDrained = false;
  #commitsToldMs = Number.NEGATIVE_INFINITY;

  constructor(options: ConsumersOptions) {
    this.#options = options;
    this.#start = options.start ?? startMember;
    const { length } = options.partitions;
    const all = [...options.groups.map((group) => ({ group, copy: null })), ...options.copiers];
    this.#groups = all.map(({ group, copy }) => ({
      ...{ group, copy, current: [], all: [], everAssigned: new Set<number>(), told: "", toldCommits: "" },
      partitions: [...options.partitions.keys()].filter((partition) =>
        group.topics.includes(options.partitions[partition]![0]),
      ),
      positions: new Float64Array(length).fill(-1),
      ends: new Float64Array(length),
    }));
    if (all.length > 0) mkdirSync(options.directory, { recursive: true });
  }

  /**
   * Starts the groups that start with the first message, and waits until they have their partitions.
   * @throws InfrastructureError when a group does not get them in time
   */
  async ready(): Promise<void> {
    const early = this.#groups.filter(({ group }) => group.startMs === 0);
    for (const state of early) this.#startGroup(state);
    await Promise.all(early.map((state) => this.#untilReady(state)));
  }

  /** Production begins: later groups start from here, and restarts count. */
  begin(): void {
    if (this.#groups.length === 0) return;
    for (const state of this.#groups) {
      const { startMs, restarts } = state.group;
      if (startMs > 0) this.#after(startMs, () => this.#startLate(state));
      if (restarts !== undefined) this.#after(startMs + restarts.everyMs, () => this.#restart(state, 0));
    }
    const timer = setInterval(() => this.#tell(), TELL_EVERY_MS);
    timer.unref();
    this.#timers.add(timer);
  }

  /** Production is over: no further restart begins, and a consumer that is away comes back. Resolves when it is back. */
  async settle(): Promise<void> {
    this.#over.abort();
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
  }

  /** Takes clients of a group away: the one of this number, one by chance among those that run, or all. */
  async take(group: string, which: number | "random" | "all", how: Departure): Promise<Absence> {
    const state = this.#groups.find((one) => one.group.group === group)!;
    const all = Array.from({ length: state.group.instances }, (_, instance) => instance);
    const running = all.filter((instance) => isThere(state.current[instance]));
    const among = running.length > 0 ? running : all;
    const chosen =
      which === "all"
        ? all
        : [which === "random" ? among[Math.floor(this.#options.random() * among.length)]! : which];
    const taken = await Promise.all(chosen.map((instance) => this.#takeAway(state, instance, how)));
    const flaws = taken.filter((one) => typeof one === "string");
    return {
      targets: chosen.map((instance) => `${group}-${instance}`),
      undo: async () => {
        await Promise.all(taken.map((back) => (typeof back === "string" ? undefined : back())));
      },
      flaw: flaws.length === 0 ? null : flaws.join("; "),
    };
  }

  /**
   * Waits until the copiers have copied all, or a time is over, and closes them. `ends`: by partition, the offset after the last
   * message; null: not known, so it does not wait.
   */
  async drain(ends: readonly number[] | null): Promise<void> {
    const copiers = this.#groups.filter(({ copy }) => copy !== null);
    if (copiers.length === 0) return;
    await this.settle();
    const limitMs = performance.now() + DRAIN_MS_MAX;
    const isBehind = (state: GroupState) => ends !== null && !hasReached(state, ends);
    while (copiers.some(isBehind) && performance.now() < limitMs) {
      this.#options.signal.throwIfAborted();
      await sleep(LOOK_EVERY_MS);
    }
    for (const { group, partitions, positions } of copiers.filter(isBehind)) {
      const [behind] = partitions.filter((partition) => positions[partition]! < ends![partition]!);
      const [topic, number] = this.#options.partitions[behind!]!;
      this.#options.listener.note(
        `the copier ${group.group} did not reach the end of ${topic}-${number} in ${DRAIN_MS_MAX / 1000} s: it was at offset ${Math.max(0, positions[behind!]!)} of ${ends![behind!]}`,
      );
    }
    this.#isDrained = true;
    await Promise.all(copiers.flatMap(({ current }) => current.map((one) => one && this.#close(one))));
  }

  /**
   * The run is over: members read on to the end of the log and are closed, and then the final client of each group reads the
   * rest. `ends`: by partition, the offset after the last message; null: not known, so there are no final clients.
   * `lastStable`: by partition, how far consumers of committed messages can read. It is below the end where a transaction is
   * open.
   */
  async finish(
    ends: readonly number[] | null,
    lastStable: readonly number[] | null = ends,
  ): Promise<FinishedReads> {
    await this.settle();
    this.#isDrained = true;
    const readable = ({ isolation }: ConsumerGroup) =>
      (isolation === "read_committed" ? lastStable : null) ?? ends;
    if (ends !== null) await this.#catchUp((group) => readable(group)!);
    await Promise.all(this.#groups.flatMap(({ current }) => current.map((one) => one && this.#close(one))));
    for (const { group, everAssigned } of this.#groups) {
      if (everAssigned.size > 0) continue;
      this.#options.listener.doubt(`the group ${group.group} never got a partition, so it read nothing`);
    }
    const readers = this.#groups.filter(({ copy }) => copy === null);
    const unfinished =
      ends === null
        ? []
        : (
            await Promise.all(readers.map((state) => this.#readRest(state, ends, readable(state.group)!)))
          ).flat();
    this.#tell();
    this.#tellCommits();
    return { segments: this.segments(), unfinished };
  }

  /** Of all processes so far, group by group. */
  segments(): readonly Segment[] {
    return this.#groups.flatMap(({ all }) =>
      all.map(({ name, role, startedMs, ended, segment, transactions }) => ({
        path: segment,
        member: {
          ...name,
          role,
          startedMs,
          endedMs: ended?.ms ?? this.#options.nowMs(),
          end: ended?.end ?? "running",
          ...(transactions !== null && { transactions }),
        },
      })),
    );
  }

  /** The run ended before: what still runs is killed, and its segment says that it was running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    this.#isDrained = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const running = this.#groups.flatMap(({ all }) => all.filter(({ ended }) => ended === null));
    for (const one of running) {
      one.asked ??= "running";
      one.process.kill("SIGKILL");
    }
    await Promise.all(running.map(({ process }) => process.gone));
  }

  // --- One process

  #spawn(state: GroupState, instance: number, role: MemberOrder["role"]): Incarnation {
    const { group } = state.group;
    const { bootstrap, partitions, identity, startedAtMs, directory, listener, nowMs } = this.#options;
    const incarnation = state.all.filter(({ name }) => name.instance === instance).length;
    const name = { group, instance, incarnation };
    const segment = join(directory, `${group}-${instance}-${incarnation}.seg`);
    const order: MemberOrder = {
      ...{
        group: state.group,
        copy: state.copy,
        instance,
        incarnation,
        role,
        bootstrap,
        partitions,
        identity,
      },
      ...{ startedAtMs, segment },
    };
    const one: Incarnation = {
      ...{ name, role, segment, startedMs: nowMs(), assigned: new Set<number>() },
      positions: new Float64Array(partitions.length).fill(-1),
      ...{ isConnected: false, isPaused: false, asked: null, failure: null, ended: null },
      ...{ reads: 0, commits: 0, errors: {}, transactions: null },
      process: this.#start(order, (report) => this.#hear(state, one, report)),
    };
    state.all.push(one);
    if (role === "member") state.current[instance] = one;
    listener.client(name, "started", role === "final" ? "the final client of the group" : undefined);
    void one.process.gone.then((exit) => this.#ended(state, one, exit));
    return one;
  }

  #hear(state: GroupState, one: Incarnation, report: MemberReport): void {
    const { listener } = this.#options;
    switch (report.kind) {
      case "connected":
        one.isConnected = true;
        return;
      case "rebalance":
        for (const partition of report.partitions) {
          if (report.action === "assigned") {
            one.assigned.add(partition);
            state.everAssigned.add(partition);
          } else one.assigned.delete(partition);
        }
        listener.rebalance(one.name, report.action, report.partitions);
        return;
      case "progress":
        one.reads = report.reads;
        one.commits = report.commits;
        one.errors = report.errors;
        one.transactions = report.transactions ?? null;
        for (const [partition, position, end] of report.places) {
          state.ends[partition] = Math.max(state.ends[partition]!, end);
          if (position < 0) continue;
          one.positions[partition] = position;
          // A partition that moved begins where its group had committed. Only the final client goes over the whole again.
          const known = state.positions[partition]!;
          state.positions[partition] = one.role === "final" ? Math.max(known, position) : position;
        }
        return;
      case "undone":
        listener.undone(one.name, report.messages, report.reason);
        return;
      case "log":
        listener.log(`${nameOf(one.name)} ${report.line}`);
        return;
      case "closed":
        return;
      case "failed":
        one.failure = report.message;
    }
  }

  #ended(state: GroupState, one: Incarnation, { code, signal }: MemberExit): void {
    const { listener, nowMs } = this.#options;
    // A process that has not begun yet ends by the signal itself.
    const hasClosed = code === 0 || signal === "SIGTERM";
    const end = one.asked === null || (one.asked === "closed" && !hasClosed) ? "died" : one.asked;
    one.ended = { ms: nowMs(), end };
    one.assigned.clear();
    if (end !== "died") {
      listener.client(one.name, end === "running" ? "killed" : end);
      return;
    }
    const why = one.failure ?? (signal === null ? `exit code ${code}` : `signal ${signal}`);
    listener.client(one.name, "died", why);
    // A copier that says why ends as an application does that was fenced.
    const isRestarted = state.copy !== null && one.failure !== null && this.#respawn(state, one);
    if (!isRestarted) listener.doubt(`the consumer ${nameOf(one.name)} ended by itself: ${why}`);
  }

  /** Answers whether it starts the next process. */
  #respawn(state: GroupState, { name: { instance, incarnation }, isConnected }: Incarnation): boolean {
    const isFirst = incarnation === 0 && !isConnected;
    if (isFirst || state.all.length > state.group.instances + RESPAWNS_MAX) return false;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // A fault may have brought it back.
      if (!this.#isDrained && state.current[instance]?.ended) this.#spawn(state, instance, "member");
    }, RESPAWN_MS);
    timer.unref();
    this.#timers.add(timer);
    return true;
  }

  #kill(one: Incarnation): void {
    if (one.ended !== null) return;
    one.asked = "killed";
    one.process.kill("SIGKILL");
  }

  /** SIGTERM. A process that does not end in time is killed, and that is a doubt. */
  async #close(one: Incarnation): Promise<void> {
    if (one.ended !== null) return;
    if (one.isPaused) this.#resume(one);
    one.asked = "closed";
    one.process.kill("SIGTERM");
    const { group } = this.#groups.find(({ group }) => group.group === one.name.group)!;
    const batchMs = Math.min(BATCH_MS_MAX, BATCH_MESSAGES_MAX * group.processingMs);
    const limitMs = CLOSE_MS_MAX + (one.role === "final" ? 0 : batchMs);
    if ((await within(one.process.gone, limitMs)) !== null) return;
    const seconds = Math.round(limitMs / 1000);
    this.#options.listener.doubt(
      `the consumer ${nameOf(one.name)} did not close within ${seconds} s, and was killed`,
    );
    this.#kill(one);
    await one.process.gone;
  }

  #resume(one: Incarnation): void {
    one.isPaused = false;
    if (one.ended !== null) return;
    one.process.resume();
    this.#options.listener.client(one.name, "resumed");
  }

  /** Its undo; a sentence: it could not be taken away. */
  async #takeAway(
    state: GroupState,
    instance: number,
    how: Departure,
  ): Promise<(() => Promise<void>) | string> {
    const one = state.current[instance];
    const name = `${state.group.group}-${instance}`;
    if (one === undefined) return `${name} has not started yet`;
    if (one.ended !== null || one.asked !== null) return `${name} is not running already`;
    if (how === "pause") {
      if (one.isPaused) return `${name} is paused already`;
      one.isPaused = true;
      one.process.pause();
      this.#options.listener.client(one.name, "paused");
      return async () => {
        if (one.isPaused) this.#resume(one);
      };
    }
    if (how === "close") await this.#close(one);
    else {
      this.#kill(one);
      await one.process.gone;
    }
    return async () => {
      if (state.current[instance] === one) this.#spawn(state, instance, "member");
    };
  }

  // --- A group

  #startGroup(state: GroupState): void {
    for (let instance = 0; instance < state.group.instances; instance++) {
      this.#spawn(state, instance, "member");
    }
  }

  async #startLate(state: GroupState): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#startGroup(state);
    try {
      await this.#untilReady(state);
    } catch (error) {
      this.#options.signal.throwIfAborted();
      this.#options.listener.doubt((error as Error).message);
    }
  }

  async #restart(state: GroupState, turn: number): Promise<void> {
    const { instances, restarts } = state.group;
    if (this.#over.signal.aborted || restarts === undefined) return;
    this.#after(restarts.everyMs, () => this.#restart(state, turn + 1));
    const undo = await this.#takeAway(state, turn % instances, restarts.how);
    // A fault has taken it away already.
    if (typeof undo === "string") return;
    const isBack = AbortSignal.any([this.#options.signal, this.#over.signal]);
    await sleep(restarts.forMs, undefined, { signal: isBack }).catch(() => {});
    await undo();
  }

  /** Every partition belongs to a member, and every member that can have one has one. */
  async #untilReady(state: GroupState): Promise<void> {
    const { group } = state;
    const { partitions } = state;
    const { signal } = this.#options;
    await waitFor(
      () => {
        const members = state.current.flatMap((one) => (one === undefined ? [] : [one]));
        const dead = members.find(({ ended }) => ended !== null);
        if (dead !== undefined && dead.asked === null) {
          const why = dead.failure === null ? "" : `: ${dead.failure}`;
          throw new InfrastructureError(
            `the consumer ${nameOf(dead.name)} ended before it had a partition${why}`,
            { remedy: "logs/consumers.log in the directory of the run has the log of librdkafka" },
          );
        }
        const busy = members.filter(({ assigned }) => assigned.size > 0).length;
        const assigned = new Set(members.flatMap(({ assigned }) => [...assigned])).size;
        const isReady =
          assigned === partitions.length &&
          busy >= Math.min(group.instances, partitions.length) &&
          members.every(({ isConnected }) => isConnected);
        return isReady
          ? { done: true, value: undefined }
          : {
              done: false,
              seen: `${assigned} of ${partitions.length} partitions, with ${busy} of ${group.instances} members`,
            };
      },
      {
        what: `the group ${group.group} to divide its partitions`,
        ...{ limitMs: READY_MS_MAX, everyMs: LOOK_EVERY_MS, signal },
      },
    );
  }

  /** Until the members of each group have read all, or a time is over: the final clients read the rest. */
  async #catchUp(readable: (group: ConsumerGroup) => readonly number[]): Promise<void> {
    const isRunning = ({ current }: GroupState) => current.some((one) => one !== undefined && !one.ended);
    const limitMs = performance.now() + CATCH_UP_MS_MAX;
    while (performance.now() < limitMs) {
      this.#options.signal.throwIfAborted();
      const behind = this.#groups.filter(
        (state) => isRunning(state) && !hasReached(state, readable(state.group)),
      );
      if (behind.length === 0) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** The final client of a group; what it did not get to. `readable`: how far it can read. */
  async #readRest(
    state: GroupState,
    ends: readonly number[],
    readable: readonly number[],
  ): Promise<UnfinishedPartition[]> {
    const { group } = state;
    const { listener, signal, partitions } = this.#options;
    const final = this.#spawn(state, group.instances, "final");
    const limitMs = performance.now() + FINAL_MS_MAX;
    const isAtEnd = () => hasReached({ ...state, positions: final.positions }, readable);
    while (final.ended === null && !isAtEnd() && performance.now() < limitMs) {
      signal.throwIfAborted();
      await sleep(LOOK_EVERY_MS);
    }
    await this.#close(final);
    const unfinished = state.partitions.flatMap((partition) => {
      const end = ends[partition]!;
      const at = Math.max(0, final.positions[partition]!);
      return at < end ? [{ group: group.group, partition, at, end }] : [];
    });
    for (const { partition, at, end } of unfinished) {
      const [topic, number] = partitions[partition]!;
      const why =
        at >= readable[partition]! ? "because a transaction is open there" : `in ${FINAL_MS_MAX / 1000} s`;
      listener.note(
        `the final client of ${group.group} did not reach the end of ${topic}-${number} ${why}: it was at offset ${at} of ${end}`,
      );
    }
    return unfinished;
  }

  // --- What is told

  #tell(): void {
    const { listener, acknowledged } = this.#options;
    for (const state of this.#groups) {
      const reads = state.all.reduce((sum, one) => sum + one.reads, 0);
      const read = state.positions.reduce((sum, position) => sum + Math.max(0, position), 0);
      const written = state.ends.reduce((sum, end) => sum + Math.max(0, end), 0);
      const lag = Math.max(0, Math.max(written, acknowledged(state.group.topics)) - read);
      const told = `${reads} ${lag}`;
      if (told === state.told || state.all.length === 0) continue;
      state.told = told;
      listener.consumed(state.group.group, reads, lag);
    }
    const nowMs = performance.now();
    if (nowMs - this.#commitsToldMs < COMMITS_EVERY_MS) return;
    this.#commitsToldMs = nowMs;
    this.#tellCommits();
  }

  #tellCommits(): void {
    for (const state of this.#groups) {
      const commits = state.all.reduce((sum, one) => sum + one.commits, 0);
      const errors: Record<string, number> = {};
      for (const one of state.all) {
        for (const [name, count] of Object.entries(one.errors)) errors[name] = (errors[name] ?? 0) + count;
      }
      const told = JSON.stringify([commits, errors]);
      if (told === state.toldCommits || (commits === 0 && Object.keys(errors).length === 0)) continue;
      state.toldCommits = told;
      this.#options.listener.commits(state.group.group, commits, errors);
    }
  }

  #after(delayMs: number, act: () => Promise<void>): void {
    if (this.#over.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const work = act().catch(() => {});
      this.#underway.add(work);
      void work.finally(() => this.#underway.delete(work));
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }
}

function isThere(one: Incarnation | undefined): boolean {
  return one !== undefined && one.ended === null && one.asked === null && !one.isPaused;
}

function nameOf({ group, instance }: ClientName): string {
  return `${group}-${instance}`;
}

function hasReached(
  { positions, partitions }: Pick<GroupState, "positions" | "partitions">,
  ends: readonly number[],
): boolean {
  return partitions.every((partition) => positions[partition]! >= ends[partition]!);
}
