import { Chalk } from "chalk";
import { expect, test } from "vitest";
import type { ClusterLook } from "../../observer/look.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { render } from "./status.js";

const plain = { columns: 100, paint: new Chalk({ level: 0 }) };
const colored = { columns: 100, paint: new Chalk({ level: 1 }) };
const topics = new TopicPartitions([{ name: "test1", partitions: 1 }]);
const node = (name: string, state: ClusterLook["nodes"][number]["state"]) => ({
  name,
  kind: name.startsWith("zk") ? ("zookeeper" as const) : ("broker" as const),
  state,
});

const partitioned: ClusterLook = {
  nodes: [
    node("kafka1", "running"),
    node("kafka2", "running"),
    node("kafka3", "down"),
    node("zk1", "running"),
  ],
  cutLinks: [
    { from: "kafka1", to: "zk1" },
    { from: "zk1", to: "kafka1" },
    { from: "kafka1", to: "kafka2" },
    { from: "kafka2", to: "kafka1" },
  ],
  quorum: [],
  views: [
    {
      node: "kafka1",
      partition: 0,
      leader: "kafka1",
      epoch: 0,
      isr: ["kafka1", "kafka2", "kafka3"],
      ends: { highWatermark: 8, logEnd: 14 },
    },
    {
      node: "kafka2",
      partition: 0,
      leader: "kafka2",
      epoch: 1,
      isr: ["kafka2"],
      ends: { highWatermark: "OFFSET_NOT_AVAILABLE", logEnd: 8 },
    },
  ],
  fenced: [],
};

test("every broker has a line of its own, in columns, and a broker that does not answer says so", () => {
  expect(render(partitioned, topics, plain).join("\n").split("\n")).toEqual([
    "kafka1  running",
    "kafka2  running",
    "kafka3  down",
    "zk1     running",
    "kafka1 is cut off from kafka2 zk1",
    "",
    "topic  partition  seen by  leader  epoch  in sync                     high watermark  log end",
    "test1  0          kafka1   kafka1      0  kafka1 kafka2 kafka3                     8       14",
    "test1  0          kafka2   kafka2      1  kafka2                OFFSET_NOT_AVAILABLE        8",
    "test1  0          kafka3   no answer",
    "",
    "partition 0 has more than one leader: kafka1 (epoch 0) and kafka2 (epoch 1) each believe that they lead",
  ]);
});

test("a broker that answers and knows no such partition says that instead; one leader is no dispute", () => {
  const lines = render(
    {
      nodes: [node("kafka1", "running"), node("kafka2", "running")],
      cutLinks: [],
      quorum: [],
      views: [partitioned.views[0]!],
      fenced: [],
    },
    topics,
    plain,
  );
  expect(lines.at(-1)).toBe("test1  0          kafka2   no such partition");
});

const voting: ClusterLook = {
  nodes: [node("kafka1", "running"), node("controller1", "running")],
  cutLinks: [],
  quorum: [
    { node: "controller1", role: "voter", names: "controller1", epoch: 3, logEnd: 120, behind: 0 },
    { node: "controller2", role: "observer", names: null, logEnd: 118, behind: 2 },
    { node: "controller3", role: "voter", logEnd: 9, behind: 111 },
  ],
  views: [{ ...partitioned.views[0]!, isr: ["kafka1"], elr: ["kafka2", "kafka3"] }],
  fenced: [{ broker: "kafka2", seenBy: ["kafka1"] }],
};

test("with KRaft each controller has a line of its own, and one that does not answer says so", () => {
  expect(
    render(voting, topics, plain)
      .slice(2, 7)
      .map((line) => line.trimEnd()),
  ).toEqual([
    "",
    "controller   role      active controller  epoch  log end  behind",
    "controller1  voter     controller1            3      120       0",
    "controller2  observer  none                          118       2",
    "controller3  voter     no answer",
  ]);
});

test("fenced brokers and eligible leader replicas are named below, where there are any", () => {
  expect(render(voting, topics, plain).slice(-2)).toEqual([
    "\nkafka2 is fenced, as kafka1 sees it",
    "\npartition 0 has eligible leader replicas that are not in sync: kafka2 and kafka3",
  ]);
});

test.each([
  ["with ZooKeeper", partitioned],
  ["with KRaft", voting],
])("colours change nothing but the colours, %s", (_, look) => {
  const bare = render(look, topics, colored).map((line) =>
    line.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "").trimEnd(),
  );
  expect(bare).toEqual(render(look, topics, plain));
});
