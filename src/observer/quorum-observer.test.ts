import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ClusterNode } from "../cluster/topology.js";
import { type ScriptedBrokers, scriptedBrokers } from "../kafka/testing/scripted-brokers.js";
import {
  directoryOf,
  type ScriptedVoter,
  type ScriptedVoters,
  scriptedVoters,
} from "../kafka/testing/scripted-voters.js";
import type { Happening } from "../rundir/timeline.js";
import { TopicPartitions } from "../topic-partitions.js";
import { Observer } from "./observer.js";
import { QuorumObserver } from "./quorum-observer.js";

let voters: ScriptedVoters;
let first: ScriptedVoter;
let second: ScriptedVoter;
let third: ScriptedVoter;
let observer: QuorumObserver;
let happenings: Happening[];
let stop: AbortController;

function watch(nodes: readonly ClusterNode[] = voters.nodes): QuorumObserver {
  return new QuorumObserver({
    members: nodes,
    intervalMs: 20,
    answerMsMax: 300,
    signal: stop.signal,
    onChange: (happening) => happenings.push(happening),
  });
}

beforeEach(async () => {
  voters = await scriptedVoters(3);
  [first, second, third] = voters.nodes as [ScriptedVoter, ScriptedVoter, ScriptedVoter];
  happenings = [];
  stop = new AbortController();
  observer = watch();
  await observer.asked();
});
afterEach(async () => {
  stop.abort();
  await observer.ended();
  await voters[Symbol.asyncDispose]();
});

/** What a voter said, without repetitions: a busy machine may lose it from sight for a moment. */
function toldBy(node: string): [controller: string | null, epoch: number | undefined][] {
  const told = happenings.flatMap((happening): [string | null, number | undefined][] =>
    happening.event === "controller" && happening.node === node
      ? [[happening.controller, happening.epoch]]
      : [],
  );
  return told.filter((view, i) => view.join() !== told[i - 1]?.join());
}

const until = (expectation: () => void) => vi.waitFor(expectation, 5_000);

it("the voter that leads tells its epoch, the others only whom they follow", async () => {
  await until(() => expect(observer.views().size).toBe(3));
  expect(observer.leader()).toBe("controller1");
  expect(toldBy("controller1")).toEqual([["controller1", 1]]);
  expect(toldBy("controller2")).toEqual([["controller1", undefined]]);
});

it("an election is told once, with the epoch of the new leader", async () => {
  voters.elect(103, 2);
  await until(() => expect(toldBy("controller3")).toHaveLength(2));
  await until(() => expect(toldBy("controller2")).toHaveLength(2));
  expect(toldBy("controller3")).toEqual([
    ["controller1", undefined],
    ["controller3", 2],
  ]);
  expect(toldBy("controller2")).toEqual([
    ["controller1", undefined],
    ["controller3", undefined],
  ]);
  await until(() => expect(observer.leader()).toBe("controller3"));
});

it("the same voter in a new epoch is news", async () => {
  await until(() => expect(toldBy("controller1")).toHaveLength(1));
  voters.elect(101, 7);
  await until(() =>
    expect(toldBy("controller1")).toEqual([
      ["controller1", 1],
      ["controller1", 7],
    ]),
  );
});

it("of two voters that believe they lead the one with the newer epoch does", async () => {
  // Cut off, the first still leads; most voters even name it.
  second.leads = 5;
  second.leader = 102;
  await until(() => expect(observer.leader()).toBe("controller2"));
  expect(observer.views().get("controller1")).toMatchObject({ leader: "controller1", state: { epoch: 1 } });
  first.leads = 6;
  await until(() => expect(observer.leader()).toBe("controller1"));
});

it("a silent voter has no view, and delays no other", async () => {
  await until(() => expect(observer.views().size).toBe(3));
  first.isSilent = true;
  await until(() => expect([...observer.views().keys()].sort()).toEqual(["controller2", "controller3"]));
  for (const node of [second, third]) node.leader = 102;
  second.leads = 2;
  await until(() => expect(observer.leader()).toBe("controller2"));
  first.isSilent = false;
  await until(() => expect(observer.views().size).toBe(3));
});

