/** What a check does not claim: where the log hides messages, where the proxy was at work, and where clocks differ. */
import { describe, expect, it } from "vitest";
import { createLedger } from "../../history/ledger.js";
import type { BatchOrigin } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import { MemoryLog } from "../../history/memory-log.test-support.js";
import { messageWriter } from "../../history/message.js";
import { READ_KIND } from "../../history/read-records.js";
import type { StoredReads } from "../../history/reads.js";
import type { ClientTransaction, TransactionRead } from "../../history/transaction-file.js";
import { amountOf } from "../../history/transfers.js";
import { NO_TRANSFERS } from "../../rundir/transactions.js";
import { readFinalLog } from "../consumers/final-log.js";
import type { Planted } from "../planted.js";
import type { ProxyTrace } from "../proxy-doubts.js";
import { type CheckedRun, checkTransactions } from "./check-transactions.js";
import { NOTHING_READ } from "./transaction-check.js";

const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;
const MESSAGES = 10;

/** A message by its sequence, or what is there instead. */
type Entry = number | "commit" | "abort" | "hole" | "damaged" | "deleted" | "changed";

const OF_TRANSACTION: BatchOrigin = {
  ...{ leaderEpoch: 0, producerId: 7, producerEpoch: 0, isTransactional: true, marker: null },
};

/** One producer, and one partition with these entries from offset 0 on. Each transaction has five messages. */
async function check(
  entries: readonly Entry[],
  {
    outcomes = ["committed", "committed"],
    acknowledged = [],
    readRuns = [],
    unended = 0,
    ...rest
  }: Partial<CheckedRun> & {
    readonly outcomes?: readonly ClientTransaction["outcome"][];
    /** By sequence: the offset in the delivery report, where it is not the place in the log. */
    readonly acknowledged?: readonly (readonly [sequence: number, offset: number])[];
    /** Last transactions that are in no line. */
    readonly unended?: number;
    /** By transaction: what it read, at its end. */
    readonly readRuns?: readonly (TransactionRead["runs"] | undefined)[];
  } = {},
) {
  const ledger = createLedger({
    ...{ nonce: NONCE, partitions: 1, startedAtMs: Date.UTC(2026, 0, 1) },
    producers: [{ messages: MESSAGES, acks: "all" }],
  });
  const offsetOf = new Map([
    ...entries.flatMap((entry, offset) => (typeof entry === "number" ? [[entry, offset] as const] : [])),
    ...acknowledged,
  ]);
  const transactions = outcomes.map((outcome, number): ClientTransaction => {
    for (let sequence = number * 5; sequence < number * 5 + 5; sequence++) {
      ledger.sent(0, sequence, 10 * sequence);
      const offset = offsetOf.get(sequence);
      if (outcome === "committed") ledger.acknowledged(0, sequence, 0, offset ?? 1_000, 100);
      else ledger.failed(0, sequence, 0, "TRANSACTION_UNKNOWN", 100);
    }
    const askedMs = outcome === "committed" || outcome === "unknown" ? 90 : null;
    const times = { beganMs: 1, askedMs, endedMs: 100 };
    const runs = readRuns[number];
    return {
      ...{ producer: 0, first: number * 5, messages: 5, ...times, outcome, error: null },
      ...(runs !== undefined && { read: { atMs: 100, runs } }),
    };
  });
  const log = new MemoryLog({
    ...{ topics: [{ name: "test1", partitions: 1 }], nonce: NONCE, schemaId: null },
    producers: [{ messages: MESSAGES, sizeBytes: SIZE_BYTES }],
  });
  const writer = messageWriter({ nonce: NONCE, producer: 0, sizeBytes: SIZE_BYTES });
  log.begin(0);
  const deleted = entries.lastIndexOf("deleted");
  if (deleted >= 0) log.deleted(0, deleted);
  for (const [offset, entry] of entries.entries()) {
    log.batch(
      entry === "commit" || entry === "abort" ? { ...OF_TRANSACTION, marker: entry } : OF_TRANSACTION,
    );
    if (entry === "commit" || entry === "abort") log.control(offset, offset);
    else if (entry === "damaged") log.record(offset, Buffer.alloc(SIZE_BYTES), 0, SIZE_BYTES);
    else if (entry === "changed")
      log.record(offset, Buffer.concat([writer.write(4, 1), Buffer.from("x")]), 0, SIZE_BYTES + 1);
    else if (typeof entry === "number") log.record(offset, writer.write(entry, 1), 0, SIZE_BYTES);
  }
  log.end(entries.length);
  const stored: Pick<StoredLog, "read"> = {
    async read(sink) {
      log.read(sink);
      return { topicConfigs: [null], transactions: log.transactions };
    },
  };
  return checkTransactions({
    ...{
      transactions: [transactions.slice(0, transactions.length - unended)],
      ledger,
      log: stored,
      final: await readFinalLog(stored, ledger.rows),
    },
    ...{ proxy: null, reads: null, readsUnknown: null, ...rest },
  });
}

