import { afterEach, beforeEach, expect, it } from "vitest";
import { type PlannedScene, plannedScene, soon } from "./testing/planned-scene.js";

let scene: PlannedScene;
beforeEach(async () => {
  scene = await plannedScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

/** The leader has shrunk its ISR, or expanded it; nobody else knows yet. */
const inSync = (...isr: number[]) => {
  scene.brokers.nodes[0]!.believes[0]!.isr = isr;
};

const CUT = "cut kafka1>kafka2 kafka1>kafka3 kafka2>kafka1 kafka3>kafka1";

it("cuts followers off from the leader until they have left the ISR, and heals until they are back", async () => {
  let injected = false;
  const injecting = scene.inject("shrink-isr", "follower, follower").finally(() => (injected = true));
  await soon(() => expect(scene.asked).toEqual([CUT]));
  inSync(1, 2);
  const looks = scene.brokers.nodes[0]!.asked.get("Metadata")!;
  await soon(() => expect(scene.brokers.nodes[0]!.asked.get("Metadata")).toBeGreaterThan(looks + 2));
  expect(injected).toBe(false);
  inSync(1);
  const { targets, detail, heal, silenced } = await injecting;
  expect({ targets, detail }).toEqual({ targets: ["kafka2", "kafka3"], detail: "in sync: kafka1" });
  expect(silenced).toBeUndefined();

  let healed = false;
  const healing = heal().finally(() => (healed = true));
  await soon(() => expect(scene.asked).toEqual([CUT, "pass"]));
  inSync(1, 3);
  expect(healed).toBe(false);
  scene.brokers.agree(0, { leader: 1, epoch: 0, isr: [1, 3, 2], replicas: [1, 2, 3] });
  await healing;
});

it("is for followers that are in sync", async () => {
  inSync(1, 2);
  await expect(scene.inject("shrink-isr", "kafka3")).rejects.toThrow(
    "kafka3 is no follower in sync of test1-0: kafka1, kafka2 are in sync, and kafka1 leads",
  );
  await expect(scene.inject("shrink-isr", "kafka1")).rejects.toThrow("kafka1 is no follower in sync");
  expect(scene.asked).toEqual([]);
});

it("that is given up passes its links again", async () => {
  const over = new AbortController();
  const injecting = scene.inject("shrink-isr", "kafka2", { signal: over.signal });
  await soon(() => expect(scene.asked).toHaveLength(1));
  over.abort(new Error("the run is over"));
  await expect(injecting).rejects.toThrow("the run is over");
  expect(scene.asked).toEqual(["cut kafka1>kafka2 kafka2>kafka1", "pass"]);
});

it("is healed when its own followers are back, whatever became of another", async () => {
  const injecting = scene.inject("shrink-isr", "kafka2");
  await soon(() => expect(scene.asked).toHaveLength(1));
  inSync(1);
  const { heal } = await injecting;
  scene.brokers.agree(0, { leader: 1, epoch: 0, isr: [1, 2], replicas: [1, 2, 3] });
  await heal();
});

it("with ZooKeeper leaves the link to the controller, which the leader asks to shrink the ISR", async () => {
  await using zookeeper = await plannedScene({ controllerBroker: "kafka2" });
  const injecting = zookeeper.inject("shrink-isr", "follower");
  await soon(() => expect(zookeeper.asked).toEqual(["cut kafka1>kafka3 kafka3>kafka1"]));
  zookeeper.brokers.nodes[0]!.believes[0]!.isr = [1, 2];
  expect(await injecting).toMatchObject({ targets: ["kafka3"] });
  await expect(zookeeper.inject("shrink-isr", "kafka2")).rejects.toThrow(
    "kafka2 is the controller, and the leader asks it to change the in-sync replicas",
  );
});
