import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { pretty } from "./pretty.js";
import { table } from "./table.js";
import {
  at,
  iso,
  leaderErrors,
  lossy,
  lostRange,
  partitionTimeline,
  result,
  runData,
  view,
} from "./testing/runs.js";
import { width } from "./text.js";

const noColour = new Chalk({ level: 0 });

function block(run: RunData, columns = 80, paint = noColour): string {
  return `\n${pretty.render([run], { columns, paint })}`;
}

const interrupted = result({
  verdict: "inconclusive",
  reasons: [{ about: "experiment", text: "interrupted before every message was sent" }],
  finishedAt: iso(44_000),
  durations: { starting: 1_950, producing: 42_050 },
  latencyMs: null,
  counts: {
    ...{
      sent: 42_000,
      acknowledged: 41_977,
      failed: 0,
      unsettled: 23,
      highWatermark: null,
      lostByWatermark: null,
    },
    ...{
      logMessages: null,
      lost: null,
      duplicated: null,
      reordered: null,
      corrupted: null,
      unexpected: null,
    },
    misplaced: null,
  },
});

const huge = lossy({
  producers: { instances: 1_000, acks: 1, rate: "max" },
  counts: {
    ...{ planned: 10_000_000_000, sent: 10_000_000_000, acknowledged: 9_999_999_999, failed: 1 },
    ...{ highWatermark: 9_999_999_998, lostByWatermark: 1, lost: 1 },
  },
  errors: { _MSG_TIMED_OUT: 1, _TRANSPORT: 1_234_567, NOT_ENOUGH_REPLICAS: 2, REQUEST_TIMED_OUT: 3 },
  finishedAt: iso(27_000_000),
});

