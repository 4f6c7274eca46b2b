import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { UsageError } from "../errors.js";
import { faults } from "../faults/index.js";
import { InputError } from "../yaml/diagnostics.js";
import { specOf } from "./cluster-spec.js";
import { loadScenario, type Overrides } from "./load.js";
import { MESSAGE_BYTES_MIN } from "./schema/limits.js";

const MINE = `name: mine
cluster:
  brokers: 3
topic:
  replicas: 3
producers:
  count: 1000
  rate: 100
  acks: 1
faults:
  - at: 300 messages
    kill: leader
expect:
  loss: some
`;

const load = (text: string, overrides: Overrides = {}) =>
  loadScenario(text, { path: "mine.yaml", faults, overrides, randomSeed: 7 });

/** The message of the error, without its class. */
function complaint(text: string, overrides: Overrides = {}): string {
  try {
    load(text, overrides);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  return "no complaint";
}

/** MINE with one thing changed, which has to be there. */
function changed(from: string, to: string): string {
  expect(MINE).toContain(from);
  return MINE.replace(from, () => to);
}

describe("a scenario", () => {
  it("needs only a name, producers with a count, and an expectation", () => {
    const { scenario } = load("name: least\nproducers: { count: 10 }\nexpect: { loss: none }\n");
    expect(scenario).toEqual({
      name: "least",
      cluster: {
        brokers: 3,
        controllers: 1,
        kafka: "4.4.0",
        config: {},
        network: { latencyMs: 0, jitterMs: 0 },
      },
      topics: [{ name: "test1", partitions: 1, replicas: 3, config: {} }],
      producers: [
        {
          name: "producers",
          topic: "test1",
          count: 10,
          rate: 1000,
          acks: "all",
          instances: 1,
          startMs: 0,
          sizeBytes: 100,
          schema: "none",
          idempotence: false,
          key: "none",
          config: {},
        },
      ],
      faults: [],
      expect: { loss: "none" },
      seed: 7,
      scale: 1,
    });
  });

  it("has as many replicas as brokers when there are fewer than three", () => {
    const { scenario } = load(
      "name: two\ncluster: { brokers: 2 }\nproducers: { count: 1 }\nexpect: { loss: any }\n",
    );
    expect(scenario.topics[0]!.replicas).toBe(2);
  });

  it("keeps the digits of Kafka's properties, which JavaScript's numbers would not", () => {
    const { scenario } = load(
      changed(
        "brokers: 3",
        "brokers: 3\n  config:\n    x.a: 3.0\n    x.b: 9223372036854775807\n    x.c: true\n    x.d: text\n    x.e: 1e3",
      ),
    );
    expect(scenario.cluster.config).toEqual({
      "x.a": "3.0",
      "x.b": "9223372036854775807",
      "x.c": "true",
      "x.d": "text",
      "x.e": "1000",
    });
  });

  it.each([
    ["acks: 1", "acks: '0'", 0],
    ["acks: 1", 'acks: "1"', 1],
    ["acks: 1", "acks: all", "all"],
  ])("reads %s written as %s", (from, to, acks) => {
    expect(load(changed(from, to)).scenario.producers[0]!.acks).toBe(acks);
  });

  it("reads targets as one name, a list in one text, or a YAML list", () => {
    for (const written of ["kafka1, controller1", "[kafka1, controller1]"]) {
      expect(load(changed("kill: leader", `kill: ${written}`)).scenario.faults[0]!.options).toEqual([
        "kafka1",
        "controller1",
      ]);
    }
  });

  it("may use anchors and aliases", () => {
    const { scenario } = load(`${MINE}reference: { source: &s here, note: *s }\n`);
    expect(scenario.reference).toEqual({ source: "here", note: "here" });
  });

  it("may merge a step into another; what is wrong in it is told where it is written", () => {
    const cut =
      "faults:\n  - &cut\n    at: 300 messages\n    partition: { isolate: leader }\n    for: 1m30s\n";
    const again = `${cut}  - <<: *cut\n    name: again\n    at: 400 messages\n`;
    const text = changed("faults:\n  - at: 300 messages\n    kill: leader\n", again);
    expect(load(text).scenario.faults).toMatchObject([
      { name: "partition", forMs: 90_000 },
      { name: "again", forMs: 90_000, at: { messages: 400 } },
    ]);
    const wrong = complaint(text.replace("for: 1m30s", "for: 90"));
    expect(wrong).toContain(
      "mine.yaml:14:10: for must be a duration with a unit, not 90; write 90s or 90ms\n",
    );
    expect(wrong).toContain(
      "mine.yaml:14:10: for must be a duration with a unit, not 90; write 90s or 90ms (merged on line 15)\n",
    );
  });

  it("loads with a byte order mark and with Windows line ends", () => {
    expect(load(`\ufeff${MINE.replaceAll("\n", "\r\n")}`)).toEqual({ ...load(MINE) });
  });

  it("waits for an earlier step, with or without a delay", () => {
    const steps =
      "    kill: leader\n  - at: 5s after kill\n    pause: leader\n  - at: after pause\n    restart: follower\n";
    expect(load(changed("    kill: leader\n", steps)).scenario.faults.map(({ at }) => at)).toEqual([
      { kind: "messages", messages: 300 },
      { kind: "fault", fault: "kill", afterMs: 5_000 },
      { kind: "fault", fault: "pause", afterMs: 0 },
    ]);
  });
});

describe("where a cluster keeps its metadata", () => {
  /** MINE with these lines in its section `cluster`. */
  const withLines = (...lines: string[]) =>
    changed("  brokers: 3\n", ["  brokers: 3", ...lines.map((line) => `  ${line}`), ""].join("\n"));
  const clusterOf = (text: string, overrides?: Overrides) => {
    const { scenario } = load(text, overrides);
    const { controllers, zookeepers, kafka } = scenario.cluster;
    return { controllers, zookeepers, kafka, plan: specOf(scenario, faults).metadata };
  };

  it("is one KRaft controller, of the newest Kafka, where the file does not say", () => {
    expect(clusterOf(MINE)).toEqual({
      controllers: 1,
      kafka: "4.4.0",
      plan: { kind: "kraft", members: 1 },
    });
  });

  it.each([
    ["controllers: 3", { kind: "kraft", members: 3 }, "4.4.0"],
    ["controllers: combined", { kind: "kraft", members: "brokers" }, "4.4.0"],
    ["zookeepers: 1", { kind: "zookeeper", members: 1 }, "3.9.2"],
    ["zookeepers: 5", { kind: "zookeeper", members: 5 }, "3.9.2"],
  ])("%s: %j, on Kafka %s", (line, plan, kafka) => {
    expect(clusterOf(withLines(line))).toMatchObject({ plan, kafka });
  });

  it("with ZooKeeper names no controllers", () => {
    expect(load(withLines("zookeepers: 1")).scenario.cluster).not.toHaveProperty("controllers");
  });

  it("may be an older Kafka's, if that has it", () => {
    expect(clusterOf(withLines("zookeepers: 1", "kafka: 2.8.2")).kafka).toBe("2.8.2");
    expect(clusterOf(withLines("kafka: 3.9.2"))).toMatchObject({ controllers: 1, kafka: "3.9.2" });
  });

  it("cannot be in both", () => {
    expect(complaint(withLines("controllers: 1", "zookeepers: 1"))).toContain(
      "mine.yaml:5:3: a cluster has controllers (KRaft) or ZooKeeper servers, not both; leave one out (cluster.controllers is on line 4)",
    );
  });

  it("is the brokers only where they are an odd number", () => {
    expect(
      complaint(
        "name: x\ncluster:\n  brokers: 2\n  controllers: combined\nproducers: { count: 1 }\nexpect: { loss: any }\n",
      ),
    ).toContain(
      "mine.yaml:4:16: with 2 brokers the quorum of controllers is even, and survives no more failures than one of 1; write an odd number of brokers",
    );
  });

  it("can be changed from the command line, and the file's own is gone", () => {
    expect(clusterOf(withLines("zookeepers: 1"), { set: ["cluster.controllers=1"] })).toEqual({
      controllers: 1,
      kafka: "4.4.0",
      plan: { kind: "kraft", members: 1 },
    });
    expect(clusterOf(withLines("controllers: combined"), { set: ["cluster.zookeepers=3"] })).toEqual({
      zookeepers: 3,
      kafka: "3.9.2",
      plan: { kind: "zookeeper", members: 3 },
    });
    expect(complaint(MINE, { set: ["cluster.controllers=1", "cluster.zookeepers=1"] })).toContain(
      "a cluster has controllers (KRaft) or ZooKeeper servers, not both",
    );
  });

  it("says who there is to strike", () => {
    const nobody = (...lines: string[]) => {
      const text = withLines(...lines).replace("kill: leader", "kill: kafka9");
      return /this cluster has .*/.exec(complaint(text))?.[0];
    };
    expect(nobody()).toBe("this cluster has 3 brokers and 1 KRaft controller");
    expect(nobody("controllers: 3")).toBe("this cluster has 3 brokers and 3 KRaft controllers");
    expect(nobody("controllers: combined")).toBe(
      "this cluster has 3 brokers, which are the controllers as well",
    );
    expect(nobody("zookeepers: 3")).toBe("this cluster has 3 brokers and 3 ZooKeeper servers");
  });

  it("has the roles of its voters only with KRaft", () => {
    for (const line of ["controllers: 3", "controllers: combined"]) {
      const text = withLines(line).replace("kill: leader", "kill: [controller, controller follower, voter]");
      expect(load(text).scenario.faults[0]!.options).toEqual(["controller", "controller follower", "voter"]);
    }
    for (const role of ["controller follower", "voter"]) {
      const text = withLines("zookeepers: 1").replace("kill: leader", `kill: ${role}`);
      expect(complaint(text)).toContain(`kill must be a node or a role, not ${role}`);
    }
  });

  it("has as many other voters as can be named", () => {
    const text = (target: string) => withLines("controllers: 3").replace("kill: leader", `kill: [${target}]`);
    expect(complaint(text("controller follower, controller follower"))).toBe("no complaint");
    expect(complaint(text("voter, voter, voter, voter"))).toContain(
      "kill must name voter at most 3 times; each is another voter, and there are 3",
    );
    expect(complaint(text("controller follower, controller follower, controller follower"))).toContain(
      "kill must name controller follower at most 2 times; each is another voter, and there are 3",
    );
  });

  it.each(["metadata-isolate", "controller-isolate", "zk-isolate"])("%s needs members apart", (fault) => {
    const text = withLines("controllers: combined").replace("kill: leader", `${fault}: leader`);
    expect(complaint(text)).toContain(
      `${fault} must not be used with controllers: combined, where the cut would part brokers from each other as well`,
    );
    for (const line of ["controllers: 3", "zookeepers: 1"])
      expect(complaint(withLines(line).replace("kill: leader", `${fault}: leader`))).toBe("no complaint");
    const server = withLines("zookeepers: 1").replace("kill: leader", `${fault}: zk1`);
    expect(complaint(server)).toContain(
      `${fault} must name brokers, which are cut off from every ZooKeeper server`,
    );
  });

  it("with ZooKeeper has a controller that is a broker, which can be isolated", () => {
    const text = withLines("zookeepers: 1").replace("kill: leader", "metadata-isolate: controller");
    expect(complaint(text)).toBe("no complaint");
  });
});

describe("the session time-out", () => {
  const text = (...lines: string[]) =>
    changed("  brokers: 3\n", ["  brokers: 3", ...lines.map((line) => `  ${line}`), ""].join("\n"));

  it.each([
    ["controllers: 1", { "broker.session.timeout.ms": "6000", "x.y": "1" }],
    ["controllers: combined", { "broker.session.timeout.ms": "6000", "x.y": "1" }],
    ["zookeepers: 1", { "zookeeper.session.timeout.ms": "6000", "x.y": "1" }],
  ])("with %s is told to the nodes as %j", (line, config) => {
    const { scenario } = load(text(line, "sessionTimeout: 6s", "config: { x.y: 1 }"));
    expect(scenario.cluster).toMatchObject({ sessionTimeoutMs: 6_000, config: { "x.y": "1" } });
    expect(specOf(scenario, faults).config).toEqual(config);
  });

  it("is Kafka's own where the file does not say", () => {
    const { scenario } = load(MINE);
    expect(scenario.cluster).not.toHaveProperty("sessionTimeoutMs");
    expect(specOf(scenario, faults).config).toEqual({});
  });

  it.each([
    ["controllers: 1", "broker.session.timeout.ms"],
    ["zookeepers: 1", "zookeeper.session.timeout.ms"],
  ])("with %s does not stand beside %s", (line, property) => {
    expect(complaint(text(line, "sessionTimeout: 6s", `config: { ${property}: 9000 }`))).toContain(
      `mine.yaml:6:13: sessionTimeout sets ${property} already; leave one out (cluster.sessionTimeout is on line 5)`,
    );
    expect(complaint(text(line, `config: { ${property}: 9000 }`))).toBe("no complaint");
  });

  it.each(["3s", "41s"])("is not %s", (duration) => {
    expect(complaint(text(`sessionTimeout: ${duration}`))).toContain(
      `mine.yaml:4:19: sessionTimeout must be from 4s to 40s, the range of ZooKeeper, not ${duration}`,
    );
  });

  it("is in the resolved text", () => {
    expect(load(text("sessionTimeout: 6s")).yaml).toContain("\n  sessionTimeout: 6s\n");
  });
});

describe("the resolved text", () => {
  const duration = fc
    .tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom("ms", "s"))
    .map((all) => all.join(""));
  /** A quorum, and the names of two of its members or of other nodes. */
  const quorum = fc.constantFrom(
    { members: {}, names: ["controller1", "controller"] },
    { members: { controllers: 3 }, names: ["controller3", "controller follower"] },
    { members: { controllers: "combined" }, names: ["kafka3", "voter"] },
    { members: { zookeepers: 1 }, names: ["zk1", "controller"] },
    { members: { zookeepers: 5 }, names: ["zk5", "zk1"] },
  );
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const pluginsProperty = fc
    .stringMatching(/^plugin\.[a-z][a-z.]{0,18}[a-z]$/)
    .filter((key) => !key.includes(".."));
  const config = fc.dictionary(pluginsProperty, value, { maxKeys: 4, noNullPrototype: true });
  const producerConfig = fc.record(
    {
      "client.id": value,
      "client.rack": value,
      "linger.ms": fc.nat(1_000),
      "socket.nagle.disable": fc.boolean(),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const faultOn = (node: fc.Arbitrary<string>, member: string) =>
    fc.oneof(
      fc.record({ kill: fc.uniqueArray(node, { minLength: 1, maxLength: 3 }) }),
      fc.record({ pause: node }),
      fc.record({ restart: fc.record({ node, mode: fc.constantFrom("clean", "hard"), down: duration }) }),
      fc.record({
        partition: fc.oneof(
          fc.record({ isolate: node }),
          fc.constant(`kafka1,kafka2 ${member},kafka2`),
          fc.record({ from: fc.constant("kafka1"), to: fc.constant(member) }),
        ),
      }),
      fc.record({ slow: fc.record({ node, delay: duration }) }),
    );
  const clusterWith = (members: object) =>
    fc.record(
      {
        brokers: fc.constantFrom(3, 5, 7, 9),
        ...Object.fromEntries(Object.entries(members).map(([key, value]) => [key, fc.constant(value)])),
        sessionTimeout: fc.constantFrom("6s", "4500ms"),
        config,
        network: fc.constant({ latency: "5s", jitter: "1.5s" }),
      },
      { requiredKeys: ["brokers", ...Object.keys(members)] as never[], noNullPrototype: true },
    );
  const file = quorum.chain(({ members, names }) =>
    fileWith(
      Object.keys(members).length === 0 ? optional(clusterWith(members)) : clusterWith(members),
      faultOn(fc.constantFrom("kafka1", "kafka2", "leader", "follower", "random", ...names), names[0]!),
    ),
  );
  const fileWith = (cluster: fc.Arbitrary<object | undefined>, fault: fc.Arbitrary<object>) =>
    fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/),
      description: optional(text),
      cluster,
      topic: optional(
        fc.record({
          name: fc.constant("orders"),
          partitions: fc.integer({ min: 1, max: 100 }),
          replicas: fc.integer({ min: 1, max: 3 }),
          config,
        }),
      ),
      producers: fc.record({
        count: fc.integer({ min: 2, max: 1_000_000 }),
        rate: fc.oneof(fc.integer({ min: 100, max: 1e6 }), fc.constant("max")),
        acks: fc.constantFrom(0, 1, "all"),
        instances: fc.integer({ min: 1, max: 100 }),
        size: fc.constantFrom(MESSAGE_BYTES_MIN, "1KB", "1KiB", "100"),
        key: fc.constantFrom("none", "producer", "sequence"),
        config: producerConfig,
      }),
      faults: fc.array(
        fc
          .tuple(fault, fc.oneof(fc.constant("1 message"), duration), optional(duration))
          .map(([step, at, heals]) => ({ ...step, at, for: heals })),
        { maxLength: 4 },
      ),
      expect: fc.record({ loss: fc.constantFrom("none", "some", "any") }),
      reference: optional(
        fc.record({ source: text, acknowledged: optional(fc.nat()), note: optional(text) }),
      ),
      seed: optional(fc.nat(2 ** 31 - 1)),
    });

  it("loads to the same scenario, and to the same text, whatever the file and the scale", () => {
    fc.assert(
      fc.property(file, fc.constantFrom(1, 0.1, 0.37), (content, scale) => {
        const { count, rate } = content.producers;
        const sendsLong = rate === "max" || (count * scale) / rate > 5_000;
        const faults = content.faults.map((step) => ({ ...step, ...(!sendsLong && { at: "0s" }) }));
        const first = load(stringify({ ...content, faults }, { aliasDuplicateObjects: false }), { scale });
        const again = load(first.yaml);
        expect(again.scenario).toEqual(first.scenario);
        expect(again.yaml).toBe(first.yaml);
      }),
      { seed: 3, numRuns: 150 },
    );
  });
});

