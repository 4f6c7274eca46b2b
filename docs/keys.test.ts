/** README's table of scenario keys and the file of `--config` in docs/proxy.md have the keys and defaults of the schemas. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../src/commands/proxy/settings.js";
import { faults } from "../src/faults/index.js";
import { scenarioJsonSchema } from "../src/scenario/json-schema.js";
import { loadScenario } from "../src/scenario/load.js";
import { BROKERS_MAX, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MIN } from "../src/scenario/schema/limits.js";
import type { JsonSchema } from "../src/yaml/outline.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

const rows = [
  ...read("../README.md").matchAll(
    /^\| `((?:cluster|topic|producers|consumers)\.[\w.]+)` \| (.*?) \| (.*?) \|$/gm,
  ),
];

/** Every key that the schema knows, in its order, and its default as README writes it. */
function* keysOf({ properties = {}, required = [] }: JsonSchema, defaults: Section, path = ""): Keys {
  for (const [key, { anyOf = [], ...rest }] of Object.entries(properties)) {
    // Groups of producers are a list, or one mapping.
    const schema = anyOf.find((form) => form.properties !== undefined) ?? rest;
    const initial = defaults[key];
    const isRequired = (required as string[]).includes(key);
    const { properties: own, items } = schema;
    // A list of groups has the keys of a group.
    const section = own !== undefined ? schema : (items as JsonSchema | undefined);
    if (section?.properties !== undefined) {
      const [first] = Array.isArray(initial) ? (initial as Section[]) : [(initial ?? {}) as Section];
      yield* keysOf(section, first!, `${path}${key}.`);
    } else if (isRequired && !OPTIONAL.includes(path)) yield [`${path}${key}`, "required"];
    else yield [`${path}${key}`, initial === undefined ? "none" : `\`${written(initial)}\``];
  }
}

/** Their keys are required only where they are written. */
const OPTIONAL = ["producers.transactions.", "consumers.restarts."];

type Section = Readonly<Record<string, unknown>>;
type Keys = Generator<readonly [key: string, initial: string]>;

const written = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

it("README lists every key of cluster, topic, producers and consumers with its default", () => {
  const least = "name: least\nproducers: { count: 1 }\nconsumers: [{ group: a }]\nexpect: { loss: any }\n";
  const { yaml } = loadScenario(least, { path: "least.yaml", faults, randomSeed: 0 });
  const { properties } = scenarioJsonSchema(faults);
  const sections = ["cluster", "topic", "producers", "consumers"].map((name) => [name, properties![name]!]);
  const known = keysOf({ properties: Object.fromEntries(sections) }, parse(yaml));
  expect(rows.map(([, key, initial]) => [key, initial])).toEqual([...known]);
});

it("README has the limits of brokers and of a message's size", () => {
  const textOf = (name: string) => rows.find(([, key]) => key === name)?.[3];
  expect(textOf("cluster.brokers")).toContain(`1 to ${BROKERS_MAX}`);
  const [least, most] = [MESSAGE_BYTES_MIN, MESSAGE_BYTES_MAX].map((bytes) => bytes.toLocaleString("en"));
  expect(textOf("producers.size")).toContain(`${least} to ${most} bytes`);
});

it("the file of --config in docs/proxy.md is read as it is, and has every section", () => {
  const [, text] = /```yaml\n(interceptors:[\s\S]*?)```/.exec(read("./proxy.md"))!;
  const folder = mkdtempSync(join(tmpdir(), "chaos-config-"));
  try {
    for (const name of ["ca.pem", "proxy.pem", "proxy.key"]) writeFileSync(join(folder, name), "");
    writeFileSync(join(folder, "proxy.yaml"), text!);
    const { rules, ...sections } = readSettings(join(folder, "proxy.yaml"));
    expect(rules.map(({ name }) => name)).toEqual(["elections"]);
    expect(Object.keys(sections)).toEqual(["cluster", "clients", "admin", "tokens"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
