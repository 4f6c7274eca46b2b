import { expect, test } from "vitest";
import { Names } from "./names.js";
import { patternToClient, patternToCluster } from "./patterns.js";

const names = new Names("team-A");

test.each([
  ["orders-.*", String.raw`team-A\.(?:orders-.*)`],
  ["a|b", String.raw`team-A\.(?:a|b)`],
  ["^(a|b)$", String.raw`team-A\.(?:(?:)(a|b)$)`],
  [String.raw`\(a`, String.raw`team-A\.(?:\(a)`],
  ["[)]x[^](]", String.raw`team-A\.(?:[)]x[^](])`],
  ["[[:alpha:])]", String.raw`team-A\.(?:[[:alpha:])])`],
  [String.raw`\Qa)|(\E.*`, String.raw`team-A\.(?:\Qa)|(\E.*)`],
])("%s is for the tenant's names alone", (pattern, expected) => {
  expect(patternToCluster(names, pattern)).toBe(expected);
});

test.each(["a)|(?:.*", "(a", "[a", "[]", String.raw`\Qa`, "a\\", String.raw`[\]`, "[[:alpha:]"])(
  "%s, which could end the tenant's group, is refused",
  (pattern) => {
    expect(patternToCluster(names, pattern)).toBeUndefined();
  },
);

test("an expression is shown to its tenant as it was, and to no other", () => {
  const physical = patternToCluster(names, "orders-.*") as string;
  expect(patternToClient(names, physical)).toBe("orders-.*");
  expect(patternToClient(new Names("team-B"), physical)).toBeUndefined();
  expect(patternToClient(names, ".*")).toBeUndefined();
});
