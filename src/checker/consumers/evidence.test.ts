/** Histories written by hand: what a finding says of the events around it. */
import { expect, test } from "vitest";
import { createLedger } from "../../history/ledger.js";
import { NO_ROW, READ_KIND, RESET_TO, UNKNOWN_OFFSET } from "../../history/read-records.js";
import type { MemberOfReads, ReadsHeader, StoredReads } from "../../history/reads.js";
import type { ConsumerCheckName, GroupResult } from "../../rundir/consumers.js";
import { checkReads } from "./check-reads.js";
import { type Entry, logOf, NONCE, ROWS } from "./simulated-group.test-support.js";

type Record = readonly [
  kind: keyof typeof READ_KIND,
  partition: number,
  seconds: number,
  offset: number,
  arg?: number,
];
type Member = Partial<MemberOfReads> & { readonly records: readonly Record[] };

/** A partition with so many messages; message n is at offset n. */
const messages = (count: number): Entry[] =>
  Array.from({ length: count }, (_, row) => ({ kind: "message", row }));

function readsOf(members: readonly Member[], changes: Partial<ReadsHeader> = {}): StoredReads {
  const groups = [...new Set(members.map(({ group = "billing" }) => group))];
  return {
    header: {
      ...{ nonce: NONCE, topic: "test1", partitions: 1, rows: ROWS, unfinished: [] },
      groups: groups.map((group) => ({
        ...{
          group,
          mode: "subscribe",
          commit: "after",
          isolation: "read_committed",
          offsetReset: "earliest",
        },
      })),
      members: members.map(({ records, ...member }) => ({
        ...{ group: "billing", instance: 0, incarnation: 0, role: "member", startedMs: 0, endedMs: 30_000 },
        ...{ end: "closed", ...member, records: records.length },
      })),
      ...changes,
    } as ReadsHeader,
    async *blocks() {
      for (const [member, { records }] of members.entries()) {
        const words = records.flatMap(([kind, partition, seconds, offset, arg = 0]) => {
          const detail = kind === "reset" ? RESET_TO.beginning : 0;
          return [READ_KIND[kind] + detail * 2 ** 8 + partition * 2 ** 16, seconds * 10_000, offset, arg];
        });
        yield { member, words: Uint32Array.from(words) };
      }
    },
  };
}

/** Messages from `first` to `last`, each at the same time; message n is at offset n. */
const reads = (seconds: number, first: number, last: number): Record[] =>
  Array.from({ length: last - first + 1 }, (_, i) => ["read", 0, seconds, first + i, first + i]);

async function resultOf(
  members: readonly Member[],
  log: readonly Entry[] = messages(30),
  changes: Partial<ReadsHeader> = {},
): Promise<GroupResult> {
  const ledger = createLedger({
    ...{ nonce: NONCE, producers: [{ messages: ROWS, acks: "all" }], partitions: 1, startedAtMs: 0 },
  });
  for (const [offset, { row, kind }] of log.entries()) {
    if (kind === "control") continue;
    ledger.sent(0, row, 1);
    ledger.acknowledged(0, row, 0, offset, 1_000);
  }
  const { groups } = await checkReads(readsOf(members, changes), logOf([log]), ledger, 5_000);
  return groups[0]!;
}

/** Retention deleted the messages below `start`, or compaction removed those from `first` on. */
const without = (kind: "deleted" | "compacted", first: number, end: number): Entry[] =>
  messages(30).map((one, offset) => (offset >= first && offset < end ? { ...one, kind } : one));

const detailOf = ({ findings }: GroupResult, check: ConsumerCheckName) =>
  findings.filter((one) => one.check === check).map(({ detail }) => detail);

const FINAL: Member = { role: "final", startedMs: 31_000, endedMs: 40_000, records: [] };

