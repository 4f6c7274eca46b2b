import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { breaches, proseOfYamlComments } from "../../docs/plain-english.js";
import { faults } from "../faults/index.js";
import { loadScenario } from "../scenario/load.js";
import { STARTER_FAULTS } from "../scenario/starter.js";
import { runCommand } from "./command.test-support.js";
import { type Asker, answers, defineInit } from "./init.js";

vi.mock("../workload/rdkafka.js", () => ({ rdkafka: { Producer: vi.fn() }, RdkafkaError: { codes: {} } }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-init-"));
});
afterEach(() => rm(folder, { recursive: true }));

const init = (...words: readonly string[]) => runCommand(defineInit, words);
const load = async (path: string) =>
  loadScenario(await readFile(path, "utf8"), { path, faults, randomSeed: 1 });

describe("chaos init without a terminal", () => {
  it.each(STARTER_FAULTS.map(({ name }) => name))(
    "writes a valid scenario of %s, with comments",
    async (fault) => {
      const path = join(folder, "new", "mine.yaml");
      const { stdout } = await init(path, "--fault", fault);
      expect(stdout).toContain(`wrote ${path}`);
      const { scenario, notes } = await load(path);
      expect(scenario).toMatchObject({
        ...{ name: "mine", expect: { loss: "none" } },
        producers: [{ acks: "all", idempotence: true }],
      });
      expect(notes).toEqual([]);
      const comments = proseOfYamlComments(await readFile(path, "utf8"));
      expect(comments.length).toBeGreaterThan(4);
      expect(comments.flatMap(breaches)).toEqual([]);
    },
  );

  it("takes the answers from options", async () => {
    const path = join(folder, "mine.yaml");
    await init(path, "--fault", "leader-kill", "--acks", "1", "--brokers", "5", "--topic", "pay_ments");
    expect((await load(path)).scenario).toMatchObject({
      cluster: { brokers: 5 },
      topics: [{ name: "pay_ments" }],
      producers: [{ acks: 1, idempotence: false }],
      faults: [{ fault: "kill" }],
    });
  });

  it("names files of properties relative to the scenario", async () => {
    await writeFile(join(folder, "app.properties"), "acks=1\nlinger.ms=3\n");
    await writeFile(join(folder, "server.properties"), "num.io.threads=3\n");
    const path = join(folder, "chaos", "mine.yaml");
    const properties = ["--producer-properties", join(folder, "app.properties")];
    await init(path, ...properties, "--server-properties", join(folder, "server.properties"));
    expect(parse(await readFile(path, "utf8"))).toMatchObject({
      producers: { configFile: "../app.properties" },
      cluster: { configFile: "../server.properties" },
    });
  });

  it("writes the schema beside it, which the first line names", async () => {
    const path = join(folder, "mine.yaml");
    await init(path);
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/m.exec(await readFile(path, "utf8"))!;
    expect(JSON.parse(await readFile(join(folder, schema!), "utf8"))).toMatchObject({
      title: "chaos scenario",
    });
  });

  it("overwrites no file", async () => {
    const path = join(folder, "mine.yaml");
    await writeFile(path, "mine\n");
    await expect(init(path)).rejects.toThrow(`${path} exists, and chaos init does not overwrite it`);
    expect(await readFile(path, "utf8")).toBe("mine\n");
    await writeFile(join(folder, "scenario.schema.json"), "{}");
    await expect(init(join(folder, "other.yaml"))).rejects.toThrow("is not a schema of chaos");
  });

  it.each([
    [["my scenario.txt"], "is not a name for a scenario"],
    [["mine.yaml", "--brokers", "99"], "brokers must be a whole number from 1 to 9"],
    [["mine.yaml", "--producer-properties", "/nowhere/a.properties"], "there is no such file"],
  ])("refuses %j before it writes", async (words, message) => {
    const [file, ...options] = words as [string, ...string[]];
    await expect(init(join(folder, file), ...options)).rejects.toThrow(message);
    await expect(readFile(join(folder, file))).rejects.toThrow("ENOENT");
  });
});

describe("chaos init in a terminal", () => {
  const asked: string[] = [];
  const asker: Asker = {
    input: async ({ message, default: initial }) => {
      asked.push(message);
      return message.includes("topic") ? "clicks" : initial;
    },
    select: async ({ message, choices }) => {
      asked.push(message);
      return choices[1]!.value;
    },
  };
  beforeEach(() => {
    asked.length = 0;
  });

  it("asks, and does what it is answered", async () => {
    const choices = await answers(undefined, {}, asker);
    expect(choices).toMatchObject({
      path: "chaos/first.yaml",
      name: "first",
      topic: "clicks",
      fault: "leader-kill",
      acks: "1",
    });
    expect(asked).toHaveLength(6);
  });

  it("does not ask for what an option says", async () => {
    const options = { acks: "all", topic: "t", fault: "leader-pause", serverProperties: "s" } as const;
    await answers("a.yaml", { ...options, producerProperties: "p" }, asker);
    expect(asked).toEqual([]);
  });
});
