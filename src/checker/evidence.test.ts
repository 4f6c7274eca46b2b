import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { equalLedger } from "../history/equal.test-support.js";
import type { Happening, TimelineEvent } from "../rundir/timeline.js";
import type { TopicShape } from "../topic-partitions.js";
import { type Evidence, gatherEvidence, whoAcknowledged } from "./evidence.js";
import { NOBODY } from "./lost-ranges.js";
import type { Term, Truncation } from "./terms.js";

const STARTED_AT_MS = Date.UTC(2026, 10, 21, 5, 0, 0);

const term = (
  node: string,
  epoch: number,
  fromMs: number,
  toMs: number,
  bounds: Partial<Term> = {},
): Term => ({
  ...{ node, partition: 0, epoch, firstOffset: 0, endOffset: Number.POSITIVE_INFINITY, fromMs, toMs },
  ...bounds,
});
const cut = (node: string, toOffset: number, atMs: number | null): Truncation => ({
  ...{ node, partition: 0, toOffset, atMs },
  line: `${node} to ${toOffset}`,
});
const evidence = (terms: Term[], ...truncations: Truncation[]): Evidence => ({
  ...{ terms, truncations, offsetsRise: true },
});

/** Of a message at this offset, sent at 20.0 s and acknowledged by 20.1 s. */
const who = (evidence: Evidence, offset = 150) => whoAcknowledged(evidence)(0, offset, 20_000, 20_100);

describe("who acknowledged a lost message", () => {
  it("is the only broker that led at the time", () => {
    const only = evidence([term("kafka1", 3, 0, 19_000), term("kafka2", 4, 19_500, 40_000)]);
    expect(who(only)).toEqual({ acknowledgedBy: "kafka2", leaderEpoch: 4, truncation: null });
    expect(who(evidence([term("kafka1", 3, 0, 19_000)]))).toBe(NOBODY);
    expect(who(evidence([term("kafka1", 3, 21_000, 30_000)]))).toBe(NOBODY);
  });

  it("appended it: the offset is in that broker's term", () => {
    const two = evidence([
      term("kafka1", 0, 0, 30_000, { endOffset: 140 }),
      term("kafka2", 1, 15_000, 30_000, { firstOffset: 120 }),
      term("kafka3", 2, 15_000, 30_000, { firstOffset: 151 }),
    ]);
    expect(who(two)).toMatchObject({ acknowledgedBy: "kafka2", leaderEpoch: 1 });
  });

  it("threw it away afterwards, where two led at the time", () => {
    const two = [term("kafka1", 0, 0, 25_000), term("kafka2", 1, 15_000, Infinity)];
    expect(who(evidence(two, cut("kafka1", 150, 25_000)))).toEqual({
      acknowledgedBy: "kafka1",
      leaderEpoch: 0,
      truncation: { node: "kafka1", toOffset: 150, line: "kafka1 to 150" },
    });
  });

  it("is the broker that a power cut took it from, though no line of a log says so", () => {
    const two = [term("kafka1", 0, 0, 25_000), term("kafka2", 1, 15_000, 30_000)];
    const powerCut = { ...cut("kafka2", 100, 30_000), line: null };
    expect(who(evidence(two, powerCut))).toEqual({
      acknowledgedBy: "kafka2",
      leaderEpoch: 1,
      truncation: { node: "kafka2", toOffset: 100, line: null },
    });
    expect(who(evidence(two, cut("kafka1", 140, 40_000), powerCut))).toBe(NOBODY);
  });

  it("is not told where two led and nothing tells them apart", () => {
    const two = [term("kafka1", 0, 0, 25_000), term("kafka2", 1, 15_000, Infinity)];
    for (const cuts of [
      [],
      [cut("kafka1", 151, 25_000)],
      [cut("kafka1", 100, 10_000)],
      [cut("kafka1", 90, 25_000), cut("kafka2", 90, 40_000)],
      [cut("kafka3", 90, 25_000)],
    ]) {
      expect(who(evidence(two, ...cuts))).toBe(NOBODY);
    }
  });

  it("is one broker under one of two epochs, when it led in both: then the epoch is not told", () => {
    const twice = [term("kafka1", 0, 0, 20_050), term("kafka1", 1, 20_050, 30_000)];
    expect(who(evidence(twice, cut("kafka1", 140, 30_000)))).toEqual({
      acknowledgedBy: "kafka1",
      leaderEpoch: null,
      truncation: { node: "kafka1", toOffset: 140, line: "kafka1 to 140" },
    });
  });

  it("threw it away by the first line that says so after the message was sent", () => {
    const led = [term("kafka1", 0, 0, 25_000)];
    const cuts = [
      cut("kafka1", 50, 10_000),
      { ...cut("kafka1", 60, 25_000), partition: 1 },
      cut("kafka1", 170, 25_000),
      cut("kafka1", 70, 40_000),
      cut("kafka1", 40, 50_000),
    ];
    expect(who(evidence(led, ...cuts)).truncation?.toOffset).toBe(70);
    expect(who(evidence(led, cut("kafka1", 70, null))).truncation?.toOffset).toBe(70);
  });

  it("is the same object for the same answer", () => {
    const ask = whoAcknowledged(evidence([term("kafka1", 0, 0, 25_000)], cut("kafka1", 100, 25_000)));
    expect(ask(0, 150, 20_000, 20_100)).toBe(ask(0, 151, 20_100, 20_200));
  });
});

