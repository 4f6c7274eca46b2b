/**
 * Looks at a live cluster, about once a second, for as long as asked. Each look asks every broker at once, so a broker that
 * does not answer delays a look by one time limit and no more. Every request only reads.
 *
 * A broker is asked at the address that it advertises, as its clients ask it. The bootstrap addresses are asked until
 * brokers are known, and again when no broker answers.
 *
 * A broker answers the requests of one connection in their order, and one that it passes on to a controller that it does not
 * reach takes as long as the broker's own limit. So these requests have a connection beside.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../kafka/admin.js";
import {
  type AskOptions,
  type ClusterView,
  clusterView,
  type Denied,
  fencedBrokers,
  isDenied,
  isKraft,
  minInsyncReplicas,
  quorumState,
  reassignments,
} from "../kafka/cluster-state.js";
import type { QuorumReplica, QuorumState } from "../kafka/quorum.js";
import { mostNamed } from "../observer/leadership.js";
import { Connection, LoginError, type Security } from "../protocol/index.js";
import { type Facts, Window } from "./facts.js";
import type { BrokerLook, ClusterSeen, Look, PartitionSeen, QuorumLook, QuorumReplicaLook } from "./look.js";

const INTERVAL_MS = 1_000;
/** For the handshake, and again for each answer of a broker that is known to be fast enough. */
const ANSWER_MS_MAX = 3_000;
/** For the first answer on a connection: a view of many partitions takes a while. Later ones may take a few times as long. */
const FIRST_ANSWER_MS_MAX = 10_000;
const SLOWER_MAX = 3;
/** A cluster that names more is none. */
const BROKERS_MAX = 1_000;

export interface LiveOptions {
  readonly bootstrap: readonly Address[];
  readonly security: Security;
  readonly windowMs: number;
  readonly signal: AbortSignal;
  /** After each look. */
  readonly onLook?: (looks: number) => void;
}

export async function watchCluster(options: LiveOptions): Promise<Facts> {
  await using cluster = new LiveCluster(options);
  const window = new Window("live");
  const startedMs = performance.now();
  for (let looks = 1; ; looks++) {
    const atMs = performance.now() - startedMs;
    const next = sleep(untilNextMs(options.windowMs - atMs), undefined, { signal: options.signal }).catch(
      () => {},
    );
    const look = await cluster.look(atMs);
    options.signal.throwIfAborted();
    if (look === null) break;
    window.add(look);
    options.onLook?.(looks);
    if (atMs >= options.windowMs) break;
    await next;
    options.signal.throwIfAborted();
  }
  return window.facts(cluster.unknown());
}

/** The last look is at the end of the window. A timer may fire almost a millisecond early. */
function untilNextMs(leftMs: number): number {
  return leftMs < 1.5 * INTERVAL_MS ? leftMs + 1 : INTERVAL_MS;
}

/** A connection that is opened when it is needed, and again after an error. */
class Channel {
  #connection: Promise<Connection> | null = null;

  constructor(
    readonly address: Address,
    private readonly security: Security,
    private readonly signal: AbortSignal,
    /** What the next answer may take. */
    private answerMsMax: number,
  ) {}

  async ask<T>(work: (connection: Connection, options: AskOptions) => Promise<T>): Promise<T> {
    const { signal } = this;
    const { host, port } = this.address;
    this.#connection ??= Connection.open({
      ...this.security,
      ...{ host, port, clientId: "chaos-diagnose", connectTimeoutMs: ANSWER_MS_MAX, signal },
    });
    try {
      const connection = await this.#connection;
      const startedMs = performance.now();
      const answer = await work(connection, { timeoutMs: this.answerMsMax, signal });
      this.answerMsMax = Math.max(ANSWER_MS_MAX, SLOWER_MAX * (performance.now() - startedMs));
      return answer;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const open = this.#connection;
    this.#connection = null;
    await (await open?.catch(() => null))?.close();
  }
}

interface KnownBroker {
  readonly views: Channel;
  /** For requests that the broker passes on to the active controller. */
  readonly passed: Channel;
}

/** What one broker said at one look. */
interface Said {
  readonly broker: string;
  readonly address: string;
  readonly view: ClusterView | null;
  readonly fenced: readonly string[];
  readonly error: Error | null;
  /** Undefined: not asked. */
  readonly quorum: QuorumState | Denied | null | undefined;
}

class LiveCluster implements AsyncDisposable {
  readonly #bootstrap: readonly Channel[];
  readonly #brokers = new Map<string, KnownBroker>();
  readonly #minIsr = new Map<string, number>();
  readonly #unknown = new Set<string>();

  constructor(private readonly options: LiveOptions) {
    this.#bootstrap = options.bootstrap.map((address) => this.#channel(address));
  }