const FIRST = [0, 1, 2, 3, 4] as const;
const SECOND = [5, 6, 7, 8, 9] as const;
const WHOLE: readonly Entry[] = [...FIRST, "commit", ...SECOND, "commit"];

function trace({ copies = [], changes = [], ...rest }: Record<string, readonly [number, number][]> = {}) {
  const rangesOf = (some: readonly [number, number][]) =>
    new Map([[0, some.map(([first, last]) => ({ first, last }))]]);
  const planted: Planted = {
    ...{ copies: rangesOf(copies), changes: rangesOf(changes), withheld: 0 },
    unplaced: { copies: rest.unplaced?.length ?? 0, changes: 0 },
  };
  return { planted, isAnswered: true, isComplete: true } satisfies ProxyTrace;
}

describe("a log that hides messages", () => {
  it("is whole without any", async () => {
    const { found, unknownBecause } = await check(WHOLE);
    expect(found).toMatchObject({ tornTransaction: 0, lostTransaction: 0, txnOrder: 0, stuck: 0 });
    expect(Object.keys(unknownBecause)).toEqual(["precommittedRead", "balance"]);
  });

  it("by retention: what it deleted is neither torn nor lost", async () => {
    const partly = await check(["deleted", "deleted", 2, 3, 4, "commit", ...SECOND, "commit"], {
      acknowledged: [
        [0, 0],
        [1, 1],
      ],
    });
    expect(partly.found).toMatchObject({ tornTransaction: null, lostTransaction: 0, stuck: 0 });
    expect(partly.unknownBecause.tornTransaction).toBe(
      "the part of the log that could not be read may have messages of 1 transaction",
    );
    const gone = await check([...Array(6).fill("deleted"), ...SECOND, "commit"], {
      acknowledged: FIRST.map((sequence) => [sequence, sequence]),
    });
    expect(gone.found).toMatchObject({ tornTransaction: null, lostTransaction: null });
  });

  it("by compaction or a gap: the same", async () => {
    const holed = await check([0, "hole", 2, 3, 4, "commit", ...SECOND, "commit"], {
      acknowledged: [[1, 1]],
    });
    expect(holed.found).toMatchObject({ tornTransaction: null, stuck: null, writeCycle: null });
    const unasked = await check([0, "hole", 2, 3, 4, "commit"], { outcomes: ["unknown"] });
    expect(unasked.found.tornTransaction).toBeNull();
  });

  it("by a damaged record: it may be the message", async () => {
    const { found } = await check([0, "damaged", 2, 3, 4, "commit", ...SECOND, "commit"], {
      acknowledged: [[1, 1]],
    });
    expect(found.tornTransaction).toBeNull();
  });

  it("elsewhere: a message whose place was read is missing all the same", async () => {
    const { found, findings } = await check([0, 2, 3, 4, "commit", "hole", ...SECOND, "commit"], {
      acknowledged: [[1, 1]],
    });
    expect(found.tornTransaction).toBe(1);
    expect(findings.find(({ check }) => check === "tornTransaction")).toMatchObject({
      ...{ producer: 0, transaction: 0, partition: 0, firstOffset: 0, lastOffset: 3, messages: 1 },
      detail:
        "The client was asked to commit it at 0.090 s, and the commit was confirmed at 0.100 s. Readers of committed messages get 4 of its 5 messages: partition 0, offsets 0–3. The log does not have 1 of its 5 messages. In partition 0 it is of producer id 7, epoch 0, and the commit marker at offset 4 ends it with epoch 0.",
    });
  });
});

