import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InfrastructureError, UsageError } from "../errors.js";
import { lossy } from "../report/testing/runs.js";
import { createRun, findRun, latestRun, listRuns, readRun, Timeline, writeResult } from "./rundir.js";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "chaos-rundir-"));
});
afterEach(() => rmSync(out, { recursive: true }));

const now = new Date("2026-11-21T05:15:30.999Z");
const TOPICS = [
  { name: "orders", partitions: 2 },
  { name: "payments", partitions: 2 },
];

function finishedRun() {
  const paths = createRun(out, "acks1-leader-partition", now);
  writeResult(paths, lossy());
  return paths;
}

describe("a new run", () => {
  it("gets a directory named after the time and the scenario, and another when that is taken", () => {
    const nested = join(out, "deep", "runs");
    expect(createRun(nested, "acks1", now).name).toBe("20261121T051530Z-acks1");
    expect(createRun(nested, "acks1", now).name).toBe("20261121T051530Z-acks1-2");
    expect(existsSync(createRun(nested, "acks1", now).logs)).toBe(true);
  });

  it("stays inside of the directory, whatever the scenario is called", () => {
    expect(createRun(out, "../../etc/päss wd\n", now).name).toBe("20261121T051530Z-..-..-etc-p-ss-wd-");
  });

  it("says what to do when it cannot be kept there", () => {
    writeFileSync(join(out, "file"), "");
    expect(() => createRun(join(out, "file"), "x")).toThrow(UsageError);
    expect(() => createRun(join(out, "file", "below"), "x")).toThrow(/is not a directory.*--out/);
    expect(() => createRun("/proc/nowhere", "x")).toThrow(InfrastructureError);
  });
});

describe("result.json", () => {
  it("comes back as it was written, the last one wins, and nothing else is left", () => {
    const paths = finishedRun();
    const last = lossy({ verdict: "inconclusive", reasons: [{ about: "experiment", text: "not finished" }] });
    writeResult(paths, last);
    expect(readRun(paths.directory).result).toEqual(last);
    expect(existsSync(`${paths.result}.tmp`)).toBe(false);
  });

  it.each([
    ["", /result\.json is damaged: it is empty/],
    ['{"schemaVersion": 1, "run":', /result\.json is damaged: it is not whole JSON/],
    ['{"schemaVersion": "3.0"}', /newer chaos \(its schema is 3\.0, this one reads up to 2\.7\)$/],
    ['{"schemaVersion": 1, "run": 7}', /is not a result of chaos: run: /],
    ["null", /is not a result of chaos: its top level: /],
  ])("%j is refused with a sentence", (text, sentence) => {
    const paths = finishedRun();
    writeFileSync(paths.result, text);
    expect(() => readRun(paths.directory)).toThrow(InfrastructureError);
    expect(() => readRun(paths.directory)).toThrow(sentence);
  });

  it("is missed with a sentence", () => {
    expect(() => readRun(out)).toThrow(/is not a run: it has no result\.json/);
    expect(() => readRun(join(out, "none"))).toThrow(/there is no run at/);
  });
});

