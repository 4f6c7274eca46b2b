import { expect, test } from "vitest";
import { InterceptorRules, type JournalEntry, type Rule, RuleError } from "./interceptor-rules.js";
import type { Armed, Client, Exchange, RequestOutcome } from "./interceptors/interceptor.js";

function rulesOf({ seed = 1 } = {}) {
  const journal: JournalEntry[] = [];
  return { rules: new InterceptorRules({ seed, note: (entry) => journal.push(entry) }), journal };
}

/** Its delay tells which rule an armed interceptor comes from. */
function latency(latencyMs: number, changed: Partial<Rule> = {}): Rule {
  return {
    name: "mine",
    generation: 2,
    interceptor: "SimulateLatencyPlugin",
    config: { appliedPercentage: 100, latencyMs },
    ...changed,
  };
}

const anonymous: Client = { clientId: null, vCluster: "passthrough", username: null };
const ada: Client = { clientId: null, vCluster: "teamA", username: "ada" };
const bob: Client = { clientId: null, vCluster: "teamA", username: "bob" };

function exchangeOf(client: Client): Exchange {
  return { api: "Produce", version: 9, client, brokerId: 1, request: {} } as unknown as Exchange;
}

function delayOf(armed: Armed, client = anonymous): number | undefined {
  return (armed.onRequest!(exchangeOf(client)) as RequestOutcome | undefined)?.delayMs;
}

function delays(rules: InterceptorRules, client: Client): (number | undefined)[] {
  return rules.applyingTo(client).map((armed) => delayOf(armed, client));
}

test("a rule is created, updated, left as it is, and removed", () => {
  const { rules } = rulesOf();
  expect(rules.put(latency(1))).toBe("CREATED");
  expect(rules.put(latency(1))).toBe("NOT_CHANGED");
  expect(rules.put(latency(2))).toBe("UPDATED");
  expect(rules.list()).toEqual([latency(2)]);
  expect(rules.remove(2, "mine")).toBe(true);
  expect(rules.remove(2, "mine")).toBe(false);
  expect(rules.list()).toEqual([]);
});

test("the version grows with every change, and only then", () => {
  const { rules } = rulesOf();
  const versions = [rules.version];
  const then = (act: () => unknown) => {
    act();
    versions.push(rules.version);
  };
  then(() => rules.put(latency(1)));
  then(() => rules.put(latency(1)));
  then(() => rules.check(latency(2)));
  then(() => rules.put(latency(2)));
  then(() => rules.remove(2, "another"));
  then(() => rules.remove(2, "mine"));
  expect(versions).toEqual([0, 1, 1, 1, 2, 2, 3]);
});

test("a rule put again in the same words goes on undisturbed, its random choices too", () => {
  const { rules } = rulesOf();
  rules.put(latency(1));
  const [before] = rules.applyingTo(anonymous);
  rules.put(latency(1));
  expect(rules.applyingTo(anonymous)[0]).toBe(before);
  rules.put(latency(2));
  expect(rules.applyingTo(anonymous)[0]).not.toBe(before);
});

test("a check says what putting would, and changes nothing", () => {
  const { rules } = rulesOf();
  expect(rules.check(latency(1))).toBe("CREATED");
  expect(rules.list()).toEqual([]);
  rules.put(latency(1));
  expect([rules.check(latency(1)), rules.check(latency(2))]).toEqual(["NOT_CHANGED", "UPDATED"]);
  expect(() => rules.check(latency(1, { config: {} }))).toThrow(RuleError);
});

