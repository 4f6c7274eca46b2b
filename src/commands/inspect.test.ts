import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cleanHistory, type History } from "../checker/histories.test-support.js";
import { storeRun } from "../checker/stored-runs.test-support.js";
import { UsageError } from "../errors.js";
import { at, view } from "../report/testing/runs.js";
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
