/** docs/checks.md has every check, and every name of Jepsen, with a test that plants it. */
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { faults } from "../src/faults/index.js";
import { CHECK_NAMES } from "../src/rundir/expectations.js";
import { scenarioJsonSchema } from "../src/scenario/json-schema.js";
import type { JsonSchema } from "../src/yaml/outline.js";

const JEPSEN = [
  ...["lost-write", "duplicate", "inconsistent-offsets", "nonmonotonic-send", "G1a", "poll-skip"],
  ...[
    "nonmonotonic-poll",
    "int-poll-skip",
    "int-nonmonotonic-poll",
    "int-nonmonotonic-send",
    "int-send-skip",
  ],
  ...["precommitted-read", "unseen", "G0", "G1c", "worst-realtime-lag", "consume-counts"],
];

const root = new URL("../", import.meta.url);
const page = readFileSync(new URL("docs/checks.md", root), "utf8");
const [ofChaos = "", ofJepsen = ""] = page.split("## The names of Jepsen");

/** The cells of each row whose first cell is a name. */
const rowsIn = (text: string) =>
  [...text.matchAll(/^\| `([\w.-]+)` \| (.*) \|$/gm)].map(([, name, rest]) => [name!, ...rest!.split(" | ")]);
const nameIn = (cell: string) => /^`([\w./-]+)`$/.exec(cell.trim())?.[1];

it("has a row for every check, with a test that is there", () => {
  const rows = rowsIn(ofChaos);
  expect(rows.map(([name]) => name).sort()).toEqual([...CHECK_NAMES].sort());
  for (const [name, , , test] of rows) {
    const path = nameIn(test!);
    expect(path, name).toBeDefined();
    expect(existsSync(new URL(path!, root)), path).toBe(true);
  }
});

it("names the key of expect of every check that has one", () => {
  const { expect: keys } = scenarioJsonSchema(faults).properties!;
  // groups and topics have the same keys once more, of one part of the run.
  const { consumers, transactions, copiers, groups, topics, ...others } = keys!.properties as Record<
    string,
    JsonSchema
  >;
  const known = [
    ...Object.keys(others).map((key) => [key, key]),
    ...Object.keys(consumers!.properties!).flatMap((key) =>
      key === "groups" ? [] : [[`consumers.${key}`, key]],
    ),
    ...Object.keys(transactions!.properties!).map((key) => [`transactions.${key}`, key]),
    ...Object.keys(copiers!.properties!).map((key) => [`copiers.${key}`, key]),
  ];
  const named = rowsIn(ofChaos).flatMap(([name, key]) =>
    nameIn(key!) === undefined ? [] : [[name, nameIn(key!)]],
  );
  expect(named.sort()).toEqual(known.sort());
});

it("has a row for every name of Jepsen: checks of chaos and a test, or that there is none yet", () => {
  const rows = rowsIn(ofJepsen);
  expect(rows.map(([name]) => name)).toEqual(JEPSEN);
  for (const [name, checks, , test] of rows) {
    if (checks === "not yet") {
      expect(test, name).toBe("–");
      continue;
    }
    for (const check of checks!.split(", ")) expect(CHECK_NAMES, name).toContain(nameIn(check));
    expect(existsSync(new URL(nameIn(test!)!, root)), name).toBe(true);
  }
});
