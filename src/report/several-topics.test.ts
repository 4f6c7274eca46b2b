import { Chalk } from "chalk";
import { expect, it } from "vitest";
import type { Result } from "../rundir/result.js";
import { readResultJson, resultAsJson } from "../rundir/result-file/result-file.js";
import { pretty } from "./pretty.js";
import { lossy, lostRange, runData, view } from "./testing/runs.js";

const topic = (name: string) => ({ name, partitions: 2, replicas: 3, config: {} });
const counts = (partition: number, lost: number) => ({
  ...{ partition, acknowledged: 100, failed: 0, stored: 100 - lost, lost },
  ...{ highWatermarkBeforeHeal: 100, logEndOffset: 100 - lost },
});

/** Partition 1 of orders kept every message, and partition 1 of payments lost 30. */
const several: Result = lossy({
  settings: {
    cluster: { brokers: ["kafka1"], metadata: { kind: "kraft", nodes: ["controller1"] }, config: {} },
    topics: [topic("orders"), topic("payments")],
    producers: { sizeBytes: 100, idempotence: false, key: "none", schema: "none", config: {} },
  },
  partitions: [counts(0, 0), counts(1, 0), counts(2, 0), counts(3, 30)],
  lostRanges: [{ ...lostRange, partition: 3 }],
  leaderTerms: [{ partition: 3, node: "kafka1", epoch: 0, from: lostRange.acknowledgedFrom, to: null }],
});

it("result.json has each partition beneath its topic, with its number there, and is read back to the same", () => {
  const json = resultAsJson(several) as {
    topics: { topic: string; partitions: { partition: number; lost: number }[] }[];
    findings: { topic: string; partition: number }[];
  };
  const lost = json.topics.flatMap(({ topic, partitions }) =>
    partitions.map((one) => [topic, one.partition, one.lost]),
  );
  expect(lost).toEqual([
    ["orders", 0, 0],
    ["orders", 1, 0],
    ["payments", 0, 0],
    ["payments", 1, 30],
  ]);
  expect(json.findings[0]).toMatchObject({ topic: "payments", partition: 1 });
  const read = readResultJson(JSON.parse(JSON.stringify(json)), { scenario: null, timeline: [] });
  for (const key of ["settings", "partitions", "lostRanges", "leaderTerms"] as const) {
    expect(read[key]).toEqual(several[key]);
  }
});

it("a report has a line for each topic, and names partitions as Kafka does", () => {
  const timeline = [
    view(1_000, "kafka1", "kafka1", 0, ["kafka1"], 1),
    view(1_000, "kafka1", "kafka1", 0, ["kafka1"], 3),
    view(2_000, "kafka2", "kafka2", 1, ["kafka2"], 3),
  ];
  const text = pretty.render([runData(several, timeline)], {
    columns: 100,
    paint: new Chalk({ level: 0 }),
  }) as string;
  expect(text).toMatch(/^topics +orders: 200 acknowledged · 200 stored · 0 lost$/m);
  expect(text).toMatch(/^ +payments: 200 acknowledged · 170 stored · 30 lost$/m);
  expect(text).toContain("payments-1");
  expect(text).toContain("kafka2 leads payments-1 (epoch 1)");
  expect(text).not.toMatch(/partition \d/);
});
