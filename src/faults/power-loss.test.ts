/** The faults that take data from the disk of a broker, on directories that stand for the brokers' own. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planNodes } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { brokerWithConfigs, type TopicConfigs } from "../kafka/testing/topic-configs.js";
import { writeBatch } from "../protocol/index.js";
import type { FakeBroker } from "../proxy/testing/fake-broker.js";
import { loadScenario } from "../scenario/load.js";
import { vocabulary } from "../scenario/schema/vocabulary.js";
import { faults } from "./index.js";
import { surroundings } from "./testing/planned-scene.js";

const NODES = planNodes({ brokers: 3, metadata: { kind: "kraft", members: 1 } });
const LOG = "00000000000000000000.log";

let folder: string;
let broker: FakeBroker;
let asked: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-test-"));
  asked = [];
  for (const [index, { name }] of NODES.entries()) {
    await mkdir(join(folder, name, "orders-0"), { recursive: true });
    await writeFile(join(folder, name, "meta.properties"), `node.id=${index}\ndirectory.id=${name}\n`);
    const records = Array.from({ length: 3 }, (_, baseOffset) => writeBatch({ baseOffset, records: [{}] }));
    await writeFile(join(folder, name, "orders-0", LOG), Buffer.concat(await Promise.all(records)));
  }
});
afterEach(async () => {
  await broker?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** `broken`: the node whose data cannot be changed. */
async function inject(name: string, value: unknown, topics: TopicConfigs = { orders: {} }, broken?: string) {
  broker = await brokerWithConfigs(topics);
  const cluster = {
    nodes: NODES.map((node) => ({ ...node, client: broker.address })),
    notRunning: () => new Set<string>(),
    kill: async (node) => {
      asked.push(`kill ${node}`);
      return async () => void asked.push(`start ${node}`);
    },
    changeData: (node, change) => {
      if (node === broken) throw new Error("the disk is full");
      asked.push(`change ${node}`);
      return change(join(folder, node));
    },
  } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
  const fault = faults.find((fault) => fault.name === name)!;
  const options = fault.schema(vocabulary(NODES)).parse(value);
  return fault.inject(cluster, options, { resolve: async (target) => target }, surroundings());
}

const sizeOf = async (node: string) => (await stat(join(folder, node, "orders-0", LOG))).size;

describe("power-loss", () => {
  it("kills, takes what is not flushed, and says how much; healing starts the node", async () => {
    const bytes = await sizeOf("kafka1");
    const injection = await inject("power-loss", "kafka1");
    expect(injection).toMatchObject({ targets: ["kafka1"], silenced: ["kafka1"] });
    expect(injection.taken).toEqual([
      { node: "kafka1", topic: "orders", partition: 0, records: 3, bytes, toOffset: 0 },
    ]);
    expect(injection.detail).toBe(`took 3 records (${bytes} bytes) from offset 0 of orders-0 on kafka1`);
    expect(injection.flaw).toBeUndefined();
    expect([await sizeOf("kafka1"), await sizeOf("kafka2")]).toEqual([0, bytes]);
    await injection.heal();
    expect(asked).toEqual(["kill kafka1", "change kafka1", "start kafka1"]);
  });

  it("strikes several brokers at the same moment, before it takes anything", async () => {
    const { taken } = await inject("power-loss", "kafka1,kafka2,kafka3");
    expect(asked.slice(0, 3)).toEqual(["kill kafka1", "kill kafka2", "kill kafka3"]);
    expect(taken!.map(({ node, records }) => [node, records])).toEqual([
      ["kafka1", 3],
      ["kafka2", 3],
      ["kafka3", 3],
    ]);
  });

  it.each([
    ["all but 2 records", 2],
    ["all but 1 record", 1],
    ["all but 1 byte", 1],
  ])("keep: %s, takes %i", async (keep, records) => {
    const { taken } = await inject("power-loss", { node: "kafka2", keep });
    expect(taken).toMatchObject([{ node: "kafka2", records }]);
  });

  it("that takes nothing is no power loss", async () => {
    await writeFile(join(folder, "kafka1", "recovery-point-offset-checkpoint"), "0\n1\norders 0 3\n");
    const { flaw } = await inject("power-loss", "kafka1");
    expect(flaw).toBe("nothing was unflushed, so the power loss was no more than a kill");
  });

  it("takes nothing where Kafka flushes each write before it answers, as the scenario asks", async () => {
    const { flaw, detail, taken } = await inject("power-loss", "kafka1", {
      orders: { "flush.messages": "1" },
    });
    expect(taken).toEqual([]);
    expect(flaw).toBeUndefined();
    expect(detail).toBe("nothing was unflushed: Kafka flushes orders before it answers a write");
  });

  it("does not strike where nothing tells what is flushed", async () => {
    await expect(inject("power-loss", "kafka1", { orders: { "flush.ms": "1000" } })).rejects.toThrow(
      "Kafka flushes orders now and then",
    );
    expect(asked).toEqual([]);
  });

  it("starts the nodes again when the data of one cannot be changed", async () => {
    await expect(inject("power-loss", "kafka1,kafka2", { orders: {} }, "kafka2")).rejects.toThrow(
      "disk is full",
    );
    expect(asked.slice(-2)).toEqual(["start kafka1", "start kafka2"]);
  });
});