describe("two leaders that both lost the offset", () => {
  // kafka1 was cut off at 10 s and went on to offset 999; kafka2 led from offset 100 and stood still until kafka1 came back
  // at 20 s. Then kafka2 took 600 messages, was cut off as well, and lost what it had from offset 200 on.
  const both = evidence(
    [
      term("kafka1", 0, 0, 20_000, { endOffset: 1_000 }),
      term("kafka2", 1, 15_000, 40_000, { firstOffset: 100 }),
    ],
    cut("kafka1", 100, 20_100),
    cut("kafka2", 200, 40_100),
  );
  const ledger = equalLedger({
    ...{ nonce: 1, producers: 1, messages: 1_600, partitions: 1, acks: 1 as const, startedAtMs: 0 },
  });
  for (let sequence = 0; sequence < 1_600; sequence++) {
    const sentMs = sequence < 1_000 ? 20 * sequence : 20_200 + 20 * (sequence - 1_000);
    ledger.sent(0, sequence, sentMs);
    ledger.acknowledged(0, sequence, 0, sequence < 1_000 ? sequence : sequence - 900, sentMs + 5);
  }
  const [first, second] = [
    { acknowledgedBy: "kafka1", leaderEpoch: 0, truncation: { toOffset: 100 } },
    { acknowledgedBy: "kafka2", leaderEpoch: 1, truncation: { toOffset: 200 } },
  ];

  it("are told apart by how far the log of each reached, which other messages tell", () => {
    expect(whoAcknowledged(both)(0, 800, 16_000, 16_005)).toBe(NOBODY);
    const ask = whoAcknowledged(both, ledger);
    expect(ask(0, 800, 16_000, 16_005)).toMatchObject(first);
    expect(ask(0, 300, 24_200, 24_205)).toMatchObject(second);
    // Sent while kafka1 led, and heard of when kafka2 was this far: kafka1 had long been farther.
    expect(ask(0, 300, 19_000, 24_205)).toMatchObject(second);
  });

  it("stay two where an idempotent producer may be answered with an old offset", () => {
    expect(whoAcknowledged({ ...both, offsetsRise: false }, ledger)(0, 800, 16_000, 16_005)).toBe(NOBODY);
  });
});

const at = (seconds: number) =>
  `[2026-11-21 05:00:${seconds.toFixed(3).padStart(6, "0").replace(".", ",")}] INFO`;
const leads = (seconds: number, epoch: number, offset: number) =>
  `${at(seconds)} [Broker id=1] Leader t-0 with topic id Some(x) starts at leader epoch ${epoch} from offset ${offset} with partition epoch 0, … (state.change.logger)`;
const follows = (seconds: number, epoch: number, offset: number) =>
  `${at(seconds)} [Broker id=1] Follower t-0 starts at leader epoch ${epoch} from offset ${offset} with partition epoch 1 and … (state.change.logger)`;
const truncates = (seconds: number, offset: number) =>
  `${at(seconds)} [UnifiedLog partition=t-0, dir=/d] Truncating to offset ${offset} (kafka.log.UnifiedLog)`;
const starts = (seconds: number) => `${at(seconds)} starting (kafka.server.KafkaServer)`;

const event = (ms: number, happening: Happening): TimelineEvent => ({
  at: new Date(STARTED_AT_MS + ms).toISOString(),
  ms,
  ...happening,
});
const view = (ms: number, node: string, leader: string | null, epoch: number) =>
  event(ms, { event: "view", node, partition: 0, leader, epoch, isr: [] });
const node = (ms: number, name: string, state: "started" | "killed" | "stopped" | "paused" | "resumed") =>
  event(ms, { event: "node", node: name, state });
const reachable = (ms: number, name: string, reachable: boolean) =>
  event(ms, { event: "reachable", node: name, reachable });

interface Told {
  readonly timeline?: readonly TimelineEvent[];
  readonly logs?: Readonly<Record<string, readonly string[]>>;
  readonly idempotence?: boolean;
  readonly topics?: readonly TopicShape[];
}

