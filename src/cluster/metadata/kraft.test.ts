import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedVoters, scriptedVoters } from "../../kafka/testing/scripted-voters.js";
import type { ClusterNode } from "../topology.js";
import { kraft as quorum } from "./kraft.js";

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
