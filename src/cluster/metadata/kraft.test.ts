import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedVoters, scriptedVoters } from "../../kafka/testing/scripted-voters.js";
import { type ClusterNode, type Link, planNodes } from "../topology.js";
import { kraft as quorum } from "./kraft.js";

const DEDICATED = planNodes({ brokers: 3, metadata: { kind: "kraft", members: 3 } });
const COMBINED = planNodes({ brokers: 3, metadata: { kind: "kraft", members: "brokers" } });

/** `kafka1>controller1 controller1>kafka1` */
const links = (text: string): Link[] =>
  text
    .split(" ")
    .filter((arrow) => arrow !== "")
    .map((arrow) => {
      const [from, to] = arrow.split(">") as [string, string];
      return { from, to };
    });

describe("the brokers that are silenced", () => {
  it.each([
    ["none, where nothing is cut", "", []],
    [
      "one whose requests reach no controller",
      "kafka1>controller1 kafka1>controller2 kafka1>controller3",
      ["kafka1"],
    ],
    [
      "one that no controller's answer reaches",
      "controller1>kafka1 controller2>kafka1 controller3>kafka1",
      ["kafka1"],
    ],
    [
      "one with one way to each",
      "kafka2>controller1 controller2>kafka2 kafka2>controller3 controller3>kafka2",
      ["kafka2"],
    ],
    ["none that has both ways to a controller", "kafka1>controller1 kafka1>controller2", []],
    ["none that is cut off from brokers alone", "kafka1>kafka2 kafka1>kafka3 kafka2>kafka1", []],
    ["none, where controllers are cut off from each other", "controller1>controller2", []],
  ])("with controllers apart: %s", (_, cuts, silenced) => {
    expect(quorum.silencedBy(links(cuts), DEDICATED)).toEqual(silenced);
  });

  it.each([
    ["one that reaches no other voter", "kafka1>kafka2 kafka1>kafka3", ["kafka1"]],
    ["one that no other voter reaches", "kafka2>kafka1 kafka3>kafka1", ["kafka1"]],
    ["none that has both ways to another voter", "kafka1>kafka2 kafka2>kafka1", []],
    ["all, where each is alone", "kafka1>kafka2 kafka1>kafka3 kafka2>kafka3", ["kafka1", "kafka2", "kafka3"]],
  ])("with brokers that are controllers: %s", (_, cuts, silenced) => {
    expect(quorum.silencedBy(links(cuts), COMBINED)).toEqual(silenced);
  });

  it("are none where the only broker is the only controller", () => {
    const nodes = planNodes({ brokers: 1, metadata: { kind: "kraft", members: "brokers" } });
    expect(quorum.silencedBy([], nodes)).toEqual([]);
  });
});

it.each([
  [{}, 9_000],
  [{ "broker.session.timeout.ms": "6000" }, 6_000],
  // ZooKeeper would grant no more than 40 s of it.
  [{ "broker.session.timeout.ms": "60000" }, 60_000],
])("a session of brokers with %j lasts %i ms, whatever the Kafka", (config, ms) => {
  for (const kafka of ["3.9.2", "4.4.0", "unknown"])
    expect(quorum.silenceMsMax(config as Record<string, string>, kafka)).toBe(ms);
});

describe("a voter", () => {
  let voters: ScriptedVoters;
  beforeEach(async () => {
    voters = await scriptedVoters(3);
  });
  afterEach(() => voters[Symbol.asyncDispose]());

  it("serves as long as it knows an active controller, be it itself or another", async () => {
    for (const voter of voters.nodes)
      expect([await quorum.answers(voter), await quorum.serves(voter)]).toEqual([true, true]);
  });

  it("that knows of none answers, and does not serve", async () => {
    const [voter] = voters.nodes;
    voter!.leader = -1;
    expect([await quorum.answers(voter!), await quorum.serves(voter!)]).toEqual([true, false]);
  });

  it("that is gone does neither", async () => {
    const gone: ClusterNode = { ...voters.nodes[0]!, client: { host: "127.0.0.1", port: 1 } };
    expect([await quorum.answers(gone), await quorum.serves(gone)]).toEqual([false, false]);
  });

  it("that is a broker as well is asked as a controller", async () => {
    const { client } = voters.nodes[0]!;
    const broker: ClusterNode = {
      ...{ name: "kafka1", kind: "broker", id: 1, quorum: "kraft" },
      client: { host: "127.0.0.1", port: 1 },
      controller: client,
    };
    expect(await quorum.answers(broker)).toBe(true);
  });
});