async function gathered({
  timeline,
  logs = {},
  idempotence = false,
  topics = [{ name: "t", partitions: 1 }],
}: Told): Promise<Evidence> {
  const directory = await mkdtemp(join(tmpdir(), "evidence-"));
  try {
    const path = join(directory, "timeline.ndjson");
    if (timeline !== undefined) {
      // The last line is what a killed run was just writing.
      await writeFile(path, `${timeline.map((event) => JSON.stringify(event)).join("\n")}\n{"event":"view"`);
    }
    for (const [name, lines] of Object.entries(logs)) {
      await writeFile(join(directory, `${name}.log`), lines.join("\n"));
    }
    return await gatherEvidence({
      brokerLogs: new Map(
        ["kafka1", "kafka2", "kafka3"].map((name) => [name, join(directory, `${name}.log`)]),
      ),
      timeline: path,
      scenario: { topics, producers: [{ idempotence }] },
      ledger: { startedAtMs: STARTED_AT_MS },
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

it("the same partition number of two topics has two fates, and each is told of its own topic", async () => {
  const ofTopic = (topic: string, line: string) => line.replaceAll("t-0", `${topic}-0`);
  const topics = ["orders", "payments"].map((name) => ({ name, partitions: 2 }));
  const lost = ofTopic("payments", truncates(20.3, 120));
  const ask = whoAcknowledged(
    await gathered({
      topics,
      logs: {
        kafka1: [
          ofTopic("orders", leads(1, 4, 0)),
          ofTopic("payments", leads(1, 0, 0)),
          ofTopic("audit", leads(1, 7, 0)),
          lost,
        ],
      },
    }),
  );
  const truncation = { node: "kafka1", toOffset: 120, line: lost };
  expect(ask(0, 150, 6_000, 6_100)).toEqual({ acknowledgedBy: "kafka1", leaderEpoch: 4, truncation: null });
  expect(ask(2, 150, 6_000, 6_100)).toEqual({ acknowledgedBy: "kafka1", leaderEpoch: 0, truncation });
  for (const other of [1, 3]) expect(ask(other, 150, 6_000, 6_100)).toBe(NOBODY);
});

describe("a leader that was paused, replaced, and goes on for a moment before it hears of it", () => {
  const timeline = [
    view(1_000, "kafka1", "kafka1", 0),
    view(1_010, "kafka2", "kafka1", 0),
    node(5_000, "kafka1", "paused"),
    reachable(6_200, "kafka1", false),
    view(12_000, "kafka2", "kafka2", 1),
    node(20_000, "kafka1", "resumed"),
    reachable(20_240, "kafka1", true),
    view(20_240, "kafka1", "kafka2", 1),
  ];
  const line = truncates(20.3, 120);
  const kafka1 = {
    acknowledgedBy: "kafka1",
    leaderEpoch: 0,
    truncation: { node: "kafka1", toOffset: 120, line },
  };

  it("acknowledged what its log lost, though the observer had seen the new leader long before", async () => {
    const ask = whoAcknowledged(await gathered({ timeline, logs: { kafka1: [line] } }));
    expect(ask(0, 150, 6_000, 20_100)).toEqual(kafka1);
    expect(ask(0, 150, 20_090, 20_100)).toEqual(kafka1);
  });

  it("is not named, and neither is the new leader, when no log says that it lost the offset", async () => {
    const ask = whoAcknowledged(await gathered({ timeline }));
    expect(ask(0, 150, 20_090, 20_100)).toBe(NOBODY);
    expect(ask(0, 150, 11_900, 12_100)).toBe(NOBODY);
  });

  it("is known by the brokers' own logs, with the offsets of both terms", async () => {
    const logs = {
      kafka1: [leads(1, 0, 0), follows(20.25, 1, 160), line],
      kafka2: [follows(1, 0, 0), leads(11.9, 1, 120)],
    };
    const ask = whoAcknowledged(await gathered({ timeline, logs }));
    expect(ask(0, 150, 6_000, 20_100)).toEqual(kafka1);
    // Beyond the end of its log nothing was its own.
    expect(ask(0, 170, 20_090, 20_100)).toEqual({
      acknowledgedBy: "kafka2",
      leaderEpoch: 1,
      truncation: null,
    });
  });
});

describe("a new leader", () => {
  it("may have acknowledged before the observer saw it lead, so the old one is not named for it", async () => {
    const timeline = [view(1_000, "kafka1", "kafka1", 0), view(12_000, "kafka2", "kafka2", 1)];
    const ask = whoAcknowledged(await gathered({ timeline }));
    expect(ask(0, 150, 11_000, 11_010)).toBe(NOBODY);
    expect(ask(0, 150, 10_000, 10_010)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 0 });
    const logs = { kafka1: [leads(1, 0, 0)], kafka2: [leads(11.9, 1, 120)] };
    const told = whoAcknowledged(await gathered({ timeline, logs }));
    expect(told(0, 150, 11_000, 11_010)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 0 });
    expect(told(0, 110, 13_000, 13_010)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 0 });
  });

  it("has the epoch of its own log, not the one that the observer saw last", async () => {
    const timeline = [view(1_000, "kafka1", "kafka1", 0), view(9_000, "kafka1", "kafka1", 1)];
    const logs = { kafka1: [leads(1, 0, 0), leads(8, 1, 100)] };
    const ask = whoAcknowledged(await gathered({ timeline, logs }));
    expect(ask(0, 100, 8_100, 8_200)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 1 });
    expect(ask(0, 99, 7_900, 8_200)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 0 });
    const unseen = whoAcknowledged(await gathered({ timeline }));
    expect(unseen(0, 100, 8_100, 8_200)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: null });
    expect(unseen(0, 100, 9_100, 9_200)).toMatchObject({ acknowledgedBy: "kafka1", leaderEpoch: 1 });
  });
});