it("a role that several brokers have may be named several times: each is another broker", () => {
  for (const target of [
    "[follower, follower]",
    "follower,follower",
    "[random, random, random]",
    "[leader, follower, follower]",
  ]) {
    const { scenario } = load(
      changed("kill: leader", `kill: ${target.includes("[") ? target : `"${target}"`}`),
    );
    expect(scenario.faults[0]!.options).toEqual(target.replace(/[[\] ]/g, "").split(","));
  }
});

describe("--set", () => {
  it("changes one value, whatever there was", () => {
    const set = [
      "producers.acks=all",
      "faults[0].for=20s",
      "cluster.sessionTimeout=6s",
      "cluster.config.replica.lag.time.max.ms=10000",
      "cluster.network.latency=10ms",
      "topic.config.min.insync.replicas=2",
      "producers.config={ linger.ms: 0 }",
      "producers.config.retries=3",
    ];
    const { scenario, yaml } = load(MINE, { set });
    expect(scenario.producers[0]).toMatchObject({ acks: "all", config: { "linger.ms": 0, retries: 3 } });
    expect(scenario.faults[0]!.forMs).toBe(20_000);
    expect(scenario.cluster.sessionTimeoutMs).toBe(6_000);
    expect(scenario.cluster.config).toEqual({ "replica.lag.time.max.ms": "10000" });
    expect(scenario.cluster.network.latencyMs).toBe(10);
    expect(scenario.topics[0]!.config).toEqual({ "min.insync.replicas": "2" });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it("takes the last of several for one path", () => {
    expect(load(MINE, { set: ["producers.acks=0", "producers.acks=all"] }).scenario.producers[0]!.acks).toBe(
      "all",
    );
  });

  it.each([
    ["producers.ack=1", "there is no producers.ack; did you mean producers.acks?"],
    ["acks=1", "there is no acks; did you mean producers.acks?"],
    ["fault[0].for=3s", "there is no fault[0].for; did you mean faults[0].for?"],
    ["faults.0.for=3s", "there is no faults.0.for; did you mean faults[0].for?"],
    ["faults[1].for=3s", "there is no faults[1]; faults has 1 item, counted from 0"],
    ["faults[0].for=3", "for must be a duration with a unit, not 3; write 3s or 3ms"],
    [
      "faults[0].kill=kafka9",
      "kill must be a node or a role, not kafka9; this cluster has 3 brokers and 1 KRaft controller",
    ],
    ["faults[0].pause=leader", "pause needs another step, because this one has kill already"],
    ["producers.acks=5", "acks must be 0, 1 or all, not 5"],
    ["producers.acks.x=5", "there is no producers.acks.x; did you mean producers.acks?"],
    ["producers.acks=[1", "[ is never closed with ]"],
    ["producers.count=", "count has no value; it must be a whole number from 1 to 100,000,000"],
    ["__proto__.acks=1", "there is no __proto__.acks"],
    ["producers", "write it as path=value, such as producers.acks=1"],
    ["=1", "write it as path=value, such as producers.acks=1"],
    ["a b[=1", "a b[ is not a path; write one like faults[0].for"],
  ])("%s: %s", (setting, message) => {
    expect(complaint(MINE, { set: [setting] })).toBe(`--set ${setting}: ${message}`);
  });
});

describe("--scale", () => {
  it("multiplies counts and message triggers, leaves room for a fault, and is recorded", () => {
    const { scenario } = load(MINE, { scale: 0.1 });
    expect(scenario.producers[0]!.count).toBe(100);
    expect(scenario.faults[0]!.at).toEqual({ kind: "messages", messages: 30 });
    expect(scenario.scale).toBe(0.1);
    expect(load(MINE, { scale: 1e-9 }).scenario).toMatchObject({
      producers: [{ count: 2 }],
      faults: [{ at: { messages: 1 } }],
    });
  });

  it("never moves a trigger to the last message or beyond", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5_000 }),
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        (count, scale) => {
          const text = MINE.replace("count: 1000", `count: ${count}`).replace(
            "300 messages",
            `${count - 1} messages`,
          );
          const { producers, faults } = load(text, { scale }).scenario;
          const { messages } = faults[0]!.at as { messages: number };
          expect(messages).toBeGreaterThan(0);
          expect(messages).toBeLessThan(producers[0]!.count);
        },
      ),
      { seed: 4, numRuns: 50 },
    );
  });

  it("adds up when a scaled scenario is scaled again", () => {
    const { yaml } = load(MINE, { scale: 0.1 });
    expect(yaml).toContain("# Counts and message triggers are already scaled by 0.1.");
    expect(load(yaml, { scale: 0.1 }).scenario).toMatchObject({ scale: 0.01, producers: [{ count: 10 }] });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (scale) => {
    expect(complaint(MINE, { scale })).toBe(`--scale ${scale}: must be a number above 0, such as 0.1`);
  });

  it("refuses more messages than a run keeps account of", () => {
    expect(complaint(MINE, { scale: 1e6 })).toMatch(
      /^--scale 1000000: makes it 1,000,000,000 messages; the most/,
    );
  });
});

