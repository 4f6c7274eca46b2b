/** What fingers, merges and bad disks do to valid files: a scenario or a InputError comes of it, and soon. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { faults } from "../faults/index.js";
import { checkProducerConfig } from "../workload/producers.js";
import { InputError } from "../yaml/diagnostics.js";
import { BROKER_PROPERTIES, PRODUCER_PROPERTIES, TOPIC_PROPERTIES } from "./generated/properties.js";
import { grammarsOf } from "./grammar.js";
import { loadScenario } from "./load.js";

/** Every property that reached librdkafka. */
const reached = vi.hoisted(() => new Set<string>());
vi.mock("../workload/rdkafka.js", () => ({
  RdkafkaError: { codes: {} },
  rdkafka: {
    CODES: { ERRORS: {} },
    Producer: class {
      constructor(...configs: readonly object[]) {
        for (const name of configs.flatMap(Object.keys)) reached.add(name);
      }
    },
  },
}));

const MUTATIONS = 10_000;
const SEED = 20_250_101;

const valid = ["scenarios", "examples"]
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".yaml"))
  .map((path) => readFileSync(path, "utf8"));

const VALUES = [
  "",
  "~",
  "-1",
  "1e309",
  ".nan",
  "[]",
  "{}",
  "[[[",
  "*a",
  "&a",
  "!!x",
  "'",
  '"',
  "|",
  "@",
  "30",
  "a: b",
  "\t",
  "\0",
  "999999999999",
  "kafka9",
  "5s after kill",
  // of properties
  "yes",
  "maybe",
  "true",
  "0",
  "6s",
  "1MB",
  "0.5",
  "'010'",
  "1".repeat(400),
  "compact",
  "lz4",
  "/tmp/evil.so",
  "SASL_SSL",
];

/** What would run code, or leave the experiment. */
const UNWANTED = [
  ...["plugin.library.paths", "test.mock.num.brokers", "test.mock.broker.rtt", "ut_handle_ProduceResponse"],
  ...[
    "ssl.engine.location",
    "ssl.providers",
    "ssl.keystore.location",
    "https.ca.location",
    "ssl_engine_callback_data",
  ],
  ...["sasl.kerberos.kinit.cmd", "enable.sasl.oauthbearer.unsecure.jwt", "sasl.oauthbearer.assertion.file"],
  ...[
    "socket_cb",
    "open_cb",
    "connect_cb",
    "closesocket_cb",
    "opaque",
    "interceptors",
    "internal.termination.signal",
  ],
  ...["config.providers", "kafka.csv.metrics.dir", "remote.log.storage.manager.class.path"],
];
const NAMES = [
  ...UNWANTED.flatMap((name) => [name, name, `${name}s`, name.toUpperCase()]),
  ...[...BROKER_PROPERTIES.keys(), ...TOPIC_PROPERTIES.keys(), ...PRODUCER_PROPERTIES.keys()],
  ...["KAFKA_HEAP_OPTS", "KAFKA_CFG_LOG_DIRS", "KAFKA_", "KAFKA_PLUGIN_LIBRARY_PATHS", "-Xmx1G"],
  ...["spring.kafka.producer.acks", "producer.plugin.library.paths", "buffer.memory", "my.plugin.x"],
  ...["constructor", "__proto__", "toString", "a".repeat(400), ".", "..."],
];

type Mutation = (text: string, a: number, b: number, value: string, name: string) => string;

const onLines =
  (change: (lines: string[], at: number, other: number, value: string, name: string) => void): Mutation =>
  (text, a, b, value, name) => {
    const lines = text.split("\n");
    change(lines, Math.floor(a * lines.length), Math.floor(b * lines.length), value, name);
    return lines.join("\n");
  };

/** Writes a property into the section that line `at` belongs to, or else into that of the producers. */
const addProperty = onLines((lines, at, _, value, name) => {
  const isSection = (line: string | undefined) => /^(cluster|topic|producers):$/.test(line ?? "");
  let section = at;
  while (section > 0 && !isSection(lines[section])) section--;
  if (!isSection(lines[section])) section = lines.indexOf("producers:");
  const next = lines.findIndex((line, index) => index > section && /^\S/.test(line));
  const config = lines.findIndex((line, index) => index > section && index < next && line === "  config:");
  if (config === -1) lines.splice(section + 1, 0, `  config: { ${name}: ${value} }`);
  else lines.splice(config + 1, 0, `    ${name}: ${value}`);
});

