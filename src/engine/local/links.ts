/**
 * The network between the nodes of a local cluster: one TCP forwarder per (node, peer, port), on the loopback
 * address that is this node's private view of the peer.
 *
 *      kafka1 ──▶ 127.B.1.2:9093 ──┤ forwarder ├──▶ 127.B.0.2:9093   (kafka2's real listener)
 *                 "kafka2" in kafka1's hosts file
 *
 * A connection that kafka1 opened to kafka2 carries two directions: what kafka1 sends belongs to the link
 * kafka1→kafka2, what comes back belongs to kafka2→kafka1. Each direction looks at the state of its link:
 *
 * - **cut**: nothing is read from the sender, so its bytes, and its closing, stay in the kernel as they would behind
 *   a firewall that drops packets. No connection is reset. After healing they flow, as TCP would have retransmitted them.
 *   A connection that is opened while either direction is cut does not come about until both are whole;
 *   if the opener has given up by then, it never existed.
 * - **delayed**: every chunk waits latency ± jitter; order is kept.
 * - **throttled**: its connections share so many bytes a second, in turns of a fiftieth of a second. Little waits here, so
 *   that a sender soon notices, as its own buffers fill.
 *
 * A **reset** ends the connections there are, with RST to both ends. Bytes under way are lost. New connections pass.
 *
 * Runs inside the supervisor, whose event loop does nothing else.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Disturbance, Link, LinkDelay, LinkLoss, NodeName } from "../../cluster/topology.js";

/** Bytes that may wait in one direction of one connection before its sender is slowed down. */
const QUEUE_BYTES_MAX = 16 * 1024 * 1024;
/** The same where the link is throttled: about what a switch keeps for a port. */
const THROTTLED_QUEUE_BYTES_MAX = 64 * 1024;
/** How long one connection has a throttled link to itself. */
const TURN_MS = 20;
/** A timer that is late may make up for so much of it. */
const LATE_MS_MAX = 20;
/** Between attempts to reach a port that is closed. */
const RETRY_MS = 10;

export interface Forward {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly listen: { readonly host: string; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
  /** How long a connection waits for a closed port to open. We can't refuse it, only reset it once it is there. */
  readonly closedMsMax: number;
}

/** What is being done to the bytes of one ordered pair of nodes. */
class LinkState {
  readonly cuts = new Set<number>();
  readonly delays = new Map<number, LinkDelay>();
  /** Bytes per second. */
  readonly rates = new Map<number, number>();
  readonly watchers = new Set<() => void>();
  /** Each ends one connection over this link. */
  readonly resets = new Set<() => void>();
  /** When all that has been given a turn has passed. */
  #freeAtMs = 0;

  get isCut(): boolean {
    return this.cuts.size > 0;
  }

  get isThrottled(): boolean {
    return this.rates.size > 0;
  }

