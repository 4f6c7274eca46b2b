import { expect, test } from "vitest";
import type { Link } from "../../cluster/topology.js";
import { describeCuts } from "./cuts.js";

const NODES = ["kafka1", "kafka2", "kafka3", "zk1"];

/** `a>b` one way, `a-b` both ways. */
const links = (...written: readonly string[]): Link[] =>
  written.flatMap((text) => {
    const [from, to] = text.split(/[->]/) as [string, string];
    return text.includes(">")
      ? [{ from, to }]
      : [
          { from, to },
          { from: to, to: from },
        ];
  });

test.each<readonly [string, readonly string[], readonly string[]]>([
  ["nothing is cut", [], []],
  [
    "one node is isolated: the others are not called cut",
    ["kafka3-kafka1", "kafka3-kafka2", "kafka3-zk1"],
    ["kafka3 is cut off from kafka1 kafka2 zk1"],
  ],
  ["a broker and ZooKeeper", ["kafka1-zk1"], ["kafka1 is cut off from zk1"]],
  [
    "two groups",
    ["kafka1-kafka3", "kafka2-kafka3", "kafka1-zk1", "kafka2-zk1"],
    ["kafka1 is cut off from kafka3 zk1", "kafka2 is cut off from kafka3 zk1"],
  ],
  [
    "two nodes",
    ["kafka1-kafka2", "zk1-kafka3"],
    ["kafka1 is cut off from kafka2", "kafka3 is cut off from zk1"],
  ],
  ["what one node sends", ["kafka1>kafka2", "kafka1>kafka3"], ["nothing from kafka1 reaches kafka2 kafka3"]],
  [
    "what one node receives",
    ["kafka1>kafka3", "kafka2>kafka3", "zk1>kafka3"],
    ["nothing from kafka1 kafka2 zk1 reaches kafka3"],
  ],
  [
    "both kinds",
    ["kafka1-zk1", "kafka1>kafka2"],
    ["kafka1 is cut off from zk1", "nothing from kafka1 reaches kafka2"],
  ],
  ["a link that was cut twice", ["kafka1>kafka2", "kafka1>kafka2"], ["nothing from kafka1 reaches kafka2"]],
])("%s", (_, cut, said) => {
  expect(describeCuts(links(...cut), NODES)).toEqual(said);
});