test("skipped: who was handed the messages and did not finish them, how that ended, and who committed past them", async () => {
  const group = await resultOf([
    {
      ...{ instance: 1, end: "killed", endedMs: 12_500 },
      records: [
        ["assigned", 0, 1, UNKNOWN_OFFSET],
        ["handed", 0, 12, 0, 9],
        ["committed", 0, 12, 10],
        ...reads(12, 0, 4),
      ],
    },
    {
      records: [
        ["assigned", 0, 14, 10],
        ["handed", 0, 14, 10, 29],
        ...reads(15, 10, 29),
        ["committed", 0, 15, 30],
      ],
    },
    FINAL,
  ]);
  expect(group.found).toMatchObject({ skipped: 5, unseen: 0, reprocessed: 0, jumped: 0 });
  expect(detailOf(group, "skipped")).toEqual([
    "Instance 1 was handed offsets 0–9 at 12.0 s, and did not finish them. Instance 1 was killed at 12.5 s. Instance 1 committed offset 10 at 12.0 s.",
  ]);
});

test("retention overtakes a slow consumer: the jump is told, and messages deleted unread are neither skipped nor unseen", async () => {
  const slow: Member = {
    ...{ end: "killed", endedMs: 5_000 },
    records: [["assigned", 0, 1, 0], ["handed", 0, 2, 0, 4], ...reads(2, 0, 4), ["committed", 0, 2, 5]],
  };
  const next: Member = {
    incarnation: 1,
    records: [
      ["assigned", 0, 6, 5],
      ["reset", 0, 6, 5],
      ["handed", 0, 7, 20, 29],
      ...reads(7, 20, 29),
      ["committed", 0, 8, 30],
    ],
  };
  const group = await resultOf([slow, next, FINAL], without("deleted", 0, 20));
  expect(group.found).toMatchObject({ skipped: 0, unseen: null, jumped: 1, reprocessed: 0, pollSkip: 0 });
  expect(group.unknownBecause.unseen).toBe(
    "brokers deleted 15 acknowledged messages (partition 0, offsets 5–19) before the group read them",
  );
  expect(detailOf(group, "jumped")).toEqual([
    "The start of the log moved past the committed offset 5. The client reset its position, and read on at 20.",
  ]);
  expect(group.readButLost).toBe(0);
  // Within one assignment, too.
  const one = await resultOf(
    [
      {
        records: [
          ...slow.records,
          ["reset", 0, 6, 5],
          ["handed", 0, 7, 20, 29],
          ...reads(7, 20, 29),
          ["committed", 0, 8, 30],
        ],
      },
      FINAL,
    ],
    without("deleted", 0, 25),
  );
  expect(one.found).toMatchObject({ skipped: 0, unseen: null, jumped: 1 });
  expect(detailOf(one, "jumped")[0]).toContain("past the next offset in turn, 5.");
});

test("a client that is overtaken and gets no message afterwards is told as well", async () => {
  const records: Record[] = [
    ["assigned", 0, 1, 0],
    ["handed", 0, 2, 0, 4],
    ...reads(2, 0, 4),
    ["committed", 0, 2, 5],
    ["reset", 0, 6, UNKNOWN_OFFSET],
  ];
  const final: Member = {
    ...FINAL,
    records: [
      ["assigned", 0, 31, 5],
      ["reset", 0, 31, UNKNOWN_OFFSET],
    ],
  };
  const group = await resultOf([{ records }, final], without("deleted", 0, 30));
  expect(group.found).toMatchObject({ skipped: 0, unseen: null, jumped: 2 });
  expect(detailOf(group, "jumped")).toEqual([
    "The start of the log moved past the next offset in turn, 5. The client reset its position, and got no message afterwards.",
    "The start of the log moved past the committed offset 5. The client reset its position, and got no message afterwards.",
  ]);
});

test("messages that were deleted unread below the committed offset, without a reset: nothing tells whether they were skipped", async () => {
  const records: Record[] = [
    ["assigned", 0, 1, 0],
    ["handed", 0, 2, 0, 9],
    ...reads(2, 0, 4),
    ["committed", 0, 2, 10],
    ["handed", 0, 3, 10, 29],
    ...reads(3, 10, 29),
    ["committed", 0, 4, 30],
  ];
  const group = await resultOf([{ records }, FINAL], without("deleted", 0, 20));
  expect(group.found).toMatchObject({ skipped: null, unseen: 0, jumped: 0, pollSkip: 0 });
  expect(group.unknownBecause.skipped).toBe(
    "brokers deleted 5 acknowledged messages (partition 0, offsets 5–9) that no member read, so nothing tells whether the group skipped them",
  );
});

