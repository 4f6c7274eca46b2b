import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cleanHistory, type History } from "../checker/histories.test-support.js";
import {
  type StoredReadsOf,
  type StoredRun,
  storeReads,
  storeRun,
} from "../checker/stored-runs.test-support.js";
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";
import type { RunPaths } from "../rundir/rundir.js";
import { defineCheck } from "./check.js";
import { EXIT } from "./command.js";
import { runCommand } from "./command.test-support.js";

const MESSAGES = 20;
const SAME = "checked again: verdict, counts and reasons are those of result.json\n";
/** Of a clean history of twenty messages. */
const CLEAN = {
  ...{ logMessages: MESSAGES, lost: 0, lostAtLeast: 0, lostAtMost: 0 },
  ...{ duplicated: 0, reordered: 0, corrupted: 0, unexpected: 0, misplaced: 0 },
  ...{ failedButStored: 0, neverSent: 0, foreign: 0, epochs: 0, doubleAcknowledged: 0, backdated: 0 },
};

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "chaos-check-"));
});
afterEach(() => rmSync(out, { recursive: true }));

function clean(): History {
  return cleanHistory({ producers: 1, messages: MESSAGES, partitions: 2, acks: 1 });
}

/** The last two messages of each partition are gone, as after an unclean fail-over. */
function lossy(): History {
  const history = clean();
  for (const log of history.log) log.length -= 2;
  return history;
}

const LOST = { ...CLEAN, logMessages: MESSAGES - 4, lost: 4, lostAtLeast: 4, lostAtMost: 4 };

function store(history: History, result: StoredRun["result"], journal: StoredRun["journal"] = null) {
  return storeRun(out, { history, result, journal });
}

const check = (...words: string[]) => runCommand(defineCheck, [...words, "--out", out]);

describe("a run that is whole", () => {
  it("is judged as its result.json says: as expected", async () => {
    const { name } = await store(clean(), { counts: CLEAN });
    const { code, stdout, stderr } = await check(name);
    expect(stdout).toMatch(/^lost +0 of 20 acknowledged messages/);
    expect(stdout).toContain("as expected      acksall");
    expect(stdout.endsWith(SAME)).toBe(true);
    expect({ code, stderr }).toEqual({ code: EXIT.asExpected, stderr: "" });
  });

  it("is judged as its result.json says: not as expected", async () => {
    const reasons = [
      { about: "expectation" as const, text: "no loss was expected, but 4 messages are lost" },
    ];
    const { name } = await store(lossy(), { counts: LOST, verdict: "not-as-expected", reasons });
    const { code, stdout } = await check(name);
    expect(stdout.endsWith(SAME)).toBe(true);
    expect(code).toBe(EXIT.notAsExpected);
  });

  it("is compared with its result.json, which stays as it is", async () => {
    const paths = await store(lossy(), { counts: CLEAN });
    const before = filesOf(paths);
    const { code, stdout } = await check(paths.directory);
    expect(stdout).toContain(
      [
        "checked again, result.json differs:",
        "  verdict: as expected in result.json, not as expected now",
        "  logMessages: 20 in result.json, 16 now",
        "  lost: 0 in result.json, 4 now",
        "  lostAtLeast: 0 in result.json, 4 now",
        "  lostAtMost: 0 in result.json, 4 now",
        "  reason only now: no loss was expected, but 4 messages are lost",
        "",
      ].join("\n"),
    );
    expect(code).toBe(EXIT.notAsExpected);
    expect(filesOf(paths)).toEqual(before);
  });

  it("keeps the doubts of the run itself, which its files do not show", async () => {
    const doubts = [{ about: "experiment" as const, text: "kafka1 died by itself: it says no more" }];
    const { name } = await store(clean(), {
      counts: CLEAN,
      verdict: "inconclusive",
      reasons: doubts,
      doubts,
    });
    const { code, stdout } = await check(name);
    expect(stdout).toContain("kafka1 died by itself");
    expect(stdout.endsWith(SAME)).toBe(true);
    expect(code).toBe(EXIT.infrastructure);
  });

  it("but was killed afterwards stays inconclusive", async () => {
    const { name } = await store(clean(), { counts: CLEAN, finishedAt: null });
    const { code, stdout } = await check(name);
    expect(stdout).toContain("reason only now: the run did not finish");
    expect(code).toBe(EXIT.infrastructure);
  });
});

