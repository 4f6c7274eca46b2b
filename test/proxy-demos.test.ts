/**
 * The published demos, done again: their curl bodies and URLs as they stand there, Kafka's own Java tools, and `chaos
 * proxy` before a real cluster. With the chaos on, the tools say what the demos show; with it off, they are clean.
 *
 * Some features are active for 6 s from the moment they are put, and on a busy machine a JVM takes as long to start: so
 * the producer starts first, and the feature is put when the proxy has heard the producer's first question.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type CurlRequest, curlRequests } from "../src/proxy/admin/admin.test-support.js";
import {
  FIRST_GENERATION_DEMO,
  LEADER_ELECTION_DEMO,
  LEADER_ELECTION_FILE,
  LIST_ANSWER,
  LIST_DEMO,
  TOKEN_DEMO,
} from "../src/proxy/admin/demos.test-support.js";
import { waitFor } from "../src/wait.js";
import { startCluster, type TestCluster } from "./support/cluster.js";
import { kafkaTool, linesOf, perfSummary, type ToolOutput } from "./support/kafka-tools.js";
import { bootstrapOf, logEnd, startProxy, type TestProxy } from "./support/proxy.js";
import { type SchemaRegistry, startSchemaRegistry } from "./support/schema-registry.js";

/** Under this one the broken broker's answers begin with several of its errors, NOT_ENOUGH_REPLICAS among them. */
const SEED = 3;
const TOPICS = ["", "_duplicate", "_random", "_slow", "_schema"].map((of) => `conduktor_topic${of}`);
/** A value that a producer with a schema registry writes begins with a zero byte and four of the schema's id. */
const PAYLOAD = '{"some-valid":"value"}';

let cluster: TestCluster;
let proxy: TestProxy;
let registry: SchemaRegistry;
let directory: string;
let properties: string;

