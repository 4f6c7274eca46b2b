import { expect, test } from "vitest";
import { TopicPartitions } from "../topic-partitions.js";
import { cleanupPolicyIn } from "./cleanup-policy.js";
import { sentencesAbout } from "./missing-offsets.js";

const policyOf = (config: Record<string, string>) => cleanupPolicyIn(config);
/** As brokers have it where nobody configures anything. */
const DEFAULTS = {
  "cleanup.policy": "delete",
  "retention.ms": "604800000",
  "retention.bytes": "-1",
  "max.compaction.lag.ms": "9223372036854775807",
};
const DEVIATION = { partition: 0, deleted: null, firstHole: null, holes: 0, tooShort: null, backward: null };
const deleted = { ...DEVIATION, deleted: { first: 0, last: 9111 } };
const hole = { ...DEVIATION, firstHole: { first: 3, last: 57 }, holes: 3 };

test("a policy names the limits that a run can reach", () => {
  expect(policyOf(DEFAULTS)).toEqual({ retention: [], compaction: [] });
  expect(policyOf({ ...DEFAULTS, "retention.ms": "3000" }).retention).toEqual(["retention.ms=3000"]);
  expect(policyOf({ ...DEFAULTS, "retention.bytes": "100000" }).retention).toEqual([
    "retention.bytes=100000",
  ]);
  expect(policyOf({ ...DEFAULTS, "cleanup.policy": "compact", "retention.ms": "3000" })).toEqual({
    retention: [],
    compaction: ["cleanup.policy=compact"],
  });
  expect(
    policyOf({
      "cleanup.policy": "compact,delete",
      "retention.ms": "3000",
      "max.compaction.lag.ms": "1000",
    }),
  ).toEqual({
    retention: ["retention.ms=3000"],
    compaction: ["cleanup.policy=compact,delete", "max.compaction.lag.ms=1000"],
  });
});

const ONE = new TopicPartitions([{ name: "test1", partitions: 1 }]);
const THREE = new TopicPartitions([{ name: "test1", partitions: 3 }]);

test("compaction is not called deletion, nor the other way round", () => {
  const retention = policyOf({ ...DEFAULTS, "retention.ms": "3000" });
  const compaction = policyOf({ ...DEFAULTS, "cleanup.policy": "compact" });
  expect(sentencesAbout(deleted, ONE, retention)).toEqual([
    "retention (retention.ms=3000) deleted offsets 0–9111 of the log",
  ]);
  expect(sentencesAbout({ ...deleted, partition: 2 }, THREE, retention)).toEqual([
    "retention (retention.ms=3000) deleted offsets 0–9111 of partition 2",
  ]);
  expect(sentencesAbout(hole, ONE, compaction)).toEqual([
    "compaction (cleanup.policy=compact) removed offsets 3–57 of the log and 2 more such gaps",
  ]);
  expect(sentencesAbout(hole, ONE, retention)).toEqual([
    "there is no record at offsets 3–57 of the log and 2 more such gaps, though the topic is not compacted",
  ]);
  for (const policy of [compaction, policyOf(DEFAULTS)]) {
    expect(sentencesAbout(deleted, ONE, policy)).toEqual([
      "offsets 0–9111 of the log were deleted, and not by retention, whose limits the run did not reach: " +
        "a client may have sent DeleteRecords",
    ]);
  }
});

test("a policy that no broker tells is not guessed", () => {
  expect(sentencesAbout({ ...hole, ...{ deleted: { first: 0, last: 0 } } }, ONE, null)).toEqual([
    "offset 0 of the log was deleted",
    "there is no record at offsets 3–57 of the log and 2 more such gaps",
  ]);
});
