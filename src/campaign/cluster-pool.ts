/**
 * The clusters of a campaign. A run has a cluster to itself. When the run is over, its cluster is cleaned and waits for the
 * next run that wants the same.
 *
 *     started ──▶ of a run ──gives back──▶ cleaned ──▶ idle ──checked──▶ of a run …
 *                    │                        │          │
 *                    ▼                        ▼          ▼
 *                  down ◀──── not clean, too old, in the way, or wanted by no run ────
 *
 * What is not certain is not reused: a run is then given a cluster that is started for it.
 */
import { basename, resolve } from "node:path";
import type { ClusterSpec } from "../cluster/spec.js";
import { type AtFirst, cleanUp, propertiesAtFirst, waitUntilClean } from "../engine/clean.js";
import type { ClusterSource, Lease, RunsBefore } from "../engine/cluster-source.js";
import type { Cluster, Engine, ProvisionOptions } from "../engine/engine.js";
import { checkDisk, checkMemory, memoryNeeded } from "../engine/resource-check.js";
import { InterruptedError } from "../errors.js";
import { sharedSignal } from "../shared-signal.js";
import { idleToEnd, type RunNeeds } from "./jobs.js";

/**
 * At the end of a run. A controller moves leaders back to the preferred replicas every five minutes
 * (leader.imbalance.check.interval.seconds), which no run on a new cluster meets. What brokers keep of deleted topics, and
 * what fills the page cache, has an end too.
 */
export const AGE_MS_MAX = 290_000;
/** How long a run may take, until longer ones of its kind are known. */
export const RUN_MS_USUAL = 120_000;

/** What a cluster cannot be given back with. The proxy's rules, the registry's schemas and the voters last longer than a run. */
const LASTING_NEEDS: ReadonlySet<string> = new Set([
  ...["proxy", "producer-errors", "registry", "dynamic-quorum"],
]);

/** `clusterKey` of a cluster that several runs may have; null: such a cluster is for one run only. */
export function kindOfCluster(spec: ClusterSpec): string | null {
  return [...spec.needs].some((need) => LASTING_NEEDS.has(need)) ? null : clusterKey(spec);
}

/** Equal for clusters that are the same to a run. */
export function clusterKey(spec: ClusterSpec): string {
  const { brokers, metadata, kafka, image = null, config, distance, needs } = spec;
  const sorted = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  // The seed is not in it: links take their random numbers from the seed of the run that they belong to.
  return JSON.stringify([
    brokers,
    metadata.kind,
    metadata.members,
    kafka,
    image,
    sorted,
    distance,
    [...needs].sort(),
  ]);
}

/** Whether a run that is still to come could have a cluster of this kind. */
type IsWanted = (kind: string) => boolean;

interface Pooled {
  readonly cluster: Cluster;
  /** Null: it is for one run only. */
  readonly kind: string | null;
  readonly atFirst: AtFirst;
  readonly spec: ClusterSpec;
  readonly startedAtMs: number;
  readonly startedFor: string;
  /** That are over. */
  readonly runs: number;
}

interface Idle extends Pooled {
  /** Resolves to why it cannot be used, null: it is clean. */
  readonly cleaned: Promise<string | null>;
}

export interface PoolOptions {
  readonly engine: Engine;
  /** Of memory, while the pool has no cluster. */
  readonly freeBytes: () => number;
  /** Ends what is done to clusters that no run has. */
  readonly signal: AbortSignal;
  /** Monotonic. */
  readonly nowMs?: () => number;
  readonly propertiesAtFirst?: typeof propertiesAtFirst;
  readonly clean?: typeof cleanUp;
  readonly check?: typeof waitUntilClean;
  readonly mustFit?: typeof mustFit;
}

export class ClusterPool implements AsyncDisposable {
  readonly #options: Required<PoolOptions>;
  /** The one that was given back first comes first. */
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<RunNeeds>();
  readonly #ends = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #between: AbortSignal;
  readonly #failures: unknown[] = [];
  /** By kind of cluster: the longest run. */
  readonly #longestMs = new Map<string, number>();
  #freeBytes: number;