  unknown(): string[] {
    return [...this.#unknown];
  }

  /** Null: neither a broker nor a bootstrap address answered, and none ever has. */
  async look(atMs: number): Promise<Look | null> {
    const first = this.#brokers.size === 0 ? await this.#askBootstrap() : [];
    if (this.#brokers.size === 0) return null;
    const said = await Promise.all([...this.#brokers].map(([name, broker]) => this.#askBroker(name, broker)));
    const told = said.flatMap(({ broker, view }) => (view === null ? [] : [{ by: broker, view }]));
    const answers = told.length > 0 ? told : first.length > 0 ? first : await this.#askBootstrap();
    for (const { view } of answers) this.#learn(view);
    const views = answers.map(({ by, view }) => seenOf(by, view));
    const [moving] = await Promise.all([this.#moving(said), this.#learnMinIsr(said, views)]);
    const isThereKraft = said.some(({ quorum }) => quorum !== undefined);
    return {
      atMs,
      brokers: said.map(brokerLook),
      views,
      quorum: isThereKraft
        ? kraftOf(said)
        : told.length === 0
          ? null
          : zookeeperOf(told.map(({ view }) => view)),
      fenced: new Set(said.flatMap(({ fenced }) => fenced)),
      moving,
      minIsr: this.#minIsr,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#brokers.values()].flatMap(({ views, passed }) => [views, passed]);
    await Promise.all([...all, ...this.#bootstrap].map((channel) => channel.close()));
  }

  #channel(address: Address, answerMsMax = FIRST_ANSWER_MS_MAX): Channel {
    return new Channel(address, this.options.security, this.options.signal, answerMsMax);
  }

  async #askBootstrap(): Promise<{ by: string; view: ClusterView }[]> {
    const answers = await Promise.all(
      this.#bootstrap.map(async (channel) => {
        const by = textOf(channel.address);
        try {
          return [{ by, view: await channel.ask(clusterView) }];
        } catch (error) {
          this.options.signal.throwIfAborted();
          const { message } = error as Error;
          const named = message.startsWith(`${by}: `) ? message : `${by}: ${message}`;
          return `${named}${hintOf(error, this.options.security)}`;
        }
      }),
    );
    const told = answers.flatMap((answer) => (typeof answer === "string" ? [] : answer));
    for (const answer of answers)
      if (typeof answer === "string" && told.length === 0) this.#unknown.add(answer);
    for (const { view } of told) this.#learn(view);
    return told;
  }

  #learn({ brokers }: ClusterView): void {
    for (const { id, host, port } of brokers) {
      const name = String(id);
      const known = this.#brokers.get(name);
      if (known !== undefined && textOf(known.views.address) === textOf({ host, port })) continue;
      if (known === undefined && this.#brokers.size >= BROKERS_MAX) {
        this.#unknown.add(
          `The cluster names more than ${BROKERS_MAX} brokers, and chaos asked only the first.`,
        );
        return;
      }
      void known?.views.close();
      void known?.passed.close();
      this.#brokers.set(name, {
        views: this.#channel({ host, port }),
        passed: this.#channel({ host, port }, ANSWER_MS_MAX),
      });
    }
  }

  async #askBroker(broker: string, { views, passed }: KnownBroker): Promise<Said> {
    const address = textOf(views.address);
    const silent = { broker, address, view: null, fenced: [], quorum: undefined };
    try {
      const asked = await views.ask(async (connection, options) => ({
        view: await clusterView(connection, options),
        fenced: (await fencedBrokers(connection, options)) ?? [],
        isKraft: isKraft(connection),
      }));
      const quorum = asked.isKraft ? await passed.ask(quorumState).catch(() => null) : undefined;
      if (quorum != null && isDenied(quorum)) this.#deny("the metadata quorum", quorum);
      return {
        ...{ broker, address, quorum, error: null, view: asked.view },
        fenced: asked.fenced.map(({ id }) => String(id)),
      };
    } catch (error) {
      this.options.signal.throwIfAborted();
      return { ...silent, error: error as Error };
    }
  }

