import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { faults } from "../faults/index.js";
import { type JsonSchema, outline } from "../yaml/outline.js";
import { scenarioJsonSchema } from "./json-schema.js";

const schema = scenarioJsonSchema(faults);
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const files = ["scenarios", "examples"].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
);

const read = (path: string) => parse(readFileSync(path, "utf8")) as Record<string, unknown>;
const base = read("scenarios/acks1-leader-kill.yaml");

describe("the JSON Schema", () => {
  it.each(files.filter((path) => path.endsWith(".yaml")))("accepts %s", (path) => {
    expect(validate(read(path)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["one start time", { start: "6s" }],
    ["a start time for each producer", { instances: 2, start: ["0s", "6s"] }],
    ["large messages", { size: 104_857_088 }],
  ])("accepts %s", (_, changes) => {
    expect(validate({ ...base, producers: { count: 10, ...changes } }), JSON.stringify(validate.errors)).toBe(
      true,
    );
  });

  it.each([
    ["an unknown key", { ...base, producer: {} }],
    ["a missing key", { ...base, expect: undefined }],
    ["a wrong type", { ...base, cluster: { brokers: "three" } }],
    ["a number out of range", { ...base, cluster: { brokers: 12 } }],
    ["a value that is not one of those there are", { ...base, expect: { loss: "maybe" } }],
    ["a duration without a unit", { ...base, faults: [{ at: "1s", kill: "leader", for: "30" }] }],
    ["a trigger that is none", { ...base, faults: [{ at: "later", kill: "leader" }] }],
    ["a step without a fault", { ...base, faults: [{ at: "1s" }] }],
    ["a step with two faults", { ...base, faults: [{ at: "1s", kill: "leader", pause: "leader" }] }],
    ["an unknown fault", { ...base, faults: [{ at: "1s", kil: "leader" }] }],
    ["a start that is no time", { ...base, producers: { count: 1, start: ["0s", "soon"] } }],
    [
      "more start times than there can be producers",
      { ...base, producers: { count: 1, start: Array(101).fill("0s") } },
    ],
    ["a message larger than any", { ...base, producers: { count: 1, size: 104_857_089 } }],
    ["an unknown node", { ...base, faults: [{ at: "1s", kill: "kafka10" }] }],
    [
      "a partition of both kinds",
      { ...base, faults: [{ at: "1s", partition: { isolate: "leader", from: "zk1" } }] },
    ],
  ])("refuses %s", (_, wrong) => {
    expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
  });

  it("explains every key, so that editors show what it is for", () => {
    const unexplained: string[] = [];
    const walk = (at: JsonSchema, path: string): void => {
      for (const [key, inner] of Object.entries(at.properties ?? {})) {
        if (!inner.description) unexplained.push(`${path}.${key}`);
        walk(inner, `${path}.${key}`);
      }
      for (const inner of [at.items ?? [], at.anyOf ?? []].flat()) walk(inner, path);
    };
    walk(schema, "");
    expect(unexplained).toEqual([]);
  });

  it("names every path that can be set", () => {
    const keys = outline(schema);
    expect(keys.has(["cluster", "config", "any.key.at.all"])).toBe(true);
    expect(keys.has(["faults", 0, "slow", "delay"])).toBe(true);
    expect(keys.has(["faults", 0, "kill", "delay"])).toBe(false);
    expect(keys.paths(() => 1)).toContainEqual(["faults", 0, "partition", "isolate"]);
  });
});
