/** Groups of consumers with processes that are imitated: who is started, taken away, waited for, and what is told. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ConsumerGroup } from "../scenario/syntax.js";
import { sharedSignal } from "../shared-signal.js";
import { Consumers, type ConsumersOptions } from "./consumers.js";
import type { MemberExit, StartMember } from "./member-host.js";
import type { CopyOrder, MemberOrder, MemberReport } from "./member-messages.js";

// Fake timers are those of the global object.
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

interface Imitated {
  readonly order: MemberOrder;
  readonly signals: string[];
  say(report: MemberReport): void;
  end(exit: MemberExit): void;
}

let directory: string;
let progressTold = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-consumers-"));
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

const GROUP: ConsumerGroup = {
  ...{ group: "billing", instances: 2, mode: "subscribe", protocol: "classic", commit: "after" },
  topics: ["orders"],
  ...{ isolation: "read_committed", processingMs: 0, offsetReset: "earliest", startMs: 0, config: {} },
};

const COPY: CopyOrder = { to: "invoices", partitions: 2, transactions: true, every: 100, producerConfig: {} };

/** `ignoresTerm`: no process ends by SIGTERM. */
function groups(
  group: Partial<ConsumerGroup> = {},
  { ignoresTerm = false, isCopier = false }: { ignoresTerm?: boolean; isCopier?: boolean } = {},
) {
  const started: Imitated[] = [];
  const told: string[] = [];
  const start: StartMember = (order, onReport) => {
    let end!: (exit: MemberExit) => void;
    const gone = new Promise<MemberExit>((resolve) => {
      end = resolve;
    });
    const signals: string[] = [];
    started.push({ order, signals, say: onReport, end });
    return {
      gone,
      kill(signal) {
        signals.push(signal);
        if (signal === "SIGKILL") end({ code: null, signal });
        else if (!ignoresTerm) end({ code: 0, signal: null });
      },
      pause: () => void signals.push("SIGSTOP"),
      resume: () => void signals.push("SIGCONT"),
    };
  };
  const options: ConsumersOptions = {
    groups: isCopier ? [] : [{ ...GROUP, ...group }],
    copiers: isCopier ? [{ group: { ...GROUP, ...group }, copy: COPY }] : [],
    bootstrap: "localhost:1",
    partitions: [
      ["orders", 0],
      ["orders", 1],
    ],
    identity: { topics: [{ name: "orders", partitions: 2 }], nonce: 1, producers: [], schemaId: null },
    ...{ startedAtMs: 0, directory, nowMs: () => 5, acknowledged: () => 0, random: () => 0, start },
    signal: sharedSignal(new AbortController().signal),
    listener: {
      client: ({ instance, incarnation }, state) => told.push(`${instance}.${incarnation} ${state}`),
      rebalance: () => {},
      commits: () => {},
      undone: ({ instance }, messages, reason) => told.push(`${instance} undid ${messages}: ${reason}`),
      consumed: (_, reads, lag) => (progressTold = `read ${reads}, lag ${lag}`),
      log: () => {},
      doubt: (text) => told.push(`doubt: ${text}`),
      note: (text) => told.push(`note: ${text}`),
    },
  };
  return { consumers: new Consumers(options), started, told };
}

function connect({ say }: Imitated, ...partitions: number[]): void {
  say({ kind: "connected" });
  say({ kind: "rebalance", action: "assigned", partitions });
}

function progress({ say }: Imitated, reads: number, ...places: [number, number, number][]): void {
  say({ kind: "progress", reads, commits: 0, errors: {}, places });
}

/** Both members have a partition. */
async function ready(given: ReturnType<typeof groups>) {
  const waiting = given.consumers.ready();
  connect(given.started[0]!, 0);
  connect(given.started[1]!, 1);
  await vi.advanceTimersByTimeAsync(100);
  await waiting;
  return given;
}

it("a group is ready when its members have all partitions", async () => {
  const { consumers, started } = groups();
  let isReady = false;
  const waiting = consumers.ready().then(() => {
    isReady = true;
  });
  connect(started[0]!, 0, 1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isReady).toBe(false);
  started[0]!.say({ kind: "rebalance", action: "revoked", partitions: [1] });
  connect(started[1]!, 1);
  await vi.advanceTimersByTimeAsync(100);
  await waiting;
});

it("a group that gets no partition ends the wait with a sentence", async () => {
  const { consumers, started } = groups();
  const waiting = expect(consumers.ready()).rejects.toThrow(
    "waited 60 s for the group billing to divide its partitions; saw 0 of 2 partitions, with 0 of 2 members",
  );
  for (const one of started) one.say({ kind: "connected" });
  await vi.advanceTimersByTimeAsync(61_000);
  await waiting;
});

