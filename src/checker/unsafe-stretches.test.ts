import fc from "fast-check";
import { expect, test } from "vitest";
import { equalLedger } from "../history/equal.test-support.js";
import type { Ledger, ProducerShape } from "../history/ledger.js";
import { unsafeStretches } from "./unsafe-stretches.js";

interface Acknowledged {
  readonly ms: number;
  readonly lost: boolean | null;
  readonly partition?: number;
}

function ledgerOf(messages: readonly Acknowledged[], acks: ProducerShape["acks"] = 1): Ledger {
  const shape = { nonce: 1, producers: 1, messages: messages.length, partitions: 2, startedAtMs: 0, acks };
  const ledger = equalLedger(shape);
  for (const [sequence, { ms, partition = 0 }] of messages.entries()) {
    ledger.sent(0, sequence, 0);
    ledger.acknowledged(0, sequence, partition, sequence, ms);
  }
  return ledger;
}

function stretches(messages: readonly Acknowledged[], acks?: ProducerShape["acks"]) {
  return unsafeStretches(ledgerOf(messages, acks), (row) => messages[row]!.lost);
}

const at = (lost: boolean | null, ...times: readonly number[]) => times.map((ms) => ({ ms, lost }));

test("a stretch goes from the first lost acknowledgement to the last before a kept one", () => {
  expect(stretches([...at(false, 1, 2, 8), ...at(true, 3, 4, 5, 9)])).toEqual([
    { partition: 0, fromMs: 3, toMs: 5, messages: 3 },
  ]);
});

test("the longest comes first, and each partition has its own", () => {
  const elsewhere = at(true, 4, 40).map((message) => ({ ...message, partition: 1 }));
  expect(stretches([...at(true, 1, 2, 10, 30), ...at(false, 5), ...elsewhere])).toEqual([
    { partition: 1, fromMs: 4, toMs: 40, messages: 2 },
    { partition: 0, fromMs: 10, toMs: 30, messages: 2 },
    { partition: 0, fromMs: 1, toMs: 2, messages: 2 },
  ]);
});

test("what is not known to be lost ends a stretch, also at the same time", () => {
  expect(stretches([...at(true, 1, 5, 5), ...at(null, 5)])).toEqual([]);
  expect(stretches([...at(true, 1, 2, 5), ...at(null, 5)])).toEqual([
    { partition: 0, fromMs: 1, toMs: 2, messages: 2 },
  ]);
});

test("with acks=0 no broker acknowledged anything, and one message alone is no stretch", () => {
  expect(stretches(at(true, 1, 2), 0)).toEqual([]);
  expect(stretches(at(true, 1))).toEqual([]);
});

test("within every stretch all that was acknowledged is lost, and no stretch could be longer", () => {
  const message = fc.record({
    ms: fc.integer({ min: 1, max: 12 }),
    lost: fc.constantFrom(true, true, false, null),
    partition: fc.integer({ min: 0, max: 1 }),
  });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 15 }), (messages) => {
      const expected = [0, 1].flatMap((partition) => {
        const here = messages.filter((one) => one.partition === partition);
        const times = [...new Set(here.map(({ ms }) => ms))].sort((a, b) => a - b);
        const isLostAt = (ms: number) => here.every((one) => one.ms !== ms || one.lost === true);
        return times.flatMap((fromMs, i) => {
          if (!isLostAt(fromMs) || (i > 0 && isLostAt(times[i - 1]!))) return [];
          const end = times.findIndex((ms, k) => k > i && !isLostAt(ms));
          const toMs = times[(end < 0 ? times.length : end) - 1]!;
          const within = here.filter(({ ms }) => ms >= fromMs && ms <= toMs);
          return toMs === fromMs ? [] : [{ partition, fromMs, toMs, messages: within.length }];
        });
      });
      const order = (found: readonly object[]) => found.map((one) => JSON.stringify(one)).sort();
      expect(order(stretches(messages))).toEqual(order(expected));
    }),
    { seed: 4, numRuns: 500 },
  );
});