const copies = (...offsets: [number, number][]): ProxyJournalEntry => ({
  ...{ rule: "scenario-1", interceptor: "duplicate-resource", atMs: 0, effect: "duplicate", api: "Produce" },
  ...{ brokerId: 1, clientId: "chaos", topic: "test1", partition: 0, offsets, records: 3 },
});

describe("a run with a proxy", () => {
  /** Three messages, and a copy of them. */
  function copied(): History {
    const history = cleanHistory({ producers: 1, messages: 3, partitions: 1, acks: 1 });
    history.log[0]!.push(...history.log[0]!);
    return history;
  }
  const counts = { ...CLEAN, logMessages: 6, lostByWatermark: null };

  it("is judged by what the proxy's journal says", async () => {
    const planted = { duplicated: 3, corrupted: 0 };
    const { name } = await store(copied(), { counts, planted }, [copies([3, 5])]);
    const { code, stdout } = await check(name);
    expect(stdout.endsWith(SAME)).toBe(true);
    expect(code).toBe(EXIT.asExpected);
  });

  it("is inconclusive where the journal is gone", async () => {
    const paths = await store(copied(), { counts }, [copies([3, 5])]);
    rmSync(paths.proxyJournal);
    const { code, stdout } = await check(paths.name);
    expect(stdout).toContain("what the proxy did is not known in full: proxy.ndjson cannot be read");
    expect(code).toBe(EXIT.infrastructure);
  });
});

