import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ErrorCode } from "../protocol/index.js";
import {
  directoryOf,
  type ScriptedVoter,
  type ScriptedVoters,
  scriptedVoters,
} from "./testing/scripted-voters.js";
import { addVoter, removeVoter, type VoterChange } from "./voters.js";

let voters: ScriptedVoters;
let first: ScriptedVoter;
let second: ScriptedVoter;
let third: ScriptedVoter;
let change: VoterChange;
beforeEach(async () => {
  voters = await scriptedVoters(3);
  [first, second, third] = voters.nodes as [ScriptedVoter, ScriptedVoter, ScriptedVoter];
  change = { voter: third, controllers: voters.nodes, signal: new AbortController().signal };
});
afterEach(() => voters[Symbol.asyncDispose]());

it("a voter is removed by the active controller, with the id of its directory", async () => {
  expect(await removeVoter(change)).toBe(true);
  expect(first.observers).toEqual(new Set([103]));
  expect(first.changes).toMatchObject([
    { clusterId: null, voterId: 103, voterDirectoryId: directoryOf(103) },
  ]);
});

it("of two that believe they lead the one with the newer epoch is asked", async () => {
  second.leads = 5;
  await removeVoter(change);
  expect([first.changes.length, second.changes.length]).toEqual([0, 1]);
});

it("what is no voter is not removed, and a voter is not added", async () => {
  expect(await addVoter(change)).toBe(false);
  first.observers.add(103);
  expect(await removeVoter(change)).toBe(false);
  expect(first.changes).toEqual([]);
});

it("an observer is added with the address that it registered, and the listener of the voters", async () => {
  first.observers.add(103);
  expect(await addVoter(change)).toBe(true);
  expect(first.changes).toMatchObject([
    {
      voterId: 103,
      voterDirectoryId: directoryOf(103),
      listeners: [{ name: "CONTROLLER", host: "host-103", port: 9093 }],
      ackWhenCommitted: true,
    },
  ]);
});

it("an observer is added when it has the metadata, and not before", async () => {
  first.observers.add(103);
  first.logEnds.set(101, 30).set(102, 30).set(103, 12);
  const added = addVoter(change);
  const looks = () => first.server.asked.filter(({ api }) => api === "DescribeQuorum").length;
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(2), 5_000);
  expect(first.changes).toEqual([]);
  first.logEnds.set(103, 30);
  expect(await added).toBe(true);
});

it("a request whose answer says that another change is under way is sent again", async () => {
  first.errors.push(ErrorCode.REQUEST_TIMED_OUT, ErrorCode.NOT_LEADER_OR_FOLLOWER);
  expect(await removeVoter(change)).toBe(true);
  expect(first.changes).toHaveLength(3);
});

it.each([
  ["removed", ErrorCode.VOTER_NOT_FOUND, removeVoter],
  ["added", ErrorCode.DUPLICATE_VOTER, addVoter],
])("a voter counts as %s when a second request finds that the first did it", async (_, code, changed) => {
  if (changed === addVoter) first.observers.add(103);
  // The quorum shows the new set of voters before a majority has it.
  first.errors.push(ErrorCode.REQUEST_TIMED_OUT, code);
  expect(await changed(change)).toBe(true);
  expect(first.changes).toHaveLength(2);
});

it("a change goes on with the next active controller when the first is gone", async () => {
  first.isSilent = true;
  const removed = removeVoter(change);
  voters.elect(102, 2);
  expect(await removed).toBe(true);
  expect(second.changes).toHaveLength(1);
});

it("what the active controller refuses is told in words", async () => {
  first.errors.push(ErrorCode.UNSUPPORTED_VERSION);
  await expect(removeVoter(change)).rejects.toThrow(
    "asked for controller3 to be removed from the voters, controller1: the quorum is static, and controller.quorum.voters names its voters",
  );
  first.errors.push(ErrorCode.INVALID_REQUEST);
  await expect(removeVoter(change)).rejects.toThrow(/controller1: INVALID_REQUEST/);
});