test("rules work in order of priority, 100 unless given, and among equals in that of their coming", () => {
  const { rules } = rulesOf();
  rules.put(latency(3, { name: "c" }));
  rules.put(latency(4, { name: "d", priority: 100 }));
  rules.put(latency(5, { name: "e", priority: 101 }));
  rules.put(latency(1, { name: "a", priority: -1 }));
  rules.put(latency(2, { name: "b", priority: 99 }));
  expect(rules.list().map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
  expect(delays(rules, anonymous)).toEqual([1, 2, 3, 4, 5]);
});

test("a rule is for a virtual cluster or one user of it; without a scope for clients without a login", () => {
  const { rules } = rulesOf();
  rules.put(latency(1));
  rules.put(latency(2, { scope: { vCluster: "teamA" } }));
  rules.put(latency(3, { scope: { vCluster: "teamA", username: "ada" } }));
  rules.put(latency(4, { scope: { vCluster: "teamB" } }));
  rules.put(latency(5, { scope: { username: "ada" } }));
  expect(delays(rules, anonymous)).toEqual([1]);
  expect(delays(rules, ada)).toEqual([2, 3]);
  expect(delays(rules, bob)).toEqual([2]);
  expect(delays(rules, { ...ada, vCluster: "passthrough" })).toEqual([1, 5]);
});

test("a rule of the first generation applies to its user, and to clients that have not logged in", () => {
  const { rules } = rulesOf();
  rules.put(latency(1, { generation: 1, scope: { vCluster: "teamA", username: "ada" } }));
  expect(delays(rules, anonymous)).toEqual([1]);
  expect(delays(rules, ada)).toEqual([1]);
  expect(delays(rules, bob)).toEqual([]);
  expect(delays(rules, { ...ada, vCluster: "teamB" })).toEqual([]);
});

test("generations and scopes keep their rules of one name apart", () => {
  const { rules } = rulesOf();
  const scopes = [
    undefined,
    { vCluster: "teamA" },
    { vCluster: "teamA", username: "ada" },
    { username: "ada" },
  ];
  for (const generation of [1, 2, 3] as const) {
    for (const scope of scopes) {
      expect(rules.put(latency(1, { generation, ...(scope && { scope }) }))).toBe("CREATED");
    }
  }
  expect(rules.remove(3, "mine", { vCluster: "teamA" })).toBe(true);
  expect(rules.list()).toHaveLength(11);
  expect(rules.remove(3, "mine", { vCluster: "passthrough" })).toBe(true);
  expect(rules.remove(3, "mine")).toBe(false);
});

test("a rule may be for some APIs only", () => {
  const { rules } = rulesOf();
  rules.put(latency(1, { apis: ["Fetch", "Metadata"] }));
  expect([...rules.applyingTo(anonymous)[0]!.apis!]).toEqual(["Fetch", "Metadata"]);
});

test("a rule for an API on which its interceptor does nothing is refused", () => {
  const { rules } = rulesOf();
  const elections = latency(1, {
    interceptor: "SimulateLeaderElectionsErrorsPlugin",
    config: { rateInPercent: 50 },
    apis: ["Produce", "OffsetCommit"],
  });
  expect(() => rules.put(elections)).toThrow(
    new RuleError("SimulateLeaderElectionsErrorsPlugin does not work on OFFSET_COMMIT", [
      { path: "apis", message: "with this config SimulateLeaderElectionsErrorsPlugin works on PRODUCE" },
    ]),
  );
  expect(rules.list()).toEqual([]);
});

test("an interceptor is found by its plugin class with and without the package", () => {
  const { rules } = rulesOf();
  rules.put(latency(1, { interceptor: "io.conduktor.gateway.interceptor.chaos.SimulateLatencyPlugin" }));
  expect(delays(rules, anonymous)).toEqual([1]);
});

test("an interceptor that is none, and a wrong config, change nothing of a rule that is in force", () => {
  const { rules } = rulesOf();
  rules.put(latency(1));
  expect(() => rules.put(latency(2, { interceptor: "SimulateNothingPlugin" }))).toThrow(
    "there is no interceptor SimulateNothingPlugin",
  );
  const wrong = { appliedPercentage: "all", latencyMs: 2, latency: 2 };
  const refused = () => rules.put(latency(2, { config: wrong }));
  expect(refused).toThrow(RuleError);
  try {
    refused();
  } catch (error) {
    expect((error as RuleError).issues).toEqual([
      { path: "config.appliedPercentage", message: expect.stringContaining("number") },
      { path: "config.latency", message: "unknown key; the valid keys are appliedPercentage, latencyMs" },
    ]);
  }
  expect(delays(rules, anonymous)).toEqual([1]);
});

test("the journal names the rule, the interceptor and the time of what was done", () => {
  const { rules, journal } = rulesOf();
  const beforeMs = Date.now();
  rules.put(latency(7));
  delays(rules, anonymous);
  expect(journal).toMatchObject([
    { rule: "mine", interceptor: "latency", effect: "delay", delayMs: 7, api: "Produce", brokerId: 1 },
  ]);
  expect(journal[0]!.atMs).toBeGreaterThanOrEqual(beforeMs);
});

test("random choices are the seed's and the name's: the same again, others for another", () => {
  const choices = (seed: number, name: string) => {
    const { rules } = rulesOf({ seed });
    rules.put(latency(1, { name, config: { appliedPercentage: 50, latencyMs: 1 } }));
    const [armed] = rules.applyingTo(anonymous);
    return Array.from({ length: 64 }, () => delayOf(armed!) ?? 0).join("");
  };
  expect(choices(1, "a")).toBe(choices(1, "a"));
  expect(new Set([choices(1, "a"), choices(1, "b"), choices(2, "a"), choices(2, "b")]).size).toBe(4);
});