describe("a run that cannot be judged", () => {
  type Damage = (paths: RunPaths) => void | Promise<void>;
  const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, statSync(path).size - 5));

  /** The same files of a run that differs in something. */
  async function filesOfAnother(history: History): Promise<RunPaths> {
    return store(history, { counts: CLEAN });
  }

  it.each<[string, Damage, RegExp]>([
    [
      "without a log",
      ({ log }) => rmSync(log),
      /there is no log\.bin in .*: an older chaos made the run, and it kept no log/,
    ],
    ["with a log that was cut off", ({ log }) => cut(log), /log\.bin is not whole: the run stopped before/],
    [
      "with a damaged log",
      ({ log }) => {
        const bytes = readFileSync(log);
        bytes[60]! ^= 1;
        writeFileSync(log, bytes);
      },
      /log\.bin is damaged: the block at byte 12 does not match its checksum/,
    ],
    [
      "with the log of a newer chaos",
      ({ log }) => {
        const bytes = readFileSync(log);
        bytes[8] = 9;
        writeFileSync(log, bytes);
      },
      /log\.bin was written by a newer chaos \(its version is 9, this one reads up to \d+\)/,
    ],
    [
      "with the log of a run that had more partitions",
      async ({ log }) => {
        const shape = { producers: 1, messages: MESSAGES, partitions: 3, acks: 1 as const };
        writeFileSync(log, readFileSync((await filesOfAnother(cleanHistory(shape))).log));
      },
      /log\.bin and ledger\.bin are not of the same run: the number of partitions is 3 in log\.bin and 2 in ledger\.bin/,
    ],
    [
      "with the ledger of another run",
      ({ ledger }) => {
        const bytes = readFileSync(ledger);
        const nonce = /"nonce":\d(\d+)/d.exec(bytes.toString("latin1", 0, 1_000))!;
        bytes.write("1", nonce.indices![1]![0]);
        // As in a file of an older chaos, which has no checksum.
        bytes.writeUInt32LE(0, 65_532);
        writeFileSync(ledger, bytes);
      },
      /log\.bin and ledger\.bin are not of the same run: the number that marks the messages/,
    ],
    ["without a ledger", ({ ledger }) => rmSync(ledger), /the ledger .* can't be read: ENOENT/],
    [
      "with a ledger in which a byte is changed",
      ({ ledger }) => {
        const bytes = readFileSync(ledger);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(ledger, bytes);
      },
      /the ledger .* can't be read: it does not match its checksum/,
    ],
    [
      "with half a ledger",
      ({ ledger }) => cut(ledger),
      /the ledger .* can't be read: it ends within the column/,
    ],
    [
      "without a scenario",
      ({ scenario }) => rmSync(scenario),
      /the scenario of the run cannot be read: ENOENT/,
    ],
    [
      "with the scenario of a run that had more messages",
      ({ scenario }) =>
        writeFileSync(scenario, readFileSync(scenario, "utf8").replace("count: 20", "count: 200")),
      /ledger\.bin and scenario\.yaml are not of the same run: the number of messages of each producer is 20 in/,
    ],
    [
      "with the result of another run",
      ({ result }) =>
        writeFileSync(result, readFileSync(result, "utf8").replace('"acks": "1"', '"acks": "all"')),
      /ledger\.bin and result\.json are not of the same run: acks is 1 in ledger\.bin and all in result\.json/,
    ],
    [
      "with another scenario",
      ({ scenario }) =>
        writeFileSync(scenario, readFileSync(scenario, "utf8").replace("name: test1", "name: test2")),
      /log\.bin and scenario\.yaml are not of the same run: the topic is test1 in log\.bin and test2 in scenario\.yaml/,
    ],
    [
      "with a scenario that is none",
      ({ scenario }) => writeFileSync(scenario, "name: [what"),
      /the scenario of the run cannot be read: /,
    ],
  ])("%s is inconclusive, with one sentence", async (_, damage, sentence) => {
    const paths = await store(clean(), { counts: CLEAN });
    await damage(paths);
    const { code, stdout } = await check(paths.directory);
    const reasons = stdout.split("\n").filter((line) => line.startsWith("  reason only now: "));
    expect(reasons).toEqual([expect.stringMatching(sentence)]);
    expect(stdout).toContain("  verdict: as expected in result.json, inconclusive now\n");
    expect(stdout).toContain("  the counts of the log: known in result.json, not known now\n");
    expect(stdout).not.toMatch(/^ +at /m);
    expect(code).toBe(EXIT.infrastructure);
  });

  it("for a pipe in the place of its log is refused, and not waited for", async () => {
    const { name, log } = await store(clean(), { counts: CLEAN });
    rmSync(log);
    spawnSync("mkfifo", [log]);
    await expect(check(name)).rejects.toThrow(/log\.bin is not a file$/);
  });

  it("because it stopped before the log was read says so", async () => {
    const paths = await store(clean(), { counts: { logMessages: null }, finishedAt: null });
    rmSync(paths.log);
    const { code, stdout } = await check(paths.name);
    expect(stdout).toMatch(/there is no log\.bin in .*: the run stopped before it had read the log$/m);
    expect(code).toBe(EXIT.infrastructure);
  });

  it("for want of a log is told how to get one", async () => {
    const paths = await store(clean(), { counts: CLEAN });
    rmSync(paths.log);
    expect((await check(paths.name)).stderr).toBe(`try   chaos run ${paths.scenario}\n`);
  });

  it("hides no other run, and the one that is certain decides the exit code", async () => {
    const unreadable = await store(clean(), { counts: CLEAN });
    rmSync(unreadable.log);
    const lost = await store(lossy(), { counts: LOST, verdict: "not-as-expected" });
    const { code, stdout } = await check(unreadable.name, lost.name);
    expect(stdout.match(/^checked again/gm)).toHaveLength(2);
    expect(code).toBe(EXIT.notAsExpected);
    await expect(check(lost.name, "nowhere")).rejects.toThrow("there is no run called nowhere");
  });
});

