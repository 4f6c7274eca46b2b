import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetadataPlan, planNodes } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { type ScriptedVoter, type ScriptedVoters, scriptedVoters } from "../kafka/testing/scripted-voters.js";
import { ErrorCode } from "../protocol/index.js";
import { vocabulary } from "../scenario/schema/vocabulary.js";
import { surroundings } from "./testing/planned-scene.js";
import { addVoterFault, removeVoterFault, restoreVoters } from "./voters.js";

let voters: ScriptedVoters;
let active: ScriptedVoter;
let cluster: Cluster;
beforeEach(async () => {
  voters = await scriptedVoters(3);
  active = voters.nodes[0]!;
  const { signal: broken } = new AbortController();
  cluster = { nodes: voters.nodes, broken } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
});
afterEach(() => voters[Symbol.asyncDispose]());

const targets = { resolve: async (target: readonly string[]) => target };
const remove = (...names: string[]) => removeVoterFault.inject(cluster, names, targets, surroundings());
const add = (...names: string[]) => addVoterFault.inject(cluster, names, targets, surroundings());

it("removed voters are voters again when the fault is healed", async () => {
  const injection = await remove("controller2", "controller3");
  expect(injection).toMatchObject({ targets: ["controller2", "controller3"] });
  expect(injection.flaw).toBeUndefined();
  expect(active.observers).toEqual(new Set([102, 103]));
  await injection.heal();
  expect(active.observers).toEqual(new Set());
});

it("a voter that was added meanwhile is left as it is by the healing", async () => {
  const injection = await remove("controller3");
  await add("controller3");
  await injection.heal();
  expect(active.changes).toHaveLength(2);
});

it("a voter that was added stays", async () => {
  active.observers.add(103);
  const { heal } = await add("controller3");
  await heal();
  expect(active.observers).toEqual(new Set());
});

it("what could not be done as asked is a flaw, and healing does not add what was no voter", async () => {
  active.observers.add(103);
  const removal = await remove("controller3");
  expect(removal.flaw).toBe("controller3 was no voter, so it could not be removed");
  await removal.heal();
  expect(active.observers).toEqual(new Set([103]));
  expect((await add("controller2")).flaw).toBe("controller2 was a voter already, so it could not be added");
  expect(active.changes).toEqual([]);
});

it("what the active controller refuses is a flaw in words", async () => {
  active.errors.push(ErrorCode.UNSUPPORTED_VERSION);
  expect((await remove("controller3")).flaw).toMatch(/the quorum is static/);
  active.observers.add(103);
  active.errors.push(ErrorCode.INVALID_REQUEST);
  expect((await add("controller3")).flaw).toMatch(/controller1: INVALID_REQUEST/);
});

it("every controller is a voter again after the healing by hand", async () => {
  active.observers.add(102).add(103);
  await restoreVoters(cluster);
  expect(active.observers).toEqual(new Set());
});

describe("before anything starts", () => {
  const THREE: MetadataPlan = { kind: "kraft", members: 3 };
  const read = (fault: typeof addVoterFault, value: unknown, metadata: MetadataPlan) =>
    fault.schema(vocabulary(planNodes({ brokers: 3, metadata }))).safeParse(value);
  const refusal = (...asked: Parameters<typeof read>) =>
    read(...asked).error?.issues.map(({ message }) => message);

  it.each([
    ["controller", THREE],
    ["controller follower", THREE],
    ["voter, voter", THREE],
    ["controller1, controller2", THREE],
    ["controller", { kind: "kraft", members: "brokers" } as const],
    ["kafka2", { kind: "kraft", members: "brokers" } as const],
  ])("remove-voter: %s is taken", (value, metadata) => {
    expect(read(removeVoterFault, value, metadata).success).toBe(true);
  });

  it.each<[string, MetadataPlan, string]>([
    [
      "kafka1",
      { kind: "zookeeper", members: 3 },
      "must be used with KRaft controllers; ZooKeeper servers are no voters",
    ],
    [
      "controller1",
      { kind: "kraft", members: 1 },
      "must be used with several controllers, and this cluster has one",
    ],
    [
      "leader",
      THREE,
      "must name controllers, which here are controller1, controller2, controller3, controller, controller follower, voter",
    ],
    ["controller1, controller2, controller3", THREE, "must leave a voter in the quorum"],
    ["controller, controller follower, controller follower", THREE, "must leave a voter in the quorum"],
  ])("remove-voter: %s is refused", (value, metadata, message) => {
    expect(refusal(removeVoterFault, value, metadata)).toEqual([message]);
  });

  it("add-voter takes controllers, and no role: those are of voters", () => {
    expect(read(addVoterFault, "controller2", THREE).success).toBe(true);
    expect(refusal(addVoterFault, "voter", THREE)).toEqual([
      "must name controllers, which here are controller1, controller2, controller3",
    ]);
  });
});