describe("disk-loss", () => {
  it("kills, and leaves a formatted disk", async () => {
    const { detail, heal } = await inject("disk-loss", "kafka1");
    expect(await readdir(join(folder, "kafka1"))).toEqual(["meta.properties"]);
    expect(await readdir(join(folder, "kafka2"))).toContain("orders-0");
    expect(detail).toBe("took everything that kafka1 had");
    await heal();
    expect(asked).toEqual(["kill kafka1", "change kafka1", "start kafka1"]);
  });
});

describe("before anything starts", () => {
  const scenario = (fault: object, { cluster = {}, topic = {} } = {}) =>
    JSON.stringify({
      ...{ name: "refused", cluster, topic, producers: { count: 1_000, rate: 100 } },
      ...{ faults: [{ at: "1s", ...fault }], expect: { loss: "any" } },
    });

  it.each<[object, object, RegExp]>([
    [{ "power-loss": "controller1" }, {}, /must name brokers/],
    [{ "power-loss": "controller" }, {}, /must name brokers/],
    [{ "power-loss": "zk1" }, { cluster: { zookeepers: 1 } }, /must name brokers/],
    [{ "power-loss": { node: "leader", keep: "100 records" } }, {}, /all but 100 records/],
    [{ "power-loss": { node: "leader", keep: "all but 0 records" } }, {}, /all but 100 records/],
    [
      { "power-loss": "leader" },
      { topic: { config: { "flush.messages": 1000 } } },
      /nothing tells afterwards/,
    ],
    [{ "disk-loss": "voter" }, {}, /must name brokers/],
    [{ "disk-loss": "leader" }, { cluster: { controllers: "combined" } }, /combined/],
  ])("%j with %j is refused", (fault, parts, why) => {
    const load = () => loadScenario(scenario(fault, parts), { path: "x.yaml", faults, randomSeed: 0 });
    expect(load).toThrow(why);
  });

  it.each<[object, object]>([
    [{ "power-loss": "leader" }, { cluster: { controllers: "combined" } }],
    [{ "power-loss": "controller" }, { cluster: { zookeepers: 1 } }],
    [
      { "power-loss": { node: "leader", keep: "all but 5 bytes" } },
      { topic: { config: { "flush.ms": 1000 } } },
    ],
    [{ "disk-loss": "kafka1,kafka2" }, {}],
  ])("%j with %j is not", (fault, parts) => {
    loadScenario(scenario(fault, parts), { path: "x.yaml", faults, randomSeed: 0 });
  });
});
