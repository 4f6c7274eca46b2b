import { fileURLToPath } from "node:url";
import { runScenario } from "chaos-kafka";
import { expect, it } from "vitest";

const scenario = fileURLToPath(new URL("../orders.yaml", import.meta.url));

it("loses no acknowledged order when the leader is killed", { timeout: 300_000 }, async () => {
  const leaders: string[] = [];
  const run = await runScenario(scenario, {
    onEvent(event) {
      if (event.event === "view" && event.leader !== null) leaders.push(event.leader);
    },
  });
  expect(run.verdict, run.report()).toBe("as-expected");
  expect(run.result.totals.lost).toBe(0);
  expect(new Set(leaders).size).toBeGreaterThan(1);
});