  /** How many of these bytes may have the next turn. */
  bytesOfTurn(bytes: number): number {
    if (!this.isThrottled) return bytes;
    return Math.min(bytes, Math.max(1, Math.floor((this.#bytesPerSecond() * TURN_MS) / 1_000)));
  }

  /** Gives these bytes the next turn. Returns when they have passed. */
  takeTurn(bytes: number, nowMs: number): number {
    if (!this.isThrottled) return nowMs;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs - LATE_MS_MAX) + (bytes * 1_000) / this.#bytesPerSecond();
    return this.#freeAtMs;
  }

  #bytesPerSecond(): number {
    return Math.min(...this.rates.values());
  }

  delayMs(random: () => number): number {
    let total = 0;
    for (const { latencyMs, jitterMs } of this.delays.values()) {
      total += latencyMs + (random() * 2 - 1) * jitterMs;
    }
    return Math.max(0, total);
  }

  /** Turns that were given are void. */
  changed(): void {
    this.#freeAtMs = 0;
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** All links of a cluster. `token` names one disturbance, so that overlapping ones heal independently. */
export class Links {
  readonly #states = new Map<string, LinkState>();
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();

  constructor(
    /** Whether a node is coming up for the first time: connections to it wait instead of being reset. */
    private readonly isStarting: (node: NodeName) => boolean,
    /** Uniform in [0, 1): where jitter comes from. */
    private readonly random: () => number,
  ) {}

  /** Listens on `forward.listen`; rejects with the listener's error (EADDRINUSE, EADDRNOTAVAIL). */
  open(forward: Forward): Promise<void> {
    const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (socket) =>
      this.#accept(forward, socket),
    );
    this.#servers.add(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ ...forward.listen, backlog: 256 }, resolve);
    });
  }

  /** No stream loses packets: that is refused before anything starts. */
  disturb({ from, to }: Link, token: number, how: Exclude<Disturbance, LinkLoss>): void {
    const state = this.#state(from, to);
    if (how === "cut") state.cuts.add(token);
    else if ("bytesPerSecond" in how) state.rates.set(token, how.bytesPerSecond);
    else state.delays.set(token, how);
    state.changed();
  }

  /** Ends everything that `token` did, on every link. */
  heal(token: number): void {
    for (const state of this.#states.values()) {
      state.delays.delete(token);
      const [isCutLess, isThrottledLess] = [state.cuts.delete(token), state.rates.delete(token)];
      if (isCutLess || isThrottledLess) state.changed();
    }
  }

  /** Resets the connections that `from` has opened to `to`; returns how many there were. */
  reset({ from, to }: Link): number {
    const resets = [...this.#state(from, to).resets];
    for (const reset of resets) reset();
    return resets.length;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #state(from: NodeName, to: NodeName): LinkState {
    const key = `${from}>${to}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = new LinkState();
    this.#states.set(key, state);
    return state;
  }

  #track(socket: Socket): Socket {
    this.#sockets.add(socket);
    // Every way a connection can end is seen through "close"; an error needs no more than that.
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }

  #accept({ from, to, target, closedMsMax }: Forward, opener: Socket): void {
    this.#track(opener);
    const there = this.#state(from, to);
    const back = this.#state(to, from);
    // Reading (into the socket's own buffer) is how a closing opener is noticed while the connection is held.
    const early: Buffer[] = [];
    let earlyBytes = 0;
    let isDialing = false;
    let closedSinceMs: number | null = null;
    const keep = (chunk: Buffer) => {
      early.push(chunk);
      earlyBytes += chunk.length;
      if (earlyBytes > QUEUE_BYTES_MAX) opener.pause();
    };
    const attempt = () => {
      if (isDialing || opener.destroyed) return;
      if (there.isCut || back.isCut) {
        closedSinceMs = null;
        return;
      }
      isDialing = true;
      const acceptor = this.#track(connect({ ...target, noDelay: true, allowHalfOpen: true }));
      const refused = () => {
        const nowMs = performance.now();
        closedSinceMs ??= nowMs;
        if (!this.isStarting(to) && nowMs - closedSinceMs >= closedMsMax) return opener.resetAndDestroy();
        setTimeout(() => {
          isDialing = false;
          attempt();
        }, RETRY_MS);
      };
      acceptor.once("error", refused);
      acceptor.once("connect", () => {
        acceptor.off("error", refused);
        release();
        if (opener.destroyed) return void acceptor.destroy();
        const reset = () => {
          opener.resetAndDestroy();
          acceptor.resetAndDestroy();
        };
        there.resets.add(reset);
        opener.once("close", () => there.resets.delete(reset));
        opener.pause();
        pump(opener, acceptor, there, this.random, early);
        pump(acceptor, opener, back, this.random, []);
      });
    };
    const stopWatching = () => {
      there.watchers.delete(attempt);
      back.watchers.delete(attempt);
    };
    const giveUp = () => {
      release();
      opener.destroy();
    };
    const release = () => {
      stopWatching();
      opener.off("data", keep);
      opener.off("end", giveUp);
    };
    opener.on("data", keep);
    opener.once("end", giveUp);
    opener.once("close", stopWatching);
    there.watchers.add(attempt);
    back.watchers.add(attempt);
    opener.resume();
    attempt();
  }
}

/** Carries one direction of one connection: `source`'s bytes and its end, to `sink`, as `link` allows. */
function pump(source: Socket, sink: Socket, link: LinkState, random: () => number, early: Buffer[]): void {
  const waiting: { chunk: Buffer | null; dueMs: number }[] = [];
  let waitingBytes = 0;
  let lastDueMs = 0;
  /** When the first of what waits has passed a throttled link; null: it has no turn yet. */
  let passedAtMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let sinkFull = false;

  const flow = () => {
    const bytesMax = link.isThrottled ? THROTTLED_QUEUE_BYTES_MAX : QUEUE_BYTES_MAX;
    if (link.isCut || sinkFull || waitingBytes > bytesMax) source.pause();
    else source.resume();
  };
  const write = (chunk: Buffer | null) => {
    if (chunk === null) sink.end();
    else if (!sink.destroyed && !sink.write(chunk)) sinkFull = true;
  };
  const release = () => {
    timer = undefined;
    const nowMs = performance.now();
    while (!link.isCut && waiting.length > 0 && waiting[0]!.dueMs <= nowMs) {
      const { chunk, dueMs } = waiting[0]!;
      const bytes = link.bytesOfTurn(chunk?.length ?? 0);
      passedAtMs ??= link.takeTurn(bytes, nowMs);
      if (passedAtMs > nowMs) break;
      passedAtMs = null;
      waitingBytes -= bytes;
      if (chunk === null || bytes === chunk.length) {
        waiting.shift();
        write(chunk);
      } else {
        waiting[0] = { chunk: chunk.subarray(bytes), dueMs };
        write(chunk.subarray(0, bytes));
      }
    }
    schedule();
    flow();
  };
  const schedule = () => {
    const head = waiting[0];
    if (head === undefined || link.isCut || timer !== undefined) return;
    timer = setTimeout(release, Math.max(0, (passedAtMs ?? head.dueMs) - performance.now()));
  };
  /** `null` is the sender's end of stream. */
  const forward = (chunk: Buffer | null) => {
    const delayMs = link.delays.size > 0 ? link.delayMs(random) : 0;
    if (delayMs === 0 && waiting.length === 0 && !link.isCut && !link.isThrottled) {
      write(chunk);
    } else {
      lastDueMs = Math.max(lastDueMs, performance.now() + delayMs);
      waiting.push({ chunk, dueMs: lastDueMs });
      waitingBytes += chunk?.length ?? 0;
      schedule();
    }
    flow();
  };
  const onLinkChanged = () => {
    passedAtMs = null;
    clearTimeout(timer);
    release();
  };
  /** The sink has gone: its side of the story travels on the other link, so all that is left here is to stop. */
  const stop = () => {
    clearTimeout(timer);
    link.watchers.delete(onLinkChanged);
  };

  link.watchers.add(onLinkChanged);
  for (const chunk of early) forward(chunk);
  source.on("data", forward);
  source.once("end", () => forward(null));
  // A reset (or a source we had to destroy) is forwarded at once, ahead of queued data.
  source.once("close", (hadError) => {
    if (!hadError) return;
    const pass = () => {
      if (link.isCut) return;
      stop();
      link.watchers.delete(pass);
      sink.resetAndDestroy();
    };
    link.watchers.add(pass);
    pass();
  });
  sink.on("drain", () => {
    sinkFull = false;
    flow();
  });
  sink.once("close", stop);
  flow();
}