describe("a transaction without an end", () => {
  it("is stuck, and not torn or lost", async () => {
    const { found, findings } = await check([...FIRST, "commit", ...SECOND]);
    expect(found).toMatchObject({ stuck: 1, tornTransaction: null, lostTransaction: null, txnOrder: null });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      check: "stuck",
      producer: 0,
      transaction: 1,
      firstOffset: 6,
      messages: 5,
    });
    expect(findings[0]!.detail).toContain(
      "Readers of committed messages stop at offset 6, and the log ends at offset 11.",
    );
  });

  it("of a client that did not commit may yet be an aborted read, and is no torn transaction", async () => {
    const { found } = await check([...FIRST, "commit", ...SECOND], { outcomes: ["committed", "abandoned"] });
    expect(found).toMatchObject({ stuck: 1, abortedRead: null, tornTransaction: 0, lostTransaction: 0 });
  });

  it("of a copier is of no transaction of a producer", async () => {
    const { found, findings } = await check([...FIRST, "commit", ...SECOND], { isOfCopies: () => true });
    expect(found.stuck).toBe(1);
    expect(findings.find(({ check }) => check === "stuck")).toMatchObject({
      producer: null,
      transaction: null,
    });
  });

  it("does not hide what another one did", async () => {
    const { found } = await check([0, 1, 2, "commit", ...SECOND], {
      acknowledged: [
        [3, 3],
        [4, 4],
      ],
    });
    expect(found.tornTransaction).toBe(1);
  });
});

describe("a transaction that the proxy was at work on", () => {
  it("is not judged, and the count says so", async () => {
    const torn: readonly Entry[] = [0, 1, 2, 3, "commit", ...SECOND, "commit"];
    expect((await check(torn)).found.tornTransaction).toBe(1);
    const { found, unknownBecause } = await check(torn, { proxy: trace({ copies: [[0, 3]] }) });
    expect(found).toMatchObject({ tornTransaction: null, lostTransaction: null, txnOrder: null });
    expect(unknownBecause.tornTransaction).toBe("the proxy copied or changed messages of 1 transaction");
    const changed = await check([0, 1, 2, 3, "changed", "commit", ...SECOND, "commit"]);
    expect(changed.found.tornTransaction).toBeNull();
  });

  it("leaves others as they are", async () => {
    const { found } = await check([0, 1, 2, 3, "commit", ...SECOND, "commit"], {
      proxy: trace({ changes: [[5, 9]] }),
    });
    expect(found.tornTransaction).toBe(1);
  });

  it("may be any where the journal does not say which", async () => {
    const { found, unknownBecause } = await check(WHOLE, { proxy: trace({ unplaced: [[0, 0]] }) });
    expect(found).toMatchObject({ abortedRead: null, tornTransaction: null, lostTransaction: null });
    expect(unknownBecause.lostTransaction).toMatch(/its journal does not say where they are/);
    const cut = await check(WHOLE, { proxy: { ...trace(), isComplete: false } });
    expect(cut.found.tornTransaction).toBeNull();
  });
});

