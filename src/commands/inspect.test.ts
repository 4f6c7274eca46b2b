import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cleanHistory, type History, NONCE, SIZE_BYTES } from "../checker/histories.test-support.js";
import { type StoredReadsOf, storeReads, storeRun } from "../checker/stored-runs.test-support.js";
import { UsageError } from "../errors.js";
import { amountOf } from "../history/transfers.js";
import { at, transacted, view } from "../report/testing/runs.js";
import { runCommand } from "./command.test-support.js";
import { defineInspect } from "./inspect.js";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "chaos-inspect-"));
});
afterEach(() => rmSync(out, { recursive: true }));

/** Two producers, one partition: offsets 0 to 19 in turn. */
function clean(): History {
  return cleanHistory({ producers: 2, messages: 10, partitions: 1, acks: 1 });
}

/** What is said of the message, as label and text. */
async function facts(history: History, message: string, timeline: readonly object[] = []) {
  const paths = await storeRun(out, { history, result: {} });
  writeFileSync(paths.timeline, timeline.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const { stdout, code } = await runCommand(defineInspect, [paths.name, "--message", message, "--out", out]);
  expect(code).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => [line.slice(0, 17).trim(), line.slice(17)]);
}

it("a message that is kept: when it was sent and acknowledged, and where the log has it", async () => {
  expect(await facts(clean(), "1:4")).toEqual([
    ["message", "producer 1, sequence 4"],
    ["sent", expect.stringMatching(/^\+0\.0 s · \d\d:\d\d:\d\d\.\d{3} UTC$/)],
    ["acknowledged", expect.stringMatching(/ UTC · 500 µs after it was sent · partition 0, offset 9$/)],
    ["lost", "no"],
    ["in the log", "partition 0, offset 9"],
  ]);
});