  constructor(options: PoolOptions) {
    this.#options = {
      nowMs: () => performance.now(),
      propertiesAtFirst,
      clean: cleanUp,
      check: waitUntilClean,
      mustFit,
      ...options,
    };
    this.#between = sharedSignal(AbortSignal.any([options.signal, this.#closing.signal]));
    this.#freeBytes = this.#options.freeBytes();
  }

  /** What was free when the pool last had no cluster. */
  freeBytes(): number {
    if (this.#busy.size === 0 && this.#idle.length === 0 && this.#ends.size === 0)
      this.#freeBytes = this.#options.freeBytes();
    return this.#freeBytes;
  }

  /** For one run. A hungry one has the machine to itself. */
  clustersFor({ isHungry }: Pick<RunNeeds, "isHungry">, isWanted: IsWanted): ClusterSource {
    return { take: (spec, options) => this.#take({ spec, isHungry }, options, isWanted) };
  }

  /** Takes down every cluster that no run has. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new InterruptedError("the campaign is over"));
    for (const idle of this.#idle.splice(0)) this.#end(idle);
    while (this.#ends.size > 0) await Promise.all(this.#ends);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async #take(needs: RunNeeds, options: ProvisionOptions, isWanted: IsWanted): Promise<Lease> {
    this.freeBytes();
    this.#busy.add(needs);
    try {
      const pooled = (await this.#reused(needs, options)) ?? (await this.#started(needs, options));
      return this.#lease(pooled, needs, isWanted);
    } catch (error) {
      this.#busy.delete(needs);
      throw error;
    }
  }

  /** Null: there is none, or none that is clean. */
  async #reused(needs: RunNeeds, options: ProvisionOptions): Promise<Pooled | null> {
    const kind = kindOfCluster(needs.spec);
    for (const old of this.#idle.filter((idle) => this.#isOld(idle))) this.#end(this.#remove(old));
    for (;;) {
      const found = kind === null ? undefined : this.#idle.find((idle) => idle.kind === kind);
      if (found === undefined) return null;
      // No other run may have it from here on.
      const idle = this.#remove(found);
      try {
        await this.#makeRoom(needs);
        const why =
          (await idle.cleaned) ??
          (await this.#checked(idle, options.signal)) ??
          (this.#isOld(idle) ? "it is too old" : await this.#handedOver(idle, needs.spec, options));
        options.signal.throwIfAborted();
        if (why === null) return idle;
        options.onProgress(`the cluster of ${idle.startedFor} is not clean: ${why}`);
      } catch (error) {
        this.#end(idle);
        throw error;
      }
      await this.#end(idle);
    }
  }

  #checked({ cluster, atFirst }: Idle, signal: AbortSignal): Promise<string | null> {
    return reasonOf(() => this.#options.check(cluster, atFirst, signal), signal);
  }

  /** Null: the run has it. */
  async #handedOver(idle: Idle, spec: ClusterSpec, options: ProvisionOptions): Promise<string | null> {
    await this.#options.mustFit(spec, options.runDirectory);
    const begin = () => idle.cluster.turns!.begin({ ...options, seed: spec.seed });
    const why = await reasonOf(begin, options.signal);
    if (why === null)
      options.onProgress(`reusing the cluster of ${idle.startedFor}: ${timesHad(idle.runs)} before`);
    return why;
  }

  async #started(needs: RunNeeds, options: ProvisionOptions): Promise<Pooled> {
    const { spec } = needs;
    await this.#makeRoom(needs);
    const startedAtMs = this.#options.nowMs();
    const cluster = await this.#options.engine.provision(spec, options);
    const startedFor = basename(resolve(options.runDirectory));
    const pooled = { cluster, spec, startedAtMs, startedFor, runs: 0 };
    const once = { ...pooled, kind: null, atFirst: new Map() };
    const kind = kindOfCluster(spec);
    if (kind === null || cluster.turns === undefined) return once;
    try {
      return { ...pooled, kind, atFirst: await this.#options.propertiesAtFirst(cluster, options.signal) };
    } catch {
      // This run has its cluster. No other run will have it.
      return once;
    }
  }

  async #makeRoom(next: RunNeeds): Promise<void> {
    const others = [...this.#busy].filter((needs) => needs !== next);
    const count = idleToEnd(next, others, this.#idle, this.#freeBytes);
    for (const idle of this.#idle.splice(0, count)) this.#end(idle);
    await Promise.all(this.#ends);
  }

  #lease(pooled: Pooled, needs: RunNeeds, isWanted: IsWanted): Lease {
    const { cluster, startedFor, runs } = pooled;
    const before: RunsBefore | null = runs === 0 ? null : { startedFor, runs };
    const begunMs = this.#options.nowMs();
    let isGivenBack = false;
    let isOver = false;
    return {
      cluster,
      before,
      giveBack: () => {
        isGivenBack = true;
      },
      [Symbol.asyncDispose]: async () => {
        if (isOver) return;
        isOver = true;
        if (pooled.kind !== null) this.#learn(pooled.kind, this.#options.nowMs() - begunMs);
        try {
          if (isGivenBack && (await this.#accept({ ...pooled, runs: runs + 1 }, isWanted))) return;
          await cluster[Symbol.asyncDispose]();
        } finally {
          this.#busy.delete(needs);
        }
      },
    };
  }

  /** Whether another run may have it. */
  async #accept(pooled: Pooled, isWanted: IsWanted): Promise<boolean> {
    const { cluster, kind } = pooled;
    const { turns } = cluster;
    if (turns === undefined || turns.spoilt !== null || kind === null || this.#isOld(pooled)) return false;
    if (this.#between.aborted || !isWanted(kind)) return false;
    try {
      // With this the run's directory has all that is the run's.
      await turns.end(this.#between);
    } catch {
      return false;
    }
    const cleaned = reasonOf(() => this.#options.clean(cluster, pooled.atFirst, this.#between));
    this.#idle.push({ ...pooled, cleaned });
    return true;
  }

  #learn(kind: string, runMs: number): void {
    this.#longestMs.set(kind, Math.max(runMs, this.#longestMs.get(kind) ?? 0));
  }

  /** Whether it would be too old at the end of another run. */
  #isOld({ startedAtMs, kind }: Pooled): boolean {
    const runMs = Math.max(RUN_MS_USUAL, this.#longestMs.get(kind ?? "") ?? 0);
    return this.#options.nowMs() - startedAtMs + runMs > AGE_MS_MAX;
  }

  #remove(idle: Idle): Idle {
    this.#idle.splice(this.#idle.indexOf(idle), 1);
    return idle;
  }

  async #end({ cluster }: Idle): Promise<void> {
    const end = this.#takeDown(cluster);
    this.#ends.add(end);
    await end;
    this.#ends.delete(end);
  }

  /** A failure is told when the pool is closed. */
  async #takeDown(cluster: Cluster): Promise<void> {
    try {
      await cluster[Symbol.asyncDispose]();
    } catch (error) {
      this.#failures.push(error);
    }
  }
}

/**
 * The nodes have their memory already. What the run adds has to fit, as it has to on a new cluster.
 * @throws InfrastructureError
 */
async function mustFit(spec: ClusterSpec, runDirectory: string): Promise<void> {
  const { traffic: _, ...nodes } = spec;
  checkMemory(spec, process.availableMemory() + memoryNeeded(nodes));
  await checkDisk(spec, runDirectory);
}

/** Why something failed; null: it did not. Rejects when the signal is aborted. */
async function reasonOf(act: () => Promise<void>, signal?: AbortSignal): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

function timesHad(runs: number): string {
  return runs === 1 ? "1 run had it" : `${runs} runs had it`;
}