it("a member that ends at once ends the wait with its own words", async () => {
  const { consumers, started, told } = groups();
  const waiting = expect(consumers.ready()).rejects.toThrow(
    "the consumer billing-1 ended before it had a partition: Unsupported feature",
  );
  started[1]!.say({ kind: "failed", message: "Unsupported feature" });
  started[1]!.end({ code: 1, signal: null });
  await vi.advanceTimersByTimeAsync(100);
  await waiting;
  expect(told).toContain("doubt: the consumer billing-1 ended by itself: Unsupported feature");
});

it("restarts take one consumer after another, and each comes back as another process", async () => {
  const { consumers, told } = await ready(
    groups({ restarts: { everyMs: 10_000, how: "kill", forMs: 2_000 } }),
  );
  consumers.begin();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told.slice(2)).toEqual(["0.0 killed"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told.slice(3)).toEqual(["0.1 started"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told.slice(4)).toEqual(["1.0 killed", "1.1 started"]);
});

it("a consumer that is away comes back when production is over, however long its restart takes", async () => {
  const { consumers, told } = await ready(
    groups({ restarts: { everyMs: 10_000, how: "kill", forMs: 3_600_000 } }),
  );
  consumers.begin();
  await vi.advanceTimersByTimeAsync(11_000);
  await consumers.settle();
  expect(told.slice(2)).toEqual(["0.0 killed", "0.1 started"]);
});

it("a consumer that died is not started again: restarts pass it by, and nothing spins", async () => {
  const { consumers, started, told } = groups({
    instances: 1,
    restarts: { everyMs: 1_000, how: "kill", forMs: 0 },
  });
  const waiting = consumers.ready();
  connect(started[0]!, 0, 1);
  await vi.advanceTimersByTimeAsync(100);
  await waiting;
  consumers.begin();
  started[0]!.say({ kind: "failed", message: "Fatal error" });
  started[0]!.end({ code: 1, signal: null });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started).toHaveLength(1);
  expect(told.at(-1)).toBe("doubt: the consumer billing-0 ended by itself: Fatal error");
});

it("a consumer that hangs is killed at the end, and the run says so", async () => {
  const { consumers, started, told } = await ready(groups({ processingMs: 60_000 }, { ignoresTerm: true }));
  const finishing = consumers.finish(null);
  await vi.advanceTimersByTimeAsync(151_000);
  await finishing;
  expect(started[0]!.signals).toEqual(["SIGTERM", "SIGKILL"]);
  expect(told).toContain("doubt: the consumer billing-0 did not close within 150 s, and was killed");
});

it("a run that is interrupted kills its consumers, and their segments say that the run ended first", async () => {
  const { consumers, started, told } = await ready(groups());
  await consumers[Symbol.asyncDispose]();
  expect(started.map(({ signals }) => signals)).toEqual([["SIGKILL"], ["SIGKILL"]]);
  expect(consumers.segments().map(({ member }) => member.end)).toEqual(["running", "running"]);
  expect(told.slice(2)).toEqual(["0.0 killed", "1.0 killed"]);
});

it("a fault takes consumers away and brings them back, and says who was away already", async () => {
  const { consumers, started, told } = await ready(groups());
  const paused = await consumers.take("billing", 0, "pause");
  const killed = await consumers.take("billing", "all", "kill");
  expect(paused).toMatchObject({ targets: ["billing-0"], flaw: null });
  expect(killed).toMatchObject({ targets: ["billing-0", "billing-1"], flaw: null });
  expect((await consumers.take("billing", 1, "close")).flaw).toBe("billing-1 is not running already");
  await paused.undo();
  expect(started[0]!.signals).toEqual(["SIGSTOP", "SIGKILL"]);
  await killed.undo();
  await killed.undo();
  expect(told.slice(3)).toEqual(["0.0 killed", "1.0 killed", "0.1 started", "1.1 started"]);
});

it("at the end members read on, are closed, and a final client reads the rest", async () => {
  const { consumers, started } = await ready(groups());
  const finishing = consumers.finish([10, 20]);
  progress(started[0]!, 10, [0, 10, 10]);
  progress(started[1]!, 15, [1, 15, 20]);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(started[1]!.signals).toEqual(["SIGTERM"]);
  const final = started[2]!;
  expect(final.order).toMatchObject({ role: "final", instance: 2 });
  progress(final, 5, [0, 10, 10], [1, 20, 20]);
  await vi.advanceTimersByTimeAsync(100);
  const { segments, unfinished } = await finishing;
  expect(unfinished).toEqual([]);
  expect(segments.map(({ member: { instance, role, end } }) => `${instance} ${role} ${end}`)).toEqual([
    ...["0 member closed", "1 member closed", "2 final closed"],
  ]);
  expect(progressTold).toBe("read 30, lag 0");
});

