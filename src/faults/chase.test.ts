import { afterEach, beforeEach, expect, it } from "vitest";
import type { Surroundings } from "./fault.js";
import { type PlannedScene, plannedScene, soon } from "./testing/planned-scene.js";

let scene: PlannedScene;
beforeEach(async () => {
  scene = await plannedScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

const leads = (leader: number, epoch: number) =>
  scene.brokers.agree(0, { leader, epoch, isr: [1, 2, 3], replicas: [1, 2, 3] });

it("strikes whoever leads, and heals each strike before the next", async () => {
  const kill = scene.cluster.kill;
  scene.cluster.kill = async (node) => {
    const undo = await kill(node);
    leads(node === "kafka1" ? 2 : 3, scene.asked.length);
    return undo;
  };
  const injection = await scene.inject("chase", { kill: "leader", times: 3, every: "10ms" });
  expect(scene.asked).toEqual(
    ["kafka1", "kafka2", "kafka3"].flatMap((name) => [`kill ${name}`, `start ${name}`]),
  );
  expect(injection).toMatchObject({
    targets: ["kafka1", "kafka2", "kafka3"],
    detail: "kill on kafka1, then kafka2, then kafka3",
    isGradual: true,
    aftermath: expect.any(Promise),
  });
  expect(injection.flaw).toBeUndefined();
});

it("tells each strike when it is done", async () => {
  const struck: unknown[] = [];
  const strike: Surroundings["strike"] = async (act) => {
    const result = await act();
    struck.push(result.targets);
    return result;
  };
  await scene.inject("chase", { kill: "leader", times: 2, every: "1ms" }, { strike });
  expect(struck).toEqual([["kafka1"], ["kafka1"]]);
});

it("waits until a broker leads", async () => {
  leads(-1, 1);
  const injecting = scene.inject("chase", { pause: "leader", times: 2, every: "1ms" });
  await soon(() => expect(scene.asked).toEqual([]));
  leads(2, 2);
  await injecting;
  expect(scene.asked.filter((line) => line === "pause kafka2")).toHaveLength(2);
});

it("that outlasts the messages says how often it struck", async () => {
  let looks = 0;
  const options = { kill: "leader", times: 3, every: "1ms" };
  const { flaw } = await scene.inject("chase", options, { isProducing: () => looks++ < 2 });
  expect(flaw).toBe("only 2 of 3 times: every message was settled before the next");
});

it("heals a strike when the run ends under it", async () => {
  const over = new AbortController();
  const options = { kill: "leader", times: 2, every: "1h" };
  const injecting = scene.inject("chase", options, { signal: over.signal });
  await soon(() => expect(scene.asked).toEqual(["kill kafka1"]));
  over.abort(new Error("the run is over"));
  await expect(injecting).rejects.toThrow();
  expect(scene.asked).toEqual(["kill kafka1", "start kafka1"]);
});

it("ends at a strike that cannot be healed, and leaves it to the run to try once more", async () => {
  scene.doesNotStart = "its disk is full";
  const { flaw, aftermath, heal, silenced } = await scene.inject("chase", {
    ...{ kill: "leader", times: 3, every: "1ms" },
  });
  expect(flaw).toBe("strike 1 could not be healed, and was the last: its disk is full");
  expect(aftermath).toBeUndefined();
  expect(silenced).toEqual(["kafka1"]);
  scene.doesNotStart = null;
  await heal();
  expect(scene.asked).toEqual(["kill kafka1", "start kafka1", "start kafka1"]);
});