describe("reads", () => {
  const reads = (ticks: number, sequence = 4): StoredReads => ({
    header: {
      ...{ nonce: NONCE, topic: "test1", partitions: 1, rows: MESSAGES, unfinished: [] },
      groups: [
        {
          ...{ group: "billing", mode: "subscribe", commit: "after" },
          ...{ isolation: "read_committed", offsetReset: "earliest" },
        },
      ],
      members: [
        {
          ...{ group: "billing", instance: 0, incarnation: 0, role: "member", end: "closed" },
          ...{ startedMs: 0, endedMs: 1_000, records: 2 },
        },
      ],
    },
    async *blocks() {
      const words = [
        ...[READ_KIND.handed, ticks, 0, 4],
        ...[READ_KIND.read, ticks + 500, sequence, sequence],
      ];
      yield { member: 0, words: Uint32Array.from(words) };
    },
  });
  const early = async (given: StoredReads) => (await check(WHOLE, { reads: given })).found.precommittedRead;

  it("are early from the moment that the message was handed over, however long it was processed", async () => {
    expect(await early(reads(800))).toBe(1);
  });

  it("are not early within the resolution of a tick", async () => {
    expect(await early(reads(898))).toBe(1);
    expect(await early(reads(899))).toBe(0);
    expect(await early(reads(900))).toBe(0);
  });

  it("are not known with a clock by which a message was read before it was sent", async () => {
    const { found, unknownBecause } = await check(WHOLE, { reads: reads(398) });
    expect(found.precommittedRead).toBeNull();
    expect(unknownBecause.precommittedRead).toMatch(/its clock is not that of the producers/);
  });

  it("that cannot be read leave aborted and precommitted reads unknown", async () => {
    const { found, unknownBecause } = await check(WHOLE, { readsUnknown: "reads.bin is damaged" });
    expect(found).toMatchObject({ abortedRead: null, precommittedRead: null, tornTransaction: 0 });
    expect(unknownBecause.abortedRead).toBe("the reads of consumers are not known: reads.bin is damaged");
  });

  it("of its own messages are precommitted reads of a transaction", async () => {
    const { found } = await check(WHOLE, {
      reads: reads(950),
      readRuns: [
        undefined,
        [
          [0, 5, 5],
          [0, 0, 0],
        ],
      ],
    });
    expect(found.precommittedRead).toBe(1);
  });
});

describe("transfers", () => {
  const hasTransfers = () => true;
  const balanceOf = async (...[entries, options]: Parameters<typeof check>) => {
    const { found, unknownBecause, findings } = await check(entries, { hasTransfers, ...options });
    const because = unknownBecause.balance;
    return { count: found.balance, because, findings: findings.filter((one) => one.check === "balance") };
  };
  const amount = amountOf(NONCE, 0, 0);

  it("of which each is there as a whole are kept; the last of five messages moves nothing", async () => {
    expect(await balanceOf(WHOLE)).toEqual({ count: 0, because: undefined, findings: [] });
    expect((await balanceOf([0, 1, 2, 3, "commit", ...SECOND, "commit"])).count).toBe(0);
  });

  it("are unknown in a run without any", async () => {
    const { count, because } = await balanceOf(WHOLE, { hasTransfers: () => false });
    expect(count).toBeNull();
    expect(because).toBe(NO_TRANSFERS);
  });

  it("by half are told with their amounts, and with the sum of all accounts", async () => {
    const entries: readonly Entry[] = [0, "hole", 2, 3, 4, "commit", ...SECOND, "commit"];
    const lost = entries.map((entry) => (entry === "hole" ? 4 : entry));
    const { count, findings } = await balanceOf(lost, { acknowledged: [[1, 1]] });
    expect(count).toBe(1);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      producer: 0,
      transaction: 0,
      partition: 0,
      firstOffset: 0,
      lastOffset: 0,
    });
    expect(findings[0]!.detail).toContain(
      `Message 0 takes ${amount} from partition 0 and is there. Message 1 adds it to partition 0 and is not there. All accounts together have -${amount} because of 1 transfer.`,
    );
  });

  it("with a message twice are wrong, and so are those that are there twice, which the sum does not show", async () => {
    const half = await balanceOf([0, 1, 1, 2, 3, 4, "commit", ...SECOND, "commit"]);
    expect(half.count).toBe(1);
    expect(half.findings[0]!.detail).toContain(`is there 2 times. All accounts together have ${amount} `);
    const twice = await balanceOf([0, 0, 1, 1, 2, 3, 4, "commit", ...SECOND, "commit"]);
    expect(twice.count).toBe(1);
    expect(twice.findings[0]!.detail).toContain("All accounts together have 0 ");
  });

  it("of an aborted transaction do not count, nor do those of a lost one or of an unknown outcome", async () => {
    const outcomes = ["aborted", "unknown"] as const;
    expect((await balanceOf([...FIRST, "abort", ...SECOND, "commit"], { outcomes })).count).toBe(0);
    expect((await balanceOf([...FIRST, "abort", ...SECOND, "abort"], { outcomes })).count).toBe(0);
    const none: readonly Entry[] = [...FIRST, "abort", ...SECOND, "commit"];
    expect((await balanceOf(none)).count).toBe(0);
  });

  it("are unknown where the log hides a message or may have it once more, where a transaction is open, and beside the proxy", async () => {
    const hidden = await balanceOf([0, "hole", 2, 3, 4, "commit", ...SECOND, "commit"], {
      acknowledged: [[1, 1]],
    });
    expect(hidden.count).toBeNull();
    expect(hidden.because).toMatch(/may have messages of 1 transaction/);
    const elsewhere = await balanceOf([...FIRST, "commit", ...SECOND, "commit", "hole", "commit"]);
    expect(elsewhere).toMatchObject({
      count: null,
      because: expect.stringMatching(/may have a message once more/),
    });
    const open = await balanceOf([...FIRST, "commit", ...SECOND]);
    expect(open).toMatchObject({ count: null, because: "the log has no end of 1 transaction" });
    const copied = await balanceOf([0, 0, 1, 2, 3, 4, "commit", ...SECOND, "commit"], {
      proxy: trace({ copies: [[0, 1]] }),
    });
    expect(copied).toMatchObject({
      count: null,
      because: "the proxy copied or changed messages of 1 transaction",
    });
  });

  it("are not known in full where a transaction did not end for its client", async () => {
    const { count, because } = await balanceOf(WHOLE, { unended: 1 });
    expect(count).toBeNull();
    expect(because).toBe("transactions.ndjson does not have the transaction of 5 messages");
  });

  it("leave reads unknown where no transaction read", async () => {
    const { found, unknownBecause } = await check(WHOLE, { hasTransfers });
    expect(found).toMatchObject({ readCycle: null, precommittedRead: null });
    expect(unknownBecause).toMatchObject({ readCycle: NOTHING_READ, precommittedRead: NOTHING_READ });
  });
});

