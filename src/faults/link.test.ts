import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Link } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { atLeastOne, linksBetween, linksBetweenGroups, linksFromTo } from "./link.js";

const NODES = ["kafka1", "kafka2", "kafka3", "zk1"];
const arrows = (links: readonly Link[]) => links.map(({ from, to }) => `${from}>${to}`).sort();

describe("links", () => {
  it("go one way from each to each, and never from a node to itself", () => {
    expect(arrows(linksFromTo(["kafka1", "kafka2"], ["kafka2", "zk1"]))).toEqual([
      "kafka1>kafka2",
      "kafka1>zk1",
      "kafka2>zk1",
    ]);
  });

  it("between nodes go both ways, each once, even where the two sides overlap", () => {
    expect(arrows(linksBetween(["kafka1"], ["zk1"]))).toEqual(["kafka1>zk1", "zk1>kafka1"]);
    expect(arrows(linksBetween(["kafka1", "kafka2"], ["kafka1", "kafka2"]))).toEqual([
      "kafka1>kafka2",
      "kafka2>kafka1",
    ]);
  });

  it("to work on there must be", () => {
    expect(() => atLeastOne([], "slow")).toThrow(InfrastructureError);
    expect(atLeastOne([{ from: "kafka1", to: "zk1" }], "slow")).toHaveLength(1);
  });
});

describe("blockade's groups", () => {
  it("isolate a leader from ZooKeeper only when they overlap as in the published experiment", () => {
    const groups = [
      ["kafka1", "kafka2", "kafka3"],
      ["zk1", "kafka2", "kafka3"],
    ];
    expect(arrows(linksBetweenGroups(NODES, groups))).toEqual(["kafka1>zk1", "zk1>kafka1"]);
  });

  it("isolate a node that is alone in its group, the others being one group by themselves", () => {
    expect(arrows(linksBetweenGroups(NODES, [["kafka3"]]))).toEqual(
      arrows(linksBetween(["kafka3"], ["kafka1", "kafka2", "zk1"])),
    );
  });

  it("let two nodes talk if, and only if, some group has both, nodes in no group being one group", () => {
    const nodes = fc
      .integer({ min: 1, max: 14 })
      .map((count) => Array.from({ length: count }, (_, i) => `n${i}`));
    const split = nodes.chain((all) =>
      fc.tuple(fc.constant(all), fc.array(fc.subarray(all), { maxLength: 5 })),
    );
    fc.assert(
      fc.property(split, ([all, groups]) => {
        const cut = new Set(arrows(linksBetweenGroups(all, groups)));
        const listed = new Set(groups.flat());
        for (const a of all) {
          for (const b of all) {
            if (a === b) expect(cut.has(`${a}>${b}`)).toBe(false);
            else {
              const together = groups.some((group) => group.includes(a) && group.includes(b));
              const unlisted = !listed.has(a) && !listed.has(b);
              expect(cut.has(`${a}>${b}`)).toBe(!together && !unlisted);
            }
          }
        }
      }),
      { seed: 5 },
    );
  });
});
