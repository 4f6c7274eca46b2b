import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "../engine/engine.js";
import { equalLedger } from "../history/equal.test-support.js";
import { result } from "../report/testing/runs.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Journal } from "./journal.js";
import { produce } from "./production.js";
import type { Schedule } from "./schedule.js";

let logs: string;
beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), "chaos-production-"));
});
afterEach(() => rmSync(logs, { recursive: true }));

/** Produces to the broker that librdkafka brings along. */
function produceTo(
  config: Record<string, number>,
  signal: AbortSignal,
  onSent: (total: number) => void = () => {},
) {
  const producers = {
    topic: "test1",
    count: 50,
    startMs: 0,
    rate: 100,
    acks: "all",
    instances: 1,
    sizeBytes: 100,
    idempotence: false,
    schema: "none",
    key: "none",
  };
  const scenario = {
    topics: [{ name: "test1", partitions: 1 }],
    producers: [{ ...producers, config: { "test.mock.num.brokers": 1, ...config } }],
  } as unknown as Scenario;
  const beganMs = performance.now();
  const journal = {
    result: result(),
    nowMs: () => performance.now() - beganMs,
    ...{
      phase: () => {},
      show: () => {},
      happened: () => {},
      count: () => {},
      save: () => {},
      guard: () => null,
    },
  } as unknown as Journal;
  const produced = produce({
    scenario,
    cluster: {
      nodes: [{ name: "kafka1", kind: "broker", client: { host: "127.0.0.1", port: 1 } }],
    } as unknown as Cluster,
    schedule: {
      start: () => {},
      sent: (total: number) => {
        onSent(total);
        return Number.POSITIVE_INFINITY;
      },
    } as unknown as Schedule,
    consumers: { begin() {} },
    ledger: equalLedger({
      nonce: 1,
      producers: 1,
      messages: 50,
      partitions: 1,
      acks: "all",
      startedAtMs: 0,
    }),
    schemaId: null,
    journal,
    logs,
    transactions: join(logs, "transactions.ndjson"),
    signal,
  });
  return { produced, result: journal.result };
}

test("how long no message could be written is known when all were settled", async () => {
  const { produced, result } = produceTo({ "test.mock.broker.rtt": 400 }, new AbortController().signal);
  await produced;
  expect(result.noWrites!.longestMs).toBeGreaterThan(300);
});

test("it is known as well when the run ends early", async () => {
  const stop = new AbortController();
  const slow = { "test.mock.broker.rtt": 1_000 };
  const { produced, result } = produceTo(slow, stop.signal, (total) => {
    if (total > 0) stop.abort(new Error("interrupted"));
  });
  await expect(produced).rejects.toThrow("interrupted");
  expect(result.noWrites).toMatchObject({ partition: null });
});
