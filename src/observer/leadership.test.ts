import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { majorityLeader, newestLeader, newestView, newestViews, type View } from "./leadership.js";

const SEED = 4;
const views = (...seen: [leader: string | null, epoch: number][]): View[] =>
  seen.map(([leader, epoch], i) => ({ node: `kafka${i + 1}`, partition: 0, leader, epoch, isr: [] }));

describe("the leader", () => {
  it("is of the highest epoch, however few brokers have it", () => {
    expect(newestLeader(views(["kafka1", 9], ["kafka2", 1], ["kafka2", 1]), 0)).toEqual({
      leader: "kafka1",
      epoch: 9,
    });
    expect(newestLeader(views(["kafka1", 0], ["kafka2", 1], ["kafka2", 1]), 0)?.leader).toBe("kafka2");
  });

  it("is none while the highest epoch has none", () => {
    expect(newestLeader(views(["kafka1", 5], [null, 6], ["kafka1", 5]), 0)).toBeNull();
    expect(newestLeader([], 0)).toBeNull();
  });

  it("is named by one broker of an epoch where another sees none any more", () => {
    expect(newestLeader(views([null, 6], ["kafka2", 6]), 0)).toEqual({ leader: "kafka2", epoch: 6 });
  });

  it("tells its ISR itself", () => {
    const seen = views(["kafka2", 3], ["kafka2", 3], ["kafka1", 2]);
    expect(newestView(seen, 0)?.node).toBe("kafka2");
  });

  it("is one of each partition", () => {
    const others = views(["kafka3", 0], ["kafka1", 2]).map((view) => ({ ...view, partition: 1 }));
    const leaderless = views([null, 4]).map((view) => ({ ...view, partition: 2 }));
    const newest = newestViews([...others, ...leaderless, ...views(["kafka2", 1])]);
    expect(newest.map(({ partition, leader }) => [partition, leader])).toEqual([
      [0, "kafka2"],
      [1, "kafka1"],
      [2, null],
    ]);
  });
});

describe("the leader that most brokers name", () => {
  const majority = (seen: View[]) => majorityLeader(seen, 0);

  it("wins, whatever an isolated one believes of itself", () => {
    expect(majority(views(["kafka1", 0], ["kafka2", 1], ["kafka2", 1]))).toEqual({
      leader: "kafka2",
      epoch: 1,
    });
    expect(majority(views(["kafka1", 9], ["kafka2", 1], ["kafka2", 1]))?.leader).toBe("kafka2");
  });

  it("is that of the higher epoch between equals", () => {
    expect(majority(views(["kafka1", 0], ["kafka2", 1]))).toEqual({ leader: "kafka2", epoch: 1 });
    expect(majority(views(["kafka1", 5], [null, 6]))).toBeNull();
    expect(majority(views(["kafka1", 6], [null, 6]))).toEqual({ leader: "kafka1", epoch: 6 });
  });

  it("is none when most see none, and when no broker answers", () => {
    expect(majority(views(["kafka1", 0], [null, 1], [null, 1]))).toBeNull();
    expect(majority([])).toBeNull();
  });

  it("does not depend on which broker answers first", () => {
    const view = fc.tuple(fc.constantFrom("kafka1", "kafka2", "kafka3", null), fc.nat(2));
    fc.assert(
      fc.property(fc.array(view, { maxLength: 6 }), (seen) => {
        expect(majority(views(...seen.toReversed()))).toEqual(majority(views(...seen)));
      }),
      { seed: SEED },
    );
  });
});
