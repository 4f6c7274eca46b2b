// chaos-kafka is an ES module, so Jest needs: NODE_OPTIONS=--experimental-vm-modules npx jest
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { runScenario } from "chaos-kafka";

const scenario = fileURLToPath(new URL("../orders.yaml", import.meta.url));

test("loses no acknowledged order when the leader is killed", async () => {
  const run = await runScenario(scenario);
  expect(run.verdict).toBe("as-expected");
  expect(run.result.totals.lost).toBe(0);
}, 300_000);
