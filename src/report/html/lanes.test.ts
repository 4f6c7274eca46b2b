import { expect, it } from "vitest";
import { lanesOf, stretchAt } from "./lanes.js";
import type { Change } from "./payload.js";

const nodes = [
  { name: "kafka1", role: "broker", isVoter: false },
  { name: "kafka2", role: "broker", isVoter: false },
  { name: "controller1", role: "controller", isVoter: false },
] as const;

const view = (ms: number, node: number, leader: number | null, epoch: number): Change => ({
  ...{ what: "view", ms, node, partition: 0, leader, epoch, isr: [0, 1] },
});
const state = (ms: number, node: number, now: "up" | "killed" | "unreachable" | "paused"): Change => ({
  ...{ what: "state", ms, node, state: now },
});

it("shows a split brain as two lanes that lead at once", () => {
  const lanes = lanesOf([view(0, 0, 0, 0), view(0, 1, 0, 0), view(50, 1, 1, 1)], nodes, 0, 100);
  expect(lanes[0]!.stretches).toMatchObject([
    { fromMs: 0, toMs: 50, role: "leads", epoch: 0, isStale: false },
    { fromMs: 50, toMs: 100, role: "leads", epoch: 0, isStale: true },
  ]);
  expect(lanes[1]!.stretches).toMatchObject([
    { fromMs: 0, toMs: 50, role: "follows", leader: 0 },
    { fromMs: 50, toMs: 100, role: "leads", epoch: 1, isStale: false },
  ]);
});

it("compares the epoch of the active controller with those of the quorum only", () => {
  const controller = (ms: number, node: number, epoch: number): Change => ({
    ...{ what: "controller", ms, node, controller: node, epoch },
  });
  const changes = [controller(0, 2, 1), view(10, 0, 0, 7), controller(40, 1, 2)];
  const lanes = lanesOf(changes, nodes, 0, 100);
  expect(lanes[2]!.stretches).toMatchObject([
    { fromMs: 0, toMs: 40, role: "leads", isStale: false },
    { fromMs: 40, toMs: 100, role: "leads", isStale: true },
  ]);
});

it("forgets the belief of a process that ended, and keeps that of a paused one", () => {
  const killed = lanesOf(
    [view(0, 0, 0, 0), state(10, 0, "killed"), state(12, 0, "unreachable"), state(20, 0, "up")],
    nodes,
    0,
    30,
  );
  expect(killed[0]!.stretches.map(({ role }) => role)).toEqual(["leads", "down"]);
  const paused = lanesOf([view(0, 0, 0, 0), state(10, 0, "paused"), state(20, 0, "up")], nodes, 0, 30);
  expect(paused[0]!.stretches.map(({ role }) => role)).toEqual(["leads", "paused", "leads"]);
});

it("knows nothing before the first look, and nothing of a partition that nobody told of", () => {
  const lanes = lanesOf([view(40, 0, 0, 0)], nodes, 0, 100);
  expect(stretchAt(lanes[0]!.stretches, 39)).toBeNull();
  expect(stretchAt(lanes[0]!.stretches, 40)?.role).toBe("leads");
  expect(stretchAt(lanes[0]!.stretches, 100)?.role).toBe("leads");
  expect(lanesOf([view(40, 0, 0, 0)], nodes, 1, 100)[0]!.stretches).toEqual([]);
});

it("tells the active controller from the other voters", () => {
  const lanes = lanesOf([{ what: "controller", ms: 5, node: 2, controller: 2, epoch: 3 }], nodes, 0, 10);
  expect(lanes[2]!.stretches).toMatchObject([{ role: "leads", epoch: 3, fromMs: 5, toMs: 10 }]);
});

it("gives a broker that is a voter a second lane", () => {
  const combined = nodes.slice(0, 2).map((node) => ({ ...node, isVoter: true }));
  const changes: Change[] = [
    view(0, 0, 0, 0),
    { what: "controller", ms: 5, node: 0, controller: 1, epoch: 3 },
  ];
  const lanes = lanesOf(changes, combined, 0, 10);
  expect(lanes.map(({ node, of }) => [node, of])).toEqual([
    [0, "partition"],
    [1, "partition"],
    [0, "quorum"],
    [1, "quorum"],
  ]);
  expect(lanes[2]!.stretches).toMatchObject([{ role: "follows", leader: 1, epoch: 3 }]);
});
