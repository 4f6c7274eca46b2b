/**
 * The scenarios that come with chaos: the eleven published experiments, at full size and openly set up, and small ones that
 * break the protocol.
 */
import { basename } from "node:path";
import { expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { findInterceptor, interceptors } from "../proxy/interceptors/index.js";
import { loadScenarioFiles } from "./files.js";
import { findScenarios } from "./find.js";

const paths = await findScenarios(["scenarios"]);
const all = await loadScenarioFiles(paths, { faults, randomSeed: 1 });
const usesProxy = ({ scenario }: (typeof all)[number]) =>
  scenario.faults.some(({ fault }) => fault === "proxy");
const loaded = all.filter((one) => !usesProxy(one));
const proxied = all.filter(usesProxy);

it("are in files of their names", () => {
  for (const { path, scenario } of all) expect(basename(path)).toBe(`${scenario.name}.yaml`);
});

it("are the eleven, with the expectation that was found", () => {
  expect(loaded.map(({ scenario }) => [scenario.name, scenario.expect.loss])).toEqual([
    ["acks0-leader-kill", { probability: { above: 0.5 } }],
    ["acks1-leader-kill", { probability: { above: 0.05 } }],
    ["acks1-leader-kill-concurrent", "some"],
    ["acks1-leader-partition", "some"],
    ["acks1-leader-partition-slow", "some"],
    ["acks1-leader-zk-isolate", "some"],
    ["acks1-leader-zk-isolate-slow", "some"],
    ["acksall-leader-kill-concurrent", "none"],
    ["acksall-leader-partition", "none"],
    ["acksall-leader-partition-concurrent", "none"],
    ["acksall-leader-zk-isolate", "none"],
  ]);
});

it("break the protocol in each way that a producer can meet", () => {
  const used = proxied.flatMap(({ scenario }) =>
    scenario.faults.map(({ options }) => (options as { interceptor: string }).interceptor),
  );
  const names = new Set(used.map((id) => findInterceptor(id)!.interceptor.name));
  expect([...names].sort()).toEqual(interceptors.map(({ name }) => name).sort());
});

it.each(proxied.map(({ scenario }) => [scenario.name, scenario] as const))(
  "%s is small, says what it is, and loses nothing",
  (name, { description, producers, expect: expected }) => {
    expect(name).toMatch(/^proxy-/);
    expect(description!.length).toBeGreaterThan(100);
    expect(producers[0]!.count / Number(producers[0]!.rate)).toBeLessThanOrEqual(10);
    expect(expected.loss).toBe("none");
  },
);

it.each(loaded.map(({ scenario }) => [scenario.name, scenario] as const))(
  "%s says what it is and where it comes from",
  (name, scenario) => {
    const [acks, , fault] = /^acks(0|1|all)-leader-(kill|partition|zk-isolate)/.exec(name)!.slice(0);
    expect(`acks${scenario.producers[0]!.acks}`).toBe(acks!.split("-")[0]);
    expect(scenario.faults.map((step) => step.fault)).toEqual([fault]);
    expect(scenario.description!.length).toBeGreaterThan(100);
    expect(scenario.reference!.source).toMatch(
      /^Jack Vanlightly, ChaosTestingCode, Kafka failure scenarios, scenario [1-7]$/,
    );
    expect(scenario.cluster).toMatchObject({ zookeepers: 1, sessionTimeoutMs: 6_000 });
    expect(scenario.cluster.config).toEqual({ "replica.lag.time.max.ms": "10000" });
    expect(scenario.producers[0]!.config).toMatchObject({
      "message.send.max.retries": 0,
      "request.timeout.ms": 5000,
    });
    expect(scenario.producers[0]!.count).toBe(name.endsWith("-slow") ? 100 : 100_000);
    expect(scenario.producers[0]!.instances).toBe(name.endsWith("-concurrent") ? 10 : 1);
  },
);
