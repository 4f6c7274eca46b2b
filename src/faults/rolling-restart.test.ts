import { afterEach, beforeEach, expect, it } from "vitest";
import type { Surroundings } from "./fault.js";
import { type PlannedScene, plannedScene, soon } from "./testing/planned-scene.js";

let scene: PlannedScene;
beforeEach(async () => {
  scene = await plannedScene();
});
afterEach(() => scene[Symbol.asyncDispose]());

const ROUND = ["kafka1", "kafka2", "kafka3"].flatMap((name) => [`stop ${name}`, `start ${name}`]);

it("restarts the brokers one after the other, cleanly or with SIGKILL", async () => {
  expect(await scene.inject("rolling-restart", "brokers")).toMatchObject({
    targets: ["kafka1", "kafka2", "kafka3"],
    isGradual: true,
    aftermath: expect.any(Promise),
  });
  expect(scene.asked.splice(0)).toEqual(ROUND);
  await scene.inject("rolling-restart", { nodes: "brokers", mode: "hard" });
  expect(scene.asked).toEqual(ROUND.map((line) => line.replace("stop", "kill")));
});

it("tells each restart as a strike, which a clean shutdown is from its beginning", async () => {
  const struck: unknown[] = [];
  const strike: Surroundings["strike"] = async (act) => {
    const result = await act();
    struck.push({ targets: result.targets, isGradual: result.isGradual });
    return result;
  };
  await scene.inject("rolling-restart", "brokers", { strike });
  await scene.inject("rolling-restart", { nodes: "brokers", mode: "hard" }, { strike });
  const nodes = ["kafka1", "kafka2", "kafka3"];
  expect(struck).toEqual([
    ...nodes.map((node) => ({ targets: [node], isGradual: true })),
    ...nodes.map((node) => ({ targets: [node], isGradual: undefined })),
  ]);
});

it("restarts controllers", async () => {
  await scene.inject("rolling-restart", { nodes: "controllers", wait: "none" });
  expect(scene.asked).toEqual(["stop controller1", "start controller1"]);
});

it("waits with the next broker until all replicas are in sync again", async () => {
  const [first] = scene.brokers.nodes;
  first!.believes[0]!.isr = [2, 3];
  const rolling = scene.inject("rolling-restart", "brokers");
  await soon(() => expect(scene.asked).toEqual(ROUND.slice(0, 2)));
  const looks = first!.asked.get("Metadata") ?? 0;
  await soon(() => expect(first!.asked.get("Metadata")).toBeGreaterThan(looks + 2));
  expect(scene.asked).toEqual(ROUND.slice(0, 2));
  first!.believes[0]!.isr = [1, 2, 3];
  await rolling;
  expect(scene.asked).toEqual(ROUND);
});

it("without that wait restarts the next broker at once", async () => {
  scene.brokers.nodes[0]!.believes[0]!.isr = [2, 3];
  await scene.inject("rolling-restart", { nodes: "brokers", wait: "none" });
  expect(scene.asked).toEqual(ROUND);
});

it("ends with a broker that does not come back, says so, and starts it once more when the run heals", async () => {
  scene.doesNotStart = "kafka1 went away while starting";
  const { flaw, targets, heal, aftermath } = await scene.inject("rolling-restart", "brokers");
  expect(flaw).toBe(
    "kafka1 did not come back, and the rolling restart ended there: kafka1 went away while starting",
  );
  expect(targets).toEqual(["kafka1"]);
  expect(aftermath).toBeUndefined();
  scene.doesNotStart = null;
  await heal();
  expect(scene.asked).toEqual(["stop kafka1", "start kafka1", "start kafka1"]);
});

it("ends when every message is settled, and says which brokers did not restart", async () => {
  let looks = 0;
  const { flaw } = await scene.inject("rolling-restart", "brokers", { isProducing: () => looks++ < 1 });
  expect(flaw).toBe("kafka2 and kafka3 did not restart: every message was settled before that");
  expect(scene.asked).toEqual(ROUND.slice(0, 2));
});

it("says of a broker that had to be killed that its restart was not clean", async () => {
  const { stop } = scene.cluster;
  scene.cluster.stop = async (node) => ({
    ...(await stop(node)),
    killedAfterMs: node === "kafka2" ? 30_000 : null,
  });
  const { flaw } = await scene.inject("rolling-restart", "brokers");
  expect(flaw).toBe("kafka2 did not shut down within 30 s and was killed, so the restart was not clean");
});
