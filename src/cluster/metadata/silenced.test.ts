import { describe, expect, it } from "vitest";
import { type Link, planNodes } from "../topology.js";
import { silencedBy } from "./silenced.js";

const DEDICATED = { nodes: planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } }) };
const COMBINED = { nodes: planNodes({ brokers: 3, metadata: { kind: "kraft", members: "brokers" } }) };
const ZOOKEEPER = { nodes: planNodes({ brokers: 3, metadata: { kind: "zookeeper", members: 3 } }) };

/** `kafka1>controller1 controller1>kafka1` */
const links = (text: string): Link[] =>
  text
    .split(" ")
    .filter((arrow) => arrow !== "")
    .map((arrow) => {
      const [from, to] = arrow.split(">") as [string, string];
      return { from, to };
    });

const ALL = "kafka1>controller1 kafka1>controller2 kafka1>controller3";

describe("the brokers that are silenced", () => {
  it.each([
    ["none, where nothing is cut", "", null, []],
    ["one whose requests reach no controller", ALL, null, ["kafka1"]],
    [
      "one that no controller's answer reaches",
      "controller1>kafka1 controller2>kafka1 controller3>kafka1",
      null,
      ["kafka1"],
    ],
    [
      "one with one way to each",
      "kafka2>controller1 controller2>kafka2 kafka2>controller3 controller3>kafka2",
      null,
      ["kafka2"],
    ],
    ["none that reaches one of those that may be active", "kafka1>controller1 kafka1>controller2", null, []],
    ["none that is cut off from brokers alone", "kafka1>kafka2 kafka1>kafka3 kafka2>kafka1", null, []],
    ["none, where controllers are cut off from each other", "controller1>controller2", null, []],
    ["one that does not reach the active controller", "kafka1>controller2", "controller2", ["kafka1"]],
    ["one that hears no answer of it", "controller2>kafka1", "controller2", ["kafka1"]],
    [
      "none that is cut off from all controllers but it",
      "kafka1>controller1 kafka1>controller3",
      "controller2",
      [],
    ],
    [
      "one that is cut off from it, which keeps a majority",
      "kafka1>controller2 controller2>controller3 controller3>controller2",
      "controller2",
      ["kafka1"],
    ],
    [
      "none that another hears, which becomes active where that one keeps no majority",
      "kafka1>controller2 controller2>controller1 controller3>controller2",
      "controller2",
      [],
    ],
    [
      "one that reaches only the controller that is not active any more",
      "kafka1>controller1 kafka1>controller3 controller2>controller1 controller3>controller2",
      "controller2",
      ["kafka1"],
    ],
    [
      "none, where no controller has a majority: no session ends",
      `${ALL} controller1>controller2 controller2>controller3 controller3>controller1`,
      "controller1",
      [],
    ],
  ])("with controllers apart: %s", (_, cuts, active, silenced) => {
    expect(silencedBy(links(cuts), DEDICATED, active)).toEqual(silenced);
  });

  it.each([
    ["one that reaches no other voter", "kafka1>kafka2 kafka1>kafka3", null, ["kafka1"]],
    ["one that no other voter reaches", "kafka2>kafka1 kafka3>kafka1", null, ["kafka1"]],
    ["one that was the active controller itself", "kafka1>kafka2 kafka1>kafka3", "kafka1", ["kafka1"]],
    ["none that has both ways to another voter", "kafka1>kafka2 kafka2>kafka1", null, []],
    ["one that is cut off from the active controller alone", "kafka1>kafka2", "kafka2", ["kafka1"]],
    ["never the active controller", "kafka1>kafka2", "kafka1", ["kafka2"]],
    ["none, where each is alone", "kafka1>kafka2 kafka1>kafka3 kafka2>kafka3", "kafka2", []],
  ])("with brokers that are controllers: %s", (_, cuts, active, silenced) => {
    expect(silencedBy(links(cuts), COMBINED, active)).toEqual(silenced);
  });

  it.each([
    ["one that reaches no server", "kafka1>zk1 kafka1>zk2 zk3>kafka1", ["kafka1"]],
    ["none that reaches one server", "kafka1>zk1 kafka1>zk2", []],
    [
      "one that reaches only a server without a majority",
      "kafka1>zk1 kafka1>zk2 zk3>zk1 zk2>zk3",
      ["kafka1"],
    ],
  ])("with ZooKeeper, whichever broker is the controller: %s", (_, cuts, silenced) => {
    for (const controller of ["kafka1", "kafka2", null])
      expect(silencedBy(links(cuts), ZOOKEEPER, controller)).toEqual(silenced);
  });

  it("are none where the only broker is the only controller", () => {
    const nodes = planNodes({ brokers: 1, metadata: { kind: "kraft", members: "brokers" } });
    expect(silencedBy([], { nodes }, null)).toEqual([]);
  });
});
