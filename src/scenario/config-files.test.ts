import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faults } from "../faults/index.js";
import { InputError } from "../yaml/diagnostics.js";
import { loadScenarioFiles } from "./files.js";
import { JAVA_PRODUCER_PROPERTIES, PRODUCER_PROPERTIES } from "./generated/properties.js";
import { loadScenario } from "./load.js";
import { TRANSLATED, translated } from "./properties/java-producer.js";

const CLUSTER =
  "name: mine\ncluster: { configFile: server.properties }\nproducers: { count: 9 }\nexpect: { loss: any }\n";
const PRODUCER =
  "name: mine\nproducers: { count: 9, configFile: conf/producer.properties }\nexpect: { loss: any }\n";

const load = (text: string, properties: string, set: readonly string[] = []) =>
  loadScenario(text, {
    path: "chaos/mine.yaml",
    faults,
    overrides: { set },
    readFile: () => properties,
    randomSeed: 1,
  });

function problem(text: string, properties: string, set: readonly string[] = []): string {
  try {
    load(text, properties, set);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error("nothing is wrong with it");
}

/** The properties that a producer of the file has. */
const producersOf = (properties: string) => load(PRODUCER, properties).scenario.producers[0]!;

describe("cluster.configFile", () => {
  it("gives the brokers the properties of the file", () => {
    const { scenario, notes } = load(CLUSTER, "# ours\nnum.io.threads=4\nreplica.lag.time.max.ms = 10000\n");
    expect(scenario.cluster.config).toEqual({ "num.io.threads": "4", "replica.lag.time.max.ms": "10000" });
    expect(notes).toEqual([]);
  });

  it("leaves out what chaos decides for each broker, with a note and its line", () => {
    const text =
      "process.roles=broker\nnode.id=1\nlisteners=PLAINTEXT://:9092\nlog.dirs=/var/kafka\nnum.io.threads=4\nauthorizer.class.name=our.Acl\nssl.keystore.location=/etc/k\n";
    const { scenario, notes } = load(CLUSTER, text);
    expect(scenario.cluster.config).toEqual({ "num.io.threads": "4" });
    expect(notes).toEqual([
      "chaos/server.properties:1: process.roles is left out: chaos sets process.roles for each node",
      "chaos/server.properties:2: node.id is left out: chaos sets node.id for each node",
      "chaos/server.properties:3: listeners is left out: chaos sets listeners for each broker",
      "chaos/server.properties:4: log.dirs is left out: chaos gives each broker one log directory",
      "chaos/server.properties:6: authorizer.class.name is left out: the brokers of a run have the classes of Kafka alone, and no logins",
      "chaos/server.properties:7: ssl.keystore.location is left out: the brokers of a run listen without TLS and without SASL",
    ]);
  });

  it("gives way to config and to --set, and takes the last of two lines", () => {
    const text = CLUSTER.replace("properties }", "properties, config: { num.io.threads: 2 } }");
    const file = "num.io.threads=8\nnum.network.threads=1\nnum.network.threads=5\nbackground.threads=6\n";
    const { scenario, notes } = load(text, file, ["cluster.config.background.threads=3"]);
    expect(scenario.cluster.config).toEqual({
      "num.io.threads": "2",
      "num.network.threads": "5",
      "background.threads": "3",
    });
    expect(notes).toEqual([
      "chaos/server.properties:2: num.network.threads is left out, because it is set again below",
    ]);
  });

  it("is checked like config, and what is wrong is told with its line in the file", () => {
    expect(problem(CLUSTER, "a.b=1\nnum.io.threads=many\nmin.insync.replica=2\n")).toBe(
      `chaos/server.properties:2:16: num.io.threads must be a whole number from 1, not many
   2 | num.io.threads=many
     |                ^^^^
chaos/server.properties:3:1: min.insync.replica is not a broker property; did you mean min.insync.replicas?
   3 | min.insync.replica=2
     | ^^^^^^^^^^^^^^^^^^
2 problems`,
    );
    expect(problem(CLUSTER, "a=\\u12\n")).toContain(
      "chaos/server.properties:1:3: \\u must have four hexadecimal digits after it",
    );
  });

  it("is not in the scenario that a run keeps: the values are", () => {
    const { yaml } = load(CLUSTER, "num.io.threads=4\n");
    expect(yaml).toContain("num.io.threads: 4\n");
    expect(yaml).not.toContain("configFile");
    expect(loadScenario(yaml, { path: "again.yaml", faults, randomSeed: 1 }).yaml).toBe(yaml);
  });
});

describe("producers.configFile", () => {
  it("gives librdkafka what Java's names mean", () => {
    const text = `acks=all
enable.idempotence=true
bootstrap.servers=prod:9092
key.serializer=org.apache.kafka.common.serialization.StringSerializer
schema.registry.url=http://registry
sasl.jaas.config=secret
buffer.memory=33554432
batch.size=0
linger.ms=5
compression.type=zstd
compression.zstd.level=3
compression.gzip.level=9
max.in.flight.requests.per.connection=5
delivery.timeout.ms=120000
request.timeout.ms=30000
retries=2147483647
send.buffer.bytes=-1
max.request.size=1048576
metadata.max.age.ms=300000
client.id=orders
`;
    const { scenario, notes } = load(PRODUCER, text);
    expect(scenario.producers[0]).toMatchObject({ acks: "all", idempotence: true });
    expect(scenario.producers[0]!.config).toEqual({
      "queue.buffering.max.kbytes": 32_768,
      "batch.num.messages": 1,
      "linger.ms": 5,
      "compression.type": "zstd",
      "compression.level": 3,
      "max.in.flight.requests.per.connection": 5,
      "delivery.timeout.ms": 120_000,
      "request.timeout.ms": 30_000,
      "socket.timeout.ms": 30_000,
      retries: 2_147_483_647,
      "socket.send.buffer.bytes": 0,
      "message.max.bytes": 1_048_576,
      "topic.metadata.refresh.interval.ms": 300_000,
      "client.id": "orders",
    });
    expect(notes).toEqual(
      [
        "3: bootstrap.servers is left out: chaos knows the brokers",
        "4: key.serializer is left out: chaos makes keys and values by itself",
        "5: schema.registry.url is left out: chaos makes keys and values by itself",
        "6: sasl.jaas.config is left out: the brokers of a run listen without TLS and without SASL",
        "7: buffer.memory becomes queue.buffering.max.kbytes",
        "8: batch.size becomes batch.num.messages: 0 means no batches in Java",
        "11: compression.zstd.level becomes compression.level",
        "12: compression.gzip.level is left out: compression.type is not gzip",
        "15: request.timeout.ms becomes socket.timeout.ms: librdkafka calls the client's part of it socket.timeout.ms, so both are set",
        "17: send.buffer.bytes becomes socket.send.buffer.bytes",
        "18: max.request.size becomes message.max.bytes",
        "19: metadata.max.age.ms becomes topic.metadata.refresh.interval.ms",
      ].map((note) => `chaos/conf/producer.properties:${note}`),
    );
  });

  it.each([
    ["acks=-1", { acks: "all" }],
    ["acks=1", { acks: 1 }],
    ["acks=0", { acks: 0 }],
    ["partitioner.ignore.keys=true", { config: { partitioner: "random" } }],
    ["buffer.memory=1", { config: { "queue.buffering.max.kbytes": 1 } }],
    ["message.timeout.ms=1000", { config: { "message.timeout.ms": 1_000 } }],
  ])("%s is %j", (text, expected) => {
    expect(producersOf(text)).toMatchObject(expected);
  });

  it("says where a default of Java is another", () => {
    const { notes } = load(PRODUCER, "acks=all\n");
    expect(notes).toEqual([
      "chaos/mine.yaml: producers.idempotence is false, because chaos/conf/producer.properties does not set enable.idempotence. Java's default is true since Kafka 3.0",
      "chaos/mine.yaml: chaos/conf/producer.properties does not set delivery.timeout.ms. Java's default is 120000, librdkafka's is 300000",
    ]);
    expect(load(PRODUCER, "acks=1\ndelivery.timeout.ms=1000\n").notes).toEqual([]);
  });

  it.each([
    [
      "interceptor.classes=our.Audit",
      "interceptor.classes cannot be used here; it runs code of the application",
    ],
    ["transactional.id=t1", "transactional.id cannot be used here; write producers.transactions"],
    [
      "partitioner.class=our.P",
      "partitioner.class cannot be used here; librdkafka has no equivalent of this class",
    ],
    ["acks=2", "acks cannot be used here; acks must be 0, 1, all or -1"],
    ["retries=many", "retries must be a whole number from 0 to 2147483647, not many"],
    ["enable.idempotence=yes", "idempotence must be true or false, not yes"],
    ["linger.parsecs=1", "linger.parsecs is not a librdkafka producer property"],
  ])("%s is refused", (text, message) => {
    expect(problem(PRODUCER, `# one\n${text}\n`)).toContain(`chaos/conf/producer.properties:2:`);
    expect(problem(PRODUCER, `# one\n${text}\n`)).toContain(message);
  });

  it("gives way to the scenario, by whichever name the scenario has it", () => {
    const text = PRODUCER.replace(
      "properties }",
      "properties, acks: 1, config: { message.send.max.retries: 3, queue.buffering.max.ms: 7 } }",
    );
    const { scenario } = load(text, "acks=all\nretries=9\nlinger.ms=5\nclient.id=a\n");
    expect(scenario.producers[0]!.acks).toBe(1);
    expect(scenario.producers[0]!.config).toEqual({
      "message.send.max.retries": 3,
      "queue.buffering.max.ms": 7,
      "client.id": "a",
    });
  });

  it("names the file where two settings of it exclude each other", () => {
    expect(problem(PRODUCER, "acks=1\nenable.idempotence=true\n")).toMatch(/producer\.properties:\d/);
  });

  it("has an answer for each property that Java's producer has and librdkafka has not", () => {
    const without = [...JAVA_PRODUCER_PROPERTIES].filter(
      (name) => translated(name, "1", new Map()) === undefined && !PRODUCER_PROPERTIES.has(name),
    );
    expect(without).toEqual([]);
  });

  it("translates to properties that librdkafka has", () => {
    for (const name of TRANSLATED) {
      const translation = translated(name, "1", new Map());
      if (translation === undefined || !("set" in translation)) continue;
      for (const target of Object.keys(translation.set))
        expect([...PRODUCER_PROPERTIES.keys()]).toContain(target);
    }
  });
});

describe("the file", () => {
  const options = { faults, randomSeed: 1 };

  it("is looked for beside the scenario, and read as Java reads it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "chaos-config-"));
    try {
      const path = join(folder, "mine.yaml");
      await writeFile(path, CLUSTER);
      await expect(loadScenarioFiles([path], options)).rejects.toThrow(
        `mine.yaml:2:24: ${join(folder, "server.properties")}: there is no such file`,
      );
      await writeFile(
        join(folder, "server.properties"),
        Buffer.from("# caf\xe9\nnum.io.threads=4\n", "latin1"),
      );
      const [loaded] = await loadScenarioFiles([path], options);
      expect(loaded!.scenario.cluster.config).toEqual({ "num.io.threads": "4" });
      await writeFile(path, CLUSTER.replace("server.properties", "."));
      await expect(loadScenarioFiles([path], options)).rejects.toThrow("is a folder, not a file");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("must be a path", () => {
    expect(problem(CLUSTER.replace("server.properties", "[a]"), "")).toContain(
      "mine.yaml:2:12: configFile must be the path of a file, relative to the scenario, not a list",
    );
  });
});
