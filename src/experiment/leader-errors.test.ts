import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LeaderErrors } from "../rundir/result.js";
import { TopicPartitions } from "../topic-partitions.js";
import { LeaderWatch } from "../workload/leader-watch.js";
import { leaderErrors } from "./leader-errors.js";

let directory: string;
let watch: LeaderWatch;
let notes: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-leader-errors-"));
  watch = new LeaderWatch(new TopicPartitions([{ name: "test1", partitions: 4 }]));
  notes = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const produced = (seconds: number, more: object = {}) => ({
  ...{ rule: "watch", interceptor: "leader-errors", effect: "observed", api: "Produce", brokerId: 1 },
  ...{ clientId: "chaos", topic: "test1", partition: 0, atMs: watch.sinceMs + seconds * 1_000 },
  ...more,
});
const failed = (seconds: number, times = 1) => produced(seconds, { error: "NOT_LEADER_OR_FOLLOWER", times });
const asked = (seconds: number, times = 1) => {
  const { topic, partition, ...entry } = produced(seconds, { api: "Metadata", times });
  return entry;
};

function found(...entries: object[]): Promise<LeaderErrors> {
  const path = join(directory, "proxy.ndjson");
  writeFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  return read(async () => path);
}

function read(journal: () => Promise<string | null>): Promise<LeaderErrors> {
  const { signal } = new AbortController();
  return leaderErrors(
    journal,
    new TopicPartitions([{ name: "test1", partitions: 1 }]),
    watch,
    (text) => notes.push(text),
    signal,
  );
}

function clientFails(): void {
  const message =
    "x: test1 [0]: MessageSet with 4 message(s) (MsgId 1) encountered error: Broker: Not leader for partition (actions Refresh)";
  watch.take({ severity: 7, fac: "MSGSET", message });
}

const iso = (seconds: number) => new Date(watch.sinceMs + seconds * 1_000).toISOString();

test("what the proxy and librdkafka saw is told side by side", async () => {
  clientFails();
  const { wire, ...others } = await found(asked(1), failed(5), failed(5.1, 2), asked(5.2, 2), produced(5.5));
  expect(wire).toEqual({
    ...{ errors: 3, burstsOmitted: 0 },
    bursts: [{ partition: 0, from: iso(5), to: iso(5.1), errors: 3, writesAgainAfterMs: 500 }],
  });
  expect(others).toMatchObject({
    ...{ kind: "transient", messagesSentAgain: 4, requestsRetried: null },
    client: { errors: 1 },
    metadataRequests: { wire: 3, client: null },
  });
  expect(notes).toEqual([]);
});

test("no error is known to be none only if the proxy watched", async () => {
  expect((await found(asked(1))).kind).toBe("none");
  const unwatched = await found(asked(-1));
  expect(unwatched).toMatchObject({ kind: null, wire: null });
  expect(notes).toEqual(["the proxy did not watch the producers"]);
});

test("errors of other topics, and what interceptors did, do not count", async () => {
  const others = [
    produced(2, { topic: "test2", error: "NOT_LEADER_OR_FOLLOWER" }),
    { ...failed(3), effect: "error" },
  ];
  expect((await found(asked(1), ...others)).kind).toBe("none");
});

test("if only one of the two saw errors, the kind is not known", async () => {
  expect(await found(asked(1), failed(2), produced(3))).toMatchObject({ kind: null, wire: { errors: 1 } });
  clientFails();
  expect(await found(asked(1))).toMatchObject({ kind: null, wire: { errors: 0 }, client: { errors: 1 } });
});

test("without a journal that can be read the kind is not known", async () => {
  const path = join(directory, "proxy.ndjson");
  writeFileSync(path, "no JSON\n");
  expect(await read(async () => path)).toMatchObject({
    ...{ kind: null, wire: null },
    metadataRequests: { wire: null },
  });
  expect(notes[0]).toContain("proxy.ndjson cannot be read");
  expect((await read(async () => null)).kind).toBeNull();
  const late = await read(() => Promise.reject(new Error("the producers' connections did not end")));
  expect(late.kind).toBeNull();
  expect(notes[1]).toBe("the producers' connections did not end");
});