const mutations: Readonly<Record<string, Mutation>> = {
  flipByte(text, a, b) {
    const bytes = Buffer.from(text);
    bytes[Math.floor(a * bytes.length)]! ^= 1 << Math.floor(b * 8);
    return bytes.toString("utf8");
  },
  cutOff: (text, a) => text.slice(0, Math.floor(a * text.length)),
  insert: (text, a, _, value) => {
    const at = Math.floor(a * text.length);
    return text.slice(0, at) + value + text.slice(at);
  },
  deleteLine: onLines((lines, at) => lines.splice(at, 1)),
  duplicateLine: onLines((lines, at, other) => lines.splice(other, 0, lines[at]!)),
  swapLines: onLines((lines, at, other) => {
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }),
  indent: onLines((lines, at, other) => {
    lines[at] = `${" ".repeat(1 + (other % 5))}${lines[at]}`;
  }),
  dedent: onLines((lines, at) => {
    lines[at] = lines[at]!.replace(/^ {1,2}/, "");
  }),
  swapKeys: onLines((lines, at, other) => {
    const [one, two] = [lines[at]!, lines[other]!].map((line) => /[\w.-]+(?=:)/.exec(line)?.[0]);
    if (one && two)
      [lines[at], lines[other]] = [lines[at]!.replace(one, two), lines[other]!.replace(two, one)];
  }),
  addProperty,
  addPropertyInPlaceOfAnother: (text, a, b, value, name) =>
    addProperty(text.replace(/^ {4}[a-z.]+: \S+$/m, ""), a, b, value, name),
  renameKey: onLines((lines, at, _, __, name) => {
    lines[at] = lines[at]!.replace(/[\w.-]+(?=:)/, () => name);
  }),
  changeValue: onLines((lines, at, _, value) => {
    lines[at] = lines[at]!.replace(/: .*$/, () => `: ${value}`);
  }),
};

it(`${MUTATIONS} mutations of valid files load or are refused in words, each within a second`, () => {
  const unit = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1e6);
  const mutation = fc.tuple(
    fc.constantFrom(...Object.keys(mutations)),
    unit,
    unit,
    fc.constantFrom(...VALUES),
    fc.constantFrom(...NAMES),
  );
  const grammars = grammarsOf(faults);
  const outcomes = { loaded: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      (text, steps) => {
        const mutant = steps.reduce((text, [name, ...choices]) => mutations[name]!(text, ...choices), text);
        const before = process.cpuUsage(); // not the clock, which other processes make run
        try {
          const options = { path: "mutant.yaml", faults, grammars, randomSeed: 1 };
          const { yaml, scenario } = loadScenario(mutant, options);
          loadScenario(yaml, { path: "again.yaml", faults, grammars, randomSeed: 2 });
          checkProducerConfig(scenario, "mutant.yaml");
          for (const { config } of [scenario.cluster, ...scenario.topics]) {
            expect(Object.keys(config).filter((name) => UNWANTED.includes(name))).toEqual([]);
          }
          outcomes.loaded++;
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          const { diagnostics, message } = error as InputError;
          expect(diagnostics.length).toBeGreaterThan(0);
          for (const { line, column } of diagnostics)
            expect([line, column].every((at) => at! >= 1)).toBe(true);
          expect(message).toMatch(/^mutant\.yaml:\d+:\d+: \S/);
          expect(message).not.toMatch(/undefined|NaN|\[object|Invalid input|ZodError/);
          for (const { message } of diagnostics) {
            const [, advised = ""] = message.split(/did you mean |; write /);
            expect(UNWANTED.filter((name) => advised.includes(name))).toEqual([]);
          }
          outcomes.refused++;
        }
        expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
      },
    ),
    { seed: SEED, numRuns: MUTATIONS, endOnFailure: true },
  );
  expect(outcomes.loaded).toBeGreaterThan(MUTATIONS / 20);
  expect(outcomes.refused).toBeGreaterThan(MUTATIONS / 3);
  expect(UNWANTED.filter((name) => reached.has(name))).toEqual([]);
  expect(reached).toContain("message.send.max.retries"); // so the others did come there
}, 300_000);