function filesOf({ directory }: RunPaths): Record<string, string> {
  const files = readdirSync(directory).filter((name) => statSync(join(directory, name)).isFile());
  expect(existsSync(join(directory, "result.json"))).toBe(true);
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name), "latin1")]));
}

describe("a run with consumers", () => {
  /** Each partition has ten messages: the group reads them in batches of five, and commits after each. */
  const reads =
    ({ leavesOut = -1, readsAgain = false } = {}): StoredReadsOf =>
    (to) => {
      for (const partition of [0, 1]) {
        to.assigned(partition, null, 1);
        for (const first of readsAgain ? [0, 5, 5] : [0, 5]) {
          to.handed(partition, first, first + 4, 10);
          for (let offset = first; offset < first + 5; offset++)
            if (partition !== 1 || offset !== leavesOut)
              to.read(partition, offset, 0, 2 * offset + partition, 11);
          to.committed(partition, first + 5, 12);
        }
      }
    };
  const EXPECT = { loss: "any", consumers: { skipped: "none", reprocessed: "none" } } as const;

  it("is judged by what its group read: as expected", async () => {
    const paths = await store(clean(), { counts: CLEAN, expect: EXPECT });
    await storeReads(paths, clean(), reads());
    const { code, stdout } = await check(paths.name);
    expect(stdout).toContain("consumers        billing · 20 messages in 20 reads by 1 process");
    expect(stdout).toContain("skipped of group billing: not known in result.json, 0 now");
    expect(code).toBe(EXIT.asExpected);
  });

  it("is not as expected if it skipped a message or read one again, and says who and when", async () => {
    const paths = await store(clean(), { counts: CLEAN, expect: EXPECT });
    await storeReads(paths, clean(), reads({ leavesOut: 7 }));
    const { code, stdout } = await check(paths.name);
    expect(stdout).toContain("group billing committed past 1 message that no member had read");
    expect(stdout).toMatch(/skipped, partition 1, offset 7 \(1 message\): Instance 0 was handed offsets 5–9/);
    expect(code).toBe(EXIT.notAsExpected);
    await storeReads(paths, clean(), reads({ readsAgain: true }));
    expect((await check(paths.name)).stdout).toContain("group billing read 10 messages more than once");
  });

  it("is inconclusive if its reads are damaged, of another run, gone, or were not put together", async () => {
    const paths = await store(clean(), { counts: CLEAN, expect: EXPECT });
    const saysOf = async (because: RegExp) => {
      const { code, stdout } = await check(paths.name);
      expect(stdout.replace(/\s+/g, " ")).toMatch(because);
      expect(code).toBe(EXIT.infrastructure);
    };
    await saysOf(/the run has no reads.bin, so the reads of consumer groups are not known/);
    await storeReads(paths, clean(), reads());
    const bytes = readFileSync(paths.reads);
    writeFileSync(paths.reads, bytes.subarray(0, bytes.length - 1));
    await saysOf(/reads.bin is not whole: the end of the file is gone, so the reads/);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(paths.reads, bytes);
    await saysOf(/reads.bin is damaged/);
    await storeReads(paths, { ...clean(), partitions: 3 }, reads());
    await saysOf(/reads.bin and ledger.bin are not of the same run/);
    rmSync(paths.reads);
    mkdirSync(paths.segments);
    await saysOf(/the run stopped before it had put together the reads of its consumers/);
  });

  it("does not mind them where it expects nothing of consumers", async () => {
    const paths = await store(clean(), { counts: CLEAN });
    mkdirSync(paths.segments);
    const { code, stdout } = await check(paths.name);
    expect(stdout).toContain("not known: there is no");
    expect(code).toBe(EXIT.asExpected);
  });
});
