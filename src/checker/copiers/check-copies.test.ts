import { expect, it } from "vitest";
import { exactlyOnceOf } from "../../rundir/copiers.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { checkCopies } from "./check-copies.js";
import { type Plan, type SimulatedCopier, simulateCopier } from "./simulated-copier.test-support.js";

async function checked({ reads, log, ledger }: SimulatedCopier) {
  const { copiers } = await checkCopies(reads, log, ledger, new TopicPartitions(log.identity.topics));
  return copiers[0]!;
}

async function expectExact(plan: Plan, seed: number, simulated = simulateCopier(plan, seed)) {
  const copier = await checked(simulated);
  const { missing, twice, invented, uncopied } = simulated.expected;
  const broken = missing.length + twice.length + invented.length;
  expect(copier.found, `seed ${seed}`).toEqual({
    ...{ missing: missing.length, twice: twice.length, invented: invented.length, uncopied: uncopied.length },
    exactlyOnce: broken === 0 && uncopied.length > 0 ? null : broken,
  });
  return copier;
}

const SEEDS = 1_000;
const DISTURBED: Plan = { aborts: true, restarts: true, rebalances: true, duplicates: true };

it(`finds what is planted, in ${SEEDS} copiers with everything at once`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const plan = { isMissing: true, isTwice: true, isInvented: true, isUncopied: seed % 2 === 0 };
    await expectExact({ ...plan, ...DISTURBED }, seed);
  }
}, 60_000);

it.each(["isMissing", "isTwice", "isInvented", "isUncopied"] as const)(
  `finds %s alone, in ${SEEDS} copiers`,
  async (kind) => {
    let times = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { found } = await expectExact({ [kind]: true, ...DISTURBED }, seed);
      if (found.exactlyOnce !== 0) times++;
    }
    expect(times).toBeGreaterThan(SEEDS / 2);
  },
  60_000,
);

it(`finds nothing in ${SEEDS} copiers that abort, restart and rebalance, and copy each message once`, async () => {
  const seen = { aborted: 0, killed: 0, moved: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const simulated = simulateCopier(DISTURBED, seed);
    const copier = await expectExact(DISTURBED, seed, simulated);
    expect(exactlyOnceOf(copier)).toBe("kept");
    expect(copier.findings).toEqual([]);
    const { members } = simulated.reads.header;
    if (copier.uncommittedCopies > 0) seen.aborted++;
    if (members.some(({ end }) => end === "killed")) seen.killed++;
    if (members.filter(({ end }) => end === "closed").length > 1) seen.moved++;
  }
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(SEEDS / 2);
}, 60_000);

it("does not know whether a copier that has not copied all keeps exactly-once", async () => {
  const copier = await expectExact({ isUncopied: true }, 1);
  expect(exactlyOnceOf(copier)).toBe("unknown");
  expect(copier.unknownBecause.exactlyOnce).toMatch(/messages? were not copied when the run ended/);
});

it("says where both copies are, and who read the message when", async () => {
  const copier = await expectExact({ isTwice: true }, 3);
  const finding = copier.findings.find(({ check }) => check === "twice")!;
  expect(finding.detail).toMatch(
    /message \d+ of producer 0, with 2 copies: invoices-\d at offsets \d+ and \d+\. Instance 0 read (it|offset \d+) once, at \d+\.\d s, so its producer wrote each copy\./,
  );
});

it("does not know what is missing where a transaction of the copies did not end", async () => {
  const simulated = simulateCopier({ isMissing: true }, 5);
  const { read, identity } = simulated.log;
  const log: SimulatedCopier["log"] = {
    identity,
    read: async (sink) => {
      const footer = await read(sink);
      return { ...footer, transactions: { ...footer.transactions!, open: 1 } };
    },
  };
  const copier = await checked({ ...simulated, log });
  expect(copier.found.missing).toBeNull();
  expect(copier.found.exactlyOnce).toBeNull();
  expect(copier.unknownBecause.missing).toBe("1 transaction in the log did not end");
});
