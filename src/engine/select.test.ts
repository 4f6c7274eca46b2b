import { expect, test } from "vitest";
import { UsageError } from "../errors.js";
import type { Engine, Finding } from "./engine.js";
import { selectEngine } from "./select.js";

function engine(name: string, ...findings: readonly Finding[]): Engine {
  return {
    name,
    examine: async () => findings,
    provision: () => Promise.reject(new Error("nobody asked for a cluster")),
    attach: async () => null,
    leftovers: async () => [],
    leftoversOf: async () => [],
  };
}

const works = (what: string): Finding => ({ what, ok: true, detail: "is here" });
const lacks = (what: string): Finding => ({ what, ok: false, detail: `no ${what}`, fix: `install ${what}` });

test("an engine that is asked for by name is taken without a look at the machine", async () => {
  const { engine: chosen, why } = await selectEngine([engine("local", lacks("Java"))], "local");
  expect([chosen.name, why]).toEqual(["local", "local: asked for"]);
});

test("auto takes the first that can work, and says why", async () => {
  const { engine: chosen, why } = await selectEngine(
    [
      engine("docker", lacks("Docker")),
      engine("local", works("Java"), works("jars")),
      engine("third", works("it")),
    ],
    "auto",
  );
  expect([chosen.name, why]).toEqual(["local", "local: Java is here"]);
});

test("auto would rather have one that is ready than one that has to fetch something large first", async () => {
  const later: Finding = { ...works("image"), isSlowAtFirst: true };
  const chosen = async (...candidates: Engine[]) => (await selectEngine(candidates, "auto")).engine.name;
  expect(await chosen(engine("docker", works("Docker"), later), engine("local", works("Java")))).toBe(
    "local",
  );
  expect(await chosen(engine("docker", works("Docker"), later), engine("local", lacks("Java")))).toBe(
    "docker",
  );
});

test("auto takes one that can do what is needed, and says why not the one before it", async () => {
  const asked: unknown[] = [];
  const docker: Engine = {
    ...engine("docker"),
    examine: async ({ needs }) => {
      asked.push(...(needs ?? []));
      const cannot: Finding = { what: "delays", ok: false, detail: "no netem", need: "delay" };
      return [works("Docker"), ...(needs?.has("delay") ? [cannot] : [])];
    },
  };
  const candidates = [docker, engine("local", works("Java"))];
  const { engine: chosen, why } = await selectEngine(candidates, "auto", new Set(["delay"]));
  expect([chosen.name, why]).toEqual(["local", "local: Java is here; docker: no netem"]);
  expect(asked).toEqual(["delay"]);
  expect((await selectEngine(candidates, "auto")).engine.name).toBe("docker");
  expect((await selectEngine(candidates, "docker", new Set(["delay"]))).engine.name).toBe("docker");
});

test("when none can work, it says what each lacks, and how to mend it", async () => {
  const refusal = selectEngine(
    [engine("docker", lacks("Docker")), engine("local", works("Java"), lacks("jars"))],
    "auto",
  );
  await expect(refusal).rejects.toThrow(
    "no engine can work on this machine: docker: no Docker; local: no jars",
  );
  await expect(refusal).rejects.toMatchObject({
    name: "InfrastructureError",
    remedy: "install Docker; or install jars",
  });
});

test("a name that is none is a mistake of the person's, who is told the names", async () => {
  await expect(selectEngine([engine("local")], "cloud")).rejects.toThrow(
    new UsageError("there is no engine cloud; known are auto, local"),
  );
});