describe("the verdict block", () => {
  it("tells what the proxy planted apart from what the cluster did", () => {
    const run = runData(result({ planted: { duplicated: 1_087, corrupted: 0 } }));
    expect(block(run)).toMatch(/\nplanted: copies +1,087 +according to the proxy's journal\n/);
    expect(block(run)).not.toMatch(/planted: damage|\nduplicated/);
    expect(block(runData(result({ planted: { duplicated: 0, corrupted: 5 } })))).toMatch(
      /\nplanted: damage +5 /,
    );
    expect(block(runData(result()))).not.toContain("planted");
  });

  it("tells which schema ids are in the log, and what the registry says of each", () => {
    const found = [
      { id: 999, messages: 2_000, status: 404, errorCode: 40403, message: "No such id" },
      { id: 1, messages: 1_000, status: 200, errorCode: null, message: null },
      { id: 7, messages: 3, status: 500, errorCode: null, message: null },
      { id: 8, messages: 2, status: 404, errorCode: null, message: null },
    ];
    const run = runData(result({ schemas: { registered: 1, found, omitted: 4, without: 1 } }));
    const said = block(run).split("\n");
    const first = said.findIndex((line) => line.startsWith("schema ids"));
    expect(said.slice(first, first + 5).map((line) => line.replace("schema ids", "").trim())).toEqual([
      "id 999 in 2,000 messages   the registry answers 40403",
      "id 1 in 1,000 messages   the registry knows it",
      "id 7 in 3 messages   the registry answers 500",
      "other ids in 6 messages",
      "no id in 1 message",
    ]);
    expect(block(runData(result()))).not.toContain("schema ids");
  });

  it("shows an expected loss with its evidence, the fail-over and the published figures", () => {
    expect(block(runData(lossy()))).toMatchInlineSnapshot(`
      "
      LOST             65,502 of 95,513 acknowledged messages (68.6 %)
                       4,487 failed (4.5 %)
      as expected      acks1-leader-partition
      expected         loss: some (met)

      settings         acks 1 · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

                       this run   published
      sent              100,000
      acknowledged       95,513      95,513
      failed              4,487       4,487   4.5 % of all that were sent
      high watermark     30,011      59,925
      lost               65,502      35,588
      other checks            0   duplicated, reordered, corrupted, misplaced,
                                  unexpected
      published by     Testing Kafka's message durability (scenario 4)

      unsafe acks      65.5 s   12:00:31.2–12:01:36.7 UTC
                                every message acknowledged in this time is lost
      two leaders      34.4 s   kafka1 (epoch 0) and kafka2 (epoch 1)
      recovery          3.2 s   from the end of the fault partition until all replicas
                                were in sync

      lost messages    producer 0: sequence 30012–95513 · 65,502 messages
                       offsets 30012–95513
                       acknowledged by kafka1 (epoch 0) · 12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011

      timeline          +0.0 s  partition injected on kafka1
                        +6.8 s  kafka2 leads (epoch 1); kafka1 still believes it leads
                       +41.0 s  partition healed
                       +41.3 s  kafka1 sees that kafka2 leads (epoch 1)
                       +44.2 s  in sync: kafka1 kafka2 kafka3

      errors           _MSG_TIMED_OUT × 4,487
      took             1 min 58 s · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("says that nothing was lost as plainly as that much was", () => {
    expect(block(runData(result()))).toMatchInlineSnapshot(`
      "
      lost             0 of 100,000 acknowledged messages
      as expected      acksall-leader-partition
      expected         loss: none (met)

      settings         acks all · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

      sent              100,000
      acknowledged      100,000
      failed                  0
      high watermark    100,000
      other checks            0   duplicated, reordered, corrupted, misplaced,
                                  unexpected

      two leaders      34.4 s   kafka1 (epoch 0) and kafka2 (epoch 1)
      recovery          3.2 s   from the end of the fault partition until all replicas
                                were in sync

      timeline          +0.0 s  partition injected on kafka1
                        +6.8 s  kafka2 leads (epoch 1); kafka1 still believes it leads
                       +41.0 s  partition healed
                       +41.3 s  kafka1 sees that kafka2 leads (epoch 1)
                       +44.2 s  in sync: kafka1 kafka2 kafka3

      took             1 min 58 s · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acksall-leader-partition
      "
    `);
  });

  it("gives the reasons when the verdict is not as expected, and what else was wrong", () => {
    const found = lossy({
      scale: 0.1,
      expect: { loss: "none" },
      verdict: "not-as-expected",
      reasons: [{ about: "expectation", text: "65,600 acknowledged messages are lost, and none may be" }],
      counts: { lost: 65_600, duplicated: 1, unexpected: 12 },
      anomalies: [
        {
          kind: "duplicated",
          partition: 0,
          firstOffset: 7,
          lastOffset: 7,
          messages: 1,
          detail: "at offsets 7 and 8",
        },
      ],
    });
    expect(block(runData(found))).toMatchInlineSnapshot(`
      "
      LOST             65,600 of 95,513 acknowledged messages (68.7 %)
                       4,487 failed (4.5 %)
      not as expected  acks1-leader-partition
      expected         loss: none (not met)
      because          65,600 acknowledged messages are lost, and none may be

      settings         acks 1 · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local · scale 0.1

      sent              100,000
      acknowledged       95,513
      failed              4,487   4.5 % of all that were sent
      high watermark     30,011
      lost               65,600
      by watermark       65,502
      duplicated              1   at offsets 7 and 8
      unexpected             12
      other checks            0   reordered, corrupted, misplaced

      unsafe acks      65.5 s   12:00:31.2–12:01:36.7 UTC
                                every message acknowledged in this time is lost
      two leaders      34.4 s   kafka1 (epoch 0) and kafka2 (epoch 1)
      recovery          3.2 s   from the end of the fault partition until all replicas
                                were in sync

      lost messages    producer 0: sequence 30012–95513 · 65,502 messages
                       offsets 30012–95513
                       acknowledged by kafka1 (epoch 0) · 12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011

      timeline          +0.0 s  partition injected on kafka1
                        +6.8 s  kafka2 leads (epoch 1); kafka1 still believes it leads
                       +41.0 s  partition healed
                       +41.3 s  kafka1 sees that kafka2 leads (epoch 1)
                       +44.2 s  in sync: kafka1 kafka2 kafka3

      errors           _MSG_TIMED_OUT × 4,487
      took             1 min 58 s · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("puts the reasons first when it cannot tell", () => {
    const found = lossy({
      verdict: "inconclusive",
      reasons: [
        {
          about: "experiment",
          text: "kafka1 died by itself at 12:00:31.2: java.lang.OutOfMemoryError: Java heap space",
        },
        { about: "measurement", text: "no log was read" },
      ],
      lostRanges: [],
      counts: { highWatermark: 30_011, lost: null, logMessages: null },
    });
    const died = at(33_000, { event: "node", node: "kafka1", state: "died", detail: "OutOfMemoryError" });
    expect(block(runData(found, [...partitionTimeline.slice(0, 6), died]))).toMatchInlineSnapshot(`
      "
      lost             unknown, 65,502 of 95,513 acknowledged messages by the high
                       watermark · 4,487 failed (4.5 %)
      inconclusive     acks1-leader-partition
      expected         loss: some (not known)
      because          kafka1 died by itself at 12:00:31.2:
                       java.lang.OutOfMemoryError: Java heap space
                       no log was read

      settings         acks 1 · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

                       this run   published
      sent              100,000
      acknowledged       95,513      95,513
      failed              4,487       4,487   4.5 % of all that were sent
      high watermark     30,011      59,925
      lost              unknown
      by watermark       65,502      35,588
      other checks            0   duplicated, reordered, corrupted, misplaced,
                                  unexpected
      published by     Testing Kafka's message durability (scenario 4)

      timeline         +0.0 s  partition injected on kafka1
                       +1.8 s  kafka1 died by itself: OutOfMemoryError

      errors           _MSG_TIMED_OUT × 4,487
      took             1 min 58 s · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("says what hides how many messages are lost, and within which bounds", () => {
    const because = "retention (retention.ms=3000) deleted offsets 0–9111 of the log";
    const headline = (counts: Partial<Result["counts"]>) =>
      block(
        runData(
          result({
            verdict: "inconclusive",
            reasons: [{ about: "measurement", text: because }],
            unknownBecause: { loss: because },
            counts: { acknowledged: 10_000, lost: null, ...counts },
          }),
        ),
      ).match(/^lost .*\n(?: .*\n)*/im)![0];
    expect(headline({ lostAtLeast: 0, lostAtMost: 9_112 })).toBe(
      [
        "lost             unknown, at most 9,112 of 10,000 acknowledged messages:",
        "                 retention (retention.ms=3000) deleted offsets 0–9111 of the log",
        "",
      ].join("\n"),
    );
    expect(headline({ lostAtLeast: 7, lostAtMost: 9_112 })).toContain("unknown, 7 to 9,112 of 10,000 ack");
    expect(headline({ lostAtLeast: 7, lostAtMost: null })).toContain("unknown, at least 7 of 10,000 ack");
    expect(headline({ lostAtLeast: 0, lostAtMost: null })).toContain("unknown: retention");
  });

  it("shows how far an interrupted run came", () => {
    expect(block(runData(interrupted, partitionTimeline.slice(0, 6)))).toMatchInlineSnapshot(`
      "
      lost             unknown, the log was not read back
      inconclusive     acksall-leader-partition
      expected         loss: none (not known)
      because          interrupted before every message was sent

      settings         acks all · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

      sent               42,000   of 100,000 planned
      acknowledged       41,977
      failed                  0
      unsettled              23   no delivery report came
      high watermark    unknown
      not checked       unknown   duplicated, reordered, corrupted, misplaced,
                                  unexpected

      timeline         +0.0 s  partition injected on kafka1

      took             44.0 s
      run              runs/20261121T120000Z-acksall-leader-partition
      "
    `);
  });

  it("takes sent for acknowledged with acks=0", () => {
    const range = {
      ...lostRange,
      ...{ firstSequence: 30_000, lastSequence: 30_020, messages: 21, firstOffset: null, lastOffset: null },
      ...{ acknowledgedBy: null, leaderEpoch: null, acknowledgedTo: iso(31_225), truncation: null },
    };
    const found = lossy({
      scenario: "acks0-leader-kill",
      producers: { instances: 1, acks: 0, rate: 1_000 },
      errors: {},
      latencyMs: null,
      lostRanges: [range],
      counts: { acknowledged: 100_000, failed: 0, highWatermark: 99_979, lostByWatermark: 21, lost: 21 },
      reference: { source: "scenario 1", acknowledged: 100_000, failed: 0, watermark: 99_979 },
    });
    expect(block(runData(found, []))).toMatchInlineSnapshot(`
      "
      LOST             21 of 100,000 sent messages (< 0.1 %)
      as expected      acks0-leader-kill
      expected         loss: some (met)
      why              With acks=0 no broker answers, so the producer cannot know.

      settings         acks 0 · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

                       this run   published
      sent              100,000
      acknowledged      100,000     100,000   acks 0: sent is all that is known
      failed                  0           0
      high watermark     99,979      99,979
      lost                   21          21
      other checks            0   duplicated, reordered, corrupted, misplaced,
                                  unexpected
      published by     scenario 1

      lost messages    producer 0: sequence 30000–30020 · 21 messages
                       sent · 12:00:31.2 UTC
                       no broker log line found that truncates them

      took             1 min 58 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("names partitions where there are several, and counts the ranges between the first and the last", () => {
    const lostRanges = Array.from({ length: 12 }, (_, producer) => ({
      ...lostRange,
      ...{ producer, partition: producer % 3, firstOffset: 1_000, lastOffset: 1_009 },
      ...{ firstSequence: 300, lastSequence: 309, messages: 10 },
    }));
    const timeline = [0, 1, 2].flatMap((partition) => [
      view(1_000, "kafka2", "kafka1", 0, ["kafka1", "kafka2"], partition),
      view(9_000 + partition, "kafka2", partition === 1 ? "kafka3" : "kafka2", 1, ["kafka2"], partition),
    ]);
    timeline.sort((a, b) => a.ms - b.ms);
    const found = lossy({ lostRanges, counts: { lost: 120, lostByWatermark: 120 } });
    expect(block(runData(found, timeline))).toMatchInlineSnapshot(`
      "
      LOST             120 of 95,513 acknowledged messages (0.1 %)
                       4,487 failed (4.5 %)
      as expected      acks1-leader-partition
      expected         loss: some (met)

      settings         acks 1 · 1 producer at 1,000/s · librdkafka 2.12.0
                       Kafka 3.9.1 · local

                       this run   published
      sent              100,000
      acknowledged       95,513      95,513
      failed              4,487       4,487   4.5 % of all that were sent
      high watermark     30,011      59,925
      lost                  120      35,588
      other checks            0   duplicated, reordered, corrupted, misplaced,
                                  unexpected
      published by     Testing Kafka's message durability (scenario 4)

      first lost       producer 0: sequence 300–309 · 10 messages · partition 0
                       offsets 1000–1009
                       acknowledged by kafka1 (epoch 0) · 12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011
                       10 more ranges between
      last lost        producer 11: sequence 300–309 · 10 messages · partition 2
                       offsets 1000–1009
                       acknowledged by kafka1 (epoch 0) · 12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011

      timeline         +9.0 s  kafka2 and kafka3 now lead 3 partitions

      errors           _MSG_TIMED_OUT × 4,487
      took             1 min 58 s · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("keeps its columns with huge numbers", () => {
    expect(block(runData(huge, []))).toMatchInlineSnapshot(`
      "
      LOST             1 of 9,999,999,999 acknowledged messages (< 0.1 %)
                       1 failed (< 0.1 %)
      as expected      acks1-leader-partition
      expected         loss: some (met)

      settings         acks 1 · 1,000 producers at as fast as it goes
                       librdkafka 2.12.0
                       Kafka 3.9.1 · local

                             this run   published
      sent             10,000,000,000
      acknowledged      9,999,999,999      95,513
      failed                        1       4,487   < 0.1 % of all that were sent
      high watermark    9,999,999,998      59,925
      lost                          1      35,588
      other checks                  0   duplicated, reordered, corrupted, misplaced,
                                        unexpected
      published by     Testing Kafka's message durability (scenario 4)

      lost messages    producer 0: sequence 30012–95513 · 65,502 messages
                       offsets 30012–95513
                       acknowledged by kafka1 (epoch 0) · 12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011

      errors           _TRANSPORT × 1,234,567 · REQUEST_TIMED_OUT × 3
                       NOT_ENOUGH_REPLICAS × 2 · 1 more kind
      took             7 h 30 min · acknowledged after p50 2.1 ms · p99 14.8 ms
                       max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("folds itself into 60 columns", () => {
    expect(block(runData(lossy()), 60)).toMatchInlineSnapshot(`
      "
      LOST             65,502 of 95,513 acknowledged messages
                       (68.6 %) · 4,487 failed (4.5 %)
      as expected      acks1-leader-partition
      expected         loss: some (met)

      settings         acks 1 · 1 producer at 1,000/s
                       librdkafka 2.12.0
                       Kafka 3.9.1 · local

                       this run   published
      sent              100,000
      acknowledged       95,513      95,513
      failed              4,487       4,487   4.5 % of all that w…
      high watermark     30,011      59,925
      lost               65,502      35,588
      other checks            0   duplicated, reordered,
                                  corrupted, misplaced, unexpected
      published by     Testing Kafka's message durability
                       (scenario 4)

      unsafe acks      65.5 s   12:00:31.2–12:01:36.7 UTC
                                every message acknowledged in this
                                time is lost
      two leaders      34.4 s   kafka1 (epoch 0) and kafka2 (epoch
                                1)
      recovery          3.2 s   from the end of the fault
                                partition until all replicas were
                                in sync

      lost messages    producer 0: sequence 30012–95513
                       65,502 messages · offsets 30012–95513
                       acknowledged by kafka1 (epoch 0)
                       12:00:31.2–12:01:36.7 UTC
                       kafka1 truncated its log to 30011:
                       kafka1.log 12:01:12.310 [test1-0]
                       Truncating to offset 30011

      timeline          +0.0 s  partition injected on kafka1
                        +6.8 s  kafka2 leads (epoch 1); kafka1
                                still believes it leads
                       +41.0 s  partition healed
                       +41.3 s  kafka1 sees that kafka2 leads
                                (epoch 1)
                       +44.2 s  in sync: kafka1 kafka2 kafka3

      errors           _MSG_TIMED_OUT × 4,487
      took             1 min 58 s · acknowledged after p50 2.1 ms
                       p99 14.8 ms · max 41.2 s
      run              runs/20261121T120000Z-acks1-leader-partition
      "
    `);
  });

  it("says for how long nobody could write, and how much failed", () => {
    const noWrites = {
      longestMs: 121_400,
      totalMs: 130_000,
      partition: 2,
      from: iso(31_200),
      to: iso(152_600),
    };
    const failover = { at: iso(38_200), partition: 2, from: "kafka1", to: "kafka2", epoch: 1 };
    const found = result({
      noWrites,
      failovers: [{ ...failover, afterFaultMs: 7_000 }],
      counts: { acknowledged: 29_997, failed: 70_003 },
      notes: ["70 % of the messages failed"],
    });
    const text = block(runData(found));
    expect(text).toContain(
      [
        "\nlost             0 of 29,997 acknowledged messages · 70,003 failed (70 %)",
        "                 no writes for 2 min 01 s\n",
      ].join("\n"),
    );
    expect(text).toMatch(/\nfailed +70,003 +70 % of all that were sent\n/);
    expect(text).toContain(
      [
        "\nno writes        2 min 01 s   the longest of 2 min 10 s in all",
        "                              12:00:31.2–12:02:32.6 UTC · partition 2\n",
      ].join("\n"),
    );
    expect(text).toContain(
      [
        "\nwhy              kafka2 had become the leader 7.0 s after the fault. Clients",
        "                 wrote nothing to it for 1 min 54 s.",
        "note             70 % of the messages failed\n",
      ].join("\n"),
    );
  });

  it("says how messages were lost, and for how long every acknowledgement was worth nothing", () => {
    const failover = { partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: 6_800 };
    const alone = lossy({ failovers: [{ ...failover, at: iso(38_000) }] });
    expect(block(runData(alone))).toContain(
      [
        "\nwhy              For 65.5 s kafka1 acknowledged messages that no follower had.",
        "                 In this time kafka2 became the leader (epoch 1). All these",
        "                 messages are lost.\n",
      ].join("\n"),
    );
    const before = lossy({ failovers: [{ ...failover, at: iso(97_000) }] });
    expect(block(runData(before))).toContain(
      [
        "\nwhy              kafka1 acknowledged them before its followers had them. Then",
        "                 kafka2 became the leader.\n",
      ].join("\n"),
    );
  });

  it("says that a time without writes is not known, and nothing where no run measured it", () => {
    expect(block(runData(result({ noWrites: null })))).toMatch(/\nno writes +not known\n/);
    const zero = { longestMs: 0, totalMs: 0, partition: null, from: null, to: null };
    expect(block(runData(result({ noWrites: zero })))).toMatch(/\nno writes +0 s\n/);
    expect(block(runData(result()))).not.toContain("no writes");
  });

  it("says how often brokers that do not lead answered, and when writes succeeded again", () => {
    const expected = { loss: "none", errors: { NOT_LEADER_OR_FOLLOWER: "transient" } } as const;
    const text = (changes: Partial<typeof leaderErrors>) =>
      block(runData(result({ expect: expected, leaderErrors: { ...leaderErrors, ...changes } })));
    expect(text({})).toMatch(
      /\nnot leader +180 ms +transient: 2 errors in 1 burst\n +30 messages sent again\n/,
    );
    expect(text({})).toContain("errors: NOT_LEADER_OR_FOLLOWER transient (met)");
    const wire = {
      ...leaderErrors.wire!,
      bursts: [{ ...leaderErrors.wire!.bursts[0]!, writesAgainAfterMs: null }],
    };
    expect(text({ kind: "sustained", wire })).toMatch(/\nnot leader +not known +sustained: 2 errors/);
    expect(text({ kind: "sustained", wire })).toContain("transient (not met)");
    expect(text({ kind: "none", wire: { errors: 0, bursts: [], burstsOmitted: 0 } })).toMatch(
      /\nnot leader +0 s +no broker gave this error\n/,
    );
    expect(text({ kind: null, wire: null })).toMatch(/\nnot leader +not known\n/);
    expect(text({ kind: null })).toContain("transient (not known)");
    expect(block(runData(result()))).not.toContain("not leader");
  });

  it.each([
    [{ lostAtLeast: 0, lostAtMost: 140 }, "unknown, at most 140 of 95,513 acknowledged messages"],
    [{ lostAtLeast: 3, lostAtMost: 140 }, "unknown, 3 to 140 of 95,513 acknowledged messages"],
  ])("bounds a loss that is not known: %j", (bounds, sentence) => {
    expect(block(runData(lossy({ counts: { lost: null, ...bounds } })))).toContain(sentence);
  });

  it("says which expectations a scenario names, and whether each is met", () => {
    const found = lossy({
      expect: { loss: "some", order: "kept", failover: "some", unavailable: { belowMs: 10_000 } },
      counts: { reordered: 2 },
      noWrites: null,
    });
    expect(block(runData(found))).toContain(
      [
        "\nexpected         loss: some (met) · order: kept (not met)",
        "                 new leader: some (not met) · no writes: < 10.0 s (not known)\n",
      ].join("\n"),
    );
  });

  it("says which checks found nothing, and which were not made", () => {
    expect(block(runData(result({ counts: { corrupted: null, reordered: 4 } })))).toMatch(
      /\nother checks +0 {3}duplicated, misplaced, unexpected\nnot checked +unknown {3}corrupted\n/,
    );
  });

  it("says why a check was not made", () => {
    const unknownBecause = { replicas: "kafka3 is not in sync" };
    expect(block(runData(result({ counts: { replicas: null }, unknownBecause })))).toMatch(
      /\nnot checked +unknown {3}replicas differ \(kafka3 is not in sync\)\n/,
    );
  });

  it("calls messages that failed and are in the log by that name", () => {
    const anomaly = {
      ...{ kind: "unexpected" as const, partition: 0, firstOffset: 7, lastOffset: 9, messages: 3 },
      detail: "producer 0, messages 4–6: failed with ERR__MSG_TIMED_OUT, but in the log",
    };
    const found = result({ counts: { unexpected: 3 }, anomalies: [anomaly] });
    expect(block(runData(found))).toMatch(/\nfailed but kept +3 {3}the producer saw an error/);
    const strange = { ...anomaly, detail: "producer 0, message 9: it was never sent" };
    expect(block(runData({ ...found, anomalies: [strange] }))).toMatch(
      /\nunexpected +3 {3}producer 0, message 9: it was never sent\n/,
    );
  });

  it("shows the rate that was reached", () => {
    expect(block(runData(result({ reachedRate: 917.3 })))).toContain("1 producer at 1,000/s (917/s reached)");
    expect(block(runData(result()))).toContain("1 producer at 1,000/s · librdkafka");
  });

  it("leaves the published figures out of a scaled run, beside which they would mislead", () => {
    expect(block(runData(lossy({ scale: 0.1 })))).not.toMatch(/published|95,513 +95,513/);
  });

  it("tells of damage in the run's directory", () => {
    const text = block(runData(result(), [], ["timeline.ndjson ends in the middle of a line"]));
    expect(text).toMatch(/^damaged +timeline\.ndjson ends in the middle of a line$/m);
  });

  it("counts the ranges that result.json leaves out", () => {
    const lostRanges = [lostRange, lostRange];
    const text = block(runData(lossy({ lostRanges, lostRangesOmitted: 4_000 })));
    expect(text).toContain("4,000 more ranges between");
    expect(text).toMatch(/^last lost +producer 0/m);
  });

  it("has the same text with colours", () => {
    for (const found of [lossy(), result(), interrupted, huge]) {
      const coloured = block(runData(found), 80, new Chalk({ level: 3 }));
      expect(coloured).toContain("\u001b[");
      expect(stripVTControlCharacters(coloured)).toBe(block(runData(found)));
    }
  });

  it("is never wider than the terminal, but for the path of the run", () => {
    for (const found of [lossy(), result(), interrupted, huge]) {
      for (let columns = 48; columns <= 110; columns += 5) {
        const lines = block(runData(found), columns).split("\n");
        const wide = lines.filter((line) => width(line) > columns && !line.startsWith("run "));
        expect(wide).toEqual([]);
      }
    }
  });

  it("names the power loss that took lost messages from a disk", () => {
    const truncation = { ...lostRange.truncation!, line: null };
    const text = block(runData(result({ lostRanges: [{ ...lostRange, truncation }] })));
    expect(text).toMatch(/the power loss cut kafka1's log to 30011/);
  });

  it("keeps control characters of logs, errors and names away from the terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (evil) => {
        const found = lossy({
          scenario: evil,
          engine: evil,
          reasons: [{ about: "experiment", text: evil }],
          errors: { [evil]: 3 },
          durations: { [evil]: 3 },
          lostRanges: [
            { ...lostRange, acknowledgedBy: evil, truncation: { node: evil, toOffset: 1, line: evil } },
          ],
        });
        const happened = at(31_200, { event: "node", node: evil, state: "died", detail: evil });
        const text = block(runData(found, [...partitionTimeline, happened], [evil]));
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 20_261_121, numRuns: 50 },
    );
    expect(
      block(
        runData(
          lossy({ reasons: [{ about: "experiment", text: "\u001b[2J\u001b]0;owned\u0007gone\u202e" }] }),
        ),
      ),
    ).toMatch(/because +gone/);
  });
});

it("what is unexpected is told apart where the run did so, and what was observed has its line", () => {
  const text = block(
    runData(
      result({
        counts: {
          ...{ unexpected: 6, failedButStored: 3, neverSent: 2, foreign: 1 },
          ...{ epochs: 1, doubleAcknowledged: 0, backdated: 0, replicas: 2 },
        },
        anomalies: [
          {
            ...{ kind: "epochs", partition: 0, firstOffset: 7, lastOffset: 7, messages: 1 },
            detail: "leader epoch 2 behind leader epoch 3",
          },
        ],
      }),
    ),
    100,
  );
  expect(text).toContain(
    [
      "failed but kept         3   the producer saw an error: sending again stores them twice",
      "never sent              2",
      "foreign                 1",
      "epochs broken           1   leader epoch 2 behind leader epoch 3",
      "replicas differ         2",
      "other checks            0   duplicated, reordered, corrupted, misplaced, acked twice, backdated",
    ].join("\n"),
  );
});

it("says of a probability that one run does not decide it", () => {
  const found = result({ expect: { loss: { probability: { above: 0.5 } }, failover: "any" } });
  const text = pretty.render([runData(found)], { columns: 100, paint: new Chalk({ level: 0 }) });
  expect(text).toContain("loss: probability > 0.5 (a campaign judges it) · new leader: any (met)");
  expect(text).toMatch(
    /^note +One run does not decide a probability\. A campaign does: chaos run <scenario>/m,
  );
  expect(table.render([runData(found)], { columns: 100, paint: new Chalk({ level: 0 }) })).toContain(
    "One run does not decide a probability.",
  );
});
