/** What people ask of producers and consumers, on real clusters: large messages, a client that comes late, patience, and kills. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type Run, type Runs, roomForRuns } from "./support/runs.js";
import { nothingLeft } from "./support/traces.js";

let runs: Runs;
beforeAll(async () => {
  runs = await roomForRuns();
});
afterAll(async () => {
  await nothingLeft(runs.directory);
  await runs[Symbol.asyncDispose]();
});

function expectAllAcknowledged({ code, result }: Run): void {
  const { planned } = result.counts;
  expect({ code, ...result }).toMatchObject({ code: 0, verdict: "as-expected", reasons: [] });
  expect(result.counts).toMatchObject({ acknowledged: planned, failed: 0, lost: 0, corrupted: 0 });
}

test.concurrent("messages of 5 MB are acknowledged and read back, where every limit allows them", async () => {
  const run = await runs.run({
    name: "large-messages",
    cluster: { brokers: 1, config: { "message.max.bytes": 103_809_024 } },
    topic: { replicas: 1 },
    producers: { count: 20, rate: 5, size: "5MB", acks: "all", config: { "message.max.bytes": 20_000_000 } },
    expect: { loss: "none" },
  });
  expectAllAcknowledged(run);
});

test.concurrent("a producer that starts late connects at its time, while the leadership moves", async () => {
  const run = await runs.run({
    name: "late-producer",
    producers: { count: 1_500, rate: 300, acks: 1, instances: 2, start: ["0s", "3s"] },
    faults: [{ at: "2500ms", restart: { node: "leader", mode: "clean", down: "1s" } }],
    expect: { loss: "any" },
  });
  expect(run.code).toBe(0);
  expect(run.result.counts).toMatchObject({ planned: 3_000, sent: 3_000, unsettled: 0 });
  expect(parse(run.scenario).producers.start).toEqual(["0s", "3s"]);
});

test.concurrent("a message that cannot be delivered waits as long as librdkafka lets it, and arrives", async () => {
  const run = await runs.run({
    name: "more-than-sixty-seconds",
    cluster: { sessionTimeout: "6s", config: { "replica.lag.time.max.ms": 5_000 } },
    topic: { config: { "min.insync.replicas": 3 } },
    producers: { count: 500, rate: 100, acks: "all" },
    faults: [{ at: "1s", kill: "follower", for: "62s" }],
    expect: { loss: "none" },
  });
  expectAllAcknowledged(run);
});

test.concurrent("consumers that are killed skip no message if they commit after processing, with both protocols", async () => {
  const run = await runs.run({
    name: "killed-consumers",
    cluster: { brokers: 1 },
    topic: { partitions: 2, replicas: 1 },
    producers: { count: 3_000, rate: 300, acks: "all" },
    consumers: [
      {
        ...{ group: "classic", instances: 2, commit: "after", restarts: { every: "3s", how: "kill" } },
        config: { "session.timeout.ms": 6_000 },
      },
      { group: "newer", instances: 2, protocol: "consumer", commit: "after" },
    ],
    faults: [{ at: "2s", client: { group: "newer", instance: 1, how: "pause" }, for: "2s" }],
    expect: { loss: "none", consumers: { skipped: "none", unseen: "none", divergentReads: "none" } },
  });
  expectAllAcknowledged(run);
  expect(existsSync(join(run.directory, "reads.bin"))).toBe(true);
  expect(existsSync(join(run.directory, "reads"))).toBe(false);
});
