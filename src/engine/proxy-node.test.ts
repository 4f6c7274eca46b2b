/** The control of a proxy over the REST API that the proxy really has. */
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Capability } from "../cluster/spec.js";
import { readSettings } from "../commands/proxy/settings.js";
import { partsFor } from "../proxy/admin/admin.test-support.js";
import { startAdmin } from "../proxy/admin/server.js";
import type { InterceptorRules } from "../proxy/interceptor-rules.js";
import { attachProxy, newAccess, ProxyControl, proxyFolder, writeAccess } from "./proxy-node.js";

const FEATURE = { interceptor: "leader-election", generation: 1, config: { rateInPercent: 50 } } as const;
const PLUGIN = {
  interceptor: "io.conduktor.gateway.interceptor.chaos.SimulateLatencyPlugin",
  generation: 2,
  config: { appliedPercentage: 10, latencyMs: 5 },
} as const;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chaos-proxy-node-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** The API on a free port, with the credentials that a run gives its proxy. */
async function adminFor(health: () => { ready: boolean } = () => ({ ready: true })) {
  const parts = partsFor();
  const { username, password } = newAccess({ host: "127.0.0.1", port: 0 });
  const options = { ...parts.options, health, credentials: { username, password } };
  const admin = await startAdmin({ host: "127.0.0.1", ...options, port: 0 });
  const access = { url: `http://${admin.host}:${admin.port}`, username, password };
  return { admin, access, rules: parts.rules, [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose]() };
}

const inForce = (rules: InterceptorRules) =>
  rules.list().map(({ interceptor, config }) => ({ interceptor, config }));

describe("the control of a proxy", () => {
  it("arms interceptors of either generation for clients that do not log in, and disarms each once", async () => {
    await using here = await adminFor();
    const control = new ProxyControl(here.access);
    const undos = [await control.arm(FEATURE), await control.arm(PLUGIN), await control.arm(FEATURE)];
    expect(inForce(here.rules)).toEqual(
      [FEATURE, PLUGIN, FEATURE].map(({ interceptor, config }) => ({ interceptor, config })),
    );
    const producer = { clientId: "chaos", vCluster: "passthrough", username: null };
    expect(here.rules.applyingTo(producer)).toHaveLength(3);
    await undos[0]!();
    await undos[0]!();
    await undos[1]!();
    expect(inForce(here.rules)).toEqual([{ interceptor: "leader-election", config: FEATURE.config }]);
  });

  it("gives a rule the same name in each run, from which its random numbers come", async () => {
    const names = [];
    for (let run = 0; run < 2; run++) {
      await using here = await adminFor();
      const control = new ProxyControl(here.access);
      await control.arm(FEATURE);
      await control.arm(PLUGIN);
      names.push(here.rules.list().map(({ name }) => name));
    }
    expect(names[1]).toEqual(names[0]);
  });

  it("takes away what others have armed, too", async () => {
    await using here = await adminFor();
    const control = new ProxyControl(here.access);
    const undo = await control.arm(FEATURE);
    await new ProxyControl(here.access, "another").arm(PLUGIN);
    await control.disarmAll();
    expect(here.rules.list()).toEqual([]);
    await undo();
  });

  it("says why the proxy refuses, and that it is not there", async () => {
    const here = await adminFor();
    const control = new ProxyControl(here.access);
    await expect(control.arm({ ...PLUGIN, config: { latencyMs: 5 } })).rejects.toThrow(
      /refuses PUT .*400 .*spec\.config\.appliedPercentage/,
    );
    await expect(new ProxyControl({ ...here.access, password: "guessed" }).arm(PLUGIN)).rejects.toThrow(
      /401/,
    );
    await here[Symbol.asyncDispose]();
    await expect(control.arm(PLUGIN)).rejects.toThrow(/REST API does not answer: \S/);
  });
});

describe("a proxy that is waited for", () => {
  const forever = new AbortController().signal;

  it("is quiet when its clients are gone and its journal is written", async () => {
    const seen = [
      { clients: 2, journal: { entries: 7, unwritten: 0 } },
      { clients: 0, journal: { entries: 9, unwritten: 2 } },
      { clients: 0, journal: { entries: 9, unwritten: 0 } },
    ];
    await using here = await adminFor(() => ({ ready: true, ...(seen.length > 1 ? seen.shift() : seen[0]) }));
    expect(await new ProxyControl(here.access).untilQuiet(forever)).toBe(9);
    expect(seen).toHaveLength(1);
  });

  it("is waited for no longer than its run goes on", async () => {
    await using here = await adminFor(() => ({ ready: true, clients: 1 }) as { ready: boolean });
    const interruption = new AbortController();
    const reason = new Error("stopped by SIGINT");
    setTimeout(() => interruption.abort(reason), 100);
    await expect(new ProxyControl(here.access).untilQuiet(interruption.signal)).rejects.toBe(reason);
  });

  it("is quiet when it is dead", async () => {
    const here = await adminFor();
    await here[Symbol.asyncDispose]();
    expect(await new ProxyControl(here.access).untilQuiet(forever)).toBe(0);
  });
});

describe("the files of a run's proxy", () => {
  it("are for their owner alone, say who may use its API, and let another process do so", async () => {
    await using here = await adminFor();
    const settings = await writeAccess(directory, here.access, new Set());
    for (const path of [settings, join(proxyFolder(directory), "access.json")]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readFile(path, "utf8")).toContain(here.access.password);
    }
    const { username, password } = here.access;
    expect(readSettings(settings).admin).toEqual({ username, password });
    await (await attachProxy(directory))!.arm(PLUGIN);
    expect(here.rules.list()).toHaveLength(1);
  });

  it("watch the answers to producers where the run counts their errors", async () => {
    const access = newAccess({ host: "127.0.0.1", port: 1 });
    const rulesOf = async (...needs: Capability[]) =>
      readSettings(await writeAccess(directory, access, new Set(needs))).rules;
    expect(await rulesOf("proxy")).toEqual([]);
    expect(await rulesOf("proxy", "producer-errors")).toMatchObject([{ interceptor: "leader-errors" }]);
  });

  it("are missing where there is no proxy", async () => {
    expect(await attachProxy(directory)).toBeNull();
  });

  it("hold another password each time", () => {
    const passwords = Array.from({ length: 3 }, () => newAccess({ host: "127.0.0.1", port: 1 }).password);
    expect(new Set(passwords).size).toBe(3);
  });
});