describe("timeline.ndjson", () => {
  it("has every event the moment it is appended, with the wall's and the run's time", () => {
    const paths = finishedRun();
    using timeline = new Timeline(paths, TOPICS);
    const first = timeline.append({ event: "phase", phase: "starting" });
    const second = timeline.append({ event: "note", message: "line\nbreak" });
    expect(readRun(paths.directory)).toMatchObject({ timeline: [first, second], damage: [] });
    expect(readFileSync(paths.timeline, "utf8")).toMatch(
      /^\{"event":"header","schemaVersion":"2\.4","topics":\[\{"topic":"orders","partitions":2\},/,
    );
    expect(second.ms).toBeGreaterThanOrEqual(first.ms);
    expect(new Date(first.at).toISOString()).toBe(first.at);
  });

  it("names the topic of a partition in the file, and has one number for it in the program", () => {
    const paths = finishedRun();
    using timeline = new Timeline(paths, TOPICS);
    const view = { node: "kafka1", leader: "kafka1", epoch: 3, isr: ["kafka1"] };
    const ofPayments = timeline.append({ event: "view", partition: 3, ...view });
    expect(JSON.parse(readFileSync(paths.timeline, "utf8").split("\n")[1]!)).toMatchObject({
      ...{ topic: "payments", partition: 1 },
    });
    expect(readRun(paths.directory)).toMatchObject({ timeline: [ofPayments], damage: [] });
    appendFileSync(paths.timeline, `${JSON.stringify({ ...ofPayments, topic: "payments", partition: 2 })}\n`);
    expect(readRun(paths.directory).damage).toEqual(["timeline.ndjson has 1 line that cannot be read"]);
  });

  it("forgives the line that a killed run was writing, and tells of it", () => {
    const paths = finishedRun();
    using timeline = new Timeline(paths, TOPICS);
    const whole = timeline.append({ event: "phase", phase: "producing" });
    appendFileSync(paths.timeline, '{"at":"2026-11-21T05:1');
    expect(readRun(paths.directory)).toMatchObject({
      timeline: [whole],
      damage: ["timeline.ndjson ends in the middle of a line"],
    });
  });

  it("keeps a last line that lacks only its newline", () => {
    const paths = finishedRun();
    using timeline = new Timeline(paths, TOPICS);
    const event = timeline.append({ event: "phase", phase: "producing" });
    writeFileSync(paths.timeline, readFileSync(paths.timeline, "utf8").trimEnd());
    expect(readRun(paths.directory)).toMatchObject({ timeline: [event], damage: [] });
  });

  it("counts lines that are not events", () => {
    const paths = finishedRun();
    writeFileSync(
      paths.timeline,
      '{"event":"view"}\n\u0000\u0000\n{"at":"x","ms":1,"event":"note","message":""}\n',
    );
    expect(readRun(paths.directory)).toMatchObject({
      timeline: [],
      damage: ["timeline.ndjson has 3 lines that cannot be read"],
    });
  });

  it("of version 1 has no header, and another name for offsets that went back", () => {
    const paths = finishedRun();
    const event = { at: "2026-11-21T12:00:00.000Z", ms: 1, producer: 0, partition: 0, lost: 1 };
    const line = JSON.stringify({ ...event, event: "failover", lastOffset: 3, offset: 2 });
    writeFileSync(paths.timeline, `${line}\n`);
    expect(readRun(paths.directory)).toMatchObject({ timeline: [{ event: "offset-regressed" }], damage: [] });
  });

  it("of a newer chaos is told", () => {
    const paths = finishedRun();
    writeFileSync(paths.timeline, '{"event":"header","schemaVersion":"3.0"}\n');
    const damage = ["timeline.ndjson was written by a newer chaos"];
    expect(readRun(paths.directory)).toMatchObject({ timeline: [], damage });
  });

  it("may be missing", () => {
    expect(readRun(finishedRun().directory)).toMatchObject({
      timeline: [],
      damage: ["timeline.ndjson is missing"],
    });
  });

  it("takes nothing more once closed", () => {
    const paths = finishedRun();
    const timeline = new Timeline(paths, TOPICS);
    timeline[Symbol.dispose]();
    timeline[Symbol.dispose]();
    timeline.append({ event: "note", message: "late" });
    expect(readFileSync(paths.timeline, "utf8")).toBe("");
  });
});

describe("past runs", () => {
  it("are listed oldest first, without what is not a run", () => {
    const names = Array.from({ length: 11 }, () => basename(finishedRun().directory));
    mkdirSync(join(out, "20270101T000000Z-unfinished"));
    writeFileSync(join(out, "notes.txt"), "");
    expect(listRuns(out).map((run) => basename(run))).toEqual(names);
    expect(latestRun(out)).toBe(join(out, "20261121T051530Z-acks1-leader-partition-11"));
  });

  it("are none where there is no directory", () => {
    expect(listRuns(join(out, "none"))).toEqual([]);
    expect(() => latestRun(join(out, "none"))).toThrow(/there are no runs in .* yet: "chaos run/);
  });

  it("are found by path or by name", () => {
    const { directory, name } = finishedRun();
    expect(findRun("elsewhere", directory)).toBe(directory);
    expect(findRun(out, name)).toBe(directory);
    expect(() => findRun(out, "nothing")).toThrow(/there is no run called nothing/);
  });
});