test("whether a member left out messages is not known where brokers deleted those between two reads", async () => {
  const records: Record[] = [
    ["assigned", 0, 1, 0],
    ["handed", 0, 2, 0, 4],
    ...reads(2, 0, 4),
    ["handed", 0, 3, 10, 29],
    ...reads(3, 10, 29),
    ["committed", 0, 4, 30],
  ];
  const group = await resultOf([{ records }, FINAL], without("deleted", 0, 20));
  expect(group.found).toMatchObject({ pollSkip: null, skipped: null });
  expect(group.unknownBecause.pollSkip).toBe("brokers deleted the messages between two reads");
});

test("a message that was read twice counts, and its wait too, where brokers removed it afterwards", async () => {
  const records: Record[] = [
    ["assigned", 0, 1, 0],
    ["handed", 0, 2, 0, 29],
    ...reads(9, 0, 3),
    ...reads(2, 4, 29),
    ["committed", 0, 9, 30],
    ["handed", 0, 10, 0, 3],
    ...reads(10, 0, 3),
  ];
  for (const kind of ["deleted", "compacted"] as const) {
    const group = await resultOf([{ records }, FINAL], without(kind, 0, 10));
    const whole = await resultOf([{ records }, FINAL]);
    expect(group.found.reprocessed).toBe(4);
    expect(group.found.lag).toBe(whole.found.lag);
    expect(group).toMatchObject({ extraReads: 4, mostReads: 2, readButLost: 0 });
  }
});

test("offsets that compaction removed are neither skipped nor left out nor unseen", async () => {
  const records: Record[] = [
    ["assigned", 0, 1, 0],
    ["handed", 0, 2, 0, 29],
    ...reads(2, 0, 4),
    ...reads(2, 15, 29),
    ["committed", 0, 3, 30],
  ];
  const group = await resultOf([{ records }, FINAL], without("compacted", 5, 15));
  expect(group.found).toMatchObject({ skipped: 0, unseen: 0, pollSkip: 0, jumped: 0 });
});

test("skipped: messages that no member was handed, and the rebalance before", async () => {
  const group = await resultOf([
    {
      records: [
        ["assigned", 0, 1, 0],
        ["handed", 0, 2, 0, 9],
        ...reads(2, 0, 9),
        ["committed", 0, 3, 10],
        ["revoked", 0, 4, 0],
      ],
    },
    {
      instance: 1,
      records: [
        ["assigned", 0, 5, UNKNOWN_OFFSET],
        ["handed", 0, 6, 15, 29],
        ...reads(6, 15, 29),
        ["committed", 0, 7, 30],
      ],
    },
    FINAL,
  ]);
  expect(group.found).toMatchObject({ skipped: 5, jumped: 1 });
  expect(detailOf(group, "skipped")).toEqual([
    "No member wrote that it was handed them. Partition 0 was revoked from instance 0 at 4.0 s. Instance 1 committed offset 30 at 7.0 s.",
  ]);
  expect(detailOf(group, "jumped")).toEqual([
    "Offset 10 was committed before. The member began behind it, at 15.",
  ]);
});

test("reprocessed: which members read the message, the event between, and the last commit before", async () => {
  const group = await resultOf([
    {
      ...{ end: "killed", endedMs: 3_500 },
      records: [
        ["assigned", 0, 1, 0],
        ["handed", 0, 2, 0, 9],
        ...reads(2, 0, 9),
        ["committed", 0, 2, 10],
        ["handed", 0, 3, 10, 14],
        ...reads(3, 10, 12),
      ],
    },
    {
      incarnation: 1,
      records: [
        ["assigned", 0, 5, 10],
        ["handed", 0, 6, 10, 29],
        ...reads(6, 10, 29),
        ["committed", 0, 7, 30],
      ],
    },
    FINAL,
  ]);
  expect(group.found).toMatchObject({ skipped: 0, reprocessed: 3, jumped: 0, pollSkip: 0 });
  expect(group).toMatchObject({ reads: 33, messages: 30, extraReads: 3, mostReads: 2 });
  expect(detailOf(group, "reprocessed")).toEqual([
    "Instance 0 (process 1) read offset 10 at 3.0 s, and instance 0 (process 2) again at 6.0 s. Instance 0 (process 1) was killed at 3.5 s. The last commit before the second time was of offset 10, at 2.0 s.",
  ]);
});

