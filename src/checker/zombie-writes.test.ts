import { expect, it } from "vitest";
import type { BatchOrigin } from "../history/log-entries.js";
import { ZombieWrites } from "./zombie-writes.js";

type Entry = readonly [what: "record" | "commit" | "abort" | "plain", producerId: number, epoch?: number];

/** Partitions of one entry an offset. */
function zombiesIn(...partitions: readonly (readonly Entry[])[]): ZombieWrites {
  const zombies = new ZombieWrites();
  for (const [partition, entries] of partitions.entries()) {
    zombies.begin(partition);
    for (const [offset, [what, producerId, producerEpoch]] of entries.entries()) {
      const origin: BatchOrigin = {
        ...{ leaderEpoch: 0, producerId, isTransactional: what !== "plain" },
        ...(producerEpoch !== undefined && { producerEpoch }),
        marker: what === "commit" || what === "abort" ? what : null,
      };
      zombies.batch(origin);
      if (origin.marker === null) zombies.records(offset, 1, 0, offset);
      else zombies.control(offset);
    }
  }
  return zombies;
}

it("a record with a lower epoch than a record or marker of its producer id is of a fenced producer", () => {
  const { messages, found } = zombiesIn([
    ["record", 7, 4],
    ["abort", 7, 5],
    ["record", 7, 4],
    ["record", 7, 4],
    ["record", 7, 6],
    ["record", 7, 5],
  ]);
  expect(messages).toBe(3);
  expect(found).toEqual([
    {
      ...{ partition: 0, producerId: 7, epoch: 4, first: 2, last: 3, records: 2, row: 2 },
      by: { epoch: 5, offset: 1, isMarker: true },
    },
    {
      ...{ partition: 0, producerId: 7, epoch: 5, first: 5, last: 5, records: 1, row: 5 },
      by: { epoch: 6, offset: 4, isMarker: false },
    },
  ]);
});

it("epochs that rise are none: with each marker, as with transaction version 2, or with the same epoch in all", () => {
  expect(
    zombiesIn([
      ["record", 7, 4],
      ["commit", 7, 5],
      ["record", 7, 5],
      ["commit", 7, 6],
    ]).messages,
  ).toBe(0);
  expect(
    zombiesIn([
      ["record", 7, 4],
      ["commit", 7, 4],
      ["record", 7, 4],
      ["abort", 7, 5],
      ["record", 7, 6],
    ]).messages,
  ).toBe(0);
});

it("another producer id, another partition and a marker are none", () => {
  const zombies = zombiesIn(
    [
      ["record", 7, 32_766],
      ["commit", 7, 32_767],
      ["record", 8, 0],
      ["commit", 8, 1],
      ["commit", 7, 3],
    ],
    [["record", 7, 2]],
  );
  expect(zombies.messages).toBe(0);
});

it("a producer without transactions is none", () => {
  expect(
    zombiesIn([
      ["plain", 7, 4],
      ["plain", 7, 3],
    ]).messages,
  ).toBe(0);
});

it("a file without epochs leaves it unknown, if it has transactions", () => {
  expect(
    zombiesIn([
      ["record", 7],
      ["commit", 7],
    ]).isUnknown,
  ).toBe(true);
  expect(zombiesIn([["plain", 7]]).isUnknown).toBe(false);
});
