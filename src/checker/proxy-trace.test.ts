import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TICKS_PER_MS } from "../history/ledger.js";
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";
import { proxyTrace } from "./proxy-trace.js";

const STARTED_MS = 1_795_000_000_000;
/** When the last message was settled, after the start. */
const SETTLED_MS = 5_000;

const IDLE = /^1 of 1 interceptors did nothing to any message of test1/;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-proxy-trace-"));
});
afterEach(() => rm(directory, { recursive: true }));

function entry(changes: Partial<ProxyJournalEntry> & { afterMs?: number } = {}): ProxyJournalEntry {
  const { afterMs = 1_000, ...rest } = changes;
  return {
    rule: "scenario-1",
    interceptor: "latency",
    atMs: STARTED_MS + afterMs,
    effect: "delay",
    api: "Produce",
    brokerId: 1,
    clientId: "chaos",
    ...rest,
  };
}

/** The doubts about a run with one rule, whose proxy wrote this down. */
async function doubts(entries: readonly ProxyJournalEntry[], acks: 0 | 1 = 1): Promise<string[]> {
  const path = join(directory, "proxy.ndjson");
  await writeFile(path, entries.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const scenario = { topics: [{ name: "test1", partitions: 1 }], faults: [{ fault: "proxy" }] };
  const found: string[] = [];
  const settledAt = new Uint32Array([0, SETTLED_MS * TICKS_PER_MS, 1]);
  await proxyTrace(
    async () => path,
    scenario,
    { producers: [{ messages: 3, acks }], settledAt, startedAtMs: STARTED_MS },
    (_, text) => void found.push(text),
    new AbortController().signal,
  );
  return found;
}

describe("a rule of the proxy", () => {
  it("that did something to a Produce before the last settlement was at work", async () => {
    expect(await doubts([entry()])).toEqual([]);
    expect(await doubts([entry({ topic: "test1" })])).toEqual([]);
  });

  it("that did nothing, or something to requests of another API or topic, was not", async () => {
    const nothing = [expect.stringMatching(IDLE)];
    expect(await doubts([])).toEqual(nothing);
    expect(await doubts([entry({ api: "Metadata" })])).toEqual(nothing);
    expect(await doubts([entry({ topic: "another" })])).toEqual(nothing);
  });

  it("that came when every message was settled was not", async () => {
    expect(await doubts([entry({ afterMs: SETTLED_MS + 1 })])).toEqual([expect.stringMatching(IDLE)]);
  });

  it("that copied records was, though it is written down after the client had its answer", async () => {
    const copy = entry({ afterMs: SETTLED_MS + 1, effect: "duplicate", topic: "test1", records: 3 });
    expect(await doubts([copy])).toEqual([]);
  });

  it("with acks=0 is not asked for its time: messages are settled before the proxy sees them", async () => {
    expect(await doubts([entry({ afterMs: SETTLED_MS + 1 })], 0)).toEqual([]);
  });
});
