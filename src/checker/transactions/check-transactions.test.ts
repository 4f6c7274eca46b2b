import { expect, test, vi } from "vitest";
import {
  ALLOWED,
  TRANSACTION_CHECKS,
  type TransactionCheckName,
  type TransactionsResult,
} from "../../rundir/transactions.js";
import { readFinalLog } from "../consumers/final-log.js";
import { checkTransactions } from "./check-transactions.js";
import { expectedOf, type Plan, type SimulatedRun, simulate } from "./simulated-transactions.test-support.js";

const SEEDS = 1_000;
// On a machine that is busy with other programs.
vi.setConfig({ testTimeout: 180_000 });

async function check(run: SimulatedRun): Promise<TransactionsResult> {
  const final = await readFinalLog(run.log, run.ledger.rows);
  return checkTransactions({
    ...{ ...run, transactions: [run.transactions], final },
    ...{ proxy: null, readsUnknown: null, hasTransfers: () => true },
  });
}

/** What the check counts, beside what there is. */
async function compare(seed: number, plan: Plan) {
  const run = simulate(seed, plan);
  const expected = expectedOf(run);
  const result = await check(run);
  expect(result.found, `seed ${seed}, ${JSON.stringify(plan)}`).toEqual(expected);
  for (const name of TRANSACTION_CHECKS) {
    const findings = result.findings.filter((one) => one.check === name);
    if ((expected[name] ?? 0) > 0) expect(findings.length).toBeGreaterThan(0);
    else expect(findings).toEqual([]);
  }
  return { run, expected, result };
}

test(`${SEEDS} correct runs with aborts, unknown outcomes, restarts and interleaved producers have no anomaly`, async () => {
  const outcomes = { committed: 0, aborted: 0, unknown: 0, abandoned: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { run, expected, result } = await compare(seed, seed % 2 === 0 ? {} : { inTurn: true });
    const isSomeRead = run.transactions.some(({ read }) => read !== undefined);
    for (const name of TRANSACTION_CHECKS) {
      const isAllowed = ALLOWED.has(name) && seed % 2 === 0;
      const isUnknown = name === "readCycle" && !isSomeRead;
      if (!isAllowed && !isUnknown) expect(expected[name], `${name}, seed ${seed}`).toBe(0);
    }
    for (const outcome of Object.keys(outcomes) as (keyof typeof outcomes)[])
      outcomes[outcome] += result[outcome];
  }
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(SEEDS / 2);
});

/** `beside`: what may come with it. */
const PLANTS: readonly {
  plan: Plan;
  finds: TransactionCheckName;
  beside?: readonly TransactionCheckName[];
}[] = [
  { plan: { committedAborts: 0.5 }, finds: "abortedRead" },
  { plan: { abortedReads: 0.5 }, finds: "abortedRead" },
  { plan: { earlyReads: 0.1 }, finds: "precommittedRead", beside: ["abortedRead"] },
  { plan: { torn: 0.3 }, finds: "tornTransaction", beside: ["abortedRead", "lostTransaction", "balance"] },
  { plan: { torn: 0.3 }, finds: "balance", beside: ["abortedRead", "lostTransaction", "tornTransaction"] },
  { plan: { repeats: 0.3 }, finds: "balance" },
  { plan: { lost: 0.3 }, finds: "lostTransaction" },
  { plan: { readsOfOpen: 0.1 }, finds: "precommittedRead", beside: ["abortedRead", "readCycle"] },
  { plan: { readsOfAborted: 0.5 }, finds: "abortedRead" },
  { plan: { swaps: 0.5 }, finds: "txnOrder" },
  { plan: { stuck: 0.5 }, finds: "stuck" },
  { plan: { readCycles: 0.5 }, finds: "readCycle" },
  { plan: { inTurn: false }, finds: "sendSkip", beside: ["writeCycle"] },
  { plan: { zombies: 0.2 }, finds: "zombieWrite" },
];

test.each(PLANTS)("$finds alone is found, and nothing else: $plan", async ({ plan, finds, beside = [] }) => {
  let times = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { expected } = await compare(seed, { inTurn: true, ...plan });
    if ((expected[finds] ?? 0) > 0) times++;
    for (const name of TRANSACTION_CHECKS)
      if (name !== finds && !beside.includes(name))
        expect(expected[name] ?? 0, `${name}, seed ${seed}`).toBe(0);
  }
  expect(times).toBeGreaterThan(SEEDS / 10);
});

test(`${SEEDS} runs with several of them at once: each is found as often as it is there`, async () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const bit = (number: number) => ((seed * 2_654_435_761) >>> number) % 2;
    const plan: Plan = {
      ...{ committedAborts: bit(3) * 0.3, abortedReads: bit(4) * 0.3, earlyReads: bit(5) * 0.1 },
      ...{ torn: bit(6) * 0.2, lost: bit(7) * 0.2, swaps: bit(8) * 0.5, stuck: bit(9) * 0.3 },
      ...{ readCycles: bit(10), inTurn: bit(11) === 1, zombies: bit(18) * 0.1, repeats: bit(14) * 0.3 },
      ...{ readsOfOpen: bit(15) * 0.1, readsOfAborted: bit(16) * 0.2, onlyWrites: bit(17) === 1 },
      isolation: bit(12) === 1 && bit(13) === 1 ? "read_uncommitted" : "read_committed",
    };
    const { expected } = await compare(seed, plan);
    for (const [name, count] of Object.entries(expected))
      if ((count ?? 0) > 0) times.set(name, (times.get(name) ?? 0) + 1);
  }
  for (const name of TRANSACTION_CHECKS) expect(times.get(name), name).toBeGreaterThan(50);
});
