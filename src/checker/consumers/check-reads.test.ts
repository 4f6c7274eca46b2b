import { describe, expect, test } from "vitest";
import { CONSUMER_CHECKS, type GroupResult } from "../../rundir/consumers.js";
import { checkReads } from "./check-reads.js";
import { expectedOf, type Plan, type SimulatedRun, simulate } from "./simulated-group.test-support.js";

const SEEDS = 1_000;
const COMMITS = ["auto", "after", "before", "never"] as const;

async function check(run: SimulatedRun): Promise<GroupResult> {
  const { groups } = await checkReads(run.reads, run.log, run.ledger, null);
  return groups[0]!;
}

/** What the check counts, beside what there is. */
async function compare(seed: number, plan: Plan) {
  const run = simulate(seed, plan);
  const { lagTicks, ...expected } = expectedOf(run);
  const { found, readButLost } = await check(run);
  const { lag, ...counts } = found;
  expect({ ...counts, readButLost }, `seed ${seed}, ${JSON.stringify(plan)}`).toEqual(expected);
  expect(lag).toBe(lagTicks / 10);
  return { run, expected: { ...expected, lagTicks } };
}

test(`${SEEDS} correct groups with rebalances, restarts, kills, control records and truncations have no anomaly`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const plan: Plan = {
      commit: COMMITS[seed % 3]!,
      isolation: seed % 5 === 0 ? "read_uncommitted" : "read_committed",
      ...{ kills: "clean", truncations: seed % 2 === 0 ? "unread" : "none", unheardCommits: seed % 3 === 1 },
    };
    const { expected } = await compare(seed, plan);
    for (const name of CONSUMER_CHECKS) {
      if (name !== "lag") expect(expected[name], `${name}, seed ${seed}, ${JSON.stringify(plan)}`).toBe(0);
    }
  }
});

const PLANTS: Readonly<Record<string, { plan: Omit<Plan, "commit">; finds: string }>> = {
  kills: { plan: { kills: "anywhere" }, finds: "reprocessed" },
  gaps: { plan: { gaps: true }, finds: "pollSkip" },
  "steps back": { plan: { stepsBack: true }, finds: "nonmonotonicPoll" },
  resets: { plan: { resets: true }, finds: "jumped" },
  "beginnings before the commit": { plan: { jumps: "back" }, finds: "jumped" },
  "beginnings behind the commit": { plan: { jumps: "ahead" }, finds: "skipped" },
  truncations: { plan: { truncations: "any" }, finds: "divergentReads" },
  "a stuck client": { plan: { isStuck: true }, finds: "unseen" },
  "a pause": { plan: { pauseTicks: 100_000 }, finds: "lag" },
};

describe.each(Object.entries(PLANTS))("%s, planted alone", (name, { plan, finds }) => {
  test(`are found, and nothing else is: ${finds}`, async () => {
    let times = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const commit = name.startsWith("beginnings") ? "after" : COMMITS[seed % 4]!;
      const { expected } = await compare(seed, { commit, ...plan });
      if (
        finds === "lag" ? expected.lagTicks >= 100_000 : Number(expected[finds as keyof typeof expected]) > 0
      )
        times++;
    }
    expect(times).toBeGreaterThan(SEEDS / 10);
  });
});

test(`${SEEDS} groups with several of them at once: each is found as often as it is there`, async () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const bit = (number: number) => ((seed * 2_654_435_761) >>> number) % 2 === 1;
    // Where a log was truncated, a beginning elsewhere has no certain sign.
    const truncations = bit(5) ? "any" : "none";
    const plan: Plan = {
      ...{ commit: COMMITS[seed % 4]!, isolation: bit(3) ? "read_uncommitted" : "read_committed" },
      ...{ kills: bit(4) ? "anywhere" : "none", truncations, gaps: bit(6), stepsBack: bit(7) },
      ...{ resets: bit(8), jumps: seed % 4 === 1 && bit(9) && !bit(5) ? "back" : "none", isStuck: bit(10) },
      ...{ unheardCommits: bit(11) },
    };
    const { expected } = await compare(seed, plan);
    for (const [name, count] of Object.entries(expected))
      if (count > 0) times.set(name, (times.get(name) ?? 0) + 1);
  }
  for (const name of CONSUMER_CHECKS) if (name !== "lag") expect(times.get(name), name).toBeGreaterThan(50);
});