it("where only followers answer, the leader is the one that most of them name", async () => {
  first.isSilent = true;
  await until(() => expect([...observer.views().keys()].sort()).toEqual(["controller2", "controller3"]));
  expect(observer.leader()).toBe("controller1");
  second.leader = -1;
  await until(() => expect(observer.views().get("controller2")?.leader).toBeNull());
  expect(observer.leader()).toBe("controller1");
  third.leader = -1;
  await until(() => expect(observer.leader()).toBeNull());
  expect(toldBy("controller3")).toEqual([
    ["controller1", undefined],
    [null, undefined],
  ]);
});

it("nobody leads where no voter answers", async () => {
  for (const voter of voters.nodes) voter.isSilent = true;
  await until(() => expect(observer.views().size).toBe(0));
  expect(observer.leader()).toBeNull();
});

it("a voter that is gone has been asked all the same, and is seen when it is back", async () => {
  const gone: ClusterNode = { ...first, client: { host: "127.0.0.1", port: 1 } };
  const other = watch([gone, second]);
  await other.asked();
  expect([...other.views().keys()]).toEqual(["controller2"]);
  stop.abort();
  await other.ended();
});

it("knows what the leader knows of the others", async () => {
  first.logEnds.set(101, 30).set(102, 30).set(103, 12);
  await until(() =>
    expect(observer.views().get("controller1")?.state).toEqual({
      leaderId: 101,
      epoch: 1,
      highWatermark: 12,
      listener: "CONTROLLER",
      voters: [replica(101, 30), replica(102, 30), replica(103, 12)],
      observers: [],
    }),
  );
});

function replica(id: number, logEnd: number) {
  return { id, directoryId: directoryOf(id), logEnd, fetchedMsAgo: null };
}

it("tells the voters when they are others than before, as the newest leader says", async () => {
  const told = () => happenings.filter(({ event }) => event === "voters");
  expect(observer.voters()).toEqual(["controller1", "controller2", "controller3"]);
  first.observers.add(103);
  await until(() => expect(observer.voters()).toEqual(["controller1", "controller2"]));
  expect(told()).toEqual([{ event: "voters", node: "controller1", voters: ["controller1", "controller2"] }]);
  // The first leads on in its epoch, and does not know what the others agree on.
  second.observers.add(101);
  second.leads = 2;
  await until(() => expect(observer.voters()).toEqual(["controller2", "controller3"]));
  await until(() => expect(observer.views().get("controller1")?.state?.voters).toHaveLength(2));
  expect(told()).toHaveLength(2);
});

it("a broker that is a controller as well is asked where it is one", async () => {
  const nowhere = { host: "127.0.0.1", port: 1 };
  const combined = voters.nodes.map((voter, i): ClusterNode => {
    const { id, client } = voter;
    return {
      name: `kafka${i + 1}`,
      kind: "broker",
      id,
      quorum: "kraft",
      client: nowhere,
      controller: client,
    };
  });
  const other = watch(combined);
  await other.asked();
  await until(() => expect(other.leader()).toBe("kafka1"));
  stop.abort();
  await other.ended();
});

it("the observer of a cluster with KRaft believes the voters, not the brokers", async () => {
  const brokers: ScriptedBrokers = await scriptedBrokers(3, { name: "orders", partitions: 1 });
  try {
    const told: Happening[] = [];
    await using whole = new Observer({
      nodes: [...brokers.nodes, ...voters.nodes],
      topics: new TopicPartitions([{ name: "orders", partitions: 1 }]),
      onChange: (happening) => told.push(happening),
    });
    await whole.asked();
    // Brokers with KRaft name any broker.
    for (const broker of brokers.nodes) broker.controllerId = 2;
    await until(() => expect(whole.controller()).toBe("controller1"));
    const names = ["controller1", "controller2", "controller3"];
    await until(() => expect([...whole.quorumViews().keys()].sort()).toEqual(names));
    const sayers = told.flatMap((one) => (one.event === "controller" ? [one.node] : []));
    expect([...new Set(sayers)].sort()).toEqual(names);
    await until(() =>
      expect(whole.views().map(({ leader }) => leader)).toEqual(["kafka1", "kafka1", "kafka1"]),
    );
  } finally {
    await brokers[Symbol.asyncDispose]();
  }
});
