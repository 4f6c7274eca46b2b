import { expect, test } from "vitest";
import { z } from "zod";
import { resultSchema } from "./result.js";

/** JSON Schema as `chaos schema result` prints it. */
interface Described {
  readonly description?: string;
  readonly properties?: Record<string, Described>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Described[];
}

/** Expectations whose count has their name. */
const COUNTED = [
  ...["failedButStored", "neverSent", "foreign"],
  ...["epochs", "doubleAcknowledged", "backdated", "replicas"],
];

const schema = z.toJSONSchema(resultSchema) as Described;
const propertiesOf = ({ properties, anyOf = [] }: Described): Record<string, Described> =>
  properties ?? Object.assign({}, ...anyOf.map(propertiesOf));

test("the schema says what every expectation and every new key means", () => {
  const { counts, expect: expectations, noWrites, notes, lostUnknownBecause } = schema.properties!;
  const described = {
    ...propertiesOf(expectations!),
    lost: propertiesOf(counts!).lost!,
    lostAtLeast: propertiesOf(counts!).lostAtLeast!,
    lostAtMost: propertiesOf(counts!).lostAtMost!,
    longestMs: propertiesOf(noWrites!).longestMs!,
    totalMs: propertiesOf(noWrites!).totalMs!,
    partition: propertiesOf(noWrites!).partition!,
    from: propertiesOf(noWrites!).from!,
    ...{ noWrites: noWrites!, notes: notes!, lostUnknownBecause: lostUnknownBecause! },
  };
  expect(Object.keys(propertiesOf(expectations!))).toEqual([
    "loss",
    "duplicates",
    "order",
    "corrupted",
    "failover",
    "unavailable",
    ...COUNTED,
  ]);
  for (const [key, { description }] of Object.entries(described)) expect(description, key).toMatch(/\w+ \w+/);
});

test("keys that came after the first version are optional: its files stay readable", () => {
  for (const key of ["noWrites", "notes", "doubts", "lostUnknownBecause"])
    expect(schema.required).not.toContain(key);
  const { counts, expect: expectations } = schema.properties!;
  for (const key of ["lostAtLeast", "lostAtMost", ...COUNTED]) expect(counts!.required).not.toContain(key);
  expect(expectations!.required).toEqual(["loss"]);
});
