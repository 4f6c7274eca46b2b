/**
 * The proxy through the eyes of two clients that share nothing: librdkafka and Kafka's own Java client. First every
 * interceptor under every name it has, each seen doing its fault; then, with nothing armed, all that a Kafka client does
 * and the proxy has to carry.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Rdkafka from "node-rdkafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokersOf } from "../src/cluster/topology.js";
import { createTopics } from "../src/kafka/topics.js";
import type { ApiName, ErrorName } from "../src/protocol/index.js";
import type { Rule } from "../src/proxy/interceptor-rules.js";
import { findInterceptor } from "../src/proxy/interceptors/index.js";
import { sharedSignal } from "../src/shared-signal.js";
import { waitFor } from "../src/wait.js";
import { selfSigned } from "./support/certificates.js";
import { startCluster, type TestCluster } from "./support/cluster.js";
import { kafkaTool, linesOf, perfSummary, type ToolOutput } from "./support/kafka-tools.js";
import { type KraftNode, startKraftNode } from "./support/kraft.js";
import {
  AT_ONCE,
  committed,
  connectedConsumer,
  connectedProducer,
  connectionError,
  consumeSome,
  consumeValues,
  disconnected,
  produceValues,
  sendAll,
  take,
} from "./support/librdkafka.js";
import { bootstrapOf, logEnd, type ProxyHere, proxyHere } from "./support/proxy.js";

const VALUE = "a value";
const ID = 7;
const FAKE_ID = 999;
/** As a producer with a schema registry writes it: a zero byte, four of the schema's id, and what it describes. */
const WITH_SCHEMA = `\0\0\0\0${String.fromCharCode(ID)}{}`;
const MESSAGES = 5;
const LATE_MS = 400;
const LARGE_BYTES = 20_000_000;
const LARGE_BYTES_MAX = 25_000_000;
const forever = sharedSignal(new AbortController().signal);

let cluster: TestCluster;
let direct: string;
let here: ProxyHere;
let directory: string;
let payloads: { plain: string; withSchema: string };

beforeAll(async () => {
  [cluster, directory] = await Promise.all([
    startCluster({
      brokers: 2,
      config: {
        "message.max.bytes": String(LARGE_BYTES_MAX),
        "replica.fetch.max.bytes": String(LARGE_BYTES_MAX),
        // A broker that comes back waits for its old session to expire.
        "zookeeper.session.timeout.ms": "6000",
      },
    }),
    mkdtemp(join(tmpdir(), "chaos-proxy-clients-")),
  ]);
  direct = bootstrapOf(cluster.brokers);
  here = await proxyHere(cluster.brokers);
  await here.ready();
  payloads = { plain: join(directory, "plain"), withSchema: join(directory, "with-schema") };
  await writeFile(payloads.plain, VALUE);
  await writeFile(payloads.withSchema, WITH_SCHEMA);
});

