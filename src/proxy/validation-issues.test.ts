import { expect, test } from "vitest";
import { z } from "zod";
import { issuesOf } from "./validation-issues.js";

function issues(schema: z.ZodType, value: unknown, at?: string[]) {
  const { error } = schema.safeParse(value);
  return issuesOf(schema, error!, at);
}

const inner = z.strictObject({ a: z.int(), b: z.string().optional() });

test("an unknown key is told by its own path, with the keys that are valid there", () => {
  const message = "unknown key; the valid keys are a, b";
  expect(issues(inner, { a: 1, x: 1, y: 1 })).toEqual([
    { path: "x", message },
    { path: "y", message },
  ]);
  expect(issues(z.strictObject({ list: z.array(inner) }), { list: [{ a: 1, x: 1 }] }, ["config"])).toEqual([
    { path: "config.list.0.x", message },
  ]);
  expect(issues(z.record(z.string(), inner), { any: { a: 1, x: 1 } })).toEqual([{ path: "any.x", message }]);
});

test("keys are found also behind a default, an option and a transformation", () => {
  const schema = z.strictObject({ inner: inner.optional().nullable() }).transform(String);
  expect(issues(schema, { inner: { a: 1, x: 1 } })).toEqual([
    { path: "inner.x", message: "unknown key; the valid keys are a, b" },
  ]);
});

test("a wrong key of a map is told with the keys that are valid", () => {
  const schema = z.partialRecord(z.enum(["FETCH", "PRODUCE"]), z.int());
  const [issue] = issues(schema, { PRODUCT: 1 });
  expect(issue?.path).toBe("PRODUCT");
  expect(issue?.message).toContain("FETCH");
});

test("of a value that may be one of several the ways in which it is none are told", () => {
  expect(issues(z.union([z.enum(["A"]), z.array(z.enum(["A"]))]), "B")).toEqual([
    { path: "", message: expect.stringMatching(/"A".*array/) },
  ]);
});

test("no more are told than are read", () => {
  const wrong = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [i, i]));
  expect(issues(inner, wrong)).toHaveLength(20);
});