describe("the seed", () => {
  it("is the command line's, else the file's, else the caller's", () => {
    expect(load(MINE).scenario.seed).toBe(7);
    expect(load(`${MINE}seed: 8\n`).scenario.seed).toBe(8);
    expect(load(`${MINE}seed: 8\n`, { seed: 9 }).scenario.seed).toBe(9);
    expect(complaint(MINE, { seed: -1 })).toBe("--seed -1: must be a whole number from 0 to 2147483647");
  });
});

describe("a wrong scenario", () => {
  it("is shown with its line and a caret, and is a usage error", () => {
    expect(complaint(changed("count:", "cout:"))).toBe(
      ["mine.yaml:7:3: unknown key cout; did you mean count?", "   7 |   cout: 1000", "     |   ^^^^"].join(
        "\n",
      ),
    );
    expect(() => load("")).toThrow(UsageError);
  });

  it.each([
    // keys
    ["count: 1000", "cnt: 1000", "7:3: unknown key cnt; did you mean count?"],
    ["  count: 1000\n", "", "6:1: count is missing in producers: messages that each producer sends"],
    ["expect:\n  loss: some\n", "", "1:1: expect is missing: what the run must show to be as expected"],
    ["expect:", "acks: 1\nexpect:", "13:1: unknown key acks; did you mean producers.acks?"],
    ["replicas: 3", "replication-factor: 3", "5:3: unknown key replication-factor; did you mean replicas?"],
    [
      "replicas: 3",
      "min.insync.replicas: 2",
      "5:3: unknown key min.insync.replicas; properties go under topic.config",
    ],
    ["  loss: some\n", "", "13:1: expect is empty; it takes loss"],
    // types and values
    ["acks: 1", "acks: 2", "9:9: acks must be 0, 1 or all, not 2"],
    ["acks: 1", "acks: -1", "9:9: acks must be 0, 1 or all, not -1; write all, which is what -1 means"],
    ["brokers: 3", "brokers: three", "3:12: brokers must be a whole number from 1 to 9, not three"],
    ["brokers: 3", "brokers: 10", "3:12: brokers must be a whole number from 1 to 9, not 10"],
    [
      "brokers: 3",
      "brokers: 3\n  zookeepers: 2",
      "4:15: zookeepers must be 1, 3 or 5, not 2; an even quorum survives no more than one member fewer",
    ],
    [
      "brokers: 3",
      "brokers: 3\n  controllers: 2",
      "4:16: controllers must be 1, 3, 5 or combined, not 2; an even quorum survives no more than one member fewer",
    ],
    [
      "brokers: 3",
      "brokers: 3\n  zookeepers: 1\n  kafka: 4.1.1",
      "5:10: kafka 4.1.1 does not fit: Kafka 4 has no ZooKeeper; write controllers in the place of zookeepers, or a version up to 3.9.2",
    ],
    [
      "brokers: 3",
      "brokers: 3\n  kafka: 3.8.1",
      "4:10: kafka 3.8.1 does not fit: KRaft needs Kafka 3.9.0 or later here; take a later version, or write zookeepers: 1",
    ],
    [
      "brokers: 3",
      "brokers: 3\n  kafka: 3.10",
      "4:10: kafka must be a version of three numbers, not 3.10; write 3.10.0",
    ],
    ["rate: 100", "rate: 1_000", "8:9: rate must be messages per second, or max, not 1_000; write 1000"],
    ["rate: 100", "rate: 1e309", "8:9: rate must be messages per second, or max, not 1e309"],
    ["rate: 100", "rate: .inf", "8:9: rate must be messages per second, or max, not .inf"],
    ["count: 1000", "count: .nan", "7:10: count must be a whole number from 1 to 100,000,000, not .nan"],
    ["acks: 1", "size: 1k", "9:9: size must be a number of bytes, not 1k; write 1KB"],
    ["acks: 1", "size: 200MiB", "9:9: size must be from 24 to 104,857,088 bytes, not 200MiB"],
    ["name: mine", "name: my scenario", "1:7: name must be made of letters, digits, . _ and -"],
    ["loss: some", "loss: non", "14:9: loss must be none, some or any, not non; did you mean none?"],
    [
      "replicas: 3",
      "config: { min: { insync: 2 } }",
      "5:13: min must be a text, a number, true or false, not a mapping",
    ],
    [
      "replicas: 3",
      "config: { retention.ms: }",
      "5:13: retention.ms has no value; it must be a text, a number",
    ],
    // durations and triggers
    [
      "kill: leader",
      "kill: leader\n    for: 30",
      "13:10: for must be a duration with a unit, not 30; write 30s or 30ms",
    ],
    ["kill: leader", "kill: leader\n    for: 0s", "13:10: for must be longer than 0s, not 0s"],
    ["kill: leader", "kill: leader\n    for: 0.5ms", "13:10: for must be whole milliseconds, not 0.5ms"],
    ["kill: leader", "kill: leader\n    for: 25h", "13:10: for must be at most 24h, not 25h"],
    [
      "300 messages",
      "300",
      "11:9: at must be a number of messages, a time, or after a fault, not 300; write 300 messages or 300s",
    ],
    ["300 messages", "30000 messages", "11:9: at 30000 messages is never reached: the producers send 1000"],
    ["300 messages", "0 messages", "11:9: at must be from 1 to 100,000,000 messages, not 0 messages"],
    ["300 messages", "5s after kil", "11:9: there is no step called kil to come after"],
    ["300 messages", "after kill", "11:9: kill cannot come after itself"],
    // faults and targets
    ["kill: leader", "kil: leader", "12:5: unknown fault or key kil; did you mean kill?"],
    ["kill: leader", "isolate: leader", "12:5: unknown fault or key isolate; did you mean partition?"],
    [
      "kill: leader",
      "delay: 100ms",
      "12:5: unknown fault or key delay; did you mean slow: { delay: 100ms }?",
    ],
    [
      "kill: leader",
      "network-partition: leader",
      "12:5: unknown fault or key network-partition; did you mean partition?",
    ],
    ["kill: leader", "latency: 10ms", "12:5: unknown fault or key latency; did you mean slow?"],
    ["kill: leader", "stop: leader", "12:5: unknown fault or key stop; did you mean kill?"],
    ["kill: leader", "crash: leader", "12:5: unknown fault or key crash; did you mean kill?"],
    ["kill: leader", "freeze: leader", "12:5: unknown fault or key freeze; did you mean pause?"],
    ["kill: leader", "constructor: leader", "12:5: unknown fault or key constructor; a step takes at"],
    ["brokers: 3", "kraft: 3", "3:3: unknown key kraft; did you mean controllers?"],
    ["brokers: 3", "zk: 3", "3:3: unknown key zk; did you mean zookeepers?"],
    [
      "expect:",
      "consumers: { count: 1 }\nexpect:",
      "13:1: consumers must be a list of groups, such as [{ group: billing, instances: 2 }], not a mapping",
    ],
    [
      "count: 1000",
      "count: 100k",
      "7:10: count must be a whole number from 1 to 100,000,000, not 100k; write 100000",
    ],
    ["rate: 100", "rate: 1.5k", "8:9: rate must be messages per second, or max, not 1.5k; write 1500"],
    [
      "    kill: leader\n",
      "",
      "11:5: a step must say what happens: kill, pause, restart, power-loss, disk-loss, rolling-restart, elect-preferred, elect-unclean, reassign, shrink-isr, chase, partition, metadata-isolate, controller-isolate, zk-isolate, client-partition, client, flap, slow, throttle, loss, reset, remove-voter, add-voter …",
    ],
    [
      "kill: leader",
      "kill: leader\n    pause: controller1",
      "13:5: pause needs another step, because this one has kill already",
    ],
    ["at: 300 messages\n    ", "", "11:5: at is missing in this step: when it strikes"],
    [
      "kill: leader",
      "kill: laeder",
      "12:11: kill must be a node or a role, not laeder; did you mean leader?",
    ],
    [
      "kill: leader",
      "kill: broker-2",
      "12:11: kill must be a node or a role, not broker-2; did you mean kafka2?",
    ],
    [
      "kill: leader",
      "kill: kafka4",
      "12:11: kill must be a node or a role, not kafka4; this cluster has 3 brokers and 1 KRaft controller",
    ],
    [
      "kill: leader",
      "kill: [kafka1, kafka4]",
      "12:20: kill[1] must be a node or a role, not kafka4; this cluster has",
    ],
    ["kill: leader", "kill: kafka1,kafka1", "12:11: kill must name kafka1 once"],
    ["kill: leader", "kill: [leader, leader]", "12:5: kill must name leader once"],
    [
      "kill: leader",
      "kill: [follower, follower, follower]",
      "12:5: kill must name follower at most 2 times; each is another broker, and there are 3",
    ],
    [
      "kill: leader",
      "kill: zk1",
      "12:11: kill must be a node or a role, not zk1; this cluster has 3 brokers and 1 KRaft controller",
    ],
    [
      "kill: leader",
      "metadata-isolate: controller1",
      "12:23: metadata-isolate must name brokers, which are cut off from every KRaft controller",
    ],
    ["kill: leader", "metadata-isolate: controller", "12:23: metadata-isolate must name brokers"],
    ["kill: leader", "controller-isolate: [leader, voter]", "12:5: controller-isolate must name brokers"],
    ["kill: leader", "zk-isolate: controller follower", "12:17: zk-isolate must name brokers"],
    [
      "kill: leader",
      "slow: leader",
      "12:11: slow must be a mapping, not leader; it takes node, delay, jitter, from, to, groups",
    ],
    [
      "kill: leader",
      "slow: { node: leader, latency: 1s }",
      "12:27: unknown key latency; did you mean delay?",
    ],
    [
      "kill: leader",
      "slow: { node: leader, delay: 1s, jitter: 2s }",
      "12:46: jitter must not be larger than the delay",
    ],
    ["kill: leader", "restart: { node: leader, mode: soft }", "12:36: mode must be clean or hard, not soft"],
    ["kill: leader", "partition: {}", "12:5: partition is empty; it takes isolate, groups, from, to"],
    ["kill: leader", "partition: { isolat: leader }", "12:18: unknown key isolat; did you mean isolate?"],
    [
      "kill: leader",
      "partition: { isolate: leader, groups: [controller1] }",
      "12:35: groups does not go with isolate",
    ],
    [
      "kill: leader",
      "partition: { from: leader }",
      "12:5: to is missing in partition: nodes that no longer hear",
    ],
    [
      "kill: leader",
      "partition: { isolate: [kafka1, kafka2, kafka3, controller1] }",
      "12:5: partition must leave at least one node out",
    ],
    ["kill: leader", "partition: kafka1,kafka2,kafka3,controller1", "12:16: partition must cut something"],
    [
      "kill: leader",
      "partition: kafka1,kafka7 controller1",
      "12:16: partition: kafka1,kafka7 must be a node or a role; as for kafka7, this cluster has",
    ],
    // between keys
    ["replicas: 3", "replicas: 5", "5:13: replicas 5 is more than the cluster has brokers (3)"],
    [
      "replicas: 3",
      "config: { min.insync.replicas: 4 }",
      "5:34: min.insync.replicas 4 is more than the topic has replicas (3)",
    ],
    ["acks: 1", "acks: 1\n  idempotence: true", "10:16: idempotence needs acks all, not 1"],
    [
      "acks: 1",
      "schema: avro\n  size: 28B",
      "10:9: a size of 28 bytes has no room for a schema id: with schema avro it must be 29 or more",
    ],
    [
      "kill: leader",
      "proxy: { interceptor: invalid-schema, config: { fakeSchemaId: 9 } }",
      "12:12: invalid-schema changes schema ids, and these messages carry none; write producers.schema: avro",
    ],
    [
      "kill: leader",
      "proxy: { interceptor: random-bytes, config: { topics: [orders], nbMessages: 1, sizeInBytes: 10 } }",
      "12:12: random-bytes means other topics than test1",
    ],
    [
      "kill: leader",
      "proxy: { interceptor: slow-broker, config: { brokerIds: [4], duration: 60, durationUnit: SECONDS, minLatencyToAddInMilliseconds: 1, maxLatencyToAddInMilliseconds: 2 } }",
      "12:50: brokerIds must have the id of one of these brokers: 1, 2 or 3",
    ],
    ["brokers: 3", "network: { jitter: 5ms }", "3:22: jitter must not be larger than latency"],
    [
      "count: 1000",
      "count: 100000000",
      "8:9: 100000000 messages at 100 per second take 278 hours; a run may take 24",
    ],
    // YAML
    ["acks: 1", "acks:1", "9:3: a space is missing after the colon; write acks: 1"],
    ["  acks: 1", "\tacks: 1", "9:1: indented with a tab; YAML wants spaces"],
    ["  acks: 1", "    acks: 1", "9:5: indented further than the line above, which has a value already"],
    ["  acks: 1", " acks: 1", "9:2: indented unlike the lines around it"],
    ["kill: leader", "kill: [leader", "12:11: [ is never closed with ]"],
    ["name: mine", 'name: "mine', '1:7: this text in quotes never ends: a closing " is missing'],
    ["name: mine", "name: mine: yours", '1:7: a second colon in one line: text with ": " in it needs quotes'],
    ["name: mine", "name: @mine", "1:7: a text that starts with @ needs quotes"],
    ["acks: 1", "acks: 1\n  acks: all", "10:3: acks is here twice; the first is on line 9"],
    ["acks: 1", "acks: *none", "9:9: there is no anchor &none before this alias"],
    ["acks: 1", "config: &c { a: *c }", "9:19: there is no anchor &c before this alias"],
    [
      "acks: 1",
      "<<: { acks: 1 }",
      "9:7: << takes an alias of a mapping, such as <<: *name, or a list of them",
    ],
    ["acks: 1", "<<:", "9:6: << takes an alias of a mapping"],
    ["acks: 1", "<<: *none", "9:7: there is no anchor &none before this alias"],
    ["acks: 1", "acks: !int 1", "9:9: YAML tags have no meaning in a scenario"],
    ["acks: 1", "__proto__: { acks: 1 }", "9:3: unknown key __proto__"],
    ["acks: 1", "? [acks]\n  : 1", "9:5: a key must be a word"],
    ["expect:", "---\nexpect:", "13:1: a second document starts here; a file holds one scenario"],
  ])("%j instead written as %j: %s", (from, to, expected) => {
    expect(complaint(changed(from, to))).toContain(`mine.yaml:${expected}`);
  });

  it.each([
    ["", "the file is empty"],
    [" \n\n", "the file is empty"],
    ["# one\n# two\n", "the file holds nothing but comments"],
    ["---\n", "the document is empty"],
    ["- a\n- b\n", "a scenario is a mapping that starts with name: …, not a list"],
    ["hello\n", "this is not a scenario"],
    ["name:mine\n", "a space is missing after the colon, write name: mine"],
  ])("%j: %s", (text, expected) => {
    expect(complaint(text)).toMatch(/^mine\.yaml:1:[14]: /);
    expect(complaint(text)).toContain(expected);
  });

  it("has steps that come after each other", () => {
    const steps = (...lines: string[]) =>
      changed("  - at: 300 messages\n    kill: leader\n", `${lines.join("\n")}\n`);
    expect(
      complaint(steps("  - { at: after pause, kill: leader }", "  - { at: 3s, pause: leader }")),
    ).toContain("mine.yaml:11:11: pause comes later in the list");
    expect(
      complaint(steps("  - { at: after pause, kill: leader }", "  - { at: after kill, pause: leader }")),
    ).toContain("mine.yaml:11:11: kill and pause wait for each other, so neither would ever strike");
    expect(
      complaint(
        steps(
          "  - { at: 1s, kill: kafka2 }",
          "  - { at: 2s, kill: kafka1 }",
          "  - { at: after kill, pause: leader }",
        ),
      ),
    ).toContain("mine.yaml:13:11: after kill could be faults[0] and faults[1]; give the right one a name");
    expect(
      complaint(steps("  - { at: 1s, kill: kafka1, name: first }", "  - { at: after kill, pause: leader }")),
    ).toContain("mine.yaml:12:11: there is no step called kill to come after; did you mean after first?");
    expect(
      complaint(steps("  - { at: 1s, kill: kafka1, name: x }", "  - { at: 2s, pause: kafka1, name: x }")),
    ).toContain("mine.yaml:12:36: two steps are called x: faults[0] and faults[1]");
  });

  it("is told everything at once, in the order of the file, and nothing that only follows", () => {
    const text = changed("count: 1000", "cout: 1000")
      .replace("acks: 1", "acks: 7")
      .replace("loss: some", "")
      .replace("replicas: 3", "replicas: 4");
    expect(complaint(text).match(/^mine.*$/gm)).toEqual([
      "mine.yaml:5:13: replicas 4 is more than the cluster has brokers (3)",
      "mine.yaml:7:3: unknown key cout; did you mean count?",
      "mine.yaml:9:9: acks must be 0, 1 or all, not 7",
      "mine.yaml:13:1: expect is empty; it takes loss, duplicates, order, corrupted, failover, unavailable, failedButStored, neverSent, foreign, epochs, doubleAcknowledged, backdated, replicas, errors, consumers, transactions, copiers, groups, topics",
    ]);
  });

  it("is told twenty things at most", () => {
    const many = Array.from({ length: 33 }, (_, index) => `  zzz${index}: 1\n`).join("");
    expect(complaint(changed("  acks: 1\n", many)).split("\n").slice(-2)).toEqual([
      "… and 13 more",
      "33 problems",
    ]);
  });

  it("cannot paint on the terminal", () => {
    const message = complaint(changed("name: mine", "name: \u001b[31m\u202emine\t\u0007"));
    expect(message).toMatch(/^mine\.yaml:1:7: /);
    expect(message).not.toMatch(/[\p{Cf}\t]/u);
    expect(message.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("has its long lines clipped around the place", () => {
    const message = complaint(`${MINE}reference: { source: ${"long ".repeat(100)}, failed: none }
`);
    const [, line, caret] = message.split("\n");
    expect(line!.length).toBeLessThanOrEqual(110 + "  12 | ".length);
    expect(line!.slice(caret!.indexOf("^"))).toMatch(/^none/);
  });

  it("has its caret under the place also after wide characters", () => {
    const message = complaint(
      "name: x\nexpect: { loss: any }\nproducers: { count: 1, config: { a: 名前 }, acks: 7 }\n",
    );
    const [, line, caret] = message.split("\n");
    const columns = (text: string) => text.length + (text.match(/[名前]/g)?.length ?? 0);
    expect(columns(line!.slice(0, line!.indexOf("7 }")))).toBe(caret!.indexOf("^"));
  });
});

describe("a hostile file", () => {
  const laughs = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x]",
    ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`),
  ].join("\n");
  const many = 1 << 20;

  it.each([
    ["aliases that explode", laughs, "aliases make this more than 5000 values"],
    ["open brackets", "[".repeat(many), "nested more than 32 levels deep"],
    ["closed brackets", "[".repeat(5_000) + "]".repeat(5_000), "nested more than 32 levels deep"],
    ["brackets that hide in quotes", '["]",'.repeat(many / 5), "nested more than 32 levels deep"],
    ["dashes", "- ".repeat(many / 2), "nested more than 32 levels deep"],
    [
      "a staircase",
      Array.from({ length: 1_400 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
      "nested more than 32 levels deep",
    ],
    ["a little too deep", `a: ${"[".repeat(40)}${"]".repeat(40)}`, "nested more than 32 levels deep"],
    [
      "keys",
      Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join("\n"),
      "this is far more than a scenario needs",
    ],
    ["line ends", "\n".repeat(many), "this is far more than a scenario needs"],
    ["anchors", "&a ".repeat(many / 3), "this is far more than a scenario needs"],
    ["closing brackets", "]".repeat(9_900), "this does not fit here"],
    ["commas", `[${",".repeat(9_900)}`, "this does not fit here"],
    ["unknown keys", Array.from({ length: 1_900 }, (_, i) => `k${i}: 1`).join("\n"), "unknown key k0"],
    ["one text", "x".repeat(many), "this is not a scenario"],
    ["one text in quotes", `a: "${"x\n ".repeat(many / 3)}`, "this text in quotes never ends"],
    ["digits", `name: x\nproducers: { count: ${"9".repeat(many / 2)} }`, "count must be a whole number"],
    [
      "groups",
      `name: x\nfaults:\n  - partition: ${"kafka1 ".repeat(many / 8)}`,
      "must have at most 1000 characters",
    ],
    ["zero bytes", "\0".repeat(many), "this is not a scenario"],
  ])("of %s is refused within a second", (_, text, expected) => {
    const before = process.cpuUsage(); // not the clock, which other processes make run
    const message = complaint(text);
    expect(message).toContain(expected);
    expect(message.length).toBeLessThan(10_000);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe("groups of producers", () => {
  const groups = (text: string) => `name: mine
producers:
${text}
faults: [{ at: 150 messages, kill: leader }]
expect: { loss: any }
`;
  const TWO = groups(`  - { name: orders, count: 100, acks: all, idempotence: true }
  - { name: clicks, count: 200, instances: 2, acks: 0, rate: max, size: 1KB }`);

  it("each have their settings, and the scenario in full loads to the same", () => {
    const { scenario, yaml } = load(TWO);
    expect(scenario.producers).toMatchObject([
      { name: "orders", topic: "test1", count: 100, acks: "all", instances: 1, rate: 1_000 },
      { name: "clicks", topic: "test1", count: 200, acks: 0, instances: 2, sizeBytes: 1_000 },
    ]);
    expect(scenario.expect).toEqual({ loss: "any" });
    expect(load(yaml).scenario).toEqual(scenario);
  });

  it("are scaled each, and a message trigger counts those of all", () => {
    const { scenario } = load(TWO, { scale: 0.1 });
    expect(scenario.producers.map(({ count }) => count)).toEqual([10, 20]);
    expect(complaint(TWO.replace("150", "500"))).toContain(
      "at 500 messages the last one is sent, and the fault would meet none; write 499 messages or fewer",
    );
    expect(complaint(TWO.replace("150", "501"))).toContain("the producers send 500 (100 + 2 × 200)");
  });

  it("are changed one by one from the command line", () => {
    const { scenario } = load(TWO, { set: ["producers[1].acks=1", "producers[0].config.linger.ms=7"] });
    expect(scenario.producers).toMatchObject([{ config: { "linger.ms": 7 } }, { acks: 1 }]);
  });

  it.each([
    ["name: clicks", "name: orders", "4:13: two groups of producers are called orders"],
    ["acks: 0", "acks: 7", "4:53: acks must be 0, 1 or all, not 7"],
    ["size: 1KB", "sise: 1KB", "4:67: unknown key sise; did you mean size?"],
    ["count: 200, ", "", "4:5: count is missing in producers[1]: messages that each producer sends"],
    ["acks: all", "acks: 1", "3:55: idempotence needs acks all, not 1"],
    ["size: 1KB", "schema: avro", "4:5: all groups of producers need the same schema"],
    ["size: 1KB", "topic: other", "4:74: there is no topic other; the only topic is test1"],
  ])("with %s written as %s are refused", (from, to, told) => {
    expect(complaint(TWO.replace(from, to))).toContain(`mine.yaml:${told}`);
  });
});