it("transactions that read make precommitted reads known without consumers", async () => {
  const { found, unknownBecause } = await check(WHOLE, { readRuns: [undefined, [[0, 0, 4]]] });
  expect(found).toMatchObject({ precommittedRead: 0, readCycle: 0, abortedRead: 0 });
  expect(unknownBecause.precommittedRead).toBeUndefined();
});

it("a message of an aborted transaction that another one read is told with its reader", async () => {
  const { found, findings } = await check([...FIRST, "abort", ...SECOND, "commit"], {
    outcomes: ["aborted", "committed"],
    readRuns: [undefined, [[0, 1, 2]]],
  });
  expect(found.abortedRead).toBe(2);
  expect(findings[0]!.detail).toContain("Transaction 1 of producer 0 read message 1 at 0.100 s.");
});

it("refuses reads of messages of another run", async () => {
  await expect(check(WHOLE, { readRuns: [[[7, 0, 3]]] })).rejects.toThrow(/which a transaction read/);
});

it("tells a cycle of reads by the messages that were read", async () => {
  const { found, findings } = await check(WHOLE, {
    readRuns: [[[0, 7, 7]], [[0, 2, 2]]],
  });
  expect(found).toMatchObject({ readCycle: 1, writeCycle: 0 });
  expect(findings[0]!.detail).toContain(
    "2 transactions read messages of each other. Transaction 1 of producer 0 read message 2 of transaction 0 of producer 0.",
  );
});

it("refuses transactions of another run", async () => {
  const other: ClientTransaction = {
    ...{ producer: 3, first: 0, messages: 5, beganMs: 0, askedMs: 1, endedMs: 2 },
    ...{ outcome: "committed", error: null },
  };
  await expect(check(WHOLE, { transactions: [[other]] })).rejects.toThrow(RangeError);
});