beforeAll(async () => {
  [cluster, registry, directory] = await Promise.all([
    startCluster({ brokers: 2 }),
    startSchemaRegistry(),
    mkdtemp(join(tmpdir(), "chaos-demos-")),
  ]);
  proxy = await startProxy(bootstrapOf(cluster.brokers), { seed: SEED });
  properties = join(directory, "proxy.properties");
  await writeFile(properties, `bootstrap.servers=${proxy.bootstrap}\n`);
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await registry?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** A test that fails half-way leaves the next one a proxy that does nothing. */
afterEach(async () => {
  for (const request of demoRequests()) if (request.method === "DELETE") await proxy.send(request);
});

it("kafka-topics creates the demo's topics through the proxy, and lists them", async () => {
  const connect = ["--bootstrap-server", proxy.bootstrap, "--command-config", properties];
  for (const topic of TOPICS) {
    const { all } = await kafkaTool("topics", [...connect, "--create", "--if-not-exists", "--topic", topic]);
    expect(all).toContain(`Created topic ${topic}.`);
  }
  const { stdout } = await kafkaTool("topics", [...connect, "--list"]);
  expect(linesOf(stdout).sort()).toEqual([...TOPICS].sort());
});

it("a broken broker: the producer gets the errors of the list, late, and none after the reset", async () => {
  const errors = JSON.parse(bodyOf("broken-broker")).config.errors as string[];
  const broken = await producedDuring("broken-broker", { topic: "conduktor_topic", records: 50 });
  expect(broken.all).toMatch(/Error: NOT_ENOUGH_REPLICAS /);
  const seen = (await proxy.journal()).map(({ error }) => error);
  expect(errors).toEqual(expect.arrayContaining([...new Set(seen)]));
  expect(perfSummary(broken).latencyMsMax).toBeGreaterThan(6_000);

  await reset("broken-broker");
  expectClean(await produce("conduktor_topic", 10));
});

it("duplicate writes: the log has every record twice, and the consumer reads them", async () => {
  await put("duplicate-resource");
  expectClean(await produce("conduktor_topic_duplicate", 10));
  expect(await logEnd(cluster.brokers, "conduktor_topic_duplicate")).toBe(20);
  const values = linesOf((await consume("conduktor_topic_duplicate", 20)).stdout);
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  expect([...times.values()]).toEqual(Array.from({ length: 10 }, () => 2));

  await reset("duplicate-resource");
  expectClean(await produce("conduktor_topic_duplicate", 10));
  expect(await logEnd(cluster.brokers, "conduktor_topic_duplicate")).toBe(30);
});

it("a leader election: the producer is told that the leader has moved for 6 s, and then goes on", async () => {
  const moved = await producedDuring("leader-election", { topic: "conduktor_topic", records: 80 });
  expect(moved.all).toMatch(/Error: NOT_LEADER_OR_FOLLOWER /);
  expect(moved.all).toMatch(/Received invalid metadata error in produce request/);
  expect(perfSummary(moved)).toMatchObject({ sent: 80 });

  await reset("leader-election");
  expectClean(await produce("conduktor_topic", 10));
});

it("random bytes: one message of each request is 10 bytes longer, and none after the reset", async () => {
  await put("random-bytes");
  expectClean(await produce("conduktor_topic_random", 10));
  const changed = (await proxy.journal()).filter(({ effect }) => effect === "corrupt");
  const longer = changed.reduce((sum, { records = 0 }) => sum + records, 0);
  expect(longer).toBeGreaterThanOrEqual(1);
  expect(longer).toBeLessThanOrEqual(10);
  const { stdout } = await consume("conduktor_topic_random", 10);
  // By bytes: a random one may be a newline.
  expect(stdout).toHaveLength(10 * (100 + 1) + longer * 10);
  expect(stdout).toMatch(/[A-Z]{100}[^\n]*[^A-Z\n]/);

  await reset("random-bytes");
  expectClean(await produce("conduktor_topic_random", 10));
  const after = (await consume("conduktor_topic_random", 20)).stdout.slice(stdout.length);
  expect(linesOf(after).map((value) => value.length)).toEqual(Array.from({ length: 10 }, () => 100));
});

it("a slow broker: responses come 6 to 7 s late", async () => {
  const slow = await producedDuring("slow-broker", { topic: "conduktor_topic", records: 10 });
  expect(perfSummary(slow)).toMatchObject({ sent: 10 });
  expect(perfSummary(slow).latencyMsMax).toBeGreaterThan(6_000);

  await reset("slow-broker");
  const { latencyMsMax } = expectClean(await produce("conduktor_topic", 10));
  expect(latencyMsMax).toBeLessThan(6_000);
});

it("a slow topic: responses that touch it come late, and those of another topic do not", async () => {
  // 0.6 s where the demo has 6, and for a minute, so that what is slow can be told from what is not in one go.
  const { method, url, headers, body } = demo("slow-topic").put;
  const shorter = body!.replaceAll("6000", "600").replace("7000", "700").replace('n":600', 'n":60000');
  expect(await proxy.send({ method, url, headers, body: shorter })).toMatchObject({ status: 200 });
  const slow = expectClean(await produce("conduktor_topic_slow", 10));
  expect(slow.latencyMsAvg).toBeGreaterThan(600);
  const delays = async () => (await proxy.journal()).filter(({ rule }) => rule.includes("slow-topic")).length;
  const delaysBefore = await delays();
  expect(delaysBefore).toBeGreaterThan(0);
  expectClean(await produce("conduktor_topic", 10));
  expect(await delays()).toBe(delaysBefore);

  await reset("slow-topic");
  const { latencyMsAvg } = expectClean(await produce("conduktor_topic_slow", 10));
  expect(latencyMsAvg).toBeLessThan(600);
});

it("an invalid schema: the registry knows nothing of the id in the message, and after the reset it does", async () => {
  const [declare] = demoRequests().filter(({ url }) => url.endsWith("/tenant"));
  expect(await proxy.send(declare!)).toMatchObject({ status: 200 });
  const id = await registry.register("conduktor_topic_schema-value", {
    title: "someSchema",
    type: "object",
    properties: { "some-valid": { type: "string" } },
  });
  const payload = join(directory, "payload");
  const idBytes = Buffer.alloc(4);
  idBytes.writeInt32BE(id);
  await writeFile(payload, Buffer.concat([Buffer.from([0]), idBytes, Buffer.from(PAYLOAD)]));

  await put("invalid-schema");
  expectClean(await produce("conduktor_topic_schema", 1, ["--payload-file", payload]));
  const wrong = idIn((await consume("conduktor_topic_schema", 1)).stdout);
  expect(wrong).toBe(999);
  expect(await registry.lookUp(wrong)).toMatchObject({ status: 404, errorCode: 40403 });

  await reset("invalid-schema");
  expectClean(await produce("conduktor_topic_schema", 1, ["--payload-file", payload]));
  const [, second] = linesOf((await consume("conduktor_topic_schema", 2)).stdout);
  expect(idIn(`${second}\n`)).toBe(id);
  expect(await registry.lookUp(id)).toMatchObject({ status: 200 });
});

it("leader election errors in a virtual cluster: the second generation's demo, step by step", async () => {
  const { token } = JSON.parse((await proxy.send(curlRequests(TOKEN_DEMO)[0]!)).text) as { token: string };
  const teamA = join(directory, "teamA-sa.properties");
  await writeFile(
    teamA,
    `
bootstrap.servers=${proxy.bootstrap}
security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username='sa' password='${token}';
`,
  );
  const created = await kafkaTool("topics", [
    ...["--bootstrap-server", proxy.bootstrap, "--command-config", teamA],
    ...["--replication-factor", "1", "--partitions", "1"],
    ...["--create", "--if-not-exists", "--topic", "my-topic"],
  ]);
  expect(created.all).toContain("Created topic my-topic.");

  const files = { "step-07-simulate-leader-elections-errors.json": LEADER_ELECTION_FILE };
  const [create] = curlRequests(LEADER_ELECTION_DEMO, files);
  const answer = await proxy.send(create!);
  expect(answer.text).toBe('{"message":"simulate-leader-elections-errors is created"}');
  const listed = await proxy.send(curlRequests(LIST_DEMO)[0]!);
  expect(listed.text.replaceAll(/\s/g, "")).toBe(LIST_ANSWER.replaceAll(/\s/g, ""));

  const produceAsDemo = (messagesPerSecond: number) =>
    kafkaTool("producerPerf", [
      ...["--producer-props", `bootstrap.servers=${proxy.bootstrap}`, "--producer.config", teamA],
      ...["--record-size", "10", "--throughput", String(messagesPerSecond)],
      ...["--producer-prop", "retries=5"],
      ...["--num-records", "10", "--topic", "my-topic"],
    ]);
  const failing = await produceAsDemo(1);
  expect(failing.all).toMatch(
    /on topic-partition my-topic-0, retrying \(\d attempts left\)\. Error: NOT_LEADER_OR_FOLLOWER/,
  );

  expect(await proxy.send({ ...create!, method: "DELETE" })).toMatchObject({ status: 200 });
  expectClean(await produceAsDemo(10));
});

it("docs/proxy.md lists the interceptors as they are", async () => {
  await execa("node", ["docs/proxy-interceptors.mjs", "--check"]);
});

/** As the demos do: values of 100 capital letters, ten a second. */
function produce(
  topic: string,
  records: number,
  values: readonly string[] = ["--record-size", "100"],
): Promise<ToolOutput> {
  return kafkaTool("producerPerf", [
    ...["--producer.config", properties, "--throughput", "10"],
    ...[...values, "--num-records", String(records), "--topic", topic],
  ]);
}

async function producedDuring(
  feature: string,
  { topic, records }: { topic: string; records: number },
): Promise<ToolOutput> {
  const before = await connectionsMade();
  const producing = produce(topic, records);
  await waitFor(
    async () => {
      const now = await connectionsMade();
      return now > before ? { done: true, value: now } : { done: false, seen: "nobody" };
    },
    { what: "the producer", limitMs: 60_000, everyMs: 10, signal: new AbortController().signal },
  );
  await put(feature);
  return producing;
}

/** A client asks for the versions of APIs first, on each of its connections. */
async function connectionsMade(): Promise<number> {
  const [, count] =
    /^chaos_proxy_requests_total\{api="ApiVersions"\} (\d+)$/m.exec(await proxy.metrics()) ?? [];
  return Number(count ?? 0);
}

function consume(topic: string, records: number): Promise<ToolOutput> {
  return kafkaTool("consoleConsumer", [
    ...["--bootstrap-server", proxy.bootstrap, "--consumer.config", properties],
    ...["--from-beginning", "--topic", topic, "--max-messages", String(records)],
  ]);
}

function expectClean(run: ToolOutput): ReturnType<typeof perfSummary> {
  expect(run.all).not.toMatch(/WARN|ERROR|Exception/);
  return perfSummary(run);
}

function demoRequests(): CurlRequest[] {
  return curlRequests(FIRST_GENERATION_DEMO);
}

function demo(feature: string): { put: CurlRequest; remove: CurlRequest } {
  const [put, remove] = demoRequests().filter(({ url }) => url.includes(`/feature/${feature}`));
  return { put: put!, remove: remove! };
}

function bodyOf(feature: string): string {
  return demo(feature).put.body!;
}

async function put(feature: string): Promise<void> {
  expect(await proxy.send(demo(feature).put)).toMatchObject({ status: 200 });
}

async function reset(feature: string): Promise<void> {
  expect(await proxy.send(demo(feature).remove)).toMatchObject({ status: 200 });
}

/** The schema id of the one value that was printed. */
function idIn(printed: string): number {
  const bytes = Buffer.from(printed, "latin1");
  expect(bytes.toString("latin1", 5)).toBe(`${PAYLOAD}\n`);
  expect(bytes[0]).toBe(0);
  return bytes.readInt32BE(1);
}