describe("in a run with transactions", () => {
  const lines = [
    {
      producer: 0,
      first: 0,
      messages: 4,
      beganMs: 1,
      askedMs: 9,
      endedMs: 10,
      outcome: "committed",
      error: null,
    },
    {
      ...{ producer: 1, first: 0, messages: 3, beganMs: 1, askedMs: 11, endedMs: 20, outcome: "unknown" },
      ...{ error: "_TIMED_OUT", read: { atMs: 11, runs: [[0, 0, 2]] } },
    },
    ...[4, 5, 6, 7, 8, 9].map((first) => ({
      ...{ producer: 0, first, messages: 1, beganMs: 1, askedMs: 30, endedMs: 31, outcome: "committed" },
      ...{ error: null, read: { atMs: 30, runs: [[0, 2, 2]] } },
    })),
  ];
  const transactions = { every: 4, abortShare: 0, transfers: true } as const;
  const values = { sizeBytes: SIZE_BYTES, idempotence: true, key: "none", schema: "none", messages: 10 };

  async function inspect(message: string, format = "text", text?: string) {
    const groups = [0, 1].map((i) => ({
      ...{ name: `g${i}`, topic: "test1", instances: 1, acks: 1 as const, rate: 100, startMs: [0] },
      ...{ ...values, transactions, config: {} },
    }));
    const paths = await storeRun(out, { history: clean(), result: { transactions: transacted(), groups } });
    writeFileSync(paths.transactions, text ?? lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const args = [paths.name, "--message", message, "--out", out, "--format", format];
    const { stdout } = await runCommand(defineInspect, args);
    return stdout;
  }

  it("a message has its transaction, its transfer, and the transactions that read it", async () => {
    const text = await inspect("0:2");
    const amount = amountOf(NONCE, 0, 2);
    expect(text).toMatch(
      /^transaction +0 · sequences 0–3 · commit asked for \+0\.0 s · committed \+0\.0 s$/m,
    );
    expect(text).toContain(`takes ${amount} from its account · sequence 3 adds the same`);
    expect(text).toMatch(/^read by +transaction 0 of producer 1 · \+0\.0 s$/m);
    expect(text).toContain("and 2 more transactions");
    expect(await inspect("0:3")).toContain(`adds ${amount} to its account · sequence 2 takes the same`);
  });

  it("the last message of an odd number moves nothing, and a message without a transaction has none", async () => {
    const odd = await inspect("1:2");
    expect(odd).toMatch(/^transaction +0 · sequences 0–2 · .* · unknown \+0\.0 s · _TIMED_OUT$/m);
    expect(odd).not.toMatch(/^(transfer|read by)/m);
    expect(await inspect("1:7")).not.toMatch(/^transaction/m);
  });

  it("the document has the same, and a file that cannot be read is told", async () => {
    const { transaction, transactionsThatRead } = JSON.parse(await inspect("0:2", "json"));
    expect(transaction).toMatchObject({ number: 0, outcome: "committed", transfer: { otherSequence: 3 } });
    expect(transactionsThatRead).toMatchObject({ count: 7 });
    expect(transactionsThatRead.readers[0]).toEqual({ producer: 1, number: 0, atMs: 11 });
    const damaged = await inspect("0:2", "text", "{}\n");
    expect(damaged.replaceAll(/\s+/g, " ")).toMatch(/transaction not known: .* line 1 is no transaction/);
  });
});

it("a message that is lost: what stands in its place, or that the log ends before it", async () => {
  const ended = clean();
  ended.log[0]!.length = 9;
  expect(await facts(ended, "1:4")).toEqual(
    expect.arrayContaining([
      ["lost", "yes"],
      ["in the log", "nowhere"],
      ["at offset 9", "nothing: the log ends at offset 9"],
    ]),
  );
  const overwritten = clean();
  overwritten.log[0]![9] = { kind: "copy", producer: 0, sequence: 5 };
  expect(await facts(overwritten, "1:4")).toContainEqual(["at offset 9", "producer 0, sequence 5"]);
});

it("what else may stand in its place", async () => {
  const records = [
    [{ kind: "foreign", producer: 0, sequence: 0, nonce: 5 }, "a message that is not of this run"],
    [{ kind: "broken batch" }, "a record batch that fails its checksum"],
    [{ kind: "control" }, "a control batch"],
  ] as const;
  for (const [record, text] of records) {
    const history = clean();
    history.log[0]![9] = record;
    expect(await facts(history, "1:4")).toContainEqual(["at offset 9", text]);
  }
});

it("a message that failed, was never sent, or had no delivery report", async () => {
  const history = clean();
  history.ledger[14]!.outcome = "failed";
  expect(await facts(history, "1:4")).toContainEqual([
    "failed",
    expect.stringMatching(/after it was sent · ERR__MSG_TIMED_OUT$/),
  ]);
  history.ledger[14]!.outcome = "unsent";
  expect(await facts(history, "1:4")).toContainEqual(["sent", "never"]);
  history.ledger[14]!.outcome = "in flight";
  expect(await facts(history, "1:4")).toContainEqual([
    "in flight",
    "no delivery report came before the run ended",
  ]);
});

it("every record of it, also a damaged one that claims to be it", async () => {
  const history = clean();
  history.log[0]!.push({ kind: "copy", producer: 1, sequence: 4 });
  history.log[0]!.push({ kind: "damaged", producer: 1, sequence: 4, at: 31 });
  expect(await facts(history, "1:4")).toContainEqual([
    "in the log",
    "partition 0, offset 9; partition 0, offset 20; partition 0, offset 21, damaged",
  ]);
});

it("the faults and leaders before it was settled", async () => {
  const fault = { name: "partition", fault: "partition", targets: ["kafka1"] };
  const told = await facts(clean(), "1:4", [
    view(0, "kafka1", "kafka1", 0, ["kafka1", "kafka2"]),
    at(1, { event: "fault", ...fault, action: "injected" }),
    view(2, "kafka2", "kafka2", 1, ["kafka2"]),
    at(5_000, { event: "fault", ...fault, action: "healed" }),
  ]);
  expect(told.slice(-2)).toEqual([
    ["until then", "+0.0 s · partition injected on kafka1"],
    ["", "+0.0 s · kafka2 leads (epoch 1); kafka1 still believes it leads"],
  ]);
});

/** A group that was handed offsets 0 to 19, read offset 9 twice and left out offset 11. */
const reading: StoredReadsOf = (to) => {
  to.assigned(0, 0, 5);
  to.handed(0, 0, 19, 10);
  for (let offset = 0; offset < 20; offset++) if (offset !== 11) to.read(0, offset, 0, rowAt(offset), 12);
  to.committed(0, 20, 15);
  to.handed(0, 9, 9, 16);
  to.read(0, 9, 0, rowAt(9), 17);
};
const rowAt = (offset: number) => (offset % 2) * 10 + Math.floor(offset / 2);

async function inspected(message: string, write: StoredReadsOf | string, format: "text" | "json") {
  const paths = await storeRun(out, { history: clean(), result: {} });
  if (typeof write === "string") writeFileSync(paths.reads, write);
  else await storeReads(paths, clean(), write);
  const args = [paths.name, "--message", message, "--out", out, "--format", format];
  const { stdout } = await runCommand(defineInspect, args, { columns: 200 });
  return stdout;
}

it("the consumers that read it: when, at which offset, how often, and whether it was committed afterwards", async () => {
  const text = await inspected("1:4", reading, "text");
  expect(text.split("\n").filter((line) => /billing/.test(line))).toEqual([
    "read by          billing · Instance 0 · +0.0 s · partition 0, offset 9 · committed +0.0 s",
    "again by         billing · Instance 0 · +0.0 s · partition 0, offset 9 · not committed after it",
    "                 billing read it 2 times",
  ]);
  const { consumers, lost } = JSON.parse(await inspected("1:4", reading, "json"));
  expect(lost).toBe(false);
  const read = { member: "Instance 0", partition: "partition 0", offset: 9 };
  expect(consumers).toEqual({
    unknown: null,
    groups: [
      {
        ...{ group: "billing", times: 2, unfinished: [] },
        reads: [
          { ...read, atMs: 12, committedMs: 15 },
          { ...read, atMs: 17, committedMs: null },
        ],
        firstCommit: { ...read, offset: 20, atMs: 15 },
      },
    ],
  });
});

it("a message that no consumer read: who was handed it, and the commit behind it", async () => {
  const text = await inspected("1:5", reading, "text");
  expect(text.split("\n").filter((line) => /billing/.test(line))).toEqual([
    "handed to        billing · Instance 0 · +0.0 s · it did not finish the message",
    "read by          billing · no member · Instance 0 committed offset 20 · +0.0 s",
  ]);
  const none = await inspected("1:5", (to) => to.assigned(0, 0, 5), "text");
  expect(none).toContain("read by          billing · no member · no commit behind it\n");
});

it("reads that cannot be read are not known", async () => {
  expect(await inspected("1:4", "no reads at all", "text")).toMatch(/read by {10}not known: .*is damaged/);
  const { consumers } = JSON.parse(await inspected("1:4", "no reads at all", "json"));
  expect(consumers).toMatchObject({ unknown: expect.stringContaining("is damaged"), groups: [] });
});

it("a terminal of any width gets the same words", async () => {
  const { name } = await storeRun(out, { history: clean(), result: {} });
  const words = async (columns: number) => {
    const { stdout } = await runCommand(defineInspect, [name, "--message", "1:4", "--out", out], { columns });
    return stdout.split(/\s+/);
  };
  for (const columns of [0, 1, 20, 60]) expect(await words(columns)).toEqual(await words(200));
});

it("a message that the run does not have is refused", async () => {
  const { name } = await storeRun(out, { history: clean(), result: {} });
  const inspect = (message: string) => runCommand(defineInspect, [name, "--message", message, "--out", out]);
  for (const [wrong, why] of [
    ["2:0", "its producers are 0 to 1"],
    ["0:10", "the messages of producer 0 are 0 to 9"],
  ] as const) {
    await expect(inspect(wrong)).rejects.toThrow(new UsageError(`the run has no message ${wrong}: ${why}`));
  }
  for (const wrong of ["4", "a:b", "-1:0", ""]) {
    await expect(inspect(wrong)).rejects.toThrow(/is no message: give the numbers/);
  }
});