afterAll(async () => {
  await here?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** Where a fault is seen: in what the log holds afterwards, or only in what consumers get. */
type Where = "log" | "consumer";

type Shows =
  | { readonly error: ErrorName; readonly on: "produce" }
  /** Of a leader that has moved: librdkafka asks for another for as long as its messages live, and says nothing. */
  | { readonly awaitedBecauseOf: ErrorName }
  /** What Java's consumer says of it. */
  | { readonly error: ErrorName; readonly on: "fetch"; readonly java: RegExp }
  | { readonly lateMs: number; readonly on: "produce" | "fetch" }
  | { readonly doubledIn: Where }
  | { readonly longerBy: number; readonly seenIn: Where }
  | { readonly schemaId: number; readonly seenIn: Where };

interface Row {
  /** A feature of the first generation, or a plugin of the second. */
  readonly id: string;
  readonly config: object;
  /** Of a feature: what `apiKeys` says. */
  readonly apis?: readonly ApiName[];
  readonly shows: Shows;
}

const late = { minLatencyToAddInMilliseconds: LATE_MS, maxLatencyToAddInMilliseconds: LATE_MS };
const lateAnyway = { rateInPercent: 100, minLatencyMs: LATE_MS, maxLatencyMs: LATE_MS };
const produce: readonly ApiName[] = ["Produce"];
const fetch: readonly ApiName[] = ["Fetch"];

/** Topics are called `seen-…`. */
const rows: readonly Row[] = [
  {
    id: "broken-broker",
    config: { errors: ["NOT_ENOUGH_REPLICAS"] },
    apis: produce,
    shows: { error: "NOT_ENOUGH_REPLICAS", on: "produce" },
  },
  {
    id: "broken-broker",
    config: { errors: ["TOPIC_AUTHORIZATION_FAILED"] },
    apis: fetch,
    shows: {
      error: "TOPIC_AUTHORIZATION_FAILED",
      on: "fetch",
      java: /TopicAuthorizationException: Not authorized to access topics/,
    },
  },
  {
    id: "SimulateBrokenBrokersPlugin",
    config: { rateInPercent: 100 },
    shows: { error: "CORRUPT_MESSAGE", on: "produce" },
  },
  {
    id: "SimulateBrokenBrokersPlugin",
    config: { rateInPercent: 100 },
    shows: {
      error: "UNKNOWN_SERVER_ERROR",
      on: "fetch",
      java: /Unknown server error while fetching offset 0 for topic-partition/,
    },
  },
  { id: "duplicate-resource", config: { topics: [] }, apis: produce, shows: { doubledIn: "log" } },
  {
    id: "DuplicateMessagesPlugin",
    config: { topic: "seen-.*", target: "PRODUCE" },
    shows: { doubledIn: "log" },
  },
  {
    id: "DuplicateMessagesPlugin",
    config: { topic: "seen-.*", target: "CONSUME" },
    shows: { doubledIn: "consumer" },
  },
  {
    id: "leader-election",
    config: { rateInPercent: 100, errors: ["LEADER_NOT_AVAILABLE", "NOT_LEADER_OR_FOLLOWER"] },
    apis: produce,
    shows: { awaitedBecauseOf: "NOT_LEADER_OR_FOLLOWER" },
  },
  {
    id: "SimulateLeaderElectionsErrorsPlugin",
    config: { rateInPercent: 100 },
    shows: { awaitedBecauseOf: "NOT_LEADER_OR_FOLLOWER" },
  },
  {
    id: "random-bytes",
    config: { nbMessages: MESSAGES, sizeInBytes: 10 },
    apis: produce,
    shows: { longerBy: 10, seenIn: "log" },
  },
  {
    id: "ProduceSimulateMessageCorruptionPlugin",
    config: { topic: "seen-.*", sizeInBytes: 20 },
    shows: { longerBy: 20, seenIn: "log" },
  },
  {
    id: "FetchSimulateMessageCorruptionPlugin",
    config: { topic: "seen-.*" },
    shows: { longerBy: 10, seenIn: "consumer" },
  },
  {
    id: "slow-broker",
    config: { brokerIds: [1, 2], ...late },
    apis: produce,
    shows: { lateMs: LATE_MS, on: "produce" },
  },
  { id: "SimulateSlowBrokerPlugin", config: lateAnyway, shows: { lateMs: LATE_MS, on: "fetch" } },
  {
    id: "slow-topic",
    config: { topicPatterns: ["seen-.*"], ...late },
    apis: produce,
    shows: { lateMs: LATE_MS, on: "produce" },
  },
  {
    id: "SimulateSlowProducersConsumersPlugin",
    config: { topic: "seen-.*", ...lateAnyway },
    shows: { lateMs: LATE_MS, on: "fetch" },
  },
  {
    id: "SimulateSlowProducersConsumersPlugin",
    config: { topic: "seen-.*", ...lateAnyway },
    shows: { lateMs: LATE_MS, on: "produce" },
  },
  {
    id: "SimulateLatencyPlugin",
    config: { appliedPercentage: 100, latencyMs: LATE_MS / 4 },
    // The request waits, and so does its response.
    shows: { lateMs: LATE_MS / 2, on: "produce" },
  },
  {
    id: "invalid-schema",
    config: { topics: [], fakeSchemaId: FAKE_ID },
    apis: produce,
    shows: { schemaId: FAKE_ID, seenIn: "log" },
  },
  {
    id: "SimulateInvalidSchemaIdPlugin",
    config: { topic: "seen-.*", invalidSchemaId: FAKE_ID, target: "PRODUCE" },
    shows: { schemaId: FAKE_ID, seenIn: "log" },
  },
  {
    id: "SimulateInvalidSchemaIdPlugin",
    config: { topic: "seen-.*", invalidSchemaId: FAKE_ID },
    shows: { schemaId: FAKE_ID, seenIn: "consumer" },
  },
];

const topicsOf = (row: number) => ({ librdkafka: `seen-${row}-librdkafka`, java: `seen-${row}-java` });

describe("librdkafka and Java see what an interceptor does", () => {
  beforeAll(async () => {
    const topics = rows.flatMap((_, number) => Object.values(topicsOf(number)));
    await Promise.all(topics.map((topic) => topicOf(topic)));
  });

  for (const [number, row] of rows.entries()) {
    it(`${row.id}: ${JSON.stringify(row.shows)}`, async () => {
      const topics = topicsOf(number);
      const rule: Rule = {
        generation: findInterceptor(row.id)!.form.generation,
        name: `rule ${number}`,
        interceptor: row.id,
        config: row.config,
        ...(row.apis && { apis: row.apis }),
      };
      const rules = await here.proxy.rules();
      if ("awaitedBecauseOf" in row.shows) {
        rules.put(rule);
        await leadersAreAwaited(row.shows.awaitedBecauseOf, topics, () =>
          rules.remove(rule.generation, rule.name),
        );
        return;
      }
      await prepare(row.shows, Object.values(topics));
      rules.put(rule);
      try {
        await Promise.all([librdkafkaSees(row.shows, topics.librdkafka), javaSees(row.shows, topics.java)]);
      } finally {
        rules.remove(rule.generation, rule.name);
      }
      expect(here.effects.some(({ rule: name }) => name === rule.name)).toBe(true);
      const clean = await produceValues(here.bootstrap, topics.librdkafka, [Buffer.from(VALUE)], AT_ONCE);
      expect(clean.errors).toEqual([null]);
    });
  }
});

async function leadersAreAwaited(
  error: ErrorName,
  topics: { readonly librdkafka: string; readonly java: string },
  disarm: () => void,
): Promise<void> {
  const producing = produceValues(here.bootstrap, topics.librdkafka, [Buffer.from(VALUE)]);
  try {
    const run = await javaProduces(here.bootstrap, topics.java, ["--payload-file", payloads.plain]);
    expect(run.all).toContain(`Error: ${error} `);
    await waitFor(
      () =>
        here.effects.some((effect) => effect.clientId === "rdkafka" && effect.error === error)
          ? { done: true, value: undefined }
          : { done: false, seen: "none" },
      { what: `librdkafka to be told ${error}`, limitMs: 20_000, everyMs: 20, signal: forever },
    );
    expect(await logEnd(cluster.brokers, topics.librdkafka)).toBe(0);
  } finally {
    disarm();
  }
  expect((await producing).errors).toEqual([null]);
  expect(await logEnd(cluster.brokers, topics.librdkafka)).toBe(1);
}

type SeenAtOnce = Exclude<Shows, { readonly awaitedBecauseOf: unknown }>;

/** What is seen by consumers only has to be in the log first. */
async function prepare(shows: SeenAtOnce, topics: readonly string[]): Promise<void> {
  const isOfConsumers = "on" in shows ? shows.on === "fetch" : whereOf(shows) === "consumer";
  if (!isOfConsumers) return;
  for (const topic of topics) await produceValues(direct, topic, valuesFor(shows));
}

function whereOf(shows: Exclude<SeenAtOnce, { on: unknown }>): Where {
  return "doubledIn" in shows ? shows.doubledIn : shows.seenIn;
}

function valuesFor(shows: SeenAtOnce): Buffer[] {
  return Array.from({ length: MESSAGES }, () => Buffer.from("schemaId" in shows ? WITH_SCHEMA : VALUE));
}

async function librdkafkaSees(shows: SeenAtOnce, topic: string): Promise<void> {
  const at = here.bootstrap;
  const values = valuesFor(shows);
  if ("on" in shows) {
    if (shows.on === "produce") {
      const { errors, tookMs } = await produceValues(at, topic, values, AT_ONCE);
      if ("lateMs" in shows) expect(tookMs).toBeGreaterThan(shows.lateMs);
      else expect([...new Set(errors)]).toEqual([shows.error]);
    } else {
      const { error, tookMs } = await consumeValues(at, topic, MESSAGES);
      if ("lateMs" in shows) expect(tookMs).toBeGreaterThan(shows.lateMs);
      else expect(error).toBe(shows.error);
    }
    return;
  }
  if (whereOf(shows) === "log") expect((await produceValues(at, topic, values)).errors).not.toContain("");
  const count = "doubledIn" in shows ? 2 * MESSAGES : MESSAGES;
  const seen = await consumeValues(whereOf(shows) === "log" ? direct : at, topic, count);
  expectSeen(shows, seen.values);
  const logged = "doubledIn" in shows && shows.doubledIn === "log" ? 2 * MESSAGES : MESSAGES;
  expect(await logEnd(cluster.brokers, topic)).toBe(logged);
}

async function javaSees(shows: SeenAtOnce, topic: string): Promise<void> {
  const payload = "schemaId" in shows ? payloads.withSchema : payloads.plain;
  if ("on" in shows) {
    if (shows.on === "produce") {
      const run = await javaProduces(here.bootstrap, topic, ["--payload-file", payload]);
      if ("lateMs" in shows) expect(perfSummary(run).latencyMsAvg).toBeGreaterThan(shows.lateMs);
      else expect(run.all).toContain(`Error: ${shows.error} `);
    } else if ("lateMs" in shows) {
      const run = await kafkaTool("consumerPerf", [
        ...["--bootstrap-server", here.bootstrap, "--topic", topic, "--messages", String(MESSAGES)],
      ]);
      const cells = linesOf(run.stdout).at(-1)!.split(", ");
      const [messages, fetchMs] = [Number(cells[4]), Number(cells[7])];
      expect({ messages, isLate: fetchMs > shows.lateMs }).toEqual({ messages: MESSAGES, isLate: true });
    } else {
      const run = await javaConsumes(here.bootstrap, topic, MESSAGES, ["--timeout-ms", "3000"]);
      expect(run.all).toMatch(shows.java);
    }
    return;
  }
  if (whereOf(shows) === "log") {
    const run = await javaProduces(here.bootstrap, topic, ["--payload-file", payload]);
    expect(perfSummary(run).sent).toBe(MESSAGES);
    // What is in the log now is the same for whoever reads it.
    const count = "doubledIn" in shows ? 2 * MESSAGES : MESSAGES;
    expect(await logEnd(cluster.brokers, topic)).toBe(count);
    expectSeen(shows, (await consumeValues(direct, topic, count)).values);
    return;
  }
  const count = "doubledIn" in shows ? 2 * MESSAGES : MESSAGES;
  const run = await javaConsumes(here.bootstrap, topic, count, [
    // Prints what is not ASCII, and the backslash, as \xHH.
    ...["--value-deserializer", "org.apache.kafka.common.serialization.BytesDeserializer"],
  ]);
  expectSeen(
    shows,
    linesOf(run.stdout).map((line) =>
      Buffer.from(
        line.replace(/\\x([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      ),
    ),
  );
}

function expectSeen(shows: Exclude<SeenAtOnce, { on: unknown }>, values: readonly Buffer[]): void {
  if ("doubledIn" in shows) {
    expect(values.map(String)).toEqual(Array.from({ length: 2 * MESSAGES }, () => VALUE));
  } else if ("longerBy" in shows) {
    expect(values.map(({ length }) => length - VALUE.length)).toEqual(
      Array.from({ length: MESSAGES }, () => shows.longerBy),
    );
  } else {
    expect(values.map((value) => [value.length, value[0], value.readInt32BE(1)])).toEqual(
      Array.from({ length: MESSAGES }, () => [WITH_SCHEMA.length, 0, shows.schemaId]),
    );
  }
}

describe("with nothing armed the proxy carries", () => {
  it("transactions of librdkafka: what is aborted is not read", async () => {
    await topicOf("transactions-1");
    const producer = await connectedProducer(here.bootstrap, { "transactional.id": "of-librdkafka" });
    try {
      await called((done) => producer.initTransactions(30_000, done));
      for (const value of ["committed 1", "aborted", "committed 2"]) {
        await called((done) => producer.beginTransaction(done));
        await sendAll(producer, "transactions-1", [Buffer.from(value)]);
        await called((done) =>
          value === "aborted"
            ? producer.abortTransaction(30_000, done)
            : producer.commitTransaction(30_000, done),
        );
      }
    } finally {
      await disconnected(producer);
    }
    const { values } = await consumeValues(here.bootstrap, "transactions-1", 2);
    expect(values.map(String)).toEqual(["committed 1", "committed 2"]);
  });

  it("transactions of Java: what is committed is read", async () => {
    await topicOf("transactions-2");
    const run = await javaProduces(
      here.bootstrap,
      "transactions-2",
      [
        ...["--payload-file", payloads.plain, "--throughput", "50"],
        ...["--transactional-id", "of-java", "--transaction-duration-ms", "200"],
      ],
      { messages: 30 },
    );
    expect(perfSummary(run).sent).toBe(30);
    const { values } = await consumeValues(here.bootstrap, "transactions-2", 30);
    expect(values).toHaveLength(30);
    // A commit takes an offset of its own.
    expect(await logEnd(cluster.brokers, "transactions-2")).toBeGreaterThan(30);
  });

  it("a group: two members share the partitions, and Java goes on where they committed", async () => {
    await topicOf("grouped", { partitions: 2 });
    await groupGoesOn(here.bootstrap, "grouped");
  });

  it("the refusal of the new group protocol by a cluster without it, and the old one still works", async () => {
    // Brokers with ZooKeeper do not offer ConsumerGroupHeartbeat. The new protocol itself is shown below, on KRaft.
    await topicOf("classic-only");
    const run = await javaConsumes(here.bootstrap, "classic-only", 1, [
      ...["--timeout-ms", "10000", "--consumer-property", "group.protocol=consumer"],
    ]);
    expect(run.all).toMatch(/UnsupportedVersionException/);
    await produceValues(here.bootstrap, "classic-only", [Buffer.from(VALUE)]);
    expect((await consumeValues(here.bootstrap, "classic-only", 1)).values.map(String)).toEqual([VALUE]);
  });

  it("all five compressions", async () => {
    await topicOf("compressed");
    const value = Buffer.alloc(1_000, "z");
    // librdkafka has zstd where libzstd-dev was there when it was built.
    const hasZstd = Rdkafka.features.includes("zstd");
    const codecs = ["none", "gzip", "snappy", "lz4", ...(hasZstd ? ["zstd"] : [])];
    for (const codec of codecs) {
      const { errors } = await produceValues(here.bootstrap, "compressed", [value, value], {
        "compression.codec": codec,
      });
      expect(errors).toEqual([null, null]);
    }
    const run = await javaProduces(here.bootstrap, "compressed", ["--record-size", "1000"], {
      messages: 2,
      properties: ["compression.type=zstd"],
    });
    expect(perfSummary(run).sent).toBe(2);
    const count = 2 * codecs.length + 2;
    const { stdout } = await javaConsumes(here.bootstrap, "compressed", count);
    expect(linesOf(stdout).map(({ length }) => length)).toEqual(Array.from({ length: count }, () => 1_000));
    if (!hasZstd) return;
    const { values } = await consumeValues(here.bootstrap, "compressed", count);
    expect(values.map(({ length }) => length)).toEqual(Array.from({ length: count }, () => 1_000));
  });

  it("acks=0", async () => {
    await topicOf("unacknowledged");
    const values = Array.from({ length: 100 }, () => Buffer.from(VALUE));
    await produceValues(here.bootstrap, "unacknowledged", values, { acks: 0 });
    await javaProduces(here.bootstrap, "unacknowledged", ["--record-size", "10"], {
      messages: 100,
      properties: ["acks=0", "enable.idempotence=false"],
    });
    await waitFor(
      async () => {
        const end = await logEnd(cluster.brokers, "unacknowledged");
        return end === 200 ? { done: true, value: end } : { done: false, seen: `${end} records` };
      },
      { what: "200 records", limitMs: 20_000, everyMs: 50, signal: forever },
    );
  });

  it("a message of 20 MB", async () => {
    await topicOf("large");
    const value = Buffer.alloc(LARGE_BYTES, "large ");
    const { errors } = await produceValues(here.bootstrap, "large", [value], {
      "message.max.bytes": LARGE_BYTES_MAX,
    });
    expect(errors).toEqual([null]);
    const run = await javaProduces(here.bootstrap, "large", ["--record-size", String(LARGE_BYTES)], {
      messages: 1,
      properties: [`max.request.size=${LARGE_BYTES_MAX}`, `buffer.memory=${2 * LARGE_BYTES_MAX}`],
    });
    expect(perfSummary(run).sent).toBe(1);
    const { values } = await consumeValues(here.bootstrap, "large", 2, {
      "fetch.message.max.bytes": LARGE_BYTES_MAX,
      "receive.message.max.bytes": 4 * LARGE_BYTES_MAX,
    });
    expect(values.map(({ length }) => length)).toEqual([LARGE_BYTES, LARGE_BYTES]);
    expect(values[0]!.equals(value)).toBe(true);
  });

  it("a producer across the death of a broker and its return: every message once, in order", async () => {
    await topicOf("across");
    const values = (from: number) => Array.from({ length: 1_000 }, (_, i) => Buffer.from(String(from + i)));
    const producer = await connectedProducer(here.bootstrap, { "enable.idempotence": true });
    try {
      await sendAll(producer, "across", values(0));
      const bringBack = await cluster.cluster.kill(await leaderOf("across"));
      const reports = sendAll(producer, "across", values(1_000));
      await bringBack();
      expect(new Set(await reports)).toEqual(new Set([null]));
    } finally {
      await disconnected(producer);
    }
    expect(await logEnd(cluster.brokers, "across")).toBe(2_000);
    const read = await consumeValues(here.bootstrap, "across", 2_000);
    expect(read.values.map(Number)).toEqual(Array.from({ length: 2_000 }, (_, i) => i));
  });
});

describe("tenants", () => {
  it("see nothing of each other, whichever client they use", async () => {
    const [teamA, teamB] = [await tenant("teamA"), await tenant("teamB")];
    const topics = ["--bootstrap-server", here.bootstrap, "--topic", "same"];
    await kafkaTool("topics", [...topics, "--create", "--command-config", teamA.properties]);
    const list = ["--bootstrap-server", here.bootstrap, "--list"];
    const [ofA, ofB] = await Promise.all(
      [teamA, teamB].map(({ properties }) => kafkaTool("topics", [...list, "--command-config", properties])),
    );
    expect([listed(ofA!), listed(ofB!)]).toEqual([["same"], []]);

    await kafkaTool("topics", [...topics, "--create", "--command-config", teamB.properties]);
    const { errors } = await produceValues(here.bootstrap, "same", [Buffer.from("of A")], teamA.librdkafka);
    expect(errors).toEqual([null]);
    const run = await kafkaTool("producerPerf", [
      ...["--producer.config", teamB.properties, "--topic", "same", "--throughput", "-1"],
      ...["--num-records", "1", "--payload-file", payloads.plain],
    ]);
    expect(perfSummary(run).sent).toBe(1);
    expect(await logEnd(cluster.brokers, "teamA.same")).toBe(1);
    expect(await logEnd(cluster.brokers, "teamB.same")).toBe(1);

    const consume = ["--bootstrap-server", here.bootstrap, "--from-beginning", "--max-messages", "1"];
    const [byJava, byLibrdkafka] = await Promise.all([
      kafkaTool("consoleConsumer", [
        ...[...consume, "--topic", "same", "--group", "readers"],
        ...["--consumer.config", teamA.properties],
      ]),
      consumeValues(here.bootstrap, "same", 1, teamB.librdkafka),
    ]);
    expect(linesOf(byJava.stdout)).toEqual(["of A"]);
    expect(byLibrdkafka.values.map(String)).toEqual([VALUE]);

    const groups = await Promise.all(
      [teamA, teamB].map(({ properties }) =>
        kafkaTool("consumerGroups", [...list, "--command-config", properties]),
      ),
    );
    expect(groups.map(listed)).toEqual([["readers"], []]);
  });

  it("log in with their own token only, and what is refused is logged without it", async () => {
    const { tokens } = here.proxy;
    const principal = { vCluster: "teamA", username: "sa" };
    const whole = await tokens.issue({ ...principal, lifeTimeSeconds: 3_600 });
    const [head, , signature] = whole.split(".");
    const claims = { username: "sa", vcluster: "teamB", exp: Math.floor(Date.now() / 1000) + 3_600 };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    const shortLived = await tokens.issue({ ...principal, lifeTimeSeconds: 1 });
    await waitFor(
      async () =>
        tokens.verify(shortLived).then(
          () => ({ done: false as const, seen: "one that holds" }),
          () => ({ done: true as const, value: undefined }),
        ),
      { what: "a token that has expired", limitMs: 10_000, everyMs: 50, signal: forever },
    );
    const refused = [
      { token: shortLived, because: "the token has expired" },
      { token: forged, because: "the token was not signed by this proxy" },
      {
        token: await tokens.issue({ ...principal, username: "somebody", lifeTimeSeconds: 60 }),
        because: "the token belongs to another user",
      },
    ];
    for (const { token, because } of refused) {
      const saidBefore = here.log.length;
      const [byLibrdkafka, byJava] = await Promise.all([
        connectionError(here.bootstrap, librdkafkaLogin("sa", token)),
        kafkaTool("topics", [
          ...["--bootstrap-server", here.bootstrap, "--list"],
          ...["--command-config", await javaLogin("refused", "sa", token)],
        ]),
      ]);
      expect(byLibrdkafka).toContain(because);
      expect(byJava.all).toMatch(/SaslAuthenticationException: the login failed/);
      expect(byJava.all).toContain(because);
      const said = here.log.slice(saidBefore).join("\n");
      expect(said).toContain(because);
      for (const part of token.split(".").slice(1)) expect(said).not.toContain(part);
    }
  });
});

describe("with TLS and SASL", () => {
  const login = { username: "chaos", password: "a-password" };
  const certificate = selfSigned();
  let node: KraftNode;
  let trust: { java: string; librdkafka: object };

  beforeAll(async () => {
    node = await startKraftNode(certificate, login);
    const ca = join(directory, "ca.pem");
    await writeFile(ca, certificate.cert);
    const java = join(directory, "tls.properties");
    await writeFile(java, `security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=${ca}\n`);
    trust = { java, librdkafka: { "security.protocol": "ssl", "ssl.ca.location": ca } };
  });

  afterAll(() => node?.[Symbol.asyncDispose]());

  for (const mechanism of ["PLAIN", "SCRAM-SHA-512"] as const) {
    it(`the proxy logs in to its cluster by ${mechanism} over TLS, and clients come by TLS without a login`, async () => {
      await using proxy = await proxyHere([node.secure], {
        cluster: { tls: { ca: certificate.cert }, sasl: { mechanism, ...login } },
        tls: certificate,
      });
      await proxy.ready();
      const topic = `secure-${mechanism}`;
      const { errors } = await produceValues(
        proxy.bootstrap,
        topic,
        [Buffer.from(VALUE)],
        trust.librdkafka as Record<string, unknown>,
      );
      expect(errors).toEqual([null]);
      const { stdout } = await javaConsumes(proxy.bootstrap, topic, 1, ["--consumer.config", trust.java]);
      expect(linesOf(stdout)).toEqual([VALUE]);
    });
  }

  it("a wrong password to the cluster is told, without the password, and clients are turned away", async () => {
    await using proxy = await proxyHere([node.secure], {
      cluster: {
        tls: { ca: certificate.cert },
        sasl: { mechanism: "SCRAM-SHA-512", username: login.username, password: "not-the-password" },
      },
    });
    await waitFor(
      () =>
        proxy.log.some((line) => line.includes("the broker refused the login of chaos"))
          ? { done: true, value: undefined }
          : { done: false, seen: proxy.log.join("\n") },
      { what: "the refused login in the log", limitMs: 20_000, everyMs: 20, signal: forever },
    );
    expect(proxy.log.join("\n")).not.toContain("not-the-password");
    expect(await connectionError(proxy.bootstrap)).toMatch(/[Dd]isconnected|closed/);
  });

  it("the new group protocol, where brokers have it: a member goes on where the one before it committed", async () => {
    // Java's only: librdkafka wants the version of ConsumerGroupHeartbeat that Kafka 4.0 brought.
    await using proxy = await proxyHere([node.plain]);
    await proxy.ready();
    for (const value of ["first", "second"]) {
      await produceValues(proxy.bootstrap, "grouped-anew", [Buffer.from(value)]);
      const { stdout } = await javaConsumes(proxy.bootstrap, "grouped-anew", 1, [
        ...["--group", "readers", "--consumer-property", "group.protocol=consumer", "--timeout-ms", "30000"],
      ]);
      expect(linesOf(stdout)).toEqual([value]);
    }
    expect(await proxy.proxy.metrics.scrape()).toMatchObject({
      text: expect.stringMatching(/requests_total\{api="ConsumerGroupHeartbeat"\} [1-9]/),
    });
  });
});

// The last one: everything is down for a while.
it("a proxy that is there before its cluster turns clients away until it comes", async () => {
  await topicOf("late");
  const names = cluster.brokers.map(({ id }) => `kafka${id}`);
  const bringBack = await Promise.all(names.map((name) => cluster.cluster.kill(name)));
  await using proxy = await proxyHere(cluster.brokers);
  expect(await connectionError(proxy.bootstrap)).toMatch(/[Dd]isconnected|closed/);
  expect(proxy.proxy.health().ready).toBe(false);
  const producing = produceValues(proxy.bootstrap, "late", [Buffer.from(VALUE)]);
  await Promise.all(bringBack.map((undo) => undo()));
  expect((await producing).errors).toEqual([null]);
  await proxy.ready();
  const { stdout } = await javaConsumes(proxy.bootstrap, "late", 1);
  expect(linesOf(stdout)).toEqual([VALUE]);
});

async function topicOf(name: string, { partitions = 1 }: { partitions?: number } = {}): Promise<void> {
  const topic = { name, partitions, replicas: 1, config: {} };
  await createTopics(brokersOf(cluster.cluster), [topic], forever);
}

async function leaderOf(topic: string): Promise<string> {
  const producer = await connectedProducer(direct);
  try {
    const { topics } = await new Promise<{ topics: { partitions: { leader: number }[] }[] }>(
      (resolve, reject) =>
        producer.getMetadata({ topic, timeout: 10_000 }, (error, data) =>
          error ? reject(error) : resolve(data),
        ),
    );
    return `kafka${topics[0]!.partitions[0]!.leader}`;
  } finally {
    await disconnected(producer);
  }
}

/** Two members of librdkafka's read what there is and commit; then Java's reads what comes after. */
async function groupGoesOn(bootstrap: string, topic: string): Promise<void> {
  const group = { "group.id": `readers of ${topic}` };
  const members = await Promise.all([
    connectedConsumer(bootstrap, group),
    connectedConsumer(bootstrap, group),
  ]);
  try {
    for (const member of members) member.subscribe([topic]);
    await waitFor(
      async () => {
        // A member hears of its assignment as it consumes.
        await Promise.all(members.map((member) => consumeSome(member, 1)));
        const shares = members.map((member) => member.assignments().length);
        return shares.every((share) => share === 1)
          ? { done: true, value: undefined }
          : { done: false, seen: `shares of ${shares.join(" and ")}` };
      },
      { what: "each member to have one of two partitions", limitMs: 60_000, everyMs: 20, signal: forever },
    );
    const producer = await connectedProducer(bootstrap);
    for (const partition of [0, 1]) {
      const sent = new Promise((resolve) => producer.once("delivery-report", resolve));
      producer.produce(topic, partition, Buffer.from(`before ${partition}`));
      await sent;
    }
    await disconnected(producer);
    const taken = await Promise.all(members.map((member) => take(member, 1)));
    expect(taken.flatMap(({ values }) => values.map(String)).sort()).toEqual(["before 0", "before 1"]);
    await Promise.all(members.map(committed));
  } finally {
    await Promise.all(members.map(disconnected));
  }
  await produceValues(bootstrap, topic, [Buffer.from("after")]);
  const { stdout } = await javaConsumes(bootstrap, topic, 1, ["--group", group["group.id"]]);
  expect(linesOf(stdout)).toEqual(["after"]);
}

function javaProduces(
  bootstrap: string,
  topic: string,
  args: readonly string[],
  { messages = MESSAGES, properties = [] }: { messages?: number; properties?: readonly string[] } = {},
): Promise<ToolOutput> {
  return kafkaTool("producerPerf", [
    ...["--topic", topic, "--num-records", String(messages), "--throughput", "-1", ...args],
    ...["--producer-props", `bootstrap.servers=${bootstrap}`, "retries=1", "retry.backoff.ms=10"],
    ...properties,
  ]);
}

function javaConsumes(
  bootstrap: string,
  topic: string,
  count: number,
  args: readonly string[] = [],
): Promise<ToolOutput> {
  return kafkaTool("consoleConsumer", [
    ...["--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning"],
    ...["--max-messages", String(count), ...args],
  ]);
}

/** Some tools print an empty line where there is nothing to list. */
function listed({ stdout }: ToolOutput): string[] {
  return linesOf(stdout).filter((line) => line !== "");
}

interface Tenant {
  readonly librdkafka: Readonly<Record<string, string>>;
  /** A file for Java's tools. */
  readonly properties: string;
}

async function tenant(vCluster: string): Promise<Tenant> {
  const token = await here.proxy.tokens.issue({ vCluster, username: "sa", lifeTimeSeconds: 3_600 });
  return { librdkafka: librdkafkaLogin("sa", token), properties: await javaLogin(vCluster, "sa", token) };
}

function librdkafkaLogin(username: string, token: string): Record<string, string> {
  return {
    "security.protocol": "sasl_plaintext",
    "sasl.mechanism": "PLAIN",
    "sasl.username": username,
    "sasl.password": token,
  };
}

async function javaLogin(name: string, username: string, token: string): Promise<string> {
  const path = join(directory, `${name}.properties`);
  const module = "org.apache.kafka.common.security.plain.PlainLoginModule";
  await writeFile(
    path,
    [
      `bootstrap.servers=${here.bootstrap}`,
      "security.protocol=SASL_PLAINTEXT",
      "sasl.mechanism=PLAIN",
      `sasl.jaas.config=${module} required username='${username}' password='${token}';`,
    ].join("\n"),
  );
  return path;
}

function called(work: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
}