it("a final client that does not get to the end is given up, with its place", async () => {
  const { consumers, started, told } = await ready(groups());
  const finishing = consumers.finish([0, 20]);
  await vi.advanceTimersByTimeAsync(31_000);
  progress(started[2]!, 5, [0, 0, 0], [1, 7, 20]);
  await vi.advanceTimersByTimeAsync(61_000);
  expect((await finishing).unfinished).toEqual([{ group: "billing", partition: 1, at: 7, end: 20 }]);
  expect(told).toContain(
    "note: the final client of billing did not reach the end of orders-1 in 60 s: it was at offset 7 of 20",
  );
});

it("a final client does not wait for committed messages behind an open transaction", async () => {
  const { consumers, started, told } = await ready(groups());
  const finishing = consumers.finish([10, 20], [10, 7]);
  progress(started[0]!, 10, [0, 10, 10]);
  progress(started[1]!, 7, [1, 7, 20]);
  await vi.advanceTimersByTimeAsync(100);
  progress(started[2]!, 0, [0, 10, 10], [1, 7, 20]);
  await vi.advanceTimersByTimeAsync(100);
  expect((await finishing).unfinished).toEqual([{ group: "billing", partition: 1, at: 7, end: 20 }]);
  expect(told).toContain(
    "note: the final client of billing did not reach the end of orders-1 because a transaction is open there: it was at offset 7 of 20",
  );
});

it("a final client of all messages reads behind an open transaction", async () => {
  const { consumers, started } = await ready(groups({ isolation: "read_uncommitted" }));
  const finishing = consumers.finish([10, 20], [10, 7]);
  await vi.advanceTimersByTimeAsync(31_000);
  progress(started[2]!, 30, [0, 10, 10], [1, 7, 20]);
  await vi.advanceTimersByTimeAsync(1_000);
  progress(started[2]!, 30, [0, 10, 10], [1, 20, 20]);
  await vi.advanceTimersByTimeAsync(100);
  expect((await finishing).unfinished).toEqual([]);
});

it("a consumer that does not close is killed, and the run says so", async () => {
  const { consumers, started, told } = await ready(groups({}, { ignoresTerm: true }));
  const finishing = consumers.finish(null);
  await vi.advanceTimersByTimeAsync(31_000);
  await finishing;
  expect(started[0]!.signals).toEqual(["SIGTERM", "SIGKILL"]);
  expect(told).toContain("doubt: the consumer billing-0 did not close within 30 s, and was killed");
});

it("a consumer that is closed before it has begun is closed, and did not end by itself", async () => {
  const { consumers, started, told } = await ready(groups({}, { ignoresTerm: true }));
  const closing = consumers.take("billing", 0, "close");
  started[0]!.end({ code: null, signal: "SIGTERM" });
  expect((await closing).flaw).toBeNull();
  expect(told.slice(2)).toEqual(["0.0 closed"]);
});

it("no process is left when the run ends early", async () => {
  const { consumers, started } = await ready(groups());
  await consumers[Symbol.asyncDispose]();
  expect(started.map(({ signals }) => signals)).toEqual([["SIGKILL"], ["SIGKILL"]]);
});

it("a process of a copier that ends because it was fenced is started again, and is no doubt", async () => {
  const { consumers, started, told } = await ready(groups({}, { isCopier: true }));
  started[0]!.say({ kind: "undone", messages: 7, reason: "aborted" });
  started[0]!.say({ kind: "failed", message: "fenced" });
  started[0]!.end({ code: 1, signal: null });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told.slice(2)).toEqual(["0 undid 7: aborted", "0.0 died", "0.1 started"]);
  await consumers[Symbol.asyncDispose]();
});

it("a copier is closed when it has copied all, and has no final client", async () => {
  const { consumers, started, told } = await ready(groups({}, { isCopier: true }));
  const draining = consumers.drain([10, 10]);
  progress(started[0]!, 10, [0, 10, 10], [1, 9, 10]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told.slice(2)).toEqual([]);
  progress(started[0]!, 20, [1, 10, 10]);
  await vi.advanceTimersByTimeAsync(100);
  await draining;
  expect(told.slice(2)).toEqual(["0.0 closed", "1.0 closed"]);
  const finished = await consumers.finish([10, 10]);
  expect(finished.segments).toHaveLength(2);
});

it("a copier that does not copy all in time is given up, with its place", async () => {
  const { consumers, started, told } = await ready(groups({}, { isCopier: true }));
  const draining = consumers.drain([10, 10]);
  progress(started[0]!, 10, [0, 10, 10], [1, 3, 10]);
  await vi.advanceTimersByTimeAsync(95_000);
  await draining;
  expect(told).toContain(
    "note: the copier billing did not reach the end of orders-1 in 90 s: it was at offset 3 of 10",
  );
});
