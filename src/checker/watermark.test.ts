import fc from "fast-check";
import { expect, test } from "vitest";
import { type LeaderView, majorityLeader } from "./watermark.js";

const SEED = 4;
const views = (...seen: [leader: string | null, epoch: number][]): LeaderView[] =>
  seen.map(([leader, epoch], i) => ({ node: `kafka${i + 1}`, leader, epoch }));

test("the leader that most see wins, whatever an isolated one believes of itself", () => {
  expect(majorityLeader(views(["kafka1", 0], ["kafka2", 1], ["kafka2", 1]))).toEqual({
    leader: "kafka2",
    epoch: 1,
  });
  expect(majorityLeader(views(["kafka1", 9], ["kafka2", 1], ["kafka2", 1]))?.leader).toBe("kafka2");
});

test("between equals the higher epoch wins", () => {
  expect(majorityLeader(views(["kafka1", 0], ["kafka2", 1]))).toEqual({ leader: "kafka2", epoch: 1 });
  expect(majorityLeader(views(["kafka1", 5], [null, 6]))).toBeNull();
  expect(majorityLeader(views(["kafka1", 6], [null, 6]))).toEqual({ leader: "kafka1", epoch: 6 });
});

test("most seeing no leader, and nobody answering, is no leader", () => {
  expect(majorityLeader(views(["kafka1", 0], [null, 1], [null, 1]))).toBeNull();
  expect(majorityLeader([])).toBeNull();
});

test("who answers first decides nothing", () => {
  const view = fc.tuple(fc.constantFrom("kafka1", "kafka2", "kafka3", null), fc.nat(2));
  fc.assert(
    fc.property(fc.array(view, { maxLength: 6 }), (seen) => {
      expect(majorityLeader(views(...seen.toReversed()))).toEqual(majorityLeader(views(...seen)));
    }),
    { seed: SEED },
  );
});