test("jumped: a reset back to the beginning, with the offset that was next in turn", async () => {
  const group = await resultOf([
    {
      records: [
        ["assigned", 0, 1, 0],
        ...([["handed", 0, 2, 0, 9], ...reads(2, 0, 9), ["committed", 0, 3, 10]] as Record[]),
        ...([["reset", 0, 4, UNKNOWN_OFFSET], ["handed", 0, 5, 0, 29], ...reads(5, 0, 29)] as Record[]),
        ["committed", 0, 6, 30],
      ],
    },
    FINAL,
  ]);
  expect(group.found).toMatchObject({ jumped: 1, nonmonotonicPoll: 0, reprocessed: 10, skipped: 0 });
  expect(detailOf(group, "jumped")).toEqual([
    "The next offset in turn was 10. The client reset its position, and read on at 0.",
  ]);
});

test("unseen: where the client of the end stayed, and that it got nothing for long", async () => {
  const member: Member = {
    records: [["assigned", 0, 1, 0], ["handed", 0, 2, 0, 9], ...reads(2, 0, 9), ["committed", 0, 3, 10]],
  };
  const unfinished = [{ group: "billing", partition: 0, at: 12, end: 30 }];
  const stuck: Member = {
    ...FINAL,
    records: [["assigned", 0, 31, 10], ["handed", 0, 31, 10, 11], ...reads(31, 10, 11)],
  };
  const group = await resultOf([member, stuck], messages(30), { unfinished });
  expect(group.found.unseen).toBe(18);
  expect(detailOf(group, "unseen")).toEqual([
    "The group had committed offset 10. No member wrote that it was handed them. The client that read the rest stayed at offset 12 of 30.",
  ]);
  const moving = await resultOf([member, { ...stuck, endedMs: 32_000 }], messages(30), { unfinished });
  expect(moving.found.unseen).toBeNull();
  expect(moving.unknownBecause.unseen).toMatch(
    /was at offset 12 of 30 in partition 0 when its time was over/,
  );
  const without = await resultOf([member]);
  expect(without.unknownBecause.unseen).toBe("no client read the rest at the end of the run");
});

test("divergent reads: of another read, and of a log that was truncated in between", async () => {
  const own: Member = {
    records: [
      ["assigned", 0, 1, 0],
      ["handed", 0, 2, 0, 2],
      ["read", 0, 2, 0, 0],
      ["read", 0, 2, 1, 101],
      ["read", 0, 2, 2, 102],
    ],
  };
  const other: Member = {
    group: "audit",
    records: [["assigned", 0, 1, 0], ["handed", 0, 2, 0, 1], ...reads(9, 0, 1)],
  };
  const group = await resultOf([own, other, FINAL]);
  expect(group.found.divergentReads).toBe(2);
  expect(group).toMatchObject({ readThenTruncated: 1, readButLost: 2 });
  expect(detailOf(group, "divergentReads")).toEqual([
    "Instance 0 read another message there at 2.0 s than the log has at the end. Another read found the message that the log has.",
  ]);
  const alone = await resultOf([own, FINAL], messages(2));
  expect(detailOf(alone, "divergentReads")[0]).toMatch(/The log was truncated in between\.$/);
  expect(alone.readThenTruncated).toBe(2);
});

test("a value that names no message is the one that the log has there, damaged on its way or not", async () => {
  const member: Member = {
    records: [
      ["assigned", 0, 1, 0],
      ["handed", 0, 2, 0, 2],
      ["read", 0, 2, 0, NO_ROW],
      ...reads(2, 1, 2),
      ["committed", 0, 3, 3],
    ],
  };
  const { found } = await resultOf([member, FINAL], messages(3));
  expect(found).toMatchObject({ skipped: 0, divergentReads: 0, reprocessed: 0 });
});

