/** What counts as clean, over brokers that answer as the test says. */
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ScriptedBroker,
  type ScriptedBrokers,
  scriptedBrokers,
} from "../kafka/testing/scripted-brokers.js";
import { type AtFirst, cleanUp, propertiesAtFirst, waitUntilClean } from "./clean.js";
import { ManagedCluster } from "./managed-cluster.js";
import { LentHost } from "./testing/lent-host.js";

const STATIC = 4;
const [OF_BROKER, OF_ALL, UNKNOWN] = [2, 3, -1];

/** As Kafka 4.1 and later do when they start. */
const SET_BY_KAFKA = [{ name: "min.insync.replicas", value: "1", configSource: OF_ALL }];

/** Topics of the whole cluster. */
let topics: string[];
/** By name of the broker. */
let logs: Record<string, string[]>;
let properties: Record<string, { name: string; value?: string; configSource: number }[]>;
let deleted: string[];
let brokers: ScriptedBrokers;
let host: LentHost;
let cluster: ManagedCluster;
let stop: AbortController;
let atFirst: AtFirst;

beforeEach(async () => {
  [topics, logs, properties, deleted, stop] = [[], {}, {}, [], new AbortController()];
  brokers = await scriptedBrokers(
    3,
    { name: "t", partitions: 1 },
    {
      Metadata: (_, { controllerId, lists }) => ({
        controllerId,
        brokers: lists.map((nodeId) => ({ nodeId, host: "127.0.0.1", port: 1 })),
        topics: topics.map((name) => ({ name })),
      }),
      DescribeCluster: (_, { controllerId }) => ({ errorCode: 0, controllerId }),
      DescribeLogDirs: (_, { name }) => ({
        results: [{ topics: (logs[name] ?? []).map((topic) => ({ name: topic })) }],
      }),
      DescribeConfigs: (_, { name, id }) => ({
        results: [
          {
            resourceName: String(id),
            configs: properties[name] ?? [{ name: "log.dirs", configSource: STATIC }],
          },
        ],
      }),
      DeleteTopics: ({ topicNames, topics: named }) => {
        const name = topicNames[0] ?? named[0]!.name!;
        deleted.push(name);
        topics = topics.filter((topic) => topic !== name);
        return { responses: [{ name, errorCode: 0 }] };
      },
      CreateTopics: ({ topics: [topic] }) => ({ topics: [{ name: topic!.name, errorCode: 0 }] }),
    },
  );
  host = new LentHost(brokers.nodes.map((node) => ({ ...node, quorum: "kraft" as const })));
  const { signal } = stop;
  cluster = new ManagedCluster(host, {
    runDirectory: "/runs/one",
    signal,
    onNode: () => {},
    proxy: null,
    kept: false,
  });
  await cluster.startAll();
  properties.kafka3 = SET_BY_KAFKA;
  atFirst = await propertiesAtFirst(cluster, signal);
});
afterEach(() => brokers[Symbol.asyncDispose]());

const check = () => waitUntilClean(cluster, atFirst, stop.signal);

describe("between two runs", () => {
  it("links are whole, nodes run, and topics go", async () => {
    topics = ["t", "u"];
    await cluster.cut([{ from: "kafka1", to: "kafka2" }]);
    await cluster.delay([{ from: "kafka1", to: "kafka2" }], { latencyMs: 10, jitterMs: 0 });
    await cluster.kill("kafka3");
    await cleanUp(cluster, atFirst, stop.signal);
    expect(deleted.sort()).toEqual(["t", "u"]);
    expect(host.disturbances.size).toBe(0);
    expect(cluster.notRunning().size).toBe(0);
  });

  it("a log that is not gone yet is waited for", async () => {
    topics = ["t"];
    logs.kafka2 = ["t"];
    const cleaned = cleanUp(cluster, atFirst, stop.signal);
    let asks = 0;
    brokers.nodes[1]!.script.DescribeLogDirs = (_, { name }) => {
      if (name === "kafka2" && ++asks > 3) logs = {};
      return { results: [{ topics: (logs[name] ?? []).map((topic) => ({ name: topic })) }] };
    };
    await cleaned;
    expect(asks).toBeGreaterThan(3);
  });

  it.each(["__consumer_offsets", "__transaction_state", "_schemas"])(
    "Kafka's own topic %s cannot be made as it was",
    async (topic) => {
      topics = [topic];
      await expect(cleanUp(cluster, atFirst, stop.signal)).rejects.toThrow(`it has the topic ${topic}`);
      expect(deleted).toEqual([]);
    },
  );
});

it("a cluster is clean as it came up", check);

describe("unclean is a cluster", () => {
  /** Looking again does not help, however often. */
  async function staysUnclean(): Promise<void> {
    let isOver = false;
    const looking = check().finally(() => {
      isOver = true;
    });
    const refused = expect(looking).rejects.toThrow("enough");
    const again = ({ asked }: ScriptedBroker) => (asked.get("Metadata") ?? 0) > 3;
    while (!isOver && !brokers.nodes.every(again)) await turn();
    stop.abort(new Error("enough"));
    await refused;
  }

  const left = (name: string, configSource: number) => () =>
    Object.assign(properties, { [name]: [{ name: "x", configSource }] });

  it.each<[string, () => unknown]>([
    ["a topic", () => topics.push("t")],
    ["a log of a topic", () => Object.assign(logs, { kafka3: ["t"] })],
    ["a property that one broker got while it ran", left("kafka1", OF_BROKER)],
    ["a property that all brokers got while they ran", left("kafka2", OF_ALL)],
    ["a property of Kafka with another value", left("kafka3", OF_ALL)],
    ["a property of Kafka that is gone", left("kafka3", STATIC)],
    ["a broker that does not tell where its properties come from", left("kafka2", UNKNOWN)],
    ["a broker that is fenced", () => Object.assign(brokers.nodes[0]!, { lists: [1, 2] })],
    ["a broker without a controller", () => Object.assign(brokers.nodes[2]!, { controllerId: -1 })],
  ])("with %s", async (_, leave) => {
    leave();
    await staysUnclean();
  });

  it("with a node that does not run", async () => {
    await cluster.kill("kafka2");
    await expect(check()).rejects.toThrow("kafka2 does not run");
  });

  it("with a node that is paused", async () => {
    await cluster.pause("kafka2");
    await expect(check()).rejects.toThrow("kafka2 does not run");
  });

  it("with a node that died by itself", async () => {
    host.crash("kafka1");
    await expect(check()).rejects.toThrow(/kafka1/);
  });

  it("with a link that is cut", async () => {
    await cluster.cut([{ from: "kafka1", to: "kafka2" }]);
    await expect(check()).rejects.toThrow("the link from kafka1 to kafka2 is cut");
  });

  it("with data that were changed", async () => {
    const undo = await cluster.kill("kafka1");
    await cluster.changeData("kafka1", async () => {});
    await undo();
    await expect(check()).rejects.toThrow("the data of kafka1 were changed");
  });
});
