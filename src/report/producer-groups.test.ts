import { expect, it } from "vitest";
import { tellGroups } from "../checker/findings.js";
import { NO_ANOMALIES } from "../checker/tallies.test-support.js";
import { equalLedger } from "../history/equal.test-support.js";
import type { Result } from "../rundir/result.js";
import { readResultJson, resultAsJson } from "../rundir/result-file/result-file.js";
import { producerGroupRows } from "./model/producer-groups.js";
import { whyOf } from "./model/why.js";
import { pretty } from "./pretty.js";
import { plainPage } from "./testing/plain-page.js";
import { result as aResult, lossy, lostRange, runData } from "./testing/runs.js";

const group = (name: string, acks: 0 | 1 | "all", instances: number) => ({
  ...{ name, topic: "test1", instances, messages: 10, acks, rate: 100 },
  startMs: Array.from({ length: instances }, () => 0),
  ...{ sizeBytes: 100, idempotence: false, key: "none", schema: "none", config: { "linger.ms": 5 } },
});

/** Of 30 messages the last two are lost, and the first one failed. */
function several(isKnown = true): Result {
  const ledger = equalLedger({
    ...{ nonce: 1, producers: 3, messages: 10, partitions: 1, acks: 1, startedAtMs: 0 },
  });
  for (let row = 0; row < 30; row++) {
    const [producer, sequence] = [Math.floor(row / 10), row % 10];
    ledger.sent(producer, sequence, 10 * sequence);
    if (row === 0) ledger.failed(producer, sequence, 0, "ERR__TIMED_OUT", 100);
    else ledger.acknowledged(producer, sequence, 0, row, 100);
  }
  const run = aResult({
    producers: { instances: 3, acks: "mixed", rate: 100 },
    groups: [group("orders", "all", 1), group("clicks", 1, 2)],
  });
  const found = { counts: { lost: 2 }, isLost: (row: number) => row >= 28, ofProducer: () => NO_ANOMALIES };
  tellGroups(ledger, run, isKnown ? found : null);
  return run;
}

it("each group has what became of its own messages", () => {
  expect(several().groups!.map(({ counts, reachedRate }) => [counts, reachedRate])).toEqual([
    [expect.objectContaining({ sent: 10, acknowledged: 9, failed: 1, lost: 0 }), 100],
    [expect.objectContaining({ sent: 20, acknowledged: 20, failed: 0, lost: 2 }), 100],
  ]);
  expect(several(false).groups![1]!.counts).toMatchObject({ acknowledged: 20, lost: null });
});

it("result.json has the groups, and is read back to the same", () => {
  for (const run of [several(), several(false)]) {
    const json = JSON.parse(JSON.stringify(resultAsJson(run)));
    expect(json.settings.producers).toMatchObject({ instances: 1, acks: "all", messagesEach: 10 });
    expect(json.settings.producerGroups[1]).toMatchObject({ name: "clicks", acks: "1", instances: 2 });
    const read = readResultJson(json, { scenario: null, timeline: [] });
    expect([read.groups, read.producers]).toEqual([run.groups, run.producers]);
  }
});

it("a report has a line of settings and of messages for each group", () => {
  const page = plainPage();
  const text = pretty.render([runData(several(), [])], page) as string;
  expect(text).toMatch(
    /^settings +orders: acks all · 1 producer at 100\/s \(100\/s reached\) · linger\.ms 5/m,
  );
  expect(text).toMatch(/^ +clicks: acks 1 · 2 producers at 100\/s/m);
  expect(text).toMatch(/^producers +orders: 9 acknowledged · 1 failed · 0 lost$/m);
  expect(text).toMatch(/^ +clicks: 20 acknowledged · 0 failed · 2 lost$/m);
});

it("a lost range is told by the acks of its own producer", () => {
  const page = plainPage();
  const lostBy = (producer: number) =>
    lossy({
      producers: { instances: 2, acks: "mixed", rate: 100 },
      groups: [group("orders", 1, 1), group("clicks", 0, 1)],
      lostRanges: [{ ...lostRange, producer }],
    });
  const told = (producer: number) => pretty.render([runData(lostBy(producer), [])], page) as string;
  expect(told(0)).toMatch(/^ +acknowledged by kafka1/m);
  expect(told(1)).toMatch(/^ +sent · /m);
  expect(told(1)).not.toMatch(/^ +acknowledged/m);
  expect(whyOf(lostBy(1))).toEqual(["With acks=0 no broker answers, so the producer cannot know."]);
  expect(whyOf(lostBy(0))).not.toEqual(whyOf(lostBy(1)));
});

it("messages of aborts that the scenario asks for are told apart from those that failed", () => {
  const run = several();
  const [orders, clicks] = run.groups!;
  orders!.transactions = { every: 10, abortShare: 0.1 };
  const text = () => pretty.render([runData(run, [])], plainPage()) as string;
  expect(text()).toMatch(/^producers +orders: 9 acknowledged · 1 failed or aborted · 0 lost$/m);
  orders!.abortedAsPlanned = 1;
  expect(text()).toMatch(/^producers +orders: 9 acknowledged · 0 failed · 1 aborted as planned · 0 lost$/m);
  expect(producerGroupRows(run)).toMatchObject([{ failed: 0, aborted: 1 }, { failed: 0 }]);
  expect(clicks!.abortedAsPlanned).toBeUndefined();
  const json = JSON.parse(JSON.stringify(resultAsJson(run)));
  expect(json.settings.producerGroups[0].abortedAsPlanned).toBe(1);
  expect(readResultJson(json, { scenario: null, timeline: [] }).groups).toEqual(run.groups);
});