it("a power cut of the topic's log is evidence, and one of another topic's is none", async () => {
  const taken = { node: "kafka1", partition: 0, records: 20, bytes: 2_000, toOffset: 100 };
  const { truncations } = await gathered({
    timeline: [
      event(20_000, { event: "log-cut", topic: "t", ...taken }),
      event(20_000, { event: "log-cut", topic: "other", ...taken }),
    ],
  });
  expect(truncations).toEqual([{ node: "kafka1", partition: 0, toOffset: 100, atMs: 20_000, line: null }]);
});

describe("a broker that was killed", () => {
  const timeline = [
    view(1_000, "kafka1", "kafka1", 0),
    node(19_900, "kafka1", "killed"),
    view(25_000, "kafka2", "kafka2", 1),
    node(30_000, "kafka1", "started"),
  ];
  const logs = {
    kafka1: [leads(1, 0, 0), starts(31), follows(35, 1, 180), truncates(36, 120)],
    kafka2: [leads(24.9, 1, 120), follows(50, 2, 300), truncates(51, 140)],
  };

  for (const [by, told] of [
    ["its log", { timeline, logs }],
    ["the timeline, with no leader in any log", { timeline, logs: { kafka1: [logs.kafka1[3]!] } }],
  ] as const) {
    it(`acknowledged what was heard a little later, and nothing after its end, by ${by}`, async () => {
      const ask = whoAcknowledged(await gathered(told));
      expect(ask(0, 150, 19_800, 20_000)).toMatchObject({
        acknowledgedBy: "kafka1",
        leaderEpoch: 0,
        truncation: { toOffset: 120 },
      });
      expect(ask(0, 150, 27_000, 27_100).acknowledgedBy).toBe("kafka2");
      expect(ask(0, 150, 20_100, 20_200)).toBe(NOBODY);
    });
  }

  it("acknowledges again when it leads again", async () => {
    const twice = {
      kafka1: [...logs.kafka1, leads(40, 2, 150), follows(50, 3, 190), truncates(50.5, 160)],
    };
    const ask = whoAcknowledged(await gathered({ timeline, logs: twice }));
    expect(ask(0, 170, 41_000, 41_100)).toMatchObject({
      acknowledgedBy: "kafka1",
      leaderEpoch: 2,
      truncation: { toOffset: 160 },
    });
  });
});

describe("evidence", () => {
  it("comes from the run's files, and what is missing of them costs evidence only", async () => {
    const long = ["x".repeat(200_000), truncates(30, 100)];
    const timeline = [view(1_000, "kafka1", "kafka1", 7)];
    const ask = whoAcknowledged(await gathered({ timeline, logs: { kafka1: long } }));
    expect(ask(0, 150, 20_000, 20_100)).toMatchObject({
      ...{ acknowledgedBy: "kafka1", leaderEpoch: 7 },
      truncation: { node: "kafka1", toOffset: 100 },
    });
    expect(whoAcknowledged(await gathered({}))(0, 150, 20_000, 20_100)).toBe(NOBODY);
  });

  it("knows that an idempotent producer is also answered with places that an earlier leader filled", async () => {
    const logs = { kafka1: [leads(1, 0, 0), starts(19)], kafka2: [leads(19, 1, 160)] };
    const asks = await Promise.all(
      [false, true].map(async (idempotence) => whoAcknowledged(await gathered({ logs, idempotence }))),
    );
    const answers = asks.map((ask) => ask(0, 150, 18_000, 20_100).acknowledgedBy);
    expect(answers).toEqual(["kafka1", null]);
  });
});