  /** One broker knows, with ZooKeeper only the controller. Without that answer a reassignment looks like an election. */
  async #moving(said: readonly Said[]): Promise<ReadonlySet<string>> {
    const answering = said.filter(({ view }) => view !== null);
    const one =
      answering.find(({ quorum }) => quorum != null) ??
      answering.find(
        ({ broker, view, quorum }) => quorum === undefined && String(view!.controllerId) === broker,
      );
    const channel = one === undefined ? undefined : this.#brokers.get(one.broker)?.passed;
    const found = await channel?.ask(reassignments).catch(() => null);
    if (found == null) return new Set();
    if (!isDenied(found)) return new Set(found.map(({ topic, partition }) => `${topic}-${partition}`));
    this.#deny("reassignments", found);
    return new Set();
  }

  /** Only of topics whose replicas are not all in sync: for the others it decides nothing. */
  async #learnMinIsr(said: readonly Said[], views: readonly ClusterSeen[]): Promise<void> {
    const topics = new Set<string>();
    for (const { partitions } of views) {
      for (const { topic, replicas, isr } of partitions) {
        if (isr.length < replicas.length && !this.#minIsr.has(topic)) topics.add(topic);
      }
    }
    const one = said.find(({ view }) => view !== null);
    if (topics.size === 0 || one === undefined) return;
    const ask = (connection: Connection, options: AskOptions) =>
      minInsyncReplicas(connection, [...topics], options);
    const answer = await this.#brokers
      .get(one.broker)
      ?.views.ask(ask)
      .catch(() => null);
    for (const [topic, count] of answer?.found ?? []) this.#minIsr.set(topic, count);
    for (const denied of answer?.refused ?? []) this.#deny("min.insync.replicas", { denied });
  }

  #deny(of: string, { denied }: Denied): void {
    this.#unknown.add(`chaos cannot see ${of}: this user needs the right ${denied}.`);
  }
}

function textOf({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function nameOf(id: number): string | null {
  return id < 0 ? null : String(id);
}

function brokerLook({ broker, address, error, quorum }: Said): BrokerLook {
  const code = ((error?.cause as NodeJS.ErrnoException | undefined)?.code ?? "") as string;
  return {
    broker,
    address,
    error: error?.message ?? null,
    isNameUnknown: code === "ENOTFOUND" || code === "EAI_AGAIN",
    reachesController: quorum === undefined ? null : quorum !== null,
  };
}

function seenOf(by: string, { brokers, topics }: ClusterView): ClusterSeen {
  const names = new Map<number, string>();
  const named = (id: number): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    names.set(id, String(id));
    return String(id);
  };
  const seen: PartitionSeen[] = [];
  for (const { name, topicId, partitions } of topics) {
    if (name === null) continue;
    for (const { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes } of partitions) {
      seen.push({
        key: `${topicId}/${name}-${partitionIndex}`,
        topic: name,
        partition: partitionIndex,
        leader: leaderId < 0 ? null : named(leaderId),
        epoch: leaderEpoch,
        replicas: replicaNodes.map(named),
        isr: isrNodes.map(named),
      });
    }
  }
  return { by, brokers: brokers.map(({ id }) => named(id)), partitions: seen };
}

/** The newest answer of those that came from an active controller. */
function kraftOf(said: readonly Said[]): QuorumLook {
  const answers = said.flatMap(({ quorum }) => (quorum == null || isDenied(quorum) ? [] : [quorum]));
  const newest = answers.reduce<QuorumState | null>(
    (best, answer) => (best === null || answer.epoch > best.epoch ? answer : best),
    null,
  );
  // The active controller refused the request, so there is one.
  const isRefused = said.some(({ quorum }) => quorum != null && isDenied(quorum));
  if (newest === null) {
    return { kind: "kraft", leader: isRefused ? UNSEEN : null, epoch: null, replicas: [] };
  }
  const { leaderId, epoch, voters, observers } = newest;
  const end = voters.find(({ id }) => id === leaderId)?.logEnd ?? -1;
  const look =
    (isVoter: boolean) =>
    ({ id, logEnd, fetchedMsAgo }: QuorumReplica): QuorumReplicaLook => ({
      ...{ name: String(id), isVoter, fetchedMsAgo },
      lag: logEnd < 0 || end < 0 ? null : Math.max(0, end - logEnd),
    });
  return {
    ...{ kind: "kraft", leader: String(leaderId), epoch },
    replicas: [...voters.map(look(true)), ...observers.map(look(false))],
  };
}

const UNSEEN = "unknown";

function zookeeperOf(views: readonly ClusterView[]): QuorumLook {
  const leader = mostNamed(views.map(({ controllerId }) => nameOf(controllerId)));
  return { kind: "zookeeper", leader, epoch: null, replicas: [] };
}

/** A listener that speaks TLS, or wants a login, closes the connection of a client that does not do so, without a word. */
function hintOf(error: unknown, { tls, sasl }: Security): string {
  if (error instanceof LoginError) return "";
  const { message } = error as Error;
  if (/wrong version number|SSL routines|packet length/i.test(message)) {
    return " (the listener may not speak TLS: try without --tls)";
  }
  if (!/closed the connection|ECONNRESET|does not speak/.test(message)) return "";
  if (tls === undefined && sasl === undefined) return " (the listener may need --tls or --sasl)";
  return sasl === undefined
    ? " (the listener may need --sasl)"
    : tls === undefined
      ? " (the listener may need --tls)"
      : "";
}