test("lag: the message that waited longest, from its acknowledgement on, and the time to catch up after a fault", async () => {
  const member: Member = {
    records: [
      ["assigned", 0, 1, 0],
      ["handed", 0, 2, 0, 29],
      ...reads(2, 0, 19),
      ...reads(9, 20, 29),
      ["committed", 0, 9, 30],
    ],
  };
  const group = await resultOf([member, FINAL]);
  expect(group.found.lag).toBe(8_000);
  expect(group.caughtUpAfterMs).toBeCloseTo(4_000, -2);
  expect(detailOf(group, "lag")).toEqual(["It was acknowledged at 1.0 s, and first read at 9.0 s."]);
  const late = await resultOf([{ ...member, startedMs: 8_500 }, FINAL]);
  expect(late.found.lag).toBe(500);
});

test("a transaction without an end hides what follows from readers of committed messages, and leaves unseen unknown", async () => {
  const log: Entry[] = [...messages(3), { kind: "aborted", row: 3 }, { kind: "message", row: 4 }];
  const member: Member = {
    records: [["assigned", 0, 1, 0], ["handed", 0, 2, 0, 2], ...reads(2, 0, 2), ["committed", 0, 3, 5]],
  };
  const { found, unknownBecause } = await resultOf([member, FINAL], log);
  expect(found).toMatchObject({ skipped: 0, unseen: null, pollSkip: 0 });
  expect(unknownBecause.unseen).toMatch(/a transaction in the log did not end/);
});

test("with latest, messages before the first position of the group are not due", async () => {
  const member: Member = {
    records: [
      ["assigned", 0, 1, UNKNOWN_OFFSET],
      ["handed", 0, 2, 10, 29],
      ...reads(2, 10, 27),
      ["committed", 0, 3, 30],
    ],
  };
  const group = {
    group: "billing",
    mode: "subscribe",
    commit: "after",
    isolation: "read_committed",
  } as const;
  const latest = await resultOf([member, FINAL], messages(30), {
    groups: [{ ...group, offsetReset: "latest" }],
  });
  expect(latest.found).toMatchObject({ skipped: 2, jumped: 0 });
  const earliest = await resultOf([member, FINAL]);
  expect(earliest.found).toMatchObject({ skipped: 12, jumped: 1 });
});

test("batches of one poll that go back, after a reset that the client told, are one jump and leave out nothing", async () => {
  const twice: Member = {
    records: [
      ["assigned", 0, 1, 0],
      ...([["handed", 0, 2, 0, 9], ...reads(2, 0, 9), ["committed", 0, 3, 10]] as Record[]),
      ...([
        ["reset", 0, 4, UNKNOWN_OFFSET],
        ["handed", 0, 5, 10, 14],
        ["handed", 0, 5, 0, 29],
      ] as Record[]),
      ...reads(5, 10, 14),
      ...reads(5, 0, 29),
      ["committed", 0, 6, 30],
    ],
  };
  const { found } = await resultOf([twice, FINAL]);
  expect(found).toMatchObject({ jumped: 1, nonmonotonicPoll: 0, pollSkip: 0, reprocessed: 15, skipped: 0 });
  const silent = twice.records.filter(([kind]) => kind !== "reset");
  const untold = await resultOf([{ records: silent }, FINAL]);
  expect(untold.found).toMatchObject({ jumped: 0, nonmonotonicPoll: 1, pollSkip: 0, reprocessed: 15 });
});

test("a commit of another member, between the answer about the committed offset and the first poll, is neither gap nor jump", async () => {
  const slow: Member = {
    instance: 1,
    records: [["assigned", 0, 1, 0], ["handed", 0, 2, 0, 9], ...reads(6, 0, 9), ["committed", 0, 6, 10]],
  };
  const quick: Member = {
    records: [["assigned", 0, 5, 0], ["handed", 0, 7, 10, 29], ...reads(7, 10, 29), ["committed", 0, 8, 30]],
  };
  const { found } = await resultOf([slow, quick, FINAL]);
  expect(found).toMatchObject({ pollSkip: 0, jumped: 0, skipped: 0, reprocessed: 0 });
});
